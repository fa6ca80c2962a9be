import {
  importDistance,
  learnReach,
  type OwnReach,
  type PastRepair,
  reachCandidates,
  shippedReachModel,
} from '../domain/blast-radius/index.ts';
import type { RepositoryDescription } from '../domain/change/index.ts';
import { openCodeGraphs } from './code-graph.ts';
import { keepOwnReach } from './kept-own-reach.ts';
import type { World } from './port.ts';
import { emptyRepository } from './proposal.ts';
import { type ReachCase, reachCases } from './reach-case.ts';
import { readRepairPairs } from './repair-pair.ts';
import type { Progress } from './repository.ts';

/** What was learnt of a repository's repairs, and whether later runs will find it. */
export interface TrainedReach {
  readonly description: RepositoryDescription;
  readonly landed: number;
  /** The newest so many landings were asked which change they repaired. */
  readonly limit: number;
  readonly learnt: OwnReach;
  /** Whether what was learnt is there for later runs; `false` also where there was too little, which changes nothing. */
  readonly kept: boolean;
}

/** Rows that are learnt from: the newest repairs up to half a million candidates, which take 100 MB and about a minute. */
const ROW_LIMIT = 500_000;

/**
 * Learns which files a repository's own repairs touch beside the change that they repair, tries that on the newest, and keeps
 * what the trial decides for later runs. Fixes that an earlier run traced, and files that it scanned, are not read again.
 */
export async function trainReach(options: {
  readonly world: World;
  readonly repository: string;
  /** Newest landed changes whose fixes are traced. */
  readonly limit: number;
  readonly progress?: Progress | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<TrainedReach> {
  const { world, repository, limit, progress, signal } = options;
  const history = await world.openRepository({ path: repository, signal });
  const description = await history.describe();
  if (description.empty) throw emptyRepository(description);
  const watch = (what: string) => (done: number, total: number | null) => progress?.({ what, done, total });
  const landed = await readRepairPairs({
    history,
    tracer: await world.openTracer({ path: repository, signal }),
    limit,
    watchReading: watch('reading history'),
    watchTracing: watch('tracing fixes'),
  });
  const total = landed.pairs.length;
  const graphs = await openCodeGraphs({ world, repository, signal });
  const repairs = new NewestRepairs();
  try {
    const importsAt = async (commit: string, changed: Parameters<typeof importDistance>[1]) => {
      signal?.throwIfAborted();
      return importDistance(await graphs.at(commit), changed);
    };
    for await (const each of reachCases(landed, importsAt)) {
      repairs.add(pastRepair(each));
      progress?.({ what: 'looking at repairs', done: repairs.seen, total });
    }
  } finally {
    // What was scanned is worth keeping for the next run, also after an interruption.
    await graphs.save();
  }
  progress?.({ what: 'fitting', done: 0, total: 1 });
  await breathe(signal);
  const learnt = learnReach(repairs.all, shippedReachModel());
  const newest = landed.changes.findLast(({ head }) => head !== null);
  const kept =
    learnt.kind === 'tried' && newest?.head != null
      ? await keepOwnReach(history, {
          asOf: { commit: newest.head, at: newest.at ?? world.now() },
          repairs: learnt.repairs,
          own: learnt.own,
        })
      : false;
  return { description, landed: landed.changes.length, limit, learnt, kept };
}

/** Keeps the numbers of a case and lets its graph go. */
function pastRepair({ input, truth, at }: ReachCase): PastRepair {
  const candidates = reachCandidates(input);
  const touched = candidates.map(({ path }) => truth.has(path));
  return {
    at,
    candidates: candidates.map(({ inputs }) => ({ inputs })),
    touched,
    missed: truth.size - touched.filter(Boolean).length,
  };
}

/** The newest repairs whose candidates fit within {@link ROW_LIMIT}. */
class NewestRepairs {
  readonly #repairs: PastRepair[] = [];
  #rows = 0;
  seen = 0;

  get all(): readonly PastRepair[] {
    return this.#repairs;
  }

  add(repair: PastRepair): void {
    this.seen += 1;
    this.#repairs.push(repair);
    this.#rows += repair.candidates.length;
    while (this.#rows > ROW_LIMIT && this.#repairs.length > 1) {
      this.#rows -= this.#repairs.shift()?.candidates.length ?? 0;
    }
  }
}

async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
