export type { PresentVerdict } from '../control/index.ts';
export type {
  BlastRequest,
  CheckRequest,
  ExplainRequest,
  Firebreak,
  InitProposal,
  InitRequest,
  LogRequest,
  PatternRequest,
  Progress,
  ProposalRequest,
  ProvenanceRequest,
  ReachTrainingRequest,
  RecallRequest,
  RecordRequest,
  RepositoryRequest,
  ReviewLoadRequest,
  Since,
  VerifyLogRequest,
  WindowRequest,
} from './firebreak.ts';
export type { FlagContext, FlagPlace } from './flag/local.ts';
export type { FlakyDesk } from './flaky.ts';
export type { LocalIncidentDesk, LocalLedgerRequest } from './incident/local.ts';
export type { IncidentTelling } from './incident/request.ts';
export { makeFirebreak } from './make.ts';
export type { LocalQueueDesk, LocalQueueRequest } from './queue/local.ts';
export type { AlarmDesk } from './server/alarm.ts';
export type { BrakeDesk } from './server/brake.ts';
export { makeControlPlane } from './server/control-plane.ts';
export type { DeliveryDesk } from './server/delivery.ts';
export type { EngineDesk, EngineIntake } from './server/engine.ts';
export type {
  ActRequest,
  Caller,
  ControlPlane,
  Credentials,
  Principal,
  SignedIn,
  SignInRefusal,
} from './server/face.ts';
export type { FlagCaller, FlagDesk, OfrepReply } from './server/flag.ts';
export { type Entered, type IdentityDesk, makeIdentityDesk, type Whence } from './server/identity.ts';
export type { IncidentDesk } from './server/incident.ts';
export type { LoginDesk } from './server/login.ts';
export type { NodeLog } from './server/loop.ts';
export type { OperationDesk } from './server/operation.ts';
export type { QueueDesk } from './server/queue.ts';
export type { RolloutDesk } from './server/rollout.ts';
export type { SignalDesk, SignalIntake } from './server/signal.ts';
