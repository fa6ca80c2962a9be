export {
  ACTION_KINDS,
  type ActionKind,
  AI_ROLES,
  type AiRole,
  BASES,
  type Basis,
  CODES,
  DETECTION_SOURCES,
  type DetectionSource,
  EVIDENCE_CLASSES,
  type EvidenceClass,
  GRADES,
  type Grade,
  LINK_KINDS,
  type LinkKind,
  MEASURES,
  type Measure,
  ROOT_CAUSES,
  type RootCause,
  SEVERITIES,
  type Severity,
  SUBJECTS,
  type Subject,
  TRIGGERS,
  type Trigger,
} from './code.ts';
export {
  type Answer,
  amendIncident,
  closeIncident,
  declareIncident,
  type IncidentWish,
  mitigateIncident,
  noteIncident,
  openIncident,
  reopenIncident,
  type Telling,
} from './decide.ts';
export { addAction, changeAction, isOverdue } from './decide-action.ts';
export {
  attributeIncident,
  claimOnIncident,
  linkToIncident,
  settleDispute,
  stateImpact,
  withdrawFromIncident,
} from './decide-claim.ts';
export { INCIDENT_EVENTS, type IncidentChange, type IncidentEvent } from './event.ts';
export { evolve } from './evolve.ts';
export { proposedBy } from './intake.ts';
export {
  type Action,
  type Attribution,
  type Claim,
  type Correction,
  type Ending,
  type Impact,
  type Incident,
  type IncidentActor,
  type IncidentRejection,
  type IncidentScope,
  type Link,
  MAX_PARTS,
  MAX_TEXT,
  MAX_TITLE,
  type Note,
  type Origin,
  type Range,
  type Said,
  type Settlement,
  type Stage,
} from './model.ts';
export { beganAt, type ImpactFigure, impactOf, isOpen, overdueOf, type Spans, spansOf } from './standing.ts';
export {
  AFTER_MS,
  BEFORE_MS,
  LINE_KINDS,
  type LineKind,
  MAX_LINES,
  type TimelineLine,
  timelineOf,
} from './timeline.ts';
export { type CauseVerdict, causeOf, disputesOf, mayBeCalledCause, type SubjectVerdict, verdictOn } from './verdict.ts';
