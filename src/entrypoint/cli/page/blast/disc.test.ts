import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Disc, discOf, type RingGiven } from './disc.ts';

const ringsOf = fc.array(
  fc
    .array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 14 })
    .map((sizes): RingGiven => ({ label: '1 hop · 12', groups: sizes.map((dots, at) => ({ name: `g${at}`, dots })) })),
  { maxLength: 4 },
);

function dotsOf(disc: Disc) {
  return disc.rings.flatMap(({ blocks }) => blocks.flatMap(({ dots }) => dots));
}

/** The least distance between two dots; found by sorting, so that five hundred dots are quick. */
function nearest(dots: readonly { readonly x: number; readonly y: number }[]): number {
  const sorted = [...dots].sort((a, b) => a.x - b.x);
  let best = Number.POSITIVE_INFINITY;
  sorted.forEach((one, at) => {
    for (let next = at + 1; next < sorted.length; next += 1) {
      const other = sorted[next];
      if (other === undefined || other.x - one.x >= best) break;
      best = Math.min(best, Math.hypot(other.x - one.x, other.y - one.y));
    }
  });
  return best;
}

describe('discOf', () => {
  it('gives every dot a place of its own, whatever the rings', () => {
    fc.assert(
      fc.property(ringsOf, (rings) => {
        const disc = discOf(rings, { radius: 235 });
        const dots = dotsOf(disc);
        const wanted = rings.flatMap(({ groups }) => groups).reduce((sum, group) => sum + group.dots, 0);
        expect(dots).toHaveLength(wanted);
        // A mark is at most 0.8 of the pitch wide (picture.ts).
        if (dots.length > 1) expect(nearest(dots)).toBeGreaterThan(disc.pitch * 0.9);
      }),
      { numRuns: 60 },
    );
  });

  it('would be caught if two dots stood in one place', () => {
    expect(
      nearest([
        { x: 1, y: 1 },
        { x: 9, y: 1 },
        { x: 1, y: 1.2 },
      ]),
    ).toBeCloseTo(0.2);
  });

  it('keeps the middle free, each ring outside the one before, and all within the radius it tells', () => {
    fc.assert(
      fc.property(ringsOf, (rings) => {
        const disc = discOf(rings, { radius: 235 });
        let edge = disc.core;
        for (const ring of disc.rings) {
          expect(ring.inner).toBeGreaterThan(edge);
          for (const dot of ring.blocks.flatMap(({ dots }) => dots)) {
            expect(Math.hypot(dot.x, dot.y)).toBeGreaterThan(ring.inner);
            expect(Math.hypot(dot.x, dot.y)).toBeLessThan(ring.outer);
          }
          edge = ring.outer;
        }
        expect(disc.radius).toBeGreaterThanOrEqual(edge);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves the top of each ring to its label, and no two names share an arc', () => {
    const rings = [{ label: '2 hops · 40 of 900', groups: [8, 20, 12].map((dots) => ({ name: 'a', dots })) }];
    const [ring] = discOf(rings, { radius: 235 }).rings;
    const slots = ring?.blocks.map(({ slotFrom, slotTo }) => [slotFrom, slotTo] as const) ?? [];
    expect(slots[0]?.[0]).toBeGreaterThan(0.1);
    expect(slots.at(-1)?.[1]).toBeLessThan(2 * Math.PI - 0.1);
    for (const [at, [from]] of slots.slice(1).entries()) {
      expect(from).toBeGreaterThanOrEqual((slots[at]?.[1] ?? 0) - 1e-9);
    }
  });

  it('takes smaller dots for more files, and gives the same places again', () => {
    const ring = (dots: number) => [{ label: 'x', groups: [{ name: 'a', dots }] }];
    expect(discOf(ring(500), { radius: 175 }).pitch).toBeLessThan(discOf(ring(5), { radius: 175 }).pitch);
    expect(discOf(ring(500), { radius: 235 }).radius).toBeLessThanOrEqual(235);
    expect(discOf(ring(77), { radius: 235 })).toEqual(discOf(ring(77), { radius: 235 }));
    expect(dotsOf(discOf([], { radius: 235 }))).toEqual([]);
  });
});
