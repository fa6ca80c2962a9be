import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicyFile, parsePolicyTests } from '../src/adapter/configuration/index.ts';
import { indexPeople, LEVELS } from '../src/domain/catalog/index.ts';
import {
  type CombinedEffect,
  type CompiledPolicy,
  compilePolicy,
  EXPECTED_OUTCOMES,
  FACT_TABLE,
  lintPolicy,
  type Policy,
  type PolicyTestCase,
  runPolicyTest,
} from '../src/domain/policy/index.ts';
import { instant } from '../src/kernel/index.ts';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', 'examples', 'policies');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
  .map((name) => name.replace(/\.yaml$/, ''));

async function readPolicy(name: string): Promise<Policy> {
  const read = async (): Promise<never> => {
    throw new Error('a pack stands alone');
  };
  const content = readFileSync(join(folder, `${name}.yaml`));
  const parsed = await parsePolicyFile({ content, file: `${name}.yaml`, read, catalog: null, now: null });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.rejection));
  expect(parsed.value.problems).toEqual([]);
  return parsed.value.policy;
}

function compiled(policy: Policy): CompiledPolicy {
  const result = compilePolicy(policy);
  if (!result.ok) throw new Error(JSON.stringify(result.rejection));
  return result.value;
}

function casesOf(name: string): readonly PolicyTestCase[] {
  const parsed = parsePolicyTests({
    content: readFileSync(join(folder, `${name}.test.yaml`)),
    file: `${name}.test.yaml`,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.rejection));
  return parsed.value.cases;
}

/** The decision with every rule enforced, found with the runner that users have. */
function decisionOf(
  policy: CompiledPolicy,
  example: Omit<PolicyTestCase, 'name' | 'decision' | 'rules'>,
): CombinedEffect {
  const says = (decision: CombinedEffect): boolean =>
    runPolicyTest(policy, { ...example, name: 'law', decision, rules: {} }).ok;
  return says('allow') ? 'allow' : says('hold') ? 'hold' : 'block';
}

const CAUTION: readonly CombinedEffect[] = ['allow', 'hold', 'block'];

/** All facts but a few: where most are unknown every rule would hold, and a law would hold for that reason alone. */
const anyFacts = fc
  .tuple(
    fc.record(
      Object.fromEntries(
        FACT_TABLE.map(({ name, type, values, range }) => {
          const word =
            values === null
              ? fc.constantFrom('src/a.ts', 'ai-signed-off', 'obfuscated-marker', 'money')
              : fc.constantFrom(...values);
          const top = Math.min(range?.max ?? 0, 1000);
          const of = {
            string: word,
            bool: fc.boolean(),
            int: fc.integer({ min: 0, max: top }),
            double: fc.double({ min: 0, max: top, noNaN: true }),
            'list<string>': fc.uniqueArray(word, { maxLength: 2 }),
          };
          return [name, of[type]];
        }),
      ),
    ),
    fc.uniqueArray(fc.constantFrom(...FACT_TABLE.map((fact) => fact.name)), { maxLength: 3 }),
  )
  .map(([flat, unknown]) => {
    const groups: Record<string, Record<string, unknown>> = {};
    for (const [name, value] of Object.entries(flat)) {
      const [group = '', member = ''] = name.split('.');
      groups[group] = { ...groups[group], ...(unknown.includes(name) ? {} : { [member]: value }) };
    }
    return groups;
  });

const anySignoffs = fc.array(
  fc.record({
    level: fc.option(fc.constantFrom(...LEVELS), { nil: null }),
    from: fc.subarray(['owners']),
  }),
  { maxLength: 3 },
);
const someDay = instant(Date.UTC(2026, 11, 15));

function moreAiNeverAsksLess(policy: CompiledPolicy) {
  return fc.property(anyFacts, anySignoffs, (facts, signoffs) => {
    const [human = 0, unknown = 0, ai = 0] = ['human', 'unknown', 'ai'].map((assistance) => {
      const given = { ...facts, provenance: { ...facts['provenance'], assistance } };
      return CAUTION.indexOf(decisionOf(policy, { facts: given, signoffs, now: someDay }));
    });
    expect(human).toBeLessThanOrEqual(unknown);
    expect(unknown).toBeLessThanOrEqual(ai);
  });
}

describe.each(names)('the policy pack %s', (name) => {
  it('says what its examples say', async () => {
    const policy = compiled(await readPolicy(name));
    const failed = casesOf(name)
      .map((example) => runPolicyTest(policy, example))
      .filter((result) => !result.ok);
    expect(failed).toEqual([]);
  });

  it('has an example where each rule stops a change and one where it does not', async () => {
    const policy = compiled(await readPolicy(name));
    const outcomes = (rule: string) => (example: PolicyTestCase) =>
      EXPECTED_OUTCOMES.filter(
        (outcome) => runPolicyTest(policy, { ...example, decision: null, rules: { [rule]: outcome } }).ok,
      );
    for (const { rule } of policy.rules) {
      const seen = new Set(casesOf(name).flatMap(outcomes(rule.id)));
      expect([rule.id, seen.has('unsatisfied')]).toEqual([rule.id, true]);
      expect([rule.id, seen.has('not-matched') || seen.has('expired')]).toEqual([rule.id, true]);
    }
  });

  it('lints clean with every rule enforced', async () => {
    const policy = await readPolicy(name);
    const enforced = { ...policy, rules: policy.rules.map((rule) => ({ ...rule, mode: 'enforce' as const })) };
    expect(lintPolicy(enforced, { people: indexPeople({ people: [] }), now: someDay })).toEqual([]);
  });

  it('never asks less because more is known of AI at work', async () => {
    const policy = compiled(await readPolicy(name));
    fc.assert(moreAiNeverAsksLess(policy));
  });

  it('never asks more because somebody else signed off', async () => {
    const policy = compiled(await readPolicy(name));
    fc.assert(
      fc.property(anyFacts, anySignoffs, anySignoffs, (facts, some, more) => {
        const before = decisionOf(policy, { facts, signoffs: some, now: someDay });
        const after = decisionOf(policy, { facts, signoffs: [...some, ...more], now: someDay });
        expect(CAUTION.indexOf(after)).toBeLessThanOrEqual(CAUTION.indexOf(before));
      }),
    );
  });
});

describe('the law about AI', () => {
  it('would catch a pack that trusts AI more than somebody unknown', async () => {
    const policy = await readPolicy('blanket-senior');
    const upsideDown = policy.rules.map((rule) => ({ ...rule, when: 'provenance.assistance == "unknown"' }));
    const outcome = fc.check(moreAiNeverAsksLess(compiled({ ...policy, rules: upsideDown })));
    expect(outcome.failed).toBe(true);
  });
});

describe('the starter pack', () => {
  const ordinary = casesOf('starter')[0];

  it('can be evaluated where nothing is configured: no catalog, no level, no line-level record', async () => {
    const policy = compiled(await readPolicy('starter'));
    const facts = { ...ordinary?.facts, catalog: {}, author: {} };
    for (const { rule } of policy.rules) {
      const example = {
        name: rule.id,
        facts,
        signoffs: [],
        now: null,
        decision: null,
        rules: { [rule.id]: 'unevaluable' as const },
      };
      expect([rule.id, runPolicyTest(policy, example).ok]).toEqual([rule.id, false]);
    }
  });
});
