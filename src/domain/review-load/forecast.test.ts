import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import { indexPeople, LEVELS, type Level, type Person } from '../catalog/index.ts';
import type { MissingRequirement } from '../policy/index.ts';
import { type ReviewDemand, signoffsOf, teamSignoffs } from './demand.ts';
import { forecastReviews } from './forecast.ts';
import { assumedReviewers, configuredReviewers, givenReviewers } from './reviewer.ts';
import { wholeWeeks } from './week.ts';

const START = Date.UTC(2026, 0, 5);

function asks(count: number, level: Level | null, from = 'anyone'): MissingRequirement {
  return { kind: 'signoffs', requirement: { count, level, from }, have: 0 };
}

function demand(day: number, minutes: number, more: Partial<ReviewDemand> = {}): ReviewDemand {
  const at = instant(START + day * DAY_MS);
  return { at, minutes, isAssisted: false, author: null, signoffs: ['senior'], teams: new Map(), ...more };
}

const POOL = givenReviewers({ seniors: 1, others: 0, minutesPerWeek: 240 });

describe('sign-offs that a change lacks', () => {
  it('count one person for all requirements that they meet', () => {
    expect(signoffsOf([asks(1, 'senior'), asks(1, null), asks(2, 'mid')])).toEqual(['senior', 'mid']);
    expect(signoffsOf([{ kind: 'two-person', have: 0 }, asks(1, 'principal')])).toEqual(['principal', null]);
    expect(signoffsOf([{ kind: 'block' }])).toEqual([]);
  });

  it('never ask for fewer than any one requirement does', () => {
    const any = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.constantFrom(null, ...LEVELS)), { maxLength: 5 });
    fc.assert(
      fc.property(any, (pairs) => {
        const rank = (level: Level | null): number => (level === null ? -1 : LEVELS.indexOf(level));
        const found = signoffsOf(pairs.map(([count, level]) => asks(count, level)));
        for (const [count, level] of pairs) {
          expect(found.filter((each) => rank(each) >= rank(level)).length).toBeGreaterThanOrEqual(count);
        }
        expect(found).toHaveLength(Math.max(0, ...pairs.map(([count]) => count)));
      }),
    );
  });

  it('go to the team that a rule names, or to the owners in equal parts', () => {
    const ann: Person = {
      id: 'ann',
      level: 'senior',
      mails: ['a@x.example'],
      handles: [],
      teams: ['payments', 'risk'],
    };
    const people = indexPeople({ people: [ann] });
    expect([...teamSignoffs([asks(1, null, '@payments')], null, people)]).toEqual([['payments', 1]]);
    expect([...teamSignoffs([asks(1, null, 'owners')], ['ann', '@web'], people)]).toEqual([
      ['payments', 1 / 3],
      ['risk', 1 / 3],
      ['web', 1 / 3],
    ]);
  });
});

describe('a forecast of review', () => {
  const weekly = Array.from({ length: 12 }, (_, week) => [
    demand(7 * week, 100),
    demand(7 * week + 2, 30, { isAssisted: true, signoffs: [null] }),
    demand(7 * week + 6, 210, { isAssisted: week % 2 === 0 }),
  ]).flat();

  it('says what a week asks for beside what there is', () => {
    const forecast = forecastReviews({ demands: weekly, pool: POOL, budgets: [], seniorMinutesPerWeek: null, seed: 1 });
    expect(forecast).toMatchObject({ weeks: 11, budget: { minutes: 240, from: 'reviewers' } });
    const [policy] = forecast.rows;
    expect(policy).toMatchObject({ rule: 'policy', volume: 1, minutes: { value: 310, weeks: 11 } });
    expect(policy?.weeksAbove).toMatchObject({ count: 11, n: 11 });
    expect(forecast.levels.map(({ name, signoffs, budget }) => [name, signoffs, budget])).toEqual([
      ['senior', 22, 240],
      ['any', 11, 240],
    ]);
  });

  it('counts the assisted part more often at larger volumes', () => {
    const { rows } = forecastReviews({ demands: weekly, pool: POOL, budgets: [], seniorMinutesPerWeek: null, seed: 1 });
    const [one, two, four] = rows.filter(({ rule }) => rule === 'every-ai').map(({ minutes }) => minutes.value ?? 0);
    expect([two, four]).toEqual([2 * (one ?? 0), 4 * (one ?? 0)]);
    const policy = rows.filter(({ rule }) => rule === 'policy').map(({ minutes }) => minutes.value ?? 0);
    expect((policy[2] ?? 0) - (policy[0] ?? 0)).toBeCloseTo(3 * ((policy[1] ?? 0) - (policy[0] ?? 0)));
  });

  it('holds the mean inside its interval, and has none of a few weeks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 60 })), { maxLength: 40 }),
        (pairs) => {
          const demands = pairs.map(([day, minutes]) => demand(day, minutes));
          const { rows, weeks } = forecastReviews({
            demands,
            pool: POOL,
            budgets: [],
            seniorMinutesPerWeek: null,
            seed: 3,
          });
          const minutes = rows[0]?.minutes;
          if (weeks < 4) expect([minutes?.low, minutes?.high]).toEqual([null, null]);
          else expect(minutes?.low ?? 0).toBeLessThanOrEqual((minutes?.value ?? 0) + 1e-9);
        },
      ),
    );
  });

  it('knows a budget only where everybody states one, or the policy does', () => {
    const people = ['ann', 'bob'].map((id): Person => ({ id, level: 'senior', mails: [], handles: [], teams: [] }));
    const ann = { holder: { kind: 'person' as const, person: 'ann' }, minutesPerWeek: 100, minutesPerDay: null };
    const level = {
      holder: { kind: 'level' as const, level: 'senior' as const },
      minutesPerWeek: 60,
      minutesPerDay: null,
    };
    const budgetOf = (budgets: readonly (typeof ann | typeof level)[], seniorMinutesPerWeek: number | null) =>
      forecastReviews({
        demands: weekly,
        pool: configuredReviewers(people, budgets),
        budgets,
        seniorMinutesPerWeek,
        seed: 1,
      }).budget;
    expect(budgetOf([ann], null)).toBeNull();
    expect(budgetOf([ann], 300)).toEqual({ minutes: 300, from: 'policy' });
    expect(budgetOf([ann, level], 300)).toEqual({ minutes: 160, from: 'budgets' });
  });

  it('of nothing says nothing', () => {
    const { rows, weeks } = forecastReviews({ demands: [], pool: POOL, budgets: [], seniorMinutesPerWeek: 5, seed: 1 });
    expect(weeks).toBe(0);
    expect(rows[0]).toMatchObject({ minutes: { value: null }, changes: 0, minutesPerChange: null });
  });
});

describe('whole weeks', () => {
  it('end with the newest moment, and leave out what lies before the first', () => {
    const days = [0, 3, 8, 16].map((day) => instant(START + day * DAY_MS));
    const weeks = wholeWeeks(days);
    expect([weeks?.count, ...days.map((at) => weeks?.of(at))]).toEqual([2, null, 0, 0, 1]);
    expect(wholeWeeks([instant(5)])?.count).toBe(1);
    expect(wholeWeeks([])).toBeNull();
  });
});

describe('reviewers where nobody is configured', () => {
  it('are those who land changes in a quarter of the weeks, the first of them senior', () => {
    const landings = Array.from({ length: 12 }, (_, week) => [
      { author: 'ann', at: instant(START + 7 * week * DAY_MS) },
      { author: week % 4 === 3 ? 'bob' : `once${week}`, at: instant(START + (7 * week + 1) * DAY_MS) },
      { author: week > 8 ? 'cleo' : null, at: instant(START + (7 * week + 1) * DAY_MS) },
    ]).flat();
    const { reviewers, source, assumedMinutes } = assumedReviewers(landings, null);
    expect(reviewers.map(({ id, level }) => [id, level])).toEqual([
      ['ann', 'senior'],
      ['bob', 'mid'],
      ['cleo', 'mid'],
    ]);
    expect([source, assumedMinutes]).toEqual(['assumed', 3]);
  });
});
