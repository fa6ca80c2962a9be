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
