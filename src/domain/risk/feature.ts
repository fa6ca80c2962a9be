/**
 * The fourteen features of a change (Kamei et al., IEEE TSE 39(6), 2013), in the form of the public data that the
 * shipped weights are trained on: what a feature counts of the past includes the change itself.
 */
export interface Features {
  /** Distinct first folders of the paths (`root` for files at the top). */
  readonly ns: number;
  /** Distinct folders. */
  readonly nd: number;
  /** Distinct file names (without folder), as in the training data. */
  readonly nf: number;
  /** Shannon entropy (bits) of changed lines over files: 0 for one file, log2(nf) for an even spread. */
  readonly entropy: number;
  /** Lines added; binary files count 0. */
  readonly la: number;
  /** Lines deleted. */
  readonly ld: number;
  /** Lines of the changed files before the change, summed. */
  readonly lt: number;
  /** 1 where the change says that it repairs something (`saysRepair` of the change room), else 0. */
  readonly fix: number;
  /** Distinct authors who ever changed the files, this one included. */
  readonly ndev: number;
  /** Mean days since the files last changed; a new file counts 0. */
  readonly age: number;
  /** Changes the files have had, this one included, summed over files. */
  readonly nuc: number;
  /** File changes by the author so far, this change included. */
  readonly exp: number;
  /** `exp`, each file change weighted by 1 / (days ago + 1). */
  readonly rexp: number;
  /** Distinct files the author has changed in the first folders that this change touches. */
  readonly sexp: number;
}

export type FeatureName = keyof Features;

/** All features, in the order that tables and weights use. */
export const FEATURES = [
  'ns',
  'nd',
  'nf',
  'entropy',
  'la',
  'ld',
  'lt',
  'fix',
  'ndev',
  'age',
  'nuc',
  'exp',
  'rexp',
  'sexp',
] as const satisfies readonly FeatureName[];

/** What takes part in the model beside the fourteen; the first also in weights for repositories not seen. */
const DERIVED = ['ndev / nuc', 'la + ld', 'la / (la + ld)', 'sexp / exp', 'rexp / exp'] as const;

/** Names of the columns of {@link modelInputs}. */
export const MODEL_INPUTS: readonly string[] = [...FEATURES, ...DERIVED];

/** So many of the first model inputs tell the same in every repository; the others only helped within one. */
export const SHARED_INPUTS = FEATURES.length + 1;

/** Features of size and spread: with all else equal, more of them never lowers the risk. */
export const NON_DECREASING: readonly FeatureName[] = ['ns', 'nd', 'nf', 'entropy', 'la'];

const RISES_WITH_LINES_ADDED: readonly string[] = ['la + ld', 'la / (la + ld)'];

/** Direction per model input, for the trees to keep: together they keep {@link NON_DECREASING}. */
export const MONOTONE: readonly (0 | 1)[] = MODEL_INPUTS.map((name) =>
  (NON_DECREASING as readonly string[]).includes(name) || RISES_WITH_LINES_ADDED.includes(name) ? 1 : 0,
);

/** What the model reads: log1p of each feature, then the derived ones. Values below 0 or not finite count as 0. */
export function modelInputs(features: Features): Float64Array {
  const row = new Float64Array(MODEL_INPUTS.length);
  FEATURES.forEach((name, index) => {
    row[index] = Math.log1p(counted(features[name]));
  });
  const lines = counted(features.la) + counted(features.ld);
  row.set(
    [
      share(features.ndev, features.nuc),
      Math.log1p(lines),
      share(features.la, lines),
      share(features.sexp, features.exp),
      share(features.rexp, features.exp),
    ],
    FEATURES.length,
  );
  return row;
}

/** Kept away from 0 / 0 and from extremes of small counts. */
function share(part: number, whole: number): number {
  return (counted(part) + 1) / (counted(whole) + 2);
}

function counted(value: number): number {
  return Number.isFinite(value) && value > 0 ? value : 0;
}
