import { fitPlatt, type PlattScale, packTrees } from '../../../statistics/index.ts';
import type { ReachModel } from './rank.ts';
import { reachLogOdds } from './rank.ts';
import { growReach, type LabelledReach, type ReachWeights, storedCuts, storedEnsemble } from './ship.ts';
import { foundAt, provesBetter, type ReachTrial, recallOf, tryRanks } from './trial.ts';

/** A repair of a repository's own past, with what could be named at the time of the change that it repaired. */
export interface PastRepair extends LabelledReach {
  /** Places of the change and of its fix among the landed changes, oldest first. */
  readonly at: { readonly culprit: number; readonly fix: number };
  /** Files that the repair touched and no rank can name. */
  readonly missed: number;
}

/** Trees grown on a repository's own repairs, small enough to keep, and how much they count beside the shipped ones. */
export interface OwnRank extends Pick<ReachWeights, 'cuts' | 'trees'> {
  /** One of {@link OWN_SHARES}; the shipped score counts the rest. */
  readonly share: number;
  readonly calibration: PlattScale;
}

/** What a repository's repairs teach. */
export type OwnReach =
  | { readonly kind: 'too-few'; readonly repairs: number }
  | {
      readonly kind: 'tried';
      readonly repairs: number;
      readonly trial: ReachTrial;
      /** `null` = the shipped rank stays. */
      readonly own: OwnRank | null;
    };

/** Fewest repairs with files beside the change: a quarter of fewer cannot tell two ranks apart (its interval spans 0.2). */
export const REPAIR_MINIMUM = 100;
/** Fewest repairs that trees are grown on: below, hardly a leaf holds a file that a repair touched. */
const GROWN_MINIMUM = 30;
/** Of the repairs, oldest first, those that are not set aside for the trial. */
const LEARNT_SHARE = 0.75;
/** Of those, the ones that trees are grown on while the share is chosen. */
const GROWN_SHARE = 2 / 3;
/** What own trees may count beside the shipped ones. Few, because each further one is a further chance to win by luck. */
export const OWN_SHARES = [0.25, 0.5, 0.75, 1] as const;

/**
 * Learns from the older three quarters of a repository's repairs and tries that on the newest quarter. What is learnt knows no
 * fix that landed after the first change of the trial; it is used where it finds more, and as shipped otherwise. Deterministic.
 */
export function learnReach(repairs: readonly PastRepair[], shipped: ReachModel): OwnReach {
  const { older, newer } = splitInTime(repairs, LEARNT_SHARE);
  const inner = splitInTime(older, GROWN_SHARE);
  const few = repairs.length < REPAIR_MINIMUM || inner.older.length < GROWN_MINIMUM;
  if (few || inner.newer.length === 0) return { kind: 'too-few', repairs: repairs.length };
  const { share, calibration } = chooseShare(inner, shipped);
  const grown = growReach([older]);
  const own: OwnRank = { cuts: storedCuts(grown), trees: packTrees(grown.trees), share, calibration };
  const trial = tryRanks({ learntFrom: older.length, repairs: newer, shipped, own: ownReachModel(own, shipped) });
  const better = provesBetter(trial) && calibration.slope > 0;
  return { kind: 'tried', repairs: repairs.length, trial, own: better ? own : null };
}

/** The rank of own trees beside the shipped ones; throws a RangeError where kept trees are damaged. */
export function ownReachModel(own: OwnRank, shipped: ReachModel): ReachModel {
  return {
    parts: blend(storedEnsemble(own), { shipped, share: own.share }),
    calibration: own.calibration,
  };
}

/**
 * The newest repairs by the change that they repaired, and of the others those whose fix had landed before the first of
 * these changes; what was repaired across that moment is in neither.
 */
export function splitInTime<R extends Pick<PastRepair, 'at'>>(
  repairs: readonly R[],
  share: number,
): { readonly older: readonly R[]; readonly newer: readonly R[] } {
  const sorted = [...repairs].sort((a, b) => a.at.culprit - b.at.culprit || a.at.fix - b.at.fix);
  const first = sorted[Math.floor(sorted.length * share)]?.at.culprit ?? 0;
  return {
    older: sorted.filter(({ at }) => at.fix < first),
    newer: sorted.filter(({ at }) => at.culprit >= first),
  };
}

/** The share that finds most among the first 50, then among the first 10; the smallest of equal ones. */
function chooseShare(
  inner: { readonly older: readonly PastRepair[]; readonly newer: readonly PastRepair[] },
  shipped: ReachModel,
): { readonly share: number; readonly calibration: PlattScale } {
  const grown = growReach([inner.older]);
  const tried = OWN_SHARES.map((share) => {
    const model = { parts: blend(grown, { shipped, share }) };
    const found = foundAt(inner.newer, model);
    return { share, model, at50: recallOf(inner.newer, found, 50), at10: recallOf(inner.newer, found, 10) };
  });
  const [best] = tried.sort((a, b) => b.at50 - a.at50 || b.at10 - a.at10 || a.share - b.share);
  if (best === undefined) throw new RangeError('no share to choose from');
  return { share: best.share, calibration: calibrate(inner.newer, best.model) };
}

function calibrate(repairs: readonly PastRepair[], model: Pick<ReachModel, 'parts'>): PlattScale {
  const labels: number[] = [];
  const scores: number[] = [];
  for (const { candidates, touched } of repairs) {
    candidates.forEach(({ inputs }, row) => {
      labels.push(touched[row] === true ? 1 : 0);
      scores.push(reachLogOdds(model, inputs));
    });
  }
  return fitPlatt({ labels, scores });
}

function blend(
  ensemble: ReachModel['parts'][number]['ensemble'],
  { shipped, share }: { readonly shipped: ReachModel; readonly share: number },
): ReachModel['parts'] {
  const beside = shipped.parts.map((part) => ({ ...part, weight: part.weight * (1 - share) }));
  return [{ ensemble, weight: share }, ...(share === 1 ? [] : beside)];
}
