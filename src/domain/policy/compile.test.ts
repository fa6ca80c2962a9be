import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { compilePolicy, MAX_RULES, policyDigest } from './compile.ts';
import type { Policy, Profile, Rule } from './model.ts';

function rule(id: string, other: Partial<Rule> = {}): Rule {
  return {
    id,
    when: 'change.files > 2',
    effect: { kind: 'hold' },
    because: 'example',
    mode: 'enforce',
    expires: null,
    origin: { file: 'firebreak.yaml', line: 10 },
    profile: null,
    ...other,
  };
}

function policy(rules: readonly Rule[], profiles: readonly Profile[] = []): Policy {
  return { rules, profiles, seniorMinutesPerWeek: null };
}

function problemsOf(given: Policy) {
  const compiled = compilePolicy(given);
  return compiled.ok ? [] : compiled.rejection.map(({ code, rule: id, line }) => `${code} ${id} ${line}`);
}

const reset: Profile = { id: 'reset', because: 'x', starts: instant(10), ends: instant(20), rules: ['a'] };

describe('compiling a policy', () => {
  it('accepts an empty policy', () => {
    expect(compilePolicy(policy([]))).toMatchObject({ ok: true, value: { rules: [] } });
  });

  it('sorts rules by id and gives each its window', () => {
    const rules = [rule('b', { expires: instant(30) }), rule('a', { profile: 'reset', expires: instant(15) })];
    const compiled = compilePolicy(policy(rules, [reset]));
    expect(compiled.ok && compiled.value.rules.map((each) => [each.rule.id, each.starts, each.ends])).toEqual([
      ['a', 10, 15],
      ['b', null, 30],
    ]);
  });

  it('refuses the whole policy for one bad rule, with file and line', () => {
    const bad = rule('bad', { when: 'change.files > 2 &&\ncatalog.teir < 1', origin: { file: 'p.yaml', line: 7 } });
    const compiled = compilePolicy(policy([rule('good'), bad]));
    expect(compiled).toMatchObject({
      ok: false,
      rejection: [
        { code: 'unknown-fact', severity: 'error', rule: 'bad', file: 'p.yaml', line: 8, suggestion: 'catalog.tier' },
      ],
    });
  });

  it('refuses what cannot be meant', () => {
    const asks = (count: number): Partial<Rule> => ({
      effect: { kind: 'require', signoffs: [{ count, level: null, from: 'anyone' }], twoPerson: false, evidence: [] },
    });
    expect(problemsOf(policy([rule('a'), rule('a')]))).toEqual(['duplicate-id a 10']);
    expect(problemsOf(policy([rule('a', { profile: 'lost' })]))).toEqual(['unknown-profile a 10']);
    expect(problemsOf(policy([rule('a', asks(0))]))).toEqual(['bad-requirement a 10']);
    expect(problemsOf(policy([rule('a', asks(21))]))).toEqual(['bad-requirement a 10']);
    expect(problemsOf(policy([rule('b')], [reset]))).toEqual(['profile-names-no-rule reset 10']);
    const backwards = { ...reset, ends: instant(10) };
    expect(problemsOf(policy([rule('a', { profile: 'reset' })], [backwards]))).toEqual([
      'profile-ends-before-it-starts reset 10',
    ]);
  });

  it('refuses more rules than anybody can keep in mind', () => {
    const rules = Array.from({ length: MAX_RULES + 1 }, (_, at) => rule(`r${at}`));
    expect(problemsOf(policy(rules))).toEqual([`too-many-rules r${MAX_RULES} 10`]);
  });
});

describe('the digest of a policy', () => {
  it('is the same for the same meaning, whatever the order and place of rules', () => {
    const moved = rule('a', { origin: { file: 'other.yaml', line: 99 } });
    expect(policyDigest(policy([rule('b'), moved]))).toBe(policyDigest(policy([rule('a'), rule('b')])));
  });

  it('changes with a mode, a condition, an end or a profile', () => {
    const digests = [
      policy([rule('a')]),
      policy([rule('a', { mode: 'advise' })]),
      policy([rule('a', { when: 'change.files > 3' })]),
      policy([rule('a', { expires: instant(1) })]),
      policy([rule('a', { profile: 'reset' })], [reset]),
    ].map(policyDigest);
    expect(new Set(digests).size).toBe(digests.length);
  });
});
