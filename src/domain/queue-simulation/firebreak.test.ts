import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIREBREAK, runStrategy } from './strategies.ts';
import { drawWorkload } from './workload.ts';

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
});
