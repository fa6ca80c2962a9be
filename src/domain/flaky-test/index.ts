export { type FlakeModel, fitFlakes, flakeRate, type TestFlakiness } from './flake-model.ts';
export { type FailedContent, type FailedTest, type FailureCause, flakeProbability } from './flake-probability.ts';
export {
  emptyHistory,
  HALF_LIFE_MS,
  NAME_LIMIT,
  RUN_LIMIT,
  recordRuns,
  settleContents,
  type TestHistory,
} from './history.ts';
export { readHistory, writeHistory } from './history-text.ts';
export { type InterruptionKind, interruptionOf } from './interruption.ts';
export {
  ATTEMPT_LIMIT,
  ejectionDoubt,
  type FailedBuild,
  type FailureAdvice,
  INTERRUPTION_LIMIT,
  judgeFailure,
} from './judge-failure.ts';
export type { LoadEffect } from './load-effect.ts';
export type { Figure, Standing, TestOutcome, TestRun } from './model.ts';
export { fitPrior, USUAL_BUILD_FLAKE } from './prior.ts';
export { type CountedFailures, countFailures, covers, hasLapsed, type Quarantine } from './quarantine.ts';
export { type AttemptOutcome, combineReports, type ReportedTest, type RunOutcomes, type TestReport } from './report.ts';
export { buildFlakeRate, quarantineCandidates, type RankedTest, rankTests } from './suite-figure.ts';
