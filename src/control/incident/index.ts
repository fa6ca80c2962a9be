export { type IncidentAct, planAct, planWhole } from './act.ts';
export { attributeFromRecord } from './attribution.ts';
export { type IncidentIntake, openIncidentIntake } from './intake.ts';
export { type FlowLoss, type IncidentLosses, lossesOf, worthOf } from './loss.ts';
export {
  handleIncident,
  INCIDENT_VIEWS,
  incidentEventOf,
  listIncidents,
  openIncidents,
  openNewIncident,
  readIncident,
} from './stream.ts';
export { readTimeline, type Timeline } from './timeline.ts';
