export { type BlastReport, blastReport } from './blast.ts';
export {
  type DoctorReport,
  doctorReport,
  type Explanation,
  explanation,
  type LintReport,
  lintReport,
  type PolicyTestReport,
  policyTestReport,
  type RiskReport,
  riskReport,
  type WriteReport,
  writeReport,
} from './command.ts';
export {
  type BlockerDocument,
  type DecisionDocument,
  decisionDocument,
  type FailureDocument,
  failureDocument,
  type OperationSummary,
  type ProvenanceSummary,
  type ReachSummary,
  type ScannerSummary,
} from './decision.ts';
export {
  type DeploymentAnswer,
  deploymentAnswer,
  type FindingList,
  findingList,
  type OperationAnswer,
  operationAnswer,
  operationDoneRequest,
} from './deployment.ts';
export { type Finding, finding } from './finding.ts';
export {
  type FlakyJudgement,
  type FlakyList,
  type FlakyQuarantine,
  type FlakyRead,
  flakyJudgement,
  flakyList,
  flakyQuarantine,
  flakyRead,
  type QuarantineState,
} from './flaky.ts';
export {
  type AccountAnswer,
  type AccountList,
  type AccountRequest,
  type AccountRow,
  accountAnswer,
  accountList,
  accountRequest,
  passwordLinkRequest,
  passwordRequest,
  personRequest,
  rolesRequest,
  type SessionList,
  sessionList,
  setupRequest,
  type TokenAnswer,
  type TokenList,
  type TokenRequest,
  tokenAnswer,
  tokenList,
  tokenRequest,
} from './identity.ts';
export {
  type LogImport,
  type LogProof,
  type LogReceipt,
  type LogStatus,
  type LogVerificationReport,
  logImport,
  logProof,
  logStatus,
  logVerification,
} from './log.ts';
export {
  type LoginAnswered,
  type LoginAsked,
  type LoginList,
  type LoginPolled,
  type LoginQuestion,
  type LoginReport,
  type LogoutReport,
  loginAnswered,
  loginApproveRequest,
  loginAsked,
  loginAskRequest,
  loginCodeRequest,
  loginList,
  loginPolled,
  loginPollRequest,
  loginQuestion,
  loginReport,
  logoutReport,
} from './login.ts';
export {
  type PolicyDifferenceDocument,
  type PolicyFlip,
  policyDifference,
} from './policy-difference.ts';
export {
  type CommitProvenance,
  commitProvenance,
  type ProvenanceLine,
  type ProvenanceReport,
  provenanceLine,
  provenanceReport,
} from './provenance.ts';
export {
  type QueueAnswer,
  type QueueExplanation,
  type QueueList,
  type QueueReport,
  type QueueRun,
  queueAddRequest,
  queueAnswer,
  queueEjectRequest,
  queueExplanation,
  queueFreezeRequest,
  queueList,
  queuePauseRequest,
  queueReport,
  queueRun,
  queueThawRequest,
} from './queue.ts';
export { type QueueSimulation, queueSimulation } from './queue-simulation.ts';
export { type QueueStanding, queueStanding } from './queue-standing.ts';
export { type ReachTraining, reachTraining } from './reach-training.ts';
export {
  type ReplayCapture,
  type ReplayChange,
  type ReplayEqualCost,
  type ReplayReport,
  type ReplayStrategy,
  replayReport,
} from './replay.ts';
export type { Share } from './replay-part.ts';
export type { ReplayAssistanceHarm, ReplayRiskCheck } from './replay-risk.ts';
export {
  type ReviewForecastReport,
  type ReviewSimulationReport,
  reviewForecast,
  reviewSimulation,
} from './review-load.ts';
export {
  type ModelFigure,
  type RiskTraining,
  riskTraining,
  type TrainedModel,
} from './risk-training.ts';
export { type ScanReport, scanReport } from './scan.ts';
export { DOCUMENT_SCHEMAS, SERVER_SCHEMAS } from './schema.ts';
export {
  type ChangeList,
  type ChangeReport,
  type ChangeRow,
  changeList,
  changeReport,
  delegateRequest,
  deploymentRequest,
  type ExposureReport,
  exposureReport,
  type InboxReport,
  inboxReport,
  type LiveEvent,
  type MeReport,
  meReport,
  type NowReport,
  nowReport,
  type OperationRequest,
  operationRequest,
  overrideRequest,
  overrideReviewRequest,
  type PolicyReport,
  policyReport,
  type ReviewShortfall,
  returnRequest,
  sessionRequest,
  signoffRequest,
  type Viewer,
  type WriteAnswer,
  writeAnswer,
} from './server.ts';
