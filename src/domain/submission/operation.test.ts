import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Digest, digestOf, type Instant, instant } from '../../kernel/index.ts';
import {
  type Actor,
  carryOutOperation,
  type DecidedRevision,
  evolve,
  observeChange,
  type Submission,
  type SubmissionEvent,
  type SubmittedOperation,
  submitOperation,
} from './index.ts';

const NOW = instant(Date.UTC(2026, 2, 2, 9));
const at = (minutes: number): Instant => instant(NOW + minutes * 60_000);
const person = (personId: string, isAutomated = false): Actor => ({ personId, handle: null, isAutomated });
const digest = (text: string): Digest => digestOf(text);

function submitted(given: Partial<SubmittedOperation> = {}): SubmittedOperation {
  return {
    id: 'operation:flags/checkout',
    kind: 'flag',
    forge: 'local',
    repository: 'shop',
    by: person('cleo'),
    prompter: null,
    title: 'Switch the new checkout on',
    contentDigest: digest('on'),
    baseBranch: 'main',
    now: NOW,
    ...given,
  };
}

function folded(state: Submission | null, events: readonly SubmissionEvent[]): Submission {
  const next = events.reduce<Submission | null>(evolve, state);
  if (next === null) throw new Error('nothing was submitted');
  return next;
}

function take(state: Submission | null, given: Partial<SubmittedOperation> = {}): Submission {
  const taken = submitOperation(state, submitted(given));
  if (!taken.ok) throw new Error(taken.rejection.code);
  return folded(state, taken.value);
}

function decide(state: Submission, decision: DecidedRevision['decision'], of = state.revision.contentDigest) {
  const decided = { head: null, contentDigest: of, decision, makers: [], reasons: [], at: NOW };
  const event = { kind: 'ChangeDecided', id: state.id, decided } as unknown as SubmissionEvent;
  return folded(state, [event]);
}

describe('submitting an operation', () => {
  it('takes the same key with the same content once, whoever sends it again', () => {
    const state = take(null);
    expect([state.kind, state.ref, state.state, state.isDue]).toEqual(['flag', null, 'open', true]);
    expect(submitOperation(state, submitted({ by: person('ann'), now: at(5) }))).toEqual({ ok: true, value: [] });
  });

  it('makes other content a new revision, which an older decision does not settle', () => {
    const first = decide(take(null), 'allow');
    expect(first.isDue).toBe(false);
    const second = take(first, { contentDigest: digest('off'), by: person('ann') });
    expect([second.revisions, second.isDue]).toEqual([2, true]);
    const late = decide(second, 'allow', digest('on'));
    expect(late.isDue).toBe(true);
    expect(carryOutOperation(late, { contentDigest: digest('off'), now: NOW })).toMatchObject({
      rejection: { code: 'not-allowed', verdict: 'undecided' },
    });
    expect(second.operation?.makers.map(({ personId }) => personId)).toEqual(['cleo', 'ann']);
  });

  it('takes a newly named prompter of the same content as news, since they may not sign it', () => {
    const state = take(take(null), { prompter: 'ann' });
    expect([state.operation?.prompters, state.revisions, state.isDue]).toEqual([['ann'], 2, true]);
    expect(take(state, { prompter: 'ann' })).toEqual(state);
  });

  it('refuses other content under the key of what is over, and another kind', () => {
    const done = folded(take(null), [{ kind: 'ChangeClosed', id: 'x', as: 'landed', at: NOW }]);
    expect(submitOperation(done, submitted({ contentDigest: digest('off') }))).toMatchObject({
      rejection: { code: 'key-used' },
    });
    expect(submitOperation(done, submitted({ prompter: 'ann' }))).toEqual({ ok: true, value: [] });
    const other = submitOperation(take(null), submitted({ kind: 'data', contentDigest: digest('x') }));
    expect(other).toMatchObject({ rejection: { code: 'key-used' } });
  });

  it('never forgets who had a part in it, in whatever order revisions come', () => {
    const who = fc.constantFrom('ann', 'bob', 'cleo', 'dora');
    const step = fc.record({ by: who, prompter: fc.option(who), text: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let state: Submission | null = null;
        const wrote = new Set<string>();
        const named = new Set<string>();
        let text: string | null = null;
        for (const { by, prompter, text: next } of steps) {
          if (next !== text) wrote.add(by);
          if (prompter !== null) named.add(prompter);
          text = next;
          state = take(state, { by: person(by), prompter, contentDigest: digest(next) });
        }
        const makers = new Set(state?.operation?.makers.map(({ personId }) => personId));
        expect([...wrote].filter((each) => !makers.has(each))).toEqual([]);
        expect(new Set(state?.operation?.prompters)).toEqual(named);
      }),
    );
  });
});

describe('carrying an operation out', () => {
  it('is refused unless exactly this content is let pass', () => {
    const done = { contentDigest: digest('on'), now: NOW };
    expect(carryOutOperation(take(null), done)).toMatchObject({ rejection: { verdict: 'undecided' } });
    expect(carryOutOperation(decide(take(null), 'hold'), done)).toMatchObject({ rejection: { verdict: 'hold' } });
    const allowed = decide(take(null), 'allow');
    expect(carryOutOperation(allowed, { ...done, contentDigest: digest('off') })).toMatchObject({
      rejection: { code: 'stale-content', now: digest('on') },
    });
    const carried = carryOutOperation(allowed, done);
    expect(carried).toMatchObject({ ok: true, value: [{ kind: 'ChangeClosed', as: 'landed' }] });
    if (carried.ok) expect(carryOutOperation(folded(allowed, carried.value), done)).toEqual({ ok: true, value: [] });
  });

  it('is refused while what was allowed is judged again', () => {
    const state = folded(decide(take(null), 'allow'), [{ kind: 'RecheckAsked', id: 'x', at: NOW }]);
    expect(carryOutOperation(state, { contentDigest: digest('on'), now: NOW })).toMatchObject({
      rejection: { code: 'not-allowed', verdict: 'undecided' },
    });
  });
});

describe('a proposal that is seen to have landed', () => {
  const ref = { forge: 'github', repository: 'o/r', number: 7 } as const;
  const told = {
    ref,
    title: 'Faster',
    body: '',
    author: { handle: 'cleo', isBot: false },
    headBranch: 'topic',
    baseBranch: 'main',
    head: 'a'.repeat(40) as never,
    base: null,
    state: 'open',
    isDraft: false,
    labels: [],
    url: null,
    updatedAt: NOW,
  } as const;
  const context = { author: person('cleo'), now: NOW };
  const open = folded(null, observeChange(null, told, context));
  const decidedAs = (decision: string) =>
    folded(open, [
      {
        kind: 'ChangeDecided',
        id: open.id,
        decided: { head: told.head, contentDigest: digest('c'), decision, makers: [], reasons: [], at: NOW },
      } as unknown as SubmissionEvent,
    ]);
  const kinds = (state: Submission, change: typeof told | Record<string, unknown>) =>
    observeChange(state, { ...told, ...change, state: 'merged' }, context).map((event) =>
      event.kind === 'LandedWithoutPermission' ? `${event.kind} ${event.verdict}` : event.kind,
    );

  it('is a finding unless its newest revision was let pass', () => {
    expect(kinds(decidedAs('allow'), {})).toEqual(['ChangeClosed']);
    expect(kinds(decidedAs('hold'), {})).toEqual(['ChangeClosed', 'LandedWithoutPermission hold']);
    expect(kinds(decidedAs('block'), {})).toEqual(['ChangeClosed', 'LandedWithoutPermission block']);
    expect(kinds(open, {})).toEqual(['ChangeClosed', 'LandedWithoutPermission undecided']);
    const moved = kinds(decidedAs('allow'), { head: 'b'.repeat(40) });
    expect(moved).toEqual(['RevisionObserved', 'ChangeClosed', 'LandedWithoutPermission undecided']);
  });
});
