import { z } from 'zod';

/**
 * `firebreak.decision/v1`: what the rules say of one change, as every client sees it.
 * `unknown` = could not be evaluated at all (it holds like `hold`).
 */
export const decisionValue = z.enum(['allow', 'hold', 'block', 'unknown']);
export const ruleMode = z.enum(['shadow', 'advise', 'enforce']);

export const place = z.object({
  /** Repository path in printable form. */
  path: z.string(),
  /** 1-based; `null` = the whole file. */
  line: z.int().positive().nullable(),
});

export const clearer = z.object({
  kind: z.enum(['person', 'team', 'level', 'anyone', 'author', 'nobody']),
  /** Person id, `@team`, or level. */
  name: z.string(),
});

export const blocker = z.object({
  /** Stable and unique in the document: `RULE` or `RULE/REQUIREMENT`; what `firebreak explain CODE` takes. */
  code: z.string(),
  rule: z.string(),
  mode: ruleMode,
  effect: z.enum(['hold', 'block']),
  /** One sentence: what is missing. */
  message: z.string(),
  /** The rule's own reason. */
  because: z.string(),
  /** The facts that made the rule match, as `name = value`. */
  facts: z.array(z.object({ name: z.string(), value: z.string() })),
  where: z.array(place),
  who_can_clear: z.array(clearer),
  /** One sentence: what clears it. */
  how: z.string(),
  /** A command that clears it or the next step towards it; `null` where no command can. */
  argv: z.array(z.string()).nullable(),
  expires_at: z.iso.datetime().nullable(),
});

export const unevaluable = z.object({
  rule: z.string(),
  mode: ruleMode,
  /** The facts that are unknown, each with why. */
  missing: z.array(z.object({ fact: z.string(), why: z.string() })),
});

export const ruleOutcome = z.object({
  rule: z.string(),
  mode: ruleMode,
  outcome: z.enum(['not-matched', 'satisfied', 'unsatisfied', 'unevaluable', 'expired', 'not-started']),
});

/** One piece of evidence of who or what wrote a change, and where a person can look at it. */
export const evidencePlace = z.object({
  class: z.enum(['attested', 'declared', 'observed', 'inferred']),
  assistance: z.enum(['ai', 'human']),
  /** The kind of place: `trailer`, `git-ai-note`, `branch` and so on. */
  place: z.string(),
  /** The commit it stands on; `null` for a branch name, a pull request's body or the environment. */
  commit: z.string().nullable(),
  /** 1-based line in the message, note or body; `null` where lines do not apply. */
  line: z.int().nullable(),
  /** Printable excerpt of what was matched. */
  text: z.string(),
  /** 0..1; below 1 for inferred evidence only. */
  confidence: z.number(),
});

export const provenanceSummary = z.object({
  assistance: z.enum(['ai', 'human', 'unknown']),
  evidence: z.enum(['attested', 'declared', 'observed', 'inferred', 'none']),
  tools: z.array(z.object({ name: z.string(), model: z.string().nullable() })),
  lines: z.object({ ai: z.int(), human: z.int(), unknown: z.int(), total: z.int() }).nullable(),
  /** Strongest first. */
  where: z.array(evidencePlace),
  findings: z.array(z.object({ code: z.string(), commit: z.string().nullable(), message: z.string() })),
});

export const factor = z.object({
  name: z.string(),
  /** Plain words, one line. */
  text: z.string(),
});

/** What scanners' reports say of the change. */
export const scannerSummary = z.object({
  tools: z.array(z.string()),
  /** Findings that count, worst first: at most 50 of them. `line` is one of the new content. */
  findings: z.array(
    z.object({
      tool: z.string(),
      rule: z.string(),
      level: z.enum(['error', 'warning', 'note', 'none']),
      message: z.string(),
      path: z.string(),
      /** 1-based; `null` = the whole file. */
      line: z.int().positive().nullable(),
      /** `changed-line`: on a line that the change wrote. `changed-file`: elsewhere in a file that it touches. */
      on: z.enum(['changed-line', 'changed-file']),
    }),
  ),
  on_changed_lines: z.int(),
  in_changed_files: z.int(),
  /** In files that the change does not touch. */
  elsewhere: z.int(),
  /** In files that the change touches, asking for nothing. */
  suppressed: z.int(),
  unchanged: z.int(),
  absent: z.int(),
  /** Findings whose place is no file of the repository: all of them, and at most 20 by name. */
  unmapped: z.int(),
  unmapped_places: z.array(z.object({ tool: z.string(), rule: z.string(), stated: z.string(), why: z.string() })),
  /** Why there may be more findings: then no count is known to the rules. */
  gaps: z.array(z.string()),
  notes: z.array(z.string()),
});
export type ScannerSummary = z.infer<typeof scannerSummary>;

/** What the content of the change does when it runs, and whether that can be taken back (docs/operations.md). */
export const operationSummary = z.object({
  /** Whether the code before the change can be put back once it has run. */
  reversible: z.enum(['yes', 'with-conditions', 'no', 'unknown']),
  next_step: z.string(),
  /** Heaviest first, at most 50; `count` is whole. */
  found: z.array(
    z.object({
      rule: z.string(),
      path: z.string(),
      line: z.int().nullable(),
      what: z.string(),
      effects: z.array(z.string()),
      certainty: z.enum(['certain', 'possible']),
      safer: z.string(),
    }),
  ),
  count: z.int(),
  /** Parts that could not be judged; at most 20. */
  unread: z.array(z.object({ path: z.string(), message: z.string() })),
});
export type OperationSummary = z.infer<typeof operationSummary>;

/** What the change reaches (docs/blast-radius.md); `firebreak blast` says more. */
export const reachSummary = z.object({
  tier: z.int().min(0).max(3).nullable(),
  services: z.array(z.string()),
  flows: z.array(z.string()),
  /** Files that import what changed, and that use it within three hops; `null` = no import graph. */
  dependents: z.int().nullable(),
  files: z.int().nullable(),
  money: z.array(z.object({ currency: z.string(), per_minute: z.number() })),
});
export type ReachSummary = z.infer<typeof reachSummary>;

export const decisionDocument = z.object({
  schema: z.literal('firebreak.decision/v1'),
  /** What the enforced rules say; this decides the exit code. */
  decision: decisionValue,
  /** What would be said if every advising and shadow rule were enforced. */
  would_decide: decisionValue,
  /** 0 allow, 1 block, 3 hold or unknown. */
  exit: z.int(),
  would_exit: z.int(),
  /** The strongest mode of any rule in force: whether this gate can stop anything at all. */
  mode: ruleMode,
  change: z.object({
    id: z.string(),
    /** The last four are operations: no commit, but a text of what is done. */
    kind: z.enum(['branch', 'range', 'staged', 'landed', 'configuration', 'flag', 'data', 'manual']),
    /** How a landed change came into its branch; `null` for a proposal. */
    landing: z.enum(['merge', 'squash', 'rebase-series', 'direct']).nullable(),
    title: z.string(),
    base: z.string().nullable(),
    head: z.string().nullable(),
    base_branch: z.string().nullable(),
    head_branch: z.string().nullable(),
    pull_request: z.string().nullable(),
    content_digest: z.string().nullable(),
    author: z.string(),
    files: z.int(),
    added_lines: z.int().nullable(),
    deleted_lines: z.int().nullable(),
    at: z.iso.datetime().nullable(),
    gaps: z.array(z.object({ code: z.string(), message: z.string() })),
  }),
  tier: z.int().min(0).max(3).nullable(),
  services: z.array(z.string()),
  risk: z.object({
    /** Calibrated probability 0..1; `null` with the reason where it is not computed. */
    score: z.number().nullable(),
    /** What the score is calibrated on: a probability holds only for changes like those. */
    calibrated_on: z.enum(['public-data', 'repository']).nullable(),
    /** What `firebreak risk train` learnt here and this score uses; `null` = the weights as shipped. */
    model: z
      .object({
        /** `own`: trees of the repository's own labels. `level`: the shipped weights at its own base rate. */
        use: z.enum(['own', 'level']),
        labels: z.enum(['stated', 'traced']),
        /** Labelled changes it learnt from, and how many of them were harmful. */
        changes: z.int(),
        harmful: z.int(),
        /** The last landed change that it knew; it landed before the change that is scored. */
        as_of: z.string(),
      })
      .nullable(),
    /** 0..100: share of the preceding changes here with a lower risk; `null` = too few to tell. */
    percentile: z.number().nullable(),
    why_unknown: z.string().nullable(),
    /** At most five. */
    factors: z.array(factor).max(5),
  }),
  provenance: provenanceSummary,
  /** `null` = no scanner's report was given. */
  scanner: scannerSummary.nullable(),
  /** `null` = its content was not read. */
  operations: operationSummary.nullable(),
  /** `null` = no rule asks what it reaches. */
  reach: reachSummary.nullable(),
  /** Enforced first, then advising, then shadow; blocks before holds. */
  blockers: z.array(blocker),
  unevaluable: z.array(unevaluable),
  rules: z.array(ruleOutcome),
  /** What was found that satisfies requirements. */
  evidence: z.array(z.object({ kind: z.string(), text: z.string() })),
  review: z.object({
    /** Predicted minutes of one careful review, with the range it may lie in. */
    minutes: z.number(),
    low: z.number(),
    high: z.number(),
    /** Minutes of senior or principal time that the unsatisfied enforced and advised requirements ask for. */
    senior_minutes: z.number(),
    method: z.string(),
  }),
  policy: z.object({
    /** Where it was read: `COMMIT:firebreak.yaml`, `built-in:starter`, or a file given by the caller. */
    source: z.string(),
    digest: z.string(),
    /** Whether the change itself edits the policy (it is then judged by the base's policy). */
    edited_by_change: z.boolean(),
  }),
  policy_version: z.string(),
  facts_digest: z.string(),
  unknown_facts: z.array(z.object({ fact: z.string(), why: z.string() })),
  /** What of the configuration no longer counts: quarantines of flaky tests that lapsed. Changes no verdict. */
  warnings: z.array(z.object({ code: z.string(), file: z.string(), line: z.int().positive(), message: z.string() })),
  decided_at: z.iso.datetime(),
  next_step: z.object({ text: z.string(), argv: z.array(z.string()).nullable() }),
});

export type DecisionDocument = z.infer<typeof decisionDocument>;
export type BlockerDocument = z.infer<typeof blocker>;
export type ProvenanceSummary = z.infer<typeof provenanceSummary>;

/** Printed with `--json` whenever a command could not run. */
export const failureDocument = z.object({
  schema: z.literal('firebreak.failure/v1'),
  code: z.string(),
  kind: z.enum(['usage', 'permission', 'unreachable', 'malformed', 'defect', 'interrupted']),
  message: z.string(),
  fix: z.string().nullable(),
  exit: z.int(),
});
export type FailureDocument = z.infer<typeof failureDocument>;
