import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shopReplay } from '../../../../test/shop-replay.ts';
import { compact } from './compact.ts';
import { bandsOf, hitIndex, placesOf, timeBuckets } from './layout.ts';
import { dotsOf } from './page-data.ts';

const dots = dotsOf(compact(shopReplay({ changes: 600, seed: 4 })));

describe('bandsOf and placesOf', () => {
  it('fill the picture from top to bottom, wide reach on top', () => {
    const bands = bandsOf(dots);
    expect(bands[0]?.top).toBe(0);
    expect(bands.at(-1)?.bottom).toBe(1);
    bands.slice(1).forEach((band, at) => {
      expect(band.top).toBeCloseTo(bands[at]?.bottom ?? -1, 12);
      expect(band.from).toBeLessThan(bands[at]?.from ?? -1);
    });
  });

  it.each(['risk', 'size'] as const)(
    'put every dot inside the row of its areas, at its %s, the same each time',
    (axis) => {
      const bands = bandsOf(dots);
      const places = placesOf(dots, bands, axis);
      expect(placesOf(dots, bands, axis)).toEqual(places);
      for (const dot of dots) {
        const band = bands.find(({ from, to }) => dot.areas >= from && dot.areas <= to);
        expect(places[dot.index]?.x).toBe(dot[axis]);
        expect(places[dot.index]?.y).toBeGreaterThan(band?.top ?? 2);
        expect(places[dot.index]?.y).toBeLessThan(band?.bottom ?? -1);
      }
    },
  );

  it('have no rows without dots', () => {
    expect(bandsOf([])).toEqual([]);
    expect(placesOf([], [], 'risk')).toEqual([]);
  });
});

describe('hitIndex', () => {
  it('finds what looking at every point finds', () => {
    const point = fc.record({ x: fc.integer({ min: -50, max: 300 }), y: fc.integer({ min: -50, max: 300 }) });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 60 }), point, fc.integer({ min: 1, max: 60 }), (points, at, reach) => {
        const distance = (index: number | null) => {
          const found = index === null ? undefined : points[index];
          return found === undefined ? null : (found.x - at.x) ** 2 + (found.y - at.y) ** 2;
        };
        const slow = points
          .map((_, index) => index)
          .filter((index) => (distance(index) ?? Number.POSITIVE_INFINITY) <= reach * reach)
          .sort((a, b) => (distance(a) ?? 0) - (distance(b) ?? 0))[0];
        expect(distance(hitIndex(points).nearest(at.x, at.y, reach))).toBe(distance(slow ?? null));
      }),
    );
  });
});

describe('timeBuckets', () => {
  it('counts every dot with a time once, in at most sixty-one bars', () => {
    const times = dots.flatMap(({ at }) => at ?? []);
    const buckets = timeBuckets(dots, { first: times[0] ?? 0, last: times.at(-1) ?? 0 });
    expect(buckets.length).toBeLessThanOrEqual(61);
    expect(buckets.flatMap((bucket) => bucket.dots)).toHaveLength(times.length);
  });

  it('survives a window of no length and dots outside it', () => {
    const [one] = dots;
    if (one === undefined) throw new Error('no dot');
    expect(timeBuckets([{ ...one, at: 5 }], { first: 5, last: 5 })).toHaveLength(1);
    expect(timeBuckets([{ ...one, at: 9e15 }], { first: 5, last: 6 })[0]?.dots).toEqual([]);
  });
});
