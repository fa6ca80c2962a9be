import { fitPlatt, offsetForBaseRate, packTrees, unpackTrees } from '../../statistics/index.ts';
import { FEATURES, type Features, MODEL_INPUTS, SHARED_INPUTS } from './feature.ts';
import { fitEnsemble, harmfulShare, type LabelledChange, REHEARSAL_BAGS, SHARED_FIT, typicalOf } from './fit.ts';
import { type RiskModel, riskLogOdds } from './model.ts';

/** A fair sample of changes by id, without a list of all. */
export const SAMPLED_PREFIX = '00';
const SHARED_NAMES = MODEL_INPUTS.slice(0, SHARED_INPUTS);
/** Resolution of stored cuts, in units of log1p: finer than one line in a million. */
const CUT_STEP = 1e-6;

/** The product's fixed weights as they are stored. */
export interface ShippedWeights {
  readonly format: 'firebreak.risk-weights/v1';
  readonly inputs: readonly string[];
  /** In steps of {@link CUT_STEP}, rounded down: a value that stood on a cut stays on its upper side. */
  readonly cuts: readonly (readonly number[])[];
  /** See `packTrees`. */
  readonly trees: string;
  readonly slope: number;
  readonly offset: number;
  readonly baseRate: number;
  /** In the order of `FEATURES`. */
  readonly typical: readonly number[];
  readonly changes: number;
  readonly harmful: number;
  /**
   * Ids of the training changes that begin with {@link SAMPLED_PREFIX} (about one in 256): a benchmark must not score
   * the weights on what they have seen, whatever slice of it it is given.
   */
  readonly sampled: readonly string[];
}

/**
 * Fits weights on several repositories at once. The calibration comes from changes of a repository that the trees
 * being calibrated have not seen (each group left out once), where there are at least two. `ids` name all changes.
 */
export function fitWeights(groups: readonly (readonly LabelledChange[])[], ids: readonly string[]): ShippedWeights {
  const { ensemble } = fitEnsemble(groups, SHARED_FIT);
  const all = groups.flat();
  const baseRate = groups.reduce((sum, group) => sum + harmfulShare(group), 0) / groups.length;
  const { slope, offset } = calibrationOf(groups, baseRate);
  return {
    format: 'firebreak.risk-weights/v1',
    inputs: SHARED_NAMES,
    cuts: ensemble.cuts.map((row) => row.map((cut) => Math.floor(cut / CUT_STEP))),
    trees: packTrees(ensemble.trees),
    slope,
    offset,
    baseRate,
    typical: FEATURES.map((name) => typicalOf(all)[name]),
    changes: all.length,
    harmful: all.filter((change) => change.label === 1).length,
    sampled: ids.filter((id) => id.startsWith(SAMPLED_PREFIX)).sort(),
  };
}

/** The model of stored weights; throws a RangeError where they were made for other inputs. */
export function modelOf(weights: ShippedWeights): RiskModel {
  if (weights.inputs.join() !== SHARED_NAMES.join()) throw new RangeError('the weights are of other model inputs');
  const cuts = weights.cuts.map((row) => row.map((cut) => cut * CUT_STEP));
  return {
    origin: 'shipped',
    parts: [{ ensemble: { cuts, trees: unpackTrees(weights.trees) }, weight: 1 / SHARED_FIT.bags }],
    calibration: { slope: weights.slope, offset: weights.offset },
    baseRate: weights.baseRate,
    typical: Object.fromEntries(
      FEATURES.map((name, index) => [name, weights.typical[index] ?? 0]),
    ) as unknown as Features,
    trainedOn: { changes: weights.changes, harmful: weights.harmful },
  };
}

function calibrationOf(groups: readonly (readonly LabelledChange[])[], baseRate: number) {
  const slopes: number[] = [];
  const scores: number[] = [];
  for (const [index, group] of groups.entries()) {
    const others = groups.filter((_, other) => other !== index);
    const parts = [fitEnsemble(others.length > 0 ? others : groups, { ...SHARED_FIT, bags: REHEARSAL_BAGS })];
    const found = group.map(({ features }) => riskLogOdds({ parts }, features));
    slopes.push(fitPlatt({ labels: group.map(({ label }) => label), scores: found }).slope);
    for (const score of found) scores.push(score);
  }
  const slope = slopes.reduce((sum, each) => sum + each, 0) / slopes.length;
  return { slope, offset: offsetForBaseRate({ scores, slope, baseRate }) };
}
