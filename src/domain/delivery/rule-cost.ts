import { isRepaired } from './cohort.ts';
import type { DefinitionId } from './definition.ts';
import type { DeliveredChange, Span } from './model.ts';

/** What one rule cost in the window, and what became of what it held. Held is not prevented. */
export interface RuleCost {
  readonly id: string;
  readonly rule: DefinitionId;
  /** Changes that it held at a moment of the window. */
  readonly held: number;
  /** Of them, those that it still holds. */
  readonly open: number;
  /** Hours of the window during which it held changes, over all of them; rules overlap, so they do not add up. */
  readonly hours: number;
  /** Of the held, those whose content changed before they landed. */
  readonly reworked: number;
  /** Of the held, those that were closed without landing. */
  readonly abandoned: number;
  /** Of the held, those that landed and needed repair all the same. */
  readonly repairedAfter: number;
}

/** Rules by the hours that they held changes, the dearest first. */
export function ruleCosts(changes: readonly DeliveredChange[], { from, to }: Span): readonly RuleCost[] {
  const rows = new Map<string, { -readonly [K in keyof RuleCost]: RuleCost[K] }>();
  for (const change of changes) {
    const { moments, holds } = change;
    const end = moments.landed ?? moments.closed;
    const counted = new Set<string>();
    for (const { rule, from: since, to: until, isReworked } of holds) {
      const left = until ?? end ?? to;
      if (since >= to || left < from) continue;
      const row = rows.get(rule) ?? emptyRow(rule);
      rows.set(rule, row);
      row.hours += (Math.min(left, to) - Math.max(since, from)) / HOUR_MS;
      if (counted.has(rule)) continue;
      counted.add(rule);
      row.held += 1;
      row.open += Number(until === null && end === null);
      row.reworked += Number(isReworked);
      row.abandoned += Number(moments.closed !== null && moments.landed === null);
      row.repairedAfter += Number(moments.landed !== null && isRepaired(change));
    }
  }
  return [...rows.values()].sort((a, b) => b.hours - a.hours || (a.id < b.id ? -1 : 1));
}

const HOUR_MS = 3_600_000;

function emptyRow(id: string) {
  return { id, rule: 'rule/1' as const, held: 0, open: 0, hours: 0, reworked: 0, abandoned: 0, repairedAfter: 0 };
}
