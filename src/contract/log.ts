import { z } from 'zod';

/** `firebreak log status`: what a log says of itself. */
export const logStatus = z.object({
  schema: z.literal('firebreak.log-status/v1'),
  events: z.int(),
  /** Events that the newest checkpoint covers. */
  sealed: z.int(),
  /** The newest checkpoint, a signed note (C2SP tlog-checkpoint): keep it elsewhere. `null` = nothing is sealed. */
  checkpoint: z.string().nullable(),
  /** The public key, as C2SP signed-note writes it. */
  key: z.string(),
  /** Recorded decisions by verdict, sorted by it. */
  decisions: z.array(
    z.object({
      decision: z.string(),
      count: z.int(),
      /** Position of the newest such decision. */
      newest: z.int(),
    }),
  ),
});
export type LogStatus = z.infer<typeof logStatus>;

/** `firebreak log verify`: whether a log is what was signed. */
export const logVerification = z.object({
  schema: z.literal('firebreak.log-verification/v1'),
  whole: z.boolean(),
  /** Events that were followed; those before the flaw where there is one. */
  events: z.int(),
  sealed: z.int(),
  checkpoints: z.int(),
  key: z.string(),
  /** The first thing that is wrong, by position; `null` = nothing. */
  flaw: z
    .object({
      code: z.string(),
      /** Of the first event that it concerns, counted from 1. */
      position: z.int(),
      /** Where what differs cannot be told apart: the last event that it may concern. */
      until: z.int().nullable(),
      message: z.string(),
    })
    .nullable(),
});
export type LogVerificationReport = z.infer<typeof logVerification>;

/** `firebreak log import`: what was taken. */
export const logImport = z.object({
  schema: z.literal('firebreak.log-import/v1'),
  events: z.int(),
  sealed: z.int(),
  key: z.string(),
});
export type LogImport = z.infer<typeof logImport>;

/** `firebreak log prove`: one event, with the proof that a signed checkpoint covers it. */
export const logProof = z.object({
  schema: z.literal('firebreak.log-proof/v1'),
  position: z.int(),
  stream: z.string(),
  type: z.string(),
  at: z.iso.datetime().nullable(),
  actor: z.string().nullable(),
  /** Canonical JSON. */
  payload: z.string(),
  /** The entry of the tree is the 32 bytes of it. */
  digest: z.string(),
  /** Counted from 0, as RFC 6962 does. */
  leaf_index: z.int(),
  tree_size: z.int(),
  /** Base64, nearest first (RFC 6962, section 2.1.1). */
  proof: z.array(z.string()),
  checkpoint: z.string(),
  key: z.string(),
});
export type LogProof = z.infer<typeof logProof>;

/** Where `firebreak check --record` wrote a decision. */
export interface LogReceipt {
  readonly position: number;
  readonly sealed: number;
}
