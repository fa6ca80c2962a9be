import { z } from 'zod';
import { share } from './replay.ts';

/** `firebreak.scan/v1`: what a repository's changes are, who or what wrote them, what a gate would have done. */
export const scanReport = z.object({
  schema: z.literal('firebreak.scan/v1'),
  repository: z.string(),
  made_at: z.iso.datetime(),
  elapsed_ms: z.int(),
  window: z.object({
    changes: z.int(),
    commits: z.int(),
    first: z.iso.datetime().nullable(),
    last: z.iso.datetime().nullable(),
  }),
  landing: z.object({ merge: z.int(), squash: z.int(), 'rebase-series': z.int(), direct: z.int() }),
  provenance: z.object({
    ai: share,
    human: share,
    unknown: share,
    by_class: z.object({ attested: z.int(), declared: z.int(), observed: z.int(), inferred: z.int(), none: z.int() }),
    tools: z.array(z.object({ name: z.string(), changes: z.int() })),
    findings: z.array(z.object({ code: z.string(), count: z.int(), example: z.string() })),
  }),
  harm: z.object({
    reverted: z.int(),
    fixed: z.int(),
    files: z.array(z.object({ path: z.string(), harmed: z.int(), changes: z.int(), owners: z.array(z.string()) })),
  }),
  gate: z.object({
    policy: z.string(),
    allowed: share,
    /** Did not pass by itself: held, refused or not evaluable. */
    held: share,
    /** Of all changes, those refused outright; they count as held too. */
    blocked: share,
    /** Of all changes, those held for a sign-off of a senior or principal. */
    needs_senior: share,
    harm_held: share,
    senior_minutes_per_week: z.number(),
    /** Changes for which at least one rule could not be evaluated. */
    unevaluable: z.int(),
  }),
  notes: z.array(z.string()),
  next_step: z.object({ text: z.string(), argv: z.array(z.string()).nullable() }),
});
export type ScanReport = z.infer<typeof scanReport>;
