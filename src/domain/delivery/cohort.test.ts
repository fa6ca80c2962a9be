import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { day, landedChange } from '../../../test/support/delivery.ts';
import { seededRandom } from '../../statistics/index.ts';
import { compareCohorts } from './cohort.ts';
import { shareFigure } from './figure.ts';
import { labelErrors, SENSITIVITIES } from './label-error.ts';
import type { DeliveredChange } from './model.ts';

type What = Parameters<typeof landedChange>[2];

/** So many changes of one sort, of which so many needed repair, each by a repair of its own. */
function many(name: string, n: number, repaired: number, what: What = {}): DeliveredChange[] {
  return Array.from({ length: n }, (_, at) =>
    landedChange(`${name}-${at}`, 1 + (at % 20), {
      ...what,
      repair: at < repaired ? { kind: 'fixed', by: `fix-${name}-${at}`, at: day(30) } : { kind: 'none' },
    }),
  );
}

const AI = { assistance: 'ai', evidence: 'declared' } as const;

describe('cohorts of changes', () => {
  it('says "not enough data" below what a doubling needs, and gives no ranking', () => {
    const { verdict, power } = compareCohorts([...many('a', 80, 16, AI), ...many('h', 80, 4)]);
    expect(verdict).toBe('not-enough-data');
    expect(power.neededPerArm).toBe(435);
    expect(power.ai).toBe(80);
  });

  it('shows a difference that the raw figures and the strata agree on, with the confounder that it would take', () => {
    const { verdict, raw, total, isReversed } = compareCohorts([...many('a', 600, 90, AI), ...many('h', 600, 30)]);
    expect(verdict).toBe('more-repairs');
    expect(raw.difference).toBeCloseTo(0.1, 10);
    expect(isReversed).toBe(false);
    expect(total.overlap).toBe(1);
    expect(total.confounding?.interval).toBeGreaterThan(2);
  });

  it('flags a sign that turns: AI wrote where everything breaks more often', () => {
    const shaky = { services: ['checkout'] };
    const changes = [
      ...many('a1', 900, 180, { ...AI, ...shaky }),
      ...many('a2', 100, 2, AI),
      ...many('h1', 100, 25, shaky),
      ...many('h2', 900, 36),
    ];
    const { raw, total, isReversed, verdict } = compareCohorts(changes);
    expect(raw.difference).toBeGreaterThan(0);
    expect(total.difference?.value).toBeLessThan(0);
    expect(isReversed).toBe(true);
    expect(verdict).not.toBe('more-repairs');
  });

  it('shows size as a way that AI works, not as an excuse: total and direct effect differ', () => {
    // Large changes break; AI writes large ones. Among changes of one size there is no difference.
    const changes = [
      ...many('a1', 750, 150, { ...AI, size: 500 }),
      ...many('a2', 250, 5, { ...AI, size: 10 }),
      ...many('h1', 250, 50, { size: 500 }),
      ...many('h2', 750, 15, { size: 10 }),
    ];
    const { total, direct } = compareCohorts(changes);
    expect(total.difference?.low).toBeGreaterThan(0.05);
    expect(direct.difference?.value).toBeCloseTo(0, 3);
  });

  it('compares nothing where the cohorts did different work', () => {
    const { verdict, total } = compareCohorts([
      ...many('a', 600, 90, { ...AI, work: 'test' }),
      ...many('h', 600, 30, { work: 'code' }),
    ]);
    expect(verdict).toBe('not-comparable');
    expect([total.overlap, total.difference]).toEqual([0, null]);
  });

  it('never counts unknown as human; where hardly any human is known it says what it compares with', () => {
    const none = { assistance: 'unknown', evidence: 'none' } as const;
    const { human, unknown, against } = compareCohorts([...many('a', 5, 1, AI), ...many('u', 9, 1, none)]);
    expect([human.denominator, unknown.denominator, against]).toEqual([0, 9, 'without-evidence']);
    expect(compareCohorts([...many('h', 9, 1), ...many('u', 5, 1, none)]).against).toBe('human');
  });

  it('takes one repair of many changes for one failure: the interval is that of so many events', () => {
    const apart = compareCohorts(many('h', 200, 20)).human;
    const together = compareCohorts(
      many('h', 200, 20).map((change) =>
        change.repair.kind === 'fixed' ? { ...change, repair: { ...change.repair, by: 'one' } } : change,
      ),
    ).human;
    expect(together.share).toBe(apart.share);
    expect(together.events).toBe(1);
    expect((together.high ?? 0) - (together.low ?? 0)).toBeGreaterThan(2 * ((apart.high ?? 0) - (apart.low ?? 0)));
  });

  it('leaves out what is too young to tell, and does not depend on the order', () => {
    const changes = [...many('a', 30, 9, AI), ...many('h', 40, 3)];
    const young = landedChange('y', 3, { ...AI, repair: { kind: 'unknown' } });
    fc.assert(
      fc.property(fc.shuffledSubarray(changes, { minLength: changes.length }), (shuffled) => {
        expect(compareCohorts([...shuffled, young])).toEqual(compareCohorts(changes));
      }),
      { numRuns: 10 },
    );
  });

  it('finds no difference between cohorts that were drawn alike, as often as it says', () => {
    const random = seededRandom(3);
    let found = 0;
    const runs = 60;
    for (let run = 0; run < runs; run += 1) {
      const changes = Array.from({ length: 1_200 }, (_, at) =>
        landedChange(`c${at}`, 1 + (at % 20), {
          ...(random() < 0.5 ? AI : {}),
          repair: random() < 0.1 ? { kind: 'fixed', by: `f${at}`, at: day(30) } : { kind: 'none' },
        }),
      );
      const { verdict } = compareCohorts(changes);
      if (verdict === 'more-repairs' || verdict === 'fewer-repairs') found += 1;
    }
    // 5 % of 60 is 3; more than 9 has a chance below 1 in 1,000.
    expect(found).toBeLessThanOrEqual(9);
  });
});

describe('errors of labels', () => {
  /** Ratio that is seen when AI wrote half of all and only part of that is known: 8 % and 4 % need repair. */
  function seen(sensitivity: number) {
    const n = 1_000_000;
    const labelled = 0.5 * sensitivity * n;
    const hidden = 0.5 * n - labelled;
    const ai = shareFigure('repair/1', 0.08 * labelled, labelled);
    const other = shareFigure('repair/1', 0.04 * 0.5 * n + 0.08 * hidden, 0.5 * n + hidden);
    return { ai, other };
  }

  it('draw a true ratio of 2 towards 1', () => {
    const ratios = [1, 0.8, 0.5, 0.2, 0.033].map((sensitivity) => {
      const { ai, other } = seen(sensitivity);
      return Number(((ai.share ?? 0) / (other.share ?? 1)).toFixed(2));
    });
    expect(ratios).toEqual([2, 1.71, 1.5, 1.38, 1.34]);
  });

  it('are undone when the part that is known is known', () => {
    for (const [at, sensitivity] of SENSITIVITIES.entries()) {
      expect(labelErrors(seen(sensitivity))[at]?.ratio).toBeCloseTo(2, 6);
    }
  });

  it('cannot hide more than there is', () => {
    const ai = shareFigure('repair/1', 10, 100);
    const other = shareFigure('repair/1', 10, 100);
    expect(labelErrors({ ai, other }).map(({ ratio }) => ratio === null)).toEqual([false, false, true, true, true]);
  });
});
