import { boostTrees, logOddsOf, type TrainingTable } from '../../statistics/index.ts';
import { FEATURES, type Features, MODEL_INPUTS, MONOTONE, modelInputs } from './feature.ts';
import type { ModelPart } from './model.ts';

/** A change whose outcome is known. */
export interface LabelledChange {
  readonly features: Features;
  /** 1 = it had to be repaired, reverted or rolled back. */
  readonly label: 0 | 1;
}

/** Boosted models that are averaged; more of them won nothing that could be measured. */
export const BAGS = 4;
/** Enough to find a calibration, which needs the spread of the scores and not their last digit. */
export const REHEARSAL_BAGS = 2;

/** Chosen on the older part of the training data alone; what lost is in docs/decisions/0010-risk-model.md. */
const PLAN = {
  trees: 100,
  learningRate: 0.05,
  depth: 5,
  leafRows: 40,
  ridge: 5,
  rowShare: 0.5,
  columnShare: 1,
  monotone: MONOTONE,
} as const;
/** A leaf never needs more than this share of the rows, so that small samples can still split. */
const LEAF_SHARE = 0.02;
const SMALLEST_LEAF = 10;

/**
 * Fits the averaged trees on groups of changes (one per repository). Each group weighs the same and brings its own
 * base rate as a known offset, so the trees learn what makes a change risky *for its repository*. Deterministic.
 */
export function fitEnsemble(groups: readonly (readonly LabelledChange[])[], count: number = BAGS): ModelPart {
  const table = tableOf(groups);
  const leafRows = Math.max(SMALLEST_LEAF, Math.min(PLAN.leafRows, Math.round(table.labels.length * LEAF_SHARE)));
  const bags = Array.from({ length: count }, (_, bag) => boostTrees(table, { ...PLAN, leafRows, seed: bag + 1 }));
  const ensemble = { cuts: bags[0]?.cuts ?? [], trees: bags.flatMap((bag) => bag.trees) };
  return { ensemble, weight: 1 / count };
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

function tableOf(groups: readonly (readonly LabelledChange[])[]): TrainingTable {
  const all = groups.flat();
  const columns = MODEL_INPUTS.map(() => new Float64Array(all.length));
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
