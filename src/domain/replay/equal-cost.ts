import { type BootstrapFigure, percentileInterval } from '../../statistics/index.ts';
import type { WaitAssumption } from '../review/index.ts';
import { HARM_MINIMUM } from './capture.ts';
import { plansOf, RANDOM } from './equal-cost-plan.ts';
import type { EqualCost, EqualCostId, EqualCostRow, ReplayRow } from './model.ts';
import { resamplesOf } from './resample.ts';
import { randomSpending, reviewMinutes, spendingOf } from './spending.ts';
import { isHarm, sumOf } from './tally.ts';

/** Compares the ways to spend those minutes over rows, oldest first; `null` where no change has evidence of AI. */
export function compareAtEqualCost(
  rows: readonly ReplayRow[],
  given: { readonly weeks: number; readonly wait: WaitAssumption },
): EqualCost | null {
  const ai = rows.filter((row) => row.assistance === 'ai');
  if (ai.length === 0) return null;
  const harm = rows.filter(isHarm).length;
  const seniorMinutes = sumOf(ai, reviewMinutes);
  return {
    harm,
    minimumHarm: HARM_MINIMUM,
    seniorMinutes,
    seniorMinutesPerWeek: seniorMinutes / given.weeks,
    partOfAll: seniorMinutes / sumOf(rows, reviewMinutes),
    rows: harm < HARM_MINIMUM ? [] : figuresOf(rows, harm, given.wait),
  };
}

function figuresOf(rows: readonly ReplayRow[], harm: number, wait: WaitAssumption): readonly EqualCostRow[] {
  const resamples = [null, ...resamplesOf(rows.length)];
  const harmful = resamples.map((weights) => harmIn(rows, weights));
  const all = [
    ...plansOf(rows).map((plan) => ({ ...plan, spending: spendingOf(rows, plan) })),
    { ...RANDOM, spending: randomSpending(rows) },
  ].map(({ spending, ...plan }) => ({ ...plan, spent: resamples.map(spending) }));
  const harmOf = (plan: (typeof all)[number]) => plan.spent.map((spent) => spent.harm);
  const everyAi = all.flatMap((plan) => (plan.id === 'every-ai' ? harmOf(plan) : []));
  return ORDER_SHOWN.flatMap((id) => all.filter((plan) => plan.id === id)).map((plan) => {
    const [whole] = plan.spent;
    const share = figureOf(harmOf(plan), harmful);
    return {
      id: plan.id,
      name: plan.name,
      description: plan.description,
      held: Math.round(whole?.held ?? 0),
      seniorMinutes: whole?.minutes ?? 0,
      delayHours: (whole?.held ?? 0) * wait.usual,
      harmHeld: { count: Math.round(whole?.harm ?? 0), n: harm, share: share.value, low: share.low, high: share.high },
      timesEveryAi: figureOf(harmOf(plan), everyAi),
    };
  });
}

/** One over the other: the first of each is the figure, the rest are resamples; undefined ones are left out. */
function figureOf(values: readonly number[], per: readonly number[]): BootstrapFigure {
  const shares = values.map((value, at) => ((per[at] ?? 0) > 0 ? value / (per[at] ?? 1) : null));
  const [value = null, ...resampled] = shares;
  if (value === null) return { value: null, low: null, high: null };
  return { value, ...percentileInterval(resampled.filter((each) => each !== null)) };
}

function harmIn(rows: readonly ReplayRow[], weights: ArrayLike<number> | null): number {
  return rows.reduce((sum, row, at) => sum + (isHarm(row) ? (weights === null ? 1 : (weights[at] ?? 0)) : 0), 0);
}

const ORDER_SHOWN: readonly EqualCostId[] = [
  'policy-senior',
  'risk-per-minute',
  'riskiest',
  'largest',
  'random',
  'every-ai',
  'perfect',
];
