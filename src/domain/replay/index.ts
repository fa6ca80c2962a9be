export { AUC_MINIMUM } from './capture.ts';
export { type LandedStatement, labelChanges, landedStatement } from './label.ts';
export {
  type AucFigure,
  type Capture,
  type CaptureRow,
  CENSORED_DAYS,
  type ChangeLabel,
  type CountedShare,
  GATED_PERCENTS,
  type LabelSource,
  type ReplayRow,
  type ReplayRule,
  type ReplaySummary,
  type ReplayVerdict,
  type RuleRow,
  type StrategyId,
  type StrategyRow,
} from './model.ts';
export {
  foldHistory,
  type HistoryFold,
  type HistoryStep,
  REFERENCE_WINDOW,
  type ReferenceFacts,
  referenceFacts,
  SIZE_MINIMUM,
} from './point-in-time.ts';
export { summarizeReplay } from './report.ts';
export { withTracedLabels } from './traced-label.ts';
