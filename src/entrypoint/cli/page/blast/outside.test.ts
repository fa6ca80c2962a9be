import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outside, outsideBelow, outsideBeside } from './outside.ts';

const part = fc.array(fc.record({ name: fc.string({ maxLength: 22 }), note: fc.string({ maxLength: 30 }) }), {
  maxLength: 14,
});
const given = fc.record({ services: part, flows: part });

/** The boxes that nodes take with their two lines of text. */
function boxesOf(outside: Outside) {
  return [...outside.services, ...outside.flows].map(({ x, y, end }) => ({
    left: x - 8,
    right: end,
    top: y - 13,
    bottom: y + 16,
  }));
}

function overlapping(outside: Outside): number {
  const boxes = boxesOf(outside);
  let count = 0;
  boxes.forEach((one, at) => {
    for (const other of boxes.slice(at + 1)) {
      const apart =
        one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
      if (!apart) count += 1;
    }
  });
  return count;
}

describe('the places around the disc', () => {
  it('never overlap, wide or narrow', () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 50, max: 235 }), (parts, radius) => {
        expect(overlapping(outsideBeside(parts, { radius }))).toBe(0);
        expect(overlapping(outsideBelow(parts, { radius, width: 358 }))).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('would be caught if two stood in one place', () => {
    const place = { x: 10, y: 10, end: 50 };
    const outside = { width: 1, height: 1, centre: { x: 0, y: 0 }, services: [place], flows: [place], clear: 0 };
    expect(overlapping(outside)).toBe(1);
  });

  it('stand outside the disc and inside the picture', () => {
    fc.assert(
      fc.property(given, fc.integer({ min: 50, max: 235 }), (parts, radius) => {
        for (const outside of [outsideBeside(parts, { radius }), outsideBelow(parts, { radius, width: 358 })]) {
          const { centre, width, height } = outside;
          for (const { x, y, end } of [...outside.services, ...outside.flows]) {
            expect(Math.hypot(x - centre.x, y - centre.y)).toBeGreaterThan(radius + 8);
            expect(end).toBeLessThanOrEqual(width);
            expect(y).toBeLessThan(height);
            expect(y).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
