import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appended, emptyTrack, gather, holds, overwritten, type Track, valueAt } from './track.ts';

const grown = (capacity: number, length: number): Track =>
  Array.from({ length }).reduce<Track>((track, _, at) => appended(track, at), emptyTrack(capacity));

describe('a track', () => {
  it('keeps at least its capacity, and not a block more than two', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 0, max: 900 }), (capacity, length) => {
        const track = grown(capacity, length);
        for (let index = Math.max(0, length - capacity); index < length; index += 1) {
          expect(valueAt(track, index)).toBe(index);
          expect(holds(track, index)).toBe(true);
        }
        expect(track.blocks.length).toBeLessThanOrEqual(Math.ceil(capacity / 64) + 2);
        expect(valueAt(track, length)).toBeNaN();
        expect(valueAt(track, -1)).toBeNaN();
      }),
      { numRuns: 40 },
    );
  });

  it('leaves earlier states as they were', () => {
    const before = grown(100, 70);
    const after = overwritten(appended(before, 999), { from: 60, to: 71 }, -1);
    expect([valueAt(before, 65), valueAt(before, 70)]).toEqual([65, Number.NaN]);
    expect([valueAt(after, 59), valueAt(after, 65), valueAt(after, 70)]).toEqual([59, -1, -1]);
  });

  it('gathers what is known of a span, also before the first', () => {
    const track = overwritten(grown(100, 10), { from: 4, to: 6 }, Number.NaN);
    const into = new Float64Array(20);
    expect(gather(track, { from: -5, to: 8 }, { into, at: 0 })).toBe(6);
    expect([...into.subarray(0, 6)]).toEqual([0, 1, 2, 3, 6, 7]);
  });
});
