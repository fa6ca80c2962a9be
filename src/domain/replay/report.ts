import { DAY_MS, type Instant } from '../../kernel/index.ts';
import type { WaitAssumption } from '../review/index.ts';
import { captureOf } from './capture.ts';
import { delayOf } from './delay.ts';
import { compareAtEqualCost } from './equal-cost.ts';
import { believedTimes } from './landing-time.ts';
import { limitsOf } from './limit-text.ts';
import { CENSORED_DAYS, type LabelSource, type ReplayRow, type ReplayRule, type ReplaySummary } from './model.ts';
import { ruleTable } from './rule-table.ts';
import { compareStrategies } from './strategy.ts';
import { isHarm, isHarmless, isHeld, shareOfRows, sumOf } from './tally.ts';

/** Sums rows, oldest first, up to what the replay says; `rules` in the policy's order. */
export function summarizeReplay(given: {
  readonly rows: readonly ReplayRow[];
  readonly rules: readonly ReplayRule[];
  readonly seniorMinutesPerWeek: number | null;
  readonly labels: LabelSource;
  readonly wait: WaitAssumption;
}): ReplaySummary {
  const { rows, rules, wait } = given;
  const window = windowOf(rows);
  return {
    window,
    wait,
    totals: totalsOf(rows, { weeks: window.weeks, budget: given.seniorMinutesPerWeek, labels: given.labels, wait }),
    provenance: {
      ai: shareOfRows(rows, (row) => row.assistance === 'ai'),
      human: shareOfRows(rows, (row) => row.assistance === 'human'),
      unknown: shareOfRows(rows, (row) => row.assistance === 'unknown'),
    },
    rules: ruleTable(rows, rules, wait),
    strategies: compareStrategies(rows, window.weeks),
    capture: captureOf(rows),
    equalCost: compareAtEqualCost(rows, { weeks: window.weeks, wait }),
    rows,
    limits: limitsOf(rows, given.labels, wait),
  };
}

const WEEK_MS = 7 * DAY_MS;

function windowOf(rows: readonly ReplayRow[]): ReplaySummary['window'] {
  const times = believedTimes(rows.map((row) => row.landedAt)).filter((time): time is Instant => time !== null);
  const first = times[0] ?? null;
  const last = times.at(-1) ?? null;
  const weeks = first === null || last === null ? 1 : Math.max(1, (last - first) / WEEK_MS);
  return { changes: rows.length, first, last, weeks, censoredDays: CENSORED_DAYS };
}

function totalsOf(
  rows: readonly ReplayRow[],
  given: {
    readonly weeks: number;
    readonly budget: number | null;
    readonly labels: LabelSource;
    readonly wait: WaitAssumption;
  },
): ReplaySummary['totals'] {
  const harm = rows.filter(isHarm);
  const seniorMinutes = sumOf(rows, (row) => row.verdict.seniorMinutes);
  const labelled = (kind: ReplayRow['label']['kind']) => rows.filter((row) => row.label.kind === kind);
  return {
    held: shareOfRows(rows, isHeld),
    blocked: shareOfRows(rows, (row) => row.verdict.decision === 'block'),
    passed: shareOfRows(rows, (row) => !isHeld(row)),
    reverted: labelled('reverted').length,
    fixed: labelled('fixed').length,
    censored: labelled('censored').length,
    traced:
      given.labels === 'stated'
        ? null
        : {
            blame: rows.filter(({ label }) => label.evidence === 'blame').length,
            hotfix: rows.filter(({ label }) => label.evidence === 'hotfix').length,
          },
    revertedHeld: shareOfRows(labelled('reverted'), isHeld),
    harmHeld: shareOfRows(harm, isHeld),
    harmlessHeld: shareOfRows(rows.filter(isHarmless), isHeld),
    seniorMinutes,
    seniorMinutesPerWeek: seniorMinutes / given.weeks,
    seniorBudgetPerWeek: given.budget,
    delay: delayOf(
      rows.map(({ verdict }) => verdict),
      given.wait,
      given.weeks,
    ),
    unevaluable: rows.filter((row) => row.verdict.unevaluable.length > 0).length,
  };
}
