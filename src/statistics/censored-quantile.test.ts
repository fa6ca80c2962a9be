import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { censoredQuantiles } from './censored-quantile.ts';

const seen = (...values: readonly number[]) => values.map((value) => ({ value, isCensored: false }));
const open = (...values: readonly number[]) => values.map((value) => ({ value, isCensored: true }));

describe('quantiles of what is partly not over yet', () => {
  it('are those of the values where all were seen', () => {
    expect(censoredQuantiles(seen(5, 1, 3, 2, 4), [0.2, 0.5, 0.8])).toEqual([1, 3, 4]);
  });

  it('follow the estimate that Kaplan and Meier published for deaths and losses', () => {
    // Deaths at 0.8, 3.1, 5.4, 9.2 and losses at 1.0, 2.7, 7.0, 12.1: their example, P(t) = .875, .7, .525, .2625.
    const values = [...seen(0.8, 3.1, 5.4, 9.2), ...open(1, 2.7, 7, 12.1)];
    expect(censoredQuantiles(values, [0.12, 0.125, 0.13, 0.3, 0.31, 0.475, 0.48, 0.7375, 0.74])).toEqual([
      0.8,
      0.8,
      3.1,
      3.1,
      5.4,
      5.4,
      9.2,
      9.2,
      null,
    ]);
  });

  it('lie beyond everything that is known where too little is over, and where there is nothing', () => {
    expect(censoredQuantiles([...seen(1), ...open(2, 3)], [0.9])).toEqual([null]);
    expect(censoredQuantiles([], [0.5])).toEqual([null]);
  });

  it('never fall when something that was seen turns out to last longer', () => {
    const value = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 30 }), fc.nat(29), (values, at) => {
        const all = values.map((each, place) => ({ value: each, isCensored: place === at }));
        const [before] = censoredQuantiles(seen(...values), [0.6]);
        const [after] = censoredQuantiles(all, [0.6]);
        expect(
          after === null || (before !== null && after !== undefined && before !== undefined && after >= before),
        ).toBe(true);
      }),
    );
  });
});
