import { z } from 'zod';
import { alarmReport } from './alarm.ts';
import { blastReport } from './blast.ts';
import {
  brakeAmendRequest,
  brakeAnswer,
  brakeOffRequest,
  brakeOnRequest,
  brakeQuestionRequest,
  brakeReport,
  brakeVerdict,
} from './brake.ts';
import { doctorReport, explanation, lintReport, policyTestReport, riskReport, writeReport } from './command.ts';
import { decisionDocument, failureDocument } from './decision.ts';
import { metricsReport } from './delivery.ts';
import { demoReport } from './demo.ts';
import { deploymentAnswer, findingList, operationAnswer, operationDoneRequest } from './deployment.ts';
import { detectionReport } from './detection.ts';
import {
  flagAnswer,
  flagCheck,
  flagDifference,
  flagEvaluation,
  flagKillRequest,
  flagList,
  flagRestoreRequest,
  flagStale,
  ofrepBulk,
  ofrepFailure,
  ofrepRequest,
  ofrepSuccess,
  servedFlags,
} from './flag.ts';
import { flakyJudgement, flakyList, flakyQuarantine, flakyRead } from './flaky.ts';
import { logImport, logProof, logStatus, logVerification } from './log.ts';
import {
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
import { patternReport } from './pattern.ts';
import { policyDifference } from './policy-difference.ts';
import { commitProvenance } from './provenance.ts';
import {
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
import { queueOutput } from './queue-output.ts';
import { queueSimulation } from './queue-simulation.ts';
import { reachTraining } from './reach-training.ts';
import { replayReport } from './replay.ts';
import { reviewForecast, reviewSimulation } from './review-load.ts';
import { riskTraining } from './risk-training.ts';
import {
  rolloutAbortRequest,
  rolloutAnswer,
  rolloutList,
  rolloutPlanReport,
  rolloutReasonRequest,
  rolloutReport,
  rolloutStartRequest,
} from './rollout.ts';
import { scanReport } from './scan.ts';
import {
  changeList,
  changeReport,
  delegateRequest,
  deploymentRequest,
  exposureReport,
  inboxReport,
  meReport,
  nowReport,
  operationRequest,
  overrideRequest,
  overrideReviewRequest,
  policyReport,
  returnRequest,
  signoffRequest,
  writeAnswer,
} from './server.ts';
import { counterPushAnswer, counterPushRequest, signalReport } from './signal.ts';

const DOCUMENTS = {
  flags: flagList,
  'flag-check': flagCheck,
  'flag-difference': flagDifference,
  'flag-evaluation': flagEvaluation,
  'flag-stale': flagStale,
  'served-flags': servedFlags,
  'flag-answer': flagAnswer,
  'flaky-read': flakyRead,
  demo: demoReport,
  detection: detectionReport,
  alarms: alarmReport,
  'flaky-list': flakyList,
  'flaky-judgement': flakyJudgement,
  'flaky-quarantine': flakyQuarantine,
  'queue-simulation': queueSimulation,
  decision: decisionDocument,
  failure: failureDocument,
  scan: scanReport,
  replay: replayReport,
  patterns: patternReport,
  'policy-difference': policyDifference,
  provenance: commitProvenance,
  explanation,
  risk: riskReport,
  blast: blastReport,
  'reach-training': reachTraining,
  'risk-training': riskTraining,
  'review-forecast': reviewForecast,
  'review-simulation': reviewSimulation,
  metrics: metricsReport,
  doctor: doctorReport,
  'policy-lint': lintReport,
  'policy-test-report': policyTestReport,
  write: writeReport,
  'log-status': logStatus,
  'log-verification': logVerification,
  'log-import': logImport,
  'log-proof': logProof,
  'operation-answer': operationAnswer,
  login: loginReport,
  logout: logoutReport,
  inbox: inboxReport,
  'write-answer': writeAnswer,
  queue: queueReport,
  'queue-explanation': queueExplanation,
  'queue-answer': queueAnswer,
  'queue-run': queueRun,
  'queue-output': queueOutput,
  brakes: brakeReport,
  'brake-answer': brakeAnswer,
  rollouts: rolloutList,
  rollout: rolloutReport,
  'rollout-answer': rolloutAnswer,
  'rollout-plan': rolloutPlanReport,
} as const;

/** JSON Schema (draft-07) of every document by name, made when asked for. */
export const DOCUMENT_SCHEMAS: Readonly<Record<string, () => unknown>> = Object.fromEntries(
  Object.entries(DOCUMENTS).map(([name, shape]) => [name, () => z.toJSONSchema(shape, { target: 'draft-7' })]),
);

const SERVER = {
  alarms: alarmReport,
  'served-flags': servedFlags,
  'flag-answer': flagAnswer,
  'flag-kill-request': flagKillRequest,
  'flag-restore-request': flagRestoreRequest,
  'ofrep-request': ofrepRequest,
  'ofrep-success': ofrepSuccess,
  'ofrep-failure': ofrepFailure,
  'ofrep-bulk': ofrepBulk,
  brakes: brakeReport,
  'brake-answer': brakeAnswer,
  'brake-verdict': brakeVerdict,
  'brake-on-request': brakeOnRequest,
  'brake-amend-request': brakeAmendRequest,
  'brake-off-request': brakeOffRequest,
  'brake-question-request': brakeQuestionRequest,
  rollouts: rolloutList,
  rollout: rolloutReport,
  'rollout-answer': rolloutAnswer,
  'rollout-start-request': rolloutStartRequest,
  'rollout-reason-request': rolloutReasonRequest,
  'rollout-abort-request': rolloutAbortRequest,
  queues: queueList,
  queue: queueReport,
  'queue-explanation': queueExplanation,
  'queue-answer': queueAnswer,
  'queue-output': queueOutput,
  'queue-add-request': queueAddRequest,
  'queue-eject-request': queueEjectRequest,
  'queue-pause-request': queuePauseRequest,
  'queue-freeze-request': queueFreezeRequest,
  'queue-thaw-request': queueThawRequest,
  me: meReport,
  now: nowReport,
  inbox: inboxReport,
  changes: changeList,
  change: changeReport,
  blast: blastReport,
  exposure: exposureReport,
  policy: policyReport,
  failure: failureDocument,
  'write-answer': writeAnswer,
  findings: findingList,
  'operation-request': operationRequest,
  'operation-done-request': operationDoneRequest,
  'operation-answer': operationAnswer,
  'deployment-request': deploymentRequest,
  'deployment-answer': deploymentAnswer,
  'signoff-request': signoffRequest,
  'return-request': returnRequest,
  'delegate-request': delegateRequest,
  'override-request': overrideRequest,
  'override-review-request': overrideReviewRequest,
  'login-ask-request': loginAskRequest,
  'login-asked': loginAsked,
  'login-poll-request': loginPollRequest,
  'login-polled': loginPolled,
  'login-code-request': loginCodeRequest,
  'login-question': loginQuestion,
  'login-approve-request': loginApproveRequest,
  'login-answered': loginAnswered,
  logins: loginList,
  signals: signalReport,
  'counter-push-request': counterPushRequest,
  'counter-push-answer': counterPushAnswer,
} as const;

/** JSON Schema (2020-12, as OpenAPI 3.1 takes it) of what the server's addresses take and answer, made when asked for. */
export const SERVER_SCHEMAS: Readonly<Record<string, () => unknown>> = Object.fromEntries(
  Object.entries(SERVER).map(([name, shape]) => [
    name,
    () => z.toJSONSchema(shape, { io: name.endsWith('-request') ? 'input' : 'output' }),
  ]),
);
