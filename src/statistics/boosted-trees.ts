import { seededRandom } from './seeded-random.ts';
import type { DecisionTree, TreeEnsemble } from './tree-ensemble.ts';

/** How to boost; every member changes the result, none depends on the clock or on chance outside `seed`. */
export interface BoostingPlan {
  readonly trees: number;
  readonly learningRate: number;
  readonly depth: number;
  /** Fewest rows in a leaf. */
  readonly leafRows: number;
  /** Ridge on leaf values: pulls leaves with few rows towards 0. */
  readonly ridge: number;
  /** 0..1: share of the rows that each tree sees. */
  readonly rowShare: number;
  /** 0..1: share of the columns that each tree sees. */
  readonly columnShare: number;
  /** Per column: 1 = never falls as the value grows, -1 = never rises, 0 = free. */
  readonly monotone: readonly (-1 | 0 | 1)[];
  readonly seed: number;
}

/** Rows by columns, with what is known about each row. */
export interface TrainingTable {
  readonly columns: readonly Float64Array[];
  /** 0 or 1. */
  readonly labels: Uint8Array;
  readonly weights: Float64Array | null;
  /** Log-odds that are known beforehand (e.g. the base rate of the row's group): the trees learn only the rest. */
  readonly offsets: Float64Array;
}

/** Bins per column: one byte each, and finer cuts won nothing. */
const BINS = 64;
/** A split must gain more than rounding. */
const GAIN_FLOOR = 1e-9;

/**
 * Gradient boosting of shallow trees on the logistic loss with histograms (Friedman 2001; second-order leaves and
 * monotone bounds as in XGBoost). Deterministic: equal gains take the first column and the lowest cut.
 */
export function boostTrees(table: TrainingTable, plan: BoostingPlan): TreeEnsemble {
  const cuts = table.columns.map(cutPoints);
  const bins = table.columns.map((column, index) => binned(column, cuts[index] ?? new Float64Array()));
  const random = seededRandom(plan.seed);
  const rows = table.labels.length;
  const scores = Float64Array.from(table.offsets);
  const slope = new Float64Array(rows);
  const bend = new Float64Array(rows);
  const trees: DecisionTree[] = [];
  for (let round = 0; round < plan.trees; round += 1) {
    for (let row = 0; row < rows; row += 1) {
      const p = 1 / (1 + Math.exp(-(scores[row] as number)));
      const weight = table.weights === null ? 1 : (table.weights[row] as number);
      slope[row] = weight * ((table.labels[row] as number) - p);
      bend[row] = weight * p * (1 - p);
    }
    const seen = chosen(rows, plan.rowShare, random);
    const columns = chosen(table.columns.length, plan.columnShare, random);
    const tree = new TreeGrower({ bins, cuts, slope, bend, columns, plan }).grow(seen);
    trees.push(tree);
    for (let row = 0; row < rows; row += 1) scores[row] = (scores[row] as number) + leafOf(tree, bins, row);
  }
  return { cuts: cuts.map((each) => [...each]), trees };
}

/** Inner cut points at quantiles, ascending and unique; midpoints where the column has few distinct values. */
function cutPoints(column: Float64Array): Float64Array {
  const sorted = Float64Array.from(column).sort();
  const distinct: number[] = [];
  for (const value of sorted) if (value !== distinct.at(-1) && distinct.length <= BINS) distinct.push(value);
  if (distinct.length <= BINS) {
    return Float64Array.from(distinct.slice(1), (value, index) => (value + (distinct[index] ?? value)) / 2);
  }
  const cuts: number[] = [];
  for (let bin = 1; bin < BINS; bin += 1) {
    const value = sorted[Math.floor((sorted.length * bin) / BINS)] as number;
    if (cuts.length === 0 || value > (cuts.at(-1) as number)) cuts.push(value);
  }
  return Float64Array.from(cuts);
}

function binned(column: Float64Array, cuts: Float64Array): Uint8Array {
  return Uint8Array.from(column, (value) => {
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (value >= (cuts[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

/** Numbers 0..count-1, each kept with the given chance; never empty where `count` > 0. */
function chosen(count: number, share: number, random: () => number): Int32Array {
  const all = Int32Array.from({ length: count }, (_, index) => index);
  if (share >= 1) return all;
  const kept = all.filter(() => random() < share);
  return kept.length > 0 || count === 0 ? kept : Int32Array.of(Math.floor(random() * count));
}

function leafOf(tree: DecisionTree, bins: readonly Uint8Array[], row: number): number {
  let node = 0;
  for (let feature = tree.feature[0] as number; feature >= 0; feature = tree.feature[node] as number) {
    const left = ((bins[feature] as Uint8Array)[row] as number) <= (tree.cut[node] as number);
    node = left ? node + 1 : (tree.right[node] as number);
  }
  return tree.value[node] as number;
}

interface Ground {
  readonly bins: readonly Uint8Array[];
  readonly cuts: readonly Float64Array[];
  readonly slope: Float64Array;
  readonly bend: Float64Array;
  readonly columns: Int32Array;
  readonly plan: BoostingPlan;
}

interface Bounds {
  readonly low: number;
  readonly high: number;
}

interface Split {
  readonly column: number;
  readonly cut: number;
  readonly gain: number;
  readonly left: number;
  readonly right: number;
}

/** Grows one tree; leaf values stay within the bounds that monotone splits above them set. */
class TreeGrower {
  readonly #ground: Ground;
  readonly #tree = { feature: [] as number[], cut: [] as number[], right: [] as number[], value: [] as number[] };
  readonly #slopes = new Float64Array(BINS + 1);
  readonly #bends = new Float64Array(BINS + 1);
  readonly #counts = new Int32Array(BINS + 1);

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  grow(rows: Int32Array): DecisionTree {
    this.#node({ rows, depth: this.#ground.plan.depth, bounds: { low: -Infinity, high: Infinity } });
    return this.#tree;
  }

  #node({ rows, depth, bounds }: { rows: Int32Array; depth: number; bounds: Bounds }): void {
    const { slope, bend, plan, bins } = this.#ground;
    let slopes = 0;
    let bends = 0;
    for (const row of rows) {
      slopes += slope[row] as number;
      bends += bend[row] as number;
    }
    const node = this.#tree.feature.length;
    const value = within(slopes / (bends + plan.ridge), bounds);
    const total = { slopes, bends, value, rows: rows.length };
    const split = depth > 0 && rows.length >= 2 * plan.leafRows ? this.#best({ rows, total, bounds }) : null;
    this.#tree.feature.push(split?.column ?? -1);
    this.#tree.cut.push(split?.cut ?? 0);
    this.#tree.right.push(0);
    this.#tree.value.push(split === null ? value * plan.learningRate : 0);
    if (split === null) return;
    const bin = bins[split.column] as Uint8Array;
    const [left, right] = boundsBelow(split, bounds, plan.monotone[split.column] ?? 0);
    this.#node({ rows: rows.filter((row) => (bin[row] as number) <= split.cut), depth: depth - 1, bounds: left });
    this.#tree.right[node] = this.#tree.feature.length;
    this.#node({ rows: rows.filter((row) => (bin[row] as number) > split.cut), depth: depth - 1, bounds: right });
  }

  #best({ rows, total, bounds }: { rows: Int32Array; total: NodeTotal; bounds: Bounds }): Split | null {
    let best: Split | null = null;
    for (const column of this.#ground.columns) {
      const bins = (this.#ground.cuts[column] as Float64Array).length + 1;
      if (bins < 2) continue;
      this.#fill(rows, column, bins);
      best = this.#scan({ column, bins, total, bounds, best });
    }
    return best;
  }

  #fill(rows: Int32Array, column: number, bins: number): void {
    const { slope, bend } = this.#ground;
    const bin = this.#ground.bins[column] as Uint8Array;
    this.#slopes.fill(0, 0, bins);
    this.#bends.fill(0, 0, bins);
    this.#counts.fill(0, 0, bins);
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index] as number;
      const at = bin[row] as number;
      (this.#slopes[at] as number) += slope[row] as number;
      (this.#bends[at] as number) += bend[row] as number;
      (this.#counts[at] as number) += 1;
    }
  }

  #scan(at: { column: number; bins: number; total: NodeTotal; bounds: Bounds; best: Split | null }): Split | null {
    const { plan } = this.#ground;
    const { total, bounds, column } = at;
    const direction = plan.monotone[column] ?? 0;
    const floor = worth(total.value, total.slopes, total.bends + plan.ridge);
    let { best } = at;
    let slopes = 0;
    let bends = 0;
    let count = 0;
    for (let cut = 0; cut < at.bins - 1; cut += 1) {
      slopes += this.#slopes[cut] as number;
      bends += this.#bends[cut] as number;
      count += this.#counts[cut] as number;
      if (count < plan.leafRows) continue;
      if (total.rows - count < plan.leafRows) break;
      const left = within(slopes / (bends + plan.ridge), bounds);
      const right = within((total.slopes - slopes) / (total.bends - bends + plan.ridge), bounds);
      if (direction * (right - left) < 0) continue;
      const gain =
        worth(left, slopes, bends + plan.ridge) +
        worth(right, total.slopes - slopes, total.bends - bends + plan.ridge) -
        floor;
      if (gain > Math.max(GAIN_FLOOR, best?.gain ?? 0)) best = { column, cut, gain, left, right };
    }
    return best;
  }
}

interface NodeTotal {
  readonly slopes: number;
  readonly bends: number;
  readonly value: number;
  readonly rows: number;
}

/** Twice the drop of the loss (second order) when the rows of a node get this value. */
function worth(value: number, slopes: number, bends: number): number {
  return 2 * slopes * value - bends * value * value;
}

function within(value: number, { low, high }: Bounds): number {
  return Math.min(high, Math.max(low, value));
}

/** A monotone split keeps everything below it on its own side of the middle of both values. */
function boundsBelow(split: Split, bounds: Bounds, direction: number): readonly [Bounds, Bounds] {
  if (direction === 0) return [bounds, bounds];
  const middle = (split.left + split.right) / 2;
  const lower = { low: bounds.low, high: middle };
  const upper = { low: middle, high: bounds.high };
  return direction > 0 ? [lower, upper] : [upper, lower];
}
