import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../statistics/index.ts';
import type { Workload } from './model.ts';
import { earlierSharing, sharedTargets } from './replay.ts';
import { FIREBREAK, runStrategy } from './strategies.ts';
import { drawWorkload } from './workload.ts';

/** A day of changes of which many touch the same few targets. */
function crowdedDay(
  seed: number,
  { workers, failure }: { readonly workers: number; readonly failure: number },
): Workload {
  const plan = { name: 'crowded', changes: 150, perHour: 4 * workers, workers, potential: 0, real: 0, failure };
  const drawn = drawWorkload(plan, seed);
  const random = seededRandom(seed);
  // The n-th of forty targets is touched about 1/n as often as the first.
  const touches = drawn.changes.map(() => Array.from({ length: 3 }, () => `t${Math.floor(40 ** random())}`));
  const targets = sharedTargets(touches.map((own) => ({ touches: own })));
  const touching = new Map<number, number[]>();
  const changes = drawn.changes.map((change, index) => {
    const mayConflict = earlierSharing(touching, targets[index] ?? [], index);
    return { ...change, mayConflict, conflicts: mayConflict.filter((other) => index - other < 20 && random() < 0.033) };
  });
  return { ...drawn, changes, targets };
}

describe("Firebreak's scheduler", () => {
  it('decides every change, lands nothing red and nothing unproved, whatever the changes do to each other', () => {
    const plan = fc.record({
      changes: fc.integer({ min: 1, max: 40 }),
      perHour: fc.integer({ min: 5, max: 400 }),
      workers: fc.integer({ min: 1, max: 30 }),
      potential: fc.constantFrom(0, 0.05, 0.3, 0.7, 1),
      real: fc.constantFrom(0, 0.02, 0.1, 0.5),
      failure: fc.constantFrom(0.01, 0.1, 0.4),
      flake: fc.constantFrom(0, 0.015, 0.1, 0.3),
      cohortShare: fc.constantFrom(0, 0.5),
    });
    fc.assert(
      fc.property(plan, fc.integer({ min: 1, max: 1e6 }), (drawn, seed) => {
        const workload = drawWorkload({ name: 'drawn', ...drawn }, seed);
        const run = runStrategy({ strategy: FIREBREAK, workload, seed });
        expect(run.landed + run.ejected).toBe(drawn.changes);
        expect([run.redLandings, run.unprovedLandings]).toEqual([0, 0]);
      }),
      { numRuns: 150 },
    );
  });

  it.each([4, 16])('comes to an end where most changes touch the same few targets, with %d workers', (workers) => {
    for (let seed = 1; seed <= 6; seed += 1) {
      for (const failure of [0.15, 0.35]) {
        const workload = crowdedDay(seed, { workers, failure });
        const run = runStrategy({ strategy: FIREBREAK, workload, seed });
        expect(run.landed + run.ejected).toBe(workload.changes.length);
        expect([run.redLandings, run.unprovedLandings]).toEqual([0, 0]);
        // A queue whose builds decide nothing starts thousands.
        expect(run.builds).toBeLessThan(6 * workload.changes.length);
      }
    }
  });
});
