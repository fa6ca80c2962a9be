import { describe, expect, it } from 'vitest';
import { commitOf, ended, HEAD, ID, NOW, queued, RULES, started, told } from '../../../test/queue/told.ts';
import { boardOf, indexOf } from './board-of.ts';
import { requestLanding } from './decide.ts';
import type { QueueEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { entryOf, firstNumber } from './look.ts';
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
