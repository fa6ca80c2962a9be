import { DAY_MS, type Instant } from '../../kernel/index.ts';
import type { BurnSample } from './burn-rate.ts';

/** Events of one day, and how much of it was measured. */
export interface BudgetDay {
  /** Number of the day since the epoch. */
  readonly day: number;
  readonly good: number;
  readonly bad: number;
  readonly knownMs: number;
}

/** Days that a budget is over. */
const DAYS = 30;
/** Fewer events than this say nothing of a share. */
const EVENTS_LEAST = 50;
/** A budget that was spent counts as one again below this, so that a share near the whole is one event and not many. */
const UNSPENT = 0.9;

/** With what was measured in a step, in any order; what is older than the budget is left out. */
export function countDay(
  days: readonly BudgetDay[],
  { at, good, bad }: BurnSample,
  stepMs: number,
): readonly BudgetDay[] {
  const day = Math.floor(at / DAY_MS);
  const same = days.find((each) => each.day === day) ?? { day, good: 0, bad: 0, knownMs: 0 };
  const counted = { day, good: same.good + good, bad: same.bad + bad, knownMs: same.knownMs + stepMs };
  const newest = Math.max(day, ...days.map((each) => each.day));
  return [...days.filter((each) => each.day !== day), counted]
    .filter((each) => each.day > newest - DAYS)
    .sort((a, b) => a.day - b.day);
}

/**
 * Share of a budget of 30 days that is spent, 1 = all of it: what was bad, over what may be bad where the rest of the 30 days brings as many
 * events as the time that was measured. `null` = too few events.
 */
export function spentShare(
  days: readonly BudgetDay[],
  { objective, now }: { readonly objective: number; readonly now: Instant },
): number | null {
  const today = Math.floor(now / DAY_MS);
  const own = days.filter(({ day }) => day > today - DAYS && day <= today);
  const sum = (of: (day: BudgetDay) => number): number => own.reduce((total, each) => total + of(each), 0);
  const bad = sum((day) => day.bad);
  const events = bad + sum((day) => day.good);
  if (events < EVENTS_LEAST) return null;
  return (bad / events / (1 - objective)) * Math.min(1, sum((day) => day.knownMs) / (DAYS * DAY_MS));
}

/** Since when a budget is spent; `null` = it is not. What is not known changes nothing. */
export function spentSince(before: Instant | null, share: number | null, now: Instant): Instant | null {
  if (share === null) return before;
  if (before === null) return share >= 1 ? now : null;
  return share < UNSPENT ? null : before;
}
