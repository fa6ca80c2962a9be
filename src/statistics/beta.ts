/** A beta distribution by its two shapes, both above 0. */
export interface BetaShape {
  readonly alpha: number;
  readonly beta: number;
}

/**
 * Natural logarithm of the gamma function for x > 0, relative error below 1e-13 (Lanczos approximation, g = 7, nine terms;
 * P. Godfrey 2001).
 */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const below = x - 1;
  let sum = LANCZOS[0] as number;
  for (let term = 1; term < LANCZOS.length; term += 1) sum += (LANCZOS[term] as number) / (below + term);
  const base = below + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (below + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** Logarithm of the beta function. */
export function logBeta(alpha: number, beta: number): number {
  return logGamma(alpha) + logGamma(beta) - logGamma(alpha + beta);
}

/** P(X <= x) of a beta distribution (regularised incomplete beta function; continued fraction, Numerical Recipes 6.4). */
export function betaCumulative({ alpha, beta }: BetaShape, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(alpha * Math.log(x) + beta * Math.log1p(-x) - logBeta(alpha, beta));
  return x < (alpha + 1) / (alpha + beta + 2)
    ? (front * fraction(alpha, beta, x)) / alpha
    : 1 - (front * fraction(beta, alpha, 1 - x)) / beta;
}

/** The x with P(X <= x) = share, by halving in the logarithm, so that shapes far below 1 keep their digits. 0 below 1e-300. */
export function betaQuantile(shape: BetaShape, share: number): number {
  if (!(share > 0)) return 0;
  if (share >= 1) return 1;
  let low = LEAST_LOG;
  let high = 0;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (betaCumulative(shape, Math.exp(middle)) < share) low = middle;
    else high = middle;
  }
  return high <= LEAST_LOG + 1 ? 0 : Math.exp((low + high) / 2);
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** ln 1e-300. */
const LEAST_LOG = -690;
/** 690 halved so often is below what a double tells apart. */
const HALVINGS = 60;
/** Terms of the continued fraction: it takes some root of the larger shape. */
const TERMS = 2_000;
const TINY = 1e-300;

/** Lentz's method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= TERMS; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}
