import {
  boostTrees,
  fitPlatt,
  logOddsOf,
  packTrees,
  type ScoredLabels,
  type TreeEnsemble,
  unpackTrees,
} from '../../../statistics/index.ts';
import { REACH_INPUTS, REACH_MONOTONE, type ReachCandidate } from './candidate.ts';
import { type ReachModel, reachLogOdds } from './rank.ts';

/** The rank's fixed weights as they are stored. */
export interface ReachWeights {
  readonly format: 'firebreak.reach-weights/v1';
  readonly inputs: readonly string[];
  /** In steps of {@link CUT_STEP}, rounded down: a value that stood on a cut stays on its upper side. */
  readonly cuts: readonly (readonly number[])[];
  /** See `packTrees`. */
  readonly trees: string;
  readonly slope: number;
  readonly offset: number;
  readonly cases: number;
  readonly repositories: number;
}

/** One repair of the past: what could be named, and whether the repair touched it. */
export interface LabelledReach {
  readonly candidates: readonly Pick<ReachCandidate, 'inputs'>[];
  readonly touched: readonly boolean[];
}

const CUT_STEP = 1e-6;
/** Chosen on the training repositories alone, each left out once (docs/decisions/0015-reach-rank.md). */
const PLAN = {
  trees: 120,
  depth: 4,
  learningRate: 0.08,
  leafRows: 30,
  ridge: 5,
  rowShare: 0.7,
  columnShare: 0.7,
  seed: 1,
} as const;

/** Fits the rank on several repositories at once, calibrated on those that each fit has not seen. Deterministic. */
export function fitReach(groups: readonly (readonly LabelledReach[])[]): ReachWeights {
  const ensemble = growReach(groups);
  const labels: number[] = [];
  const scores: number[] = [];
  for (const [index, group] of groups.entries()) {
    const others = groups.filter((_, other) => other !== index);
    const model: ReachModel = {
      parts: [{ ensemble: others.length === 0 ? ensemble : growReach(others), weight: 1 }],
      calibration: { slope: 1, offset: 0 },
    };
    for (const { candidates, touched } of group) {
      candidates.forEach(({ inputs }, row) => {
        labels.push(touched[row] === true ? 1 : 0);
        scores.push(reachLogOdds(model, inputs));
      });
    }
  }
  const { slope, offset } = fitPlatt({ labels, scores } satisfies ScoredLabels);
  return {
    format: 'firebreak.reach-weights/v1',
    inputs: REACH_INPUTS,
    cuts: storedCuts(ensemble),
    trees: packTrees(ensemble.trees),
    slope,
    offset,
    cases: groups.reduce((sum, group) => sum + group.length, 0),
    repositories: groups.length,
  };
}

/** The model of stored weights; throws a RangeError where they were made for other inputs. */
export function reachModelOf(weights: ReachWeights): ReachModel {
  if (weights.inputs.join() !== REACH_INPUTS.join()) throw new RangeError('the weights are of other inputs');
  return {
    parts: [{ ensemble: storedEnsemble(weights), weight: 1 }],
    calibration: { slope: weights.slope, offset: weights.offset },
  };
}

/** The cut points of grown trees as they are stored. */
export function storedCuts({ cuts }: TreeEnsemble): ReachWeights['cuts'] {
  return cuts.map((row) => row.map((cut) => Math.floor(cut / CUT_STEP)));
}

/** Trees as they were stored; throws a RangeError on text that holds no whole trees. */
export function storedEnsemble({ cuts, trees }: Pick<ReachWeights, 'cuts' | 'trees'>): TreeEnsemble {
  return { cuts: cuts.map((row) => row.map((cut) => cut * CUT_STEP)), trees: unpackTrees(trees) };
}

/** Grows trees on repairs of one or several repositories, each with its own base rate. Deterministic. */
export function growReach(groups: readonly (readonly LabelledReach[])[]): TreeEnsemble {
  const rows = groups.flat().reduce((sum, { candidates }) => sum + candidates.length, 0);
  const columns = REACH_INPUTS.map(() => new Float64Array(rows));
  const labels = new Uint8Array(rows);
  const weights = new Float64Array(rows);
  const offsets = new Float64Array(rows);
  let at = 0;
  for (const group of groups) {
    const total = group.reduce((sum, { candidates }) => sum + candidates.length, 0);
    const touched = group.reduce((sum, each) => sum + each.touched.filter(Boolean).length, 0);
    for (const { candidates, touched: hits } of group) {
      // A repair of many files must not outweigh many repairs of one.
      const weight = 1 / Math.sqrt(1 + hits.filter(Boolean).length);
      candidates.forEach(({ inputs }, row) => {
        for (const [column, values] of columns.entries()) values[at] = inputs[column] ?? 0;
        labels[at] = hits[row] === true ? 1 : 0;
        weights[at] = weight;
        offsets[at] = logOddsOf(touched / Math.max(1, total));
        at += 1;
      });
    }
  }
  return boostTrees({ columns, labels, weights, offsets }, { ...PLAN, monotone: REACH_MONOTONE });
}
