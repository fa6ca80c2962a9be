import { digestOf } from '../../kernel/index.ts';
import type { FlagDifference } from './difference.ts';
import { isSameJson } from './flag-set.ts';
import { isObject, member } from './json.ts';
import type { Flag, Json } from './model.ts';
import { offVariant } from './off-variant.ts';
import type { FlagEvaluator } from './port.ts';
import { branchesOf, splitOf } from './targeting.ts';

/** Targeting keys that are tried: a share of one half is then known to a percentage point (95 %: 1.96 * sqrt(.25 / 10,000)). */
export const SAMPLE = 10_000;
/** Evaluations of one comparison at most: a second's work; more flags are tried with fewer keys each. */
const MOST_EVALUATIONS = 1_000_000;
/** The least that still tells a share to five percentage points. */
const LEAST_SAMPLE = 500;

/** Users of a flag before and after a change, by trying targeting keys of which nothing else is known. */
export interface ExposureChange {
  readonly key: string;
  readonly sampled: number;
  /** Keys that get something else than off, before and after. */
  readonly exposedBefore: number;
  readonly exposedAfter: number;
  /** Keys that had something else than off and get another value, or off, now. */
  readonly moved: number;
  /** Keys that get another value at all. */
  readonly changed: number;
  /**
   * Largest share, 0..1, of any group that a rule names which may get something else than off; a rule whose answer is
   * computed counts as 1.
   */
  readonly groupBefore: number;
  readonly groupAfter: number;
  /** Whether off is known: else the default variant before the change stands for it. */
  readonly isOffKnown: boolean;
}

/** Tries each differing flag with the same keys on both sides. Deterministic. */
export function exposureChanges(given: {
  readonly differences: readonly FlagDifference[];
  readonly before: FlagEvaluator;
  readonly after: FlagEvaluator;
  readonly sample?: number;
}): readonly ExposureChange[] {
  const { differences, before, after } = given;
  const each = Math.floor(MOST_EVALUATIONS / (2 * Math.max(1, differences.length)));
  const count = Math.max(LEAST_SAMPLE, Math.min(given.sample ?? SAMPLE, each));
  const keys = targetingKeys(count);
  return differences.map((difference) => exposureOf(difference, { before, after, keys }));
}

/** Keys as users have them, the same each time: 32 hexadecimal digits. */
export function targetingKeys(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => digestOf(`firebreak.flag-sample/v1 ${index}`).slice(7, 39));
}

/** Nothing: a flag that is not there, or whose value the code chooses. */
const CODE_DEFAULT = null;

function exposureOf(
  { key, before: old, after: flag }: FlagDifference,
  given: { readonly before: FlagEvaluator; readonly after: FlagEvaluator; readonly keys: readonly string[] },
): ExposureChange {
  const { before, after, keys } = given;
  const off = offOf(old, flag);
  const redefined = redefinedVariants(old, flag);
  let exposedBefore = 0;
  let exposedAfter = 0;
  let moved = 0;
  let changed = 0;
  for (const targetingKey of keys) {
    const had = variantOf(before, { key, targetingKey, flag: old });
    const gets = variantOf(after, { key, targetingKey, flag });
    const wasExposed = isExposed(had, off);
    if (wasExposed) exposedBefore += 1;
    if (isExposed(gets, off)) exposedAfter += 1;
    if (had === gets && !(had !== CODE_DEFAULT && redefined.has(had))) continue;
    changed += 1;
    if (wasExposed) moved += 1;
  }
  return {
    key,
    sampled: keys.length,
    exposedBefore,
    exposedAfter,
    moved,
    changed,
    groupBefore: groupShare(old, off),
    groupAfter: groupShare(flag, off),
    isOffKnown: offVariant(flag ?? old ?? NOTHING) !== null,
  };
}

const NOTHING = { variants: new Map<string, Json>(), metadata: {} };

/** Variants that stay and have another value. */
function redefinedVariants(old: Flag | null, flag: Flag | null): ReadonlySet<string> {
  const differs = ([name, value]: readonly [string, Json]): boolean => {
    const now = flag?.variants.get(name);
    return now !== undefined && !isSameJson(value, now);
  };
  return new Set([...(old?.variants ?? [])].filter(differs).map(([name]) => name));
}

function offOf(old: Flag | null, flag: Flag | null): string | null {
  const known = offVariant(flag ?? old ?? NOTHING);
  return known ?? old?.defaultVariant ?? null;
}

function variantOf(
  evaluator: FlagEvaluator,
  asked: { readonly key: string; readonly targetingKey: string; readonly flag: Flag | null },
): string | null {
  if (asked.flag === null) return CODE_DEFAULT;
  const evaluation = evaluator.evaluate(asked.key, { targetingKey: asked.targetingKey });
  return evaluation.kind === 'value' ? evaluation.variant : CODE_DEFAULT;
}

function isExposed(variant: string | null, off: string | null): boolean {
  return variant !== CODE_DEFAULT && variant !== off;
}

/** The largest share that some branch of the rules gives something else than off. */
function groupShare(flag: Flag | null, off: string | null): number {
  if (flag === null || flag.state === 'DISABLED') return 0;
  const byDefault = isExposed(flag.defaultVariant, off) ? 1 : 0;
  const shareOf = (rule: Json): number => {
    if (rule === null) return byDefault;
    if (typeof rule === 'string' || typeof rule === 'boolean') return isExposed(String(rule), off) ? 1 : 0;
    if (!isObject(rule)) return 1;
    const choice = member(rule, 'if');
    if (choice !== undefined) return Math.max(0, ...branchesOf(choice).map(({ value }) => shareOf(value)));
    const split = splitOf(rule);
    if (split === null) return 1;
    const total = split.buckets.reduce((sum, { weight }) => sum + weight, 0);
    const exposed = split.buckets.reduce(
      (sum, { variant, weight }) => sum + weight * (variant === null ? byDefault : isExposed(variant, off) ? 1 : 0),
      0,
    );
    return total === 0 ? byDefault : exposed / total;
  };
  return shareOf(flag.targeting);
}
