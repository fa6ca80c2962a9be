import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVELS, type Person } from './model.ts';
import { indexPeople, levelAtLeast, personOf, resolveOwner, teamMembers } from './people.ts';

function person(id: string, more: Partial<Person> = {}): Person {
  return { id, level: 'mid', mails: [`${id}@example.com`], handles: [id], teams: [], ...more };
}

const ann = person('ann', {
  mails: ['ann@example.com', 'ann@old.example.com'],
  handles: ['ann', 'ann-work'],
  teams: ['payments'],
});
const bob = person('bob', { teams: ['payments', 'web'] });
const people = indexPeople({ people: [ann, bob] });

describe('who somebody is', () => {
  it.each([
    ['ANN@example.com', null, 'ann'],
    [' ann@old.example.com ', null, 'ann'],
    [null, '@Ann-Work', 'ann'],
    ['12345+ann@users.noreply.github.com', null, 'ann'],
    ['ann-work@users.noreply.github.com', null, 'ann'],
    ['77-bob@users.noreply.gitlab.com', null, 'bob'],
    ['bob@example.com', 'bob', 'bob'],
    ['stranger@example.com', 'bob', 'bob'],
    ['stranger@example.com', null, null],
    ['', '', null],
    [null, null, null],
    // Two people at once are nobody.
    ['ann@example.com', 'bob', null],
    // Look-alikes: a zero-width space, a full-width letter, a Kelvin sign, and a private address of another host.
    ['ann\u200b@example.com', null, null],
    ['\uff41nn@example.com', null, null],
    ['12+ann@users.noreply.github.com.example.org', null, null],
    ['x+ann@users.noreply.github.com', null, null],
  ])('%j with handle %j is %j', (mail, handle, expected) => {
    expect(personOf(people, { mail, handle })?.id ?? null).toBe(expected);
  });

  it('does not fold letters that only look the same in lower case', () => {
    const known = indexPeople({ people: [person('kim')] });
    expect(personOf(known, { mail: '\u212aim@example.com' })).toBeNull();
    expect(personOf(known, { mail: 'Kim@example.com' })?.id).toBe('kim');
  });

  it('knows nobody by a mail that two people claim', () => {
    const both = indexPeople({
      people: [person('a', { mails: ['x@example.com'] }), person('b', { mails: ['x@example.com'] })],
    });
    expect(personOf(both, { mail: 'x@example.com' })).toBeNull();
    expect(personOf(both, { mail: null, handle: 'b' })?.id).toBe('b');
  });

  it('never throws, and finds nobody by anything but a known mail or handle', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (mail, handle) => {
        const found = personOf(people, { mail, handle });
        const words = [mail, handle].map((word) => word.trim().replace(/^@/, '').toLowerCase());
        if (found !== null)
          expect([...found.mails, ...found.handles].some((known) => words.includes(known))).toBe(true);
      }),
    );
  });
});

describe('levels, teams and references', () => {
  it('orders the levels and puts "not known" below all', () => {
    for (const [at, level] of LEVELS.entries()) {
      expect(LEVELS.map((lowest) => levelAtLeast(level, lowest))).toEqual(LEVELS.map((_, lowest) => lowest <= at));
      expect(levelAtLeast(null, level)).toBe(false);
    }
  });

  it('finds the members of a team by its name, with @, and with the organisation before it', () => {
    for (const name of ['payments', '@Payments', '@acme/payments']) {
      expect(teamMembers(people, name).map(({ id }) => id)).toEqual(['ann', 'bob']);
    }
    expect(teamMembers(people, '@acme/nobody')).toEqual([]);
  });

  it.each([
    ['@payments', 'team'],
    ['@acme/web', 'team'],
    ['@ann-work', 'person'],
    ['bob', 'person'],
    ['ann@old.example.com', 'person'],
    ['@@maintainers', 'role'],
    ['@acme/ann', 'unknown'],
    ['@nobody', 'unknown'],
  ])('resolves %s to a %s', (reference, kind) => {
    expect(resolveOwner(people, reference).kind).toBe(kind);
  });
});
