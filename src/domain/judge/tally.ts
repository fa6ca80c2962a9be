import {
  addPair,
  addShare,
  emptyRatioLikelihood,
  type PairedCounts,
  type RatioLikelihood,
  type ShareDeviation,
} from '../../statistics/index.ts';
import type { MetricSpec } from './model.ts';
import { type CountVector, plus } from './reading.ts';
import type { Pair } from './timeline.ts';

/** What the pairs of one metric add up to, over the rollout or over a stage. Plain data, of a size that does not grow. */
export interface Tally {
  /** One a count: of latency one a threshold; none of a continuous metric. */
  readonly likelihoods: readonly RatioLikelihood[];
  /** How far the canary's share of events lies from its share of exposures, one a count. */
  readonly deviations: readonly ShareDeviation[];
  readonly canary: CountVector;
  readonly control: CountVector;
  readonly observedMs: number;
  /** End of the last pair; `null` = there was none. */
  readonly lastAt: number | null;
}

export function emptyTally(spec: MetricSpec): Tally {
  const counts = countsOf(spec);
  const zeros = new Array<number>(spec.kind === 'continuous' ? 3 : counts + 1).fill(0);
  return {
    likelihoods: Array.from({ length: counts }, emptyRatioLikelihood),
    deviations: Array.from({ length: counts }, () => ({ deviation: 0, variance: 0 })),
    canary: zeros,
    control: zeros,
    observedMs: 0,
    lastAt: null,
  };
}

/** Adds a pair; `canaryShare` is the exposure where the metric's unit is the configured weights. */
export function addToTally(
  tally: Tally,
  { spec, pair, canaryShare }: { spec: MetricSpec; pair: Pair; canaryShare: number },
): Tally {
  const { likelihoods, deviations } = tally;
  const counts = likelihoods.map((_, part) => pairedCounts({ spec, pair, part, canaryShare }));
  return {
    likelihoods: likelihoods.map((likelihood, part) => addPair(likelihood, counts[part] as PairedCounts)),
    deviations: deviations.map((deviation, part) => addShare(deviation, shareOf(counts[part] as PairedCounts))),
    canary: plus(tally.canary, pair.canary),
    control: plus(tally.control, pair.control),
    observedMs: tally.observedMs + pair.spanMs,
    lastAt: pair.to,
  };
}

/** The counts of one part of a pair, as the statistics take them; without exposure in an arm they tell nothing. */
export function pairedCounts({
  spec,
  pair,
  part,
  canaryShare,
}: {
  spec: MetricSpec;
  pair: Pair;
  part: number;
  canaryShare: number;
}): PairedCounts {
  const isWeighted = (spec.kind === 'errors' || spec.kind === 'business') && spec.exposure === 'weights';
  return {
    treated: pair.canary[part + 1] ?? 0,
    control: pair.control[part + 1] ?? 0,
    treatedExposure: isWeighted ? canaryShare : (pair.canary[0] ?? 0),
    controlExposure: isWeighted ? 1 - canaryShare : (pair.control[0] ?? 0),
  };
}

/** As the dispersion takes them; an interval without exposure in an arm adds nothing. */
export function shareOf({ treated, control, treatedExposure, controlExposure }: PairedCounts): {
  treated: number;
  events: number;
  share: number;
} {
  if (treatedExposure === 0 || controlExposure === 0) return { treated: 0, events: 0, share: 0.5 };
  return { treated, events: treated + control, share: treatedExposure / (treatedExposure + controlExposure) };
}

function countsOf(spec: MetricSpec): number {
  if (spec.kind === 'continuous') return 0;
  return spec.kind === 'latency' ? spec.thresholds.length : 1;
}
