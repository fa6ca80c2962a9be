import { z } from 'zod';
import { decisionValue, ruleMode } from './decision.ts';
import { delay, figure, replayLabel, share } from './replay-part.ts';

/** What one of the two policies says of a change. */
const side = z.object({
  decision: decisionValue,
  /** What its rules ask for, in words. */
  asks: z.array(z.string()),
  senior_minutes: z.number(),
  /** Whether it waits for the sign-off of somebody else. */
  waits: z.boolean(),
});

/**
 * `newly-held`, `newly-freed`: passes by one, held by the other. `newly-refused`, `no-longer-refused`: refused by one
 * only. `asks-otherwise`: held by both, for something else.
 */
export const flipKind = z.enum(['newly-held', 'newly-freed', 'newly-refused', 'no-longer-refused', 'asks-otherwise']);
export type FlipKind = z.infer<typeof flipKind>;

const flip = z.object({
  commit: z.string(),
  title: z.string(),
  pull_request: z.string().nullable(),
  landed_at: z.iso.datetime().nullable(),
  label: replayLabel,
  kind: flipKind,
  /** Only rules that could not be evaluated make the difference. */
  unevaluable: z.boolean(),
  /** The rules that make the difference, with the policy whose rule it is. */
  rules: z.array(z.object({ rule: z.string(), side: z.enum(['policy', 'against']) })),
  policy: side,
  against: side,
  /** The command that takes the first of `rules` apart on this change; `null` where no rule makes the difference. */
  explain: z.array(z.string()).nullable(),
});
export type PolicyFlip = z.infer<typeof flip>;

/** A count by each policy, and the changes by which they differ. */
const both = z.object({
  policy: z.int(),
  against: z.int(),
  /** By `policy` only. */
  more: z.int(),
  /** By `against` only. */
  less: z.int(),
});

const flipCounts = z.object({
  'newly-held': z.int(),
  'newly-freed': z.int(),
  'newly-refused': z.int(),
  'no-longer-refused': z.int(),
  'asks-otherwise': z.int(),
});

/** Two policies over the same landed changes, judged in one pass with the same facts: `policy` beside `against`. */
export const policyDifference = z.object({
  schema: z.literal('firebreak.policy-difference/v1'),
  policy: z.object({ source: z.string(), digest: z.string() }),
  against: z.object({ source: z.string(), digest: z.string() }),
  /** Flips by kind, without those that rest only on rules that could not be evaluated. */
  kinds: flipCounts,
  /** Flips that rest only on rules that could not be evaluated. */
  unevaluable: z.int(),
  /** All held changes, whatever their hold rests on. */
  held: both,
  harm: z.object({
    /** Of all harmful changes: held by `policy` only. */
    gained: share,
    /** Of all harmful changes: held by `against` only. */
    lost: share,
    /** Gained less lost, in changes; `null` ends where too few changes flip to tell. */
    net: figure,
    n: z.int(),
  }),
  harmless: both,
  senior_minutes: z.object({ policy: z.number(), against: z.number(), per_week: figure }),
  delay: z.object({
    policy: delay,
    against: delay,
    /** Hours that `policy` adds (below 0: saves) over the window, and at the ends of the assumption's range. */
    hours: z.number(),
    low: z.number(),
    high: z.number(),
  }),
  /** Rules that take part, whose mode differs, or that one policy lacks; by id. */
  rules: z.array(
    z.object({
      rule: z.string(),
      /** `null` = that policy has no such rule. */
      mode: z.object({ policy: ruleMode.nullable(), against: ruleMode.nullable() }),
      flips: flipCounts,
      unevaluable: z.int(),
      harm_gained: z.int(),
      harm_lost: z.int(),
    }),
  ),
  /** Harmful changes first, then the newest first. */
  flips: z.array(flip),
});
export type PolicyDifferenceDocument = z.infer<typeof policyDifference>;
