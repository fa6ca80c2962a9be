import { describe, expect, it } from 'vitest';
import type { Judgement, MetricJudgement } from '../../domain/judge/index.ts';
import { instant } from '../../kernel/index.ts';
import { EMPTY_TRACE, MAX_POINTS, traced } from './ratio-trace.ts';

function look(at: number, estimate: number | null = 1): Judgement {
  const metric = { metric: 'errors', ratio: { estimate, low: null, high: 4, level: 0.95 } } as MetricJudgement;
  return { decision: 'hold', at: instant(at), stage: '1', reasons: [], metrics: [metric], together: null };
}

describe('the trace of a ratio', () => {
  it('holds each look with its interval, and what was not bounded as such', () => {
    const trace = traced(traced(EMPTY_TRACE, look(1, null)), look(2, 1.5));
    expect(trace.get('errors')).toEqual([
      { at: 1, estimate: null, low: null, high: 4 },
      { at: 2, estimate: 1.5, low: null, high: 4 },
    ]);
  });

  it('never grows beyond what a picture has room for, and keeps the whole way and the newest look', () => {
    let trace = EMPTY_TRACE;
    for (let at = 1; at <= 5_000; at += 1) trace = traced(trace, look(at));
    const points = trace.get('errors') ?? [];
    expect(points.length).toBeGreaterThan(MAX_POINTS / 2 - 1);
    expect(points.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(points.at(-1)?.at).toBe(5_000);
    expect(points[0]?.at).toBeLessThan(500);
    expect(points.map(({ at }) => at)).toEqual([...points.map(({ at }) => at)].sort((a, b) => a - b));
  });

  it('takes a look again after a clock ran back, without a line that turns round', () => {
    const trace = traced(traced(traced(EMPTY_TRACE, look(5)), look(9)), look(7));
    expect(trace.get('errors')?.map(({ at }) => at)).toEqual([5, 7]);
  });
});
