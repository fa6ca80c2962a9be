import type { PlattScale } from '../../statistics/index.ts';
import { FEATURES, type FeatureName, type Features, MODEL_INPUTS } from './feature.ts';
import type { Generation, OwnFit } from './generation.ts';
import type { Trial, TrialBin, TrialFigure } from './trial.ts';

/** Text of the trees of one generation: about four times the largest that a fit of this product makes. */
const TREE_TEXT_LIMIT = 2_000_000;
/** Cuts per model input: one byte names a cut. */
const CUT_LIMIT = 256;
const BIN_LIMIT = 100;

/**
 * A generation out of JSON that anybody may have written: `null` where a member is missing, of another kind or out of its
 * range. What it says may still be untrue; a score made with it names the model, so that this can be found.
 */
export function readGeneration(value: unknown): Generation | null {
  try {
    return generation(value);
  } catch (error) {
    if (error instanceof Unfit) return null;
    throw error;
  }
}

/** Not ours; found by a reader below and told as `null`. */
class Unfit extends Error {}

/** Of all the kinds below, any of which may be missing. */
type Members = Readonly<Partial<Record<MemberName, unknown>>>;
type MemberName =
  | keyof Generation
  | keyof Generation['at']
  | keyof Generation['labels']
  | keyof OwnFit
  | keyof Trial
  | keyof TrialFigure
  | keyof TrialFigure['auc']
  | keyof TrialBin
  | keyof PlattScale
  | FeatureName;

function generation(value: unknown): Generation {
  const read = members(value);
  const at = members(read.at);
  const labels = members(read.labels);
  const changes = count(labels.changes);
  const found: Generation = {
    at: { commit: commitId(at.commit), landed: count(at.landed) },
    labels: {
      source: oneOf(labels.source, ['stated', 'traced'] as const),
      changes,
      harmful: atMost(count(labels.harmful), changes),
    },
    level: orNull(read.level, scale),
    own: orNull(read.own, ownFit),
    trial: orNull(read.trial, trial),
    use: oneOf(read.use, ['own', 'level', 'shipped'] as const),
  };
  if (found.use === 'own' && found.own === null) throw new Unfit();
  if (found.use === 'level' && found.level === null) throw new Unfit();
  return found;
}

function ownFit(value: unknown): OwnFit {
  const read = members(value);
  const cuts = list(read.cuts, MODEL_INPUTS.length).map((row) => list(row, CUT_LIMIT).map(finite));
  if (typeof read.trees !== 'string' || read.trees.length > TREE_TEXT_LIMIT) throw new Unfit();
  return {
    cuts,
    trees: read.trees,
    weight: share(read.weight),
    shippedWeight: nonNegative(read.shippedWeight),
    calibration: scale(read.calibration),
    baseRate: share(read.baseRate),
    typical: features(read.typical),
  };
}

function trial(value: unknown): Trial {
  const read = members(value);
  const changes = count(read.changes);
  return {
    changes,
    harmful: atMost(count(read.harmful), changes),
    shipped: figure(read.shipped),
    level: figure(read.level),
    own: orNull(read.own, figure),
  };
}

function figure(value: unknown): TrialFigure {
  const read = members(value);
  const auc = members(read.auc);
  return {
    auc: { value: orNull(auc.value, share), low: orNull(auc.low, share), high: orNull(auc.high, share) },
    brier: share(read.brier),
    bins: list(read.bins, BIN_LIMIT).map(bin),
  };
}

function bin(value: unknown): TrialBin {
  const read = members(value);
  return {
    n: count(read.n),
    predicted: share(read.predicted),
    observed: share(read.observed),
    low: share(read.low),
    high: share(read.high),
  };
}

function scale(value: unknown): PlattScale {
  const read = members(value);
  // A slope below 0 would turn the order round: more lines would then lower the risk.
  return { slope: nonNegative(read.slope), offset: finite(read.offset) };
}

function features(value: unknown): Features {
  const read = members(value);
  return Object.fromEntries(FEATURES.map((name) => [name, nonNegative(read[name])])) as unknown as Features;
}

function members(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unfit();
  return value as Members;
}

function list(value: unknown, limit: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > limit) throw new Unfit();
  return value;
}

function orNull<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null ? null : read(value);
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw new Unfit();
  return found;
}

function commitId(value: unknown): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{40,64}$/.test(value)) throw new Unfit();
  return value;
}

function finite(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Unfit();
  return value;
}

function nonNegative(value: unknown): number {
  const found = finite(value);
  if (found < 0) throw new Unfit();
  return found;
}

function share(value: unknown): number {
  return atMost(nonNegative(value), 1);
}

function count(value: unknown): number {
  if (!Number.isSafeInteger(value)) throw new Unfit();
  return nonNegative(value);
}

function atMost(value: number, limit: number): number {
  if (value > limit) throw new Unfit();
  return value;
}
