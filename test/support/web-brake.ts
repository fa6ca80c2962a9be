import type { BrakeReport, NowReport, Viewer } from '../../src/contract/index.ts';
import {
  type Brake,
  calendarBrakes,
  evolve,
  NO_BRAKES,
  parseScope,
  parseWindows,
} from '../../src/domain/brake/index.ts';
import { type Instant, instant, type Result } from '../../src/kernel/index.ts';
import { brakeCalendar, brakeRowOf, orderedBrakes } from '../../src/service/brake-row.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const REPOSITORY = 'local:store';

export interface BrakeMaking {
  readonly at: number;
  readonly viewer: Viewer;
  readonly said: (text: string) => string;
  /** Whether the viewer may pull and release. */
  readonly may?: boolean;
}

/** The brakes of the shop: an incident that holds tier 0, one that is overdue, one planned, one released, and two calendars of freezes. */
export function webBrakes(state: 'busy' | 'empty' | 'hostile' | 'many', making: BrakeMaking): BrakeReport {
  const { at, viewer, may = true } = making;
  const now = instant(at);
  const pulled = state === 'empty' ? [] : pulledBrakes(making, now);
  const freezes = state === 'empty' ? [] : stated(making);
  const can = { allowed: may, why_not: may ? null : 'your role does not include this' };
  return {
    schema: 'firebreak.brakes/v1',
    as_of: new Date(at).toISOString(),
    viewer,
    source: null,
    brakes: [
      ...orderedBrakes(pulled, now).map((brake) => brakeRowOf(brake, { now, holds: brake.id === 'brake-1' ? 3 : 0 })),
      ...orderedBrakes(freezes, now).map((brake) => brakeRowOf(brake, { now, holds: 0, repository: REPOSITORY })),
    ],
    calendar: [...brakeCalendar(pulled, { now }), ...brakeCalendar(freezes, { now, repository: REPOSITORY })],
    unread: null,
    may: { engage: can, release: can },
  };
}

/** What the strip on Now says of the same brakes. */
export function webShip(state: 'busy' | 'empty' | 'hostile' | 'many', { at, said }: BrakeMaking): NowReport['ship'] {
  if (state === 'empty') return { state: 'ship', lines: [], more: 0, changes_at: null };
  const iso = (minutes: number) => new Date(at + minutes * MINUTE_MS).toISOString();
  return {
    state: 'partly',
    lines: [
      {
        kind: 'brake',
        id: 'brake-1',
        effect: 'hold',
        covers: ['tier:0', 'flow:pay'],
        text: said('INC-7: payments fail'),
        until: iso(85),
        review: null,
      },
      {
        kind: 'rollout',
        id: 'r-worse',
        effect: 'look',
        covers: ['service:price'],
        text: said('paused: found worse; the version before can be put back'),
        until: null,
        review: null,
      },
      {
        kind: 'alarm',
        id: 'surge-1',
        effect: 'look',
        covers: ['flow:pay'],
        text: said('OrdersPerMinuteLow in production'),
        until: null,
        review: null,
      },
    ],
    more: state === 'many' ? 12 : 0,
    changes_at: iso(85),
  };
}

function pulledBrakes({ said }: BrakeMaking, now: Instant): readonly Brake[] {
  const before = (minutes: number) => instant(now - minutes * MINUTE_MS);
  const human = (name: string) => ({ kind: 'human', id: name, name: said(name) }) as const;
  const lanes = { hotfix: 1, revert: true };
  const common = { window: null, lanes, cause: null, amendments: [], released: null } as const;
  const brakes: readonly Brake[] = [
    {
      ...common,
      id: 'brake-0',
      scope: ok(parseScope(['service:search'])),
      reason: said('Search answers with nothing'),
      by: { kind: 'rule', id: 'rule/storm', name: 'storm' },
      at: before(900),
      from: before(900),
      strictSince: before(900),
      end: { kind: 'review', at: before(780) },
      cause: 'three rollbacks within an hour',
      released: { by: human('mara'), at: before(700), note: said('the index is back') },
    },
    {
      ...common,
      id: 'brake-1',
      scope: ok(parseScope(['tier:0', 'flow:pay'])),
      reason: said('INC-7: payments fail'),
      by: human('mara'),
      at: before(35),
      from: before(35),
      strictSince: before(35),
      end: { kind: 'until', at: instant(now + 85 * MINUTE_MS) },
    },
    {
      ...common,
      id: 'brake-2',
      scope: ok(parseScope(['agent:tidy-bot'])),
      reason: said('It rewrote the tests that failed'),
      by: { kind: 'agent', id: 't-1', name: said('an agent of mara') },
      at: before(190),
      from: before(190),
      strictSince: before(190),
      end: { kind: 'review', at: before(70) },
    },
    {
      ...common,
      id: 'brake-3',
      scope: ok(parseScope(['service:price', 'service:cart'])),
      reason: said('The price list moves to the new store'),
      by: human('olaf'),
      at: before(60),
      from: instant(now + 3 * DAY_MS),
      strictSince: before(60),
      end: { kind: 'until', at: instant(now + 3.4 * DAY_MS) },
      lanes: { hotfix: null, revert: false },
    },
  ];
  return brakes.reduce((board, brake) => evolve(board, { kind: 'BrakeEngaged', brake }), NO_BRAKES).brakes;
}

function stated({ said }: BrakeMaking): readonly Brake[] {
  const lanes = { hotfix: 2, revert: true };
  return calendarBrakes([
    {
      name: 'weekend',
      scope: ok(parseScope(['tier:0', 'tier:1'])),
      reason: said('Nobody is there to look.'),
      window: ok(parseWindows(['Friday 16:00 to Monday 08:00'], 'Europe/London')),
      lanes,
      expires: null,
    },
    {
      name: 'night',
      scope: ok(parseScope(['flow:pay'])),
      reason: said('The bank closes its books.'),
      window: ok(parseWindows(['weekdays 22:30 to 02:00'], 'Asia/Kolkata')),
      lanes,
      expires: null,
    },
  ]);
}

function ok<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`the fixture is wrong: ${JSON.stringify(result.rejection)}`);
  return result.value;
}
