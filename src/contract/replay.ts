import { z } from 'zod';
import { decisionValue, ruleMode } from './decision.ts';

/** A share with its count and 95 % Wilson interval; `null` members where n = 0. */
export const share = z.object({
  count: z.int(),
  n: z.int(),
  share: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type Share = z.infer<typeof share>;

/** How a landed change turned out, by explicit statements in later history only. */
export const replayLabel = z.enum([
  /** A later change reverts it. */
  'reverted',
  /** A later change names it in a `Fixes:` trailer. */
  'fixed',
  /** Nothing says so, and enough time has passed. */
  'none',
  /** Nothing says so, but it is too recent to tell. */
  'censored',
]);

/** One landed change, as a row and as a dot. */
export const replayChange = z.object({
  commit: z.string(),
  title: z.string(),
  pull_request: z.string().nullable(),
  landed_at: z.iso.datetime().nullable(),
  /** 0..1: probability that it will have to be repaired; `null` = not computed. */
  risk_score: z.number().nullable(),
  /** Horizontal axis: 0..100, share of the preceding changes with a lower risk; `null` = not known. */
  risk_percentile: z.number().nullable(),
  /** 0..100, share of the repository's preceding changes that are smaller; `null` = not known. */
  size_percentile: z.number().nullable(),
  /** Vertical axis: folders (two levels) touched. */
  areas: z.int(),
  files: z.int(),
  lines: z.int().nullable(),
  assistance: z.enum(['ai', 'human', 'unknown']),
  evidence: z.enum(['attested', 'declared', 'observed', 'inferred', 'none']),
  tier: z.int().nullable(),
  label: replayLabel,
  /** How it is known: a message says so, a later fix changed its lines, or a fix of its files followed within 72 hours. */
  label_evidence: z.enum(['stated', 'blame', 'hotfix']).nullable(),
  /** Commits that revert or fix it. */
  labelled_by: z.array(z.string()),
  /** With every rule enforced. */
  decision: decisionValue,
  /** Rules that matched and were not satisfied. */
  rules: z.array(z.string()),
  /** Rules that asked for a fact that is unknown: they hold as well. */
  unevaluable: z.array(z.string()),
  review_minutes: z.number(),
  /** What all of `rules` together ask for. */
  senior_minutes: z.number(),
  /** Rule to the senior minutes that it alone asks for; rules that ask for none are left out. */
  rule_senior_minutes: z.record(z.string(), z.number()),
});
export type ReplayChange = z.infer<typeof replayChange>;

/** A count that is an expected value is rounded; its share is exact. */
export const replayStrategy = z.object({
  /**
   * `policy-senior`: of the policy's holds those that ask for senior time. `riskiest`, `largest`, `random`: at the
   * same senior minutes. `largest-count`: as many as the policy holds. Which of them are there depends on the policy.
   */
  id: z.enum(['policy', 'policy-senior', 'riskiest', 'largest', 'largest-count', 'random', 'every-ai']),
  name: z.string(),
  /** One sentence: which changes it holds. */
  description: z.string(),
  held: share,
  /** Of the changes later reverted or fixed. */
  harm_held: share,
  /** Of the changes with no later harm. */
  harmless_held: share,
  senior_minutes_per_week: z.number(),
});

/** Area under the ROC curve (0.5 = chance) with its 95 % block bootstrap interval, over `n` changes. */
const replayAuc = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  n: z.int(),
});

/**
 * How much of the harm stands among the riskiest and the largest changes, whatever the policy: of changes old enough to
 * be judged whose ranks are known.
 */
export const replayCapture = z.object({
  /** Harmful changes among those compared. */
  n_harm: z.int().nonnegative(),
  rows: z.array(
    z.object({
      /** The share of the changes that would be held, highest first: 5, 10, 20, 30 and 50. */
      gated_percent: z.int(),
      /** Of the harmful changes; n = 0 where no risk is known. */
      by_risk: share,
      by_size: share,
    }),
  ),
  /** `null` = fewer than ten harmful changes. */
  auc: z.object({ risk: replayAuc, size: replayAuc }).nullable(),
});
export type ReplayCapture = z.infer<typeof replayCapture>;

export const replayReport = z.object({
  schema: z.literal('firebreak.replay/v1'),
  repository: z.string(),
  made_at: z.iso.datetime(),
  policy: z.object({ source: z.string(), digest: z.string() }),
  window: z.object({
    changes: z.int(),
    first: z.iso.datetime().nullable(),
    last: z.iso.datetime().nullable(),
    /** At least 1. */
    weeks: z.number(),
    /** Changes younger than this are right-censored. */
    censored_days: z.int(),
  }),
  totals: z.object({
    /** Did not pass by itself: held, refused or not evaluable. */
    held: share,
    /** Of all changes, those refused outright; they count as held too. */
    blocked: share,
    passed: share,
    reverted: z.int(),
    fixed: z.int(),
    /** Too recent to tell: neither harm nor harmless. */
    censored: z.int(),
    /** Of the fixed, those that no message states; `null` where nothing was traced. */
    traced: z.object({ blame: z.int(), hotfix: z.int() }).nullable(),
    /** Reverted changes that would have been held. */
    reverted_held: share,
    harm_held: share,
    harmless_held: share,
    senior_minutes: z.number(),
    senior_minutes_per_week: z.number(),
    senior_budget_per_week: z.number().nullable(),
    /** Changes for which at least one rule could not be evaluated. */
    unevaluable: z.int(),
  }),
  provenance: z.object({ ai: share, human: share, unknown: share }),
  rules: z.array(
    z.object({
      rule: z.string(),
      mode: ruleMode,
      because: z.string(),
      matched: share,
      held: share,
      harm_held: z.int(),
      /** Changes for which a fact was unknown. */
      unevaluable: z.int(),
      /** What it alone asks for over the window; rules overlap, so rows do not add up to the total. */
      senior_minutes: z.number(),
      note: z.enum(['never-matches', 'always-matches', 'never-evaluable', 'expired']).nullable(),
    }),
  ),
  /** The policy beside simple strategies over the same changes. */
  strategies: z.array(replayStrategy),
  capture: replayCapture,
  /** Oldest first. */
  changes: z.array(replayChange),
  limits: z.array(z.string()),
});
export type ReplayStrategy = z.infer<typeof replayStrategy>;
export type ReplayReport = z.infer<typeof replayReport>;
