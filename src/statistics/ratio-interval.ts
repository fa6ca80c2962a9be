import { logMeanExp } from './log-mean.ts';
import { GREATEST_RATIO, logLikelihoodAt, type RatioLikelihood } from './ratio-likelihood.ts';

/** A ratio with bounds that hold at every look together; `null` where what was seen does not bound it within 1/32 to 32. */
export interface RatioBounds {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The ratios that are not ruled out at `alpha`: those whose likelihood falls behind the mean over all ratios (flat in the logarithm from
 * 1/32 to 32) by a factor below 1/alpha. By Ville's inequality the true ratio lies in the interval at every look with 1 - alpha.
 * `phi` >= 1 tempers as in `logEvidenceAbove`.
 */
export function ratioBounds(likelihood: RatioLikelihood, { alpha, phi }: { alpha: number; phi: number }): RatioBounds {
  const at = (log: number) => logLikelihoodAt(likelihood, log) / phi;
  const peak = peakOf(at);
  const line = logMean(at, peak) - Math.log(1 / alpha);
  const low = at(-SPAN) >= line ? null : Math.exp(crossing(at, { outside: -SPAN, inside: peak, line }));
  const high = at(SPAN) >= line ? null : Math.exp(crossing(at, { outside: SPAN, inside: peak, line }));
  const isBounded = SPAN - Math.abs(peak) > EDGE;
  return { estimate: isBounded && (low !== null || high !== null) ? Math.exp(peak) : null, low, high };
}

const SPAN = Math.log(GREATEST_RATIO);
/** A peak so close to the end lies beyond it. */
const EDGE = 1e-6;
/** Thirds so often: below 1e-9 of the span. */
const NARROWINGS = 56;
/** Points on each side of the peak, as far as the likelihood falls by so much: the mean is then good to a thousandth. */
const POINTS = 80;
const FALL = 30;

type Curve = (log: number) => number;

/** Golden-section search; the log-likelihood has one peak. */
function peakOf(at: Curve): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = -SPAN;
  let high = SPAN;
  for (let step = 0; step < NARROWINGS; step += 1) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (at(left) >= at(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

/** ln of the mean of e^at over the span: midpoints on each side of the peak. */
function logMean(at: Curve, peak: number): number {
  const floor = at(peak) - FALL;
  const sides = [-SPAN, SPAN].map((end) => {
    const far = at(end) >= floor ? end : crossing(at, { outside: end, inside: peak, line: floor });
    const step = (far - peak) / POINTS;
    const logs = Array.from({ length: POINTS }, (_, point) => at(peak + (point + 0.5) * step));
    return logMeanExp(logs) + Math.log(Math.abs(far - peak) / (2 * SPAN));
  });
  return logMeanExp(sides) + Math.LN2;
}

/** Where the curve crosses `line` between a point below it and the peak. */
function crossing(at: Curve, { outside, inside, line }: { outside: number; inside: number; line: number }): number {
  let below = outside;
  let above = inside;
  for (let step = 0; step < NARROWINGS; step += 1) {
    const middle = (below + above) / 2;
    if (at(middle) < line) below = middle;
    else above = middle;
  }
  return below;
}
