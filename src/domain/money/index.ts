export { smallestDrop } from './detectable.ts';
export { expectedLossOf, type FlowHarm, type LossAnswer, lossOf } from './loss.ts';
export { type Amount, type Estimate, type Factor, type FlowWorth, UNKNOWN_RECAPTURE } from './model.ts';
