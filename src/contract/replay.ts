import { z } from 'zod';
import { decisionValue, ruleMode } from './decision.ts';
import { policyDifference } from './policy-difference.ts';
import { delay, figure, replayLabel, share } from './replay-part.ts';
import { replayAssistanceHarm, replayRiskCheck } from './replay-risk.ts';

export { share };

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
  /** The last landed change that the model of its risk knew; `null` = the weights as shipped, or not computed. */
  risk_as_of: z.string().nullable(),
  /** 0..100, share of the repository's preceding changes that are smaller; `null` = not known. */
  size_percentile: z.number().nullable(),
  /** Vertical axis: folders (two levels) touched. */
  areas: z.int(),
  files: z.int(),
  lines: z.int().nullable(),
  assistance: z.enum(['ai', 'human', 'unknown']),
  evidence: z.enum(['attested', 'declared', 'observed', 'inferred', 'none']),
  tier: z.int().nullable(),
  /** Rules of the operations it brings (docs/operations.md); `null` = no rule asks for its content. */
  operations: z.array(z.string()).nullable(),
  /** Whether it could be taken back. */
  reversible: z.enum(['yes', 'with-conditions', 'no', 'unknown']).nullable(),
  /** Files that imported what it changed; `null` = no rule asks what it reaches. */
  dependents: z.int().nullable(),
  flows: z.array(z.string()).nullable(),
  label: replayLabel,
  /** How it is known: a message says so, a later fix changed its lines, or a fix of its files followed within 72 hours. */
  label_evidence: z.enum(['stated', 'blame', 'hotfix']).nullable(),
  /** Commits that revert or fix it. */
  labelled_by: z.array(z.string()),
  /** With every rule enforced. */
  decision: decisionValue,
  /** Rules that matched and were not satisfied. */
  rules: z.array(z.string()),
  /** Of `rules`, those that ask for the sign-off of somebody else: for them the change waits. */
  waiting_rules: z.array(z.string()),
  /** Whether it waits for somebody's sign-off; a refused change waits for nobody. */
  waits: z.boolean(),
  /** Rules that asked for a fact that is unknown: they hold as well. */
  unevaluable: z.array(z.string()),
  review_minutes: z.number(),
  /** What all of `rules` together ask for. */
  senior_minutes: z.number(),
  /** Rule to the senior minutes that it alone asks for; rules that ask for none are left out. */
  rule_senior_minutes: z.record(z.string(), z.number()),
});
export type ReplayChange = z.infer<typeof replayChange>;

/** Of some changes, how many later needed repair. */
const reachCount = z.object({ changes: z.int(), harmful: z.int() });

/** What the changes did and reached; a part is `null` where no rule asks for it. */
export const replayReach = z.object({
  content: z.object({ read: z.int(), cannot_be_undone: reachCount, not_known: reachCount }).nullable(),
  flows: z.object({ read: z.int(), critical: reachCount }).nullable(),
});

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

/** Area under the ROC curve (0.5 = chance), over `n` changes. */
const replayAuc = figure.extend({ n: z.int() });

/**
 * How much of the harm stands among the riskiest and the largest changes, whatever the policy: of changes old enough to
 * be judged whose ranks are known.
 */
export const replayCapture = z.object({
  /** Harmful changes among those compared. */
  n_harm: z.int().nonnegative(),
  /** With fewer harmful changes than this there are no rows. */
  minimum_harm: z.int(),
  rows: z.array(
    z.object({
      /** The share of the changes that would be held, highest first: 5, 10, 20, 30 and 50. */
      gated_percent: z.int(),
      /** Of the harmful changes, with the interval over blocks of time; n = 0 where no risk is known. */
      by_risk: share,
      by_size: share,
    }),
  ),
  /** `null` = fewer than ten harmful changes. */
  auc: z
    .object({
      risk: replayAuc,
      size: replayAuc,
      /** Mean inside fifths of changes of like size: what risk knows beside size. */
      risk_among_like_sizes: replayAuc,
    })
    .nullable(),
});
export type ReplayCapture = z.infer<typeof replayCapture>;

/** Ways to spend the senior minutes of "every AI-assisted change needs a senior", all at those minutes. */
export const replayEqualCost = z.object({
  /** Harmful changes in the window. */
  n_harm: z.int(),
  /** With fewer harmful changes than this there are no rows. */
  minimum_harm: z.int(),
  senior_minutes: z.number(),
  senior_minutes_per_week: z.number(),
  /** 0..1: these minutes as a share of reviewing every change. */
  part_of_all: z.number(),
  rows: z.array(
    z.object({
      id: z.enum(['policy-senior', 'risk-per-minute', 'riskiest', 'largest', 'random', 'every-ai', 'perfect']),
      name: z.string(),
      description: z.string(),
      /** Changes read. */
      held: z.int(),
      senior_minutes: z.number(),
      /** Hours of waiting by the assumption in `wait`. */
      delay_hours: z.number(),
      /** Of the harmful changes; interval by bootstrap over blocks of time. */
      harm_held: share,
      /** Harmful changes held as a multiple of those of `every-ai`. */
      times_every_ai: figure,
    }),
  ),
});
export type ReplayEqualCost = z.infer<typeof replayEqualCost>;

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
  /** What hours of waiting rest on: an assumption about one wait, published or stated by the team. */
  wait: z.object({
    hours: z.number(),
    low: z.number(),
    high: z.number(),
    source: z.enum(['published', 'configured']),
    method: z.string(),
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
    delay,
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
      /** Hours of waiting that it alone would cost, by the assumption; rows do not add up here either. */
      delay_hours: z.number(),
      note: z.enum(['never-matches', 'always-matches', 'never-evaluable', 'expired']).nullable(),
    }),
  ),
  /** The policy beside simple strategies over the same changes. */
  strategies: z.array(replayStrategy),
  capture: replayCapture,
  reach: replayReach,
  risk_check: replayRiskCheck,
  assistance_harm: replayAssistanceHarm,
  /** `null` = no change has evidence of AI. */
  equal_cost: replayEqualCost.nullable(),
  /** What flips between two policies; `null` = one policy was asked for. */
  difference: policyDifference.nullable(),
  /** Oldest first. */
  changes: z.array(replayChange),
  limits: z.array(z.string()),
});
export type ReplayStrategy = z.infer<typeof replayStrategy>;
export type ReplayReport = z.infer<typeof replayReport>;
