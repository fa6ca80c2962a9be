export { assembleFacts } from './assemble.ts';
export { BRAKE_RULE, type BrakeQuestion, brakeBlocker, brakeTargetOf } from './brake.ts';
export { reviewLinesOf, touchedPaths } from './change-size.ts';
export {
  COMPANION_WINDOW_MS,
  type CompanionPart,
  type CompanionUnion,
  companionsOf,
  folderPlaces,
  unionOf,
} from './companion.ts';
export { type DecideInput, decide } from './decide.ts';
export type {
  AuthorInput,
  ChangeContext,
  CompanionFacts,
  ContextInput,
  FactInput,
  FlagFacts,
  PatternFacts,
  ReachFacts,
  ReferenceInput,
} from './fact-input.ts';
export { NO_CONTEXT, NO_REACH, NO_REFERENCE } from './fact-input.ts';
export type { Blocker, Clearer, Decision, DecisionValue, FoundEvidence, UnevaluableRule } from './model.ts';
export { EXIT_CODE, MAX_CLEARERS, MAX_PLACES } from './model.ts';
export { operationUplifts } from './operation-uplift.ts';
export { askedOf, describeRequirement } from './requirement-text.ts';
export {
  type FoundUplift,
  type RiskInput,
  type RiskRelief,
  reliefsOf,
  riskOf,
  UPLIFT_POINTS,
  whyWithoutRisk,
  withRisk,
} from './risk.ts';
export { scannerUplifts } from './scanner-uplift.ts';
export { type StatedEvidence, statedEvidence } from './stated-evidence.ts';
