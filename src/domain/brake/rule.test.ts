import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../kernel/index.ts';
import { calendarBrakes } from './calendar.ts';
import { engageBrake, releaseBrake } from './decide.ts';
import { evolve } from './evolve.ts';
import { type BrakeBoard, NO_BRAKES } from './model.ts';
import { type BrakeRule, brakesByRule, type DayFacts } from './rule.ts';
import { activeOf } from './standing.ts';
import { parseWindows } from './window-text.ts';

const NOW = instant(Date.parse('2026-11-20T12:00:00Z'));
const MINUTE = 60_000;
const NOTHING: DayFacts = { incidents: [], surges: [], budgets: [], rollbacks: [], alarms: [] };

function rule(trigger: BrakeRule['trigger'], other: Partial<BrakeRule> = {}): BrakeRule {
  return {
    id: trigger.kind,
    trigger,
    scope: 'affected',
    lanes: { hotfix: 1, revert: true },
    end: { kind: 'review', minutes: 60 },
    ...other,
  };
}

function pass(
  rules: readonly BrakeRule[],
  facts: Partial<DayFacts>,
  board: BrakeBoard = NO_BRAKES,
  now: Instant = NOW,
) {
  const { engage, untold } = brakesByRule(rules, { facts: { ...NOTHING, ...facts }, board, now });
  const after = engage.reduce((before, wish) => {
    const came = engageBrake(before, wish, now);
    return came.ok ? came.value.reduce(evolve, before) : before;
  }, board);
  return { engage, untold, board: after };
}

function released(board: BrakeBoard, id: string, now: Instant): BrakeBoard {
  const came = releaseBrake(board, {
    id,
    by: { kind: 'human', id: 'account:1', name: 'dora' },
    note: 'looked at',
    now,
  });
  if (!came.ok) throw new Error(came.rejection.code);
  return came.value.reduce(evolve, board);
}

const sev1 = { id: 'INC-7', severity: 1, isOpen: true, services: ['checkout'], flows: ['pay'] } as const;

describe('rules', () => {
  it('engage on what an open incident of severity 1 names, once, and not again after a human released it', () => {
    const rules = [rule({ kind: 'open-sev-1' })];
    const first = pass(rules, { incidents: [sev1, { ...sev1, id: 'INC-8', severity: 2 }] });
    expect(first.engage).toMatchObject([
      {
        scope: [
          { kind: 'flow', flow: 'pay' },
          { kind: 'service', service: 'checkout' },
        ],
        by: { kind: 'rule' },
        cause: 'open-sev-1:incident:INC-7',
      },
    ]);
    expect(pass(rules, { incidents: [sev1] }, first.board).engage).toEqual([]);
    expect(pass(rules, { incidents: [sev1] }, released(first.board, 'brake-1', NOW)).engage).toEqual([]);
    // Another incident is something new.
    expect(
      pass(rules, { incidents: [{ ...sev1, id: 'INC-9' }] }, released(first.board, 'brake-1', NOW)).engage,
    ).toHaveLength(1);
  });

  it('brake everything where an incident names nothing, and what the rule says where it says it', () => {
    const nameless = { ...sev1, services: [], flows: [] };
    expect(pass([rule({ kind: 'open-sev-1' })], { incidents: [nameless] }).engage).toMatchObject([
      { scope: [{ kind: 'everything' }] },
    ]);
    const scope = [{ kind: 'tier', tier: 0 }] as const;
    expect(pass([rule({ kind: 'open-sev-1' }, { scope })], { incidents: [sev1] }).engage).toMatchObject([{ scope }]);
  });

  it('see a storm of rollbacks of one service within the minutes, each rollback once', () => {
    const rules = [rule({ kind: 'rollback-storm', rollbacks: 3, minutes: 60 })];
    const back = (id: string, minutesAgo: number, service = 'checkout') => ({
      id,
      service,
      at: instant(NOW - minutesAgo * MINUTE),
    });
    const engaged = (rollbacks: DayFacts['rollbacks']) => pass(rules, { rollbacks }).engage.length;
    expect(engaged([back('a', 5), back('b', 10), back('c', 61)])).toBe(0);
    expect(engaged([back('a', 5), back('b', 10), back('b', 10)])).toBe(0);
    expect(engaged([back('a', 5), back('b', 10), back('c', 1, 'cart')])).toBe(0);
    const storm = [back('a', 5), back('b', 10), back('c', 59)];
    const { board } = pass(rules, { rollbacks: storm });
    expect(board.brakes).toMatchObject([{ scope: [{ kind: 'service', service: 'checkout' }] }]);
    // After a human looked, only new rollbacks count.
    const free = released(board, 'brake-1', NOW);
    const later = instant(NOW + MINUTE);
    const fresh = (id: string) => ({ id, service: 'checkout', at: later });
    expect(pass(rules, { rollbacks: [...storm, fresh('d'), fresh('e')] }, free, later).engage).toEqual([]);
    expect(pass(rules, { rollbacks: [...storm, fresh('d'), fresh('e'), fresh('f')] }, free, later).engage).toHaveLength(
      1,
    );
  });

  it('engage on a spent budget and on alarms of critical flows alone', () => {
    const rules = [rule({ kind: 'error-budget-spent' }), rule({ kind: 'flow-alarm' })];
    const { engage } = pass(rules, {
      budgets: [
        { service: 'cart', spentAt: NOW },
        { service: 'search', spentAt: null },
      ],
      alarms: [
        { id: 'a1', flow: 'pay', isCritical: true },
        { id: 'a2', flow: 'help', isCritical: false },
      ],
    });
    expect(engage.map(({ scope }) => scope)).toEqual([
      [{ kind: 'service', service: 'cart' }],
      [{ kind: 'flow', flow: 'pay' }],
    ]);
  });

  it('engage on critical alarms apart from incidents, once a surge', () => {
    const surge = { id: 's-1', services: ['checkout'], flows: [] };
    const first = pass([rule({ kind: 'critical-surge' }), rule({ kind: 'open-sev-1' })], { surges: [surge] });
    expect(first.engage).toMatchObject([{ cause: 'critical-surge:surge:s-1', by: { id: 'rule:critical-surge' } }]);
    expect(pass([rule({ kind: 'critical-surge' })], { surges: [surge] }, first.board).engage).toEqual([]);
  });

  it('say what nobody tells them, and engage nothing by it', () => {
    const facts = { incidents: null, surges: null, budgets: null, rollbacks: null, alarms: null };
    const kinds = [
      { kind: 'open-sev-1' },
      { kind: 'critical-surge' },
      { kind: 'error-budget-spent' },
      { kind: 'rollback-storm', rollbacks: 2, minutes: 5 },
      { kind: 'flow-alarm' },
    ] as const;
    expect(
      pass(
        kinds.map((kind) => rule(kind)),
        facts,
      ),
    ).toMatchObject({ engage: [], untold: kinds.map(({ kind }) => ({ rule: kind })) });
  });

  it('end by themselves only where they say so', () => {
    const until = pass([rule({ kind: 'open-sev-1' }, { end: { kind: 'until', minutes: 30 } })], {
      incidents: [sev1],
    }).board;
    const review = pass([rule({ kind: 'open-sev-1' })], { incidents: [sev1] }).board;
    const later = instant(NOW + 600 * MINUTE);
    expect([activeOf(until.brakes, later).length, activeOf(review.brakes, later).length]).toEqual([0, 1]);
  });
});

describe('the calendar', () => {
  it('holds in its windows, named by what states it', () => {
    const read = parseWindows(['Friday 16:00 to Monday 08:00'], 'Europe/London');
    if (!read.ok) throw new Error(read.rejection);
    const brakes = calendarBrakes([
      {
        name: 'weekend',
        scope: [{ kind: 'tier', tier: 0 }],
        reason: 'nobody is there',
        window: read.value,
        lanes: { hotfix: 1, revert: true },
        expires: null,
      },
    ]);
    expect(activeOf(brakes, NOW)).toEqual([]);
    expect(activeOf(brakes, instant(Date.parse('2026-11-21T12:00:00Z')))).toMatchObject([
      {
        brake: { id: 'calendar/weekend', by: { kind: 'calendar' } },
        until: Date.parse('2026-11-23T08:00:00Z'),
        isOverdue: false,
      },
    ]);
  });
});
