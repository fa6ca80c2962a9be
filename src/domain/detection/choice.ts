import { DAY_MS } from '../../kernel/index.ts';
import type { DropWatch, Evidence, Lookout, WatchSetting } from './model.ts';
import { HORIZON, windowOf } from './setting.ts';
import { aged, KEPT_PER_WEEK, ratePerWeek, thresholdOf } from './tail.ts';
import { summed } from './track.ts';
import { deviationOf, shortfallAt } from './window.ts';

/** The drop that ought to be found: half of what was expected is gone. */
const WANTED = Math.LN2;
/** What the lookout that finds it best gets of the budget; the others share the rest, for what is sudden or slow. */
const MAIN_SHARE = 0.8;
/** How much better another lookout must be, in units of noise: each choice is a choice by luck too. */
const BETTER = 0.5;
/** What a shorter window is worth: it looks more often in the same time, and tells sooner. */
const SOONER = 0.3;
/** A flow of which less than this is left is dead, where so many events were expected in half an hour or more. */
const DEAD = { share: 0.02, expected: 20, samples: 6 } as const;

/** Lookouts whose basis is the one in use. */
export function lookoutsInUse({ lookouts, main }: DropWatch): readonly Lookout[] {
  return lookouts.filter(({ basis }) => basis === lookouts[main]?.basis);
}

/** What lookouts have to say at an index, the strongest first. A dead flow is told of whatever the threshold. */
export function dropEvidence(
  drops: DropWatch,
  index: number,
): readonly { readonly lookout: Lookout; readonly evidence: Evidence }[] {
  return lookoutsInUse(drops).flatMap((lookout) => {
    const { isCounted, height, tail, window } = lookout;
    if (isCounted || tail.budget <= 0 || !(height > 0)) return [];
    const threshold = thresholdOf(tail);
    if (height < threshold && !isDead(drops, lookout, index)) return [];
    const basis = tail.fit === null ? ('prior' as const) : ('learnt' as const);
    const rate = ratePerWeek(tail, height);
    const told = { detector: 'drop-window' as const, height, threshold: Math.min(threshold, height), basis };
    return [{ lookout, evidence: { ...told, falseAlarmsPerWeek: rate, samples: window } }];
  });
}

/** Once a day: older peaks weigh less, the lookout that would find a halving best becomes the main one. `budget`: alarms a week. */
export function withChoice(
  before: DropWatch,
  { budget, setting, isQuiet }: { readonly budget: number; readonly setting: WatchSetting; readonly isQuiet: boolean },
): DropWatch {
  const weeks = (windowOf(setting) * setting.stepMs) / (7 * DAY_MS);
  const old = before.bases.map((basis) => ({ ...basis, weeks: basis.weeks * agedShare(weeks) }));
  const lookouts = before.lookouts.map((lookout) => ({ ...lookout, tail: aged(lookout.tail, weeks) }));
  const drops = { ...before, bases: old, lookouts };
  const main = isQuiet ? bestLookout(drops, { budget, setting }) : before.main;
  return withBudget(withoutFirstBasis({ ...drops, main }), budget);
}

/** The basis without a season is for the time until a season is known; from then on it is of no use. */
function withoutFirstBasis(before: DropWatch): DropWatch {
  const { bases, lookouts, main } = before;
  const isSpare = bases[0]?.seasons.length === 0 && (lookouts[main]?.basis ?? 0) > 0;
  if (!isSpare) return before;
  const left = lookouts.filter(({ basis }) => basis > 0);
  return {
    ...before,
    bases: bases.slice(1),
    lookouts: left.map((lookout) => ({ ...lookout, basis: lookout.basis - 1 })),
    main: main - (lookouts.length - left.length),
  };
}

/** With the budget shared: most of it to the main lookout, the rest to the others of its basis. */
export function withBudget(before: DropWatch, budget: number): DropWatch {
  const { main } = before;
  const used = lookoutsInUse(before);
  const lookouts = before.lookouts.map((lookout, at) => {
    const rest = (budget * (1 - MAIN_SHARE)) / Math.max(1, used.length - 1);
    const own = at === main ? budget * MAIN_SHARE : used.includes(lookout) ? rest : 0;
    return lookout.tail.budget === own ? lookout : { ...lookout, tail: { ...lookout.tail, budget: own } };
  });
  return { ...before, lookouts };
}

function bestLookout(
  drops: DropWatch,
  { budget, setting }: { readonly budget: number; readonly setting: WatchSetting },
): number {
  const { lookouts, bases, main } = drops;
  const isLearnt = ({ tail }: Lookout): boolean => tail.fit !== null;
  const isSeasonal = ({ basis }: Lookout): boolean => (bases[basis]?.seasons.length ?? 0) > 0;
  const hasSeason = lookouts.some((each) => isLearnt(each) && isSeasonal(each));
  const marginOf = (each: Lookout): number => {
    if (!isLearnt(each) || (hasSeason && !isSeasonal(each))) return Number.NEGATIVE_INFINITY;
    const threshold = thresholdOf({ ...each.tail, budget: budget * MAIN_SHARE });
    const sooner = SOONER * Math.sqrt(2 * Math.log(HORIZON / each.window));
    return WANTED / usualDeviation(drops, each, setting) - threshold + sooner;
  };
  const own = lookouts[main];
  let best = main;
  let margin = own === undefined ? Number.NEGATIVE_INFINITY : marginOf(own) + BETTER;
  for (const [at, lookout] of lookouts.entries()) {
    const found = marginOf(lookout);
    if (!(found > margin)) continue;
    best = at;
    margin = found;
  }
  return best;
}

/** The noise of a lookout's window where as much comes as in the mean of the last day. */
export function usualDeviation(
  { bases }: DropWatch,
  { basis, window, variance }: Lookout,
  setting: WatchSetting,
): number {
  const own = bases[basis];
  if (own === undefined) return Number.POSITIVE_INFINITY;
  const { sum, n } = summed(own.seen, { from: own.seen.next - windowOf(setting), to: own.seen.next });
  return deviationOf(variance, n === 0 ? 1 : (sum / n) * window);
}

function isDead(drops: DropWatch, lookout: Lookout, index: number): boolean {
  const isSeasonal = (drops.bases[lookout.basis]?.seasons.length ?? 0) > 0;
  if (!isSeasonal || lookout.window < DEAD.samples) return false;
  const found = shortfallAt(drops, lookout, index);
  return found !== null && found.expected >= DEAD.expected && found.seen <= DEAD.share * found.expected;
}

function agedShare(weeks: number): number {
  return KEPT_PER_WEEK ** weeks;
}
