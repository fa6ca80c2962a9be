import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, instant } from '../../kernel/index.ts';
import { indexPeople, LEVELS, type Person } from '../catalog/index.ts';
import { judgeSignoffs } from './eligibility.ts';
import type { Human, ReviewContext, Signoff, SignoffRequirement } from './model.ts';
import { countDistinct, satisfy } from './satisfy.ts';

const content = digestOf('content');
const people: readonly Person[] = [
  { id: 'ana', level: 'senior', mails: ['ana@x'], handles: ['ana'], teams: ['pay'] },
  { id: 'bo', level: 'mid', mails: ['bo@x'], handles: ['bo'], teams: ['pay'] },
  { id: 'cy', level: 'principal', mails: ['cy@x'], handles: ['cy'], teams: [] },
  { id: 'di', level: 'junior', mails: ['di@x'], handles: ['di'], teams: [] },
  { id: 'gil', level: 'senior', mails: [], handles: ['gil'], teams: [] },
];
const context: ReviewContext = {
  contentDigest: content,
  participants: [{ role: 'author', personId: null, mail: 'di@x', handle: 'di' }],
  people: indexPeople({ people }),
  owners: ['@pay', 'cy@x', '@stranger'],
  automated: [],
  now: instant(10),
};

function signoff(claim: Partial<Signoff['by']>): Signoff {
  const by = { personId: null, mail: null, handle: null, ...claim };
  return { by, contentDigest: content, at: instant(1), source: 'cli', edited: false };
}

function stateOf(
  claims: readonly Partial<Signoff['by']>[],
  requirements: readonly Partial<SignoffRequirement>[],
  twoPerson = false,
) {
  const full = requirements.map((each) => ({ count: 1, level: null, from: 'anyone', ...each }));
  return satisfy({ requirements: full, twoPerson }, judgeSignoffs(claims.map(signoff), context), context);
}

describe('requirements', () => {
  it('ask for a level or above, which only a known person has', () => {
    expect(stateOf([{ mail: 'bo@x' }], [{ level: 'senior' }]).satisfied).toBe(false);
    expect(stateOf([{ mail: 'ana@x' }], [{ level: 'senior' }]).satisfied).toBe(true);
    expect(stateOf([{ mail: 'cy@x' }], [{ level: 'senior' }]).satisfied).toBe(true);
    expect(stateOf([{ mail: 'new@x' }], [{ level: 'junior' }]).satisfied).toBe(false);
    expect(stateOf([{ mail: 'new@x' }], [{}]).satisfied).toBe(true);
  });

  it('ask for owners: by team, by mail, or by a handle that only the owners file knows', () => {
    expect(stateOf([{ mail: 'bo@x' }], [{ from: 'owners' }]).satisfied).toBe(true);
    expect(stateOf([{ handle: 'cy' }], [{ from: 'owners' }]).satisfied).toBe(true);
    expect(stateOf([{ handle: 'stranger' }], [{ from: 'owners' }]).satisfied).toBe(true);
    expect(stateOf([{ handle: 'other' }], [{ from: 'owners' }]).satisfied).toBe(false);
  });

  it('ask for a team or a person', () => {
    expect(stateOf([{ mail: 'bo@x' }], [{ from: '@pay' }]).satisfied).toBe(true);
    expect(stateOf([{ mail: 'cy@x' }], [{ from: '@pay' }]).satisfied).toBe(false);
    expect(stateOf([{ mail: 'cy@x' }], [{ from: 'cy' }]).satisfied).toBe(true);
  });

  it('are not met by owners where owners are not known', () => {
    const judged = judgeSignoffs([signoff({ mail: 'bo@x' })], context);
    const requirements = [{ count: 1, level: null, from: 'owners' }];
    expect(satisfy({ requirements, twoPerson: false }, judged, { ...context, owners: null }).satisfied).toBe(false);
  });

  it('let one human serve several requirements but count once in each', () => {
    expect(stateOf([{ mail: 'ana@x' }], [{ level: 'senior' }, { from: '@pay' }]).satisfied).toBe(true);
    expect(stateOf([{ mail: 'ana@x' }, { handle: 'ana' }], [{ count: 2 }]).requirements[0]?.have).toBe(1);
  });

  it('ask for two distinct humans over all sign-offs', () => {
    expect(stateOf([{ mail: 'ana@x' }, { handle: 'ana' }], [{ level: 'senior' }], true).satisfied).toBe(false);
    expect(stateOf([{ mail: 'ana@x' }, { handle: 'bo' }], [{ level: 'senior' }], true).satisfied).toBe(true);
  });

  it('are met by nobody when nothing is required', () => {
    expect(stateOf([], []).satisfied).toBe(true);
  });
});

describe('strangers', () => {
  const stranger = (mail: string | null, handle: string | null): Human => ({ kind: 'stranger', mail, handle });

  it('are told apart by one kind of identifier at a time', () => {
    expect(countDistinct([stranger('a@x', null), stranger(null, 'b')])).toBe(1);
    expect(countDistinct([stranger('a@x', null), stranger('b@x', null), stranger(null, 'c')])).toBe(2);
    expect(countDistinct([stranger('a@x', 'one'), stranger('a@x', 'two')])).toBe(1);
    expect(countDistinct([stranger('a@x', 'one'), stranger('b@x', 'one')])).toBe(1);
    expect(countDistinct([stranger('a@x', 'one'), stranger('b@x', 'two')])).toBe(2);
  });
});

const name = fc.constantFrom('ana', 'bo', 'cy', 'di', 'eve', 'fay', 'gil');
const claim = fc.record({
  mail: fc.option(
    name.map((each) => `${each}@x`),
    { nil: null },
  ),
  handle: fc.option(name, { nil: null }),
});
const requirement = fc.record({
  count: fc.integer({ min: 1, max: 3 }),
  level: fc.option(fc.constantFrom(...LEVELS), { nil: null }),
  from: fc.constantFrom('anyone', 'owners', '@pay', 'cy'),
});

describe('a person the catalog knows by handle only', () => {
  const known: Human = { kind: 'person', person: { id: 'gil', level: 'mid', mails: [], handles: ['gil'], teams: [] } };
  const byMail = (mail: string): Human => ({ kind: 'stranger', mail, handle: null });
  const byHandle = (handle: string): Human => ({ kind: 'stranger', mail: null, handle });

  it('may be the stranger who only gives a mail', () => {
    expect(countDistinct([known, byMail('g@x')])).toBe(1);
    expect(countDistinct([known, byMail('g@x'), byMail('h@x')])).toBe(2);
    expect(countDistinct([known, byHandle('other')])).toBe(2);
  });
});

describe('laws of sign-offs', () => {
  it('one more never turns satisfied into unsatisfied, nor lowers a count', () => {
    fc.assert(
      fc.property(
        fc.array(claim, { maxLength: 6 }),
        claim,
        fc.array(requirement, { maxLength: 3 }),
        fc.boolean(),
        (some, more, asked, two) => {
          const before = stateOf(some, asked, two);
          const after = stateOf([...some, more], asked, two);
          expect(after.satisfied || !before.satisfied).toBe(true);
          before.requirements.forEach((state, at) => {
            expect(after.requirements[at]?.have).toBeGreaterThanOrEqual(state.have);
          });
        },
      ),
    );
  });

  it('the author never helps, alone or with others', () => {
    const author = fc.constantFrom(
      { mail: 'di@x' },
      { handle: 'di' },
      { personId: 'di' },
      { mail: 'DI@X', handle: '@di' },
    );
    fc.assert(
      fc.property(
        fc.array(claim, { maxLength: 4 }),
        author,
        fc.array(requirement, { maxLength: 3 }),
        (some, self, asked) => {
          expect(stateOf([...some, self], asked, true)).toEqual(stateOf(some, asked, true));
        },
      ),
    );
  });

  it('their order does not matter', () => {
    fc.assert(
      fc.property(fc.array(claim, { maxLength: 6 }), fc.array(requirement, { maxLength: 3 }), (some, asked) => {
        expect(stateOf(some.toReversed(), asked, true)).toEqual(stateOf(some, asked, true));
      }),
    );
  });

  it('would be broken by counting every identifier as a human', () => {
    const naive = (humans: readonly Human[]): number =>
      new Set(humans.flatMap((human) => (human.kind === 'stranger' ? [human.mail, human.handle] : []))).size;
    const both: Human[] = [{ kind: 'stranger', mail: 'a@x', handle: 'a' }];
    expect(naive(both)).toBe(2);
    expect(countDistinct(both)).toBe(1);
  });
});
