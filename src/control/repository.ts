import type { RepositoryDescription } from '../domain/change/index.ts';
import type { Instant } from '../kernel/index.ts';
import type { Assessment, Rulebook } from './assess.ts';
import { readRecords, readWindow, type WindowStart } from './history.ts';
import { type JudgedHistory, judgeWindow } from './judge.ts';
import type { World } from './port.ts';
import { emptyRepository, type PolicyChoice, readRulebook } from './proposal.ts';

/** A repository's window of history, judged. */
export interface JudgedRepository {
  readonly description: RepositoryDescription;
  readonly rulebook: Rulebook;
  readonly judged: JudgedHistory;
  readonly now: Instant;
}

/** Tells what is being done and how far it is; `total` is `null` while unknown. */
export type Progress = (step: { readonly what: string; readonly done: number; readonly total: number | null }) => void;

/** Reads and judges the landed changes of a window by today's policy of the tip (or the caller's file). */
export async function judgeRepository(options: {
  readonly world: World;
  readonly repository: string;
  readonly tip: string | null;
  readonly start: WindowStart | null;
  readonly limit: number | null;
  readonly policy: PolicyChoice;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  /** Sees every assessment once, newest first. */
  readonly visit?: (assessment: Assessment) => void;
}): Promise<JudgedRepository> {
  const { world, tip, progress } = options;
  progress?.({ what: 'opening the repository', done: 0, total: null });
  const history = await world.openRepository({ path: options.repository, signal: options.signal });
  const description = await history.describe();
  if (description.empty) throw emptyRepository(description);
  const head = tip === null ? description.tip : await history.resolve(tip);
  const basis = Promise.all([
    readRulebook({ world, history, revision: head, policy: options.policy }),
    readRecords(history, head),
  ]).then(([rulebook, records]) => ({ rulebook, records }));
  // Awaited with the first change, or not at all when reading fails before.
  basis.catch(() => {});
  const now = world.now();
  const judged = await judgeWindow({
    history,
    window: readWindow({
      history,
      description,
      tip,
      start: options.start,
      limit: options.limit,
      watch: (done, total) => progress?.({ what: 'reading landed changes', done, total }),
    }),
    basis,
    now,
    signal: options.signal,
    visit: options.visit,
  });
  const { rulebook } = await basis;
  return { description, rulebook, judged, now };
}
