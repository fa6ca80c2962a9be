/** HAProxy's own (Configuration Manual, `weight`). */
const MAX_WEIGHT = 256;
/** What a server has whose configured weights say nothing. */
const USUAL_WEIGHT = 100;

/** Weights of the servers of a backend that together give the new version a share. */
export interface WeightSet {
  /** The same for each server of the new version. */
  readonly canary: number;
  /** In the order that was given. */
  readonly stable: readonly number[];
}

/**
 * Whole weights of 0..256 whose share comes nearest to `percent` while the stable servers keep the proportions of what was configured for them.
 * `stable`: configured weights; those of 0 stay at 0, unless all are. `canaries` is 1 or more. Above 0 percent no canary has 0, and below 100 no stable server that
 * takes part.
 */
export function weightsFor(wish: {
  readonly percent: number;
  readonly canaries: number;
  readonly stable: readonly number[];
}): WeightSet {
  const { percent, canaries } = wish;
  const configured = wish.stable.some((weight) => weight > 0) ? wish.stable : wish.stable.map(() => USUAL_WEIGHT);
  if (percent <= 0) return { canary: 0, stable: configured };
  if (percent >= 100 || configured.length === 0) return { canary: USUAL_WEIGHT, stable: configured.map(() => 0) };
  const share = percent / 100;
  let best: (WeightSet & { readonly error: number }) | null = null;
  for (let highest = 1; highest <= MAX_WEIGHT; highest += 1) {
    const stable = scaled(configured, highest);
    const sum = total(stable);
    const exact = (share * sum) / ((1 - share) * canaries);
    const canary = Math.min(MAX_WEIGHT, Math.max(1, Math.round(exact)));
    const given = (canaries * canary) / (canaries * canary + sum);
    const error = Math.abs(given - share) + (1 - share) * distortion(stable, configured);
    // A gain below a ten-thousandth is not worth larger weights, whose turns take longer.
    if (best === null || error < best.error - 1e-4) best = { canary, stable, error };
  }
  return best ?? { canary: 0, stable: configured };
}

function scaled(weights: readonly number[], highest: number): readonly number[] {
  const largest = Math.max(...weights);
  return weights.map((weight) => (weight === 0 ? 0 : Math.max(1, Math.round((weight * highest) / largest))));
}

/** How far the proportions of the stable servers moved, 0..2. */
function distortion(weights: readonly number[], configured: readonly number[]): number {
  const [now, before] = [total(weights), total(configured)];
  return total(weights.map((weight, at) => Math.abs(weight / now - (configured[at] ?? 0) / before)));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
