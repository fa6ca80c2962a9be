import {
  type BlastRadius,
  blastRadius,
  type ImportDistance,
  importDistance,
  neighboursOf,
  type ReachInput,
  shippedReachModel,
} from '../domain/blast-radius/index.ts';
import {
  type Change,
  type ChangeSelector,
  type CommitId,
  classifyFile,
  type FilePath,
  type HistoryReader,
  type RepositoryDescription,
} from '../domain/change/index.ts';
import type { CoChangeHistory } from '../domain/co-change/index.ts';
import { type CodeGraph, decodeSource, packagesOf } from '../domain/code-graph/index.ts';
import {
  type FilePair,
  type OperationReading,
  readFileList,
  readOperations,
  squawkOperations,
  type Unread,
} from '../domain/operation/index.ts';
import type { ServiceGraph } from '../domain/service-graph/index.ts';
import { Fault, printable } from '../kernel/index.ts';
import type { Rulebook } from './assess.ts';
import { CO_CHANGE } from './co-change.ts';
import { openCodeGraphs } from './code-graph.ts';
import type { Watch } from './history.ts';
import { readFold } from './kept-fold.ts';
import type { World } from './port.ts';
import { emptyRepository, type PolicyChoice, protectedBasesOf, readRulebook } from './proposal.ts';
import { readServiceGraph } from './service-graph.ts';

/** Files that only the caller can bring. */
export interface BlastFiles {
  /** Plans of Terraform or OpenTofu, as JSON. */
  readonly plans: readonly string[];
  /** Reports of squawk, as JSON. */
  readonly squawk: readonly string[];
  /** Observed service graphs. */
  readonly observed: readonly string[];
}

/** Everything about the reach of one change that does not depend on the rules it is judged by. */
export interface BlastBasis {
  readonly reach: ReachInput;
  readonly graph: CodeGraph | null;
  readonly reading: OperationReading;
  /** What keeps the answer from being whole, each one sentence. */
  readonly limits: readonly string[];
}

/** How far dependents are followed. */
const DEPTH = 3;

/** Reads what a change can reach: imports, history, operations. */
export async function readBlastBasis(options: {
  readonly world: World;
  readonly repository: string;
  readonly history: HistoryReader;
  readonly description: RepositoryDescription;
  readonly change: Change;
  readonly files: BlastFiles;
  readonly watch?: Watch | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<BlastBasis> {
  const { change, description } = options;
  // What landed is asked as of its time; a proposal as of what is known now.
  const tip = change.kind === 'landed' ? change.base : description.tip;
  const past = await readFold({ ...options, kind: CO_CHANGE, tip });
  const { graph, imports, limits } = await readImports(options);
  const reading = await readChangeOperations(options);
  const all = graph === null ? await options.history.listFiles(change.base as CommitId, null) : graph.tree.paths;
  const files = all.filter(isCode);
  const shallow = description.shallow
    ? ['history is cut (a shallow clone): files that landed together before are not known']
    : [];
  return {
    reach: reachInput({ change, files, past, imports, now: change.at ?? options.world.now() }),
    graph,
    reading,
    limits: [...limits, ...shallow],
  };
}

/** The blast radius of a change under one set of rules, whose catalog says what is critical. */
export async function blastOf(options: {
  readonly world: World;
  readonly history: HistoryReader;
  readonly basis: BlastBasis;
  readonly rulebook: Rulebook;
  /** Whose catalogue files count: the protected base. */
  readonly revision: CommitId | null;
  readonly observed: readonly string[];
}): Promise<BlastRadius> {
  const { basis, rulebook } = options;
  const services: ServiceGraph = await readServiceGraph({ ...options, catalog: rulebook.configuration.catalog });
  const packageOf = basis.graph === null ? () => null : packagesOf(basis.graph.tree);
  return blastRadius({
    reach: basis.reach,
    model: shippedReachModel(),
    graph: basis.graph,
    packageOf: (path) => packageOf(path)?.folder ?? '',
    catalog: rulebook.catalog,
    services,
    reading: basis.reading,
  });
}

function isCode(path: FilePath): boolean {
  const kind = classifyFile(path);
  return kind === 'code' || kind === 'test';
}

function reachInput(known: {
  readonly change: Change;
  readonly files: readonly FilePath[];
  readonly past: CoChangeHistory;
  readonly imports: ImportDistance | null;
  readonly now: ReturnType<World['now']>;
}): ReachInput {
  const { change, files, past, now } = known;
  const changed = [...new Set(change.files.flatMap(({ path, previousPath }) => [previousPath ?? path, path]))].sort();
  const may = new Set(files);
  const among = (paths: readonly FilePath[]) => past.companionsOf(paths, now).filter(({ path }) => may.has(path));
  return {
    changed,
    files,
    companions: among(changed),
    nearCompanions: among(neighboursOf(changed, files)),
    daysSinceLanded: (path) => past.daysSinceLanded(path, now),
    daysSinceAuthor: (path) => past.daysSinceAuthor(path, change.author, now),
    imports: known.imports,
  };
}

async function readImports(options: {
  readonly world: World;
  readonly repository: string;
  readonly change: Change;
  readonly signal?: AbortSignal | undefined;
}): Promise<{
  readonly graph: CodeGraph | null;
  readonly imports: ImportDistance | null;
  readonly limits: readonly string[];
}> {
  const { base, head, files } = options.change;
  const revision = head ?? base;
  if (revision === null) return { graph: null, imports: null, limits: ['there is no commit to read imports from'] };
  const graphs = await openCodeGraphs(options);
  const changed = files.flatMap(({ path, previousPath }) => (previousPath === null ? [path] : [path, previousPath]));
  if (base === null || head === null) {
    const graph = await graphs.at(revision);
    await graphs.save();
    const limits = head === null ? ['imports are those of HEAD: staged content has no commit yet'] : [];
    return { graph, imports: importDistance(graph, changed), limits };
  }
  const reach = await graphs.reach({ base, head, depth: DEPTH, types: true });
  await graphs.save();
  const distance = importDistance(reach.head, changed);
  const dependents = new Map(distance.dependents);
  // Lock files, configurations and what used a deleted file reach further than imports of the new tree tell.
  const own = new Set(changed);
  for (const { path, hops } of reach.reached) {
    if (hops > 0 && !own.has(path) && hops < (dependents.get(path) ?? DEPTH + 1)) dependents.set(path, hops);
  }
  const limits = reach.unknown.map(
    (path) => `${printable(path)} could not be compared: which packages it changes is not known`,
  );
  return { graph: reach.head, imports: { ...distance, dependents }, limits };
}

/** Text of one side that is read; longer files are listed as unread. Bytes are bounded by the reader too. */
const SIDE_LIMIT = 8 * 1024 * 1024;

async function readChangeOperations(options: {
  readonly world: World;
  readonly history: HistoryReader;
  readonly change: Change;
  readonly files: BlastFiles;
}): Promise<OperationReading> {
  const { world, history, change, files } = options;
  const pairs: FilePair[] = [];
  const unread: Unread[] = [];
  for (const { path, previousPath, kind, status } of change.files) {
    if (kind === 'submodule' || kind === 'symlink' || kind === 'binary') continue;
    try {
      const before = status === 'added' ? null : await textAt(history, change.base, previousPath ?? path);
      const after = status === 'deleted' ? null : await textAt(history, change.head, path);
      pairs.push({ path, before, after });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      unread.push({ path, code: 'unreadable', message: error.message });
    }
  }
  const parser = await world.loadSqlParser();
  const own = readOperations(pairs, { documents: world.documents, migration: { parser, dialect: null } });
  const listed = readFileList({ files: change.files, filesBelow: () => null, modes: [] });
  const plans = await Promise.all(files.plans.map((path) => world.readPlan(path)));
  const squawk = await Promise.all(files.squawk.map((path) => world.readSquawk(path)));
  return {
    operations: [
      ...plans.flatMap((plan) => plan.operations),
      ...own.operations,
      ...listed,
      ...squawk.flatMap((findings) => squawkOperations(findings)),
    ],
    unread: [...plans.flatMap((plan) => plan.unread), ...own.unread, ...unread],
  };
}

async function textAt(history: HistoryReader, revision: CommitId | null, path: FilePath): Promise<string | null> {
  if (revision === null) return null;
  const bytes = await history.readFile(revision, path);
  if (bytes === null) return null;
  return decodeSource(bytes.subarray(0, SIDE_LIMIT));
}

/** The reach of one proposal, with its change. */
export interface ProposedBlast {
  readonly change: Change;
  readonly radius: BlastRadius;
  /** What keeps the answer from being whole, each one sentence. */
  readonly limits: readonly string[];
}

/** Reads a proposal and what it can reach; the catalog is that of the base which judges it. */
export async function proposeBlast(options: {
  readonly world: World;
  readonly repository: string;
  readonly selector: ChangeSelector;
  readonly policy: PolicyChoice;
  readonly files: BlastFiles;
  readonly watch?: Watch | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<ProposedBlast> {
  const { world, selector, policy, files } = options;
  const history = await world.openRepository({ path: options.repository, signal: options.signal });
  const description = await history.describe();
  if (description.empty) throw emptyRepository(description);
  const change = await history.readChange(selector);
  const [revision = null] = await protectedBasesOf({ history, description, change, selector });
  const rulebook = await readRulebook({ world, history, revision, policy });
  const basis = await readBlastBasis({ ...options, history, description, change });
  const radius = await blastOf({ world, history, basis, rulebook, revision, observed: files.observed });
  return { change, radius, limits: basis.limits };
}
