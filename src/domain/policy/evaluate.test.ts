import { describe, expect, it } from 'vitest';
import { digestOf, instant } from '../../kernel/index.ts';
import { indexPeople } from '../catalog/index.ts';
import { judgeSignoffs, type ReviewContext, type Signoff } from '../review/index.ts';
import { combine, strongestMode } from './combine.ts';
import { compilePolicy } from './compile.ts';
import { evaluatePolicy, type RuleOutcome } from './evaluate.ts';
import type { Facts, FactValues } from './fact.ts';
import type { Policy, Profile, Rule, RuleEffect } from './model.ts';

const now = instant(100);
const content = digestOf('content');
const review: ReviewContext = {
  contentDigest: content,
  participants: [{ role: 'author', personId: null, mail: 'author@x', handle: null }],
  people: indexPeople({ people: [{ id: 'ana', level: 'senior', mails: ['ana@x'], handles: [], teams: [] }] }),
  owners: ['ana'],
  automated: [],
  now,
};

function rule(id: string, when: string, effect: RuleEffect, other: Partial<Rule> = {}): Rule {
  const origin = { file: 'firebreak.yaml', line: 1 };
  return { id, when, effect, because: 'example', mode: 'enforce', expires: null, origin, profile: null, ...other };
}

function requires(other: Partial<Extract<RuleEffect, { kind: 'require' }>>): RuleEffect {
  return { kind: 'require', signoffs: [], twoPerson: false, evidence: [], ...other };
}

function facts(values: { readonly [Group in keyof FactValues]?: FactValues[Group] }, unknown = {}): Facts {
  const none = {
    change: {},
    author: {},
    provenance: {},
    catalog: {},
    evidence: {},
    risk: {},
    scanner: {},
    operation: {},
    blast: {},
    pattern: {},
    companions: {},
    flag: {},
    repository: {},
  };
  return { values: { ...none, ...values }, unknown };
}

function outcomes(
  rules: readonly Rule[],
  given: Facts,
  options: { mails?: readonly string[]; profiles?: readonly Profile[] } = {},
) {
  const policy: Policy = { rules, profiles: options.profiles ?? [], seniorMinutesPerWeek: null };
  const compiled = compilePolicy(policy);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.rejection));
  const signoffs = (options.mails ?? []).map(
    (mail): Signoff => ({
      by: { personId: null, mail, handle: null },
      contentDigest: content,
      at: instant(1),
      source: 'cli',
      edited: false,
    }),
  );
  return evaluatePolicy({
    policy: compiled.value,
    facts: given,
    signoffs: judgeSignoffs(signoffs, review),
    review,
    now,
  }).outcomes;
}

function only(all: readonly RuleOutcome[]): RuleOutcome {
  const [first] = all;
  if (first === undefined) throw new Error('no outcome');
  return first;
}

const always = 'change.files > 0';
const known = facts({ change: { files: 1 } });

describe('a rule that matches', () => {
  it('is unsatisfied while something is missing, and says what', () => {
    const asked = requires({
      signoffs: [{ count: 1, level: 'senior', from: 'owners' }],
      twoPerson: true,
      evidence: ['ticket', 'test-change'],
    });
    const given = facts({ change: { files: 1, test_changed: false }, evidence: { tickets: [] } });
    expect(only(outcomes([rule('r', always, asked)], given, { mails: ['new@x'] }))).toMatchObject({
      kind: 'unsatisfied',
      missing: [
        { kind: 'signoffs', have: 0 },
        { kind: 'two-person', have: 1 },
        { kind: 'evidence', evidence: 'ticket', state: 'absent' },
        { kind: 'evidence', evidence: 'test-change', state: 'absent' },
      ],
    });
  });

  it('is satisfied once everything is there', () => {
    const asked = requires({
      signoffs: [{ count: 1, level: 'senior', from: 'owners' }],
      twoPerson: true,
      evidence: ['ticket'],
    });
    const given = facts({ change: { files: 1 }, evidence: { tickets: ['PAY-1'] } });
    expect(only(outcomes([rule('r', always, asked)], given, { mails: ['new@x', 'ana@x'] })).kind).toBe('satisfied');
  });

  it('does not take evidence that is unknown for evidence that is there', () => {
    const given = facts({ change: { files: 1 } }, { 'evidence.tickets': 'no message yet' });
    expect(only(outcomes([rule('r', always, requires({ evidence: ['ticket'] }))], given))).toMatchObject({
      missing: [{ evidence: 'ticket', state: 'unknown', why: 'no message yet' }],
    });
  });

  it('holds or blocks whoever signs off', () => {
    for (const kind of ['hold', 'block'] as const) {
      const outcome = only(outcomes([rule('r', always, { kind })], known, { mails: ['ana@x', 'new@x'] }));
      expect(outcome).toMatchObject({ kind: 'unsatisfied', missing: [{ kind }] });
    }
  });

  it('names the facts that made it match and no others', () => {
    const when = 'catalog.tier == 0 || change.size_percentile >= 95 || provenance.assistance == "ai"';
    const given = facts({ change: { size_percentile: 97 }, provenance: { assistance: 'ai' }, catalog: { tier: 3 } });
    expect(only(outcomes([rule('r', when, { kind: 'hold' })], given))).toMatchObject({
      facts: [
        { name: 'change.size_percentile', value: '97' },
        { name: 'provenance.assistance', value: 'ai' },
      ],
    });
  });
});

describe('a rule that cannot be evaluated', () => {
  it('says which facts are unknown and why', () => {
    const given = facts({}, { 'catalog.tier': 'add services to firebreak.yaml' });
    expect(only(outcomes([rule('r', 'catalog.tier == 0 && change.files > 1', { kind: 'hold' })], given))).toMatchObject(
      {
        kind: 'unevaluable',
        missing: [
          { fact: 'catalog.tier', why: 'add services to firebreak.yaml' },
          { fact: 'change.files', why: 'nobody supplied it' },
        ],
      },
    );
  });

  it('is not fooled by facts named like members of every object', () => {
    const given = facts({}, Object.create({ 'catalog.tier': 'inherited' }));
    expect(only(outcomes([rule('r', 'catalog.tier == 0', { kind: 'hold' })], given))).toMatchObject({
      missing: [{ why: 'nobody supplied it' }],
    });
  });
});

describe('time', () => {
  const at = (starts: number, ends: number): readonly Profile[] => [
    { id: 'p', because: 'x', starts: instant(starts), ends: instant(ends), rules: ['r'] },
  ];
  const inProfile = [rule('r', always, { kind: 'hold' }, { profile: 'p' })];

  it('ends a rule at its end, and counts it until then', () => {
    expect(only(outcomes([rule('r', always, { kind: 'hold' }, { expires: now })], known)).kind).toBe('expired');
    expect(only(outcomes([rule('r', always, { kind: 'hold' }, { expires: instant(now + 1) })], known)).kind).toBe(
      'unsatisfied',
    );
  });

  it('counts a profile from its start and before its end', () => {
    expect(only(outcomes(inProfile, known, { profiles: at(100, 101) })).kind).toBe('unsatisfied');
    expect(only(outcomes(inProfile, known, { profiles: at(101, 200) })).kind).toBe('not-started');
    expect(only(outcomes(inProfile, known, { profiles: at(1, 100) })).kind).toBe('expired');
  });
});

describe('rules together', () => {
  const block = rule('b', always, { kind: 'block' }, { mode: 'advise' });
  const hold = rule('h', always, { kind: 'hold' });
  const blind = rule('u', 'catalog.tier == 0', { kind: 'block' });

  it('block before they hold, and count only the modes asked for', () => {
    expect(combine(outcomes([block, hold], known), ['advise', 'enforce'])).toBe('block');
    expect(combine(outcomes([block, hold], known), ['enforce'])).toBe('hold');
    expect(combine(outcomes([block, hold], known), ['shadow'])).toBe('allow');
  });

  it('hold where one cannot be evaluated, even one that would block', () => {
    expect(combine(outcomes([blind], known), ['enforce'])).toBe('hold');
  });

  it('are as strong as the strongest that is in force', () => {
    const past = rule('p', always, { kind: 'hold' }, { expires: instant(1) });
    expect(strongestMode(outcomes([block, past], known))).toBe('advise');
    expect(strongestMode(outcomes([past], known))).toBe('shadow');
  });
});
