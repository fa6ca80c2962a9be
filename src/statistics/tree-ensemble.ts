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
export function ensembleScore(ensemble: TreeEnsemble, row: ArrayLike<number>): number {
  const { roots, feature, cut, right, value } = flatOf(ensemble);
  let sum = 0;
  for (let tree = 0; tree < roots.length; tree += 1) {
    let node = roots[tree] as number;
    for (let column = feature[node] as number; column >= 0; column = feature[node] as number) {
      node = (row[column] ?? 0) < (cut[node] as number) ? node + 1 : (right[node] as number);
    }
    sum += value[node] as number;
  }
  return sum;
}

/** All trees in typed lists, cuts resolved: several times faster to walk. */
interface FlatEnsemble {
  readonly roots: Int32Array;
  readonly feature: Int16Array;
  readonly cut: Float64Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
}

const FLAT = new WeakMap<TreeEnsemble, FlatEnsemble>();

function flatOf(ensemble: TreeEnsemble): FlatEnsemble {
  const known = FLAT.get(ensemble);
  if (known !== undefined) return known;
  const made = flatten(ensemble);
  FLAT.set(ensemble, made);
  return made;
}

function flatten({ cuts, trees }: TreeEnsemble): FlatEnsemble {
  const nodes = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const flat = {
    roots: new Int32Array(trees.length),
    feature: new Int16Array(nodes),
    cut: new Float64Array(nodes),
    right: new Int32Array(nodes),
    value: new Float64Array(nodes),
  };
  let root = 0;
  trees.forEach((tree, index) => {
    flat.roots[index] = root;
    tree.feature.forEach((column, node) => {
      flat.feature[root + node] = column;
      flat.cut[root + node] = cuts[column]?.[tree.cut[node] ?? 0] ?? 0;
      flat.right[root + node] = root + (tree.right[node] ?? 0);
      flat.value[root + node] = tree.value[node] ?? 0;
    });
    root += tree.feature.length;
  });
  return flat;
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
