import type { CandidateChange, OnsetEstimate } from './model.ts';
import type { AttributionSetting } from './setting.ts';

/** How one candidate stands in time. */
export interface LagFit {
  /** Natural logarithm of: how dense symptoms are this long after a culprit, by how dense candidates are about the onset. */
  readonly logOdds: number;
  /** Of the best fitting onset and moment, in milliseconds; negative = it came after; `null` = no moment is known. */
  readonly lagMs: number | null;
  readonly basis: 'deployed' | 'rode-along' | 'committed' | 'unknown';
}

/** A moment at which a candidate may have begun to act. */
export interface ActingMoment {
  readonly at: number;
  readonly basis: 'deployed' | 'rode-along' | 'committed';
}

/** Without a fit a candidate is this much less likely: it came after, or ages before. Finite, since clocks err. */
const FLOOR = -6;
/** No evidence of when a candidate acted says neither yes nor no. */
const NO_MOMENT: LagFit = { logOdds: -1, lagMs: null, basis: 'unknown' };
/** Densities above this are a property of the law, not of the evidence. */
const CEILING = 3;
/** Gauss-Hermite, five nodes, for a standard normal error of the onset (Abramowitz and Stegun, 25.4.46). */
const NODES = [
  { offset: -2.85697, weight: 0.011257 },
  { offset: -1.355626, weight: 0.222076 },
  { offset: 0, weight: 0.533333 },
  { offset: 1.355626, weight: 0.222076 },
  { offset: 2.85697, weight: 0.011257 },
] as const;

/** Weighs when a candidate acted against when symptoms began. `crowd`: candidates a minute about the onset. */
export function fitLag(
  moments: readonly ActingMoment[],
  about: {
    readonly onsets: readonly OnsetEstimate[];
    readonly crowdPerMin: number;
    readonly setting: AttributionSetting;
  },
): LagFit {
  if (moments.length === 0 || about.onsets.length === 0) return NO_MOMENT;
  const fits = moments.map((moment) => ({ moment, ...densityOf(moment, about.onsets, about.setting) }));
  const best = fits.reduce((a, b) => (b.density > a.density ? b : a));
  const ratio = Math.log(best.density / Math.max(about.crowdPerMin, CROWD_LEAST));
  return {
    logOdds: Math.max(FLOOR, Math.min(CEILING, ratio)),
    lagMs: best.lagMs,
    basis: best.moment.basis,
  };
}

/** A candidate in four hours: a list is never known to be shorter. */
const CROWD_LEAST = 1 / 240;

function densityOf(moment: ActingMoment, onsets: readonly OnsetEstimate[], setting: AttributionSetting) {
  let density = 0;
  let nearest = { share: -1, lagMs: 0 };
  for (const onset of onsets) {
    const lagMs = onset.at - moment.at;
    const share = onset.weight * blurred(lagMs, onset.errorMs, { basis: moment.basis, setting });
    density += share;
    if (share > nearest.share) nearest = { share, lagMs };
  }
  return { density: Math.max(density, 1e-9), lagMs: nearest.lagMs };
}

function blurred(
  lagMs: number,
  errorMs: number,
  { basis, setting }: { readonly basis: ActingMoment['basis']; readonly setting: AttributionSetting },
): number {
  const median = basis === 'committed' ? setting.unrecordedLagMedianMin : setting.lagMedianMin;
  let sum = 0;
  for (const { offset, weight } of NODES) {
    sum += weight * logLogistic((lagMs + offset * errorMs) / 60_000, median, setting.lagShape);
  }
  return sum;
}

/** Density of a log-logistic law, a minute; 0 for a negative lag. The foot is kept at a second, where the law has no mass. */
function logLogistic(lagMin: number, median: number, shape: number): number {
  if (lagMin < 0) return 0;
  const scaled = (Math.max(lagMin, 1 / 60) / median) ** shape;
  return ((shape / Math.max(lagMin, 1 / 60)) * scaled) / (1 + scaled) ** 2;
}

/** Longest time between a commit and the deployment that brought it, before it counts as another one's. */
const RIDE_MOST_MS = 24 * 3_600_000;

/**
 * When a candidate may have begun to act: as recorded; else with the deployments of its service that came later, since a
 * deployment brings every commit before it; and from its commit on, since records have holes.
 */
export function momentsOf(
  candidate: CandidateChange,
  service: string | null,
  all: readonly CandidateChange[],
): ActingMoment[] {
  if (candidate.effectiveAt.length > 0) return candidate.effectiveAt.map((at) => ({ at, basis: 'deployed' }));
  const made = candidate.madeAt;
  if (made === null) return [];
  const rides = all
    .filter((other) => service !== null && other.service === service && other.kind !== 'flag')
    .flatMap(({ effectiveAt }) => effectiveAt)
    .filter((at) => at >= made && at - made < RIDE_MOST_MS)
    .sort((a, b) => a - b)
    .slice(0, 1);
  return [{ at: made, basis: 'committed' }, ...rides.map((at) => ({ at, basis: 'rode-along' as const }))];
}
