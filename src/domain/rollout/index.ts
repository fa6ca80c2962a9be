export { engineVerdict, stageLetInto } from './answer.ts';
export {
  abortRollout,
  isGoingBack,
  isStanding,
  leaveRollout,
  pauseRollout,
  promoteRollout,
  type RolloutAsk,
  resumeRollout,
  startRollout,
} from './decide.ts';
export { ROLLOUT_EVENTS, type RolloutEvent } from './event.ts';
export { evolve } from './evolve.ts';
export { demandOfWeight, judgePlanOf, judgeStageOf, stagesFor } from './judge-plan.ts';
export { judgedAnew } from './judge-step.ts';
export { type EngineLook, JUDGE_TROUBLES, type JudgeAnswer, type JudgeTrouble, type RolloutLook } from './look.ts';
export {
  type ArmLabels,
  ASKING_ENGINES,
  type KeptJudgement,
  MAX_WITHIN_MS,
  type MetricSource,
  type PauseCause,
  type PendingOrder,
  type PlanMetric,
  type PlanStage,
  type PlanTarget,
  type PlanTiming,
  type RollbackRoute,
  type RollbackSafety,
  type Rollout,
  type RolloutActor,
  type RolloutEnd,
  type RolloutPlan,
  type RolloutRejection,
  type RolloutSubject,
  type RolloutWeight,
  type SafetyReason,
  type StopDecision,
  type WaitCause,
} from './model.ts';
export { answered, isInStage, nextStep, type RolloutStep, stageOf } from './next.ts';
export { rolloutProblems } from './plan-problem.ts';
export {
  ENGINE_KINDS,
  ENGINE_PHASES,
  ENGINE_TIMEOUT_MS,
  ENGINE_TROUBLES,
  type EngineAct,
  type EngineAnswer,
  type EngineKind,
  type EngineOrder,
  type EnginePhase,
  type EngineState,
  type EngineTarget,
  type EngineTrouble,
  type RolloutEngine,
} from './port.ts';
export {
  type DoorAnswer,
  type DoorReply,
  type DoorRequest,
  ENGINE_MOMENTS,
  type EngineDoor,
  type EngineMoment,
  type EngineNews,
  type EngineQuestion,
  type EngineVerdict,
  type JudgeRequest,
} from './question.ts';
export { NOT_ANALYSED, rollbackRouteOf, rollbackSafetyOf } from './safety.ts';
