import { type BootstrapFigure, blockWeights, bootstrapFigure } from '../../../statistics/index.ts';
import { type ReachModel, reachLogOdds } from './rank.ts';
import type { LabelledReach } from './ship.ts';

/** How many files an answer names where ranks are compared. */
export const TRIAL_AT = [10, 20, 50] as const;

/** How much of what repairs touched stood among the first so many files of each rank. */
export interface TrialRecall {
  readonly at: number;
  readonly shipped: BootstrapFigure;
  readonly own: BootstrapFigure;
  /** Own less shipped, on the same repairs. */
  readonly difference: BootstrapFigure;
}

/** Two ranks on repairs that neither was made from. */
export interface ReachTrial {
  readonly learntFrom: number;
  readonly repairs: number;
  /** Files that those repairs touched beside the changes. */
  readonly files: number;
  /** In the order of {@link TRIAL_AT}. */
  readonly recall: readonly TrialRecall[];
}

/** Runs of neighbouring repairs that are drawn together, draws, and their seed: as in the benchmark. */
const BLOCKS = 25;
const REPLICATES = 1_000;
const SEED = 1;

interface Tried extends LabelledReach {
  readonly missed: number;
}
/** By repair: files that it touched among the first so many, in the order of {@link TRIAL_AT}. */
type Found = readonly (readonly number[])[];

/** Compares two ranks on the same repairs (in order of time), by bootstrap over blocks of neighbours. */
export function tryRanks(given: {
  readonly learntFrom: number;
  readonly repairs: readonly Tried[];
  readonly shipped: ReachModel;
  readonly own: ReachModel;
}): ReachTrial {
  const { repairs } = given;
  const resamples = blockWeights({ rows: repairs.length, blocks: BLOCKS, replicates: REPLICATES, seed: SEED });
  const shipped = foundAt(repairs, given.shipped);
  const own = foundAt(repairs, given.own);
  const figure = (countOf: (row: number) => number) =>
    bootstrapFigure((weights) => shareOf(repairs, { countOf, weights }), resamples);
  return {
    learntFrom: given.learntFrom,
    repairs: repairs.length,
    files: repairs.reduce((sum, repair) => sum + filesOf(repair), 0),
    recall: TRIAL_AT.map((at, index) => {
      const [one, other] = [shipped, own].map((found) => (row: number) => found[row]?.[index] ?? 0);
      const [ofShipped, ofOwn] = [one ?? (() => 0), other ?? (() => 0)];
      return {
        at,
        shipped: figure(ofShipped),
        own: figure(ofOwn),
        difference: figure((row) => ofOwn(row) - ofShipped(row)),
      };
    }),
  };
}

/** The rule: no worse among the first 10, and better among the first 50 by more than chance (the 95 % interval above 0). */
export function provesBetter({ recall }: ReachTrial): boolean {
  const at = (files: number) => recall.find((each) => each.at === files)?.difference;
  return (at(10)?.value ?? -1) >= 0 && (at(50)?.low ?? 0) > 0;
}

/** How many of the files that each repair touched stand among the first ones of a rank; equal scores in the order given. */
export function foundAt(repairs: readonly Tried[], model: Pick<ReachModel, 'parts'>): Found {
  return repairs.map(({ candidates, touched }) => {
    const scores = Float64Array.from(candidates, ({ inputs }) => reachLogOdds(model, inputs));
    const places = [...scores.keys()].filter((row) => touched[row] === true).map((row) => placeOf(scores, row));
    return TRIAL_AT.map((at) => places.filter((place) => place < at).length);
  });
}

/** 0..1: over all files of all repairs. */
export function recallOf(repairs: readonly Tried[], found: Found, at: (typeof TRIAL_AT)[number]): number {
  const index = TRIAL_AT.indexOf(at);
  return shareOf(repairs, { countOf: (row) => found[row]?.[index] ?? 0, weights: null }) ?? 0;
}

function placeOf(scores: Float64Array, row: number): number {
  const own = scores[row] ?? 0;
  let place = 0;
  for (const [other, score] of scores.entries()) if (score > own || (score === own && other < row)) place += 1;
  return place;
}

function shareOf(
  repairs: readonly Tried[],
  given: { readonly countOf: (row: number) => number; readonly weights: ArrayLike<number> | null },
): number | null {
  let hits = 0;
  let all = 0;
  for (const [row, repair] of repairs.entries()) {
    const weight = given.weights === null ? 1 : (given.weights[row] ?? 0);
    hits += weight * given.countOf(row);
    all += weight * filesOf(repair);
  }
  return all === 0 ? null : hits / all;
}

function filesOf({ touched, missed }: Tried): number {
  return touched.filter(Boolean).length + missed;
}
