import { describe, expect, it } from 'vitest';
import { type CompiledPolicy, compilePolicy } from './compile.ts';
import type { Rule } from './model.ts';
import { type PolicyTestCase, runPolicyTest } from './test-case.ts';

function policyOf(when: string): CompiledPolicy {
  const rule: Rule = {
    id: 'ai-senior',
    when,
    effect: {
      kind: 'require',
      signoffs: [{ count: 1, level: 'senior', from: 'owners' }],
      twoPerson: false,
      evidence: [],
    },
    because: 'example',
    mode: 'shadow',
    expires: null,
    origin: { file: 'firebreak.yaml', line: 1 },
    profile: null,
  };
  const compiled = compilePolicy({ rules: [rule], profiles: [], seniorMinutesPerWeek: null });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.rejection));
  return compiled.value;
}

const policy = policyOf('provenance.assistance == "ai" && catalog.tier <= 1');

function example(other: Partial<PolicyTestCase>): PolicyTestCase {
  const facts = { provenance: { assistance: 'ai' }, catalog: { tier: 0 } };
  return { name: 'example', facts, signoffs: [], now: null, decision: null, rules: {}, ...other };
}

function differences(other: Partial<PolicyTestCase>): readonly string[] {
  return runPolicyTest(policy, example(other)).differences;
}

describe('an example of a policy', () => {
  it('passes when decision and rules come out as expected, whatever the mode', () => {
    expect(runPolicyTest(policy, example({ decision: 'hold', rules: { 'ai-senior': 'unsatisfied' } }))).toEqual({
      name: 'example',
      ok: true,
      differences: [],
    });
    expect(differences({ rules: { 'ai-senior': 'matched' } })).toEqual([]);
  });

  it('counts sign-offs by level and group', () => {
    const owner = { level: 'senior', from: ['owners'] } as const;
    expect(differences({ decision: 'allow', signoffs: [owner] })).toEqual([]);
    expect(differences({ decision: 'hold', signoffs: [{ level: 'senior', from: [] }] })).toEqual([]);
    expect(differences({ decision: 'hold', signoffs: [{ level: null, from: ['owners'] }] })).toEqual([]);
  });

  it('fails with the reason why the policy said otherwise', () => {
    expect(differences({ decision: 'allow', rules: { 'ai-senior': 'not-matched' } })).toEqual([
      'expected allow, got hold: ai-senior is unsatisfied (catalog.tier = 0, provenance.assistance = ai)',
      'expected rule ai-senior to be not-matched, but ai-senior is unsatisfied (catalog.tier = 0, provenance.assistance = ai)',
    ]);
  });

  it('takes facts that are left out as unknown', () => {
    expect(differences({ facts: { provenance: { assistance: 'ai' } }, rules: { 'ai-senior': 'unevaluable' } })).toEqual(
      [],
    );
    expect(differences({ facts: { provenance: { assistance: 'ai' } }, decision: 'allow' })).toEqual([
      'expected allow, got hold: ai-senior is unevaluable (catalog.tier is unknown)',
    ]);
  });

  it('fails for facts that do not exist or cannot be so', () => {
    const facts = { provenance: { assistence: 'ai', assistance: 'robot' }, catalog: { tier: '0' } };
    expect(differences({ facts, rules: { 'ai-senior': 'not-matched' } })).toEqual([
      'there is no fact provenance.assistence; did you mean provenance.assistance?',
      'provenance.assistance is never "robot"; it is one of ai, human, unknown',
      'catalog.tier must be int, not "0"',
    ]);
  });

  it('fails for a rule that does not exist and for expecting nothing', () => {
    expect(differences({ rules: { gone: 'matched' } })).toEqual(['the policy has no rule gone']);
    expect(differences({})).toEqual(['the case expects nothing']);
  });
});
