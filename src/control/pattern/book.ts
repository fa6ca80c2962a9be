import type { Change, CommitId, FilePath, HistoryReader, RepositoryDescription } from '../../domain/change/index.ts';
import type { Language, SourceReader } from '../../domain/code-graph/index.ts';
import {
  decodeBook,
  encodeBook,
  type FileEdit,
  FragmentReader,
  type KeptBook,
  type Landing,
  PatternBook,
  SOURCE_LIMIT,
} from '../../domain/pattern/index.ts';
import type { AgentTable } from '../../domain/provenance/index.ts';
import { readRecords, type Watch } from '../history.ts';
import type { World } from '../port.ts';
import { landingOf } from './landing.ts';
import { countedLanguage, type SourceEdit, sourceEdits } from './source.ts';

/** Landings that a book begins behind at most; what is older is there, but who brought it is not known. */
export const LANDING_LIMIT = 20_000;
/** Files that one process of git reads: enough to pay for its start. */
const BATCH_FILES = 2_000;
/** Landings after which the kept book is written again: below, rolling it forward costs less. */
const RENEW_AFTER = 50;
/** Landings before one that is asked about at which a book is kept for the next. */
const PAST_DISTANCE = 200;

/** The fragments of a repository at one commit. */
export interface OpenBook {
  readonly book: PatternBook;
  /** The landing that it begins behind; `null` = it begins with the first. */
  readonly since: CommitId | null;
}

/** Where a book is read from. */
export interface BookSource {
  readonly world: Pick<World, 'openSources'>;
  readonly repository: string;
  readonly history: HistoryReader;
  readonly description: RepositoryDescription;
  readonly agents: AgentTable;
  readonly watch?: Watch | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The book at a commit of the first-parent history. What an earlier run kept is continued, so that only new landings are read.
 */
export async function openPatternBook(options: BookSource & { readonly tip: CommitId | null }): Promise<OpenBook> {
  const { history, tip } = options;
  if (tip === null) return { book: new PatternBook(), since: null };
  const isTip = tip === options.description.tip;
  const name = isTip ? 'patterns' : 'patternspast';
  const bytes = await history.recall(name);
  const kept = bytes === null ? null : decodeBook(bytes);
  if (kept !== null && kept.tip === tip) return kept;
  const { steps, continues } = await readSteps(options, kept);
  const source = await options.world.openSources({ path: options.repository, signal: options.signal });
  const begun = continues && kept !== null ? kept : await beginBook({ source, steps });
  const renew = !continues || steps.length > (isTip ? RENEW_AFTER : 2 * PAST_DISTANCE);
  const behind = isTip ? 0 : PAST_DISTANCE;
  await landAll({
    source,
    book: begun.book,
    steps,
    watch: options.watch,
    landed: async (at, commit) => {
      if (!renew || steps.length - 1 - at !== behind) return;
      await history.keep(name, encodeBook({ book: begun.book, tip: commit, since: begun.since }));
    },
  });
  return begun;
}

/** Follows all landings up to the tip, oldest first, whatever was kept; `visit` sees the book before each takes effect. */
export async function followLandings(
  options: BookSource,
  visit: (step: { readonly book: PatternBook; readonly landing: Landing; readonly edits: readonly FileEdit[] }) => void,
): Promise<void> {
  const { tip } = options.description;
  if (tip === null) return;
  const { steps } = await readSteps({ ...options, tip }, null);
  const source = await options.world.openSources({ path: options.repository, signal: options.signal });
  const { book } = await beginBook({ source, steps });
  await landAll({ source, book, steps, watch: options.watch, landed: async () => {}, visit });
}

interface Step {
  readonly landing: Landing;
  readonly edits: readonly SourceEdit[];
  readonly base: CommitId | null;
}

/** Landings behind the kept book, oldest first; `continues` = the kept one was met. */
async function readSteps(
  options: BookSource & { readonly tip: CommitId | null },
  kept: KeptBook | null,
): Promise<{ readonly steps: readonly Step[]; readonly continues: boolean }> {
  const { history, tip, agents } = options;
  const records = await readRecords(history, tip);
  const steps: Step[] = [];
  const range = { tip, since: null, limit: LANDING_LIMIT };
  for await (const change of history.landedChanges(range, { lines: true })) {
    if (kept !== null && change.head === kept.tip) return { steps: steps.reverse(), continues: true };
    steps.push({ landing: landingOf(change, { records, agents }), edits: sourceEdits(change), base: change.base });
    options.watch?.(steps.length, null);
  }
  return { steps: steps.reverse(), continues: false };
}

/** A book with what stood before the first landing that is read. */
async function beginBook(given: { readonly source: SourceReader; readonly steps: readonly Step[] }): Promise<OpenBook> {
  const book = new PatternBook();
  const since = given.steps[0]?.base ?? null;
  if (since === null) return { book, since };
  const wanted: Wanted[] = [];
  for (const { path, blob } of await given.source.list(since)) {
    const language = countedLanguage(path);
    if (language !== null) wanted.push({ name: blob, path, language });
  }
  const edits: FileEdit[] = [];
  for await (const { path, fragments } of readFragments(given.source, wanted)) {
    edits.push({ path, previousPath: null, fragments });
  }
  book.land(null, edits);
  return { book, since };
}

async function landAll(given: {
  readonly source: SourceReader;
  readonly book: PatternBook;
  readonly steps: readonly Step[];
  readonly watch?: Watch | undefined;
  readonly landed: (at: number, commit: CommitId) => Promise<void>;
  readonly visit?: Parameters<typeof followLandings>[1];
}): Promise<void> {
  const { steps, source, book } = given;
  for (let from = 0; from < steps.length; ) {
    const batch = batchFrom(steps, from);
    const read = new Map<string, FileEdit['fragments']>();
    const wanted = batch.flatMap(wantedOf);
    for await (const { name, fragments } of readFragments(source, wanted)) read.set(name, fragments);
    for (const [index, { landing, edits }] of batch.entries()) {
      const files = edits.map(({ path, previousPath, language }) => ({
        path,
        previousPath,
        fragments: language === null ? null : (read.get(nameOf(landing.commit, path)) ?? null),
      }));
      given.visit?.({ book, landing, edits: files });
      book.land(landing, files);
      await given.landed(from + index, landing.commit);
    }
    from += batch.length;
    given.watch?.(from, steps.length);
  }
}

function batchFrom(steps: readonly Step[], from: number): readonly Step[] {
  let to = from;
  let files = 0;
  while (to < steps.length && (to === from || files + (steps[to] as Step).edits.length <= BATCH_FILES)) {
    files += (steps[to] as Step).edits.length;
    to += 1;
  }
  return steps.slice(from, to);
}

interface Wanted {
  /** As git's batch knows it: a content's id, or a commit and a path. */
  readonly name: string;
  readonly path: FilePath;
  readonly language: Language;
}

function wantedOf({ landing, edits }: Pick<Step, 'landing' | 'edits'>): readonly Wanted[] {
  return edits.flatMap(({ path, language }) =>
    language === null ? [] : [{ name: nameOf(landing.commit, path), path, language }],
  );
}

function nameOf(commit: CommitId, path: FilePath): string {
  return `${commit}:${path}`;
}

async function* readFragments(source: SourceReader, wanted: readonly Wanted[]) {
  const reader = new FragmentReader();
  let next = 0;
  const names = wanted.map(({ name }) => name);
  for await (const { content } of source.read(names, SOURCE_LIMIT)) {
    const { name, path, language } = wanted[next] as Wanted;
    next += 1;
    const found = content === null ? null : reader.read(content, language);
    yield { name, path, fragments: found?.kind === 'read' ? found.fragments : null };
    // Lets timers, sockets and signals of the process have their turn.
    if (next % TURN_FILES === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

const TURN_FILES = 64;

/** The fragments of a change's files on both sides, where they count; `null` = the file is not there, or not read. */
export async function readChangeFragments(given: {
  readonly source: SourceReader;
  readonly history: Pick<HistoryReader, 'readStaged'>;
  readonly change: Change;
}): Promise<readonly ChangedFragments[]> {
  const { source, history, change } = given;
  const edits = sourceEdits(change);
  const sides = edits.flatMap(({ path, previousPath, language }) => {
    const old = previousPath ?? path;
    const oldLanguage = countedLanguage(old);
    const before = oldLanguage === null ? [] : named(change.base, old, oldLanguage);
    return [...before, ...(language === null ? [] : named(change.head, path, language))];
  });
  const read = new Map<string, FileEdit['fragments']>();
  for await (const { name, fragments } of readFragments(source, sides)) read.set(name, fragments);
  const at = (commit: CommitId | null, path: FilePath) =>
    commit === null ? null : (read.get(nameOf(commit, path)) ?? null);
  const found: ChangedFragments[] = [];
  for (const { path, previousPath, language } of edits) {
    const isStaged = change.head === null && language !== null;
    const after = isStaged ? await stagedFragments(history, path, language) : at(change.head, path);
    found.push({ path, oldPath: previousPath, before: at(change.base, previousPath ?? path), after });
  }
  return found;
}

/** One file of a change on both sides. */
export interface ChangedFragments {
  readonly path: FilePath;
  /** Where it was before, where it was elsewhere. */
  readonly oldPath: FilePath | null;
  readonly before: FileEdit['fragments'];
  readonly after: FileEdit['fragments'];
}

function named(commit: CommitId | null, path: FilePath, language: Language): readonly Wanted[] {
  return commit === null ? [] : [{ name: nameOf(commit, path), path, language }];
}

async function stagedFragments(
  history: Pick<HistoryReader, 'readStaged'>,
  path: FilePath,
  language: Language,
): Promise<FileEdit['fragments']> {
  const content = await history.readStaged(path);
  const found = content === null ? null : new FragmentReader().read(content, language);
  return found?.kind === 'read' ? found.fragments : null;
}
