import {
  type BoundedFigure,
  type ConfoundingBound,
  compareInStrata,
  confoundingBound,
  type DifferenceInterval,
  detectableAbove,
  neededPerArm,
  type StratumCounts,
  shareDifference,
} from '../../statistics/index.ts';
import { clusteredShare, effectiveCounts, type ShareFigure } from './figure.ts';
import { type LabelErrorRow, labelErrors } from './label-error.ts';
import type { DeliveredChange } from './model.ts';
import { sizeBounds, stratumOf } from './strata.ts';

/** Repairs of changes with evidence of AI beside those of changes by humans, with everything that stands against comparing them. */
export interface CohortComparison {
  readonly ai: ShareFigure;
  readonly human: ShareFigure;
  /** Its own cohort: never added to the humans. */
  readonly unknown: ShareFigure;
  /** Changes with evidence of AI, by the strength of the evidence. */
  readonly evidence: Readonly<Record<DeliveredChange['evidence'], number>>;
  /** The side that AI is compared with: humans alone, or whatever has no evidence of AI where too few are known to be human. */
  readonly against: 'human' | 'without-evidence';
  /** Share of the AI cohort less share of the other side. */
  readonly raw: DifferenceInterval;
  /** Inside strata of service, work and four weeks: what all that follows from AI makes of it, larger changes among it. */
  readonly total: AdjustedEffect;
  /** Inside strata of size too: size is partly what AI changes, so this is not "the effect of AI" either. */
  readonly direct: AdjustedEffect;
  /** The raw and the total difference have different signs: what is compared is the mix, not the changes. */
  readonly isReversed: boolean;
  /** How the ratio would read if only part of what AI wrote were known as such. */
  readonly labelErrors: readonly LabelErrorRow[];
  readonly power: CohortPower;
  readonly verdict: CohortVerdict;
}

/** What may be said. `not-comparable`: the cohorts hardly overlap. None of them names a cause. */
export type CohortVerdict =
  | 'not-enough-data'
  | 'not-comparable'
  | 'no-difference-shown'
  | 'more-repairs'
  | 'fewer-repairs';

/** A comparison inside strata. */
export interface AdjustedEffect {
  readonly difference: BoundedFigure | null;
  readonly ratio: BoundedFigure | null;
  /** Shares of both as if both had the mix of the AI cohort. */
  readonly standardised: { readonly share: number; readonly otherShare: number } | null;
  readonly strata: number;
  /** Share 0..1 of the AI cohort, and of the other, that has anybody to be compared with; `null` = there is none. */
  readonly overlap: number | null;
  readonly otherOverlap: number | null;
  /** `null` where there is no ratio. */
  readonly confounding: ConfoundingBound | null;
}

/** Whether the data could show a doubling at all. */
export interface CohortPower {
  /** Needed on each side so that twice the other side's share would be seen (two-sided 5 %, in four of five cases); `null` = no share is known. */
  readonly neededPerArm: number | null;
  readonly ai: number;
  readonly other: number;
  /** Smallest share of the AI cohort above the other's that would be seen; `null` = none. */
  readonly detectable: number | null;
}

/** Below it the two cohorts did different work. */
const LEAST_OVERLAP = 0.5;

/** Compares the cohorts of landed changes whose outcome is known. Order does not matter. */
export function compareCohorts(changes: readonly DeliveredChange[]): CohortComparison {
  const judged = changes.filter(({ repair, moments }) => repair.kind !== 'unknown' && moments.landed !== null);
  const ai = judged.filter(({ assistance }) => assistance === 'ai');
  const human = judged.filter(({ assistance }) => assistance === 'human');
  const unknown = judged.filter(({ assistance }) => assistance === 'unknown');
  const against = human.length >= unknown.length ? 'human' : 'without-evidence';
  const other = against === 'human' ? human : [...human, ...unknown];
  const mine = repairShare(ai);
  const theirs = repairShare(other);
  const all = repairShare([...ai, ...other]);
  const each = all.numerator === 0 ? 1 : all.events / all.numerator;
  const total = adjusted({ ai, other }, { withSize: false, each });
  const direct = adjusted({ ai, other }, { withSize: true, each });
  const raw = shareDifference(effectiveCounts(mine), effectiveCounts(theirs));
  const power = powerOf(mine, theirs);
  return {
    ai: mine,
    human: repairShare(human),
    unknown: repairShare(unknown),
    evidence: evidenceOf(ai),
    against,
    raw,
    total,
    direct,
    isReversed: (raw.difference ?? 0) * (total.difference?.value ?? 0) < 0,
    labelErrors: labelErrors({ ai: mine, other: theirs }),
    power,
    verdict: verdictOf(total, power),
  };
}

/** Share of landed changes that needed repair; one repair of several changes is one failure in the interval. */
export function repairShare(changes: readonly DeliveredChange[]): ShareFigure {
  const repairs = new Set<string>();
  let numerator = 0;
  for (const { repair } of changes) {
    if (repair.kind !== 'reverted' && repair.kind !== 'fixed') continue;
    numerator += 1;
    repairs.add(repair.by);
  }
  return clusteredShare('repair/1', { numerator, denominator: changes.length, events: repairs.size });
}

function adjusted(
  { ai, other }: { readonly ai: readonly DeliveredChange[]; readonly other: readonly DeliveredChange[] },
  /** `each`: events for each repaired change; what is compared weighs so much. */
  { withSize, each }: { readonly withSize: boolean; readonly each: number },
): AdjustedEffect {
  const bounds = withSize ? sizeBounds([...ai, ...other]) : null;
  const strata = new Map<string, { -readonly [K in keyof StratumCounts]: StratumCounts[K] }>();
  const add = (change: DeliveredChange, isAi: boolean): void => {
    const key = stratumOf(change, bounds);
    let cell = strata.get(key);
    if (cell === undefined) {
      cell = { count: 0, n: 0, otherCount: 0, otherN: 0 };
      strata.set(key, cell);
    }
    const harm = isRepaired(change) ? each : 0;
    if (isAi) {
      cell.n += each;
      cell.count += harm;
    } else {
      cell.otherN += each;
      cell.otherCount += harm;
    }
  };
  for (const change of ai) add(change, true);
  for (const change of other) add(change, false);
  const { difference, ratio, standardised, strata: held, compared, total } = compareInStrata([...strata.values()]);
  return {
    difference,
    ratio,
    standardised,
    strata: held,
    overlap: total.n === 0 ? null : compared.n / total.n,
    otherOverlap: total.otherN === 0 ? null : compared.otherN / total.otherN,
    confounding: ratio === null ? null : confoundingBound({ ratio: ratio.value, low: ratio.low, high: ratio.high }),
  };
}

/** Whether a later change reverted or fixed it. */
export function isRepaired({ repair }: Pick<DeliveredChange, 'repair'>): boolean {
  return repair.kind === 'reverted' || repair.kind === 'fixed';
}

function powerOf(ai: ShareFigure, other: ShareFigure): CohortPower {
  const { share } = other;
  const arms = { one: ai.denominator, other: other.denominator };
  const isShare = share !== null && share > 0 && share <= 0.5;
  return {
    neededPerArm: isShare ? neededPerArm(share, 2 * share) : null,
    ai: arms.one,
    other: arms.other,
    detectable: share === null || share >= 1 ? null : detectableAbove(share, arms),
  };
}

function verdictOf({ difference, overlap }: AdjustedEffect, power: CohortPower): CohortVerdict {
  const { neededPerArm: needed, ai, other } = power;
  if (needed === null || Math.min(ai, other) < needed) return 'not-enough-data';
  if (difference === null || (overlap ?? 0) < LEAST_OVERLAP) return 'not-comparable';
  if (difference.low > 0) return 'more-repairs';
  return difference.high < 0 ? 'fewer-repairs' : 'no-difference-shown';
}

function evidenceOf(ai: readonly DeliveredChange[]): CohortComparison['evidence'] {
  const counts = { attested: 0, declared: 0, observed: 0, inferred: 0, none: 0 };
  for (const { evidence } of ai) counts[evidence] += 1;
  return counts;
}
