import { boostTrees, logOddsOf, type TrainingTable } from '../../statistics/index.ts';
import { FEATURES, type Features, MODEL_INPUTS, MONOTONE, modelInputs, SHARED_INPUTS } from './feature.ts';
import type { ModelPart } from './model.ts';

/** A change whose outcome is known. */
export interface LabelledChange {
  readonly features: Features;
  /** 1 = it had to be repaired, reverted or rolled back. */
  readonly label: 0 | 1;
}

/** How trees are grown; both were chosen on the older part of the training data alone (docs/decisions/0010-risk-model.md). */
interface FitPlan {
  readonly trees: number;
  readonly depth: number;
  /** Fewest rows in a leaf. */
  readonly leafRows: number;
  readonly rowShare: number;
  readonly columnShare: number;
  /** So many of the first model inputs are used. */
  readonly inputs: number;
  /** Boosted models that are averaged. */
  readonly bags: number;
}

/** For repositories that were not seen: all inputs to every tree, but only those that tell the same everywhere. */
export const SHARED_FIT: FitPlan = {
  trees: 100,
  depth: 5,
  leafRows: 40,
  rowShare: 0.5,
  columnShare: 1,
  inputs: SHARED_INPUTS,
  bags: 4,
};

/** For one repository's own labels: more and more varied trees. */
export const OWN_FIT: FitPlan = {
  trees: 120,
  depth: 6,
  leafRows: 20,
  rowShare: 0.6,
  columnShare: 0.5,
  inputs: MODEL_INPUTS.length,
  bags: 8,
};

/** Enough bags to find a calibration, which needs the spread of the scores and not their last digit. */
export const REHEARSAL_BAGS = 2;

const LEARNING_RATE = 0.05;
const RIDGE = 5;

/**
 * Fits the averaged trees on groups of changes (one per repository). Each group weighs the same and brings its own
 * base rate as a known offset, so the trees learn what makes a change risky *for its repository*. Deterministic.
 */
export function fitEnsemble(groups: readonly (readonly LabelledChange[])[], plan: FitPlan): ModelPart {
  const table = tableOf(groups, plan.inputs);
  const bags = Array.from({ length: plan.bags }, (_, bag) =>
    boostTrees(table, { ...plan, learningRate: LEARNING_RATE, ridge: RIDGE, monotone: MONOTONE, seed: bag + 1 }),
  );
  const ensemble = { cuts: bags[0]?.cuts ?? [], trees: bags.flatMap((bag) => bag.trees) };
  return { ensemble, weight: 1 / plan.bags };
}

/** Median of each feature over the changes; 0 without changes. */
export function typicalOf(changes: readonly LabelledChange[]): Features {
  const middle = (name: keyof Features): number => {
    const sorted = Float64Array.from(changes, (change) => change.features[name]).sort();
    return sorted[sorted.length >> 1] ?? 0;
  };
  return Object.fromEntries(FEATURES.map((name) => [name, middle(name)])) as unknown as Features;
}

/** Share of harmful changes; 0 without changes. */
export function harmfulShare(changes: readonly LabelledChange[]): number {
  return changes.length === 0 ? 0 : changes.reduce((sum, change) => sum + change.label, 0) / changes.length;
}

function tableOf(groups: readonly (readonly LabelledChange[])[], inputs: number): TrainingTable {
  const all = groups.flat();
  const columns = Array.from({ length: inputs }, () => new Float64Array(all.length));
  const weights = new Float64Array(all.length);
  const offsets = new Float64Array(all.length);
  let at = 0;
  for (const group of groups) {
    const offset = logOddsOf(harmfulShare(group));
    for (const change of group) {
      const row = modelInputs(change.features);
      columns.forEach((column, index) => {
        column[at] = row[index] ?? 0;
      });
      weights[at] = all.length / groups.length / group.length;
      offsets[at] = offset;
      at += 1;
    }
  }
  return { columns, labels: Uint8Array.from(all, (change) => change.label), weights, offsets };
}
