import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../statistics/index.ts';
import { arrivalsOf } from './arrival.ts';
import { predictedFailure, riskOf } from './prediction.ts';
import { drawWorkload, landingOf, type WorkloadPlan, withoutTargets } from './workload.ts';

const PLAN: WorkloadPlan = { name: 'test', changes: 2000, perHour: 100, workers: 10, potential: 0.01, failure: 0.1 };

describe('drawWorkload', () => {
  it('draws the same again with the same seed and something else with another', () => {
    const plan = { ...PLAN, changes: 100 };
    expect(drawWorkload(plan, 4)).toEqual(drawWorkload(plan, 4));
    expect(drawWorkload(plan, 4)).not.toEqual(drawWorkload(plan, 5));
  });

  it('breaks the stated share of changes, with cohorts and without', () => {
    for (const cohortShare of [0, 0.5]) {
      const { changes } = drawWorkload({ ...PLAN, changes: 3000, potential: 0, cohortShare }, 1);
      const share = changes.filter(({ isBroken }) => isBroken).length / changes.length;
      expect(share).toBeGreaterThan(0.07);
      expect(share).toBeLessThan(0.2);
    }
  });

  it('puts the stated share of changes into cohorts whose members fail together', () => {
    const { changes } = drawWorkload({ ...PLAN, changes: 3000, potential: 0, cohortShare: 0.5 }, 1);
    const inCohorts = changes.filter(({ cohort }) => cohort !== null);
    expect(inCohorts.length / changes.length).toBeCloseTo(0.5, 1);
    const pairs = changes
      .slice(1)
      .filter((change, at) => change.cohort !== null && change.cohort === changes[at]?.cohort);
    const afterBroken = pairs.filter((change) => changes[changes.indexOf(change) - 1]?.isBroken);
    const share = afterBroken.filter(({ isBroken }) => isBroken).length / afterBroken.length;
    expect(share).toBeGreaterThan(0.3);
  });

  it('keeps build times within floor and cap around the median', () => {
    const { changes } = drawWorkload(
      { ...PLAN, medianMinutes: 27, floorMinutes: 4, capMinutes: 120, failingDuration: 1 },
      1,
    );
    const minutes = changes.map(({ durationMs }) => durationMs / 60_000).sort((a, b) => a - b);
    expect(minutes[0]).toBeGreaterThanOrEqual(4);
    expect(minutes.at(-1)).toBeLessThanOrEqual(120);
    expect(minutes[1000]).toBeCloseTo(27, -1);
  });

  it('lets only changes of the last hour really conflict', () => {
    const { changes } = drawWorkload({ ...PLAN, potential: 0.2, real: 0.2 }, 1);
    const ages = changes.flatMap(({ arrivedAt, conflicts }) =>
      conflicts.map((other) => arrivedAt - (changes[other]?.arrivedAt ?? 0)),
    );
    expect(ages.length).toBeGreaterThan(100);
    expect(Math.max(...ages)).toBeLessThanOrEqual(3_600_000);
  });

  it('hides the targets from a queue that knows none', () => {
    const blind = withoutTargets({ ...drawWorkload({ ...PLAN, changes: 10 }, 1), targets: [[1]] });
    expect(blind.targets).toBeUndefined();
    expect(blind.changes.map(({ mayConflict }) => mayConflict.length)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('landingOf', () => {
  it('lands what is not broken and conflicts with nothing that landed', () => {
    const change = (isBroken: boolean, conflicts: number[]) => ({ isBroken, conflicts });
    expect(landingOf([change(true, []), change(false, [0]), change(false, [1]), change(false, [2])])).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});

describe('arrivalsOf', () => {
  const variation = (times: readonly number[]): number => {
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length) / mean;
  };

  it.each(['steady', 'bursty', 'day'] as const)('keeps the hourly rate: %s', (shape) => {
    const times = arrivalsOf({ changes: 24_000, perHour: 100, shape, random: seededRandom(9) });
    expect((times.at(-1) ?? 0) / 3_600_000 / 240).toBeCloseTo(1, 0);
    expect(times.every((time, at) => at === 0 || time >= (times[at - 1] ?? 0))).toBe(true);
  });

  it('comes in bursts of the published variation, which steady arrivals do not', () => {
    const draw = (shape: 'steady' | 'bursty') =>
      arrivalsOf({ changes: 30_000, perHour: 100, shape, random: seededRandom(1) });
    expect(variation(draw('bursty'))).toBeCloseTo(3, 0);
    expect(variation(draw('steady'))).toBeCloseTo(1, 1);
  });
});

describe('prediction', () => {
  it('draws risks with the stated mean', () => {
    const random = seededRandom(2);
    for (const mean of [0.02, 0.1, 0.2]) {
      const risks = Array.from({ length: 50_000 }, () => riskOf(mean, random));
      expect(risks.reduce((sum, risk) => sum + risk, 0) / risks.length / mean).toBeCloseTo(1, 1);
    }
  });

  it('is right in about 97 of 100 with two levels', () => {
    const random = seededRandom(3);
    const fates = Array.from({ length: 20_000 }, () => random() >= 0.055);
    const right = fates.filter(
      (willLand) => predictedFailure({ predictor: 'two-level', risk: 0, willLand, random }) < 0.5 === willLand,
    );
    expect(right.length / fates.length).toBeCloseTo(0.97, 1);
  });
});
