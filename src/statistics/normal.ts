/** P(Z <= z) of the standard normal distribution, absolute error below 1e-15 (complementary error function as below). */
export function normalCumulative(z: number): number {
  return z <= 0 ? upperTail(-z) : 1 - upperTail(z);
}

/** P(Z > z) of the standard normal distribution: keeps its digits far out. */
export function normalTail(z: number): number {
  return z >= 0 ? upperTail(z) : 1 - upperTail(-z);
}

/** Density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * The z with P(Z <= z) = share, 0 < share < 1; throws a RangeError outside. Newton's steps from a rational approximation (Abramowitz and Stegun
 * 26.2.23).
 */
export function normalQuantile(share: number): number {
  if (!(share > 0 && share < 1)) throw new RangeError(`not a probability between 0 and 1: ${share}`);
  if (share > 0.5) return -normalQuantile(1 - share);
  const t = Math.sqrt(-2 * Math.log(share));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < NEWTON_STEPS; step += 1) z += (upperTail(z) - share) / normalDensity(z);
  return -z;
}

/** Beyond it the tail is below the smallest double. */
const FARTHEST = 38.5;
/** From 4.5e-4 off, each step squares what is left. */
const NEWTON_STEPS = 4;
/** Below it the series converges in few terms, above it the continued fraction does. */
const SERIES_LIMIT = 3;

/** P(Z > z) for z >= 0: Taylor series near 0, continued fraction beyond (Abramowitz and Stegun 26.2.11 and 26.2.14). */
function upperTail(z: number): number {
  if (z > FARTHEST) return 0;
  return z < SERIES_LIMIT ? 0.5 - normalDensity(z) * series(z) : normalDensity(z) / fraction(z);
}

function series(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; Math.abs(term) > 1e-17 * sum; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

/** Terms that bring z = 3 to full precision. */
const TERMS = 100;

function fraction(z: number): number {
  let value = z;
  for (let term = TERMS; term >= 1; term -= 1) value = z + term / value;
  return value;
}
