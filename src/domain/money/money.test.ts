import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestDrop } from './detectable.ts';
import { expectedLossOf, lossOf } from './loss.ts';
import type { Amount, Factor, FlowWorth } from './model.ts';

const PAY: FlowWorth = {
  flow: 'pay',
  currency: 'EUR',
  ordersPerMinute: 100,
  amountPerOrder: 40,
  recapture: { low: 0.5, high: 0.5 },
  margin: null,
};
const NONE = { orders: null, minutes: null, drop: null };
const factor = (name: string, low: number, high = low): Factor => ({ name, low, high, from: 'ledger' });

function knownOf(answer: ReturnType<typeof lossOf>) {
  if (answer.kind !== 'known') throw new Error(answer.why);
  return answer.loss;
}

describe('the loss of an incident', () => {
  it('is lost orders times their amount, less what was bought later', () => {
    const loss = knownOf(lossOf(PAY, { ...NONE, orders: factor('lost orders', 1_000) }));
    expect([loss.low, loss.high, loss.p50]).toEqual([20_000, 20_000, 20_000]);
    expect(loss.formula).toBe('lost orders x amount per order x (1 - recapture)');
  });

  it('is minutes times orders a minute times the drop where nobody counted orders', () => {
    const harm = { ...NONE, minutes: factor('minutes', 10, 20), drop: factor('drop', 0.5, 1) };
    const loss = knownOf(lossOf(PAY, harm));
    expect([loss.low, loss.high]).toEqual([10 * 100 * 0.5 * 40 * 0.5, 20 * 100 * 40 * 0.5]);
    expect(loss.p10).toBeGreaterThan(loss.low);
    expect(loss.p90).toBeLessThan(loss.high);
  });

  it('is unknown, with the reason, where a part of it is stated by nobody', () => {
    expect(lossOf(PAY, NONE).kind).toBe('unknown');
    expect(lossOf(PAY, { ...NONE, minutes: factor('minutes', 5) })).toMatchObject({
      why: 'nobody states how many of the orders went through meanwhile',
    });
  });

  it('names its assumption where nobody states a recapture, and keeps it wide', () => {
    const loss = knownOf(lossOf({ ...PAY, recapture: null }, { ...NONE, orders: factor('lost orders', 100) }));
    expect(loss.factors.find(({ name }) => name === 'recapture')).toMatchObject({ low: 0, high: 0.8 });
    expect(loss.factors.find(({ name }) => name === 'recapture')?.from).toContain('assumption');
  });

  it('never gets a narrower range by a wider factor', () => {
    const ends = fc.tuple(fc.double({ min: 0, max: 1e4, noNaN: true }), fc.double({ min: 0, max: 1e4, noNaN: true }));
    fc.assert(
      fc.property(ends, fc.double({ min: 0, max: 100, noNaN: true }), ([a, b], wider) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const narrow = knownOf(lossOf(PAY, { ...NONE, orders: factor('lost orders', low, high) }));
        const wide = knownOf(lossOf(PAY, { ...NONE, orders: factor('lost orders', low, high + wider) }));
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
        expect(wide.low).toBe(narrow.low);
        for (const { low: least, p10, p50, p90, high: most } of [narrow, wide]) {
          const inOrder = [least, p10, p50, p90, most];
          for (const [index, value] of inOrder.slice(1).entries()) {
            expect(value).toBeGreaterThanOrEqual((inOrder[index] ?? 0) * (1 - 1e-9));
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('gives the published figures: half a trillion a year is 57.1 million an hour', () => {
    const perMinute = 500e9 / (365 * 24 * 60);
    const worth = { ...PAY, ordersPerMinute: perMinute, amountPerOrder: 1, recapture: { low: 0, high: 0 } };
    const hour = knownOf(lossOf(worth, { ...NONE, minutes: factor('minutes', 60), drop: factor('drop', 1) }));
    expect(hour.p50 / 1e6).toBeCloseTo(57.1, 1);
    const six = knownOf(lossOf(worth, { ...NONE, minutes: factor('minutes', 360), drop: factor('drop', 0.01) }));
    expect(six.p50 / 1e6).toBeCloseTo(3.4, 1);
  });
});

describe('the expected loss of a change', () => {
  it('is the chance of failure times what the minutes until it is taken back would cost', () => {
    const one: Amount = { low: 1, high: 1 };
    const answer = expectedLossOf(PAY, {
      failure: { low: 0.05, high: 0.1 },
      minutes: factor('minutes until it is taken back', 30),
      exposed: { low: 0.01, high: 0.01 },
      drop: one,
    });
    const loss = knownOf(answer);
    expect(loss.low).toBeCloseTo(0.05 * 30 * 100 * 0.01 * 40 * 0.5, 9);
    expect(loss.high).toBeCloseTo(loss.low * 2, 9);
  });
});

describe('the smallest drop that a canary can see', () => {
  it('is one hundredth of a conversion of 3 % with five million sessions', () => {
    expect(smallestDrop({ conversion: 0.03, sessions: 5_050_000 })).toBeCloseTo(0.01, 3);
  });

  it('grows as the canary shrinks, and is nothing at all in the end', () => {
    const drops = [20e6, 5e6, 1e5, 1e4].map((sessions) => smallestDrop({ conversion: 0.03, sessions }) ?? 1);
    expect([...drops].sort((a, b) => a - b)).toEqual(drops);
    expect(smallestDrop({ conversion: 0.03, sessions: 50 })).toBeNull();
  });
});
