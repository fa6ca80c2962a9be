export { advance, type Look } from './advance.ts';
export { type Comparison, type ConcurrentRollout, tellApart } from './concurrent.ts';
export { type ChangeWeight, demandOf, RISK_CLASSES, type RiskClass, riskClassOf } from './demand.ts';
export {
  type DispersionEntry,
  type DispersionLedger,
  type DispersionPlace,
  type DispersionWindow,
  dispersionAt,
  dispersionCurve,
  EMPTY_LEDGER,
  LEAST_WINDOWS,
  type LengthRecord,
  placeOf,
  proofPhi,
  recordWindows,
  WINDOW_MEMORY,
  WINDOW_MINUTES,
} from './dispersion-ledger.ts';
export { type ExpectedTraffic, forecastStage } from './forecast.ts';
export { INTERVAL_ALPHA } from './metric-evidence.ts';
export type {
  Arm,
  ArmTotal,
  BusinessMetric,
  ContinuousMetric,
  Counts,
  Decision,
  Dispersion,
  DropCode,
  ErrorMetric,
  ExposureUnit,
  JudgeDemand,
  Judgement,
  JudgePlan,
  JudgeReason,
  LatencyMetric,
  LatencyThreshold,
  MetricJudgement,
  MetricSpec,
  MetricState,
  ProofForecast,
  RatioInterval,
  Sample,
  StageHorizon,
  StagePlan,
} from './model.ts';
export { DROP_CODES, MAX_METRICS, MAX_OPEN_SAMPLES, MAX_SERIES } from './model.ts';
export { type PlanProblem, planProblems, stageProblems, USUAL_TIMING } from './plan.ts';
export { type Learnt, learnDispersion, type StableState, startLearning } from './stable.ts';
export { chosenInstances, isBetweenWindows, learntMinutes, type StableSplit, stableSplits } from './stable-split.ts';
export { type JudgeState, type MetricMemory, type StageState, startJudging, startStage } from './state.ts';
