import { z } from 'zod';
import { blastReport } from './blast.ts';
import { doctorReport, explanation, lintReport, policyTestReport, riskReport, writeReport } from './command.ts';
import { decisionDocument, failureDocument } from './decision.ts';
import { logImport, logProof, logStatus, logVerification } from './log.ts';
import { policyDifference } from './policy-difference.ts';
import { commitProvenance } from './provenance.ts';
import { reachTraining } from './reach-training.ts';
import { replayReport } from './replay.ts';
import { reviewForecast, reviewSimulation } from './review-load.ts';
import { riskTraining } from './risk-training.ts';
import { scanReport } from './scan.ts';

const DOCUMENTS = {
  decision: decisionDocument,
  failure: failureDocument,
  scan: scanReport,
  replay: replayReport,
  'policy-difference': policyDifference,
  provenance: commitProvenance,
  explanation,
  risk: riskReport,
  blast: blastReport,
  'reach-training': reachTraining,
  'risk-training': riskTraining,
  'review-forecast': reviewForecast,
  'review-simulation': reviewSimulation,
  doctor: doctorReport,
  'policy-lint': lintReport,
  'policy-test-report': policyTestReport,
  write: writeReport,
  'log-status': logStatus,
  'log-verification': logVerification,
  'log-import': logImport,
  'log-proof': logProof,
} as const;

/** JSON Schema (draft-07) of every document by name, made when asked for. */
export const DOCUMENT_SCHEMAS: Readonly<Record<string, () => unknown>> = Object.fromEntries(
  Object.entries(DOCUMENTS).map(([name, shape]) => [name, () => z.toJSONSchema(shape, { target: 'draft-7' })]),
);
