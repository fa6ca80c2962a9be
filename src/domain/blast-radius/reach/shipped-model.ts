import type { ReachModel } from './rank.ts';
import { reachModelOf } from './ship.ts';
import { REACH_WEIGHTS } from './weights.ts';

let unpacked: ReachModel | null = null;

/** The rank with the product's fixed weights; unpacked once. */
export function shippedReachModel(): ReachModel {
  unpacked ??= reachModelOf(REACH_WEIGHTS);
  return unpacked;
}
