export {
  actorOf as principalActor,
  base32,
  ID_BYTES,
  judgePermission,
  LOGIN_MS,
  PERMISSIONS,
  type Permission,
  type Principal,
  permissionsOf,
} from '../domain/access/index.ts';
export type { Attribution as ChangeAttribution, AttributionReason } from '../domain/attribution/index.ts';
export { type BlastRadius, REPAIR_MINIMUM } from '../domain/blast-radius/index.ts';
export {
  type ActiveBrake,
  activeOf,
  amendBrake,
  type Brake,
  type BrakeActor,
  type BrakeBoard,
  type BrakeChange,
  type BrakeEnd,
  type BrakeEvent,
  type BrakeHold,
  type BrakeLanes,
  type BrakeRejection,
  type BrakeScope,
  type BrakeTarget,
  calendarBrakes,
  directionOf,
  engageBrake,
  holdMessage,
  howToPass,
  known,
  MAX_BRAKES,
  MAX_HOTFIX_SIGNOFFS,
  MAX_REASON as MAX_BRAKE_REASON,
  nextChangeOf,
  occurrencesBetween,
  parseMoment,
  parseScope,
  parseWindows,
  releaseBrake,
  scopePartText,
  standingOf,
  targetOf,
  windowText,
} from '../domain/brake/index.ts';
export type { Tier } from '../domain/catalog/index.ts';
export type { ChangeSelector } from '../domain/change/index.ts';
export {
  DEFINITIONS,
  type DeliveryReport,
  deliveryReport,
  type PaceFigure,
  type ShareFigure,
  type TimeFigure,
} from '../domain/delivery/index.ts';
export type { Deployment } from '../domain/deployment/index.ts';
export type { Alarm, PicturePoint, StandingAlarm } from '../domain/detection/index.ts';
export {
  compareFlagSets,
  type Evaluation as FlagEvaluation,
  type EvaluationContext as FlagContext,
  evaluateServed,
  exposureChanges,
  type Flag,
  type FlagDefinitions,
  type FlagProblem,
  type FlagRejection,
  killFlag,
  offVariant,
  restoreFlag,
  settledVariant,
  sharesOver,
  sharesText,
  staleFlags,
  summarizeFlagChange,
} from '../domain/flag/index.ts';
export {
  buildFlakeRate,
  covers as coversTest,
  type Figure,
  type FlakeModel,
  flakeRate,
  hasLapsed,
  type Quarantine,
  quarantineCandidates,
  type RankedTest,
  rankTests,
  type TestOutcome,
} from '../domain/flaky-test/index.ts';
export type {
  Delivery,
  DeliveryReader,
  DeliveryRejection,
  Forge,
  ForgeName,
  PublishedVerdict,
} from '../domain/forge/index.ts';
export { BRAKE_RULE } from '../domain/gate/index.ts';
export {
  beganAt,
  type CauseVerdict,
  causeOf,
  disputesOf,
  type ImpactFigure,
  type Incident,
  type IncidentActor,
  type IncidentRejection,
  type IncidentWish,
  impactOf,
  isOpen as isIncidentOpen,
  isOverdue,
  overdueOf,
  type SubjectVerdict,
  spansOf,
  verdictOn,
} from '../domain/incident/index.ts';
export { EMPTY_LEDGER, forecastStage, type Judgement } from '../domain/judge/index.ts';
export {
  type BuildOutput,
  type Constraint,
  type DecidingBuild,
  decidingBuild,
  type Ejection,
  type Executor,
  type Explanation,
  ejectByHand,
  endTrial,
  entryOf,
  expectedBuild,
  expectedLandings,
  explainEntry,
  type FailureJudgement,
  findEntry,
  freeze,
  inLandingOrder,
  type MergeQueue,
  nextToLand,
  pause,
  type QueuedContent,
  type QueueEntry,
  type QueueEvent,
  type QueueLanding,
  type QueueRejection,
  type QueueRules,
  type QueueTrial,
  resume,
  runningTrials,
  type Sooner,
  soonerFor,
  standingProofs,
  type Todo,
  thaw,
  trialOfBuild,
  waitingEntries,
} from '../domain/merge-queue/index.ts';
export { expectedLossOf, smallestDrop } from '../domain/money/index.ts';
export type { OperationReading } from '../domain/operation/index.ts';
export {
  type AcceptedRisk,
  draftReview,
  endDecision,
  freezeReview,
  type OperationsReview,
  parseWeek,
  type ReviewEvent,
  type ReviewRecord,
  type ReviewRejection,
  type ReviewTrends,
  type Sentence as ReviewSentence,
  spinReviewWheel,
  takeDecision,
  type Week,
  weekBefore,
  weekOf,
} from '../domain/operations-review/index.ts';
export {
  STRATEGY_NAMES as SIMULATED_STRATEGIES,
  type StrategyFigures as QueueSimulationRow,
} from '../domain/queue-simulation/index.ts';
export {
  ASSISTANCE_MINIMUM,
  type Delay,
  type Flip,
  type FlipSide,
  type PolicyDifference,
  waits,
} from '../domain/replay/index.ts';
export type { DoorReply, DoorRequest, EngineDoor, EngineQuestion, EngineVerdict } from '../domain/rollout/index.ts';
export {
  abortRollout,
  demandOfWeight,
  isStanding,
  judgedAnew,
  leaveRollout,
  NOT_ANALYSED,
  type PauseCause,
  pauseRollout,
  promoteRollout,
  type RollbackRoute,
  type RollbackSafety,
  type Rollout,
  type RolloutActor,
  type RolloutEngine,
  type RolloutEvent,
  type RolloutPlan,
  type RolloutRejection,
  type RolloutWeight,
  resumeRollout,
  rollbackRouteOf,
  rollbackSafetyOf,
  stageOf as rolloutStageOf,
  stagesFor,
  startRollout,
  type WaitCause,
} from '../domain/rollout/index.ts';
export {
  type AlertReader,
  type IntakeReport,
  type MetricsReader,
  type SampleSource,
  SERIES_LIMITS,
  type SeriesStore,
  type StatedPoint,
  type Surge,
  worstOf,
} from '../domain/signal/index.ts';
export {
  type Actor,
  activeOverride,
  carryOutOperation,
  type OperationRejection,
  type ReviewShortfall,
  type Submission,
  type SubmissionEvent,
  submitOperation,
  verdictOf,
} from '../domain/submission/index.ts';
export type { Envelope, LogFlaw } from '../event-log/index.ts';
export {
  type AccessSettings,
  type AccessWorld,
  approveLogin,
  askForLogin,
  beginProviderSignIn,
  changePassword,
  changeRoles,
  completeProviderSignIn,
  createAccount,
  deactivateAccount,
  denyLogin,
  endLogin,
  endSessions,
  givePasswordLink,
  issueToken,
  linkPerson,
  listAccounts,
  listLogins,
  listSessions,
  listTokens,
  type NewSession,
  type ProviderSettings,
  pollLogin,
  principalOfLogin,
  principalOfSession,
  principalOfTicket,
  principalOfToken,
  reactivateAccount,
  readAccessSettings,
  readAccount,
  revokeToken,
  setPasswordByLink,
  setUpFirstAdmin,
  showLoginRequest,
  signInByOwnerLink,
  signInByPassword,
  signOut,
  startLink,
  ticketOfToken,
} from './access/index.ts';
export { agentsHere } from './agent-here.ts';
export { type Assessment, assess, openRulebook, ownersOfPath, placeOfPath, type Rulebook } from './assess.ts';
export { type AttributedCase, attributeCase } from './attribution.ts';
export { type ProposedBlast, proposeBlast } from './blast.ts';
export { askOfChanges, brakeFor, type ChangeQuestion, flagTarget } from './brake/question.ts';
export type { BrakedDocument } from './brake/quick-hold.ts';
export { type BrakeWatch, watchBrakes } from './brake/recheck.ts';
export { engageByRules } from './brake/rule-engage.ts';
export { type BrakeRules, openBrakeRules, type StandingRule } from './brake/rule-pass.ts';
export { brakeEventOf, handleBrakes, readBrakes } from './brake/stream.ts';
export type { BlastFiles } from './change-operation.ts';
export { type ChangeReach, type CodeGraphs, openCodeGraphs } from './code-graph.ts';
export { DECISION_RECORDED, type VerdictCount } from './decision-event.ts';
export { type GitDelivery, readGitDelivery } from './delivery/git-history.ts';
export { type NodeDelivery, openNodeDelivery } from './delivery/node.ts';
export { deliveryFacts, type RecordedDelivery } from './delivery/record-fact.ts';
export { draftFromRecord, draftSeed } from './delivery/review-ground.ts';
export { handleReview, type KeptReview, readReview, reviewEventOf } from './delivery/review-stream.ts';
export { type Detected, type DetectedAlarm, type DetectRequest, detectInFile } from './detect.ts';
export {
  type NodeDetection,
  openNodeDetection,
  type WatchedObjective,
  type WatchedSeries,
} from './detection/node.ts';
export { OBJECTIVE_STEP_MS } from './detection/objective-pass.ts';
export { openStated } from './detection/stated.ts';
export { alarmEventOf, listAlarms } from './detection/stream.ts';
export { diagnose, type Finding } from './diagnosis.ts';
export { askingOnly } from './engine/asking-only.ts';
export { judgeAlone } from './engine/judge-alone.ts';
export { type EngineSettings, readEngineSettings } from './engine/setting.ts';
export {
  backUpLog,
  exportLog,
  importLog,
  LOG_VIEWS,
  type LogState,
  type ProvenEvent,
  proveEvent,
  type RecordedDecision,
  readLogState,
  recordDecision,
  verifyDataFolder,
} from './event-log.ts';
export { explainRules, type RuleExplanation } from './explain.ts';
export { flagEngine } from './flag/engine.ts';
export { type FlagPlace, flagAges, flagReferences, type ReadFlags, readFlagsAt } from './flag/local.ts';
export { type FlagService, type NodeFlags, openNodeFlags } from './flag/node.ts';
export { flagEventOf, handleFlags } from './flag/stream.ts';
export {
  type FlakyTests,
  type JudgedReports,
  judgeReports,
  listFlakyTests,
  type ReadReports,
  readReports,
} from './flaky.ts';
export {
  foldBefore,
  type ReferencedChange,
  readRecords,
  readWindow,
  type Watch,
  type WindowStart,
} from './history.ts';
export {
  attributeFromRecord,
  handleIncident,
  type IncidentAct,
  type IncidentIntake,
  type IncidentLosses,
  incidentEventOf,
  listIncidents,
  lossesOf,
  openIncidentIntake,
  openIncidents,
  openNewIncident,
  planAct,
  planWhole,
  readIncident,
  readTimeline,
  type Timeline,
  worthOf,
} from './incident/index.ts';
export { type RuleTrial, tryRules } from './incident/rule-trial.ts';
export { assessLanded, type JudgedHistory, judgeWindow } from './judge.ts';
export { LANDING_LIMIT } from './pattern/book.ts';
export type { ExposedFamily } from './pattern/change-exposure.ts';
export { familyNamed, type RepositoryExposure, readExposure } from './pattern/exposure.ts';
export { type Recall, type RecalledFragment, readRecall } from './pattern/recall.ts';
export type { ContentBinding, FolderFiles, LogUse, OpenLog, PlannedWrite, StatedContext, World } from './port.ts';
export { emptyRepository, type JudgedProposal, judgeProposal, type PolicyChoice, readRulebook } from './proposal.ts';
export {
  type CommitSelection,
  type FoundProvenance,
  planRecord,
  showProvenance,
  verifyProvenance,
} from './provenance.ts';
export { type AddRejection, addToQueue, openQueue } from './queue/add.ts';
export { handleQueue, openQueueBook, type QueueBook, queueEventOf, queueStream } from './queue/book.ts';
export { queueRulesOf, targetFinder } from './queue/content.ts';
export { areTargetsFree } from './queue/declared-target.ts';
export { type Inquiries, openInquiries } from './queue/inquiry.ts';
export {
  judgeForQueue,
  type LocalQueue,
  localQueueWorld,
  openLocalGate,
  openLocalQueue,
  openQueueStatement,
  openQueueTests,
  readQueueStatement,
  withQueueLog,
} from './queue/local.ts';
export { type BuildPlace, type NodeQueue, type NodeQueues, openNodeQueues } from './queue/node.ts';
export { type Passed, passQueue } from './queue/pass.ts';
export type { GateAnswer, QueueGate, QueueWorld, RemoteQueues } from './queue/port.ts';
export { readSubmission, submittedContent } from './queue/server-gate.ts';
export { simulateQueues } from './queue/simulate.ts';
export { buildId, LOCAL_BUILD } from './queue/trial.ts';
export { type ReachCase, reachCases } from './reach-case.ts';
export { type TrainedReach, trainReach } from './reach-training.ts';
export type { ProvenanceRecords, RecordedLines } from './recorded-lines.ts';
export { type LandedHistory, readRepairPairs } from './repair-pair.ts';
export type { ReplayRisk } from './replay-risk.ts';
export { type JudgedRepository, judgeRepository, type Progress } from './repository.ts';
export { forecastRepository, type ReviewHistory, simulateRepository } from './review-load.ts';
export type { RiskBasis, RiskHistory } from './risk-basis.ts';
export { readRiskHistory } from './risk-history.ts';
export { type TrainedRisk, trainRisk } from './risk-training.ts';
export { type Beside, besideEachOther } from './rollout/concurrency.ts';
export { askJudge, isJudgement, type RolloutJudge } from './rollout/judge.ts';
export { type DispersionLearner, type LearntMetric, openLearner } from './rollout/learner.ts';
export type { LearningStanding } from './rollout/learning.ts';
export { openLocalJudge } from './rollout/local-judge.ts';
export { type NodeRollouts, openNodeRollouts, type StatedPlan } from './rollout/node.ts';
export { passRollout, type RolloutWorld } from './rollout/pass.ts';
export type { RatioPoint, RatioTrace } from './rollout/ratio-trace.ts';
export { handleRollout, listRollouts, readRollout, rolloutEventOf, runningOf } from './rollout/stream.ts';
export { type LintedPolicy, lintRepositoryPolicy, type TestedCase, testPolicies } from './rulebook.ts';
export { type Acted, type ActRejection, act, type HumanAct, owedReviews } from './server/act.ts';
export { type Board, openBoard } from './server/board.ts';
export { checkDeployments, countFindings, listFindings, observeDeployment } from './server/deploy.ts';
export { type FoundRow, findingKey } from './server/deployment-view.ts';
export { answerGates, gatesOfChange } from './server/gate.ts';
export type { GateRow } from './server/gate-view.ts';
export { keepPeople } from './server/known-people.ts';
export { answerMergeGroups } from './server/merge-group.ts';
export { type NoticeSettings, readNoticeSettings } from './server/notice-setting.ts';
export { type NoticeWays, webhookId } from './server/notice-world.ts';
export { makeNotifier, type Notifier } from './server/notify.ts';
export { keepOperationText, readOperationText } from './server/operation-text.ts';
export type { ServerNode } from './server/port.ts';
export {
  type KnownServices,
  listSubmissions,
  openServices,
  PAGE_SIZE,
  readBudget,
  readHistoryOf,
  readPeople,
  readRecordTail,
} from './server/query.ts';
export { type Failed, type PresentVerdict, type Reconciling, recheckByTime, reconcile } from './server/reconcile.ts';
export { sealNode } from './server/seal-node.ts';
export { handle, loadSubmission, submissionEventOf } from './server/stream.ts';
export { pollForges, recheck, takeNotice } from './server/take-notice.ts';
export { type Causes, openCauses } from './server/trace-fact.ts';
export { tracedStore } from './server/traced-store.ts';
export { SERVER_VIEWS } from './server/view.ts';
export {
  applySetup,
  CONFIGURATION_PATH,
  type PlannedFile,
  planSetup,
  planUndo,
  proposeCritical,
  type SetupAnswers,
} from './setup.ts';
export { openSignalHub, type SignalHub } from './signal/hub.ts';
export { readSignalSettings, type SignalSettings } from './signal/setting.ts';
export { listOpenSurges, surgeEventOf } from './signal/surge-stream.ts';
export { type AlertText, closeSurges, readAlertText, takeAlertDelivery } from './signal/take-alerts.ts';
export { openTestMemory, type TestMemory } from './test-memory.ts';
export { type TraceProgress, traceFixes } from './trace-fixes.ts';
export { type TraceableChange, traceableOf, traceLabels } from './trace-labels.ts';
