export { type CalendarBrake, calendarBrakes } from './calendar.ts';
export { amendBrake, type BrakeWish, directionOf, engageBrake, releaseBrake } from './decide.ts';
export { BRAKE_EVENTS, type BrakeChange, type BrakeEvent } from './event.ts';
export { evolve, hasEnded } from './evolve.ts';
export { appliesTo, type BrakeHold, type Coverage, holdsOn, passesBy } from './hold.ts';
export { holdMessage, howToPass } from './hold-text.ts';
export {
  type Amendment,
  type Brake,
  type BrakeActor,
  type BrakeBoard,
  type BrakeEnd,
  type BrakeLane,
  type BrakeLanes,
  type BrakeRejection,
  type BrakeScope,
  type BrakeTarget,
  type Known,
  MAX_BRAKES,
  MAX_HOTFIX_SIGNOFFS,
  MAX_REASON,
  MAX_REVIEW_MS,
  MAX_UNTIL_MS,
  NO_BRAKES,
  type ScopePart,
} from './model.ts';
export { parseMoment } from './moment-text.ts';
export { isZone, type Occurrence, occurrencesBetween, type Recurrence, windowAt } from './recurrence.ts';
export { type BrakeRule, type BrakeTrigger, brakesByRule, type DayFacts, type RuleOutcome } from './rule.ts';
export { coversScope, parseScope, scopePartText } from './scope.ts';
export { type ActiveBrake, activeOf, type BrakeStanding, brakesAt, nextChangeOf, standingOf } from './standing.ts';
export { known, targetOf, unknown } from './target.ts';
export { parseWindows, windowText } from './window-text.ts';
