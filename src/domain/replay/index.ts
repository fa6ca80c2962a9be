export { ASSISTANCE_MINIMUM, type AssistanceHarm, assistanceHarmOf } from './assistance-harm.ts';
export { waits } from './delay.ts';
export type { BothCounts, Flip, FlipKind, FlipRule, FlipSide, PolicyDifference } from './difference-model.ts';
export { type LandedStatement, labelChanges, landedStatement } from './label.ts';
export {
  type AucFigure,
  type Capture,
  type CaptureRow,
  CENSORED_DAYS,
  type ChangeLabel,
  type CountedShare,
  type Delay,
  type EqualCost,
  type EqualCostId,
  type EqualCostRow,
  GATED_PERCENTS,
  type HoldingRule,
  type LabelSource,
  type ReplayRow,
  type ReplayRule,
  type ReplaySummary,
  type ReplayVerdict,
  type RuleRow,
  type StrategyId,
  type StrategyRow,
} from './model.ts';
export { CHECK_MINIMUM, checkModels, type ModelCheck, type ModelShare, type ScoredChange } from './model-check.ts';
export {
  foldHistory,
  type HistoryFold,
  type HistoryStep,
  REFERENCE_WINDOW,
  type RecentSteps,
  type ReferenceFacts,
  rankAmong,
  referenceFacts,
  SIZE_MINIMUM,
} from './point-in-time.ts';
export { comparePolicies, type TwiceJudged } from './policy-difference.ts';
export { summarizeReplay } from './report.ts';
export { type ProposedRule, proposedRules } from './rule-proposal.ts';
export { withTracedLabels } from './traced-label.ts';
