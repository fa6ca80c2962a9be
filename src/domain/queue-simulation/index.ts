export type { ArrivalShape } from './arrival.ts';
export { type Comparison, compareStrategies, STRATEGY_NAMES } from './comparison.ts';
export { figuresOf, type RunFigures } from './figures.ts';
export type { SimulatedChange, SimulatedMoment, SimulatedRun, Turnaround, Workload } from './model.ts';
export type { Predictor } from './prediction.ts';
export { earlierSharing, type PastLanding, type ReplayPlan, replayWorkload, sharedTargets } from './replay.ts';
export { simulateQueue } from './simulate.ts';
export { FIREBREAK, ORACLE, RIVALS, runStrategy, type Strategy } from './strategies.ts';
export {
  type CellVerdict,
  judgeCell,
  METRICS,
  type Metric,
  type MetricVerdict,
  meanOf,
  type StrategyFigures,
} from './verdict.ts';
export { drawWorkload, landingOf, type WorkloadPlan, withoutTargets } from './workload.ts';
