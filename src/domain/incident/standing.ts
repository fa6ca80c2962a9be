import { type Instant, instant } from '../../kernel/index.ts';
import { BASES, type Basis, type Measure } from './code.ts';
import { isOverdue } from './decide-action.ts';
import type { Action, Impact, Incident, Range } from './model.ts';

/** Whether it hurts now, as far as anybody declared; what an alarm proposed does not count yet. */
export function isOpen({ stage }: Pick<Incident, 'stage'>): boolean {
  return stage === 'open' || stage === 'mitigated';
}

/** When it began, as far as anybody tells: the first harm, else when somebody knew, else the earliest moment that is told of it. */
export function beganAt({ startedAt, detectedAt, openedAt, mitigatedAt, closedAt, notes }: Incident): Instant {
  const told = [openedAt, mitigatedAt, closedAt, ...notes.map(({ about }) => about)].filter((at) => at !== null);
  return startedAt ?? detectedAt ?? instant(Math.min(...told));
}

/** Spans of an incident in milliseconds; `null` where an end of one is not known. */
export interface Spans {
  /** From the first harm until somebody knew. */
  readonly detectMs: number | null;
  /** From then until customers felt it no more. */
  readonly mitigateMs: number | null;
  /** From the first harm until then; while it lasts, until now. */
  readonly hurtMs: number | null;
}

/** How long it took to know of it, and to end the harm. */
export function spansOf({ startedAt, detectedAt, mitigatedAt, stage }: Incident, now: Instant): Spans {
  const between = (from: Instant | null, to: Instant | null): number | null =>
    from === null || to === null ? null : Math.max(0, to - from);
  const end = mitigatedAt ?? (stage === 'open' ? now : null);
  return {
    detectMs: between(startedAt, detectedAt),
    mitigateMs: between(detectedAt, mitigatedAt),
    hurtMs: between(startedAt, end),
  };
}

/** What is known of one measure of harm: the range over all that the strongest basis says. */
export interface ImpactFigure {
  readonly measure: Measure;
  readonly flow: string | null;
  readonly currency: string | null;
  readonly range: Range;
  readonly basis: Basis;
  /** Ids of the statements that it covers, and of those that a stronger basis outweighs. */
  readonly from: readonly string[];
  readonly beside: readonly string[];
}

/** The harm by measure, flow and currency. Figures of one basis are not averaged: the range holds them all. */
export function impactOf({ impacts }: Pick<Incident, 'impacts'>): readonly ImpactFigure[] {
  const groups = new Map<string, Impact[]>();
  for (const impact of impacts) {
    if (impact.withdrawn !== null) continue;
    const key = `${impact.measure} ${impact.flow ?? ''} ${impact.currency ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), impact]);
  }
  return [...groups.values()].map(figureOf);
}

/** Actions that should be done by now, the longest overdue first. */
export function overdueOf({ actions }: Pick<Incident, 'actions'>, now: Instant): readonly Action[] {
  return actions.filter((action) => isOverdue(action, now)).sort((a, b) => a.due - b.due);
}

function figureOf(group: readonly Impact[]): ImpactFigure {
  const basis = BASES.find((each) => group.some((impact) => impact.basis === each)) ?? 'reported';
  const counted = group.filter((impact) => impact.basis === basis);
  const [first] = group;
  return {
    measure: first?.measure ?? 'minutes',
    flow: first?.flow ?? null,
    currency: first?.currency ?? null,
    range: {
      low: Math.min(...counted.map(({ range }) => range.low)),
      high: Math.max(...counted.map(({ range }) => range.high)),
    },
    basis,
    from: counted.map(({ id }) => id),
    beside: group.filter((impact) => impact.basis !== basis).map(({ id }) => id),
  };
}
