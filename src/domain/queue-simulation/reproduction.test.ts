import { describe, expect, it } from 'vitest';
import { figuresOf } from './figures.ts';
import { ORACLE, RIVALS, runStrategy } from './strategies.ts';
import { drawWorkload, type WorkloadPlan } from './workload.ts';

/** The reference's calibration with a quarter of its changes; single-queue multiples grow with the number of changes. */
const BASE: WorkloadPlan = {
  name: 'reproduction',
  changes: 125,
  perHour: 500,
  workers: 500,
  medianMinutes: 27,
  sigma: 0.55,
  floorMinutes: 4,
  failingDuration: 1,
  failure: 0.045,
  potential: 1,
  real: 0,
  flake: 0,
  abortSeconds: 0,
  predictor: 'two-level',
};

function ratios(plan: WorkloadPlan, name: string) {
  const strategy = RIVALS.find((each) => each.name === name);
  if (strategy === undefined) throw new Error(`no strategy ${name}`);
  const seeds = [1, 2, 3];
  const runs = seeds.map((seed) => {
    const workload = drawWorkload(plan, seed);
    const oracle = figuresOf(workload, runStrategy({ strategy: ORACLE, workload, seed }));
    const own = figuresOf(workload, runStrategy({ strategy, workload, seed }));
    return { p50: own.p50 / oracle.p50, p95: own.p95 / oracle.p95, builds: own.buildsPerLanded };
  });
  const mean = (of: (run: (typeof runs)[number]) => number) =>
    runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
  return { p50: mean(({ p50 }) => p50), p95: mean(({ p95 }) => p95), builds: mean(({ builds }) => builds) };
}

describe('the published figures at a quarter of their size', () => {
  it('a single queue takes tens of times as long as the oracle', () => {
    const found = ratios(BASE, 'single');
    expect(found.p50).toBeGreaterThan(20);
    expect(found.p50).toBeLessThan(40);
    expect(found.p95).toBeGreaterThan(27);
    expect(found.p95).toBeLessThan(45);
  });

  it('an optimistic queue is between it and speculation', () => {
    const found = ratios(BASE, 'optimistic-graph');
    expect(found.p50).toBeGreaterThan(1.5);
    expect(found.p50).toBeLessThan(6);
  });

  it('speculation over outcomes on a sparse graph stays within 1.2 of the oracle', () => {
    const found = ratios({ ...BASE, changes: 150, potential: 0.05, failure: 0.05 }, 'submitqueue-2019');
    expect(found.p50).toBeLessThanOrEqual(1.2);
    expect(found.p95).toBeLessThanOrEqual(1.2);
    expect(found.builds).toBeGreaterThan(3);
  });
});
