import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ID, NOW, queued, told } from '../../../test/queue/told.ts';
import { membersWithin } from './bits.ts';
import type { QueueEvent } from './event.ts';
import { evolve } from './evolve.ts';
import type { MergeQueue, QueueItem } from './model.ts';
import { byTarget, inTotalOrder, neighbourhoodOf } from './shared-targets.ts';
import { shares } from './standing.ts';

/** Few names, so that many share; enough items that some targets are touched by more than fit a few words. */
const targetLists = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e-f', 'B'), { maxLength: 4 }) },
    fc.constant(null),
  ),
  { maxLength: 70 },
);

function itemsOf(lists: readonly (readonly string[] | null)[]): readonly QueueItem[] {
  return told(...lists.map((targets, at) => queued(at + 1, `change-${at}`, { targets }))).items;
}

/** By comparing each item with each. */
function neighboursPlainly(items: readonly QueueItem[], index: number): readonly number[] {
  const own = items[index]?.targets ?? null;
  return items.flatMap(({ targets }, at) => (at !== index && shares(own, targets) ? [at] : []));
}

/** By asking each item for each target. */
function membersPlainly(items: readonly QueueItem[]): readonly (readonly number[])[] {
  const names = [...new Set(items.flatMap(({ targets }) => targets ?? []))].sort();
  return [...names, null]
    .map((name) =>
      items.flatMap(({ targets }, at) => (targets === null || (name !== null && targets.includes(name)) ? [at] : [])),
    )
    .filter((touching) => touching.length > 1);
}

describe('who may conflict with whom', () => {
  it('is what comes of comparing each item with each', () => {
    fc.assert(
      fc.property(targetLists, (lists) => {
        const items = itemsOf(lists);
        const { neighboursOf, shared } = byTarget(items);
        const members = membersPlainly(items);
        expect(shared?.members).toEqual(members);
        expect(shared?.of).toEqual(
          items.map((_, index) => members.flatMap((touching, target) => (touching.includes(index) ? [target] : []))),
        );
        items.forEach((_, index) => {
          const found = neighboursOf(index);
          expect(membersWithin(found, found)).toEqual(neighboursPlainly(items, index));
        });
      }),
    );
  });

  it('is everybody with everybody else in a total order', () => {
    for (const count of [1, 31, 32, 33, 64]) {
      const items = itemsOf(Array.from({ length: count }, () => ['a']));
      const { neighboursOf, shared } = inTotalOrder(items);
      expect(shared).toBeNull();
      const found = neighboursOf(count - 1);
      expect(membersWithin(found, found)).toEqual(Array.from({ length: count - 1 }, (_, at) => at));
    }
  });

  it('is read once as long as nothing is added or other targets are told, whatever is decided', () => {
    const queue = told(queued(1, 'one', { targets: ['a'] }), queued(2, 'two', { targets: ['b'] }));
    const eject: QueueEvent = { kind: 'Ejected', id: ID, number: 1, reason: { code: 'content-changed' }, at: NOW };
    const next = (event: QueueEvent): MergeQueue => evolve(queue, event) ?? queue;
    const read = neighbourhoodOf(queue.items, 'targets');
    expect(neighbourhoodOf(next(eject).items, 'targets')).toBe(read);
    expect(neighbourhoodOf(queue.items, 'tree').shared).toBeNull();
    expect(neighbourhoodOf(next(queued(3, 'three', { targets: ['a'] })).items, 'targets').shared).toEqual(
      byTarget(next(queued(3, 'three', { targets: ['a'] })).items).shared,
    );
    const [first, second] = queue.items as [QueueItem, QueueItem];
    const other = neighbourhoodOf([{ ...first, targets: ['b'] }, second], 'targets');
    expect(other.shared?.members).toEqual([[0, 1]]);
  });
});
