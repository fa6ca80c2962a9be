import type { RepositoryDescription } from '../domain/change/index.ts';
import type { LabelSource } from '../domain/replay/index.ts';
import type { Instant } from '../kernel/index.ts';
import type { Assessment, Rulebook } from './assess.ts';
import { readRecords, readWindow, type WindowStart } from './history.ts';
import { type JudgedHistory, judgeWindow } from './judge.ts';
import type { World } from './port.ts';
import { emptyRepository, type PolicyChoice, readRulebook, readRulebooks } from './proposal.ts';
import { mentions, openReach } from './reach.ts';
import { readRiskHistory } from './risk-history.ts';

/** A repository's window of history, judged. */
export interface JudgedRepository {
  readonly description: RepositoryDescription;
  readonly rulebook: Rulebook;
  /** What it was compared against; `null` = nothing. */
  readonly against: Rulebook | null;
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
  /** A second policy for the same changes in the same pass; `null` = none. */
  readonly against: PolicyChoice | null;
  /** Risk needs the whole history: `if-asked` computes it only for a policy that has a rule about it. */
  readonly risk: 'always' | 'if-asked';
  readonly labels: LabelSource;
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
  const { policy } = options;
  const { rulebook, against } =
    options.against === null
      ? { rulebook: await readRulebook({ world, history, revision: head, policy }), against: null }
      : await readRulebooks({ world, history, revision: head, policy, against: options.against });
  const watch = (what: string) => (done: number, total: number | null) => progress?.({ what, done, total });
  // Before the window: what this reads of landed changes, the window then finds remembered.
  const risk =
    options.risk === 'always' || [rulebook, against].some((each) => each !== null && mentions(each, 'risk.'))
      ? await readRiskHistory({ history, description, tip: head, watch: watch('reading history for risk') })
      : null;
  const reach = await openReach({ ...options, history, rulebook, against, revision: head, content: 'if-asked' });
  const basis = readRecords(history, head).then((records) => ({ rulebook, against, records, risk, reach }));
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
      watch: watch('reading landed changes'),
    }),
    basis,
    now,
    tracing:
      options.labels === 'stated'
        ? null
        : {
            tracer: await world.openTracer({ path: options.repository, signal: options.signal }),
            watch: watch('tracing fixes'),
          },
    signal: options.signal,
    visit: options.visit,
  });
  await reach.save();
  return { description, rulebook, against, judged, now };
}
