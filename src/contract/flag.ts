import { z } from 'zod';
import { viewer } from './server.ts';

const time = z.iso.datetime();
const json = z.json();
const metadata = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** Body of both requests of OFREP. */
export const ofrepRequest = z.object({ context: z.record(z.string(), z.json()).optional() });
export type OfrepRequest = z.infer<typeof ofrepRequest>;

/** What a flag is for somebody (OFREP 0.3); without `value`, the default that the code names counts. */
export const ofrepSuccess = z.object({
  key: z.string(),
  reason: z.string(),
  variant: z.string().optional(),
  value: json.optional(),
  metadata,
});

/** Why a flag has no value. */
export const ofrepFailure = z.object({
  key: z.string(),
  errorCode: z.enum(['FLAG_NOT_FOUND', 'PARSE_ERROR', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'GENERAL']),
  errorDetails: z.string(),
});

/** All flags of a set for somebody. */
export const ofrepBulk = z.object({
  flags: z.array(z.union([ofrepFailure, ofrepSuccess])),
  metadata,
  eventStreams: z.array(
    z.object({
      type: z.literal('sse'),
      endpoint: z.object({ requestUri: z.string() }),
      inactivityDelaySec: z.int(),
    }),
  ),
});
export type OfrepBulk = z.infer<typeof ofrepBulk>;
export type OfrepSuccess = z.infer<typeof ofrepSuccess>;
export type OfrepFailure = z.infer<typeof ofrepFailure>;

const problem = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  line: z.int().nullable(),
  column: z.int().nullable(),
});

const flagRow = z.object({
  key: z.string(),
  state: z.enum(['ENABLED', 'DISABLED']),
  variants: z.array(z.string()),
  /** `null` = the default of the code. */
  default_variant: z.string().nullable(),
  /** What stands for "as before"; `null` = nothing tells. */
  off_variant: z.string().nullable(),
  /** Shares of its splits in words; empty = none. */
  shares: z.string(),
  has_targeting: z.boolean(),
  /** Variant that everybody gets; `null` = it depends. */
  settled_on: z.string().nullable(),
});

/** The flags of a definitions file. */
export const flagList = z.object({
  schema: z.literal('firebreak.flags/v1'),
  /** Path of the file, and the commit that it was read at; `null` = the work tree's own file, or a file of the caller. */
  file: z.string(),
  commit: z.string().nullable(),
  digest: z.string(),
  flags: z.array(flagRow),
  problems: z.array(problem),
});
export type FlagList = z.infer<typeof flagList>;

/** Whether a definitions file can be served. */
export const flagCheck = z.object({
  schema: z.literal('firebreak.flag-check/v1'),
  file: z.string(),
  ok: z.boolean(),
  flags: z.int().nullable(),
  problems: z.array(problem),
});
export type FlagCheck = z.infer<typeof flagCheck>;

/** What differs between two definitions, and for whom. */
export const flagDifference = z.object({
  schema: z.literal('firebreak.flag-difference/v1'),
  file: z.string(),
  before: z.string(),
  after: z.string(),
  flags: z.array(
    z.object({
      key: z.string(),
      kind: z.enum(['added', 'removed', 'changed']),
      parts: z.array(z.enum(['state', 'default', 'variants', 'targeting', 'percentage', 'metadata'])),
      shares_before: z.string(),
      shares_after: z.string(),
      /** Keys that were tried on both sides, of users of whom nothing else is known. */
      sampled: z.int(),
      exposed_before: z.int(),
      exposed_after: z.int(),
      /** Had something else than off, and get another value or off. */
      moved: z.int(),
      /** Percent of the group, among those that targeting names, that gets most. */
      group_before: z.number(),
      group_after: z.number(),
    }),
  ),
  exposure_jump: z.number(),
  group_jump: z.number(),
  moves_users: z.boolean(),
  only_off: z.boolean(),
});
export type FlagDifferenceReport = z.infer<typeof flagDifference>;

/** One flag for one user. */
export const flagEvaluation = z.object({
  schema: z.literal('firebreak.flag-evaluation/v1'),
  file: z.string(),
  answer: z.union([ofrepFailure, ofrepSuccess]),
});
export type FlagEvaluationReport = z.infer<typeof flagEvaluation>;

/** Flags that may go. */
export const flagStale = z.object({
  schema: z.literal('firebreak.flag-stale/v1'),
  file: z.string(),
  days: z.int(),
  flags: z.array(
    z.object({
      key: z.string(),
      reasons: z.array(z.enum(['settled', 'unchanged', 'unreferenced'])),
      settled_on: z.string().nullable(),
      changed_at: time.nullable(),
      /** Files that name it; `null` = nobody looked. */
      references: z.int().nullable(),
    }),
  ),
  /** Landings that were read for the age of definitions. */
  landings: z.int(),
  /** Files that were searched for keys; `null` = none were. */
  searched: z.int().nullable(),
});
export type FlagStaleReport = z.infer<typeof flagStale>;

/** What a server serves. */
export const servedFlags = z.object({
  schema: z.literal('firebreak.served-flags/v1'),
  as_of: time,
  viewer,
  sets: z.array(
    z.object({
      /** `FORGE:REPOSITORY`. */
      id: z.string(),
      version: z.string(),
      digest: z.string(),
      commit: z.string(),
      since: time,
      flags: z.array(flagRow),
      kills: z.array(
        z.object({
          flag: z.string(),
          variant: z.string().nullable(),
          reason: z.string(),
          by: z.string().nullable(),
          at: time,
          until: time.nullable(),
        }),
      ),
      /** Shares that rollouts laid over definitions, and which count. */
      shares: z.array(
        z.object({
          flag: z.string(),
          variant: z.string(),
          /** Of users who get the variant, 0..100. */
          percent: z.number(),
          /** Id of the order of a rollout, such as `checkout-1a2b3c4d.3`. */
          action: z.string(),
          at: time,
        }),
      ),
      /** What is wrong with newer definitions on the branch, which are not served. */
      refused: z.array(problem),
    }),
  ),
});
export type ServedFlagsReport = z.infer<typeof servedFlags>;

/** What became of a kill or its end. */
export const flagAnswer = z.object({
  schema: z.literal('firebreak.flag-answer/v1'),
  set: z.string(),
  flag: z.string(),
  /** Of the event; 0 = nothing was done. */
  position: z.int(),
  text: z.string(),
});
export type FlagAnswer = z.infer<typeof flagAnswer>;

const reason = z.string().min(1).max(500);
const flag = z.string().min(1).max(200);
export const flagKillRequest = z.strictObject({
  flag,
  reason,
  /** Left out = the off-variant. */
  variant: z.string().min(1).max(200).optional(),
  /** Left out = until somebody restores it. */
  until: time.optional(),
});
export const flagRestoreRequest = z.strictObject({ flag, reason });
