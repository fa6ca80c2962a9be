import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { amendBrake, type BrakeWish, engageBrake, releaseBrake } from './decide.ts';
import type { BrakeEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { holdsOn } from './hold.ts';
import { type BrakeActor, type BrakeBoard, MAX_BRAKES, MAX_SOFTWARE_BRAKES, MAX_UNTIL_MS, NO_BRAKES } from './model.ts';
import { brakesAt, nextChangeOf, standingOf } from './standing.ts';
import { known, targetOf } from './target.ts';
import { parseWindows } from './window-text.ts';

const NOW = instant(Date.parse('2026-11-20T12:00:00Z'));
const HOUR = 3_600_000;
const human: BrakeActor = { kind: 'human', id: 'account:1', name: 'dora' };
const others: readonly BrakeActor[] = (['agent', 'script', 'rule', 'calendar'] as const).map((kind) => ({
  kind,
  id: `${kind}:1`,
  name: kind,
}));

function wish(other: Partial<BrakeWish> = {}): BrakeWish {
  return {
    scope: [{ kind: 'service', service: 'checkout' }],
    reason: 'incident 7',
    by: human,
    from: null,
    end: { kind: 'until', at: instant(NOW + HOUR) },
    window: null,
    lanes: { hotfix: 2, revert: true },
    cause: null,
    ...other,
  };
}

function applied(
  events: { readonly ok: boolean; readonly value?: readonly BrakeEvent[] },
  board: BrakeBoard = NO_BRAKES,
): BrakeBoard {
  if (!events.ok) throw new Error(JSON.stringify(events));
  return (events.value ?? []).reduce(evolve, board);
}

function engaged(other: Partial<BrakeWish> = {}): BrakeBoard {
  return applied(engageBrake(NO_BRAKES, wish(other), NOW));
}

describe('engaging', () => {
  it('is open to anybody, with a reason, a scope and an end', () => {
    for (const by of [human, ...others]) expect(engageBrake(NO_BRAKES, wish({ by }), NOW).ok).toBe(true);
    const refused = (other: Partial<BrakeWish>) => engageBrake(NO_BRAKES, wish(other), NOW);
    expect(refused({ reason: '  ' })).toMatchObject({ rejection: { code: 'no-reason' } });
    expect(refused({ scope: [] })).toMatchObject({ rejection: { code: 'bad-scope' } });
    expect(refused({ end: { kind: 'until', at: NOW } })).toMatchObject({ rejection: { code: 'ends-before-start' } });
    expect(refused({ end: { kind: 'until', at: instant(NOW + MAX_UNTIL_MS + 1) } })).toMatchObject({
      rejection: { code: 'too-long' },
    });
    expect(refused({ lanes: { hotfix: 0, revert: true } })).toMatchObject({ rejection: { code: 'bad-lanes' } });
  });

  it('is open to people and rules when software has pulled all that it may', () => {
    const agent: BrakeActor = { kind: 'agent', id: 'agent:1', name: 'agent' };
    const pulled = (board: BrakeBoard, by: BrakeActor) => engageBrake(board, wish({ by }), NOW);
    const times = (count: number, by: BrakeActor, from: BrakeBoard): BrakeBoard =>
      Array.from({ length: count }).reduce<BrakeBoard>((board) => applied(pulled(board, by), board), from);
    const wild = times(MAX_SOFTWARE_BRAKES, agent, NO_BRAKES);
    for (const by of others) expect(pulled(wild, by).ok).toBe(by.kind === 'rule' || by.kind === 'calendar');
    const full = times(MAX_BRAKES - MAX_SOFTWARE_BRAKES, human, wild);
    expect(pulled(full, human)).toMatchObject({ rejection: { code: 'too-many', most: MAX_BRAKES } });
  });

  it('holds from its beginning to its end, and says when time alone changes that', () => {
    const board = engaged({ from: instant(NOW + HOUR), end: { kind: 'until', at: instant(NOW + 2 * HOUR) } });
    expect([0, 1, 2].map((hours) => brakesAt(board, instant(NOW + hours * HOUR)).length)).toEqual([0, 1, 0]);
    expect([0, 1, 2].map((hours) => nextChangeOf(board.brakes, instant(NOW + hours * HOUR)))).toEqual([
      NOW + HOUR,
      NOW + 2 * HOUR,
      null,
    ]);
  });

  it('holds on past its review, and says that it is overdue', () => {
    const board = engaged({ end: { kind: 'review', at: instant(NOW + HOUR) } });
    expect(brakesAt(board, instant(NOW + HOUR - 1))).toMatchObject([{ isOverdue: false, until: null }]);
    expect(brakesAt(board, instant(NOW + 1000 * HOUR))).toMatchObject([{ isOverdue: true, until: null }]);
  });

  it('holds in its windows only', () => {
    const read = parseWindows(['Friday 16:00 to Monday 08:00'], 'Europe/London');
    const window = read.ok ? read.value : null;
    const board = engaged({ window, end: { kind: 'until', at: instant(NOW + 30 * 24 * HOUR) } });
    const [brake] = board.brakes;
    if (brake === undefined) throw new Error('none');
    expect(standingOf(brake, NOW)).toMatchObject({ state: 'waiting', next: Date.parse('2026-11-20T16:00:00Z') });
    expect(standingOf(brake, instant(Date.parse('2026-11-21T00:00:00Z')))).toMatchObject({
      state: 'active',
      active: { since: Date.parse('2026-11-20T16:00:00Z'), until: Date.parse('2026-11-23T08:00:00Z') },
    });
  });
});

describe('amending', () => {
  it('may be done by a human in both ways, and by nobody else to a milder brake', () => {
    const board = engaged();
    const milder = [
      { scope: [{ kind: 'service', service: 'cart' }] },
      { end: { kind: 'until', at: instant(NOW + HOUR / 2) } },
      { lanes: { hotfix: 1, revert: true } },
      { reason: 'all clear' },
    ] as const;
    const stricter = [
      { scope: [{ kind: 'everything' }] },
      { end: { kind: 'until', at: instant(NOW + 2 * HOUR) } },
      { end: { kind: 'review', at: instant(NOW + HOUR) } },
      { lanes: { hotfix: null, revert: false } },
      { reason: 'incident 7, checkout' },
    ] as const;
    for (const change of milder) {
      expect(amendBrake(board, { id: 'brake-1', by: human, change, now: NOW }).ok).toBe(true);
      for (const by of others)
        expect(amendBrake(board, { id: 'brake-1', by, change, now: NOW })).toMatchObject({
          rejection: { code: 'human-only' },
        });
    }
    for (const change of stricter) {
      for (const by of [human, ...others])
        expect(amendBrake(board, { id: 'brake-1', by, change, now: NOW }).ok).toBe(true);
    }
  });

  it('lets software bring the next look forward, and never put it off', () => {
    const review = (hours: number) => ({ end: { kind: 'review', at: instant(NOW + hours * HOUR) } }) as const;
    const board = applied(amendBrake(engaged(), { id: 'brake-1', by: human, change: review(2), now: NOW }), engaged());
    for (const by of others) {
      expect(amendBrake(board, { id: 'brake-1', by, change: review(1), now: NOW }).ok).toBe(true);
      expect(amendBrake(board, { id: 'brake-1', by, change: review(3), now: NOW })).toMatchObject({
        rejection: { code: 'human-only' },
      });
    }
  });

  it('records who changed what, and what an override must be younger than', () => {
    const later = instant(NOW + 60_000);
    const change = { scope: [{ kind: 'everything' }], reason: 'wider' } as const;
    const board = applied(amendBrake(engaged(), { id: 'brake-1', by: human, change, now: later }), engaged());
    expect(board.brakes[0]).toMatchObject({
      strictSince: later,
      amendments: [{ by: human, at: later, changed: ['reason', 'scope'], direction: 'stricter' }],
    });
    const target = targetOf({ services: known(['x']) });
    expect(holdsOn(brakesAt(board, later), target)[0]?.strictSince).toBe(later);
  });

  it('of what ended, of nothing, or to nothing new is refused', () => {
    const board = engaged();
    const asked = (id: string, now: number, reason = 'other') =>
      amendBrake(board, { id, by: human, change: { reason }, now: instant(now) });
    expect(asked('brake-9', NOW)).toMatchObject({ rejection: { code: 'no-such-brake' } });
    expect(asked('brake-1', NOW + HOUR)).toMatchObject({ rejection: { code: 'already-ended' } });
    expect(asked('brake-1', NOW, 'incident 7')).toMatchObject({ rejection: { code: 'nothing-changes' } });
  });
});

describe('releasing', () => {
  it('is for humans, once, with a word why', () => {
    const board = engaged();
    for (const by of others)
      expect(releaseBrake(board, { id: 'brake-1', by, note: 'ok', now: NOW })).toMatchObject({
        rejection: { code: 'human-only' },
      });
    expect(releaseBrake(board, { id: 'brake-1', by: human, note: ' ', now: NOW })).toMatchObject({
      rejection: { code: 'no-reason' },
    });
    const released = applied(releaseBrake(board, { id: 'brake-1', by: human, note: 'mended', now: NOW }), board);
    expect(brakesAt(released, NOW)).toEqual([]);
    expect(releaseBrake(released, { id: 'brake-1', by: human, note: 'again', now: NOW })).toMatchObject({
      rejection: { code: 'already-ended' },
    });
  });

  it('never comes of anything that is no human, whatever it tries in whatever order', () => {
    const target = targetOf({ services: known(['checkout']), lane: 'hotfix', signoffs: 2 });
    const attempt = fc.record({
      by: fc.constantFrom(...others),
      how: fc.constantFrom('release', 'narrow', 'shorten', 'open', 'window', 'engage', 'widen', 'lengthen', 'close'),
      hours: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 12 }), (attempts) => {
        const start = engaged({ lanes: { hotfix: 3, revert: false } });
        const nights = parseWindows(['daily 22:00 to 06:00'], 'UTC');
        const board = attempts.reduce((before, { by, how, hours }) => {
          const amend = (change: Parameters<typeof amendBrake>[1]['change']) =>
            amendBrake(before, { id: 'brake-1', by, change, now: NOW });
          const came = {
            release: () => releaseBrake(before, { id: 'brake-1', by, note: 'x', now: NOW }),
            narrow: () => amend({ scope: [{ kind: 'path', glob: 'a' }] }),
            shorten: () => amend({ end: { kind: 'until', at: instant(NOW + 60_000) } }),
            open: () => amend({ lanes: { hotfix: 1, revert: true } }),
            window: () => amend({ window: nights.ok ? nights.value : null }),
            engage: () => engageBrake(before, wish({ by }), NOW),
            widen: () => amend({ scope: [{ kind: 'everything' }] }),
            lengthen: () => amend({ end: { kind: 'until', at: instant(NOW + hours * HOUR) } }),
            close: () => amend({ lanes: { hotfix: null, revert: false } }),
          }[how as 'release']();
          return came.ok ? came.value.reduce(evolve, before) : before;
        }, start);
        expect(holdsOn(brakesAt(board, instant(NOW + HOUR - 1)), target).map(({ brake }) => brake)).toContain(
          'brake-1',
        );
      }),
    );
  });
});
