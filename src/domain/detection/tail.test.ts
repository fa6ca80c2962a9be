import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../statistics/index.ts';
import {
  emptyTail,
  faded,
  peaksOf,
  ratePerWeek,
  type Tail,
  thresholdOf,
  withAlarm,
  withPeak,
  withTime,
} from './tail.ts';

const BLANK = emptyTail({ budget: 1, prior: 25, least: 4, law: 'exponential' });

/** Peaks of an exponential law with mean 3, 100 a week. */
function exponential(weeks: number, seed: number): Tail {
  const random = seededRandom(seed);
  let tail = withTime(BLANK, weeks);
  for (let n = 0; n < 100 * weeks; n += 1) tail = withPeak(tail, -3 * Math.log(1 - random()));
  return tail;
}

describe('a tail of peaks', () => {
  it('stays at its prior while too little is known', () => {
    expect(thresholdOf(BLANK)).toBe(25);
    expect(ratePerWeek(BLANK, 10)).toBeNull();
    const short = withTime(BLANK, 0.1);
    expect(thresholdOf(Array.from({ length: 50 }).reduce<Tail>((tail) => withPeak(tail, 2), short))).toBe(25);
  });

  it('puts the threshold where clean peaks exceed it as often as the budget allows', () => {
    // The truth is 3 ln 100 = 13.8; of 30 draws the mean rate of exceeding is what counts.
    const rates = Array.from({ length: 30 }, (_, seed) => 100 * Math.exp(-thresholdOf(exponential(4, seed)) / 3));
    const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    expect(mean).toBeGreaterThan(0.5);
    expect(mean).toBeLessThan(1.3);
  });

  it('rises above it too often with a budget five times as large, which shows that the law can fail', () => {
    const rates = Array.from({ length: 30 }, (_, seed) => {
      return 100 * Math.exp(-thresholdOf({ ...exponential(4, seed), budget: 5 }) / 3);
    });
    expect(rates.reduce((sum, rate) => sum + rate, 0) / rates.length).toBeGreaterThan(3);
  });

  it('lowers the threshold with a larger budget, and never alarms with none', () => {
    const tail = exponential(4, 1);
    const of = (budget: number) => thresholdOf({ ...tail, budget });
    expect(of(3)).toBeLessThan(of(1));
    expect(of(1)).toBeLessThan(of(0.25));
    expect(of(0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('says of its own threshold that it is exceeded as often as the budget', () => {
    const tail = exponential(4, 2);
    expect(ratePerWeek(tail, thresholdOf(tail))).toBeCloseTo(1, 6);
  });

  it('does not fall when what alarmed is counted', () => {
    const tail = exponential(4, 3);
    expect(thresholdOf(withAlarm(tail, 30))).toBeGreaterThanOrEqual(thresholdOf(tail));
  });

  it('doubles a prior that alarmed, so that what is unknown cannot alarm for ever', () => {
    expect(thresholdOf(withAlarm(withAlarm(BLANK, 26), 51))).toBe(100);
  });

  it('expects more of a heavy tail where it is told so, and holds the budget', () => {
    const tailOf = (law: Tail['law'], seed: number) => {
      const random = seededRandom(seed);
      let tail = withTime({ ...BLANK, law }, 4);
      for (let n = 0; n < 400; n += 1) tail = withPeak(tail, (1 - random()) ** -0.7 - 1);
      return tail;
    };
    const rates = Array.from(
      { length: 10 },
      (_, seed) => 100 * (1 + thresholdOf(tailOf('pareto', seed))) ** (-1 / 0.7),
    );
    expect(rates.reduce((sum, rate) => sum + rate, 0) / rates.length).toBeLessThan(1.3);
    const ofYear = (law: Tail['law']) => thresholdOf({ ...tailOf(law, 1), budget: 1 / 52 });
    expect(ofYear('pareto')).toBeGreaterThan(ofYear('exponential'));
  });

  it('forgets in proportion', () => {
    const tail = exponential(4, 4);
    expect(peaksOf(faded(tail, 0.5))).toBeCloseTo(peaksOf(tail) / 2, 9);
    expect(faded(tail, 0.5).weeks).toBeCloseTo(2, 9);
  });
});
