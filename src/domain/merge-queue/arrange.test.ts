import { describe, expect, it } from 'vitest';
import { ended, HEAD, ID, NOW, queued, RULES, started, told } from '../../../test/queue/told.ts';
import { arrange } from './arrange.ts';
import type { Trial } from './board.ts';
import { boardOf } from './board-of.ts';
import { evolve } from './evolve.ts';

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

describe('a build that ran out of something on top of another entry', () => {
  const lost = [1, 2, 3].flatMap((trial) => [started(trial, [2], [1], trial - 1), ended(trial, 'infrastructure')]);
  const queue = told(queued(1, 'cut'), queued(2, 'good'), ...lost);
  const board = boardOf(queue, { rules: RULES, now: NOW });
  const [cut, good] = board.waiting as [number, number];
  const stepsFor = (of: typeof queue, trial: Trial) =>
    arrange(of, { board, plan: { land: [], eject: [], wanted: [trial], wakeAt: null }, now: NOW, confirm: [] });

  it('says nothing of the entry, which is built without the other', () => {
    const steps = stepsFor(queue, { subjects: [good], assumes: [cut], attempt: 3 });
    expect(steps.eject).toEqual([]);
    expect(steps.start).toMatchObject([{ subjects: [2], assumes: [] }]);
  });

  it('is built on others again once a build of it told something', () => {
    const after = [started(4, [2], [], 3), ended(4, 'passed')].reduce(
      (state, event) => evolve(state, event) ?? state,
      queue,
    );
    expect(stepsFor(after, { subjects: [good], assumes: [cut], attempt: 4 }).start).toMatchObject([{ assumes: [1] }]);
  });

  it('counts for it where it is built on what has landed', () => {
    const alone = [1, 2, 3].flatMap((trial) => [started(trial, [1], [], trial - 1), ended(trial, 'infrastructure')]);
    const steps = stepsFor(told(queued(1, 'cut'), queued(2, 'good'), ...alone), {
      subjects: [cut],
      assumes: [],
      attempt: 3,
    });
    expect(steps.eject).toMatchObject([{ number: 1, reason: { code: 'infrastructure' } }]);
  });
});
