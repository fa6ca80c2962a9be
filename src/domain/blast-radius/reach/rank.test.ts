import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../../change/index.ts';
import type { Companion } from '../../co-change/index.ts';
import { type ImportDistance, type ReachInput, reachCandidates } from './candidate.ts';
import { rankReach } from './rank.ts';
import { fitReach, type LabelledReach, reachModelOf } from './ship.ts';
import { shippedReachModel } from './shipped-model.ts';

function companion(path: string, landings: number): Companion {
  return {
    path: path as FilePath,
    landings,
    weight: landings / 2,
    share: landings / (landings + 2),
    activity: landings,
    daysAgo: 10,
  };
}

function imports(dependents: Readonly<Record<string, number>>): ImportDistance {
  return {
    dependents: new Map(Object.entries(dependents)) as unknown as ReadonlyMap<FilePath, number>,
    dependencies: new Map(),
    directUses: (path) => (dependents[path] === 1 ? 1 : 0),
    directUsedBy: () => 0,
    degree: () => 2,
  };
}

function input(more: Partial<ReachInput> = {}): ReachInput {
  return {
    changed: ['src/pay.ts'] as readonly string[] as readonly FilePath[],
    files: [
      'src/pay.ts',
      'src/cart.ts',
      'test/pay.test.ts',
      'docs/tool/far.ts',
      'lib/money.ts',
    ] as unknown as FilePath[],
    companions: [],
    nearCompanions: [],
    daysSinceLanded: () => null,
    daysSinceAuthor: () => null,
    imports: null,
    ...more,
  };
}

describe('ranked reach', () => {
  const model = shippedReachModel();

  it('never names a file of the change, and leaves out what nothing connects', () => {
    const paths = rankReach(input(), model).map(({ path }) => path);
    expect(paths).not.toContain('src/pay.ts');
    expect(paths).not.toContain('docs/tool/far.ts');
    expect(paths).toEqual(expect.arrayContaining(['src/cart.ts', 'test/pay.test.ts']));
  });

  it('calls a direct importer certain, however improbable its repair', () => {
    const found = rankReach(input({ imports: imports({ 'lib/money.ts': 1, 'docs/tool/far.ts': 2 }) }), model);
    expect(found.find(({ path }) => path === 'lib/money.ts')?.certainty).toBe('certain');
    expect(found.find(({ path }) => path === 'docs/tool/far.ts')?.certainty).not.toBe('certain');
  });

  it('ranks what landed with the change above what only stands near', () => {
    const [first] = rankReach(input({ companions: [companion('lib/money.ts', 12)] }), model);
    expect(first).toMatchObject({ path: 'lib/money.ts', landings: 12 });
  });

  it('never lowers a file for more landings together, a shorter way of imports or a newer landing', () => {
    const count = fc.integer({ min: 0, max: 40 });
    const hops = fc.integer({ min: 1, max: 3 });
    fc.assert(
      fc.property(count, count, hops, hops, (fewer, more, near, far) => {
        const [low, high] = [Math.min(fewer, more), Math.max(fewer, more)];
        const probability = (landings: number, at: number) => {
          const known = landings === 0 ? [] : [companion('lib/money.ts', landings)];
          // Activity is free in the weights: it is held, so that only what is asked about moves.
          const companions = known.map((each) => ({
            ...each,
            activity: 50,
            weight: landings / 50,
            share: landings / 60,
          }));
          const found = rankReach(input({ companions, imports: imports({ 'lib/money.ts': at }) }), model);
          return found.find(({ path }) => path === 'lib/money.ts')?.probability ?? 0;
        };
        if (low > 0) expect(probability(high, near)).toBeGreaterThanOrEqual(probability(low, near) - DAMPED);
        expect(probability(high, Math.min(near, far))).toBeGreaterThanOrEqual(probability(high, Math.max(near, far)));
      }),
    );
  });

  it('gives probabilities and is the same for the same question', () => {
    const asked = input({ companions: [companion('lib/money.ts', 3)], imports: imports({ 'src/cart.ts': 1 }) });
    for (const { probability } of rankReach(asked, model)) {
      expect(probability).toBeGreaterThan(0);
      expect(probability).toBeLessThan(1);
    }
    expect(rankReach(asked, model)).toEqual(rankReach(asked, model));
  });
});

/** The damped input is free in the weights and moves with the landings. */
const DAMPED = 0.05;

describe('fitting', () => {
  const cases = (count: number): readonly LabelledReach[] =>
    Array.from({ length: count }, (_, index) => {
      const candidates = reachCandidates(input({ companions: [companion('lib/money.ts', 1 + (index % 9))] }));
      return { candidates, touched: candidates.map(({ path }) => path === 'lib/money.ts') };
    });

  it('makes the same weights from the same cases, and a model that finds what it was shown', () => {
    const weights = fitReach([cases(60), cases(50)]);
    expect(fitReach([cases(60), cases(50)])).toEqual(weights);
    const [first] = rankReach(input({ companions: [companion('lib/money.ts', 4)] }), reachModelOf(weights));
    expect(first?.path).toBe('lib/money.ts');
  });

  it('refuses weights of other inputs', () => {
    expect(() => reachModelOf({ ...fitReach([cases(5)]), inputs: ['other'] })).toThrow(RangeError);
  });
});
