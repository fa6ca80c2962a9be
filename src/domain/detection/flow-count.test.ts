import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { countEvents, type FlowCount, newFlowCount, stepFor, tellSteps } from './flow-count.ts';

const MINUTE_MS = 60_000;
const flow = newFlowCount({ stepMs: MINUTE_MS, graceMs: 30_000 });
const second = (number: number) => instant(number * 1000);
const seconds = (from: FlowCount, numbers: readonly number[]) =>
  numbers.reduce((state, number) => countEvents(state, second(number), 1), from);

describe('orders a minute', () => {
  it('are told once a minute is over and its grace too, zeros as zeros', () => {
    const counted = seconds(flow, [1, 2, 59, 61, 185]);
    expect(tellSteps(counted, second(89)).samples).toEqual([]);
    const { samples, flow: rest } = tellSteps(counted, second(211));
    expect(samples.map(({ value }) => value)).toEqual([3, 1, 0]);
    expect(tellSteps(rest, second(300)).samples.map(({ value }) => value)).toEqual([1]);
  });

  it('take a late event in until its minute is told, and count it as late afterwards', () => {
    const counted = seconds(flow, [1, 70, 5]);
    const { samples, flow: rest } = tellSteps(counted, second(95));
    expect(samples.map(({ value }) => value)).toEqual([2]);
    expect(countEvents(rest, second(10), 1).late).toBe(1);
  });

  it('lose no event that comes in time, in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(600), { minLength: 1, maxLength: 60 }), (numbers) => {
        const counted = seconds(seconds(flow, [0]), numbers);
        const { samples } = tellSteps(counted, second(700));
        expect(samples.reduce((sum, { value }) => sum + (value ?? 0), 0)).toBe(numbers.length + 1);
      }),
    );
  });

  it('set a clock far ahead aside', () => {
    expect(seconds(flow, [1, 100_000_000])).toMatchObject({ early: 1, open: [{ count: 1 }] });
  });

  it('are counted on steps long enough for a halving to show', () => {
    expect([20, 3, 0.5, 0].map((rate) => stepFor(rate) / MINUTE_MS)).toEqual([1, 5, 30, 60]);
  });
});
