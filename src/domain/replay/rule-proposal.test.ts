import { describe, expect, it } from 'vitest';
import type { Facts } from '../policy/index.ts';
import { compilePolicy } from '../policy/index.ts';
import { proposedRules } from './rule-proposal.ts';

type Values = Partial<{ [K in keyof Facts['values']]: Partial<Facts['values'][K]> }>;

/** Facts of which nothing is known but what is given. */
function factsOf(values: Values): Facts {
  const none = { change: {}, companions: {}, author: {}, provenance: {}, catalog: {}, risk: {}, repository: {} };
  return { values: { ...none, ...values } as Facts['values'], unknown: {} };
}

const ids = (values: Values) => proposedRules(factsOf(values)).map(({ id, when }) => [id, when]);

describe('rules that are proposed after an incident', () => {
  it('are made of what was known of the change, and of nothing else', () => {
    expect(ids({})).toEqual([]);
    expect(
      ids({ catalog: { services: ['pay'], tier: 0 }, change: { paths: ['src/pay/a.ts', 'src/pay/b/c.ts'] } }),
    ).toEqual([
      ['proposed-service-pay', '"pay" in catalog.services'],
      ['proposed-place', 'touches("src/pay/**")'],
      ['proposed-tier', 'catalog.tier <= 0'],
    ]);
  });

  it('ask for round numbers below those of the change, and for none where they would tell nothing apart', () => {
    expect(ids({ risk: { percentile: 93.7 } })).toEqual([['proposed-risk', 'risk.percentile >= 90']]);
    expect(ids({ risk: { percentile: 49 }, change: { size_percentile: 30 } })).toEqual([]);
  });

  it('never hold by origin alone', () => {
    expect(ids({ provenance: { assistance: 'ai' } })).toEqual([]);
    expect(ids({ provenance: { assistance: 'ai' }, change: { paths: ['a/b.ts'] } })).toContainEqual([
      'proposed-ai-in-place',
      'provenance.assistance == "ai" && touches("a/**")',
    ]);
  });

  it('leave out names that would not stand in a condition as they are', () => {
    const odd = { catalog: { services: ['a" || true || "'], tier: 3 as const }, change: { paths: ['x y"/a.ts'] } };
    expect(ids(odd)).toEqual([]);
  });

  it('can all be used', () => {
    const facts = factsOf({
      change: {
        paths: ['db/1.sql'],
        classes: ['code', 'migration'],
        sensitive: ['money'],
        size_percentile: 99,
        test_changed: false,
      },
      catalog: { services: ['pay'], flows: ['checkout'], tier: 1 },
      risk: { percentile: 80 },
      provenance: { assistance: 'ai' },
      repository: { has_tests: true },
    });
    const rules = proposedRules(facts).map((rule) => ({
      ...rule,
      mode: 'enforce' as const,
      expires: null,
      origin: { file: 'x', line: 1 },
      profile: null,
    }));
    expect(rules).toHaveLength(11);
    expect(compilePolicy({ rules, profiles: [], seniorMinutesPerWeek: null }).ok).toBe(true);
  });
});
