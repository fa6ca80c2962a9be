import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grid, laneKey, layOut } from './graph-layout.ts';

const GRID: Grid = { boxWidth: 100, boxHeight: 40, gapAlong: 50, gapAcross: 10, direction: 'right', mostAcross: 4 };

const graph = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 4, unit: 'grapheme-ascii' }), { maxLength: 14 })
  .chain((ids) =>
    fc.record({
      ids: fc.constant(ids),
      calls:
        ids.length === 0
          ? fc.constant([])
          : fc.array(fc.record({ caller: fc.constantFrom(...ids), callee: fc.constantFrom(...ids) }), {
              maxLength: 30,
            }),
    }),
  );

describe('the picture of services', () => {
  it('has every service once, inside, and none on another, also with calls in rings', () => {
    fc.assert(
      fc.property(graph, fc.constantFrom<Grid['direction']>('right', 'down'), ({ ids, calls }, direction) => {
        const { boxes, width, height } = layOut(ids, calls, { ...GRID, direction });
        expect(boxes.map(({ id }) => id).sort()).toEqual([...ids].sort());
        for (const [at, a] of boxes.entries()) {
          expect(a.x >= 0 && a.y >= 0 && a.x + 100 <= width && a.y + 40 <= height).toBe(true);
          for (const b of boxes.slice(at + 1))
            expect(Math.abs(a.x - b.x) >= 100 || Math.abs(a.y - b.y) >= 40).toBe(true);
        }
      }),
    );
  });

  it('puts callers before what they call, and a lane where a call passes a layer', () => {
    const calls = [
      { caller: 'web', callee: 'cart' },
      { caller: 'cart', callee: 'price' },
      { caller: 'web', callee: 'price' },
    ];
    const { boxes, lanes } = layOut(['price', 'cart', 'web'], calls, GRID);
    const x = new Map(boxes.map((box) => [box.id, box.x]));
    expect(['web', 'cart', 'price'].map((id) => x.get(id))).toEqual([0, 150, 300]);
    expect(lanes.get(laneKey('web', 'price'))?.map((point) => point.x)).toEqual([150]);
    expect(lanes.size).toBe(1);
  });

  it('is the same for the same services', () => {
    fc.assert(
      fc.property(graph, ({ ids, calls }) => {
        expect(layOut(ids, calls, GRID)).toEqual(layOut(ids, calls, GRID));
      }),
    );
  });
});
