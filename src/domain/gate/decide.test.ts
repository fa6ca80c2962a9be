import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, instant, type Result } from '../../kernel/index.ts';
import { indexPeople, LEVELS, type Person } from '../catalog/index.ts';
import {
  type CompiledPolicy,
  compilePolicy,
  EVIDENCE_KINDS,
  type Facts,
  type FactValues,
  type PolicyProblem,
  RULE_MODES,
  type Rule,
  type RuleEffect,
} from '../policy/index.ts';
import type { Signoff } from '../review/index.ts';
import { type DecideInput, decide } from './decide.ts';
import type { DecisionValue } from './model.ts';

const content = digestOf('content');
const people: readonly Person[] = [
  { id: 'ana', level: 'senior', mails: ['ana@x'], handles: ['ana'], teams: ['pay'] },
  { id: 'bo', level: 'mid', mails: ['bo@x'], handles: ['bo'], teams: ['pay'] },
  { id: 'cy', level: 'principal', mails: ['cy@x'], handles: ['cy'], teams: [] },
  { id: 'di', level: 'senior', mails: ['di@x'], handles: ['di'], teams: [] },
];

type SomeFacts = { readonly [Group in keyof FactValues]?: FactValues[Group] };

const ordinary: SomeFacts = {
  change: {
    kind: 'branch',
    commits: 1,
    paths: ['db/migrations/7.sql', 'src/pay/charge.ts'],
    classes: ['code', 'migration'],
  },
  provenance: { assistance: 'ai' },
  catalog: { tier: 0 },
};

function facts(values: SomeFacts = ordinary, unknown: Facts['unknown'] = {}): Facts {
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

function rule(id: string, effect: RuleEffect, other: Partial<Rule> = {}): Rule {
  const origin = { file: 'firebreak.yaml', line: 1 };
  const when = 'provenance.assistance == "ai"';
  return { id, when, effect, because: 'example', mode: 'enforce', expires: null, origin, profile: null, ...other };
}

function requires(other: Partial<Extract<RuleEffect, { kind: 'require' }>>): RuleEffect {
  return { kind: 'require', signoffs: [], twoPerson: false, evidence: [], ...other };
}

const senior = requires({ signoffs: [{ count: 1, level: 'senior', from: 'anyone' }] });

function compiled(rules: readonly Rule[]): Result<CompiledPolicy, readonly PolicyProblem[]> {
  return compilePolicy({ rules, profiles: [], seniorMinutesPerWeek: null });
}

function signoff(claim: Partial<Signoff['by']>): Signoff {
  const by = { personId: null, mail: null, handle: null, ...claim };
  return { by, contentDigest: content, at: instant(1), source: 'cli', edited: false };
}

function input(rules: readonly Rule[], other: Partial<DecideInput> = {}): DecideInput {
  return {
    facts: facts(),
    policy: compiled(rules),
    signoffs: [],
    review: {
      contentDigest: content,
      participants: [{ role: 'author', personId: null, mail: 'di@x', handle: null }],
      people: indexPeople({ people }),
      owners: ['@pay'],
      automated: [],
    },
    now: instant(100),
    ...other,
  };
}

describe('a decision', () => {
  it('allows where no rule matches, and says that none did', () => {
    const quiet = rule('r', { kind: 'block' }, { when: 'provenance.assistance == "human"' });
    expect(decide(input([quiet]))).toMatchObject({ decision: 'allow', exit: 0, note: 'no-rule-matched', blockers: [] });
    expect(decide(input([]))).toMatchObject({ decision: 'allow', exit: 0, note: 'no-rules', mode: 'shadow' });
  });

  it('blocks before it holds, and holds before it allows', () => {
    const rules = [rule('a', senior), rule('b', { kind: 'block' })];
    expect(decide(input(rules))).toMatchObject({ decision: 'block', exit: 1 });
    expect(decide(input([rule('a', senior)]))).toMatchObject({ decision: 'hold', exit: 3 });
    expect(decide(input([rule('a', senior)], { signoffs: [signoff({ mail: 'ana@x' })] }))).toMatchObject({
      decision: 'allow',
      exit: 0,
    });
  });

  it('holds where an enforced rule cannot be evaluated, and says what would make it known', () => {
    const unknown = { 'catalog.tier': 'add services to firebreak.yaml' };
    const given = facts({ provenance: { assistance: 'ai' } }, unknown);
    const decision = decide(input([rule('r', { kind: 'block' }, { when: 'catalog.tier == 0' })], { facts: given }));
    expect(decision).toMatchObject({
      decision: 'hold',
      unevaluable: [{ rule: 'r', missing: [{ fact: 'catalog.tier', why: 'add services to firebreak.yaml' }] }],
      blockers: [{ code: 'r/unevaluable', effect: 'hold', how: 'catalog.tier: add services to firebreak.yaml' }],
      unknownFacts: [{ fact: 'catalog.tier', why: 'add services to firebreak.yaml' }],
    });
  });

  it('is unknown, which holds, where the policy cannot be used', () => {
    const decision = decide(input([rule('r', senior, { when: 'catalog.teir == 0' })]));
    expect(decision).toMatchObject({ decision: 'unknown', wouldDecide: 'unknown', exit: 3, note: 'policy-unusable' });
    expect(decision.policyProblems.map((problem) => problem.code)).toEqual(['unknown-fact']);
    expect(decision.blockers.map((blocker) => blocker.code)).toEqual(['policy/unusable']);
  });

  it('tells what advising and shadow rules would have said without letting them decide', () => {
    for (const mode of ['advise', 'shadow'] as const) {
      expect(decide(input([rule('r', { kind: 'block' }, { mode })]))).toMatchObject({
        decision: 'allow',
        exit: 0,
        wouldDecide: 'block',
        wouldExit: 1,
        mode,
      });
    }
  });

  it('marks a change that edits the policy', () => {
    const edits = facts({ ...ordinary, change: { classes: ['policy'] } });
    expect(decide(input([], { facts: edits })).policyEditedByChange).toBe(true);
    expect(decide(input([])).policyEditedByChange).toBe(false);
  });
});

describe('a blocker', () => {
  it('names who can clear it: capable people who took no part, lowest sufficient level first', () => {
    const [blocker] = decide(input([rule('r', senior)])).blockers;
    expect(blocker).toMatchObject({
      code: 'r/signoff-senior',
      whoCanClear: [
        { kind: 'person', name: 'ana' },
        { kind: 'person', name: 'cy' },
      ],
      argv: ['firebreak', 'explain', 'r/signoff-senior'],
    });
  });

  it('does not name who has signed off already', () => {
    const two = rule('r', requires({ signoffs: [{ count: 2, level: 'senior', from: 'anyone' }] }));
    const [blocker] = decide(input([two], { signoffs: [signoff({ handle: 'ana' })] })).blockers;
    expect(blocker).toMatchObject({ whoCanClear: [{ kind: 'person', name: 'cy' }], missing: { have: 1 } });
  });

  it('says nobody where the catalog has nobody who could, and the level where it has no people', () => {
    const owners = rule('r', requires({ signoffs: [{ count: 1, level: 'principal', from: 'owners' }] }));
    expect(decide(input([owners])).blockers[0]?.whoCanClear).toEqual([{ kind: 'nobody', name: 'nobody' }]);
    const review = { ...input([]).review, people: indexPeople({ people: [] }) };
    expect(decide(input([rule('r', senior)], { review })).blockers[0]?.whoCanClear).toEqual([
      { kind: 'level', name: 'senior' },
    ]);
    const anyone = rule('r', requires({ signoffs: [{ count: 1, level: null, from: 'anyone' }] }));
    expect(decide(input([anyone], { review })).blockers[0]?.whoCanClear).toEqual([{ kind: 'anyone', name: 'anyone' }]);
    const team = rule('r', requires({ signoffs: [{ count: 1, level: null, from: '@org/dba' }] }));
    expect(decide(input([team], { review })).blockers[0]?.whoCanClear).toEqual([{ kind: 'team', name: '@org/dba' }]);
  });

  it('says when the catalog has too few people for it, and turns to strangers where those may do', () => {
    const two = rule('r', requires({ signoffs: [{ count: 3, level: 'senior', from: 'anyone' }] }));
    const [few] = decide(input([two])).blockers;
    expect(few?.whoCanClear.map((clearer) => clearer.name)).toEqual(['ana', 'cy']);
    expect(few?.how).toContain('too few people');
    const review = { ...input([]).review, people: indexPeople({ people: people.slice(0, 1) }) };
    const [pair] = decide(input([rule('r', requires({ twoPerson: true }))], { review })).blockers;
    expect(pair?.whoCanClear).toEqual([
      { kind: 'person', name: 'ana' },
      { kind: 'anyone', name: 'anyone' },
    ]);
  });

  it('names people beside an agent that made the change, but never the prompter', () => {
    const participants = [
      { role: 'author' as const, personId: null, mail: 'noreply@anthropic.com', handle: null },
      { role: 'prompter' as const, personId: null, mail: 'ana@x', handle: null },
    ];
    const byHandle = { id: 'eli', level: 'senior', mails: [], handles: ['eli'], teams: [] } as const;
    const review = { ...input([]).review, participants, people: indexPeople({ people: [...people, byHandle] }) };
    expect(
      decide(input([rule('r', senior)], { review })).blockers[0]?.whoCanClear.map((clearer) => clearer.name),
    ).toEqual(['di', 'eli', 'cy']);
  });

  it('gives one entry for each thing that is missing, each with its own code', () => {
    const all = requires({
      signoffs: [
        { count: 1, level: 'senior', from: 'owners' },
        { count: 1, level: 'senior', from: 'owners' },
        { count: 1, level: null, from: '@pay' },
      ],
      twoPerson: true,
      evidence: EVIDENCE_KINDS,
    });
    const given = facts({ ...ordinary, evidence: { tickets: [], rollout_plan: false, rollback_plan: false } });
    expect(decide(input([rule('r', all)], { facts: given })).blockers.map((blocker) => blocker.code)).toEqual([
      'r/rollback-plan',
      'r/rollout-plan',
      'r/signoff-owners-senior',
      'r/signoff-owners-senior-2',
      'r/signoff-pay',
      'r/test-change',
      'r/ticket',
      'r/two-person',
    ]);
  });

  it('gives the command that clears it where one can', () => {
    const ticket = rule('r', requires({ evidence: ['ticket'] }));
    const amend = ['git', 'commit', '--amend', '--no-edit', '--trailer', 'Ticket: KEY-123'];
    expect(decide(input([ticket])).blockers[0]?.argv).toEqual(amend);
    const landed = facts({ ...ordinary, change: { ...ordinary.change, kind: 'landed' } });
    expect(decide(input([ticket], { facts: landed })).blockers[0]?.argv).toEqual(['firebreak', 'explain', 'r/ticket']);
  });

  it('points to the paths that made the rule match', () => {
    const where = (when: string) => decide(input([rule('r', senior, { when })])).blockers[0]?.where;
    expect(where('"migration" in change.classes')).toEqual(['db/migrations/7.sql']);
    expect(where('touches("src/**")')).toEqual(['src/pay/charge.ts']);
    expect(where('change.paths.exists(p, glob(p, "src/**")) || "migration" in change.classes')).toHaveLength(2);
    expect(where('provenance.assistance == "ai"')).toEqual([]);
  });

  it('stands in order: enforced, advising, shadow; blocks before holds; then by code', () => {
    const rules = [
      rule('s', { kind: 'block' }, { mode: 'shadow' }),
      rule('z', { kind: 'block' }),
      rule('b', senior),
      rule('a', senior),
      rule('v', { kind: 'block' }, { mode: 'advise' }),
    ];
    const codes = decide(input(rules)).blockers.map((blocker) => blocker.code);
    expect(codes).toEqual(['z', 'a/signoff-senior', 'b/signoff-senior', 'v', 's']);
  });
});

describe('senior minutes', () => {
  const price = decide(input([])).review.minutes;

  it('count one review for all rules that one senior can clear', () => {
    const decision = decide(input([rule('a', senior), rule('b', senior)]));
    expect(decision).toMatchObject({ seniorMinutes: price, seniorMinutesByRule: { a: price, b: price } });
  });

  it('count each senior that is still missing, and shadow rules apart', () => {
    const two = requires({ signoffs: [{ count: 2, level: 'principal', from: 'anyone' }] });
    const decision = decide(input([rule('a', senior), rule('b', two, { mode: 'shadow' })]));
    expect(decision).toMatchObject({ seniorMinutes: price, wouldSeniorMinutes: 2 * price });
  });

  it('count nothing for people below senior or for what is met', () => {
    const mid = requires({ signoffs: [{ count: 1, level: 'mid', from: 'anyone' }] });
    expect(decide(input([rule('a', mid)])).seniorMinutes).toBe(0);
    expect(decide(input([rule('a', senior)], { signoffs: [signoff({ handle: 'ana' })] })).seniorMinutes).toBe(0);
  });
});

const CAUTION: readonly DecisionValue[] = ['allow', 'hold', 'block'];
const caution = (value: DecisionValue): number => CAUTION.indexOf(value);

/** Conditions without `has`, over few facts so that they often match. */
const anyWhen = fc.constantFrom(
  'provenance.assistance == "ai"',
  'catalog.tier <= 1',
  'catalog.tier <= 1 && provenance.assistance == "ai"',
  'touches("src/**") || catalog.tier == 0',
  '!("test" in change.classes)',
  'true',
);
const anyEffect: fc.Arbitrary<RuleEffect> = fc.oneof(
  fc.constant<RuleEffect>({ kind: 'hold' }),
  fc.constant<RuleEffect>({ kind: 'block' }),
  fc.record({
    kind: fc.constant('require' as const),
    signoffs: fc.array(
      fc.record({
        count: fc.integer({ min: 1, max: 2 }),
        level: fc.option(fc.constantFrom(...LEVELS), { nil: null }),
        from: fc.constantFrom('anyone', 'owners', '@pay'),
      }),
      { maxLength: 2 },
    ),
    twoPerson: fc.boolean(),
    evidence: fc.subarray([...EVIDENCE_KINDS]),
  }),
);
const anyRules = fc
  .array(fc.record({ when: anyWhen, effect: anyEffect, mode: fc.constantFrom(...RULE_MODES) }), { maxLength: 4 })
  .map((all) => all.map(({ effect, ...other }, at) => rule(`rule-${at}`, effect, other)));
const anySignoffs = fc.array(
  fc.constantFrom('ana', 'bo', 'cy', 'di', 'new', 'other').map((name) => signoff({ mail: `${name}@x` })),
  {
    maxLength: 4,
  },
);
const anyFacts = fc
  .record({
    change: fc.record(
      {
        paths: fc.subarray(['src/a.ts', 'docs/b.md']),
        classes: fc.subarray(['code', 'test']),
        test_changed: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    provenance: fc.record({ assistance: fc.constantFrom('ai', 'human', 'unknown') }, { requiredKeys: [] }),
    catalog: fc.record({ tier: fc.integer({ min: 0, max: 3 }) }, { requiredKeys: [] }),
    evidence: fc.record({ tickets: fc.subarray(['PAY-1']), rollout_plan: fc.boolean() }, { requiredKeys: [] }),
  })
  .map((values) => facts(values));

describe('laws of decisions', () => {
  it('the same input gives the same decision, and the order of rules and sign-offs does not matter', () => {
    fc.assert(
      fc.property(anyRules, anyFacts, anySignoffs, (rules, given, signoffs) => {
        const decision = decide(input(rules, { facts: given, signoffs }));
        expect(decide(input(rules, { facts: given, signoffs }))).toEqual(decision);
        const turned = decide(input(rules.toReversed(), { facts: given, signoffs: signoffs.toReversed() }));
        expect({ ...turned, signoffs: [] }).toEqual({ ...decision, signoffs: [] });
      }),
    );
  });

  it('one more sign-off never makes it more cautious', () => {
    fc.assert(
      fc.property(anyRules, anyFacts, anySignoffs, anySignoffs, (rules, given, some, more) => {
        const before = decide(input(rules, { facts: given, signoffs: some }));
        const after = decide(input(rules, { facts: given, signoffs: [...some, ...more] }));
        expect(caution(after.decision)).toBeLessThanOrEqual(caution(before.decision));
        expect(caution(after.wouldDecide)).toBeLessThanOrEqual(caution(before.wouldDecide));
      }),
    );
  });

  it('knowing less never turns hold or block into allow, for rules that do not ask has()', () => {
    const names = ['paths', 'classes', 'test_changed', 'assistance', 'tier', 'tickets', 'rollout_plan'];
    fc.assert(
      fc.property(anyRules, anyFacts, anySignoffs, fc.subarray(names), (rules, given, signoffs, forgotten) => {
        const before = decide(input(rules, { facts: given, signoffs }));
        const after = decide(input(rules, { facts: forget(given, forgotten), signoffs }));
        if (before.decision !== 'allow') expect(after.decision).not.toBe('allow');
        if (before.wouldDecide !== 'allow') expect(after.wouldDecide).not.toBe('allow');
      }),
    );
  });

  it('that law would be broken by a rule that asks has(): the test can fail', () => {
    const asks = [rule('r', { kind: 'hold' }, { when: 'has(catalog.tier) && catalog.tier <= 1' })];
    const given = facts({ catalog: { tier: 0 } });
    expect(decide(input(asks, { facts: given })).decision).toBe('hold');
    expect(decide(input(asks, { facts: forget(given, ['tier']) })).decision).toBe('allow');
  });

  it('enforcing more rules never makes it less cautious, and never more than it would decide', () => {
    fc.assert(
      fc.property(anyRules, anyFacts, anySignoffs, (rules, given, signoffs) => {
        const asIs = decide(input(rules, { facts: given, signoffs }));
        const enforced = rules.map((each) => ({ ...each, mode: 'enforce' as const }));
        const all = decide(input(enforced, { facts: given, signoffs }));
        expect(caution(asIs.decision)).toBeLessThanOrEqual(caution(asIs.wouldDecide));
        expect(all.decision).toBe(asIs.wouldDecide);
      }),
    );
  });

  it('every decision but allow has a blocker of an enforced rule, with somebody to turn to and a way on', () => {
    fc.assert(
      fc.property(anyRules, anyFacts, anySignoffs, (rules, given, signoffs) => {
        const decision = decide(input(rules, { facts: given, signoffs }));
        const enforced = decision.blockers.filter((blocker) => blocker.mode === 'enforce');
        expect(enforced.length > 0).toBe(decision.decision !== 'allow');
        expect(decision.blockers.length > 0).toBe(decision.wouldDecide !== 'allow');
        for (const blocker of decision.blockers) {
          expect(blocker.whoCanClear.length).toBeGreaterThan(0);
          expect(blocker.how).not.toBe('');
        }
        const codes = decision.blockers.map((blocker) => blocker.code);
        expect(new Set(codes).size).toBe(codes.length);
      }),
    );
  });
});

function forget(given: Facts, names: readonly string[]): Facts {
  const kept = Object.entries(given.values).map(([group, members]) => [
    group,
    Object.fromEntries(Object.entries(members).filter(([member]) => !names.includes(member))),
  ]);
  return { values: Object.fromEntries(kept), unknown: given.unknown };
}
