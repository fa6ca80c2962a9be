import { describe, expect, it } from 'vitest';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import { type BudgetDay, countDay, spentShare, spentSince } from './budget.ts';

const START = Date.UTC(2026, 2, 1);

function days(count: number, badShare: number): readonly BudgetDay[] {
  return Array.from({ length: count }, (_, day) => instant(START + day * DAY_MS)).reduce<readonly BudgetDay[]>(
    (known, at) => countDay(known, { at, good: 1_000 * (1 - badShare), bad: 1_000 * badShare }, DAY_MS),
    [],
  );
}

const at = (day: number): Instant => instant(START + day * DAY_MS);

describe('an error budget of 30 days', () => {
  it('is spent exactly when 30 days burn at their rate, and sooner at a multiple', () => {
    expect(spentShare(days(30, 0.01), { objective: 0.99, now: at(29) })).toBeCloseTo(1);
    expect(spentShare(days(3, 0.1), { objective: 0.99, now: at(2) })).toBeCloseTo(1);
    expect(spentShare(days(3, 0.01), { objective: 0.99, now: at(2) })).toBeCloseTo(0.1);
  });

  it('forgets what is older, and says nothing of few events', () => {
    expect(days(40, 0.5)).toHaveLength(30);
    expect(spentShare(days(1, 1), { objective: 0.99, now: at(31) })).toBeNull();
    expect(
      spentShare(countDay([], { at: at(0), good: 40, bad: 9 }, 60_000), { objective: 0.9, now: at(0) }),
    ).toBeNull();
  });

  it('is spent since one moment, until a tenth is back', () => {
    expect(spentSince(null, 0.99, at(1))).toBeNull();
    expect(spentSince(null, 1, at(1))).toBe(at(1));
    expect(spentSince(at(1), 0.95, at(2))).toBe(at(1));
    expect(spentSince(at(1), null, at(2))).toBe(at(1));
    expect(spentSince(at(1), 0.89, at(2))).toBeNull();
  });
});
