import {
  type BlastRadius,
  blastRadius,
  type ImportDistance,
  isRanked,
  neighboursOf,
  type ReachInput,
} from '../domain/blast-radius/index.ts';
import type {
  Change,
  ChangeSelector,
  CommitId,
  FilePath,
  HistoryReader,
  RepositoryDescription,
} from '../domain/change/index.ts';
import type { CoChangeHistory } from '../domain/co-change/index.ts';
import { type CodeGraph, packagesOf } from '../domain/code-graph/index.ts';
import type { OperationReading } from '../domain/operation/index.ts';
import type { ServiceGraph } from '../domain/service-graph/index.ts';
import type { Rulebook } from './assess.ts';
import { readImports } from './change-import.ts';
import { type BlastFiles, readChangeOperations } from './change-operation.ts';
import { CO_CHANGE } from './co-change.ts';
import { openCodeGraphs } from './code-graph.ts';
import type { Watch } from './history.ts';
import { readFold } from './kept-fold.ts';
import { type OwnReachState, type RankInUse, rankFor } from './kept-own-reach.ts';
import type { World } from './port.ts';
import { emptyRepository, type PolicyChoice, protectedBasesOf, readRulebook } from './proposal.ts';
import { readServiceGraph } from './service-graph.ts';

/** Everything about the reach of one change that does not depend on the rules it is judged by. */
export interface BlastBasis {
  readonly reach: ReachInput;
  readonly graph: CodeGraph | null;
  readonly reading: OperationReading;
  /** What keeps the answer from being whole, each one sentence. */
  readonly limits: readonly string[];
}

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
  const graphs = await openCodeGraphs(options);
  const { graph, imports, limits } = await readImports({ graphs, change });
  await graphs.save();
  const reading = await readChangeOperations(options);
  const all = graph === null ? await options.history.listFiles(change.base as CommitId, null) : graph.tree.paths;
  const files = all.filter(isRanked);
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
  readonly rank: RankInUse;
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
    model: options.rank.model,
    graph: basis.graph,
    packageOf: (path) => packageOf(path)?.folder ?? '',
    catalog: rulebook.catalog,
    services,
    reading: basis.reading,
  });
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

/** The reach of one proposal, with its change. */
export interface ProposedBlast {
  readonly change: Change;
  readonly radius: BlastRadius;
  /** What the repository's own rank was learnt from; `null` = files are ranked as shipped. */
  readonly own: OwnReachState | null;
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
  const rank = await rankFor({ history, description, change });
  const radius = await blastOf({ world, history, basis, rank, rulebook, revision, observed: files.observed });
  return { change, radius, own: rank.own, limits: basis.limits };
}
