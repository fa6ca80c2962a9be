import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Digest, type Instant, instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import type { ForgeChange, ForgeReview } from '../forge/index.ts';
import {
  type Actor,
  delegate,
  evolve,
  grantOverride,
  MAX_OVERRIDE_MS,
  observeChange,
  observeReview,
  returnChange,
  reviewOverride,
  type Submission,
  type SubmissionEvent,
  signOff,
  verdictApartFromBrakes,
  verdictOf,
} from './index.ts';

const NOW = instant(1_800_000_000_000);
const later = (ms: number) => instant(NOW + ms);
const digest = (of: string) => `sha256:${of.repeat(64).slice(0, 64)}` as Digest;
const commit = (of: string) => of.repeat(40).slice(0, 40) as CommitId;
const human = (personId: string): Actor => ({ personId, handle: personId, isAutomated: false });
const AUTHOR = human('jun');
const BOB = human('bob');
const ANN = human('ann');

const PULL: ForgeChange = {
  ref: { forge: 'github', repository: 'shop/api', number: 7 },
  title: 'Round refunds',
  body: '',
  author: { handle: 'jun', isBot: false },
  headBranch: 'refunds',
  baseBranch: 'main',
  head: commit('a'),
  base: commit('0'),
  state: 'open',
  isDraft: false,
  labels: [],
  url: null,
  updatedAt: NOW,
};

function folded(state: Submission | null, events: readonly SubmissionEvent[]): Submission {
  const result = events.reduce<Submission | null>(evolve, state);
  if (result === null) throw new Error('nothing was submitted');
  return result;
}

const opened = (): Submission => folded(null, observeChange(null, PULL, { author: AUTHOR, now: NOW }));

function decided(state: Submission, decision: 'allow' | 'hold' | 'block', content = digest('c')): Submission {
  const { head } = state.revision;
  return folded(state, [
    {
      kind: 'ChangeDecided',
      id: state.id,
      decided: {
        head,
        contentDigest: content,
        decision,
        wouldDecide: decision,
        mode: 'enforce',
        policyDigest: digest('1'),
        factsDigest: digest('2'),
        documentDigest: digest('3'),
        tier: 0,
        assistance: 'ai',
        risk: 0.2,
        reviewMinutes: 10,
        seniorMinutes: 10,
        services: ['checkout'],
        makers: ['jun'],
        reasons: [],
        at: NOW,
      },
    },
  ]);
}

const held = () => decided(opened(), 'hold');
const sign = (state: Submission, by: Actor, content = digest('c')) =>
  signOff(state, { by, contentDigest: content, now: NOW, id: `s-${by.personId}`, source: 'web' });

describe('observeChange', () => {
  it('tells nothing the second time', () => {
    expect(observeChange(opened(), PULL, { author: AUTHOR, now: later(1) })).toEqual([]);
  });

  it('makes a revision of a new head and of another base branch, and forgets what was read of the content', () => {
    for (const moved of [{ head: commit('b') }, { baseBranch: 'release' }]) {
      const state = folded(held(), observeChange(held(), { ...PULL, ...moved }, { author: AUTHOR, now: later(1) }));
      expect(state).toMatchObject({ revisions: 2, isDue: true, revision: { contentDigest: null } });
      expect(verdictOf(state, later(1)).verdict).toBe('undecided');
    }
  });

  it('begins nothing with a proposal that is closed already', () => {
    expect(observeChange(null, { ...PULL, state: 'closed' }, { author: AUTHOR, now: NOW })).toEqual([]);
  });

  it('opens again what was closed', () => {
    const closed = folded(held(), observeChange(held(), { ...PULL, state: 'closed' }, { author: AUTHOR, now: NOW }));
    expect(closed.state).toBe('closed');
    expect(folded(closed, observeChange(closed, PULL, { author: AUTHOR, now: NOW })).state).toBe('open');
  });
});

describe('verdictOf', () => {
  it('is of exactly the newest head and content', () => {
    expect(verdictOf(decided(opened(), 'allow'), NOW).verdict).toBe('allow');
    const pushed = folded(decided(opened(), 'allow'), [
      { kind: 'RevisionObserved', id: 'x', revision: { ...opened().revision, head: commit('b') } },
    ]);
    expect(verdictOf(pushed, NOW).verdict).toBe('undecided');
    const late = folded(pushed, [
      {
        kind: 'ChangeDecided',
        id: 'x',
        decided: decided(opened(), 'allow').decided as NonNullable<Submission['decided']>,
      },
    ]);
    expect(late.isDue).toBe(true);
    expect(verdictOf(late, NOW).verdict).toBe('undecided');
  });
});

describe('signOff', () => {
  it('takes a human once for the content that stands there', () => {
    const signed = sign(held(), BOB);
    expect(signed).toMatchObject({ ok: true });
    if (!signed.ok) return;
    expect(sign(folded(held(), signed.value), BOB)).toMatchObject({ rejection: { code: 'signed-already' } });
  });

  it.each([
    ['stale-content', () => sign(held(), BOB, digest('d'))],
    ['made-it', () => sign(held(), AUTHOR)],
    ['automated', () => sign(held(), { ...BOB, isAutomated: true })],
    ['unknown-person', () => sign(held(), { ...BOB, personId: null })],
    ['content-unknown', () => sign(opened(), BOB)],
    ['not-open', () => sign({ ...held(), state: 'closed' }, BOB)],
  ])('refuses: %s', (code, act) => {
    expect(act()).toMatchObject({ ok: false, rejection: { code } });
  });

  it('makes the change due, so that it is judged with it', () => {
    const signed = sign(held(), BOB);
    expect(signed.ok && folded(held(), signed.value).isDue).toBe(true);
  });
});

describe('returnChange', () => {
  const sent = (state: Submission) => {
    const returned = returnChange(state, { by: BOB, contentDigest: digest('c'), reason: 'no test', now: NOW });
    if (!returned.ok) throw new Error(returned.rejection.code);
    return folded(state, returned.value);
  };

  it('holds what the rules would let pass, until its content changes', () => {
    const state = decided(sent(decided(opened(), 'allow')), 'allow');
    expect(verdictOf(state, NOW).verdict).toBe('hold');
    expect(verdictOf(decided(state, 'allow', digest('d')), NOW).verdict).toBe('allow');
  });

  it('is taken back when whoever returned it signs', () => {
    const state = sent(decided(opened(), 'allow'));
    const signed = sign(state, BOB);
    expect(signed.ok && folded(state, signed.value).returned).toBeNull();
  });
});

describe('sign-offs that nobody could be asked for', () => {
  const short = {
    kind: 'over-budget',
    missing: 1,
    regardless: 'bob',
    delegate: null,
    text: 'nobody is asked for a senior',
  } as const;
  const told = (state: Submission, shortfalls: readonly (typeof short)[]): Submission =>
    folded(state, [{ kind: 'ReviewFellShort', id: state.id, shortfalls, at: NOW }]);

  it('stand as the newest routing says, need no new decision, and end with the change', () => {
    const before = decided(opened(), 'hold');
    const after = told(before, [short]);
    expect([after.shortfalls, after.isDue]).toEqual([[short], before.isDue]);
    expect(told(after, []).shortfalls).toEqual([]);
    const closed = folded(after, [{ kind: 'ChangeClosed', id: after.id, as: 'closed', at: NOW }]);
    expect(closed.shortfalls).toEqual([]);
  });
});

describe('delegate', () => {
  const ask = {
    person: 'bob',
    why: 'knows it',
    minutes: 10,
    level: null,
    at: NOW,
    dueAt: later(1000),
    passedOnBy: null,
    content: digest('c'),
  };
  const asked = () => folded(held(), [{ kind: 'ReviewAsked', id: 'x', ask }]);
  const pass = (to: string, by = BOB) => delegate(asked(), { by, to, reason: '', dueAt: later(5000), now: NOW });

  it('gives the ask to another person, and remembers who passed it on', () => {
    const passed = pass('ann');
    expect(passed.ok && folded(asked(), passed.value)).toMatchObject({
      asks: [{ person: 'ann', passedOnBy: 'bob' }],
      passed: [{ person: 'bob' }],
    });
  });

  it('goes neither to oneself nor to who made it, and only from who is asked', () => {
    expect(pass('bob')).toMatchObject({ rejection: { code: 'self' } });
    expect(pass('jun')).toMatchObject({ rejection: { code: 'made-it' } });
    expect(pass('dora', ANN)).toMatchObject({ rejection: { code: 'not-asked' } });
  });
});

describe('grantOverride', () => {
  const wish = {
    by: BOB,
    contentDigest: digest('c'),
    id: 'o1',
    reason: 'outage',
    ticket: 'INC-1',
    ttlMs: 60_000,
    now: NOW,
    owed: null,
  };
  const granted = () => {
    const grant = grantOverride(held(), wish);
    if (!grant.ok) throw new Error(grant.rejection.code);
    return folded(held(), grant.value);
  };

  it('lets exactly this content pass until it ends', () => {
    expect(verdictOf(granted(), later(59_999))).toEqual({ verdict: 'allow', overridden: true });
    expect(verdictOf(granted(), later(60_000)).verdict).toBe('hold');
    expect(verdictOf(decided(granted(), 'hold', digest('d')), NOW).verdict).toBe('hold');
  });

  it('lets pass what a brake holds only if it is younger than the brake', () => {
    const braked = (since: Instant | null, changesAt: Instant | null = null) => {
      const state = granted();
      const brakes = { holding: ['brake-1'], ruled: 'allow' as const, since, changesAt, question: digest('9') };
      return state.decided === null ? state : { ...state, decided: { ...state.decided, brakes } };
    };
    expect(verdictOf(braked(NOW), later(1))).toEqual({ verdict: 'allow', overridden: true });
    expect(verdictOf(braked(later(1)), later(1))).toEqual({ verdict: 'hold', overridden: false });
    expect(verdictApartFromBrakes(braked(later(1)), later(1))).toBe('allow');
    // The calendar says something else by now, and nobody judged by it.
    expect(verdictOf(braked(NOW, later(5)), later(4)).verdict).toBe('allow');
    expect(verdictOf(braked(NOW, later(5)), later(5)).verdict).toBe('undecided');
    expect(verdictApartFromBrakes(braked(NOW, later(5)), later(5))).toBe('undecided');
  });

  it.each([
    ['no-reason', { reason: ' ' }],
    ['no-ticket', { ticket: '' }],
    ['too-long', { ttlMs: MAX_OVERRIDE_MS + 1 }],
    ['too-long', { ttlMs: 0 }],
    ['review-owed', { owed: 'other' }],
  ])('refuses: %s', (code, given) => {
    expect(grantOverride(held(), { ...wish, ...given })).toMatchObject({ rejection: { code } });
  });

  it('waits for the review of the last one, by somebody else', () => {
    const again = (state: Submission) => grantOverride(state, { ...wish, id: 'o2' });
    expect(again(granted())).toMatchObject({ rejection: { code: 'review-owed', override: 'o1' } });
    const own = reviewOverride(granted(), { override: 'o1', by: BOB, finding: 'fine', now: NOW });
    expect(own).toMatchObject({ rejection: { code: 'self' } });
    const other = reviewOverride(granted(), { override: 'o1', by: ANN, finding: 'was needed', now: NOW });
    expect(other.ok && again(folded(granted(), other.value)).ok).toBe(true);
  });
});

describe('observeReview', () => {
  const review = (given: Partial<ForgeReview>): ForgeReview => ({
    id: 'r1',
    by: { handle: 'bob', isBot: false },
    commit: commit('a'),
    state: 'approved',
    at: NOW,
    isEdited: false,
    ...given,
  });
  const observe = (state: Submission, given: Partial<ForgeReview>, by = BOB) =>
    folded(state, observeReview(state, review(given), { by, now: NOW }));

  it('signs the newest head, and no other', () => {
    expect(observe(held(), {}).signoffs).toMatchObject([{ id: 'r1', contentDigest: digest('c') }]);
    expect(observe(held(), { commit: commit('b') }).signoffs).toEqual([]);
    expect(observe(held(), {}, { ...BOB, isAutomated: true }).signoffs).toEqual([]);
  });

  it('is taken back by a dismissal, by another word of the same person, and marked when its text is edited', () => {
    const signed = observe(held(), {});
    expect(observe(signed, { state: 'dismissed' }).signoffs).toEqual([]);
    const returned = observe(signed, { id: 'r2', state: 'changes-requested' });
    expect(returned).toMatchObject({ signoffs: [], returned: { by: { handle: 'bob' } } });
    expect(observe(signed, { isEdited: true }).signoffs).toMatchObject([{ isEdited: true }]);
  });
});

describe('any history', () => {
  const acts: readonly ((state: Submission) => readonly SubmissionEvent[])[] = [
    (state) => observeChange(state, { ...PULL, head: commit('b') }, { author: AUTHOR, now: NOW }),
    (state) => observeChange(state, PULL, { author: AUTHOR, now: NOW }),
    (state) => observeChange(state, { ...PULL, state: 'closed' }, { author: AUTHOR, now: NOW }),
    (state) => eventsOf(sign(state, BOB)),
    (state) => eventsOf(sign(state, AUTHOR)),
    (state) => eventsOf(returnChange(state, { by: ANN, contentDigest: digest('c'), reason: 'x', now: NOW as Instant })),
    (state) => [{ kind: 'ChangeDecided', id: state.id, decided: held().decided as NonNullable<Submission['decided']> }],
  ];
  const eventsOf = (result: ReturnType<typeof signOff>) => (result.ok ? result.value : []);

  it('never lets pass what was not judged as it stands, and never counts its author', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(acts.length - 1), { maxLength: 25 }), (steps) => {
        let state = opened();
        for (const step of steps) state = folded(state, acts[step]?.(state) ?? []);
        const { verdict } = verdictOf(state, NOW);
        if (verdict === 'allow') expect(state.decided?.head).toBe(state.revision.head);
        expect(state.signoffs.every(({ by }) => by.personId !== 'jun')).toBe(true);
      }),
    );
  });
});
