import { describe, expect, it } from 'vitest';
import { commitOf, content, ended, HEAD, ID, NOW, queued, RULES, started, told } from '../../../test/queue/told.ts';
import { eject, endTrial, enqueue, judgeEntry, observeBranch, requestLanding, startTrial } from './decide.ts';
import type { QueueEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { MAX_REASON, type MergeQueue } from './model.ts';

const to = commitOf(50);
const landing = { entries: [1], from: HEAD, to, tree: 'tree-1', rules: RULES, now: NOW };

function afterwards(queue: MergeQueue, events: readonly QueueEvent[]): MergeQueue {
  return events.reduce<MergeQueue | null>(evolve, queue) ?? queue;
}

describe('landing', () => {
  const proved = told(queued(1, 'one'), started(1, [1]), ended(1, 'passed'));

  it('is asked for only with a tree that a build passed on, and says which', () => {
    const asked = requestLanding(proved, landing);
    expect(asked).toMatchObject({
      ok: true,
      value: [{ kind: 'LandRequested', evidence: { kind: 'tree', trials: [1], builds: ['build-1'] } }],
    });
    expect(requestLanding(proved, { ...landing, tree: 'tree-2' })).toMatchObject({ rejection: { code: 'not-proven' } });
  });

  it('is refused for what failed, was cancelled or lost, runs, or was never built', () => {
    for (const outcome of ['failed', 'cancelled', 'infrastructure'] as const) {
      const queue = told(queued(1, 'one'), started(1, [1]), ended(1, outcome));
      expect(requestLanding(queue, landing)).toMatchObject({ rejection: { code: 'not-proven' } });
    }
    expect(requestLanding(told(queued(1, 'one'), started(1, [1])), landing)).toMatchObject({ ok: false });
    expect(requestLanding(told(queued(1, 'one')), landing)).toMatchObject({ ok: false });
  });

  it('is refused where the branch moved, the queue is paused, a freeze covers it, or the gate holds it', () => {
    const pushed: QueueEvent = { kind: 'ForeignPush', id: ID, number: 2, from: HEAD, to, targets: null, at: NOW };
    expect(requestLanding(afterwards(proved, [pushed]), landing)).toMatchObject({
      rejection: { code: 'branch-moved' },
    });
    const paused: QueueEvent = { kind: 'QueuePaused', id: ID, pause: { reason: 'r', by: null, at: NOW } };
    expect(requestLanding(afterwards(proved, [paused]), landing)).toMatchObject({
      rejection: { code: 'may-not-land' },
    });
    const freeze = { id: 'f', targets: null, reason: 'r', by: null, at: NOW, until: null };
    const frozen: QueueEvent = { kind: 'QueueFrozen', id: ID, freeze };
    expect(requestLanding(afterwards(proved, [frozen]), landing)).toMatchObject({
      rejection: { code: 'may-not-land' },
    });
    const gate = { ...content('one').gate, verdict: 'hold' } as const;
    const held: QueueEvent = { kind: 'EntryJudged', id: ID, number: 1, gate };
    expect(requestLanding(afterwards(proved, [held]), landing)).toMatchObject({ rejection: { code: 'may-not-land' } });
  });

  it('is refused for a child without its parent, and granted for both in that order', () => {
    const child = { ...queued(2, 'three-two'), parents: [1] } as QueueEvent;
    const queue = told(queued(1, 'one'), child, started(1, [2]), ended(1, 'passed'));
    expect(requestLanding(queue, { ...landing, entries: [2], tree: 'tree-2' })).toMatchObject({ ok: false });
    expect(requestLanding(queue, { ...landing, entries: [2, 1], tree: 'tree-2' })).toMatchObject({ ok: false });
    expect(requestLanding(queue, { ...landing, entries: [1, 2], tree: 'tree-2' })).toMatchObject({ ok: true });
  });

  it('by targets lands beside what shares none, never beside what does or is not known', () => {
    const rules = { ...RULES, proof: 'targets' } as const;
    const both = (first: readonly string[] | null): MergeQueue => {
      const built = told(
        queued(1, 'one', { targets: first }),
        queued(2, 'three-two', { targets: ['b'] }),
        started(1, [1]),
        ended(1, 'passed'),
        started(2, [2]),
        ended(2, 'passed'),
      );
      const asked = requestLanding(built, { ...landing, rules });
      if (!asked.ok) throw new Error('the first is proved');
      return afterwards(built, [...asked.value, { kind: 'Landed', id: ID, landing: 1, at: NOW }]);
    };
    const second = { entries: [2], from: to, to: commitOf(51), tree: 'tree-1-2', now: NOW };
    expect(requestLanding(both(['a']), { ...second, rules })).toMatchObject({
      value: [{ evidence: { kind: 'targets', trials: [2], builds: ['build-2'] } }],
    });
    expect(requestLanding(both(['a']), { ...second, rules: RULES })).toMatchObject({ ok: false });
    expect(requestLanding(both(['b']), { ...second, rules })).toMatchObject({ ok: false });
    expect(requestLanding(both(null), { ...second, rules })).toMatchObject({ ok: false });
  });
});

describe('what the branch tells', () => {
  const pendingQueue = (): MergeQueue => {
    const proved = told(queued(1, 'one'), started(1, [1]), ended(1, 'passed'));
    const asked = requestLanding(proved, landing);
    return asked.ok ? afterwards(proved, asked.value) : proved;
  };
  const seen = { targets: null, now: NOW };

  it('confirms a landing by its mark, also where somebody pushed on top of it since', () => {
    const queue = pendingQueue();
    expect(observeBranch(queue, { head: to, isDone: true, ...seen }).map(({ kind }) => kind)).toEqual(['Landed']);
    const events = observeBranch(queue, { head: commitOf(60), isDone: true, ...seen });
    expect(events).toMatchObject([{ kind: 'Landed' }, { kind: 'ForeignPush', from: to, to: commitOf(60) }]);
    const landed = afterwards(queue, events);
    expect(landed.items[0]).toMatchObject({ state: 'landed', landing: 1 });
    expect(landed.head).toBe(commitOf(60));
  });

  it('leaves a landing that did not happen to be done while the branch still stands there', () => {
    expect(observeBranch(pendingQueue(), { head: HEAD, isDone: false, ...seen })).toEqual([]);
  });

  it('gives a landing up that a foreign push was faster than', () => {
    const queue = pendingQueue();
    const events = observeBranch(queue, { head: commitOf(60), isDone: false, ...seen });
    expect(events.map(({ kind }) => kind)).toEqual(['LandRefused', 'ForeignPush']);
    expect(afterwards(queue, events)).toMatchObject({
      pending: null,
      head: commitOf(60),
      items: [{ state: 'waiting' }, {}],
    });
  });
});

describe('taking a change in', () => {
  const asked = { parents: [], children: [], now: NOW };

  it('needs an allow of the gate for the very same content', () => {
    const queue = told();
    const one = content('one');
    expect(enqueue(queue, { content: one, ...asked })).toMatchObject({ ok: true });
    for (const verdict of ['hold', 'block', 'unknown', 'undecided'] as const) {
      const gate = { ...one.gate, verdict };
      expect(enqueue(queue, { content: { ...one, gate }, ...asked })).toMatchObject({
        rejection: { code: 'not-allowed', verdict },
      });
    }
    const gate = { ...one.gate, contentDigest: content('other').contentDigest };
    expect(enqueue(queue, { content: { ...one, gate }, ...asked })).toMatchObject({
      rejection: { code: 'not-allowed' },
    });
  });

  it('takes the same content once, and other content of the same change in its place', () => {
    const queue = told(queued(1, 'one'));
    expect(enqueue(queue, { content: content('one'), ...asked })).toMatchObject({
      rejection: { code: 'already-queued', number: 1 },
    });
    const other = enqueue(queue, { content: content('one', { head: commitOf(77) }), ...asked });
    expect(other).toMatchObject({
      value: [
        { kind: 'Ejected', number: 1, reason: { code: 'superseded', by: 2 } },
        { kind: 'EntryQueued', number: 2 },
      ],
    });
  });
});

describe('what becomes of builds and words of the gate', () => {
  it('is kept with an ejection where a build says what is wrong with the tree', () => {
    const end = { trial: 1, outcome: 'failed', build: 'b', code: 'no-checkout', now: NOW } as const;
    const begun = told(queued(1, 'one'), started(1, [1]));
    const reason = { code: 'build-failed', trial: 1, build: 'b', with: [] } as const;
    const sent = (detail?: string) =>
      eject(afterwards(begun, endTrial(begun, { ...end, detail })), { number: 1, reason, now: NOW });
    expect(sent('../x cannot be written')).toMatchObject({ value: [{ reason: { detail: '../x cannot be written' } }] });
    expect(sent()).toMatchObject({ value: [{ reason }] });
    expect(sent('x'.repeat(2_000))).toMatchObject({ value: [{ reason: { detail: 'x'.repeat(MAX_REASON) } }] });
  });

  it('is told once, however often it comes', () => {
    const queue = told(queued(1, 'one'), started(1, [1]));
    const end = { trial: 1, outcome: 'passed', build: 'b', code: 'exit-0', now: NOW } as const;
    const once = afterwards(queue, endTrial(queue, end));
    expect(endTrial(once, end)).toEqual([]);
    expect(endTrial(once, { ...end, outcome: 'failed' })).toEqual([]);
    expect(afterwards(once, [ended(1, 'failed')])).toEqual(once);
  });

  it('is not built where the same tree passed before, unless a retry is asked for', () => {
    const queue = told(queued(1, 'one'), started(1, [1]), ended(1, 'passed'));
    const again = {
      base: HEAD,
      assumes: [],
      subjects: [1],
      made: { kind: 'tree', commit: to, tree: 'tree-1' },
      now: NOW,
    } as const;
    expect(startTrial(queue, { ...again, attempt: 0 }).map(({ kind }) => kind)).toEqual(['TrialStarted', 'TrialEnded']);
    expect(startTrial(queue, { ...again, attempt: 1 }).map(({ kind }) => kind)).toEqual(['TrialStarted']);
  });

  it('sends back with an entry what is stacked on it, to the last', () => {
    const queue = told(
      queued(1, 'one'),
      { ...queued(2, 'b'), parents: [1] } as QueueEvent,
      { ...queued(3, 'c'), parents: [2] } as QueueEvent,
    );
    const sent = eject(queue, { number: 1, reason: { code: 'content-changed' }, now: NOW });
    expect(sent).toMatchObject({
      value: [{ number: 1 }, { number: 2, reason: { parent: 1 } }, { number: 3, reason: { parent: 2 } }],
    });
  });

  it('lets an entry wait that is held, and sends back what is blocked or other content', () => {
    const queue = told(queued(1, 'one'));
    const { gate } = content('one');
    const word = (more: Partial<typeof gate>) => judgeEntry(queue, { number: 1, gate: { ...gate, ...more }, now: NOW });
    expect(word({})).toEqual([]);
    expect(word({ verdict: 'hold' })).toMatchObject([{ kind: 'EntryJudged' }]);
    expect(word({ verdict: 'block' })).toMatchObject([{ kind: 'Ejected', reason: { code: 'gate-blocks' } }]);
    expect(word({ contentDigest: content('other').contentDigest })).toMatchObject([
      { reason: { code: 'content-changed' } },
    ]);
  });
});
