/** How changes arrive: evenly at random, in bursts, or with the hours of a working day. */
export type ArrivalShape = 'steady' | 'bursty' | 'day';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Coefficient of variation of the time between two arrivals; the median of 145 projects' histories is 2.9. */
const BURST_VARIATION = 3;
/** The busiest hour of a day has so many times the arrivals of the quietest (rust-lang/cargo). */
const DAY_RATIO = 15;

/** Times of arrival in milliseconds from the start, ascending: a Poisson process, or one with bursts, or one with a day's cycle. */
export function arrivalsOf(given: {
  readonly changes: number;
  readonly perHour: number;
  readonly shape: ArrivalShape;
  readonly random: () => number;
}): readonly number[] {
  const meanMs = HOUR_MS / given.perHour;
  const gap = gapOf(given.shape, meanMs, given.random);
  const times: number[] = [];
  for (let now = 0; times.length < given.changes; ) {
    now = gap(now);
    times.push(Math.round(now));
  }
  return times;
}

function gapOf(shape: ArrivalShape, meanMs: number, random: () => number): (now: number) => number {
  const wait = (mean: number): number => -Math.log(1 - random()) * mean;
  switch (shape) {
    case 'steady':
      return (now) => now + wait(meanMs);
    case 'bursty': {
      const short = 0.5 * (1 + Math.sqrt((BURST_VARIATION ** 2 - 1) / (BURST_VARIATION ** 2 + 1)));
      return (now) => now + (random() < short ? wait(meanMs / (2 * short)) : wait(meanMs / (2 * (1 - short))));
    }
    case 'day':
      return (from) => {
        for (let now = from; ; ) {
          now += wait(meanMs / busiest());
          if (random() < dayRate(now) / busiest()) return now;
        }
      };
  }
}

/** Rate at a time of day relative to the day's mean: exp(a cos t) over its mean, the Bessel function I0(a). */
function dayRate(now: number): number {
  return Math.exp(amplitude() * Math.cos((2 * Math.PI * now) / DAY_MS)) / bessel0(amplitude());
}

function busiest(): number {
  return Math.exp(amplitude()) / bessel0(amplitude());
}

function amplitude(): number {
  return Math.log(DAY_RATIO) / 2;
}

function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 20; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
