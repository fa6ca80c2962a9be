import { normalQuantile } from './normal.ts';

/** Chances of the two errors of a comparison. */
export interface TestErrors {
  /** Two-sided, of seeing a difference where there is none. */
  readonly alpha: number;
  /** Of seeing it where there is one. */
  readonly power: number;
}

/** What is usual: two-sided 5 %, seen in four of five cases. */
export const USUAL_ERRORS: TestErrors = { alpha: 0.05, power: 0.8 };

/**
 * Members of each arm that are needed to tell two shares apart, rounded up; both in 0..1 and unequal, else a RangeError. Normal approximation
 * with the pooled variance under no difference.
 * Source: J. L. Fleiss, Statistical Methods for Rates and Proportions (1981), (3.14), without continuity correction.
 */
export function neededPerArm(from: number, to: number, errors: TestErrors = USUAL_ERRORS): number {
  if (!(from >= 0 && from <= 1 && to >= 0 && to <= 1 && from !== to)) {
    throw new RangeError(`not two different shares: ${from}, ${to}`);
  }
  const middle = (from + to) / 2;
  const none = normalQuantile(1 - errors.alpha / 2) * Math.sqrt(2 * middle * (1 - middle));
  const some = normalQuantile(errors.power) * Math.sqrt(from * (1 - from) + to * (1 - to));
  return Math.ceil(((none + some) / (to - from)) ** 2);
}

/**
 * Smallest share above `from` that arms of this size would show, 0..1; `null` = they show none. The smaller arm is decisive: unequal
 * arms count by their harmonic mean.
 */
export function detectableAbove(
  from: number,
  arms: { readonly one: number; readonly other: number },
  errors: TestErrors = USUAL_ERRORS,
): number | null {
  if (!(from >= 0 && from < 1)) throw new RangeError(`not a share below 1: ${from}`);
  const { one, other } = arms;
  const perArm = one > 0 && other > 0 ? 2 / (1 / one + 1 / other) : 0;
  if (neededPerArm(from, 1, errors) > perArm) return null;
  let [seen, unseen] = [1, from];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (seen + unseen) / 2;
    if (middle > from && neededPerArm(from, middle, errors) <= perArm) seen = middle;
    else unseen = middle;
  }
  return seen;
}

/** Halves 1 down to 1e-12. */
const BISECTIONS = 40;
