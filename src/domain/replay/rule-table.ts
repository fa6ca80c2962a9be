import type { WaitAssumption } from '../review/index.ts';
import { waitingByRule } from './delay.ts';
import type { ReplayRow, ReplayRule, RuleRow } from './model.ts';
import { isHarm, shareOf } from './tally.ts';

/** What each rule matched, held and asked for, in the order of the rules. */
export function ruleTable(
  rows: readonly ReplayRow[],
  rules: readonly ReplayRule[],
  wait: WaitAssumption,
): readonly RuleRow[] {
  const counts = countByRule(rows);
  const waiting = waitingByRule(rows);
  return rules.map((rule) => {
    const count = counts.get(rule.id) ?? { matched: 0, held: 0, harmHeld: 0, unevaluable: 0, seniorMinutes: 0 };
    return {
      rule: rule.id,
      mode: rule.mode,
      because: rule.because,
      matched: shareOf(count.matched, rows.length),
      held: shareOf(count.held, rows.length),
      harmHeld: count.harmHeld,
      unevaluable: count.unevaluable,
      seniorMinutes: count.seniorMinutes,
      delayHours: (waiting.get(rule.id) ?? 0) * wait.usual,
      note: noteOf(rule, count, rows.length),
    };
  });
}

interface RuleCount {
  matched: number;
  held: number;
  harmHeld: number;
  unevaluable: number;
  seniorMinutes: number;
}

function countByRule(rows: readonly ReplayRow[]): ReadonlyMap<string, RuleCount> {
  const counts = new Map<string, RuleCount>();
  const of = (rule: string): RuleCount => {
    const known = counts.get(rule);
    if (known !== undefined) return known;
    const fresh = { matched: 0, held: 0, harmHeld: 0, unevaluable: 0, seniorMinutes: 0 };
    counts.set(rule, fresh);
    return fresh;
  };
  for (const row of rows) {
    for (const rule of row.verdict.matched) of(rule).matched += 1;
    for (const rule of row.verdict.unevaluable) of(rule).unevaluable += 1;
    for (const { rule, seniorMinutes } of row.verdict.holding) of(rule).seniorMinutes += seniorMinutes;
    for (const rule of holdingRules(row)) {
      of(rule).held += 1;
      if (isHarm(row)) of(rule).harmHeld += 1;
    }
  }
  return counts;
}

/** A rule that cannot be evaluated holds as well: unknown is never allow. */
function holdingRules(row: ReplayRow): ReadonlySet<string> {
  return new Set([...row.verdict.holding.map(({ rule }) => rule), ...row.verdict.unevaluable]);
}

/** What an author of rules should look at; a rule without any rows to judge has no note. */
function noteOf(rule: ReplayRule, count: RuleCount, rows: number): RuleRow['note'] {
  if (rule.expired) return 'expired';
  if (rows === 0) return null;
  if (count.unevaluable === rows) return 'never-evaluable';
  if (count.matched === rows) return 'always-matches';
  return count.matched === 0 && count.unevaluable === 0 ? 'never-matches' : null;
}
