import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import { indexPeople, LEVELS, type Person, type Tier } from '../catalog/index.ts';
import type { MissingRequirement } from '../policy/index.ts';
import type { Away, Participant, ReviewBudget, ReviewContext } from '../review/index.ts';
import { isWithinBudget, loadByPerson } from './budget.ts';
import { expertiseOf } from './expertise.ts';
import type { PathTouch, ReviewWork, RoutingInput } from './model.ts';
import { needsAfter, needsOf } from './need.ts';
import { EXPERTISE_FLOOR } from './rank.ts';
import { routeReviews } from './route.ts';

// A Wednesday.
const NOW = instant(Date.UTC(2026, 0, 14, 10));
const TEAM = [
  person('ann', 'senior', ['payments']),
  person('bob', 'senior', ['payments']),
  person('cleo', 'principal', ['platform']),
  person('dan', 'mid', ['payments']),
  person('eli', 'junior', ['payments']),
  person('fay', 'mid', ['platform']),
];
const SENIOR: MissingRequirement = {
  kind: 'signoffs',
  requirement: { count: 1, level: 'senior', from: 'anyone' },
  have: 0,
};
const ANYONE: MissingRequirement = {
  kind: 'signoffs',
  requirement: { count: 1, level: null, from: 'anyone' },
  have: 0,
};
const OWNER: MissingRequirement = { ...SENIOR, requirement: { count: 1, level: null, from: 'owners' } };

function person(id: string, level: Person['level'], teams: readonly string[]): Person {
  return { id, level, mails: [`${id}@shop.example`], handles: [id], teams };
}

function contextOf(people: readonly Person[], authors: readonly string[]): ReviewContext {
  return {
    contentDigest: null,
    participants: authors.map((id): Participant => ({ role: 'author', personId: id, mail: null, handle: null })),
    people: indexPeople({ people }),
    owners: ['@payments'],
    automated: [],
    now: NOW,
  };
}

function input(given: Partial<RoutingInput> = {}): RoutingInput {
  return {
    missing: [SENIOR],
    review: contextOf(TEAM, ['dan']),
    signoffs: [],
    asked: [],
    passed: [],
    tier: 0,
    minutes: 20,
    paths: ['src/pay.ts', 'src/refund.ts'],
    touches: [],
    work: [],
    budgets: [],
    away: [],
    now: NOW,
    ...given,
  };
}

function wrote(who: string, path: string, daysAgo = 10): PathTouch {
  return { person: who, path, at: instant(NOW - daysAgo * DAY_MS), kind: 'authored' };
}

function open(who: string, minutes: number): ReviewWork {
  return { person: who, minutes, askedAt: instant(NOW - DAY_MS), answeredAt: null };
}

describe('one person for each sign-off', () => {
  it('asks the senior who knows the files, with a reason, minutes and a moment', () => {
    const { asks, reviews, shortfalls } = routeReviews(
      input({ touches: [wrote('bob', 'src/pay.ts'), wrote('bob', 'src/refund.ts')] }),
    );
    expect(asks).toEqual([
      {
        person: 'bob',
        why: expect.stringContaining('2 of the 2 files'),
        minutes: 20,
        level: 'senior',
        at: NOW,
        dueAt: NOW + 2 * 3_600_000,
        passedOnBy: null,
        content: null,
        pair: 'eli',
      },
    ]);
    expect(reviews[0]?.reason).toMatchObject({ basis: 'floor', knownFiles: 2, openMinutes: 0 });
    expect(shortfalls).toEqual([]);
  });

  it('asks one person towards several requirements at once', () => {
    const { reviews } = routeReviews(
      input({ missing: [SENIOR, OWNER], tier: 2, touches: [wrote('cleo', 'src/pay.ts')] }),
    );
    expect(reviews.map(({ ask, serves }) => [ask.person, serves.length])).toEqual([['ann', 2]]);
  });

  it('asks a second person rather than somebody below the floor for both', () => {
    const { asks } = routeReviews(input({ missing: [SENIOR, OWNER], touches: [wrote('cleo', 'src/pay.ts')] }));
    expect(asks.map((ask) => ask.person)).toEqual(['cleo', 'ann']);
  });

  it('finds two distinct people where two are asked for', () => {
    const { asks } = routeReviews(input({ missing: [SENIOR, { kind: 'two-person', have: 0 }] }));
    expect(new Set(asks.map((ask) => ask.person)).size).toBe(2);
  });

  it('keeps the only person of a narrow group for that group', () => {
    const platform: MissingRequirement = {
      kind: 'signoffs',
      requirement: { count: 1, level: 'principal', from: '@platform' },
      have: 0,
    };
    const seniors: MissingRequirement = { ...SENIOR, requirement: { count: 2, level: 'senior', from: 'anyone' } };
    const { asks, shortfalls } = routeReviews(
      input({ missing: [seniors, platform], touches: [wrote('cleo', 'src/pay.ts')], tier: 3 }),
    );
    expect(asks.map((ask) => ask.person)).toContain('cleo');
    expect(asks).toHaveLength(2);
    expect(shortfalls).toEqual([]);
  });

  it('names a junior of the same team who may read along, and counts them for nothing', () => {
    const { reviews, asks } = routeReviews(input({ touches: [wrote('ann', 'src/pay.ts')] }));
    expect(reviews[0]?.pair).toBe('eli');
    expect(asks.map((ask) => ask.person)).toEqual(['ann']);
    const busy = routeReviews(
      input({
        touches: [wrote('ann', 'src/pay.ts')],
        budgets: [{ holder: { kind: 'level', level: 'junior' }, minutesPerWeek: 10, minutesPerDay: null }],
      }),
    );
    expect(busy.reviews[0]?.pair).toBeNull();
    expect(busy.asks[0]).not.toHaveProperty('pair');
  });
});

describe('expertise and load', () => {
  const touches = [wrote('ann', 'src/pay.ts'), wrote('ann', 'src/refund.ts')];

  it('keeps asking the only expert about tier 0, however loaded', () => {
    const { asks, reviews } = routeReviews(input({ touches, work: [open('ann', 180)] }));
    expect(asks[0]?.person).toBe('ann');
    expect(reviews[0]?.next).toBeNull();
  });

  it('twin: about tier 3 the same load sends it to somebody else', () => {
    expect(routeReviews(input({ touches, tier: 3, work: [open('ann', 180)] })).asks[0]?.person).not.toBe('ann');
  });

  it('re-ranks by load above the floor', () => {
    const both = [...touches, wrote('bob', 'src/pay.ts', 30), wrote('bob', 'src/refund.ts', 30)];
    expect(routeReviews(input({ touches: both, work: [open('ann', 150)] })).asks[0]?.person).toBe('bob');
    expect(routeReviews(input({ touches: both, work: [open('bob', 150)] })).asks[0]?.person).toBe('ann');
  });

  it('counts minutes, not changes', () => {
    const work = [open('ann', 120), ...Array.from({ length: 6 }, () => open('bob', 2)), open('cleo', 190)];
    expect(routeReviews(input({ tier: 2, work })).asks[0]?.person).toBe('bob');
  });

  it('among near-equals asks whoever was asked least lately, then longest ago', () => {
    const answered = (who: string, minutes: number, daysAgo: number): ReviewWork => ({
      person: who,
      minutes,
      askedAt: instant(NOW - daysAgo * DAY_MS),
      answeredAt: instant(NOW - daysAgo * DAY_MS + 1),
    });
    const old = [answered('ann', 30, 20), answered('bob', 30, 25), answered('cleo', 60, 9)];
    expect(routeReviews(input({ tier: 0, work: old })).asks[0]?.person).toBe('bob');
    expect(routeReviews(input({ tier: 0, work: [...old, answered('bob', 5, 12)] })).asks[0]?.person).toBe('ann');
  });

  it('forgets what was touched long ago', () => {
    const fading = [wrote('ann', 'src/pay.ts', 1_500), wrote('bob', 'src/pay.ts', 20)];
    expect(routeReviews(input({ touches: fading, work: [open('bob', 60)] })).asks[0]?.person).toBe('bob');
  });
});

describe('nobody is never silent', () => {
  const budgets: readonly ReviewBudget[] = [
    { holder: { kind: 'person', person: 'ann' }, minutesPerWeek: 60, minutesPerDay: null },
  ];
  const touches = [wrote('ann', 'src/pay.ts'), wrote('ann', 'src/refund.ts')];

  it('says who would be next regardless of budgets, and who has time', () => {
    const { asks, shortfalls } = routeReviews(input({ touches, budgets, work: [open('ann', 50)] }));
    expect(asks).toEqual([]);
    expect(shortfalls).toMatchObject([
      { kind: 'over-budget', missing: 1, regardless: { person: 'ann' }, delegate: 'bob' },
    ]);
  });

  it('spills to the next within budget where others know the files too', () => {
    const known = [...touches, wrote('cleo', 'src/pay.ts')];
    expect(routeReviews(input({ touches: known, budgets, work: [open('ann', 50)] })).asks[0]?.person).toBe('cleo');
  });

  it('counts the minutes of a team together', () => {
    const team: readonly ReviewBudget[] = [
      { holder: { kind: 'team', team: 'payments' }, minutesPerWeek: 100, minutesPerDay: null },
    ];
    const owners: MissingRequirement = { ...SENIOR, requirement: { count: 1, level: 'senior', from: '@payments' } };
    const work = [open('ann', 45), open('dan', 45)];
    expect(routeReviews(input({ missing: [owners], budgets: team, work })).shortfalls[0]?.kind).toBe('over-budget');
    expect(routeReviews(input({ missing: [owners], budgets: team })).shortfalls).toEqual([]);
  });

  it('tells away from unknown from asked before', () => {
    const away = ['ann', 'bob', 'cleo'].map(
      (each): Away => ({ person: each, from: NOW, until: instant(NOW + DAY_MS) }),
    );
    expect(routeReviews(input({ away })).shortfalls[0]?.kind).toBe('everybody-away');
    expect(routeReviews(input({ passed: ['ann', 'bob', 'cleo'] })).shortfalls[0]?.kind).toBe('everybody-asked');
    const alone = contextOf(TEAM.slice(3), ['dan']);
    expect(routeReviews(input({ review: alone })).shortfalls[0]?.kind).toBe('nobody-known');
  });

  it('asks nobody for what no sign-off clears', () => {
    const evidence: MissingRequirement = { kind: 'evidence', evidence: 'ticket', state: 'absent', why: null };
    expect(routeReviews(input({ missing: [evidence, { kind: 'hold' }] }))).toEqual({
      asks: [],
      reviews: [],
      shortfalls: [],
    });
  });

  it('never asks an account of software', () => {
    const bots = [person('robot', 'principal', []), ...TEAM.slice(3)];
    const review = { ...contextOf(bots, ['dan']), automated: ['robot@shop.example'] };
    expect(routeReviews(input({ review })).shortfalls[0]?.kind).toBe('nobody-known');
  });
});

const PATHS = ['src/pay.ts', 'src/refund.ts', 'src/tax.ts'];
const anyInput = fc
  .record({
    levels: fc.array(fc.constantFrom(...LEVELS), { minLength: 0, maxLength: 7 }),
    teams: fc.array(fc.subarray(['payments', 'platform']), { minLength: 7, maxLength: 7 }),
    authors: fc.subarray(['p0', 'p1']),
    missing: fc.array(
      fc.oneof(
        fc.record({
          kind: fc.constant('signoffs' as const),
          requirement: fc.record({
            count: fc.integer({ min: 1, max: 3 }),
            level: fc.constantFrom(null, ...LEVELS),
            from: fc.constantFrom('anyone', 'owners', '@platform', 'p3'),
          }),
          have: fc.constant(0),
        }),
        fc.record({ kind: fc.constant('two-person' as const), have: fc.integer({ min: 0, max: 1 }) }),
      ),
      { maxLength: 4 },
    ),
    tier: fc.constantFrom<Tier | null>(0, 1, 2, 3, null),
    touches: fc.array(
      fc.record({
        person: fc.constantFrom('p0', 'p1', 'p2', 'p3', 'p4', 'p5'),
        path: fc.constantFrom(...PATHS),
        at: fc.integer({ min: 0, max: 500 }).map((days): Instant => instant(NOW - days * DAY_MS)),
        kind: fc.constantFrom('authored' as const, 'reviewed' as const),
      }),
      { maxLength: 12 },
    ),
    work: fc.array(
      fc.record({
        person: fc.constantFrom('p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'),
        minutes: fc.integer({ min: 1, max: 60 }),
        askedAt: fc.integer({ min: 0, max: 40 }).map((days): Instant => instant(NOW - days * DAY_MS)),
        answeredAt: fc.constantFrom<Instant | null>(null, NOW),
      }),
      { maxLength: 10 },
    ),
    budgets: fc.array(
      fc.record({
        holder: fc.oneof(
          fc.record({ kind: fc.constant('person' as const), person: fc.constantFrom('p2', 'p3', 'p4') }),
          fc.record({ kind: fc.constant('team' as const), team: fc.constantFrom('payments', 'platform') }),
          fc.record({ kind: fc.constant('level' as const), level: fc.constantFrom(...LEVELS) }),
        ),
        minutesPerWeek: fc.integer({ min: 0, max: 200 }),
        minutesPerDay: fc.constantFrom<number | null>(null, 40),
      }),
      { maxLength: 4 },
    ),
    away: fc.array(
      fc.record({
        person: fc.constantFrom('p2', 'p3', 'p4'),
        from: fc.constant(instant(NOW - DAY_MS)),
        until: fc.constantFrom(NOW, instant(NOW + DAY_MS)),
      }),
      { maxLength: 3 },
    ),
    passed: fc.subarray(['p4', 'p5']),
  })
  .map(({ levels, teams, authors, ...rest }): RoutingInput => {
    const people = levels.map((level, index) => person(`p${index}`, level, teams[index] ?? []));
    return input({ ...rest, review: contextOf(people, authors), paths: PATHS.slice(0, 2) });
  });

describe('laws of routing', () => {
  it('asks only people who may sign, are here and have minutes, each once', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const { asks } = routeReviews(given);
        const loads = loadByPerson(given.work, NOW);
        expect(new Set(asks.map((ask) => ask.person)).size).toBe(asks.length);
        for (const { person: id } of asks) {
          const found = given.review.people.byId.get(id);
          expect(found).toBeDefined();
          if (found === undefined) continue;
          expect(given.review.participants.map(({ personId }) => personId)).not.toContain(id);
          expect(given.passed).not.toContain(id);
          expect(given.away.some((each) => each.person === id && each.until > NOW)).toBe(false);
          const { minutes, budgets } = given;
          const teams = given.review.people.byTeam;
          expect(isWithinBudget({ person: found, minutes, loads, teams, budgets })).toBe(true);
        }
      }),
    );
  });

  it('gives every missing sign-off a person or a shortfall', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const { asks, shortfalls } = routeReviews(given);
        const people = asks.flatMap(({ person: id }) => given.review.people.byId.get(id) ?? []);
        const left = people.reduce((needs, each) => needsAfter(needs, each, given.review), needsOf(given.missing));
        const told = shortfalls.map(({ requirement, missing }) => ({ requirement, missing }));
        expect(told).toHaveLength(left.length);
        for (const need of left) expect(told).toContainEqual(need);
      }),
    );
  });

  it('asks nobody a second time for what is asked already', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const first = routeReviews(given);
        const work = [
          ...given.work,
          ...first.asks.map((ask): ReviewWork => ({ ...ask, askedAt: NOW, answeredAt: null })),
        ];
        expect(routeReviews({ ...given, asked: first.asks, work }).asks).toEqual([]);
      }),
    );
  });

  it('does not depend on the order of people, work, touches or rules', () => {
    fc.assert(
      fc.property(anyInput, (given) => {
        const people = [...given.review.people.byId.values()].reverse();
        const turned = {
          ...given,
          review: { ...given.review, people: indexPeople({ people }) },
          missing: [...given.missing].reverse(),
          work: [...given.work].reverse(),
          touches: [...given.touches].reverse(),
          away: [...given.away].reverse(),
        };
        const persons = (each: RoutingInput) => routeReviews(each).asks.map((ask) => ask.person);
        expect(persons(turned)).toEqual(persons(given));
      }),
    );
  });

  const belowFloor = (given: RoutingInput): number => {
    const known = expertiseOf(given.paths, given.touches, NOW);
    const able = [...given.review.people.byId.values()].filter(
      ({ id }) => !given.review.participants.some(({ personId }) => personId === id),
    );
    const score = (id: string): number => known.get(id)?.score ?? 0;
    const best = Math.max(0, ...able.map(({ id }) => score(id)));
    return routeReviews(given).asks.filter((ask) => score(ask.person) < EXPERTISE_FLOOR * best - 1e-9).length;
  };

  it('never asks below the expertise floor about tier 0 and 1', () => {
    fc.assert(
      fc.property(anyInput, fc.constantFrom<Tier>(0, 1), (given, tier) => {
        expect(belowFloor({ ...given, tier, missing: [ANYONE] })).toBe(0);
      }),
    );
  });

  it('twin: about tier 3 it does', () => {
    const found = fc
      .sample(anyInput, { numRuns: 200, seed: 11 })
      .filter((given) => belowFloor({ ...given, tier: 3, missing: [ANYONE] }) > 0);
    expect(found.length).toBeGreaterThan(0);
  });
});
