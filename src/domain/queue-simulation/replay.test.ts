import { describe, expect, it } from 'vitest';
import { compareStrategies } from './comparison.ts';
import { type PastLanding, type ReplayPlan, replayWorkload, sharedTargets } from './replay.ts';

const HOUR = 3_600_000;
const PLAN: ReplayPlan = {
  name: 'past',
  workers: 3,
  perHour: 10,
  medianMinutes: 12,
  sigma: 0.5,
  failure: 0.1,
  real: 0.1,
  flake: 0,
};

const landings: readonly PastLanding[] = Array.from({ length: 30 }, (_, at) => ({
  at: at * at * HOUR,
  touches: [`shared-${at % 3}`, `own-${at}`],
}));

describe('replayWorkload', () => {
  it('keeps the shape of the arrivals and scales them to the rate', () => {
    const { changes } = replayWorkload(landings, PLAN, 1);
    expect(changes[0]?.arrivedAt).toBe(0);
    expect(changes.at(-1)?.arrivedAt).toBe(3 * HOUR);
    expect((changes[10]?.arrivedAt ?? 0) / (changes[20]?.arrivedAt ?? 1)).toBeCloseTo(0.25, 5);
    expect(replayWorkload(landings, { ...PLAN, perHour: null }, 1).changes.at(-1)?.arrivedAt).toBe(29 * 29 * HOUR);
  });

  it('lets changes conflict that touch the same, and only these', () => {
    const { changes } = replayWorkload(landings, PLAN, 1);
    expect(changes[7]?.mayConflict).toEqual([1, 4]);
    expect(changes.every(({ mayConflict, conflicts }) => conflicts.every((each) => mayConflict.includes(each)))).toBe(
      true,
    );
  });

  it('numbers only what more than one landing touches', () => {
    expect(sharedTargets([{ touches: ['a', 'b', 'a'] }, { touches: ['b', 'c'] }, { touches: ['d'] }])).toEqual([
      [0],
      [0],
      [],
    ]);
  });
});

describe('compareStrategies', () => {
  const workloadOf = (seed: number) => replayWorkload(landings, PLAN, seed);

  it('runs the oracle, the named ones and Firebreak over the same seeds', () => {
    const steps: number[] = [];
    const watch = (done: number) => steps.push(done);
    const found = compareStrategies({ workloadOf, seeds: [1, 2], names: ['single', 'bors'], watch });
    expect(found.strategies.map(({ name, runs }) => [name, runs.length])).toEqual([
      ['oracle', 2],
      ['single', 2],
      ['bors', 2],
      ['firebreak', 2],
    ]);
    expect(found.verdict?.metrics).toHaveLength(4);
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('has no verdict without others, and knows only its strategies', () => {
    expect(compareStrategies({ workloadOf, seeds: [1], names: [] }).verdict).toBeNull();
    expect(() => compareStrategies({ workloadOf, seeds: [1], names: ['magic'] })).toThrow(RangeError);
  });
});
