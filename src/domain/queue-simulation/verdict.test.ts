import { describe, expect, it } from 'vitest';
import type { RunFigures } from './figures.ts';
import { judgeCell, type StrategyFigures } from './verdict.ts';

const NOTHING: RunFigures = {
  p50: 0,
  p95: 0,
  p99: 0,
  max: 0,
  landed: 1,
  ejected: 0,
  buildsPerLanded: 1,
  workerHoursPerLanded: 1,
  abortedShare: 0,
  falseEjectionShare: 0,
  landedPerHour: 1,
  redLandings: 0,
  unprovedLandings: 0,
  maxBySize: [0, 0, 0],
};

function strategy(name: string, latency: number, buildsPerLanded: number, noise = 0): StrategyFigures {
  const runs = [1, 1 + noise, 1 - noise].map((factor) => {
    const ms = 60_000 * latency * factor;
    return { ...NOTHING, p50: ms, p95: 2 * ms, p99: 3 * ms, buildsPerLanded };
  });
  return { name, runs };
}

describe('judgeCell', () => {
  it('takes the best rival of each metric', () => {
    const verdict = judgeCell(strategy('own', 10, 2), [strategy('fast', 8, 9), strategy('frugal', 100, 1)]);
    expect(verdict.metrics.map(({ best, standing }) => [best, standing])).toEqual([
      ['fast', 'worse'],
      ['fast', 'worse'],
      ['fast', 'worse'],
      ['frugal', 'worse'],
    ]);
  });

  it('calls a strategy between the fastest and the most frugal undominated', () => {
    const verdict = judgeCell(strategy('own', 10, 2), [
      strategy('fast', 8, 9),
      strategy('frugal', 100, 1),
      strategy('poor', 11, 2),
    ]);
    expect(verdict.dominatedBy).toEqual([]);
    expect(verdict.dominates).toEqual(['poor']);
    expect(verdict.atNoMoreBuilds.map((each) => each?.best)).toEqual(['poor', 'poor', 'poor']);
    expect(verdict.betterInBoth).toEqual([false, false, false]);
  });

  it('names the rivals that are better in everything', () => {
    const verdict = judgeCell(strategy('own', 10, 2), [strategy('ace', 9, 1.5)]);
    expect(verdict.dominatedBy).toEqual(['ace']);
  });

  it('finds better in both where the fastest rival is slower and builds more', () => {
    expect(judgeCell(strategy('own', 10, 2), [strategy('other', 12, 3)]).betterInBoth).toEqual([true, true, true]);
  });

  it('calls even what the seeds cannot tell apart, but never more than 5 percent', () => {
    const near = judgeCell(strategy('own', 10.3, 2, 0.2), [strategy('other', 10, 2)]);
    expect(near.metrics[0]?.standing).toBe('even');
    expect(near.metrics[0]?.tolerance).toBe(0.05);
    expect(judgeCell(strategy('own', 10.3, 2), [strategy('other', 10, 2)]).metrics[0]?.standing).toBe('worse');
    expect(judgeCell(strategy('own', 11, 2, 0.2), [strategy('other', 10, 2)]).metrics[0]?.standing).toBe('worse');
  });

  it('refuses rivals that had other runs', () => {
    expect(() => judgeCell(strategy('own', 1, 1), [])).toThrow(RangeError);
    expect(() => judgeCell(strategy('own', 1, 1), [{ name: 'x', runs: [NOTHING] }])).toThrow(RangeError);
  });
});
