import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scheduler } from '../merge-queue/index.ts';
import { simulateQueue } from './simulate.ts';
import { ORACLE, RIVALS, runStrategy } from './strategies.ts';
import { drawWorkload, landingOf, type WorkloadPlan } from './workload.ts';

const BASE: WorkloadPlan = {
  name: 'test',
  changes: 40,
  perHour: 60,
  workers: 12,
  potential: 0.2,
  real: 0.1,
  failure: 0.15,
};

/** These decide in the order of arrival, so that without flakes only one outcome is right. */
const IN_ORDER = RIVALS.filter(({ name }) => !/^(batch|lanes)-/.test(name) && name !== 'submitqueue-2025');

const cases = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  workers: fc.constantFrom(1, 3, 12, 60),
  potential: fc.constantFrom(0, 0.1, 0.5, 1),
  failure: fc.constantFrom(0, 0.1, 0.4),
  arrival: fc.constantFrom('steady' as const, 'bursty' as const),
});

describe('strategies', () => {
  it.each([...IN_ORDER, ORACLE])(
    '$name lands what landing one by one in the order of arrival would land',
    (strategy) => {
      fc.assert(
        fc.property(cases, ({ seed, ...given }) => {
          const workload = drawWorkload({ ...BASE, ...given, flake: 0 }, seed);
          const run = runStrategy({ strategy, workload, seed });
          const landed = new Set(run.turnarounds.filter(({ isLanded }) => isLanded).map(({ index }) => index));
          expect(workload.changes.map((_, index) => landed.has(index))).toEqual(landingOf(workload.changes));
          expect(run.falselyEjected).toBe(0);
        }),
        { numRuns: 8 },
      );
    },
  );

  it.each([...RIVALS, ORACLE])(
    '$name never lands red or unproved, with flakes and aborts, and decides everything',
    (strategy) => {
      fc.assert(
        fc.property(cases, ({ seed, ...given }) => {
          const workload = drawWorkload({ ...BASE, ...given, flake: 0.1, abortSeconds: 30 }, seed);
          const run = runStrategy({ strategy, workload, seed });
          expect([run.redLandings, run.unprovedLandings]).toEqual([0, 0]);
          expect(run.landed + run.ejected).toBe(workload.changes.length);
          expect(run.turnarounds.every(({ ms }) => ms >= 0)).toBe(true);
        }),
        { numRuns: 8 },
      );
    },
  );

  it.each(RIVALS)('$name does the same again with the same seed', (strategy) => {
    const run = () => runStrategy({ strategy, workload: drawWorkload(BASE, 7), seed: 7 });
    expect(run()).toEqual(run());
  });

  it('lets nobody who keeps the order be faster than the oracle', () => {
    const workload = drawWorkload({ ...BASE, flake: 0, abortSeconds: 0 }, 3);
    const total = (strategy: (typeof RIVALS)[number]) =>
      runStrategy({ strategy, workload, seed: 3 }).turnarounds.reduce((sum, { ms }) => sum + ms, 0);
    const least = total(ORACLE);
    for (const strategy of IN_ORDER) expect(total(strategy)).toBeGreaterThanOrEqual(least);
  });
});

describe('simulateQueue', () => {
  const reckless: Scheduler = {
    plan: (board) => ({
      land: board.waiting.map((index) => ({ entries: [index] })),
      eject: [],
      wanted: [],
      wakeAt: null,
    }),
  };
  const hasty: Scheduler = { plan: ({ waiting }) => ({ land: [], eject: waiting, wanted: [], wakeAt: null }) };
  const idle: Scheduler = { plan: () => ({ land: [], eject: [], wanted: [], wakeAt: null }) };
  const workload = drawWorkload({ ...BASE, failure: 0.3, flake: 0 }, 5);

  it('counts landings that are red and landings that nothing proves', () => {
    const run = simulateQueue({ workload, scheduler: reckless, seed: 1 });
    expect(run.redLandings).toBeGreaterThan(0);
    expect(run.unprovedLandings).toBe(workload.changes.length);
  });

  it('counts green changes that were sent back', () => {
    const run = simulateQueue({ workload, scheduler: hasty, seed: 1 });
    expect(run.falselyEjected).toBe(workload.changes.filter(({ isBroken }) => !isBroken).length);
  });

  it('ends with an error when entries wait for nothing', () => {
    expect(() => simulateQueue({ workload, scheduler: idle, seed: 1 })).toThrow('wait for nothing');
  });

  it('ends with an error when the same build is started for ever', () => {
    let attempt = 0;
    const endless: Scheduler = {
      plan(board) {
        const ended = board.ended.get(0)?.length ?? 0;
        attempt = Math.max(attempt, ended);
        const running = board.running[0];
        return { land: [], eject: [], wanted: [running ?? { subjects: [0], assumes: [], attempt }], wakeAt: null };
      },
    };
    expect(() => simulateQueue({ workload, scheduler: endless, seed: 1 })).toThrow('no build decides');
  });

  it('never runs more builds at once than there are workers, those being aborted with them', () => {
    let most = 0;
    const strategy = RIVALS.find(({ name }) => name === 'submitqueue-2019');
    const inner = strategy?.make(workload);
    const watched: Scheduler = {
      plan(board) {
        most = Math.max(most, board.running.length);
        return (inner as Scheduler).plan(board);
      },
    };
    const run = simulateQueue({ workload, scheduler: watched, seed: 1 });
    expect(most).toBe(workload.workers);
    expect(run.workerMs).toBeLessThanOrEqual(run.spanMs * workload.workers);
  });

  it('charges an aborted build for the time that aborting takes', () => {
    const seen = drawWorkload({ ...BASE, potential: 1, failure: 0.2 }, 2);
    const strategy = RIVALS.find(({ name }) => name === 'nnfi-graph');
    if (strategy === undefined) throw new Error('no such strategy');
    const slow = runStrategy({ strategy, workload: { ...seen, abortMs: 600_000 }, seed: 2 });
    const quick = runStrategy({ strategy, workload: { ...seen, abortMs: 0 }, seed: 2 });
    expect(slow.aborted).toBeGreaterThan(0);
    expect(slow.workerMs).toBeGreaterThan(quick.workerMs);
  });
});
