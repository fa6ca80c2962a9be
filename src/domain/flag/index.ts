export { type FlagChangeSummary, summarizeFlagChange } from './change-summary.ts';
export { compareFlagSets, FLAG_PARTS, type FlagDifference, type FlagPart, sharesText } from './difference.ts';
export { FLAG_EVENTS, type FlagEvent, type FlagEventKind, type ShareEnd } from './event.ts';
export { evolve } from './evolve.ts';
export { type ExposureChange, exposureChanges, SAMPLE, targetingKeys } from './exposure.ts';
export { type FlagSetReading, flagdDocument, flagSetOf, readFlagSet } from './flag-set.ts';
export {
  evaluateServed,
  type FlagRejection,
  killFlag,
  killsAt,
  nextKillEnd,
  publishFlags,
  restoreFlag,
  servedVersion,
} from './kill.ts';
export {
  type Flag,
  type FlagKill,
  type FlagProblem,
  type FlagPublication,
  type FlagSet,
  type FlagShare,
  type Json,
  MAX_DEFINITIONS,
  MAX_DEPTH,
  MAX_FLAG_REASON,
  type ServedFlags,
} from './model.ts';
export { OFF_METADATA, offVariant } from './off-variant.ts';
export type {
  Evaluation,
  EvaluationContext,
  EvaluationErrorCode,
  FlagDefinitions,
  FlagEvaluator,
  FlagReader,
} from './port.ts';
export { type ShareRejection, type ShareStanding, setShare, shareStanding } from './share.ts';
export { sharedSet, sharesOver } from './shared-set.ts';
export { type StaleFlag, type StaleReason, settledVariant, staleFlags } from './stale.ts';
export { needsTargetingKey } from './targeting.ts';
