import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../kernel/index.ts';
import { combinedCounter, growthBySteps, growthOf } from './reading.ts';

const T0 = 1_700_000_000_000;
const at = (seconds: number): Instant => instant(T0 + seconds * 1_000);
const line = (...values: readonly (readonly [number, number])[]) =>
  values.map(([seconds, value]) => ({ at: at(seconds), value }));

describe('growthOf', () => {
  it('counts all of a counter that began anew', () => {
    expect(growthOf(line([0, 10], [1, 14], [2, 3], [3, 5]))).toBe(4 + 3 + 2);
    expect(growthOf(line([0, 10]))).toBe(0);
    expect(growthOf([])).toBe(0);
  });
});

describe('combinedCounter', () => {
  it('grows by as much as all instances together, restarts and all', () => {
    const values = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 5 }), (instances) => {
        const lines = instances.map((each, shift) =>
          each.map((value, index) => ({ at: at(index * 7 + shift), value })),
        );
        const combined = combinedCounter(lines);
        expect(combined.at(-1)?.value).toBe(lines.reduce((sum, each) => sum + growthOf(each), 0));
        expect(combined.every(({ value }, index) => value >= (combined[index - 1]?.value ?? 0))).toBe(true);
        expect(new Set(combined.map(({ id }) => id)).size).toBe(combined.length);
      }),
    );
  });
});

describe('growthBySteps', () => {
  const steps = { from: at(0), to: at(180), stepMs: 60_000 };

  it('gives the growth of each step', () => {
    const samples = line([-10, 5], [20, 10], [50, 12], [80, 20], [110, 20], [140, 21], [170, 25]);
    expect(growthBySteps(samples, steps)).toEqual([7, 8, 5]);
  });

  it('does not know a step without a sample, nor the one that catches up with it', () => {
    expect(growthBySteps(line([-10, 5], [20, 10], [170, 100]), steps)).toEqual([5, null, null]);
    // The twin: with the sample in between all three are known.
    expect(growthBySteps(line([-10, 5], [20, 10], [80, 40], [170, 100]), steps)).toEqual([5, 30, 60]);
  });

  it('knows nothing of a counter whose first sample it has', () => {
    expect(growthBySteps(line([20, 10], [80, 20], [140, 30]), steps)).toEqual([null, 10, 10]);
    expect(growthBySteps([], steps)).toEqual([null, null, null]);
  });
});
