import type { RiskModel } from './model.ts';
import { modelOf } from './ship.ts';
import { WEIGHTS } from './weights.ts';

let unpacked: RiskModel | null = null;

/** The model with the product's fixed weights; unpacked once. */
export function shippedModel(): RiskModel {
  unpacked ??= modelOf(WEIGHTS);
  return unpacked;
}

const SAMPLED = new Set(WEIGHTS.sampled);

/** Whether one of these commits is known to be among the changes the weights were trained on. */
export function shippedHasSeen(commits: readonly string[]): boolean {
  return commits.some((commit) => SAMPLED.has(commit));
}
