import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import { dueAfter } from './deadline.ts';
import { afterWorkingTime, atWorkingTime, workingTime } from './working-time.ts';

const anyMoment = fc.integer({ min: -4e12, max: 4e12 }).map((at): Instant => instant(at));
const isWeekend = (at: Instant): boolean => [0, 6].includes(new Date(at).getUTCDay());

describe('working time', () => {
  it('leaves weekends out', () => {
    const friday = instant(Date.UTC(2026, 0, 16, 18));
    expect(afterWorkingTime(friday, DAY_MS)).toBe(Date.UTC(2026, 0, 19, 18));
    const saturday = instant(Date.UTC(2026, 0, 17, 9));
    expect(afterWorkingTime(saturday, 3_600_000)).toBe(Date.UTC(2026, 0, 19, 1));
  });

  it('comes back to every moment of a working day, and never to a weekend', () => {
    fc.assert(
      fc.property(anyMoment, (at) => {
        const back = atWorkingTime(workingTime(at));
        if (isWeekend(at)) expect(new Date(back).getUTCDay()).toBe(1);
        else expect(back).toBe(at);
      }),
    );
  });

  it('never runs backwards, and never faster than the calendar', () => {
    fc.assert(
      fc.property(anyMoment, fc.integer({ min: 0, max: 1e10 }), (at, later) => {
        const passed = workingTime(instant(at + later)) - workingTime(at);
        expect(passed).toBeGreaterThanOrEqual(0);
        if (!isWeekend(at)) expect(passed).toBeLessThanOrEqual(later);
      }),
    );
  });

  it('gives less time the more critical the tier is, and no more than tier 1 where it is unknown', () => {
    const now = instant(Date.UTC(2026, 0, 14));
    const hours = ([0, 1, 2, 3, null] as const).map((tier) => (dueAfter(now, tier) - now) / 3_600_000);
    expect(hours).toEqual([2, 4, 24, 48, 4]);
  });
});
