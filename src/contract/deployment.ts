import { z } from 'zod';
import { decisionValue } from './decision.ts';
import { finding } from './finding.ts';
import { viewer } from './server.ts';

/** Marks an operation as carried out: exactly this content, so that nothing else is done under its name. */
export const operationDoneRequest = z.strictObject({ content_digest: z.string().min(1).max(200) });

/** What became of an operation that was submitted or carried out. */
export const operationAnswer = z.object({
  schema: z.literal('firebreak.operation-answer/v1'),
  /** `operation:KEY`: a change like every other, at `/api/v1/changes/ID`. */
  change: z.string(),
  /** Of the last event that this made; 0 = it told nothing new. */
  position: z.int(),
  verdict: decisionValue.or(z.literal('undecided')),
  state: z.enum(['open', 'landed', 'closed']),
  /** Of everything that was submitted: what is signed, and what `done` names. */
  content_digest: z.string().nullable(),
  revisions: z.int(),
  text: z.string(),
});
export type OperationAnswer = z.infer<typeof operationAnswer>;

/** That a deployment was taken; comparing it comes afterwards. */
export const deploymentAnswer = z.object({
  schema: z.literal('firebreak.deployment-answer/v1'),
  /** Digest of what was stated: the same deployment twice is one. */
  deployment: z.string(),
  /** 0 = it was told before. */
  position: z.int(),
});
export type DeploymentAnswer = z.infer<typeof deploymentAnswer>;

/** `GET /api/v1/findings`: what is there without a record, the newest first; `?at=POSITION` begins with that one. */
export const findingList = z.object({
  schema: z.literal('firebreak.findings/v1'),
  as_of: z.iso.datetime(),
  viewer,
  findings: z.array(finding),
  /** All that were ever found. */
  count: z.int(),
  /** Give it as `after` for the next page; `null` = this was the last. */
  next: z.string().nullable(),
});
export type FindingList = z.infer<typeof findingList>;
