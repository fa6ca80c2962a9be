import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bucket, type Rate, RateTable, retryAfter, take } from './index.ts';

const RATE = fc.record({ burst: fc.integer({ min: 1, max: 50 }), perMinute: fc.integer({ min: 1, max: 6000 }) });
const STEPS = fc.array(
  fc.record({ waitMs: fc.integer({ min: -5_000, max: 120_000 }), cost: fc.integer({ min: 0, max: 60 }) }),
  { maxLength: 60 },
);

function run(rate: Rate, steps: readonly { waitMs: number; cost: number }[]) {
  let bucket: Bucket | null = null;
  let now = 1_000_000;
  // The bucket is there from the first that asks.
  const from = now + (steps[0]?.waitMs ?? 0);
  let latest = from;
  let allowed = 0;
  for (const { waitMs, cost } of steps) {
    now += waitMs;
    latest = Math.max(latest, now);
    const answer = take({ bucket, rate, now, cost });
    expect(answer.bucket.tokens).toBeGreaterThanOrEqual(0);
    expect(answer.bucket.tokens).toBeLessThanOrEqual(rate.burst);
    if (answer.allowed) allowed += Math.min(cost, rate.burst);
    bucket = answer.bucket;
  }
  return { allowed, elapsedMs: latest - from };
}

describe('take', () => {
  it('never allows more than the burst and what has filled since, also when the clock is set back', () => {
    fc.assert(
      fc.property(RATE, STEPS, (rate, steps) => {
        const { allowed, elapsedMs } = run(rate, steps);
        expect(allowed).toBeLessThanOrEqual(rate.burst + (elapsedMs * rate.perMinute) / 60_000 + 1e-6);
      }),
    );
  });

  it('allows what it refused after the time that it named, and not a millisecond-and-a-half before', () => {
    fc.assert(
      fc.property(RATE, STEPS, fc.integer({ min: 1, max: 60 }), (rate, steps, cost) => {
        let bucket: Bucket | null = null;
        let now = 0;
        for (const step of steps) {
          now += Math.abs(step.waitMs);
          bucket = take({ bucket, rate, now, cost: step.cost }).bucket;
        }
        const refused = take({ bucket, rate, now, cost });
        fc.pre(!refused.allowed);
        const wait = refused.retryAfterMs;
        // What a float loses is far below a millisecond.
        expect(take({ bucket: refused.bucket, rate, now: now + wait + 0.001, cost }).allowed).toBe(true);
        expect(take({ bucket: refused.bucket, rate, now: now + wait - 1.5, cost }).allowed).toBe(false);
      }),
    );
  });

  it('is the same whether somebody asked in between and was refused, or nobody did', () => {
    const rate = { burst: 2, perMinute: 60 };
    const spent = take({ bucket: null, rate, now: 0, cost: 2 }).bucket;
    const asked = take({ bucket: spent, rate, now: 500, cost: 1 });
    expect(asked.allowed).toBe(false);
    expect(take({ bucket: asked.bucket, rate, now: 1_000, cost: 1 }).allowed).toBe(true);
    expect(take({ bucket: spent, rate, now: 1_000, cost: 1 }).allowed).toBe(true);
  });
});

describe('RateTable', () => {
  const rate = { burst: 1, perMinute: 1 };

  it('keeps keys apart, and no more of them than its limit', () => {
    const table = new RateTable(3);
    for (const key of ['a', 'b', 'c']) expect(table.take({ key, rate, now: 0 }).allowed).toBe(true);
    expect(table.take({ key: 'a', rate, now: 1 }).allowed).toBe(false);
    for (let count = 0; count < 100; count += 1) table.take({ key: `x${count}`, rate, now: 2 });
    expect(table.size).toBe(3);
  });

  it('remembers whoever asks on, when others push keys out', () => {
    const table = new RateTable(3);
    table.take({ key: 'busy', rate, now: 0 });
    for (let count = 0; count < 50; count += 1) {
      table.take({ key: `x${count}`, rate, now: count });
      expect(table.take({ key: 'busy', rate, now: count }).allowed).toBe(false);
    }
  });

  it('names whole seconds, never none', () => {
    expect([retryAfter(0), retryAfter(1), retryAfter(1_000), retryAfter(1_001)]).toEqual(['1', '1', '1', '2']);
  });
});
