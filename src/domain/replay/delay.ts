import type { WaitAssumption } from '../review/index.ts';
import type { Delay, ReplayRow, ReplayVerdict } from './model.ts';

/**
 * Whether the change waits for a person: a rule asks for somebody else's sign-off. What its author can clear alone, what
 * nobody can (a refusal) and what could not be evaluated is not waiting that a reviewer ends.
 */
export function waits(verdict: Pick<ReplayVerdict, 'decision' | 'holding'>): boolean {
  return verdict.decision !== 'block' && verdict.holding.some((rule) => rule.waits);
}

/** Hours of waiting of all changes together, by the assumption about one. */
export function delayOf(verdicts: readonly ReplayVerdict[], wait: WaitAssumption, weeks: number): Delay {
  const changes = verdicts.filter(waits).length;
  const hours = changes * wait.usual;
  return { changes, hours, low: changes * wait.low, high: changes * wait.high, hoursPerWeek: hours / weeks };
}

/** Changes that each rule alone would let wait, by rule id. */
export function waitingByRule(rows: readonly ReplayRow[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { verdict } of rows) {
    for (const rule of verdict.holding) {
      if (rule.waits && rule.effect === 'hold') counts.set(rule.rule, (counts.get(rule.rule) ?? 0) + 1);
    }
  }
  return counts;
}
