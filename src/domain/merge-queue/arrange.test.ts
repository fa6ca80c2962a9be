import { describe, expect, it } from 'vitest';
import { ended, HEAD, ID, NOW, queued, RULES, started, told } from '../../../test/queue/told.ts';
import { arrange } from './arrange.ts';
import type { Trial } from './board.ts';
import { boardOf } from './board-of.ts';

const PROOF = { assumed: [], evidence: { kind: 'tree', trials: [1], builds: ['build-1'] } } as const;

describe('builds that run while something lands', () => {
  const queue = told(
    queued(1, 'a'),
    queued(2, 'b'),
    started(1, [1]),
    started(2, [2]),
    ended(1, 'passed'),
    {
      kind: 'LandRequested',
      id: ID,
      landing: 1,
      entries: [1],
      from: HEAD,
      to: HEAD,
      tree: 'tree-1',
      ...PROOF,
      at: NOW,
    },
    { kind: 'Landed', id: ID, landing: 1, at: NOW },
  );
  const board = boardOf(queue, { rules: RULES, now: NOW });
  const stepsFor = (wanted: readonly Trial[]) =>
    arrange(queue, { board, plan: { land: [], eject: [], wanted, wakeAt: null }, now: NOW, confirm: [] });

  it('go on where the scheduler hands them back, though their tree lacks what landed', () => {
    expect(stepsFor(board.running)).toMatchObject({ start: [], cancel: [] });
  });

  it('are built anew where it asks for the same entries on the branch as it stands', () => {
    const again = board.running.map(({ subjects, assumes, attempt }) => ({ subjects, assumes, attempt }));
    expect(stepsFor(again)).toMatchObject({ start: [{ subjects: [2] }], cancel: [2] });
  });
});
