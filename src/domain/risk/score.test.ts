import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FACTOR_LIMIT } from './factor.ts';
import { FEATURES, type Features, NON_DECREASING } from './feature.ts';
import { riskLogOdds } from './model.ts';
import { RepositoryNorm } from './repository-norm.ts';
import { scoreChange } from './score.ts';
import { shippedModel } from './shipped-model.ts';
import { RISK_CEILING, UPLIFT_CAP, UPLIFT_TOTAL_CAP } from './uplift.ts';

const model = shippedModel();
const anyFeatures: fc.Arbitrary<Features> = fc
  .tuple(...FEATURES.map((name) => fc.integer({ min: 0, max: name === 'fix' ? 1 : name === 'entropy' ? 6 : 3_000 })))
  .map((values) => Object.fromEntries(FEATURES.map((name, at) => [name, values[at]])) as unknown as Features);
const small: Features = { ...model.typical, la: 2, ld: 1, nf: 1, nd: 1, ns: 1, entropy: 0 };
const large: Features = { ...model.typical, la: 1_400, ld: 300, nf: 24, nd: 9, ns: 4, entropy: 3.8 };

function score(features: Features, norm: RepositoryNorm | null = null) {
  return scoreChange({ model, features, norm, uplifts: [] });
}

function normOf(count: number): RepositoryNorm {
  const norm = new RepositoryNorm();
  for (let at = 0; at < count; at += 1) {
    const features = { ...small, la: at, nf: 1 + (at % 5) };
    norm.add(features, riskLogOdds(model, features));
  }
  return norm;
}

describe('the score of a change', () => {
  it('never falls as a change adds lines or spreads, by the shipped weights', () => {
    fc.assert(
      fc.property(
        anyFeatures,
        fc.constantFrom(...NON_DECREASING),
        fc.integer({ min: 1, max: 2_000 }),
        (features, name, more) => {
          const grown = { ...features, [name]: features[name] + more };
          expect(riskLogOdds(model, grown)).toBeGreaterThanOrEqual(riskLogOdds(model, features) - 1e-9);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('does fall along a feature that is left free, so that law can fail', () => {
    const falls = [1, 3, 10, 30, 100, 300].some(
      (age) => score({ ...large, age: age * 2 }).probability < score({ ...large, age }).probability,
    );
    expect(falls).toBe(true);
  });

  it('is a probability, the same each time, for anything at all', () => {
    fc.assert(
      fc.property(anyFeatures, (features) => {
        const { probability } = score(features);
        expect(probability).toBeGreaterThan(0);
        expect(probability).toBeLessThan(1);
        expect(score(features).probability).toBe(probability);
      }),
    );
    expect(score({ ...large, la: Number.NaN, age: Number.POSITIVE_INFINITY, lt: -5 }).probability).toBeGreaterThan(0);
  });

  it('tells at most five factors, size and spread first for a large and spread change', () => {
    const { factors } = score(large, normOf(200));
    expect(factors.length).toBeLessThanOrEqual(FACTOR_LIMIT);
    expect(factors.length).toBeGreaterThan(0);
    const size = factors.find((factor) => factor.kind === 'size');
    expect(size?.points).toBeGreaterThan(5);
    expect(size?.percentile).toBe(100);
    const spread = factors.find((factor) => factor.kind === 'spread');
    expect(spread?.text).toBe('touches 24 files in 9 folders, more than 100 % of changes here');
    const points = factors.map((factor) => Math.abs(factor.points));
    expect(points).toEqual([...points].sort((a, b) => b - a));
  });

  it('says nothing of what is usual while too few changes are known', () => {
    const found = score(large, normOf(29));
    expect(found.percentile).toBeNull();
    expect(found.factors.every((factor) => factor.percentile === null)).toBe(true);
    expect(score(large, normOf(30)).percentile).not.toBeNull();
  });

  it('ranks among the preceding changes only', () => {
    const norm = normOf(100);
    const before = score(large, norm);
    expect(before.percentile).toBe(100);
    norm.add(large, before.logOdds);
    expect(norm.size).toBe(101);
    expect(score(small, norm).percentile).toBeLessThan(60);
  });
});

describe('what is usual in a repository', () => {
  it('goes on from a stored state', () => {
    const norm = normOf(2_100);
    const again = RepositoryNorm.read(JSON.parse(JSON.stringify(norm.state())));
    expect(again.size).toBe(2_000);
    norm.add(large, 1);
    again.add(large, 1);
    for (const name of FEATURES) {
      expect(again.percentile(name, 50)).toBe(norm.percentile(name, 50));
      expect(again.typical(name)).toBe(norm.typical(name));
    }
  });
});

describe('uplifts', () => {
  const withUplifts = (uplifts: readonly { name: string; points: number }[]) =>
    scoreChange({ model, features: small, norm: null, uplifts });

  it('only ever add, within their caps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), points: fc.integer({ min: -50, max: 90 }) })),
        (uplifts) => {
          const found = withUplifts(uplifts);
          const points = found.uplifts.map((uplift) => uplift.points);
          expect(points.every((each) => each > 0 && each <= UPLIFT_CAP)).toBe(true);
          expect(points.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(UPLIFT_TOTAL_CAP);
          expect(found.probability).toBeGreaterThanOrEqual(found.fromFeatures);
          expect(found.probability).toBeLessThanOrEqual(Math.max(RISK_CEILING, found.fromFeatures));
        },
      ),
    );
  });

  it('count a name once and say how much each counted', () => {
    const found = withUplifts([
      { name: 'drops a table', points: 40 },
      { name: 'drops a table', points: 12 },
      { name: 'nobody owns it', points: 10 },
      { name: 'no test', points: 9 },
    ]);
    expect(found.uplifts).toEqual([
      { name: 'drops a table', points: 15 },
      { name: 'nobody owns it', points: 10 },
      { name: 'no test', points: 5 },
    ]);
    expect(found.probability).toBeCloseTo(found.fromFeatures + 0.3, 10);
  });
});
