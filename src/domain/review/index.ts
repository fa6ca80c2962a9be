export type { Away, BudgetHolder, ReviewBudget } from './budget.ts';
export { couldSignOff, judgeSignoffs } from './eligibility.ts';
export { comparableHandle, comparableMail, compareHumans, isAutomated, resolveHuman } from './human.ts';
export {
  ATTENTION_CAP_MINUTES,
  estimateReview,
  MINUTES_FACTOR_RANGE,
  type ReviewEstimate,
  type ReviewLoad,
} from './minutes.ts';
export type {
  Human,
  HumanClaim,
  JudgedSignoff,
  Participant,
  ParticipantRole,
  RequirementState,
  ReviewContext,
  Signoff,
  SignoffRejection,
  SignoffRequirement,
  SignoffSource,
  SignoffState,
} from './model.ts';
export { SIGNOFF_SOURCES } from './model.ts';
export {
  countDistinct,
  FROM_ANYONE,
  FROM_OWNERS,
  meetsRequirement,
  refersTo,
  satisfy,
  TWO_PERSONS,
} from './satisfy.ts';
export { PUBLISHED_WAIT_HOURS, type WaitAssumption, waitAssumption } from './wait.ts';
