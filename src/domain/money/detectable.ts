import { neededPerArm, type TestErrors } from '../../statistics/index.ts';

/** Steps of the bisection: more digits than traffic is known to. */
const STEPS = 40;

/**
 * The smallest relative drop of a conversion that a canary of so many sessions could see, 0..1, as a share of the conversion; `null` = not even a
 * drop to nothing. What is smaller passes every canary of this size, however good its judge is: two shares, two-sided, equal arms.
 */
export function smallestDrop(given: {
  /** Share of sessions that buy, 0..1 exclusive. */
  readonly conversion: number;
  /** Sessions in the canary; the control has as many or more. */
  readonly sessions: number;
  /** Two-sided 5 %, seen in four of five cases, where it is left out. */
  readonly errors?: TestErrors;
}): number | null {
  const { conversion, sessions, errors } = given;
  const isSeen = (drop: number): boolean => neededPerArm(conversion, conversion * (1 - drop), errors) <= sessions;
  const greatest = 1 - 1e-9;
  if (!isSeen(greatest)) return null;
  let unseen = 0;
  let seen = greatest;
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (unseen + seen) / 2;
    if (isSeen(middle)) seen = middle;
    else unseen = middle;
  }
  return seen;
}
