import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import { seededRandom } from '../../statistics/index.ts';
import { LEVELS, type Level } from '../catalog/index.ts';
import { type QueuedChange, runQueue } from './queue.ts';
import type { Reviewer } from './reviewer.ts';
import { workingDay, workingTime } from './working-time.ts';

const MINUTE = 60_000;
// A Monday.
const START = Date.UTC(2026, 0, 5);
const ENDLESS = { minutesPerDay: 1e9, minutesPerWeek: 1e9 };

function reviewers(count: number, budget = ENDLESS, level: Level = 'senior'): readonly Reviewer[] {
  return Array.from({ length: count }, (_, index) => ({ id: `r${index}`, level, ...budget }));
}

function change(minutesIn: number, minutes: number, more: Partial<QueuedChange> = {}): QueuedChange {
  return { at: instant(START + minutesIn * MINUTE), minutes, author: null, signoffs: ['senior'], ...more };
}

const anyChange = fc
  .record({
    at: fc.integer({ min: 0, max: 20_000 }),
    minutes: fc.integer({ min: 1, max: 60 }),
    author: fc.constantFrom(null, 'r0', 'r1'),
    signoffs: fc.array(fc.constantFrom(null, ...LEVELS), { minLength: 1, maxLength: 2 }),
  })
  .map(({ at, minutes, ...more }) => change(at, minutes, more));
const anyReviewers = fc
  .array(
    fc.record({
      level: fc.constantFrom(...LEVELS),
      minutesPerDay: fc.integer({ min: 5, max: 300 }),
      minutesPerWeek: fc.integer({ min: 10, max: 900 }),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((each) => each.map((reviewer, index): Reviewer => ({ id: `r${index}`, ...reviewer })));

/** First come, first served by identical servers that never rest: each job goes to whoever is free first (Kiefer and Wolfowitz, 1955). */
function startsByRecursion(jobs: readonly QueuedChange[], servers: number): readonly number[] {
  const free = Array.from({ length: servers }, () => Number.NEGATIVE_INFINITY);
  return jobs.map((job) => {
    const soonest = free.indexOf(Math.min(...free));
    const start = Math.max(workingTime(job.at), free[soonest] ?? 0);
    free[soonest] = start + job.minutes * MINUTE;
    return start;
  });
}

describe('a queue of reviews', () => {
  it('waits for nobody where somebody is always free', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 30 }), (arrivals) => {
        const plain = arrivals.map((each) => ({ ...each, author: null }));
        const { waits } = runQueue(plain, reviewers(80, ENDLESS, 'principal'));
        expect(waits.every((wait) => wait === 0)).toBe(true);
      }),
    );
  });

  it('agrees with the recursion for identical servers that never rest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 1, max: 90 })), { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        (pairs, servers) => {
          const jobs = [...pairs].sort(([a], [b]) => a - b).map(([at, minutes]) => change(at, minutes));
          const { reviews } = runQueue(jobs, reviewers(servers));
          const starts = jobs.map((_, index) => reviews.find((each) => each.change === index)?.start);
          expect(starts).toEqual(startsByRecursion(jobs, servers));
        },
      ),
    );
  });

  it('twin: with one server more the recursion disagrees', () => {
    const jobs = [change(0, 60), change(1, 60), change(2, 60)];
    const { reviews } = runQueue(jobs, reviewers(1));
    expect(reviews.map(({ start }) => start)).not.toEqual(startsByRecursion(jobs, 2));
  });

  it('waits as long as the formula for random arrivals and one server says', () => {
    const random = seededRandom(5);
    let at = 0;
    const jobs = Array.from({ length: 20_000 }, () => {
      at += -Math.log(1 - random()) * 40;
      // Weekends are left out of working time; put the same minutes on working days.
      return change(Math.floor(at / 7_200) * 10_080 + (at % 7_200), 20);
    });
    const { waits } = runQueue(jobs, reviewers(1));
    const mean = waits.reduce<number>((sum, wait) => sum + (wait ?? 0), 0) / waits.length / MINUTE;
    // Pollaczek-Khinchine with equal services: utilisation x service / (2 x (1 - utilisation)).
    expect(Math.abs(mean - 10)).toBeLessThan(1);
  });

  it('never loses a review, never waits less than nothing, never gives one person two reviews at once', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 25 }), anyReviewers, (arrivals, people) => {
        const { reviews, waits } = runQueue(arrivals, people);
        arrivals.forEach(({ signoffs, author, minutes, at }, index) => {
          const own = reviews.filter((each) => each.change === index);
          expect(own).toHaveLength(waits[index] === null ? 0 : signoffs.length);
          expect(new Set(own.map(({ reviewer }) => reviewer)).size).toBe(own.length);
          expect(own.some(({ reviewer }) => reviewer === author)).toBe(false);
          for (const { start, end } of own) {
            expect(start).toBeGreaterThanOrEqual(workingTime(at));
            expect(end - start).toBeGreaterThanOrEqual(minutes * MINUTE - 1);
          }
          expect(waits[index] ?? 0).toBeGreaterThanOrEqual(0);
        });
        for (const { id } of people) {
          const own = reviews.filter((each) => each.reviewer === id).sort((a, b) => a.start - b.start);
          own.forEach(({ start }, index) => {
            if (index > 0) expect(start).toBeGreaterThanOrEqual(own[index - 1]?.end ?? 0);
          });
        }
      }),
    );
  });

  it('reads no more in a week than budgets hold', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 25 }), anyReviewers, (arrivals, people) => {
        const { reviews } = runQueue(arrivals, people);
        for (const reviewer of people) {
          const byWeek = new Map<number, number>();
          const own = reviews.filter((each) => each.reviewer === reviewer.id);
          for (const { change: position, start, end } of own) {
            // Reviews that lie in one week as a whole.
            const week = workingDay(start).week;
            if (workingDay(end - 1).week !== week) continue;
            byWeek.set(week, (byWeek.get(week) ?? 0) + (arrivals[position]?.minutes ?? 0));
          }
          for (const minutes of byWeek.values()) expect(minutes).toBeLessThanOrEqual(reviewer.minutesPerWeek + 0.001);
        }
      }),
    );
  });

  it('lets nothing wait while somebody who may do it is idle', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 25 }), fc.integer({ min: 1, max: 4 }), (given, count) => {
        const arrivals = given.map((each): QueuedChange => ({ ...each, author: null, signoffs: ['senior'] }));
        const people = reviewers(count);
        const { reviews } = runQueue(arrivals, people);
        for (const { change: position, start } of reviews) {
          const arrived = workingTime(arrivals[position]?.at ?? instant(0));
          for (const { id } of people) {
            const busy = reviews.filter((each) => each.reviewer === id && each.end > arrived && each.start < start);
            const reading = busy.reduce(
              (sum, each) => sum + Math.min(each.end, start) - Math.max(each.start, arrived),
              0,
            );
            expect(reading).toBe(start - arrived);
          }
        }
      }),
    );
  });

  it('one more change shortens nobody’s wait at one desk', () => {
    fc.assert(
      fc.property(
        fc.array(anyChange, { minLength: 1, maxLength: 20 }),
        anyChange,
        fc.integer({ min: 10, max: 120 }),
        (given, extra, minutesPerDay) => {
          const plain = (each: QueuedChange): QueuedChange => ({ ...each, author: null, signoffs: ['senior'] });
          const desk = reviewers(1, { minutesPerDay, minutesPerWeek: 4 * minutesPerDay });
          const before = runQueue(given.map(plain), desk).waits;
          const after = runQueue([...given.map(plain), plain(extra)], desk).waits;
          before.forEach((wait, index) => {
            expect(after[index] ?? 0).toBeGreaterThanOrEqual((wait ?? 0) - 1);
          });
        },
      ),
    );
  });
});

describe('minutes of a day and a week', () => {
  const desk = reviewers(1, { minutesPerDay: 30, minutesPerWeek: 60 });

  it('finish on the next day what a day does not hold', () => {
    const { reviews, waits } = runQueue([change(0, 45)], desk);
    expect(reviews[0]?.end).toBe(workingTime(instant(START)) + DAY_MS + 15 * MINUTE);
    expect(waits[0]).toBe(DAY_MS - 30 * MINUTE);
  });

  it('go on in the next week when the week is read away', () => {
    const { reviews } = runQueue([change(0, 30), change(1, 30), change(2, 10)], desk);
    expect(reviews[2]?.start).toBe(workingTime(instant(START)) + 5 * DAY_MS);
  });

  it('of nearly nothing end a long review after years without a step for each day', () => {
    const slow = reviewers(1, { minutesPerDay: 1e-4, minutesPerWeek: 5e-4 });
    const { waits } = runQueue([change(0, 60)], slow);
    expect((waits[0] ?? 0) / DAY_MS).toBeCloseTo(600_000, -2);
  });

  it('of nothing at all are nobody’s, and the change is told apart', () => {
    expect(runQueue([change(0, 5)], reviewers(3, { minutesPerDay: 0, minutesPerWeek: 0 })).waits).toEqual([null]);
    expect(runQueue([change(0, 5, { author: 'r0' })], reviewers(1)).waits).toEqual([null]);
    expect(runQueue([change(0, 5, { signoffs: ['principal'] })], reviewers(3)).waits).toEqual([null]);
  });

  it('go to the lowest level that may do it', () => {
    const people: readonly Reviewer[] = [
      { id: 'ann', level: 'principal', ...ENDLESS },
      { id: 'bob', level: 'mid', ...ENDLESS },
    ];
    const { reviews } = runQueue([change(0, 5, { signoffs: [null] }), change(9, 5)], people);
    expect(reviews.map(({ reviewer }) => reviewer)).toEqual(['bob', 'ann']);
  });
});
