/** Labels (1 = the event happened) and scores (higher = more likely) of the same rows. */
export interface ScoredLabels {
  readonly labels: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/** Computes one figure for row weights (`null` = every row counts once); `null` where it is undefined. */
export type WeightedStatistic = (weights: ArrayLike<number> | null) => number | null;

/**
 * Area under the ROC curve: the chance that a random positive row scores above a random negative one, ties counted
 * half (Mann-Whitney). `null` where one of the classes is empty. Scores must not be NaN.
 */
export function aucOf(rows: ScoredLabels): number | null {
  return weightedAuc(rows)(null);
}

/** Sorts once, so that a bootstrap can ask for the AUC under many row weights in linear time each. */
export function weightedAuc({ labels, scores }: ScoredLabels): WeightedStatistic {
  if (labels.length !== scores.length) throw new RangeError('labels and scores differ in length');
  const order = ascending(scores);
  return (weights) => {
    let positives = 0;
    let negatives = 0;
    let wins = 0;
    for (let start = 0; start < order.length; ) {
      const score = scores[order[start] ?? 0];
      let tiedPositives = 0;
      let tiedNegatives = 0;
      let end = start;
      for (; end < order.length && scores[order[end] ?? 0] === score; end += 1) {
        const row = order[end] ?? 0;
        const weight = weights === null ? 1 : (weights[row] ?? 0);
        if (labels[row] === 1) tiedPositives += weight;
        else tiedNegatives += weight;
      }
      wins += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
      start = end;
    }
    return positives > 0 && negatives > 0 ? wins / (positives * negatives) : null;
  };
}

/**
 * Mean AUC inside equal-sized groups of rows that are alike in `by` (e.g. lines changed): what a score knows beside
 * that size. Groups of one class are left out; `null` where none remains. Ties in `by` keep their order of arrival.
 */
export function weightedAucWithin(
  rows: ScoredLabels,
  strata: { readonly by: ArrayLike<number>; readonly groups: number },
): WeightedStatistic {
  const order = ascending(strata.by);
  const groups = Array.from({ length: strata.groups }, (_, group) => {
    const from = Math.floor((order.length * group) / strata.groups);
    const members = order.subarray(from, Math.floor((order.length * (group + 1)) / strata.groups));
    const auc = weightedAuc({ labels: take(rows.labels, members), scores: take(rows.scores, members) });
    return { members, auc };
  });
  return (weights) => {
    const found = groups
      .map(({ members, auc }) => auc(weights === null ? null : take(weights, members)))
      .filter((value) => value !== null);
    return found.length === 0 ? null : found.reduce((sum, value) => sum + value, 0) / found.length;
  };
}

/**
 * Share of the positive rows among the `share` (0..1) highest-scored rows; a tie at the edge counts in part, as if
 * broken by chance. `null` without positives.
 */
export function weightedCapture(rows: ScoredLabels, share: number): WeightedStatistic {
  const order = ascending(rows.scores).reverse();
  return (weights) => {
    const weightOf = (row: number): number => (weights === null ? 1 : (weights[row] ?? 0));
    let total = 0;
    let positives = 0;
    for (const row of order) {
      total += weightOf(row);
      if (rows.labels[row] === 1) positives += weightOf(row);
    }
    if (positives === 0) return null;
    let room = total * share;
    let caught = 0;
    for (let start = 0; start < order.length && room > 0; ) {
      const score = rows.scores[order[start] ?? 0];
      let size = 0;
      let hits = 0;
      let end = start;
      for (; end < order.length && rows.scores[order[end] ?? 0] === score; end += 1) {
        const row = order[end] ?? 0;
        size += weightOf(row);
        if (rows.labels[row] === 1) hits += weightOf(row);
      }
      caught += size > room ? (hits * room) / size : hits;
      room -= size;
      start = end;
    }
    return caught / positives;
  };
}

/** Row numbers by ascending value; equal values keep their order. */
function ascending(values: ArrayLike<number>): Int32Array {
  const order = Int32Array.from({ length: values.length }, (_, row) => row);
  return order.sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0) || a - b);
}

function take(values: ArrayLike<number>, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row] ?? 0);
}
