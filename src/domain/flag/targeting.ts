import { isList, isObject, member } from './json.ts';
import type { Json } from './model.ts';
import { type Path, type ProblemList, shown } from './problem.ts';

/**
 * Operators that a rule may use: those of flagd's own schema but for `reduce`, which can double a text with each step, so that a
 * rule of a few lines would take all memory.
 */
const OPERATORS: ReadonlySet<string> = new Set([
  ...['var', 'missing', 'missing_some', 'if', '==', '===', '!=', '!==', '!', '!!', 'or', 'and'],
  ...['>', '>=', '<', '<=', '%', '/', '*', '+', '-', 'max', 'min', 'merge', 'cat', 'substr', 'in'],
  ...['map', 'filter', 'all', 'none', 'some', 'starts_with', 'ends_with', 'sem_ver', 'fractional'],
]);

/** Operators that run a rule for each item; one in another would multiply. */
const EACH: ReadonlySet<string> = new Set(['map', 'filter', 'all', 'none', 'some']);

/** Largest sum of weights (flagd: a signed 32-bit integer). */
const MAX_WEIGHT = 2_147_483_647;

/** What a rule may not be: an operator that is not known, one loop in another, a split that cannot be drawn. */
export function checkTargeting(
  targeting: Json,
  given: { readonly path: Path; readonly problems: ProblemList; readonly variants: ReadonlyMap<string, Json> },
): void {
  const { problems, variants } = given;
  const visit = (value: Json, path: Path, isLooping: boolean): void => {
    if (isList(value)) for (const [index, item] of value.entries()) visit(item, [...path, index], isLooping);
    if (!isObject(value)) return;
    const [operator, ...others] = Object.keys(value);
    if (operator === undefined) return;
    if (others.length > 0) {
      problems.error(
        'several-operators',
        path,
        `one rule has one operator, and ${shown(operator)} stands beside others`,
      );
      return;
    }
    if (!OPERATORS.has(operator)) {
      const why = operator === 'reduce' ? 'its time and memory have no bound' : 'it is no operator of flagd';
      problems.error('unknown-operator', path, `${shown(operator)} is not taken: ${why}`);
      return;
    }
    if (EACH.has(operator) && isLooping) problems.error('nested-loop', path, `${operator} stands in another loop`);
    if (operator === 'fractional') checkSplit(value, [...path, operator], { problems, variants });
    visit(member(value, operator) ?? null, [...path, operator], isLooping || EACH.has(operator));
  };
  visit(targeting, given.path, false);
  for (const { variant, path } of outcomes(targeting, given.path)) {
    if (variant !== null && !variants.has(variant)) {
      problems.error('unknown-variant', path, `there is no variant ${shown(variant)}`);
    }
  }
}

/** Variants that a rule names as its answer, where they stand as they are; `null` = the default variant. */
export function outcomes(
  targeting: Json,
  path: Path,
): readonly { readonly variant: string | null; readonly path: Path }[] {
  if (targeting === null) return [{ variant: null, path }];
  if (typeof targeting === 'string') return [{ variant: targeting, path }];
  if (typeof targeting === 'boolean') return [{ variant: String(targeting), path }];
  if (!isObject(targeting)) return [];
  const choice = member(targeting, 'if');
  if (choice !== undefined)
    return branchesOf(choice).flatMap(({ value, at }) => outcomes(value, [...path, 'if', ...at]));
  return splitOf(targeting)?.buckets.map(({ variant }) => ({ variant, path: [...path, 'fractional'] })) ?? [];
}

/** Everything that a rule can answer, `null` = the default variant; `null` as a whole = some answer is computed. */
export function possibleAnswers(rule: Json): readonly (string | null)[] | null {
  if (rule === null) return [null];
  if (typeof rule === 'string' || typeof rule === 'boolean') return [String(rule)];
  if (!isObject(rule)) return null;
  const choice = member(rule, 'if');
  if (choice === undefined) {
    return splitOf(rule)?.buckets.flatMap(({ variant, weight }) => (weight > 0 ? [variant] : [])) ?? null;
  }
  const answers = branchesOf(choice).map(({ value }) => possibleAnswers(value));
  return answers.some((each) => each === null) ? null : answers.flatMap((each) => each ?? []);
}

/** Answers of an `if`: after each condition, and the last one where the number is odd; nothing there means the default variant. */
export function branchesOf(choice: Json): readonly { readonly value: Json; readonly at: Path }[] {
  const parts = isList(choice) ? choice : [choice];
  const branches = parts.flatMap((value, index) => {
    const isAnswer = index % 2 === 1 || (index === parts.length - 1 && index > 0);
    return isAnswer ? [{ value, at: [index] }] : [];
  });
  return parts.length % 2 === 0 ? [...branches, { value: null, at: [] }] : branches;
}

/** A split of users by shares. */
export interface Split {
  /** Whether users are told apart by something else than their targeting key. */
  readonly isSeeded: boolean;
  readonly buckets: readonly { readonly variant: string | null; readonly weight: number }[];
}

/** The split that a rule is, where its shares stand as they are; `null` = it is none, or they are computed. */
export function splitOf(rule: Json): Split | null {
  const given = isObject(rule) ? member(rule, 'fractional') : undefined;
  if (!isList(given)) return null;
  const [first, ...rest] = given;
  const isSeeded = first !== undefined && !isList(first);
  const buckets = (isSeeded ? rest : given).map((entry): Split['buckets'][number] | null => {
    if (!isList(entry) || entry.length === 0 || entry.length > 2) return null;
    const [variant = null, weight = 1] = entry;
    if (typeof weight !== 'number' || !Number.isInteger(weight)) return null;
    if (variant !== null && typeof variant === 'object') return null;
    return { variant: variant === null ? null : String(variant), weight: Math.max(0, weight) };
  });
  const whole = buckets.flatMap((bucket) => bucket ?? []);
  return whole.length === buckets.length ? { isSeeded, buckets: whole } : null;
}

/** Whether some rule splits users by their targeting key, so that nobody without one can be told apart. */
export function needsTargetingKey(targeting: Json): boolean {
  if (isList(targeting)) return targeting.some(needsTargetingKey);
  if (!isObject(targeting)) return false;
  const given = member(targeting, 'fractional');
  if (given !== undefined && (!isList(given) || isList(given[0]))) return true;
  return Object.values(targeting).some(needsTargetingKey);
}

function checkSplit(
  rule: { readonly [key: string]: Json },
  path: Path,
  { problems }: { readonly problems: ProblemList; readonly variants: ReadonlyMap<string, Json> },
): void {
  const given = member(rule, 'fractional');
  if (!isList(given)) {
    problems.error('bad-split', path, 'fractional takes a list of [variant, weight]');
    return;
  }
  const buckets = isList(given[0]) ? given : given.slice(1);
  if (buckets.length === 0) problems.error('bad-split', path, 'fractional names no variant');
  let total = 0;
  for (const [index, bucket] of buckets.entries()) {
    const weight = isList(bucket) ? bucket[1] : undefined;
    if (typeof weight === 'number' && (!Number.isInteger(weight) || weight < 0)) {
      problems.error('bad-weight', [...path, index], 'a weight is a whole number, 0 or more');
    }
    total += typeof weight === 'number' ? weight : 1;
  }
  if (total > MAX_WEIGHT) problems.error('bad-weight', path, `the weights add up to more than ${MAX_WEIGHT}`);
  const isFixed = splitOf(rule) !== null;
  if (isFixed && total === 0) problems.error('bad-weight', path, 'all weights are 0, so nobody gets anything');
}
