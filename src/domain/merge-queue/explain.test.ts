import { describe, expect, it } from 'vitest';
import { commitOf, conflicted, ended, HEAD, ID, NOW, queued, RULES, started, told } from '../../../test/queue/told.ts';
import { instant } from '../../kernel/index.ts';
import type { QueueEvent } from './event.ts';
import { explainEntry } from './explain.ts';
import { entryOf } from './look.ts';
import type { MergeQueue } from './model.ts';
import { soonerFor } from './sooner.ts';

function why(queue: MergeQueue, number: number) {
  const entry = entryOf(queue, number);
  if (entry === null) throw new Error('the entry is there');
  const explained = explainEntry(queue, { entry, rules: RULES, now: NOW });
  const { constraint, todo, isSafeToRearm, ahead, expected } = explained;
  const sooner = soonerFor(queue, { explained, rules: RULES, now: NOW });
  return {
    code: constraint.kind,
    constraint,
    todo: todo.code,
    isSafeToRearm,
    sooner: sooner.map(({ code }) => code),
    ahead,
    expected,
  };
}

function sent(number: number, reason: Extract<QueueEvent, { kind: 'Ejected' }>['reason']): QueueEvent {
  return { kind: 'Ejected', id: ID, number, reason, at: NOW };
}

const one = queued(1, 'one');
const two = queued(2, 'three-two');

describe('why an entry stands where it stands', () => {
  it('names the pause first, and who ends it', () => {
    const pause = { reason: 'the runner moves', by: 'ann', at: NOW };
    const queue = told(one, started(1, [1]), { kind: 'QueuePaused', id: ID, pause });
    expect(why(queue, 1)).toMatchObject({ code: 'paused', todo: 'resume', expected: null });
  });

  it('says of a frozen entry whether it is proved already', () => {
    const freeze = { id: 'f', targets: null, reason: 'release', by: null, at: NOW, until: null };
    const frozen: QueueEvent = { kind: 'QueueFrozen', id: ID, freeze };
    expect(why(told(one, frozen), 1)).toMatchObject({ code: 'freeze', constraint: { isProved: false }, todo: 'thaw' });
    const proved = told(one, frozen, started(1, [1]), ended(1, 'passed'));
    expect(why(proved, 1)).toMatchObject({ code: 'freeze', constraint: { isProved: true }, todo: 'thaw' });
  });

  it('lets a freeze of other targets, or one that ended, bind nobody', () => {
    const base = { id: 'f', reason: 'release', by: null, at: NOW };
    const apart = told(queued(1, 'one', { targets: ['docs'] }), {
      kind: 'QueueFrozen',
      id: ID,
      freeze: { ...base, targets: ['checkout'], until: null },
    });
    expect(why(apart, 1).code).not.toBe('freeze');
    const over = told(one, {
      kind: 'QueueFrozen',
      id: ID,
      freeze: { ...base, targets: null, until: instant(NOW - 1) },
    });
    expect(why(over, 1).code).not.toBe('freeze');
    // What touches nobody knows what is covered by every freeze.
    const unknown = told(one, { kind: 'QueueFrozen', id: ID, freeze: { ...base, targets: ['checkout'], until: null } });
    expect(why(unknown, 1).code).toBe('freeze');
  });

  it('asks for the sign-off that is missing now', () => {
    const gate = {
      verdict: 'hold',
      contentDigest: null,
      policyDigest: null,
      factsDigest: null,
      reasons: ['needs-senior'],
      at: NOW,
    } as const;
    const queue = told(one, { kind: 'EntryJudged', id: ID, number: 1, gate });
    expect(why(queue, 1)).toMatchObject({ code: 'sign-off', todo: 'sign', constraint: { reasons: ['needs-senior'] } });
  });

  it('names the parent that a stacked change waits for', () => {
    const child: QueueEvent = { ...two, parents: [1] } as QueueEvent;
    expect(why(told(one, child), 2)).toMatchObject({
      code: 'stack-parent',
      constraint: { parent: 1 },
      todo: 'land-parent',
    });
  });

  it('names the files in which it conflicts with an entry that is not decided', () => {
    const queue = told(one, two, started(1, [1]), conflicted(2, 2, [1]));
    expect(why(queue, 2)).toMatchObject({
      code: 'textual-conflict',
      todo: 'rebase',
      constraint: { with: [1], files: ['src/price.ts'] },
    });
  });

  it('says that a failure is built again before it is believed', () => {
    const queue = told(one, started(1, [1]), ended(1, 'failed'), started(2, [1], [], 1));
    expect(why(queue, 1)).toMatchObject({ code: 'flake-hold', todo: 'none' });
  });

  it('says that its own build runs, and until when', () => {
    const { expected, ...found } = why(told(one, started(1, [1])), 1);
    expect(found).toMatchObject({ code: 'own-build', todo: 'none', ahead: [] });
    expect(expected?.latest).toBeGreaterThan(expected?.earliest ?? Number.POSITIVE_INFINITY);
  });

  it('names the predecessor that is decided first once its own build passed', () => {
    const queue = told(one, two, started(1, [1]), started(2, [2], [1]), ended(2, 'passed'));
    expect(why(queue, 2)).toMatchObject({
      code: 'predecessor',
      constraint: { entry: 1 },
      todo: 'none',
      sooner: ['hotfix-lane'],
    });
  });

  it('names among those before it the one that lands first: a hotfix that came later', () => {
    const late = queued(3, 'mend', { lane: 'hotfix' });
    const queue = told(one, two, late, started(1, [2], [1]), ended(1, 'passed'));
    expect(why(queue, 2)).toMatchObject({ code: 'predecessor', constraint: { entry: 3 }, ahead: [3, 1] });
  });

  it('says that every worker is busy', () => {
    const queue = told(one, two, queued(3, 'the-third'), started(1, [1]), started(2, [2], [1]));
    expect(why(queue, 3)).toMatchObject({
      code: 'slot',
      constraint: { running: 2, workers: 2 },
      sooner: ['more-workers', 'hotfix-lane'],
    });
  });

  it('tells what landed by which proof', () => {
    const evidence = { kind: 'tree', trials: [1], builds: ['build-1'] } as const;
    const parts = {
      landing: 1,
      entries: [1],
      from: HEAD,
      to: commitOf(9),
      tree: 'tree-1',
      assumed: [],
      evidence,
      at: NOW,
    };
    const queue = told(
      one,
      started(1, [1]),
      ended(1, 'passed'),
      { kind: 'LandRequested', id: ID, ...parts },
      {
        kind: 'Landed',
        id: ID,
        landing: 1,
        at: NOW,
      },
    );
    expect(why(queue, 1)).toMatchObject({ code: 'landed', constraint: { landing: { evidence } }, todo: 'none' });
  });

  it.each([
    [{ code: 'build-failed', trial: 1, build: 'b', with: [] }, 'repair', false],
    [{ code: 'build-failed', trial: 1, build: 'b', with: [2] }, 'repair', true],
    [{ code: 'textual-conflict', files: ['a'], with: [] }, 'rebase', false],
    [{ code: 'content-changed' }, 'add-again', true],
    [{ code: 'infrastructure', trial: 1, detail: 'timed-out' }, 'look-at-runner', true],
    [{ code: 'gate-blocks', reasons: ['x'] }, 'judge-again', false],
    [{ code: 'parent-ejected', parent: 2 }, 'land-parent', false],
    [{ code: 'by-hand', reason: 'wrong branch' }, 'ask', false],
    [{ code: 'superseded', by: 2 }, 'none', false],
    [{ code: 'nothing-to-land' }, 'none', false],
  ] as const)('says after %o what to do, and whether the same may work again', (reason, todo, isSafe) => {
    expect(why(told(one, sent(1, reason)), 1)).toMatchObject({ code: 'ejected', todo, isSafeToRearm: isSafe });
  });
});
