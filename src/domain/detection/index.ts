export { type BudgetDay, countDay, spentShare, spentSince } from './budget.ts';
export {
  BURN_RULES,
  type Burn,
  type BurnBucket,
  type BurnRule,
  type BurnSample,
  type BurnSetting,
  type BurnWatch,
  burnsAt,
  countBurn,
  newBurnWatch,
  spentAt,
} from './burn-rate.ts';
export type { Watched } from './course.ts';
export type {
  Alarm,
  Candidate,
  Clearance,
  Detector,
  Direction,
  Evidence,
  Expectation,
  Sample,
  Severity,
  Watch,
  WatchCounts,
  WatchSetting,
  WatchSignal,
} from './model.ts';
export { type PackedWatch, packWatch, unpackWatch } from './pack.ts';
export { type PicturePoint, pictureOf } from './picture.ts';
export { watchSetting } from './setting.ts';
export { isLearnt, type Sight, sightOf } from './sight.ts';
export {
  ALARM_EVENTS,
  type AlarmEnd,
  type AlarmEvent,
  type AlarmFinding,
  type AlarmSubject,
  type BurnFinding,
  evolveAlarm,
  type StandingAlarm,
  severityOf as alarmSeverity,
  standAs,
} from './standing.ts';
export { newWatch } from './start.ts';
export { ratePerWeek, type Tail, type TailFit, thresholdOf } from './tail.ts';
export { unobserved } from './unobserved.ts';
export { seasonInUse } from './view.ts';
export { watch, watchSilence } from './watch.ts';
