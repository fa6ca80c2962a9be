/**
 * One binary decision tree as flat lists in preorder: the left child of node i is i + 1. An inner node sends a row
 * left where its value is below `cuts[feature][cut]`.
 */
export interface DecisionTree {
  /** Column of the split, or -1 for a leaf. */
  readonly feature: readonly number[];
  readonly cut: readonly number[];
  readonly right: readonly number[];
  /** Log-odds added at a leaf; 0 at inner nodes. */
  readonly value: readonly number[];
}

/** A sum of trees over shared cut points. */
export interface TreeEnsemble {
  /** Per column, ascending. */
  readonly cuts: readonly (readonly number[])[];
  readonly trees: readonly DecisionTree[];
}

/** Sum of the trees' leaves for one row of finite values, in log-odds. */
export function ensembleScore({ cuts, trees }: TreeEnsemble, row: ArrayLike<number>): number {
  let sum = 0;
  for (const tree of trees) {
    let node = 0;
    for (let feature = tree.feature[0] ?? -1; feature >= 0; feature = tree.feature[node] ?? -1) {
      const below = (row[feature] ?? 0) < (cuts[feature]?.[tree.cut[node] ?? 0] ?? 0);
      node = below ? node + 1 : (tree.right[node] ?? 0);
    }
    sum += tree.value[node] ?? 0;
  }
  return sum;
}

/** Steps of a packed leaf value: small enough that rounding moves no score by more than a hundredth. */
const LEAF_STEP = 1 / 20_000;
const LEAF = 255;
const HALF = 32_768;

/** The trees as text (base64): per node one byte feature and one byte cut, or 255 and two bytes leaf value. */
export function packTrees(trees: readonly DecisionTree[]): string {
  const bytes: number[] = [];
  for (const tree of trees) {
    for (let node = 0; node < tree.feature.length; node += 1) {
      const feature = tree.feature[node] ?? -1;
      if (feature >= 0) bytes.push(feature, tree.cut[node] ?? 0);
      else {
        const steps = Math.round((tree.value[node] ?? 0) / LEAF_STEP);
        const kept = Math.max(-HALF, Math.min(HALF - 1, steps)) + HALF;
        bytes.push(LEAF, kept >> 8, kept & 255);
      }
    }
  }
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Reads what {@link packTrees} wrote; throws a RangeError on text that holds no whole trees. */
export function unpackTrees(packed: string): DecisionTree[] {
  const text = atob(packed);
  const trees: DecisionTree[] = [];
  let at = 0;
  const byte = (): number => {
    if (at >= text.length) throw new RangeError('packed trees end in the middle of a tree');
    at += 1;
    return text.charCodeAt(at - 1);
  };
  while (at < text.length) {
    const tree = { feature: [] as number[], cut: [] as number[], right: [] as number[], value: [] as number[] };
    const read = (): void => {
      const node = tree.feature.length;
      const feature = byte();
      const leaf = feature === LEAF;
      tree.feature.push(leaf ? -1 : feature);
      tree.cut.push(leaf ? 0 : byte());
      tree.right.push(0);
      tree.value.push(leaf ? (byte() * 256 + byte() - HALF) * LEAF_STEP : 0);
      if (leaf) return;
      read();
      tree.right[node] = tree.feature.length;
      read();
    };
    read();
    trees.push(tree);
  }
  return trees;
}
