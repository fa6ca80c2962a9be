import { describe, expect, it } from 'vitest';
import { wilson } from '../../src/statistics/index.ts';
import { BOUND, simulateFlakes, USUAL_WORLD } from './simulate.ts';

/** Small enough for a test; `./script/bench flaky` says it with narrow intervals. */
const SMALL = { ...USUAL_WORLD, tests: 60, changes: 2_500 };

describe('a queue that knows its flaky tests', () => {
  const posterior = simulateFlakes(SMALL, 'posterior');

  it('ejects fewer good changes than the bound, lets no bad one land, and needs few builds more', () => {
    const { share } = wilson(posterior.falselyEjected, posterior.good);
    expect(share).toBeLessThanOrEqual(BOUND);
    expect(posterior.badLanded).toBe(0);
    expect(posterior.builds / SMALL.changes).toBeLessThan(1.08);
  });

  it('would show it if failures were believed at once', () => {
    const believing = simulateFlakes(SMALL, 'believe');
    expect(wilson(believing.falselyEjected, believing.good).low).toBeGreaterThan(BOUND);
  });

  it('says of first failures how likely they are innocent, neither much more nor much less often than they are', () => {
    for (const [from, to] of [
      [0, 0.2],
      [0.2, 1],
    ] as const) {
      const chosen = posterior.said.flatMap((said, at) =>
        said >= from && said < to ? [{ said, truth: posterior.innocent[at] ?? 0 }] : [],
      );
      const { low, high } = wilson(
        chosen.reduce((sum, { truth }) => sum + truth, 0),
        chosen.length,
      );
      const mean = chosen.reduce((sum, { said }) => sum + said, 0) / chosen.length;
      expect(mean).toBeGreaterThan((low ?? 1) - 0.1);
      expect(mean).toBeLessThan((high ?? 0) + 0.1);
    }
  });

  it('gives the same figures for the same seed', () => {
    const tiny = { ...SMALL, changes: 200 };
    const [first, second] = [simulateFlakes(tiny, 'posterior'), simulateFlakes(tiny, 'posterior')];
    expect([second.falselyEjected, second.builds, second.said]).toEqual([
      first.falselyEjected,
      first.builds,
      first.said,
    ]);
  });
});
