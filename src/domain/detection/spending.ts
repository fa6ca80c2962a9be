import { DAY_MS } from '../../kernel/index.ts';
import { withBudget, withChoice } from './choice.ts';
import type { TailedDetector, Watch } from './model.ts';
import { budgetOf, DETECTORS, windowOf } from './setting.ts';
import { aged, KEPT_PER_WEEK, type Tail } from './tail.ts';

const WEEK_MS = 7 * DAY_MS;

export function agedByDay(before: Watch): Watch {
  const { setting, spent, drops, open } = before;
  const weeks = (windowOf(setting) * setting.stepMs) / WEEK_MS;
  const kept = KEPT_PER_WEEK ** weeks;
  const known = { alarms: spent.alarms * kept, weeks: (spent.weeks + weeks) * kept };
  const budget = budgetOf(setting, 'drop') * frugality({ setting, spent: known });
  const chosen = drops === null ? null : withChoice(drops, { budget, setting, isQuiet: open === null });
  return { ...before, spent: known, drops: chosen, tails: mapTails(before, (tail) => aged(tail, weeks)) };
}

/** More alarms than the budget had make it smaller, the fewer weeks are known the less: the budget is to hold, whatever law the tail has. */
function frugality({ setting, spent }: Pick<Watch, 'setting' | 'spent'>): number {
  const allowed = (setting.alarmsPerWeek * spent.weeks + 1) / (spent.alarms + 1);
  return Math.max(FRUGAL_MOST, Math.min(1, allowed));
}

/** However often a series alarmed, this much of its budget stays. */
const FRUGAL_MOST = 1 / 20;

export function withBudgets(before: Watch): Watch {
  const { setting, drops } = before;
  const share = frugality(before);
  return {
    ...before,
    drops: drops === null ? null : withBudget(drops, budgetOf(setting, 'drop') * share),
    tails: mapTails(before, (tail, detector) => ({ ...tail, budget: budgetOf(setting, detector) * share })),
  };
}

export function mapTails(
  { tails }: Pick<Watch, 'tails'>,
  change: (tail: Tail, detector: TailedDetector) => Tail,
): Readonly<Record<TailedDetector, Tail>> {
  return Object.fromEntries(DETECTORS.map((detector) => [detector, change(tails[detector], detector)])) as Record<
    TailedDetector,
    Tail
  >;
}
