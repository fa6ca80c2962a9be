import { z } from 'zod';
import { decisionDocument, decisionValue } from './decision.ts';
import { finding } from './finding.ts';
import { queueStanding } from './queue-standing.ts';
import { shipReport } from './ship.ts';

/** Who looks, and what they may do at all. */
export const viewer = z.object({
  /** `null` = not signed in. */
  account: z.string().nullable(),
  name: z.string(),
  /** Person of the catalog; `null` = none, then nothing can be signed. */
  person: z.string().nullable(),
  roles: z.array(z.enum(['viewer', 'engineer', 'approver', 'operator', 'admin', 'auditor'])),
  permissions: z.array(z.string()),
});
export type Viewer = z.infer<typeof viewer>;

/** `GET /api/v1/me`, also for whoever is not signed in: who looks, and what a browser needs to sign in and to write. */
export const meReport = z.object({
  schema: z.literal('firebreak.me/v1'),
  viewer,
  /** Goes with each write as `x-firebreak-csrf`; `null` = not signed in. */
  csrf: z.string().nullable(),
  /** Ways in: whether by name and password, and the identity provider whose `url` begins its own. */
  sign_in: z.object({
    password: z.boolean(),
    provider: z.object({ name: z.string(), url: z.string() }).nullable(),
  }),
});
export type MeReport = z.infer<typeof meReport>;

/** One change in a list. */
export const changeRow = z.object({
  /** `github:OWNER/NAME#7`; stable in links. */
  id: z.string(),
  kind: z.enum(['proposal', 'configuration', 'flag', 'data', 'manual']),
  repository: z.string().nullable(),
  number: z.int().nullable(),
  title: z.string(),
  author: z.string(),
  /** Address of its page on the forge. */
  url: z.string().nullable(),
  state: z.enum(['open', 'landed', 'closed']),
  draft: z.boolean(),
  /** `undecided` = the newest revision was not judged yet. */
  verdict: z.enum(['allow', 'hold', 'block', 'unknown', 'undecided']),
  /** Whether an override lets it pass now. */
  overridden: z.boolean(),
  /** Whether an override of it was not reviewed yet. */
  review_owed: z.boolean(),
  tier: z.int().min(0).max(3).nullable(),
  services: z.array(z.string()),
  assistance: z.enum(['ai', 'human', 'unknown']),
  /** 0..1. */
  risk: z.number().nullable(),
  /** Predicted minutes of one careful review. */
  review_minutes: z.number(),
  senior_minutes: z.number(),
  signoffs: z.int(),
  /** Rules of the newest decision whose requirement is open, distinct; empty = nothing is. */
  held_by: z.array(z.string()),
  /** Persons who are asked now. */
  asked: z.array(z.string()),
  opened_at: z.iso.datetime(),
  revised_at: z.iso.datetime(),
  revisions: z.int(),
});
export type ChangeRow = z.infer<typeof changeRow>;

export const changeList = z.object({
  schema: z.literal('firebreak.changes/v1'),
  changes: z.array(changeRow),
  /** Give it as `after` for the next page; `null` = this was the last. */
  next: z.string().nullable(),
});
export type ChangeList = z.infer<typeof changeList>;

/** Screen "Now": is it safe to ship, and does anything wait for me? */
export const nowReport = z.object({
  schema: z.literal('firebreak.now/v1'),
  as_of: z.iso.datetime(),
  viewer,
  ship: shipReport,
  /** One a service that anything is open for, most critical first. */
  services: z.array(
    z.object({
      service: z.string(),
      tier: z.int().min(0).max(3).nullable(),
      /** `held` = something open may not pass yet; `blocked` = something is refused; `undecided` = not judged yet. */
      state: z.enum(['clear', 'held', 'blocked', 'undecided']),
      open: z.int(),
      held: z.int(),
      blocked: z.int(),
      /** Of what has waited longest; `null` = nothing waits. */
      oldest_minutes: z.number().nullable(),
    }),
  ),
  /** At most seven, what costs most to leave first. */
  asks: z.array(
    z.object({
      kind: z.enum(['sign', 'repair', 'review-override', 'undecided']),
      change: z.string(),
      title: z.string(),
      text: z.string(),
      minutes: z.number().nullable(),
      waiting_minutes: z.number(),
      tier: z.int().min(0).max(3).nullable(),
      due_at: z.iso.datetime().nullable(),
    }),
  ),
  counts: z.object({
    open: z.int(),
    allowed: z.int(),
    held: z.int(),
    blocked: z.int(),
    undecided: z.int(),
    /** Overrides whose later review is owed. */
    reviews_owed: z.int(),
    ai_assisted: z.int(),
    /** All that was ever found in production, or landed, without a record that lets it be there. */
    findings: z.int(),
  }),
  /** The newest of them, at most three. */
  findings: z.array(finding),
  log: z.object({ events: z.int(), sealed: z.int() }),
});
export type NowReport = z.infer<typeof nowReport>;

/** A sign-off for which nobody could be asked. */
export const reviewShortfall = z.object({
  /** `everybody-asked` = who may sign was asked before and did not. */
  kind: z.enum(['nobody-known', 'everybody-away', 'over-budget', 'everybody-asked']),
  missing: z.int().min(1),
  text: z.string(),
  /** What somebody does now, in one sentence. */
  next_step: z.string(),
});
export type ReviewShortfall = z.infer<typeof reviewShortfall>;

/** Screen "Sign-off inbox": what must I sign, in what order, why me, how long? */
export const inboxReport = z.object({
  schema: z.literal('firebreak.inbox/v1'),
  as_of: z.iso.datetime(),
  viewer,
  /** Whose inbox; `null` = nobody of the catalog looks. */
  person: z.string().nullable(),
  /** `null` = no budget is configured. */
  budget: z.object({ used_minutes: z.number(), week_minutes: z.number() }).nullable(),
  /** In the order in which they should be done. */
  items: z.array(
    z.object({
      change: changeRow,
      why: z.string(),
      minutes: z.number(),
      asked_at: z.iso.datetime(),
      due_at: z.iso.datetime(),
      passed_on_by: z.string().nullable(),
      /** The content that is asked about; signing anything else is refused. */
      content_digest: z.string().nullable(),
      /** Files the change and others that it reaches; `null` = not known. */
      reach_files: z.int().nullable(),
      /** Why it is held, at most five, in words. */
      reasons: z.array(z.object({ code: z.string(), text: z.string() })),
      /** A junior who may read along beside the viewer; `null` = nobody. */
      pair: z.string().nullable(),
    }),
  ),
  /** What the viewer may read along to learn, beside who is asked; counts for nothing. Most urgent first. */
  reading_along: z.array(
    z.object({ change: changeRow, beside: z.string(), minutes: z.number(), due_at: z.iso.datetime() }),
  ),
  /** Open changes that lack a sign-off for which nobody could be asked, what the viewer can help with first; at most 20. */
  short: z.array(
    z.object({
      change: changeRow,
      shortfalls: z.array(reviewShortfall),
      /** Whether the viewer is named: would be asked but for the budget, or has time but knows the files less. */
      is_named: z.boolean(),
    }),
  ),
});
export type InboxReport = z.infer<typeof inboxReport>;

const actor = z.object({ person: z.string().nullable(), handle: z.string().nullable() });

/** What the viewer may do, and if not, why. */
export const may = z.object({ allowed: z.boolean(), why_not: z.string().nullable() });

/** Screen "Change": why is this held and what clears it? */
export const changeReport = z.object({
  schema: z.literal('firebreak.change/v1'),
  as_of: z.iso.datetime(),
  viewer,
  change: changeRow,
  revision: z.object({
    head: z.string().nullable(),
    base: z.string().nullable(),
    head_branch: z.string().nullable(),
    base_branch: z.string().nullable(),
    content_digest: z.string().nullable(),
    at: z.iso.datetime(),
  }),
  /** The way to production; exactly one step is `stuck` or `now` while the change is open. */
  ladder: z.array(
    z.object({
      step: z.enum(['intent', 'evidence', 'risk', 'sign-off', 'queue', 'canary', 'live']),
      state: z.enum(['done', 'now', 'stuck', 'later', 'not-connected']),
      text: z.string(),
    }),
  ),
  /** Id of the rollout that the step `canary` tells of; `null` = none was begun. */
  rollout: z.string().nullable(),
  /** `null` = no revision was judged yet. */
  decision: decisionDocument.nullable(),
  /** Whether the decision is of the newest revision. */
  current: z.boolean(),
  signoffs: z.array(
    z.object({
      id: z.string(),
      by: actor,
      at: z.iso.datetime(),
      source: z.string(),
      /** Whether it counts for the newest content, and if not, why. */
      counts: z.boolean(),
      why_not: z.string().nullable(),
      /** What they said with it; `null` = nothing. */
      comment: z.string().nullable(),
    }),
  ),
  asks: z.array(
    z.object({
      person: z.string(),
      why: z.string(),
      minutes: z.number(),
      at: z.iso.datetime(),
      due_at: z.iso.datetime(),
      /** A junior who may read along beside this person; `null` = nobody. */
      pair: z.string().nullable(),
    }),
  ),
  /** Sign-offs for which nobody could be asked. */
  shortfalls: z.array(reviewShortfall),
  /** `null` for a proposal. */
  operation: z
    .object({
      repository: z.string(),
      /** The whole text of what is done, which sign-offs are bound to; `null` = it is not kept. */
      content: z.string().nullable(),
      paths: z.array(z.string()),
      /** Whoever submitted a revision. */
      submitted_by: z.array(z.string()),
      prompters: z.array(z.string()),
      /** The command that marks it as carried out; `null` while nothing lets it pass, and afterwards. */
      argv: z.array(z.string()).nullable(),
    })
    .nullable(),
  returned: z.object({ by: actor, reason: z.string(), at: z.iso.datetime() }).nullable(),
  overrides: z.array(
    z.object({
      id: z.string(),
      by: actor,
      reason: z.string(),
      ticket: z.string(),
      at: z.iso.datetime(),
      expires_at: z.iso.datetime(),
      active: z.boolean(),
      skipped: z.array(z.string()),
      review: z.object({ by: actor, at: z.iso.datetime(), finding: z.string() }).nullable(),
    }),
  ),
  /** Oldest first: every event of the change, at most the newest 500. */
  timeline: z.array(
    z.object({
      position: z.int(),
      at: z.iso.datetime(),
      type: z.string(),
      actor: z.string().nullable(),
      text: z.string(),
    }),
  ),
  /** Where it stands in the merge queue of its branch; `null` = it was never queued there, or there is none. */
  queue: queueStanding.nullable(),
  may: z.object({ sign: may, return: may, delegate: may, override: may, recheck: may }),
});
export type ChangeReport = z.infer<typeof changeReport>;

/** Screen "Blast & exposure": what can open changes reach, and what runs there? */
export const exposureReport = z.object({
  schema: z.literal('firebreak.exposure/v1'),
  as_of: z.iso.datetime(),
  viewer,
  services: z.array(
    z.object({
      id: z.string(),
      tier: z.int().min(0).max(3).nullable(),
      /** Open changes that touch it, and that reach it through others. */
      touched_by: z.array(z.string()),
      reached_by: z.array(z.string()),
      owners: z.array(z.string()),
    }),
  ),
  /** In production, or landed, without a record that lets it be there: the newest, at most 50. */
  findings: z.array(finding),
  calls: z.array(z.object({ caller: z.string(), callee: z.string(), per_minute: z.number().nullable() })),
  flows: z.array(
    z.object({
      id: z.string(),
      tier: z.int().min(0).max(3),
      services: z.array(z.string()),
      money_per_minute: z.object({ currency: z.string(), amount: z.number() }).nullable(),
      reached_by: z.array(z.string()),
    }),
  ),
  changes: z.array(changeRow),
});
export type ExposureReport = z.infer<typeof exposureReport>;

/** Screen "Policy & proof": what do the rules do here, and can it be proved? */
export const policyReport = z.object({
  schema: z.literal('firebreak.policy/v1'),
  as_of: z.iso.datetime(),
  viewer,
  repositories: z.array(
    z.object({
      repository: z.string(),
      /** `COMMIT:firebreak.yaml` or `built-in:starter`; `null` = no decision yet. */
      source: z.string().nullable(),
      digest: z.string().nullable(),
    }),
  ),
  /** Rules of the newest decisions of open changes, and of the protected bases; each number counts open changes. */
  rules: z.array(
    z.object({
      rule: z.string(),
      mode: z.enum(['shadow', 'advise', 'enforce']),
      because: z.string(),
      /** Rows: `/api/v1/changes?matched=RULE`. */
      matched: z.int(),
      /** Rows: `/api/v1/changes?holding=RULE`. */
      holding: z.int(),
      senior_minutes: z.number(),
      /** Rows: `/api/v1/changes?unjudged=RULE`. */
      unevaluable: z.int(),
    }),
  ),
  proof: z.object({
    events: z.int(),
    sealed: z.int(),
    /** Signed note; `null` = nothing is sealed yet. */
    checkpoint: z.string().nullable(),
    key: z.string(),
  }),
  /** Newest first, at most 200: who did what. */
  record: z.array(
    z.object({
      position: z.int(),
      at: z.iso.datetime(),
      type: z.string(),
      actor: z.string().nullable(),
      about: z.string(),
      /** Id of the change that it is about; `null` = it is about none. */
      change: z.string().nullable(),
      digest: z.string(),
    }),
  ),
});
export type PolicyReport = z.infer<typeof policyReport>;

/** Signing in: by name and password, or by the link that a starting server shows its owner. */
export const sessionRequest = z.union([
  z.strictObject({ name: z.string().min(1).max(200), password: z.string().min(1).max(2000) }),
  z.strictObject({ link: z.string().min(1).max(200) }),
]);

/** Bodies of writes. Unknown members are refused. */
export const signoffRequest = z.strictObject({
  content_digest: z.string().max(200),
  comment: z.string().max(2000).default(''),
});
export const returnRequest = z.strictObject({
  reason: z.string().min(1).max(2000),
  content_digest: z.string().max(200),
});
export const delegateRequest = z.strictObject({
  to: z.string().min(1).max(100),
  reason: z.string().max(2000).default(''),
});
export const overrideRequest = z.strictObject({
  reason: z.string().min(1).max(2000),
  ticket: z.string().min(1).max(200),
  ttl_minutes: z.int().min(1).max(1440),
  content_digest: z.string().max(200),
});
export const overrideReviewRequest = z.strictObject({ finding: z.string().min(1).max(2000) });
/** What is no pull request and takes the same path. */
export const operationRequest = z.strictObject({
  kind: z.enum(['configuration', 'flag', 'data', 'manual']),
  /** The caller's own id: the same one with the same content is one submission. */
  key: z.string().regex(/^[\w.:/-]{1,120}$/),
  repository: z.string().min(1).max(200),
  title: z.string().min(1).max(300),
  /** What will be done, exactly: the command, the statement, the old and new value. Its digest is what is signed. */
  content: z.string().min(1).max(200_000),
  /** Paths of the repository that it is about, so that tier and owners follow; may be empty. */
  paths: z.array(z.string().min(1).max(500)).max(500).default([]),
  /** A human who directs an agent here; the account of the caller is the author. */
  prompter: z.string().max(200).nullish(),
});
export type OperationRequest = z.infer<typeof operationRequest>;

/** What is deployed, as the caller's pipeline says. */
export const deploymentRequest = z.strictObject({
  repository: z.string().min(1).max(200),
  service: z.string().min(1).max(200),
  environment: z.string().min(1).max(100),
  /** One of them at least. */
  commit: z
    .string()
    .regex(/^[0-9a-f]{40,64}$/)
    .nullish(),
  image: z.string().max(400).nullish(),
  configuration_digest: z.string().max(200).nullish(),
  at: z.iso.datetime({ offset: true }),
});

/** Every write answers so. */
export const writeAnswer = z.object({
  schema: z.literal('firebreak.write-answer/v1'),
  change: z.string(),
  /** Of the last event that it made. */
  position: z.int(),
  verdict: decisionValue.or(z.literal('undecided')),
  text: z.string(),
});
export type WriteAnswer = z.infer<typeof writeAnswer>;

/** One line of the live feed: something about this change, this merge queue, or this brake is new. */
export const liveEvent = z.object({
  position: z.int(),
  change: z.string().nullable(),
  /** `FORGE:REPOSITORY@BRANCH`; `null` = it is no event of a queue. */
  queue: z.string().nullable(),
  /** Absent or `null` = it is no event of a brake. */
  brake: z.string().nullable().optional(),
  type: z.string(),
});
export type LiveEvent = z.infer<typeof liveEvent>;
