import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts, FactValues } from '../policy/index.ts';
import type { Features } from '../risk/index.ts';
import { reliefsOf, riskOf, withRisk } from './risk.ts';

const FEATURES: Features = {
  ns: 2,
  nd: 4,
  nf: 6,
  entropy: 2,
  la: 200,
  ld: 40,
  lt: 3000,
  fix: 0,
  ndev: 5,
  age: 20,
  nuc: 40,
  exp: 50,
  rexp: 10,
  sexp: 20,
};

function factsOf(values: Partial<FactValues>): Facts {
  const none = { change: {}, author: {}, provenance: {}, catalog: {}, evidence: {}, risk: {}, repository: {} };
  return { values: { ...none, ...values }, unknown: {} };
}

const input = { features: FEATURES, percentile: 70, norm: null };

describe('riskOf', () => {
  it('only adds caution for a finding, never less than without it', () => {
    const plain = riskOf(factsOf({}), input).probability;
    const findings = fc.record({
      tier: fc.constantFrom(0, 1, 2, 3),
      classes: fc.subarray(['code', 'migration', 'infrastructure', 'test']),
      tested: fc.boolean(),
      unowned: fc.subarray(['a', 'b']),
      assistance: fc.constantFrom('ai', 'human', 'unknown'),
    });
    fc.assert(
      fc.property(findings, ({ tier, classes, tested, unowned, assistance }) => {
        const facts = factsOf({
          change: { classes, test_changed: tested },
          catalog: { tier, unowned_paths: unowned },
          provenance: { assistance },
          repository: { has_tests: true },
        });
        expect(riskOf(facts, input).probability).toBeGreaterThanOrEqual(plain);
      }),
    );
  });

  it('is the same for AI-assisted and human changes: who wrote it is no risk feature', () => {
    const of = (assistance: string) =>
      riskOf(factsOf({ provenance: { assistance }, catalog: { tier: 1 } }), input).probability;
    expect(of('ai')).toBe(of('human'));
    expect(of('unknown')).toBe(of('human'));
  });

  it('names a missing test as a finding, and what would lower the risk', () => {
    const facts = factsOf({
      change: { classes: ['code'], test_changed: false },
      repository: { has_tests: true },
    });
    expect(riskOf(facts, input).uplifts.map(({ name }) => name)).toEqual([
      'changes code and no test, where tests exist',
    ]);
    const reliefs = reliefsOf(facts, input);
    expect(reliefs.map(({ text }) => text)).toContain('change a test together with the code');
    expect(reliefs.every(({ points }) => points > 0)).toBe(true);
    expect(reliefs.map(({ points }) => points)).toEqual([...reliefs.map(({ points }) => points)].sort((a, b) => b - a));
  });
});

describe('withRisk', () => {
  it('gives score and rank, or says why each is unknown', () => {
    const known = withRisk(withRisk(factsOf({}), null), riskOf(factsOf({}), input));
    expect(known.values.risk).toMatchObject({ percentile: 70 });
    expect(known.unknown).toEqual({});
    expect(Object.keys(withRisk(factsOf({}), null).unknown)).toEqual(['risk.score', 'risk.percentile']);
    const unranked = withRisk(factsOf({}), riskOf(factsOf({}), { ...input, percentile: null }));
    expect(Object.keys(unranked.unknown)).toEqual(['risk.percentile']);
  });
});
