import { describe, expect, it } from 'vitest';
import { digestOf, instant } from '../../kernel/index.ts';
import { indexPeople, type Person } from '../catalog/index.ts';
import { judgeSignoffs } from './eligibility.ts';
import type { Participant, ReviewContext, Signoff } from './model.ts';

const content = digestOf('content');
const now = instant(1_000_000);
const ana: Person = {
  id: 'ana',
  level: 'senior',
  mails: ['ana@example.com', 'ana@home.example'],
  handles: ['ana-h'],
  teams: ['pay'],
};
const bo: Person = { id: 'bo', level: 'mid', mails: ['bo@example.com'], handles: ['bo'], teams: [] };

function by(member: Partial<Signoff['by']>): Signoff['by'] {
  return { personId: null, mail: null, handle: null, ...member };
}

function signoff(member: Partial<Signoff['by']>, other: Partial<Signoff> = {}): Signoff {
  return { by: by(member), contentDigest: content, at: instant(1), source: 'forge-review', edited: false, ...other };
}

function maker(role: Participant['role'], member: Partial<Signoff['by']>): Participant {
  return { role, ...by(member) };
}

function context(other: Partial<ReviewContext> = {}): ReviewContext {
  return {
    contentDigest: content,
    participants: [maker('author', { mail: 'bo@example.com' })],
    people: indexPeople({ people: [ana, bo] }),
    owners: null,
    automated: [],
    now,
    ...other,
  };
}

function verdict(given: Signoff, other: Partial<ReviewContext> = {}): string {
  const [judged] = judgeSignoffs([given], context(other));
  if (judged === undefined) throw new Error('nothing judged');
  if (judged.kind === 'rejected') return judged.reason;
  return judged.human.kind === 'person' ? judged.human.person.id : 'stranger';
}

describe('a sign-off', () => {
  it('counts for the person behind any of their mails and handles', () => {
    expect(verdict(signoff({ mail: 'ANA@home.example' }))).toBe('ana');
    expect(verdict(signoff({ handle: '@Ana-H' }))).toBe('ana');
    expect(verdict(signoff({ personId: 'ana' }))).toBe('ana');
    expect(verdict(signoff({ mail: '7+ana-h@users.noreply.github.com' }))).toBe('ana');
  });

  it('counts for a stranger whose mail can be compared with the author', () => {
    expect(verdict(signoff({ mail: 'cy@example.com' }))).toBe('stranger');
  });

  it('never counts for the author, by whatever name', () => {
    expect(verdict(signoff({ mail: 'bo@example.com' }))).toBe('author');
    expect(verdict(signoff({ handle: 'bo' }))).toBe('author');
    expect(verdict(signoff({ personId: 'bo' }))).toBe('author');
    expect(verdict(signoff({ handle: 'bo', mail: 'bo@new.example' }))).toBe('author');
  });

  it('never counts for a prompter or a co-author', () => {
    const participants = [
      maker('author', { mail: 'bot@agent.example' }),
      maker('prompter', { mail: 'ana@home.example' }),
    ];
    expect(verdict(signoff({ handle: 'ana-h' }), { participants })).toBe('prompter');
    expect(verdict(signoff({ mail: 'x@y' }), { participants: [maker('co-author', { mail: 'X@Y' })] })).toBe(
      'co-author',
    );
  });

  it('never counts for a stranger who is the author under look-alike characters', () => {
    const participants = [maker('author', { mail: 'cy@example.com' })];
    expect(verdict(signoff({ mail: 'c\u200by@example.com' }), { participants })).toBe('author');
    expect(verdict(signoff({ mail: '\uff43y@example.com' }), { participants })).toBe('author');
  });

  it('never counts for software', () => {
    expect(verdict(signoff({ handle: 'review-app[bot]' }))).toBe('automated');
    expect(verdict(signoff({ mail: '1+review-app[bot]@users.noreply.github.com' }))).toBe('automated');
    expect(verdict(signoff({ mail: 'noreply@anthropic.com' }))).toBe('automated');
    expect(verdict(signoff({ handle: 'Copilot' }))).toBe('automated');
    expect(verdict(signoff({ mail: 'agent@example.com' }), { automated: ['Agent@example.com'] })).toBe('automated');
  });

  it('does not count once the content is another, or is not known', () => {
    expect(verdict(signoff({ personId: 'ana' }, { contentDigest: digestOf('other') }))).toBe('stale-content');
    expect(verdict(signoff({ personId: 'ana' }), { contentDigest: null })).toBe('content-unknown');
  });

  it('does not count when it was edited or lies in the future', () => {
    expect(verdict(signoff({ personId: 'ana' }, { edited: true }))).toBe('edited');
    expect(verdict(signoff({ personId: 'ana' }, { at: instant(now + 1) }))).toBe('future-dated');
    expect(verdict(signoff({ personId: 'ana' }, { at: now }))).toBe('ana');
  });

  it('does not count when it names nobody, or two people at once', () => {
    expect(verdict(signoff({}))).toBe('nameless');
    expect(verdict(signoff({ mail: ' ' }))).toBe('nameless');
    expect(verdict(signoff({ personId: 'ana', mail: 'bo@example.com' }))).toBe('ambiguous-identity');
  });

  it('does not count when nothing shows that it is not the author: a handle cannot be compared with a mail', () => {
    const participants = [maker('author', { mail: 'cy@example.com' })];
    expect(verdict(signoff({ handle: 'somebody' }), { participants })).toBe('not-shown-distinct');
    expect(verdict(signoff({ personId: 'ana' }), { participants: [maker('author', {})] })).toBe('not-shown-distinct');
  });

  it('counts beside an agent as author, whose name need not be compared', () => {
    const participants = [maker('author', { mail: '9+agent[bot]@users.noreply.github.com' })];
    expect(verdict(signoff({ handle: 'somebody' }), { participants })).toBe('stranger');
  });

  it('is judged alone: the order and company of others do not matter', () => {
    const all = [signoff({ mail: 'bo@example.com' }), signoff({ personId: 'ana' }), signoff({})];
    const reasons = judgeSignoffs(all, context()).map((each) => each.kind);
    expect(reasons).toEqual(['rejected', 'eligible', 'rejected']);
    expect(judgeSignoffs(all.toReversed(), context()).map((each) => each.kind)).toEqual(reasons.toReversed());
  });
});
