import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import { indexPeople, type Person } from '../catalog/index.ts';
import { escalateReviews } from './escalate.ts';
import type { RoutingInput } from './model.ts';
import { routeReviews } from './route.ts';

const NOW = instant(Date.UTC(2026, 0, 14, 10));
const PEOPLE = ['ann', 'bob'].map(
  (id): Person => ({ id, level: 'senior', mails: [`${id}@shop.example`], handles: [], teams: [] }),
);
const INPUT: RoutingInput = {
  missing: [{ kind: 'signoffs', requirement: { count: 1, level: 'senior', from: 'anyone' }, have: 0 }],
  review: {
    contentDigest: null,
    participants: [],
    people: indexPeople({ people: PEOPLE }),
    owners: null,
    automated: [],
    now: NOW,
  },
  signoffs: [],
  asked: [],
  passed: [],
  tier: 1,
  minutes: 10,
  paths: [],
  touches: [],
  work: [],
  budgets: [],
  away: [],
  now: NOW,
};
const FIRST = routeReviews(INPUT).asks;
const LATER = instant(NOW + DAY_MS);

describe('an ask that falls due', () => {
  it('stays where it is before its moment', () => {
    const before = escalateReviews({ ...INPUT, asked: FIRST, now: instant(NOW + 3_600_000) });
    expect(before).toEqual({ passed: [], added: [], stays: [], unneeded: [], shortfalls: [] });
  });

  it('goes to the next person', () => {
    const { passed } = escalateReviews({ ...INPUT, asked: FIRST, now: LATER });
    expect(passed).toMatchObject([{ from: 'ann', because: 'due', ask: { person: 'bob', at: LATER } }]);
  });

  it('goes on at once when the person is away', () => {
    const away = [{ person: 'ann', from: NOW, until: LATER }];
    expect(escalateReviews({ ...INPUT, asked: FIRST, away }).passed).toMatchObject([{ from: 'ann', because: 'away' }]);
  });

  it('stays and says so where nobody is left', () => {
    const { passed, stays, shortfalls } = escalateReviews({ ...INPUT, asked: FIRST, passed: ['bob'], now: LATER });
    expect(passed).toEqual([]);
    expect(stays).toEqual(FIRST);
    expect(shortfalls[0]?.kind).toBe('everybody-asked');
  });

  it('is not needed once the sign-off came from elsewhere', () => {
    const { stays, unneeded } = escalateReviews({ ...INPUT, missing: [], asked: FIRST, now: LATER });
    expect({ stays, unneeded }).toEqual({ stays: [], unneeded: FIRST });
  });
});
