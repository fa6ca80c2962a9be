export { endDecision, freezeReview, spinReviewWheel, takeDecision } from './decide.ts';
export { draftReview, type ReviewGround } from './draft.ts';
export { evolveReview, REVIEW_EVENTS, type ReviewEvent } from './event.ts';
export {
  type AcceptedRisk,
  emptyRecord,
  type OperationsReview,
  type ReviewDecision,
  type ReviewedAction,
  type ReviewedIncident,
  type ReviewRecord,
  type ReviewRejection,
  type ReviewTrends,
  type Sentence,
  type Source,
} from './model.ts';
export { parseWeek, type Week, weekBefore, weekOf } from './week.ts';
export type { WheelDraw } from './wheel.ts';
