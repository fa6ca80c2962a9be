import { describe, expect, it } from 'vitest';
import { groupSequentialBoundaries, twoShareStatistic } from './group-sequential.ts';
import { normalQuantile } from './normal.ts';
import { seededRandom } from './seeded-random.ts';

/** Sum of twelve uniforms: normal enough for boundaries below 3. */
function bell(random: () => number): number {
  let sum = -6;
  for (let part = 0; part < 12; part += 1) sum += random();
  return sum;
}

describe('group-sequential boundaries', () => {
  it('are as published for 12 and for 4 looks', () => {
    const published = [6.201, 5.02, 4.313, 3.833, 3.483, 3.213, 2.997, 2.82, 2.671, 2.543, 2.432];
    const [first, ...others] = groupSequentialBoundaries({ looks: 12, alpha: 0.01 });
    expect(first).toBe(Number.POSITIVE_INFINITY);
    for (const [at, boundary] of others.entries()) expect(Math.abs(boundary - (published[at] ?? 0))).toBeLessThan(2e-3);
    const four = groupSequentialBoundaries({ looks: 4, alpha: 0.01 });
    for (const [at, wanted] of [5.02, 3.46, 2.765, 2.363].entries()) {
      expect(Math.abs((four[at] ?? 0) - wanted)).toBeLessThan(2e-3);
    }
  });

  it('are the plain quantile for one look', () => {
    expect(groupSequentialBoundaries({ looks: 1, alpha: 0.05 })[0]).toBeCloseTo(normalQuantile(0.95), 3);
    expect(() => groupSequentialBoundaries({ looks: 0, alpha: 0.05 })).toThrow(RangeError);
  });

  it('are crossed by a share alpha of paths without an effect', () => {
    const boundaries = groupSequentialBoundaries({ looks: 5, alpha: 0.1 });
    const random = seededRandom(5);
    let crossed = 0;
    const runs = 4_000;
    for (let run = 0; run < runs; run += 1) {
      let path = 0;
      crossed += boundaries.some((boundary, look) => {
        path += bell(random);
        return path / Math.sqrt(look + 1) >= boundary;
      })
        ? 1
        : 0;
    }
    expect(Math.abs(crossed / runs - 0.1)).toBeLessThan(0.02);
  });
});

describe('the statistic of two shares', () => {
  it('is the pooled z', () => {
    const z = twoShareStatistic({ treated: 60, control: 40, treatedTotal: 1_000, controlTotal: 1_000 });
    expect(z).toBeCloseTo(0.02 / Math.sqrt(0.05 * 0.95 * 0.002), 12);
  });

  it('says nothing where nobody or everybody had the event', () => {
    expect(twoShareStatistic({ treated: 0, control: 0, treatedTotal: 9, controlTotal: 9 })).toBeNull();
    expect(twoShareStatistic({ treated: 9, control: 9, treatedTotal: 9, controlTotal: 9 })).toBeNull();
    expect(twoShareStatistic({ treated: 0, control: 1, treatedTotal: 0, controlTotal: 9 })).toBeNull();
  });
});
