import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import { seededRandom } from '../../statistics/index.ts';
import type { ReviewDemand } from './demand.ts';
import { givenReviewers } from './reviewer.ts';
import { simulateReviews } from './simulate.ts';
import { atVolume } from './volume.ts';

const START = Date.UTC(2026, 0, 5);

/** Half a year of changes: a third assisted, of these one in five asks the policy for a senior. */
function history(seed: number, perDay = 4): readonly ReviewDemand[] {
  const random = seededRandom(seed);
  return Array.from({ length: 180 * perDay }, (_, index): ReviewDemand => {
    const isAssisted = random() < 1 / 3;
    return {
      at: instant(START + ((index + random()) / perDay) * DAY_MS),
      minutes: 5 + Math.floor(random() * 40),
      isAssisted,
      author: null,
      signoffs: isAssisted && random() < 0.2 ? ['senior'] : [],
      teams: new Map(),
    };
  });
}

const many = givenReviewers({ seniors: 400, others: 0, minutesPerWeek: 10_000 });
const two = givenReviewers({ seniors: 1, others: 1, minutesPerWeek: 240 });

describe('a simulation of review', () => {
  it('waits for nobody where there are reviewers without end', () => {
    for (const row of simulateReviews({ demands: history(1), pool: many, seed: 1 })) {
      expect(row).toMatchObject({ impossible: 0, aboveDay: { count: 0, value: 0 }, p90Hours: { value: 0 } });
    }
  });

  it('gives the same rows for the same seed, and others for another', () => {
    const once = simulateReviews({ demands: history(1), pool: two, seed: 1 });
    expect(simulateReviews({ demands: history(1), pool: two, seed: 1 })).toEqual(once);
    expect(simulateReviews({ demands: history(1), pool: two, seed: 2 })).not.toEqual(once);
  });

  it('waits longer by the blanket rule than by one that asks for a part of it', () => {
    const rows = simulateReviews({ demands: history(1), pool: two, seed: 1 });
    for (const volume of [1, 2, 4]) {
      const [blanket, policy] = rows.filter((row) => row.volume === volume);
      expect(blanket?.meanHours.value ?? 0).toBeGreaterThan(policy?.meanHours.value ?? 0);
      expect(blanket?.n ?? 0).toBeGreaterThan(policy?.n ?? 0);
    }
  });

  it('never waits less on average at a larger volume, over seeds', () => {
    const mean = [1, 2, 4].map((volume) => {
      const means = [1, 2, 3, 4, 5, 6].map((seed) => {
        const rows = simulateReviews({ demands: history(seed, 2), pool: two, seed });
        return rows.find((row) => row.rule === 'every-ai' && row.volume === volume)?.meanHours.value ?? 0;
      });
      return means.reduce((sum, each) => sum + each, 0) / means.length;
    });
    expect(mean[0]).toBeLessThanOrEqual(mean[1] ?? 0);
    expect(mean[1]).toBeLessThanOrEqual(mean[2] ?? 0);
  });

  it('twin: with more reviewers for the larger volume it would wait less', () => {
    const at = (pool: typeof two, volume: number): number =>
      simulateReviews({ demands: history(1), pool, seed: 1 }).find((row) => row.volume === volume)?.meanHours.value ??
      0;
    expect(at(many, 4)).toBeLessThan(at(two, 1));
  });

  it('tells what nobody may sign apart from what waits', () => {
    const nobody = givenReviewers({ seniors: 0, others: 3, minutesPerWeek: null });
    const [row] = simulateReviews({ demands: history(1), pool: nobody, seed: 1 });
    expect(row).toMatchObject({ n: 0, seniorUse: null, medianHours: { value: null } });
    expect(row?.impossible).toBe(row?.asking);
  });

  it('says how much of the minutes there are is asked for', () => {
    const demands = Array.from(
      { length: 57 },
      (_, day): ReviewDemand => ({
        ...(history(1)[0] as ReviewDemand),
        at: instant(START + day * DAY_MS),
        minutes: 10,
        isAssisted: true,
        signoffs: ['senior'],
      }),
    );
    const [row] = simulateReviews({ demands, pool: two, seed: 1 });
    expect(row?.seniorUse).toBeCloseTo(570 / (8 * 240));
  });
});

describe('volumes of AI', () => {
  it('hold what stands in a smaller one, and only more of what is assisted', () => {
    const demands = history(3);
    const [one, two, four] = ([1, 2, 4] as const).map((volume) => atVolume(demands, volume, 9));
    const keys = (each: readonly ReviewDemand[] = []): string[] =>
      each.map((demand) => `${demand.at} ${demand.minutes}`);
    const assisted = demands.filter(({ isAssisted }) => isAssisted).length;
    expect([one, two, four].map((each) => each?.length)).toEqual([
      demands.length,
      demands.length + assisted,
      demands.length + 3 * assisted,
    ]);
    const large = new Set(keys(four));
    expect(keys(two).every((key) => large.has(key))).toBe(true);
    const ends = [demands[0]?.at ?? 0, demands.at(-1)?.at ?? 0];
    expect(four?.every(({ at }) => at >= (ends[0] ?? 0) && at <= (ends[1] ?? 0))).toBe(true);
  });
});
