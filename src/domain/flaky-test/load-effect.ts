import { Z_95 } from '../../statistics/index.ts';
import type { TestEvidence } from './evidence.ts';
import { LOAD_CLASSES, middleOf } from './kept-run.ts';

/** How much oftener tests flake on a busy farm. */
export interface LoadEffect {
  /** Change of the logarithm of the odds from an idle farm to a full one, with its 95 % interval. 0 where nothing is known. */
  readonly slope: number;
  readonly low: number;
  readonly high: number;
  /** Proved flakes at a known load that it rests on, older ones counted for less. */
  readonly n: number;
  /** Whether it is counted with: only where its interval leaves 0 out. */
  readonly isUsed: boolean;
  /** Mean load of all attempts, at which rates are stated; `null` = no load is known. */
  readonly reference: number | null;
}

/** Flakes below which nothing is said: the interval of so few is no interval. */
const LEAST_FLAKES = 20;
const NEWTON_STEPS = 30;
/** A hundredfold rise and more is what few flakes at one load pretend. */
const STEEPEST = 5;

/**
 * Estimates the effect within tests: given how often each test ran at each load, at which loads did it flake? Tests that run
 * at busy times and are flaky for other reasons do not count for load (conditional likelihood, Andersen 1970).
 */
export function estimateLoadEffect(tests: Iterable<TestEvidence>): LoadEffect {
  const flaky: { readonly flakes: Float64Array; readonly exposure: readonly number[] }[] = [];
  const exposures = Array.from({ length: LOAD_CLASSES }, () => 0);
  let n = 0;
  for (const { passes, flakes } of tests) {
    const exposure = exposures.map((_, at) => (passes[at] as number) + (flakes[at] as number));
    for (const [at, amount] of exposure.entries()) exposures[at] = (exposures[at] as number) + amount;
    const count = flakes.subarray(0, LOAD_CLASSES).reduce((sum, each) => sum + each, 0);
    if (count > 0) flaky.push({ flakes, exposure });
    n += count;
  }
  const total = exposures.reduce((sum, each) => sum + each, 0);
  const reference = total === 0 ? null : exposures.reduce((sum, amount, at) => sum + amount * middleOf(at), 0) / total;
  if (n < LEAST_FLAKES) return { slope: 0, low: 0, high: 0, n, isUsed: false, reference };
  let slope = 0;
  let information = 0;
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    const { score, bend } = derivatives(flaky, slope);
    information = bend;
    if (!(bend > 1e-9)) return { slope: 0, low: 0, high: 0, n, isUsed: false, reference };
    const move = Math.max(-1, Math.min(1, score / bend));
    slope = Math.max(-STEEPEST, Math.min(STEEPEST, slope + move));
    if (Math.abs(move) < 1e-8) break;
  }
  const spread = Z_95 / Math.sqrt(information);
  const [low, high] = [slope - spread, slope + spread];
  return { slope, low, high, n, isUsed: low > 0 || high < 0, reference };
}

/** By how much the odds at a load differ from those at the reference load; 1 where the effect is not used or a load not known. */
export function oddsFactor(effect: LoadEffect, load: number | null): number {
  if (!effect.isUsed || load === null || effect.reference === null) return 1;
  return Math.exp(effect.slope * (Math.min(1, Math.max(0, load)) - effect.reference));
}

/** First derivative of the logarithm of the likelihood, and the second with its sign turned. */
function derivatives(
  flaky: readonly { readonly flakes: Float64Array; readonly exposure: readonly number[] }[],
  slope: number,
): { readonly score: number; readonly bend: number } {
  let score = 0;
  let bend = 0;
  for (const { flakes, exposure } of flaky) {
    let [sum, first, second, count, seen] = [0, 0, 0, 0, 0];
    for (let at = 0; at < LOAD_CLASSES; at += 1) {
      const load = middleOf(at);
      const share = (exposure[at] as number) * Math.exp(slope * load);
      sum += share;
      first += share * load;
      second += share * load * load;
      count += flakes[at] as number;
      seen += (flakes[at] as number) * load;
    }
    if (sum === 0) continue;
    const mean = first / sum;
    score += seen - count * mean;
    bend += count * Math.max(0, second / sum - mean * mean);
  }
  return { score, bend };
}
