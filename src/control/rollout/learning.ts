import {
  chosenInstances,
  type DispersionLedger,
  EMPTY_LEDGER,
  isBetweenWindows,
  type JudgePlan,
  learnDispersion,
  type Sample,
  type StableState,
  stableSplits,
  startLearning,
  WINDOW_MINUTES,
} from '../../domain/judge/index.ts';
import { demandOfWeight, judgePlanOf, type PlanMetric, type RolloutPlan } from '../../domain/rollout/index.ts';
import { type Digest, digestOfJson, type Instant, instant } from '../../kernel/index.ts';

/** What stable against stable has shown of one metric of one plan, and what is on its way. Plain data; it does not grow with time. */
export interface Learning {
  /** Of what is counted: under another one nothing of it counts. */
  readonly setting: Digest;
  /** Up to which steps were taken in; each step counts once. */
  readonly fedTo: Instant;
  readonly splits: readonly LearningSplit[];
  readonly ledger: DispersionLedger;
  /** When the first window was recorded; `null` = none was. */
  readonly since: Instant | null;
  /** Windows that were recorded, of all lengths and splits. */
  readonly windows: number;
  /** Instances that were told apart at the last look. */
  readonly instances: number;
  readonly standing: LearningStanding;
}

/** Why a metric learns, or does not now. */
export type LearningStanding =
  | 'learning'
  /** Nothing is counted of the standing version. */
  | 'no-data'
  /** Its instances are not told apart, or there is one. */
  | 'one-instance'
  /** A rollout of the service goes on or has just ended: what is seen may be its doing. */
  | 'rollout';

/** Two groups of instances that are compared. */
interface LearningSplit {
  readonly size: number;
  readonly shares: readonly number[];
  readonly label: string;
  readonly chosen: readonly string[];
  readonly from: Instant;
  readonly state: StableState;
}

/** Reads what a metric counted in the chosen instances and in the others. */
export type StableReader = (query: {
  readonly span: { readonly from: Instant; readonly to: Instant; readonly stepMs: number };
  readonly label: string;
  readonly chosen: ReadonlySet<string>;
}) => readonly Sample[];

/** Nothing known of a metric. */
export function newLearning(plan: RolloutPlan, metric: PlanMetric, now: Instant): Learning {
  return {
    setting: learningSetting(plan, metric),
    fedTo: now,
    splits: [],
    ledger: EMPTY_LEDGER,
    since: null,
    windows: 0,
    instances: 0,
    standing: 'no-data',
  };
}

/** Digest of all that what was learnt depends on. */
export function learningSetting({ timing }: RolloutPlan, { spec, source, arms }: PlanMetric): Digest {
  const { isCritical: _isCritical, ...counted } = spec;
  return digestOfJson({ spec: counted, source, arms, stepMs: timing.stepMs });
}

/** What is on its way is given up, and nothing before `now` counts. */
export function interrupted(learning: Learning, now: Instant, standing: LearningStanding): Learning {
  return { ...learning, fedTo: now, splits: [], standing };
}

/**
 * Takes in the steps up to `to`. The instances that stand for a canary stay the same through a window of an hour, then others do; where one
 * of them is gone, what was on its way is given up: a deployment or a crash is not the noise of a version that stands.
 */
export function learn(
  learning: Learning,
  given: {
    readonly plan: RolloutPlan;
    readonly metric: PlanMetric;
    readonly found: { readonly label: string; readonly instances: readonly string[] } | null;
    readonly isSeen: boolean;
    readonly to: Instant;
    readonly read: StableReader;
  },
): Learning {
  const { plan, metric, found, isSeen, to, read } = given;
  if (found === null) return interrupted(learning, to, isSeen ? 'one-instance' : 'no-data');
  let next: Learning = { ...learning, instances: found.instances.length, standing: 'learning' };
  const { stepMs } = plan.timing;
  const chunkMs = Math.max(1, Math.floor(CHUNK_MS / stepMs)) * stepMs;
  while (next.fedTo < to) {
    const until = instant(Math.min(to, next.fedTo + chunkMs));
    next = learntUntil(next, { plan, metric, found, until, read });
  }
  return next;
}

/** Between stretches of about this length other instances may be chosen. */
const CHUNK_MS = 20 * 60_000;
/** Instances stand for a canary so long at least: as long as the longest window. */
const TURN_MS = Math.max(...WINDOW_MINUTES) * 60_000;

interface Found {
  readonly label: string;
  readonly instances: readonly string[];
}

function learntUntil(
  learning: Learning,
  given: {
    readonly plan: RolloutPlan;
    readonly metric: PlanMetric;
    readonly found: Found;
    readonly until: Instant;
    readonly read: StableReader;
  },
): Learning {
  const { plan, metric, found, until, read } = given;
  const judged = judgePlanOfMetric(plan, metric);
  let { ledger, windows } = learning;
  const splits = splitsOf(learning, { plan, judged, found }).map((split): LearningSplit => {
    const span = { from: learning.fedTo, to: until, stepMs: plan.timing.stepMs };
    const next = learnDispersion(split.state, {
      plan: judged,
      samples: read({ span, label: split.label, chosen: new Set(split.chosen) }),
      now: until,
      canaryShare: split.size / found.instances.length,
      smallerShares: split.shares,
      ledger,
    });
    windows += next.windows;
    ledger = next.ledger;
    return { ...split, state: next.state };
  });
  const since = learning.since ?? (windows > 0 ? until : null);
  return { ...learning, fedTo: until, splits, ledger, windows, since };
}

/** The splits that go on, and those that begin with other instances. */
function splitsOf(
  { splits, setting, fedTo }: Learning,
  { plan, judged, found }: { readonly plan: RolloutPlan; readonly judged: JudgePlan; readonly found: Found },
): readonly LearningSplit[] {
  const { label, instances } = found;
  const shares = plan.stages.map(({ percent }) => percent / 100);
  return stableSplits(shares, instances.length).map(({ size, shares: told }): LearningSplit => {
    const before = splits.find((each) => each.size === size && each.label === label);
    const isWhole = before?.chosen.every((each) => instances.includes(each)) ?? false;
    const isOver = before !== undefined && fedTo - before.from >= TURN_MS && isBetweenWindows(before.state);
    if (before !== undefined && isWhole && !isOver) return { ...before, shares: told };
    const chosen = chosenInstances(instances, { size, turn: `${setting} ${size} ${fedTo}` });
    return { size, shares: told, label, chosen, from: fedTo, state: startLearning(judged) };
  });
}

/** The judge's plan of one metric alone; how sure it must be does not matter here. */
function judgePlanOfMetric(plan: RolloutPlan, metric: PlanMetric): JudgePlan {
  return judgePlanOf({ ...plan, metrics: [metric] }, demandOfWeight({ tier: null, riskPercentile: null }));
}
