export { asKnownAt } from './as-known.ts';
export { failuresByWeek, repairsByWeek, type WeekCount } from './by-week.ts';
export {
  type CodeLifeFacts,
  type CohortLife,
  LIFE_DAYS,
  type LifeFigure,
  type WrittenCode,
} from './code-life.ts';
export {
  type AdjustedEffect,
  type CohortComparison,
  type CohortPower,
  type CohortVerdict,
  compareCohorts,
} from './cohort.ts';
export { DEFINITIONS, type DefinitionId, definitionDigest } from './definition.ts';
export { isProduction } from './deployment-kind.ts';
export type { TierEscape } from './escape.ts';
export { type PaceFigure, type ShareFigure, shareFigure, type TimeFigure, WEEK_MS } from './figure.ts';
export type { LabelErrorRow } from './label-error.ts';
export { LineLife } from './line-life.ts';
export {
  CAUSE_GRADES,
  type CauseGrade,
  type ChangeMoments,
  type ChangeWork,
  type DeliveredChange,
  type DeliveredDeployment,
  type DeliveryFacts,
  type DeliveryIncident,
  type IncidentCause,
  type Repair,
  type RuleHold,
  type Span,
} from './model.ts';
export type { LineFile, LineHistoryReader, LineHunk, LineStep } from './port.ts';
export { type Completeness, type DeliveryReport, deliveryReport, isInside } from './report.ts';
export type { RuleCost } from './rule-cost.ts';
export type { ServiceMetrics } from './service-metric.ts';
export { STAGES, type Stage, type StageFigure, type StageSplit } from './stage.ts';
export { countTrend, shareTrend, TREND_WEEKS, type Trend, type TrendPoint, weeksBefore } from './trend.ts';
