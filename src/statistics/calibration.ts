import type { ScoredLabels } from './auc.ts';

/** Turns a score in log-odds into a probability: `1 / (1 + exp(-(slope * score + offset)))`. */
export interface PlattScale {
  readonly slope: number;
  readonly offset: number;
}

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** Mean of the predicted probabilities. */
  readonly predicted: number;
  /** Share of rows where the event happened. */
  readonly observed: number;
  readonly n: number;
}

/** The logistic function. */
export function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Log-odds of a probability, which is first kept within [1e-6, 1 - 1e-6]. */
export function logOddsOf(probability: number): number {
  const kept = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return Math.log(kept / (1 - kept));
}

/** Mean squared difference between probability and outcome; 0 is perfect. NaN without rows. */
export function brierScore({ labels, scores }: ScoredLabels): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row += 1) sum += ((scores[row] ?? 0) - (labels[row] ?? 0)) ** 2;
  return sum / labels.length;
}

/** Equal-sized bins by predicted probability, lowest first; fewer bins than asked where rows are few. */
export function reliabilityBins({ labels, scores }: ScoredLabels, bins: number): ReliabilityBin[] {
  const order = Array.from({ length: labels.length }, (_, row) => row).sort(
    (a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || a - b,
  );
  return Array.from({ length: bins }, (_, bin) =>
    order.slice(Math.floor((order.length * bin) / bins), Math.floor((order.length * (bin + 1)) / bins)),
  )
    .filter((rows) => rows.length > 0)
    .map((rows) => ({
      predicted: rows.reduce((sum, row) => sum + (scores[row] ?? 0), 0) / rows.length,
      observed: rows.reduce((sum, row) => sum + (labels[row] ?? 0), 0) / rows.length,
      n: rows.length,
    }));
}

const NEWTON_STEPS = 50;
/** Keeps the fit finite where scores separate the classes; small beside any real sample. */
const RIDGE = 1e-3;

/**
 * Fits slope and offset by maximum likelihood (Platt 1999, with his smoothed targets). Never turns the order of the
 * scores round: a slope below 0 becomes 0, which says the scores know nothing.
 */
export function fitPlatt({ labels, scores }: ScoredLabels): PlattScale {
  let positives = 0;
  for (let row = 0; row < labels.length; row += 1) positives += labels[row] ?? 0;
  const negatives = labels.length - positives;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (negatives + 2);
  const rate = positives / Math.max(1, labels.length);
  let slope = 0;
  let offset = logOddsOf(rate);
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    let [gs, go, hss, hso, hoo] = [-RIDGE * slope, 0, RIDGE, 0, RIDGE];
    for (let row = 0; row < labels.length; row += 1) {
      const score = scores[row] ?? 0;
      const p = sigmoid(slope * score + offset);
      const miss = (labels[row] === 1 ? high : low) - p;
      const bend = p * (1 - p);
      gs += miss * score;
      go += miss;
      hss += bend * score * score;
      hso += bend * score;
      hoo += bend;
    }
    const determinant = hss * hoo - hso * hso;
    if (!(determinant > 0)) break;
    const stepSlope = (hoo * gs - hso * go) / determinant;
    const stepOffset = (hss * go - hso * gs) / determinant;
    slope += clampStep(stepSlope);
    offset += clampStep(stepOffset);
    if (Math.abs(stepSlope) + Math.abs(stepOffset) < 1e-9) break;
  }
  return slope >= 0 ? { slope, offset } : { slope: 0, offset: logOddsOf(rate) };
}

/**
 * The offset at which the mean probability of these scores is the given base rate (0..1): moves a calibrated model
 * to a repository whose changes go wrong more or less often.
 */
export function offsetForBaseRate(options: {
  readonly scores: ArrayLike<number>;
  readonly slope: number;
  readonly baseRate: number;
}): number {
  let low = -40;
  let high = 40;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    let sum = 0;
    for (let row = 0; row < options.scores.length; row += 1) {
      sum += sigmoid(options.slope * (options.scores[row] ?? 0) + middle);
    }
    if (sum > options.baseRate * options.scores.length) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

function clampStep(step: number): number {
  return Math.max(-2, Math.min(2, step));
}
