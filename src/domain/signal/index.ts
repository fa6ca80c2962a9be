export { ALERT_LIMITS, alertKey, boundedAlert, OWN_KEY_PREFIX, placeOf, severityOf } from './alert.ts';
export type {
  Alert,
  AlertPlace,
  AlertSeverity,
  AlertSource,
  IntakeReport,
  PointRejection,
  Sample,
  SampleKind,
  SeriesKey,
  SeriesName,
  StatedPoint,
} from './model.ts';
export { ALERT_SOURCES, NAME_LIMITS, SEVERITIES } from './model.ts';
export type {
  AlertReader,
  AlertRejection,
  IntakeRejection,
  KnownSeries,
  MetricsReader,
  NewSample,
  SampleSource,
  SeriesStore,
  SourceAnswer,
  SourceRejection,
} from './port.ts';
export { combinedCounter, growthBySteps, growthOf, MAX_STEPS } from './reading.ts';
export { isSelected, readSeriesKey, seriesKey } from './series.ts';
export { SERIES_LIMITS, type SeriesLimits, SeriesMemory } from './store.ts';
export {
  closeSurge,
  evolveSurge,
  groupOf,
  isWorse,
  MAX_ALERTS,
  QUIET_MS,
  SILENT_MS,
  SURGE_EVENTS,
  type Surge,
  type SurgeAlert,
  type SurgeEvent,
  takeAlerts,
  worstOf,
} from './surge.ts';
