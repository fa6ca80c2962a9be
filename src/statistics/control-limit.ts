/** Between these a figure stays as long as nothing changed. */
export interface ControlLimits {
  readonly centre: number;
  readonly low: number;
  readonly high: number;
}

/** Chance of a point beyond one limit while nothing changed: that of three standard deviations. */
export const TAIL = 0.00135;

/**
 * Limits of counts of rare events in equal spans (c-chart), by the Poisson distribution itself: with a few events a week, three standard
 * deviations would promise less than nothing. A count outside `low..high` is a signal. `mean` >= 0, else a RangeError.
 * Source: D. J. Wheeler, Making Sense of Data (2003), ch. 10, with probability limits after A. Winterbottom, JRSS D 42 (1993) 255-261.
 */
export function countLimits(mean: number): ControlLimits {
  if (!(mean >= 0 && mean <= GREATEST_MEAN)) throw new RangeError(`not a mean count: ${mean}`);
  // Steps of the distribution; from its mode outward nothing underflows that matters.
  let chance = Math.exp(-mean);
  let below = chance;
  let [low, count] = [0, 0];
  while (below < TAIL) {
    count += 1;
    chance *= mean / count;
    below += chance;
  }
  low = count;
  while (below < 1 - TAIL) {
    count += 1;
    chance *= mean / count;
    below += chance;
  }
  return { centre: mean, low, high: count };
}

/** Beyond it exp(-mean) is no double; a week with more incidents needs no chart. */
const GREATEST_MEAN = 600;

/**
 * Limits of the share that `n` members show while the true share is `share` (p-chart), by the binomial distribution itself. `share` in
 * 0..1, `n` a whole number > 0, else a RangeError.
 */
export function shareLimits(share: number, n: number): ControlLimits {
  if (!(share >= 0 && share <= 1 && Number.isInteger(n) && n > 0))
    throw new RangeError(`not a share: ${share} of ${n}`);
  if (share === 0 || share === 1) return { centre: share, low: share, high: share };
  // In logarithms: (1 - share) ** n is no double for many members.
  let logChance = n * Math.log1p(-share);
  let below = Math.exp(logChance);
  let count = 0;
  const step = (): void => {
    logChance += Math.log((n - count) / (count + 1)) + Math.log(share / (1 - share));
    count += 1;
    below += Math.exp(logChance);
  };
  while (below < TAIL && count < n) step();
  const low = count;
  while (below < 1 - TAIL && count < n) step();
  return { centre: share, low: low / n, high: count / n };
}
