import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { censoredQuantiles } from './censored-quantile.ts';
import { survivalCurve, survivalTime, survivalTimes, type WatchedSpan } from './survival.ts';

/** Weeks in remission, treated and not (E. J. Freireich et al., Blood 21 (1963) 699-716); `+` = still in remission. */
const TREATED = spans('6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+');
const CONTROL = spans('1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23');

function spans(text: string): readonly WatchedSpan[] {
  return text.split(' ').map((each) => ({ time: Number.parseFloat(each), isEnded: !each.endsWith('+') }));
}

describe('a survival curve', () => {
  it('agrees with scipy.stats.ecdf, shares and log-log intervals', () => {
    const curve = survivalCurve(TREATED);
    expect(curve.map(({ time }) => time)).toEqual([6, 7, 10, 13, 16, 22, 23]);
    const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(8)));
    expect(rounded(curve.map(({ share }) => share))).toEqual([
      0.85714286, 0.80672269, 0.75294118, 0.69019608, 0.62745098, 0.53781513, 0.44817927,
    ]);
    expect(rounded(curve.map(({ low }) => low))).toEqual([
      0.61971796, 0.56314656, 0.50319951, 0.43161022, 0.36751086, 0.26777894, 0.18805201,
    ]);
    expect(rounded(curve.map(({ high }) => high))).toEqual([
      0.95155175, 0.92280902, 0.88936184, 0.84906596, 0.80491219, 0.74679072, 0.68014263,
    ]);
  });

  it('gives the median with its interval, open where too few have ended', () => {
    expect(survivalTime(survivalCurve(TREATED), 0.5)).toEqual({ value: 23, low: 13, high: null });
    expect(survivalTime(survivalCurve(CONTROL), 0.5)).toEqual({ value: 8, low: 4, high: 11 });
  });

  it('gives the quantiles of the estimate that counts one by one', () => {
    const span = fc.record({ time: fc.integer({ min: 0, max: 30 }), isEnded: fc.boolean() });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 40 }), (all) => {
        const values = all.map(({ time, isEnded }) => ({ value: time, isCensored: !isEnded }));
        const [half = null, most = null] = censoredQuantiles(values, [0.5, 0.9]);
        const curve = survivalCurve(all);
        expect(survivalTime(curve, 0.5).value).toBe(half);
        expect(survivalTime(curve, 0.9).value).toBe(most);
        const packed = Float64Array.from(all, ({ time, isEnded }) => 2 * time + Number(!isEnded));
        const shares = [0.25, 0.5, 0.9];
        expect(survivalTimes(packed, shares)).toEqual(shares.map((p) => survivalTime(curve, p)));
        for (const { low, share, high } of curve) {
          expect(low).toBeLessThanOrEqual(share + 1e-12);
          expect(high).toBeGreaterThanOrEqual(share - 1e-12);
        }
      }),
    );
  });
});
