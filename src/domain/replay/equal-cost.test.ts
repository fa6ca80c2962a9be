import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommitId } from '../change/index.ts';
import { waitAssumption } from '../review/index.ts';
import { HARM_MINIMUM } from './capture.ts';
import { compareAtEqualCost } from './equal-cost.ts';
import type { EqualCostId, ReplayRow } from './model.ts';

interface Given {
  readonly ai: boolean;
  readonly harm: boolean;
  readonly minutes: number;
  readonly risk?: number;
  readonly senior?: boolean;
}

function rowsOf(given: readonly Given[]): ReplayRow[] {
  return given.map((one, at) => ({
    commit: at.toString(16).padStart(40, '0') as CommitId,
    title: '',
    pullRequest: null,
    landedAt: null,
    risk: one.risk === undefined ? null : { score: one.risk, percentile: 100 * one.risk },
    sizePercentile: one.minutes,
    areas: 1,
    files: 1,
    lines: 1,
    assistance: one.ai ? 'ai' : 'unknown',
    evidence: one.ai ? 'declared' : 'none',
    tier: null,
    label: { kind: one.harm ? 'fixed' : 'none', evidence: null, by: [] },
    verdict: {
      decision: 'allow',
      matched: [],
      holding: [],
      unevaluable: [],
      reviewMinutes: one.minutes,
      seniorMinutes: one.senior === true ? one.minutes : 0,
    },
  }));
}

const WAIT = waitAssumption(10);
const compare = (given: readonly Given[]) => compareAtEqualCost(rowsOf(given), { weeks: 1, wait: WAIT });
const held = (given: readonly Given[], id: EqualCostId) =>
  compare(given)?.rows.find((row) => row.id === id)?.harmHeld.count;

/** Twenty harmful changes, cheap, risky and of no AI; twenty harmless ones of AI. */
const MISSED: readonly Given[] = Array.from({ length: 40 }, (_, at) => ({
  ai: at % 2 === 0,
  harm: at % 2 === 1,
  minutes: at % 2 === 0 ? 10 : 5,
  risk: at % 2 === 0 ? 0.1 : 0.9,
}));

const histories: fc.Arbitrary<readonly Given[]> = fc.array(
  fc.record({
    ai: fc.boolean(),
    harm: fc.boolean(),
    minutes: fc.integer({ min: 2, max: 60 }),
    risk: fc.integer({ min: 0, max: 100 }).map((value) => value / 100),
    senior: fc.boolean(),
  }),
  { minLength: 30, maxLength: 80 },
);

describe('compareAtEqualCost', () => {
  it('is not there without a change of AI, and compares nothing with too little harm', () => {
    expect(compare(MISSED.map((one) => ({ ...one, ai: false })))).toBeNull();
    const few = MISSED.map((one, at) => ({ ...one, harm: at < HARM_MINIMUM - 1 }));
    expect(compare(few)).toMatchObject({ harm: HARM_MINIMUM - 1, minimumHarm: HARM_MINIMUM, rows: [] });
  });

  it('finds by risk what the blanket rule misses, and says so only where risk knows it', () => {
    expect(held(MISSED, 'every-ai')).toBe(0);
    expect(held(MISSED, 'risk-per-minute')).toBe(20);
    const blind = MISSED.map((one) => ({ ...one, risk: 1 - (one.risk ?? 0) }));
    expect(held(blind, 'risk-per-minute')).toBe(0);
    expect(compare(MISSED)?.rows.find(({ id }) => id === 'riskiest')?.timesEveryAi.value).toBeNull();
  });

  it('spends no more than the blanket rule, and no order beats the perfect one', () => {
    fc.assert(
      fc.property(histories, (given) => {
        const found = compare(given);
        if (found === null || found.rows.length === 0) return;
        const best = found.rows.find(({ id }) => id === 'perfect')?.harmHeld.share ?? 0;
        for (const row of found.rows) {
          expect(row.seniorMinutes).toBeLessThanOrEqual(found.seniorMinutes + 1e-6);
          expect(row.harmHeld.share).toBeLessThanOrEqual(best + 1e-9);
        }
        const blanket = found.rows.find(({ id }) => id === 'every-ai');
        expect(blanket?.seniorMinutes).toBeCloseTo(found.seniorMinutes, 6);
        expect(blanket?.held).toBe(given.filter(({ ai }) => ai).length);
      }),
      { numRuns: 40 },
    );
  });

  it('cuts a policy that asks for more, and lets one that asks for less spend less', () => {
    const all = MISSED.map((one) => ({ ...one, senior: true }));
    const [dear] = compare(all)?.rows ?? [];
    expect(dear).toMatchObject({ id: 'policy-senior', seniorMinutes: 200, held: 30, delayHours: 300 });
    const [cheap] = compare(MISSED.map((one, at) => ({ ...one, senior: at === 1 })))?.rows ?? [];
    expect(cheap).toMatchObject({ id: 'policy-senior', seniorMinutes: 5, held: 1, harmHeld: { count: 1, n: 20 } });
  });

  it('leaves out the orders by risk where no risk is known', () => {
    const rows = compare(MISSED.map(({ risk: _risk, ...one }) => one))?.rows ?? [];
    expect(rows.map(({ id }) => id)).toEqual(['policy-senior', 'largest', 'random', 'every-ai', 'perfect']);
  });
});
