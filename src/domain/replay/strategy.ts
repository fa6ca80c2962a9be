import type { ReplayRow, StrategyId, StrategyRow } from './model.ts';
import { isHarm, isHarmless, isHeld, shareOf, sumOf } from './tally.ts';

/**
 * The policy beside simple ways to choose, over the same rows. A strategy that spends senior time is compared at the
 * senior minutes of the policy's own senior sign-offs, never at the cost of holds that somebody else clears.
 */
export function compareStrategies(rows: readonly ReplayRow[], weeks: number): readonly StrategyRow[] {
  const held = rows.filter(isHeld);
  const senior = rows.filter((row) => row.verdict.seniorMinutes > 0);
  const budget = sumOf(rows, (row) => row.verdict.seniorMinutes);
  const strategies = [
    chosen('policy', rows, { held, minutes: budget, weeks }),
    ...(senior.length === held.length ? [] : [chosen('policy-senior', rows, { held: senior, minutes: budget, weeks })]),
    ...(budget === 0
      ? []
      : [
          ...riskiestWithin(rows, budget, weeks),
          within('largest', rows, { order: largest(rows), budget, weeks }),
          randomWithin(rows, budget, weeks),
        ]),
    ...(senior.length === held.length
      ? []
      : [seniorOn('largest-count', rows, { held: largest(rows).slice(0, held.length), weeks })]),
    seniorOn('every-ai', rows, { held: rows.filter((row) => row.assistance === 'ai'), weeks }),
  ];
  return strategies;
}

const WORDS: Readonly<Record<StrategyId, { readonly name: string; readonly description: string }>> = {
  policy: { name: 'This policy', description: 'Every change that the policy holds, whoever can clear it.' },
  'policy-senior': {
    name: 'This policy, senior sign-offs only',
    description: 'Only the changes for which the policy asks for senior time.',
  },
  riskiest: {
    name: 'Riskiest changes, same senior minutes',
    description:
      'A senior reads the changes of the highest risk percentile until the policy’s own senior minutes are spent.',
  },
  largest: {
    name: 'Largest changes, same senior minutes',
    description: 'A senior reads the largest changes until the policy’s own senior minutes are spent.',
  },
  'largest-count': {
    name: 'Largest changes, as many as the policy holds',
    description: 'A senior reads as many of the largest changes as the policy holds.',
  },
  random: {
    name: 'Random changes, same senior minutes',
    description: 'Changes drawn at random until the policy’s own senior minutes are spent; expected value.',
  },
  'every-ai': {
    name: 'Every AI-assisted change needs a senior',
    description: 'A senior reads every change with evidence of AI; changes of unknown origin pass.',
  },
};

interface Choice {
  readonly held: readonly ReplayRow[];
  readonly weeks: number;
}

function seniorOn(id: StrategyId, rows: readonly ReplayRow[], choice: Choice): StrategyRow {
  return chosen(id, rows, { ...choice, minutes: sumOf(choice.held, (row) => row.verdict.reviewMinutes) });
}

function chosen(
  id: StrategyId,
  rows: readonly ReplayRow[],
  choice: Choice & { readonly minutes: number },
): StrategyRow {
  return {
    id,
    ...WORDS[id],
    held: shareOf(choice.held.length, rows.length),
    harmHeld: shareOf(choice.held.filter(isHarm).length, rows.filter(isHarm).length),
    harmlessHeld: shareOf(choice.held.filter(isHarmless).length, rows.filter(isHarmless).length),
    seniorMinutesPerWeek: choice.minutes / choice.weeks,
  };
}

/** Highest risk first, each judged by its place among the changes before it; unknown last, later first where they tie. */
function riskiest(rows: readonly ReplayRow[]): readonly ReplayRow[] {
  const risk = (row: ReplayRow) => row.risk?.percentile ?? -1;
  return rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => risk(b.row) - risk(a.row) || b.index - a.index)
    .map(({ row }) => row);
}

/** Nothing to compare where no change has a known risk. */
function riskiestWithin(rows: readonly ReplayRow[], budget: number, weeks: number): readonly StrategyRow[] {
  if (!rows.some((row) => (row.risk?.percentile ?? null) !== null)) return [];
  return [within('riskiest', rows, { order: riskiest(rows), budget, weeks })];
}

/** Largest first, each judged by its place among the changes before it; later landings first where they tie. */
function largest(rows: readonly ReplayRow[]): readonly ReplayRow[] {
  const size = (row: ReplayRow) => row.sizePercentile ?? -1;
  return rows
    .map((row, index) => ({ row, index }))
    .sort((a, b) => size(b.row) - size(a.row) || (b.row.lines ?? -1) - (a.row.lines ?? -1) || b.index - a.index)
    .map(({ row }) => row);
}

/** Takes the next in order while it still fits; the first that does not fit ends it, so the cost is never exceeded. */
function within(
  id: StrategyId,
  rows: readonly ReplayRow[],
  given: { readonly order: readonly ReplayRow[]; readonly budget: number; readonly weeks: number },
): StrategyRow {
  const held: ReplayRow[] = [];
  let left = given.budget;
  for (const row of given.order) {
    if (row.verdict.reviewMinutes > left) break;
    left -= row.verdict.reviewMinutes;
    held.push(row);
  }
  return seniorOn(id, rows, { held, weeks: given.weeks });
}

/** Each change is as likely as any other, so every share equals the share of all review minutes that is paid for. */
function randomWithin(rows: readonly ReplayRow[], budget: number, weeks: number): StrategyRow {
  const all = sumOf(rows, (row) => row.verdict.reviewMinutes);
  const part = all === 0 ? 0 : Math.min(1, budget / all);
  const expected = (group: readonly ReplayRow[]) => shareOf(part * group.length, group.length);
  return {
    id: 'random',
    ...WORDS.random,
    held: expected(rows),
    harmHeld: expected(rows.filter(isHarm)),
    harmlessHeld: expected(rows.filter(isHarmless)),
    seniorMinutesPerWeek: (part * all) / weeks,
  };
}
