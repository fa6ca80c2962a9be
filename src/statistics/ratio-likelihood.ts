/** Events of two arms in the same interval, and what could have had one. Exposures matter by their ratio alone. */
export interface PairedCounts {
  readonly treated: number;
  readonly control: number;
  readonly treatedExposure: number;
  readonly controlExposure: number;
}

/**
 * Log-likelihood of the ratio of two rates, given how many events each interval had in all: a sum over intervals, whatever their base
 * rate and exposures were. Held as values and slopes at {@link RATIO_NODES} equally spaced logarithms of the ratio from 1/32 to 32,
 * between which a cubic keeps it to 1e-6 of an event. Relative to the ratio 1. Plain data.
 *
 * Of interval i with `x` and `y` events and exposures `n` and `m`, the arm of an event is treated with
 * `theta(r) = r n / (r n + m)`, so that `l(r) = x ln theta(r) + y ln(1 - theta(r))`. Source: M. Lindon and A. Malek, Anytime-valid
 * inference for multinomial count data (arXiv 2011.03567).
 */
export interface RatioLikelihood {
  readonly values: readonly number[];
  readonly slopes: readonly number[];
}

export const RATIO_NODES = 33;
/** Ratios beyond it and below its inverse are not told apart from it. */
export const GREATEST_RATIO = 32;

/** Nothing seen: every ratio is as likely. */
export function emptyRatioLikelihood(): RatioLikelihood {
  return { values: new Array<number>(RATIO_NODES).fill(0), slopes: new Array<number>(RATIO_NODES).fill(0) };
}

/**
 * Adds one interval. An interval without exposure in either arm tells nothing and changes nothing; counts must be finite and not
 * negative (a RangeError). The order of intervals does not matter.
 */
export function addPair(likelihood: RatioLikelihood, pair: PairedCounts): RatioLikelihood {
  const { treated, control, treatedExposure, controlExposure } = pair;
  for (const count of [treated, control, treatedExposure, controlExposure]) {
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY)) throw new RangeError(`not a count: ${count}`);
  }
  const all = treated + control;
  if (all === 0 || treatedExposure === 0 || controlExposure === 0) return likelihood;
  const odds = treatedExposure / controlExposure;
  const base = Math.log1p(odds);
  const values = new Array<number>(RATIO_NODES);
  const slopes = new Array<number>(RATIO_NODES);
  for (let node = 0; node < RATIO_NODES; node += 1) {
    const weighted = odds * (NODE_RATIOS[node] as number);
    const gain = treated * (NODE_LOGS[node] as number) - all * (Math.log1p(weighted) - base);
    values[node] = (likelihood.values[node] as number) + gain;
    slopes[node] = (likelihood.slopes[node] as number) + treated - all * (weighted / (1 + weighted));
  }
  return { values, slopes };
}

/** Log-likelihood at a logarithm of the ratio, relative to the ratio 1; held at its ends beyond the nodes. */
export function logLikelihoodAt({ values, slopes }: RatioLikelihood, logRatio: number): number {
  const place = (Math.min(SPAN, Math.max(-SPAN, logRatio)) + SPAN) / STEP;
  const at = Math.min(RATIO_NODES - 2, Math.floor(place));
  const t = place - at;
  const u = 1 - t;
  const left = (values[at] as number) * (1 + 2 * t) + STEP * (slopes[at] as number) * t;
  const right = (values[at + 1] as number) * (1 + 2 * u) - STEP * (slopes[at + 1] as number) * u;
  return left * u * u + right * t * t;
}

const SPAN = Math.log(GREATEST_RATIO);
const STEP = (2 * SPAN) / (RATIO_NODES - 1);
const NODE_LOGS = Array.from({ length: RATIO_NODES }, (_, node) => -SPAN + node * STEP);
const NODE_RATIOS = NODE_LOGS.map(Math.exp);
