import { quantile } from '../../src/statistics/index.ts';

/** What is asked of one metric; names as in a canary configuration of Kayenta. */
export interface KayentaMetric {
  readonly direction: 'increase' | 'decrease' | 'either';
  readonly nanStrategy: 'remove' | 'replace';
  readonly outliers: { readonly strategy: 'keep' | 'remove'; readonly factor: number };
  readonly measure: 'meanRatio' | 'cles';
  readonly allowedIncrease: number;
  readonly allowedDecrease: number;
}

export const KAYENTA_DEFAULT: KayentaMetric = {
  direction: 'either',
  nanStrategy: 'remove',
  outliers: { strategy: 'keep', factor: 3 },
  measure: 'meanRatio',
  allowedIncrease: 1,
  allowedDecrease: 1,
};

export type KayentaLabel = 'Pass' | 'High' | 'Low' | 'Nodata' | 'Error';

export interface KayentaVerdict {
  readonly label: KayentaLabel;
  readonly lower: number;
  readonly upper: number;
  readonly estimate: number;
  readonly effect: number;
}

/**
 * Judges one metric as NetflixACAJudge-v1.0 does, written from a description of its steps: cleaning, a Mann-Whitney interval of the shift
 * at 98 %, a tolerance of a quarter of the shift, and the size of the effect. `random` gives the noise that two constant arrays are given.
 */
export function kayentaJudge(
  given: { readonly experiment: readonly number[]; readonly control: readonly number[] },
  metric: KayentaMetric,
  random: () => number,
): KayentaVerdict {
  let x = cleaned(given.experiment, metric);
  let y = cleaned(given.control, metric);
  const nothing = { lower: 0, upper: 0, estimate: 0, effect: Number.NaN };
  if (x.length === 0 || y.length === 0)
    return { label: metric.nanStrategy === 'replace' ? 'Pass' : 'Nodata', ...nothing };
  if (sameValues(x, y) || new Set([...x, ...y]).size === 1) return { label: 'Pass', ...nothing };
  if (new Set(x).size === 1 && new Set(y).size === 1) [x, y] = [noisy(x, random), noisy(y, random)];
  const interval = shiftInterval(x, y);
  if (interval === null) return { label: 'Error', ...nothing };
  const effect = metric.measure === 'cles' ? commonLanguage(x, y) : meanRatio(x, y);
  return { label: labelOf(metric, interval, effect), ...interval, effect };
}

/** Of a two-sided interval of 98 %. */
const CONFIDENCE_Z = 2.3263478740408408;
const TOLERANCE = 0.25;

function labelOf(metric: KayentaMetric, interval: Interval, effect: number): KayentaLabel {
  const margin = TOLERANCE * Math.abs(interval.estimate);
  const mayRise = metric.direction !== 'decrease';
  const mayFall = metric.direction !== 'increase';
  if (mayRise && interval.lower > margin && !(effect < metric.allowedIncrease)) return 'High';
  if (mayFall && interval.upper < -margin && !(effect > metric.allowedDecrease)) return 'Low';
  return 'Pass';
}

function cleaned(values: readonly number[], { nanStrategy, outliers }: KayentaMetric): number[] {
  const known =
    nanStrategy === 'replace'
      ? values.map((each) => (Number.isNaN(each) ? 0 : each))
      : values.filter((each) => !Number.isNaN(each));
  if (outliers.strategy === 'keep' || known.length === 0) return [...known];
  const at = (share: number) => quantile(known, share) as number;
  const range = outliers.factor * (at(0.75) - at(0.25));
  const [low, high] = [Math.min(at(0.01), at(0.25) - range), Math.max(at(0.99), at(0.75) + range)];
  return known.filter((each) => each >= low && each <= high);
}

function sameValues(x: readonly number[], y: readonly number[]): boolean {
  const [one, other] = [sorted(x), sorted(y)];
  return one.length === other.length && one.every((value, at) => value === other[at]);
}

const sorted = (values: readonly number[]) => [...values].sort((one, other) => one - other);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function noisy(values: readonly number[], random: () => number): number[] {
  const bell = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return values.map((value) => value + 1e-5 * value * bell());
}

/** Not a number (the condition is then ignored) where a mean is 0. */
function meanRatio(x: readonly number[], y: readonly number[]): number {
  const [one, other] = [mean(x), mean(y)];
  return one === 0 || other === 0 ? Number.NaN : one / other;
}

function commonLanguage(x: readonly number[], y: readonly number[]): number {
  const { rankSum } = ranked(x, y, 0);
  return (2 * rankSum - x.length * (x.length + 1)) / (2 * x.length * y.length);
}

interface Interval {
  readonly lower: number;
  readonly upper: number;
  readonly estimate: number;
}

/** `null` where the ranks have no variance. */
function shiftInterval(x: readonly number[], y: readonly number[]): Interval | null {
  const left = Math.min(...x) - Math.max(...y);
  const right = Math.max(...x) - Math.min(...y);
  let isBroken = false;
  const w = (shift: number, z: number) => {
    const value = standardised(x, y, shift);
    if (value === null) isBroken = true;
    return (value ?? 0) - z;
  };
  const bound = (z: number) => {
    const [atLeft, atRight] = [w(left, z), w(right, z)];
    if (atLeft <= 0) return left;
    if (atRight >= 0) return right;
    return root((shift) => w(shift, z), left, right);
  };
  const lower = bound(CONFIDENCE_Z);
  const upper = bound(-CONFIDENCE_Z);
  const estimate = root((shift) => w(shift, 0), left, right);
  return isBroken ? null : { lower, upper, estimate };
}

/** The Mann-Whitney statistic of x moved down by `shift` against y, with continuity correction; `null` without variance. */
function standardised(x: readonly number[], y: readonly number[], shift: number): number | null {
  const [n, m] = [x.length, y.length];
  const { rankSum, ties } = ranked(x, y, shift);
  const d = rankSum - (n * (n + 1)) / 2 - (n * m) / 2;
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  return variance > 0 ? (d - 0.5 * Math.sign(d)) / Math.sqrt(variance) : null;
}

/** Sum of the (averaged) ranks of x moved down by `shift` among all, and the sum of t^3 - t over ties. */
function ranked(x: readonly number[], y: readonly number[], shift: number): { rankSum: number; ties: number } {
  const all = [
    ...x.map((value) => ({ value: value - shift, isX: true })),
    ...y.map((value) => ({ value, isX: false })),
  ];
  all.sort((one, other) => one.value - other.value);
  let rankSum = 0;
  let ties = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    let ofX = 0;
    for (; to < all.length && all[to]?.value === all[from]?.value; to += 1) ofX += all[to]?.isX ? 1 : 0;
    rankSum += ofX * ((from + to + 1) / 2);
    ties += (to - from) ** 3 - (to - from);
    from = to;
  }
  return { rankSum, ties };
}

const ROOT_TOLERANCE = 1e-4;
const MAX_PASSES = 1_001;
const EPSILON = 2.220446049250313e-16;

/** Brent and Dekker's root of a function between two points, with an absolute tolerance of 1e-4. */
function root(f: (at: number) => number, left: number, right: number): number {
  let [a, b, c] = [left, right, left];
  let [fa, fb] = [f(a), f(b)];
  let fc = fa;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const previous = b - a;
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const tolerance = 2 * EPSILON * Math.abs(b) + ROOT_TOLERANCE / 2;
    let step = (c - b) / 2;
    if (Math.abs(step) <= tolerance || fb === 0) return b;
    if (Math.abs(previous) >= tolerance && Math.abs(fa) > Math.abs(fb)) {
      step = interpolated({ a, b, c, fa, fb, fc, tolerance, previous, step });
    }
    if (Math.abs(step) < tolerance) step = step > 0 ? tolerance : -tolerance;
    [a, fa] = [b, fb];
    b += step;
    fb = f(b);
    if (fb > 0 === fc > 0) [c, fc] = [a, fa];
  }
  return b;
}

/** A secant or inverse quadratic step where it stays well inside, else the half. */
function interpolated(
  at: Readonly<Record<'a' | 'b' | 'c' | 'fa' | 'fb' | 'fc' | 'tolerance' | 'previous' | 'step', number>>,
): number {
  const { a, b, c, fa, fb, fc, tolerance, previous, step } = at;
  const across = c - b;
  const ratio = fb / fa;
  let p: number;
  let q: number;
  if (a === c) {
    p = across * ratio;
    q = 1 - ratio;
  } else {
    const [one, other] = [fa / fc, fb / fc];
    p = ratio * (across * one * (one - other) - (b - a) * (other - 1));
    q = (one - 1) * (other - 1) * (ratio - 1);
  }
  if (p > 0) q = -q;
  else p = -p;
  const isInside = p < 0.75 * across * q - Math.abs(tolerance * q) / 2 && p < Math.abs((previous * q) / 2);
  return isInside ? p / q : step;
}
