import type { CommitId, FilePath, HistoryReader } from '../../domain/change/index.ts';
import { decodeSource } from '../../domain/code-graph/index.ts';
import type { Flag, FlagDefinitions, FlagProblem, FlagSet } from '../../domain/flag/index.ts';
import { Fault, type Instant, printable, type Result } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import { readRulebook } from '../proposal.ts';

/** Where definitions are read: a file of the caller, or the repository at a revision. */
export type FlagPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'revision'; readonly repository: string; readonly revision: string | null };

/** Definitions that were read, with what they are called. */
export interface ReadFlags {
  /** Path, with the commit before it where it is one of a repository. */
  readonly name: string;
  readonly commit: CommitId | null;
  readonly result: Result<FlagDefinitions, readonly FlagProblem[]>;
}

/** Reads definitions; of a repository those that its own configuration names at that revision. Fault: no such file, none is named. */
export async function readFlagsAt(world: World, place: FlagPlace): Promise<ReadFlags> {
  if (place.kind === 'file') {
    const text = await world.readCallerText(place.path);
    return { name: place.path, commit: null, result: world.flags.read(text) };
  }
  const history = await world.openRepository({ path: place.repository });
  const { tip } = await history.describe();
  const commit = place.revision === null ? tip : await history.resolve(place.revision);
  if (commit === null) throw noRevision(place.revision);
  const path = await definitionsAt(world, history, commit);
  const bytes = await history.readFile(commit, path);
  const text = bytes === null ? null : decodeSource(bytes);
  if (text === null) throw noFile(path, commit);
  return { name: path, commit, result: world.flags.read(text) };
}

/** Landings that are read for the age of definitions: years of a busy team. */
const MAX_LANDINGS = 20_000;
/** Definitions that are read for it; each is compared with the next. */
const MAX_VERSIONS = 500;

/** When each flag became what it is, by the landings that touched the definitions. */
export async function flagAges(
  world: World,
  given: { readonly repository: string; readonly set: FlagSet },
): Promise<{
  readonly changedAt: ReadonlyMap<string, Instant>;
  /** Of the oldest landing that was read; `null` = none was. */
  readonly readSince: Instant | null;
  readonly landings: number;
}> {
  const history = await world.openRepository({ path: given.repository });
  const { tip } = await history.describe();
  if (tip === null) return { changedAt: new Map(), readSince: null, landings: 0 };
  const path = await definitionsAt(world, history, tip);
  const changedAt = new Map<string, Instant>();
  const open = new Map<string, Flag>(given.set.flags);
  let readSince: Instant | null = null;
  let landings = 0;
  let versions = 0;
  for await (const landing of history.landedChanges({ tip, since: null, limit: MAX_LANDINGS }, { lines: false })) {
    landings += 1;
    readSince = landing.at;
    if (!landing.files.some((file) => file.path === path)) continue;
    versions += 1;
    const before = landing.base === null ? null : await flagsOf(world, history, { commit: landing.base, path });
    for (const [key, flag] of open) {
      if (before?.get(key)?.digest === flag.digest) continue;
      if (landing.at !== null) changedAt.set(key, landing.at);
      open.delete(key);
    }
    if (open.size === 0 || versions >= MAX_VERSIONS) break;
  }
  return { changedAt, readSince, landings };
}

/** Files that are searched for keys; beyond that nothing is said of references. */
const MAX_FILES = 50_000;
/** Bytes of one file: code is smaller. */
const MAX_FILE = 1_048_576;

/** How many files name each flag, at the tip; `null` = there are too many to search. */
export async function flagReferences(
  world: World,
  given: { readonly repository: string; readonly set: FlagSet },
): Promise<{ readonly references: ReadonlyMap<string, number>; readonly searched: number } | null> {
  const history = await world.openRepository({ path: given.repository });
  const { tip } = await history.describe();
  if (tip === null) return null;
  const own = await definitionsAt(world, history, tip);
  const files = (await history.listFiles(tip, null)).filter((path) => path !== own);
  if (files.length > MAX_FILES) return null;
  const keys = [...given.set.flags.keys()];
  const references = new Map<string, number>();
  for (const path of files) {
    const bytes = await history.readFile(tip, path).catch(() => null);
    const text = bytes === null || bytes.length > MAX_FILE ? null : decodeSource(bytes);
    if (text === null) continue;
    for (const key of keys) if (text.includes(key)) references.set(key, (references.get(key) ?? 0) + 1);
  }
  return { references, searched: files.length };
}

async function flagsOf(
  world: World,
  history: HistoryReader,
  at: { readonly commit: CommitId; readonly path: FilePath },
): Promise<ReadonlyMap<string, Flag> | null> {
  const bytes = await history.readFile(at.commit, at.path);
  const text = bytes === null ? null : decodeSource(bytes);
  const read = text === null ? null : world.flags.read(text);
  return read?.ok === true ? read.value.evaluator.set.flags : null;
}

async function definitionsAt(world: World, history: HistoryReader, revision: CommitId): Promise<FilePath> {
  const { configuration } = await readRulebook({ world, history, revision, policy: { file: null } });
  const { definitions } = configuration.flags;
  if (definitions !== null) return definitions;
  throw new Fault({
    kind: 'usage',
    code: 'no-definitions',
    message: `firebreak.yaml names no definitions of feature flags at ${revision.slice(0, 12)}`,
    fix: 'Write flags: { definitions: flags/shop.flagd.json }, or name a file with --file.',
  });
}

function noRevision(named: string | null): Fault {
  const message = named === null ? 'the repository has no commit yet' : `${printable(named)} names no commit`;
  return new Fault({ kind: 'usage', code: 'no-such-revision', message, fix: 'Name a branch, a tag or a commit.' });
}

function noFile(path: FilePath, commit: CommitId): Fault {
  const message = `there is no text file ${printable(path)} at ${commit.slice(0, 12)}`;
  return new Fault({
    kind: 'usage',
    code: 'missing-file',
    message,
    fix: 'Correct flags.definitions of firebreak.yaml.',
  });
}
