export { brakedGate, GATE_GRACE_MS, GATE_LIMIT_MS, gateNextStep, judgeGate } from './gate.ts';
export type { DeploymentGate, GateDecision, GateEvent, GatePlace, GateReason, GateState } from './gate-model.ts';
export { GATE_EVENTS, MAX_GATE_CHANGES } from './gate-model.ts';
export { deployedCommit, judgeDeployment } from './judge.ts';
export type {
  CommitRecord,
  ConfigurationRecord,
  Deployment,
  DeploymentEvent,
  DeploymentReason,
  DeploymentRecord,
  DeploymentTarget,
  ImageRecord,
  LandedVerdict,
  LandingRecord,
  ReasonCode,
} from './model.ts';
export { DEPLOYMENT_EVENTS, MAX_REASONS, REASON_CODES } from './model.ts';
