export { type CommandComment, commandReview } from './comment-command.ts';
export {
  type Act,
  activeOverride,
  delegate,
  grantOverride,
  isPastCalendar,
  recordDecision,
  returnChange,
  reviewOverride,
  signOff,
  verdictApartFromBrakes,
  verdictOf,
} from './decide.ts';
export { SUBMISSION_EVENTS, type SubmissionEvent, type SubmissionEventKind } from './event.ts';
export { evolve } from './evolve.ts';
export type {
  Actor,
  DecidedBrakes,
  DecidedRevision,
  GivenSignoff,
  OperationKind,
  OperationOrigin,
  Override,
  Reason,
  Return,
  ReviewShortfall,
  Revision,
  StatedOperation,
  Submission,
  SubmissionKind,
  SubmissionRejection,
} from './model.ts';
export { MAX_OVERRIDE_MS, SUBMISSION_KINDS } from './model.ts';
export { isOfNewest, knownSignoff, observeChange, observeLanding, observeReview } from './observe.ts';
export {
  carryOutOperation,
  type OperationRejection,
  type SubmittedOperation,
  submitOperation,
} from './operation.ts';
