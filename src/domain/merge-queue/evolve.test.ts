import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitOf, ended, HEAD, ID, NOW, queued, RULES, started, told } from '../../../test/queue/told.ts';
import { boardOf, indexOf } from './board-of.ts';
import { requestLanding } from './decide.ts';
import type { QueueEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { entryOf, firstNumber, waitingEntries } from './look.ts';
import { MAX_DECIDED, MAX_LANDINGS, type MergeQueue } from './model.ts';

/** A queue through which so many changes went, one after the other. */
function long(count: number): MergeQueue {
  let queue = told();
  const tell = (event: QueueEvent): void => {
    queue = evolve(queue, event) ?? queue;
  };
  for (let number = 1; number <= count; number += 1) {
    tell(queued(number, `change-${number}`));
    tell(started(number, [number]));
    tell(ended(number, 'passed'));
    const evidence = { kind: 'tree', trials: [number], builds: [`build-${number}`] } as const;
    const parts = {
      landing: number,
      entries: [number],
      from: queue.head,
      to: commitOf(number),
      tree: `tree-${number}`,
      assumed: [],
    };
    tell({ kind: 'LandRequested', id: ID, ...parts, evidence, at: NOW });
    tell({ kind: 'Landed', id: ID, landing: number, at: NOW });
  }
  return queue;
}

describe('a queue that lives long', () => {
  it('forgets what was decided long ago, and goes on with the same numbers', () => {
    const count = 2 * MAX_DECIDED + 50;
    const queue = long(count);
    expect(queue.items.length).toBeLessThanOrEqual(2 * MAX_DECIDED);
    expect(queue.landings.length).toBeLessThanOrEqual(MAX_LANDINGS);
    expect(firstNumber(queue)).toBeGreaterThan(1);
    expect(entryOf(queue, count)).toMatchObject({ state: 'landed', landing: count });
    expect(entryOf(queue, 1)).toBeNull();
    const next = [queued(count + 1, 'next'), started(count + 1, [count + 1]), ended(count + 1, 'passed')].reduce(
      (state, event) => evolve(state, event) ?? state,
      queue,
    );
    const board = boardOf(next, { rules: RULES, now: NOW });
    expect(board.waiting).toEqual([indexOf(next, count + 1)]);
    expect(board.entries.length).toBe(next.items.length);
    const asked = {
      entries: [count + 1],
      from: next.head,
      to: HEAD,
      tree: `tree-${count + 1}`,
      rules: RULES,
      now: NOW,
    };
    expect(requestLanding(next, asked)).toMatchObject({ ok: true });
  });

  it('shows a foreign push as something that landed and that touches everything', () => {
    const push: QueueEvent = {
      kind: 'ForeignPush',
      id: ID,
      number: 2,
      from: HEAD,
      to: commitOf(9),
      targets: null,
      at: NOW,
    };
    const queue = told(queued(1, 'one'), started(1, [1]), ended(1, 'passed'), push);
    for (const proof of ['tree', 'targets'] as const) {
      const rules = { ...RULES, proof };
      const board = boardOf(queue, { rules, now: NOW });
      expect(board.entries.map(({ state }) => state)).toEqual(['waiting', 'landed']);
      const asked = { entries: [1], from: commitOf(9), to: commitOf(10), tree: 'another', rules, now: NOW };
      expect(requestLanding(queue, asked)).toMatchObject({ rejection: { code: 'not-proven' } });
    }
  });
});

/** One thing that is told of the entries; numbers that no entry has are told of too. */
type Told =
  | { readonly kind: 'queue'; readonly children: readonly number[] }
  | { readonly kind: 'eject' | 'judge' | 'land'; readonly number: number }
  | { readonly kind: 'push' };

const tellings = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('queue' as const), children: fc.array(fc.nat(12)) }) },
    fc.record({ kind: fc.constantFrom('eject' as const, 'judge' as const, 'land' as const), number: fc.nat(12) }),
    fc.constant({ kind: 'push' as const }),
  ),
  { maxLength: 30 },
);

/** The events of what is told, to a queue that so many items were told of. */
function eventsOf(each: Told, at: { readonly item: number; readonly landing: number }): readonly QueueEvent[] {
  const gate = { verdict: 'block', contentDigest: null, policyDigest: null, factsDigest: null, reasons: [], at: NOW };
  switch (each.kind) {
    case 'queue':
      return [{ ...queued(at.item, `change-${at.item}`), children: each.children } as QueueEvent];
    case 'eject':
      return [{ kind: 'Ejected', id: ID, number: each.number, reason: { code: 'content-changed' }, at: NOW }];
    case 'judge':
      return [{ kind: 'EntryJudged', id: ID, number: each.number, gate } as QueueEvent];
    case 'push':
      return [{ kind: 'ForeignPush', id: ID, number: at.item, from: HEAD, to: HEAD, targets: null, at: NOW }];
    case 'land': {
      const evidence = { kind: 'tree', trials: [], builds: [] } as const;
      const parts = { landing: at.landing, entries: [each.number, each.number + 1], from: HEAD, to: HEAD, tree: 't' };
      return [
        { kind: 'LandRequested', id: ID, ...parts, assumed: [], evidence, at: NOW },
        { kind: 'Landed', id: ID, landing: at.landing, at: NOW },
      ];
    }
  }
}

interface Plain {
  readonly number: number;
  readonly state: string;
  readonly parents: readonly number[];
  readonly verdict: string;
}

/** The same, by looking at every item for every event. */
function plainly(items: readonly Plain[], each: Told): readonly Plain[] {
  const number = items.length + 1;
  const added = { number, state: 'waiting', parents: [], verdict: 'allow' };
  switch (each.kind) {
    case 'queue':
      return [
        ...items.map((item) =>
          each.children.includes(item.number) && item.state !== 'foreign'
            ? { ...item, parents: [...item.parents, number] }
            : item,
        ),
        added,
      ];
    case 'push':
      return [...items, { ...added, state: 'foreign' }];
    default:
      return items.map((item) => {
        if (item.state === 'foreign') return item;
        const isMeant = item.number === each.number;
        if (each.kind === 'judge') return isMeant ? { ...item, verdict: 'block' } : item;
        if (each.kind === 'eject') return isMeant && item.state === 'waiting' ? { ...item, state: 'ejected' } : item;
        return isMeant || item.number === each.number + 1 ? { ...item, state: 'landed' } : item;
      });
  }
}

describe('the items of a queue', () => {
  it('are as if every event had looked at every one of them, and those of before stay as they were', () => {
    fc.assert(
      fc.property(tellings, (tellings) => {
        let queue = told();
        let plain: readonly Plain[] = [];
        for (const each of tellings) {
          const before = structuredClone(queue.items);
          const items = queue.items;
          const at = { item: items.length + 1, landing: queue.nextLanding };
          queue = eventsOf(each, at).reduce((state, event) => evolve(state, event) ?? state, queue);
          plain = plainly(plain, each);
          expect(items).toEqual(before);
          expect(queue.items.map(plainOf)).toEqual(plain);
          expect(waitingEntries(queue).map(({ number }) => number)).toEqual(
            plain.filter(({ state }) => state === 'waiting').map(({ number }) => number),
          );
        }
      }),
    );
  });
});

function plainOf(item: MergeQueue['items'][number]): Plain {
  const { number } = item;
  return item.kind === 'foreign'
    ? { number, state: 'foreign', parents: [], verdict: 'allow' }
    : { number, state: item.state, parents: item.parents, verdict: item.gate.verdict };
}
