import { z } from 'zod';
import { decisionDocument, ruleMode, scannerSummary } from './decision.ts';

/** `firebreak explain CODE`: one rule on one change, taken apart. */
export const explanation = z.object({
  schema: z.literal('firebreak.explanation/v1'),
  rule: z.object({
    id: z.string(),
    when: z.string(),
    because: z.string(),
    mode: ruleMode,
    effect: z.string(),
    origin: z.string(),
    profile: z.string().nullable(),
    expires_at: z.iso.datetime().nullable(),
  }),
  change: z.object({ id: z.string(), title: z.string() }).nullable(),
  outcome: z.enum(['not-matched', 'satisfied', 'unsatisfied', 'unevaluable', 'expired', 'not-started']).nullable(),
  /** The condition's parts with their truth on this change. */
  parts: z.array(z.object({ text: z.string(), value: z.enum(['true', 'false', 'unknown']) })),
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  who_can_clear: z.array(z.string()),
  how: z.array(z.string()),
  /** What would change the verdict, one sentence each. */
  would_change: z.array(z.string()),
});
export type Explanation = z.infer<typeof explanation>;

/** `firebreak risk`: how likely one change is to need repair, why, and what would lower it. */
export const riskReport = z.object({
  schema: z.literal('firebreak.risk/v1'),
  change: z.object({ id: z.string(), title: z.string() }),
  risk: decisionDocument.shape.risk,
  /** Largest first; `points` are percentage points of the score. */
  would_lower: z.array(z.object({ text: z.string(), points: z.number() })),
  /** `null` = no scanner's report was given. */
  scanner: scannerSummary.nullable(),
});
export type RiskReport = z.infer<typeof riskReport>;

/** `firebreak doctor`: what stands in the way of trusting the figures. */
export const doctorReport = z.object({
  schema: z.literal('firebreak.doctor/v1'),
  checks: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['ok', 'note', 'problem']),
      message: z.string(),
      fix: z.string().nullable(),
    }),
  ),
});
export type DoctorReport = z.infer<typeof doctorReport>;

/** `firebreak policy lint`. */
export const lintReport = z.object({
  schema: z.literal('firebreak.policy-lint/v1'),
  source: z.string(),
  rules: z.int(),
  problems: z.array(
    z.object({
      severity: z.enum(['error', 'warning']),
      code: z.string(),
      rule: z.string().nullable(),
      file: z.string(),
      line: z.int().nullable(),
      column: z.int().nullable(),
      message: z.string(),
      suggestion: z.string().nullable(),
    }),
  ),
  /** What ends by itself, soonest first. */
  sunset: z.array(
    z.object({
      kind: z.enum(['rule', 'profile']),
      id: z.string(),
      ends: z.iso.datetime(),
      state: z.enum(['not-started', 'active', 'ended']),
      days_left: z.int(),
    }),
  ),
});
export type LintReport = z.infer<typeof lintReport>;

/** `firebreak policy test`. */
export const policyTestReport = z.object({
  schema: z.literal('firebreak.policy-test/v1'),
  passed: z.int(),
  failed: z.int(),
  cases: z.array(z.object({ file: z.string(), name: z.string(), ok: z.boolean(), differences: z.array(z.string()) })),
});
export type PolicyTestReport = z.infer<typeof policyTestReport>;

/** `firebreak init`, `firebreak provenance record`: what would be or was written. */
export const writeReport = z.object({
  schema: z.literal('firebreak.write/v1'),
  written: z.boolean(),
  files: z.array(
    z.object({
      path: z.string(),
      action: z.enum(['create', 'replace', 'keep', 'remove', 'note', 'amend']),
      /** The whole new content, as it is or would be written. */
      content: z.string(),
    }),
  ),
  notes: z.array(z.string()),
  undo: z.array(z.string()).nullable(),
  next_step: z.object({ text: z.string(), argv: z.array(z.string()).nullable() }),
});
export type WriteReport = z.infer<typeof writeReport>;
