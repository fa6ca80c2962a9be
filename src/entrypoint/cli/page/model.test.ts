import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shopReplay } from '../../../../test/shop-replay.ts';
import { compact } from './compact.ts';
import { AS_WRITTEN, countersOf, frontier, isHeld, marginals, OFF, type Settings, thresholdWithin } from './model.ts';
import { dotsOf } from './page-data.ts';

const report = shopReplay({ changes: 400, seed: 11 });
const data = compact(report);
const dots = dotsOf(data);
const { weeks } = data;

const settings: fc.Arbitrary<Settings> = fc.record({
  axis: fc.constantFrom('risk', 'size'),
  threshold: fc.integer({ min: 0, max: OFF }),
  off: fc.uniqueArray(fc.nat({ max: data.rules.length - 1 })).map((rules) => new Set(rules)),
});

describe('countersOf', () => {
  it('equals the totals of the report while nothing is changed', () => {
    const counters = countersOf(dots, AS_WRITTEN, weeks);
    expect(counters.minutesPerWeek).toBeCloseTo(report.totals.senior_minutes_per_week, 9);
    expect(counters.held).toEqual(report.totals.held);
    expect(counters.harm).toEqual(report.totals.harm_held);
    expect(counters.harmless).toEqual(report.totals.harmless_held);
  });

  it('never holds less or costs less when the handle moves down or a rule is switched on', () => {
    fc.assert(
      fc.property(settings, fc.nat({ max: OFF }), fc.nat({ max: data.rules.length - 1 }), (now, down, rule) => {
        const off = new Set(now.off);
        off.delete(rule);
        const more = { axis: now.axis, threshold: Math.max(0, now.threshold - down), off };
        const before = countersOf(dots, now, weeks);
        const after = countersOf(dots, more, weeks);
        expect(after.held.count).toBeGreaterThanOrEqual(before.held.count);
        expect(after.harm.count).toBeGreaterThanOrEqual(before.harm.count);
        expect(after.minutesPerWeek).toBeGreaterThanOrEqual(before.minutesPerWeek - 1e-9);
      }),
    );
  });

  it('holds everything at the left end and nothing with every rule off and the handle at rest', () => {
    const all = new Set(data.rules.keys());
    expect(countersOf(dots, { ...AS_WRITTEN, threshold: 0 }, weeks).held.count).toBe(dots.length);
    expect(countersOf(dots, { ...AS_WRITTEN, off: all }, weeks)).toMatchObject({
      held: { count: 0 },
      minutesPerWeek: 0,
    });
  });

  it('keeps a hold that no rule explains, whatever is switched off', () => {
    const unexplained = dots.map((dot) => ({ ...dot, decision: 'unknown' as const, holding: [] }));
    const off = new Set(data.rules.keys());
    expect(unexplained.every((dot) => isHeld(dot, { ...AS_WRITTEN, off }))).toBe(true);
  });

  it.each(['risk', 'size'] as const)('asks for a change of unknown %s as soon as the handle asks at all', (axis) => {
    const unknown = dots.filter((dot) => dot[axis] === null);
    expect(unknown.length).toBeGreaterThan(0);
    const off = new Set(data.rules.keys());
    expect(unknown.some((dot) => isHeld(dot, { axis, threshold: OFF, off }))).toBe(false);
    expect(unknown.every((dot) => isHeld(dot, { axis, threshold: 99, off }))).toBe(true);
  });

  it('holds by the rank that is looked at', () => {
    const off = new Set(data.rules.keys());
    for (const axis of ['risk', 'size'] as const) {
      const held = dots.filter((dot) => isHeld(dot, { axis, threshold: 80, off }));
      expect(held).toEqual(dots.filter((dot) => dot[axis] === null || dot[axis] >= 80));
    }
  });
});

describe('frontier', () => {
  it('agrees with counting at every place of the handle', () => {
    fc.assert(
      fc.property(settings, ({ axis, off }) => {
        for (const point of frontier(dots, { axis, off, weeks })) {
          const counters = countersOf(dots, { axis, threshold: point.threshold, off }, weeks);
          expect(point.minutesPerWeek).toBeCloseTo(counters.minutesPerWeek, 6);
          expect(point.harmShare ?? -1).toBeCloseTo(counters.harm.share ?? -1, 9);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('has no share of harm where there is none', () => {
    const calm = dotsOf(compact(shopReplay({ changes: 50, seed: 1, harm: false })));
    expect(frontier(calm, { axis: 'risk', off: new Set(), weeks }).every(({ harmShare }) => harmShare === null)).toBe(
      true,
    );
  });

  it('finds the lowest place that a budget pays for, and none where the rules alone exceed it', () => {
    const points = frontier(dots, { axis: 'risk', off: new Set(), weeks });
    const budget = countersOf(dots, AS_WRITTEN, weeks).minutesPerWeek * 1.5;
    const at = thresholdWithin(points, budget) ?? -1;
    const cost = (threshold: number) => countersOf(dots, { ...AS_WRITTEN, threshold }, weeks).minutesPerWeek;
    expect(cost(at)).toBeLessThanOrEqual(budget);
    expect(cost(at - 1)).toBeGreaterThan(budget);
    expect(thresholdWithin(points, 0)).toBeNull();
  });
});

describe('marginals', () => {
  it('say what switching one rule changes, everything else as it is set', () => {
    fc.assert(
      fc.property(settings, (now) => {
        const worth = marginals(dots, { settings: now, weeks, rules: data.rules.length });
        worth.forEach((one, rule) => {
          const on = new Set(now.off);
          on.delete(rule);
          const with_ = countersOf(dots, { ...now, off: on }, weeks);
          const without = countersOf(dots, { ...now, off: new Set([...now.off, rule]) }, weeks);
          expect(one.held).toBe(with_.held.count - without.held.count);
          expect(one.harm).toBe(with_.harm.count - without.harm.count);
          expect(one.minutesPerWeek).toBeCloseTo(with_.minutesPerWeek - without.minutesPerWeek, 6);
        });
      }),
      { numRuns: 20 },
    );
  });
});
