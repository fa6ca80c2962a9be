import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../kernel/index.ts';
import { BURN_RULES, type BurnWatch, burnsAt, countBurn, newBurnWatch, spentAt } from './burn-rate.ts';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 0, 5);
const minute = (number: number): Instant => instant(START + number * MINUTE_MS);

/** A hundred events a minute, of which a share is bad. */
function counted(before: BurnWatch, span: { readonly from: number; readonly to: number }, bad: number): BurnWatch {
  let state = before;
  for (let at = span.from; at < span.to; at += 1) {
    state = countBurn(state, { at: minute(at), good: 100 * (1 - bad), bad: 100 * bad });
  }
  return state;
}

const statesOf = (state: BurnWatch, at: number) => burnsAt(state, minute(at)).map((burn) => burn.state);
const calm = counted(newBurnWatch({ objective: 0.999 }), { from: 0, to: 4320 }, 0.0002);

describe('burn rates', () => {
  it('have thresholds that follow from the share of a 30-day budget', () => {
    for (const { rate, share, longMs, shortMs } of BURN_RULES) {
      expect(rate).toBeCloseTo((share * 720 * 3_600_000) / longMs, 9);
      expect(longMs / shortMs).toBe(12);
    }
  });

  it('page at twenty times the budget once the long window shows it too', () => {
    expect(statesOf(calm, 4319)).toEqual(['calm', 'calm', 'calm']);
    expect(statesOf(counted(calm, { from: 4320, to: 4325 }, 0.02), 4324)[0]).toBe('calm');
    expect(statesOf(counted(calm, { from: 4320, to: 4370 }, 0.02), 4369)[0]).toBe('burning');
  });

  it('end soon after the burning does', () => {
    const burnt = counted(calm, { from: 4320, to: 4380 }, 0.05);
    expect(statesOf(burnt, 4379)[0]).toBe('burning');
    expect(statesOf(counted(burnt, { from: 4380, to: 4390 }, 0.0002), 4389)[0]).toBe('calm');
  });

  it('say unknown of too few events, never calm', () => {
    const thin = countBurn(newBurnWatch({ objective: 0.999 }), { at: minute(0), good: 3, bad: 2 });
    expect(statesOf(thin, 1)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(statesOf(calm, 9000)).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it('do not depend on the order of events', () => {
    const sample = fc.record({ at: fc.nat(3000), good: fc.nat(50), bad: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 40 }), (samples) => {
        const all = samples.map((each) => ({ ...each, at: minute(each.at) }));
        const of = (order: typeof all) => order.reduce(countBurn, newBurnWatch({ objective: 0.99 }));
        expect(of(all.toReversed())).toEqual(of(all));
      }),
      { numRuns: 60 },
    );
  });

  it('keep three days and refuse what is no objective', () => {
    expect(counted(calm, { from: 4320, to: 20_000 }, 0).buckets.length).toBeLessThanOrEqual(864);
    expect(() => newBurnWatch({ objective: 1 })).toThrow(RangeError);
  });

  it('tell when the budget is spent', () => {
    expect(spentAt(30, minute(0))).toBe(minute(24 * 60));
    expect(spentAt(1, minute(0))).toBeNull();
  });
});
