import { z } from 'zod';
import { may, viewer } from './server.ts';

const time = z.iso.datetime();
const actor = z.object({
  kind: z.enum(['human', 'script', 'agent', 'judge', 'plan', 'engine']),
  name: z.string(),
});

/** How long a proof takes if the new version is no worse. */
const forecast = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('minutes'), minutes: z.number() }),
  /** `provable`: the tightest ratio that can be ruled out within a day; `null` = none up to five times. */
  z.object({ kind: z.literal('not-in-a-day'), limit: z.number(), provable: z.number().nullable() }),
]);
export type RolloutForecast = z.infer<typeof forecast>;

/** One metric as the judge sees it: the numbers of the interval band, the stop line and the sample meter. */
const metric = z.object({
  metric: z.string(),
  kind: z.enum(['errors', 'latency', 'business', 'continuous']),
  critical: z.boolean(),
  /** None of no-data, silent and too-little ever promotes or rolls back. */
  state: z.enum(['no-data', 'silent', 'too-little', 'undecided', 'not-worse', 'worse']),
  /** Threshold of a latency metric that the ratio is of. */
  part: z.string().nullable(),
  /** Canary to control, with an interval that holds at every look; `null` = not bounded by what was seen. */
  ratio: z.object({
    estimate: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    level: z.number(),
  }),
  /** Logarithm of the evidence that it is worse, and the line at which the metric alone stops the rollout (`null`: it does not alone). */
  stop: z.object({
    evidence: z.number(),
    line: z.number().nullable(),
    /** Ratio that a stop must exceed: 1, or a margin beyond it while the dispersion is not learnt. */
    base: z.number(),
  }),
  /** The same for the proof that it is not as bad as `limit`. */
  proof: z.object({ evidence: z.number(), line: z.number(), limit: z.number() }),
  /** Events in both arms, and how many must be seen before anything is stopped. */
  samples: z.object({ seen: z.number(), needed: z.number(), enough: z.boolean() }),
  canary: z.object({ events: z.number(), exposure: z.number().nullable() }),
  control: z.object({ events: z.number(), exposure: z.number().nullable() }),
  stage_minutes: z.number(),
  /** `unknown` = it is not learnt how much the metric scatters by itself, and a margin is kept. */
  dispersion: z.object({ phi: z.number(), state: z.enum(['learnt', 'carried', 'unknown']), windows: z.int() }),
  forecast: forecast.nullable(),
  dropped: z.record(z.string(), z.int()),
  /** The ratio at looks over the whole rollout, oldest first; a picture, as far as the node that answers judged since its start. */
  trace: z.array(
    z.object({ at: time, estimate: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() }),
  ),
  /** One clause for people, such as `too little data: 3 of 5 events`. */
  text: z.string(),
});
export type RolloutMetric = z.infer<typeof metric>;

const stage = z.object({
  name: z.string(),
  target: z.string(),
  percent: z.number(),
  state: z.enum(['done', 'current', 'ahead']),
  entered_at: time.nullable(),
  promote: z.enum(['evidence', 'human']),
  least_minutes: z.number(),
  within_minutes: z.number(),
});

const safety = z.object({
  answer: z.enum(['safe', 'unsafe', 'unknown']),
  /** What going back would be now. */
  route: z.enum(['safe', 'flag-off', 'roll-forward', 'ask']),
  text: z.string(),
  reasons: z.array(
    z.object({
      code: z.string(),
      rule: z.string().nullable(),
      path: z.string().nullable(),
      line: z.int().nullable(),
      certainty: z.enum(['certain', 'possible']),
    }),
  ),
});

/** How far it is known how much a metric scatters by itself: learnt between rollouts, of instances of the standing version. */
const learnt = z.object({
  metric: z.string(),
  /** `no-data`: nothing is counted of the standing version. `one-instance`: its instances are not told apart. `rollout`: nothing is learnt while a rollout goes on. */
  standing: z.enum(['learning', 'no-data', 'one-instance', 'rollout']),
  instances: z.int(),
  /** Windows of stable against stable that it rests on, of all lengths. */
  windows: z.int(),
  since: time.nullable(),
  /** Comparisons of up to so many minutes are learnt; 0 = none. */
  minutes: z.number(),
  text: z.string(),
});
export type RolloutLearnt = z.infer<typeof learnt>;

/** Another rollout that goes on. `left-out` and `spread` are told apart from this one. */
const beside = z.object({
  rollout: z.string(),
  how: z.enum(['left-out', 'spread', 'not-told-apart']),
  text: z.string(),
});

const row = {
  id: z.string(),
  plan: z.string(),
  service: z.string(),
  environment: z.string(),
  /** `FORGE:REPOSITORY`. */
  repository: z.string(),
  change: z.string().nullable(),
  state: z.enum(['running', 'paused', 'stopping', 'finished', 'aborted', 'rolled-back', 'left']),
  /** Whether the evidence is too little to say anything yet. */
  too_little: z.boolean(),
  /** Stage that it is in; `null` = none was entered. */
  stage: z.string().nullable(),
  /** Weight that the new version has, or may have, by target. */
  weights: z.record(z.string(), z.number()),
  /** What it does or waits for, one sentence. */
  text: z.string(),
  /** What the judge last said, as codes with the metric that each is of; `null` = nothing. */
  said: z
    .object({ decision: z.enum(['promote', 'hold', 'rollback', 'unknown']), reasons: z.array(z.string()) })
    .nullable(),
  started_at: time,
  changed_at: time,
};
export const rolloutRow = z.object(row);
export type RolloutRow = z.infer<typeof rolloutRow>;

/** One rollout: where it stands, what the judge sees, and what may be done. */
export const rolloutReport = z.object({
  schema: z.literal('firebreak.rollout/v1'),
  as_of: time,
  viewer: viewer.nullable(),
  ...row,
  by: actor,
  stages: z.array(stage),
  targets: z.array(z.object({ id: z.string(), engine: z.string(), name: z.string(), version: z.string().nullable() })),
  /** How sure the judge must be, by tier and risk of the change. */
  demand: z.object({
    tier: z.int().nullable(),
    risk_percentile: z.number().nullable(),
    alpha: z.number(),
    promote_alpha: z.number(),
    ratio_limit: z.number(),
    drop_limit: z.number(),
  }),
  judgement: z
    .object({
      decision: z.enum(['promote', 'hold', 'rollback', 'unknown']),
      reasons: z.array(z.string()),
      /** Digest of the whole judgement. */
      evidence: z.string().nullable(),
      at: time,
    })
    .nullable(),
  /** Of the node that answers, of this stage; empty where it has judged nothing since its start. */
  metrics: z.array(metric),
  /** In the order of the plan's metrics. */
  learnt: z.array(learnt),
  /** Rollouts that serve the same users, or may; empty once it has ended. */
  beside: z.array(beside),
  /** An order that the engine was not yet seen to follow. */
  order: z
    .object({ id: z.string(), target: z.string(), act: z.string(), at: time, trouble: z.string().nullable() })
    .nullable(),
  /** What holds a promotion for which there is evidence. */
  waits: z.object({ code: z.string(), brakes: z.array(z.string()), text: z.string() }).nullable(),
  /** Brakes that hold a step forward now. */
  brakes: z.array(z.string()),
  paused: z.object({ code: z.string(), text: z.string(), by: actor, at: time }).nullable(),
  stop: z
    .object({ cause: z.string(), route: z.string(), reasons: z.array(z.string()), by: actor, at: time })
    .nullable(),
  safety,
  end: z.object({ kind: z.string(), by: actor, at: time }).nullable(),
  /** What the viewer may do here, and if not, why. */
  may: z.object({ pause: may, resume: may, promote: may, abort: may, leave: may }),
});
export type RolloutReport = z.infer<typeof rolloutReport>;

/** Rollouts that go on, the newest of each plan, and the plans. */
export const rolloutList = z.object({
  schema: z.literal('firebreak.rollouts/v1'),
  as_of: time,
  viewer,
  /** What changed last first. */
  rollouts: z.array(rolloutRow),
  plans: z.array(
    z.object({
      repository: z.string(),
      name: z.string(),
      service: z.string(),
      environment: z.string(),
      stages: z.array(z.object({ name: z.string(), percent: z.number() })),
      /** Of the plan's engines those that this server can order or answer. */
      engines: z.array(z.object({ kind: z.string(), configured: z.boolean() })),
      /** In the order of the plan's metrics. */
      learnt: z.array(learnt),
    }),
  ),
  /** Repositories whose configuration could not be read, with why. */
  unread: z.array(z.string()),
  may: z.object({ start: may }),
});
export type RolloutList = z.infer<typeof rolloutList>;

/** What became of a request to a rollout. */
export const rolloutAnswer = z.object({
  schema: z.literal('firebreak.rollout-answer/v1'),
  rollout: z.string(),
  state: rolloutRow.shape.state,
  /** Of the last event in the log that this made. */
  position: z.int(),
  text: z.string(),
});
export type RolloutAnswer = z.infer<typeof rolloutAnswer>;

/** How long each stage of a plan will need, before anything starts. */
export const rolloutPlanReport = z.object({
  schema: z.literal('firebreak.rollout-plan/v1'),
  plan: z.string(),
  service: z.string(),
  source: z.string(),
  traffic_per_minute: z.number(),
  error_rate: z.number(),
  demand: rolloutReport.shape.demand,
  stages: z.array(
    z.object({
      name: z.string(),
      target: z.string(),
      percent: z.number(),
      promote: z.enum(['evidence', 'human']),
      least_minutes: z.number(),
      within_minutes: z.number(),
      /** `null` = what its events are is not stated. */
      metrics: z.array(z.object({ metric: z.string(), critical: z.boolean(), forecast: forecast.nullable() })),
      /** The longest of the critical metrics, no less than the least time; `null` = not in a day, or not known. */
      minutes: z.number().nullable(),
      text: z.string(),
    }),
  ),
  /** What cannot be seen with this traffic. */
  blind: z.array(z.string()),
});
export type RolloutPlanReport = z.infer<typeof rolloutPlanReport>;

const reason = z.string().min(1).max(500);

/** Starts a rollout of a plan; without a change nothing is known of it, which counts as the worst. */
export const rolloutStartRequest = z.strictObject({
  plan: z.string().min(1).max(100),
  /** `FORGE:REPOSITORY`; may be left out where one repository states a plan of that name. */
  repository: z.string().min(1).max(300).optional(),
  change: z.string().min(1).max(300).optional(),
  /** What is rolled out, as the engine names it, by target; the plan's where it is left out. */
  versions: z.record(z.string().min(1).max(100), z.string().min(1).max(200)).optional(),
});
export type RolloutStartRequest = z.infer<typeof rolloutStartRequest>;
export const rolloutReasonRequest = z.strictObject({ reason });
export const rolloutAbortRequest = z.strictObject({
  reason,
  /** Goes back though it is not safe; only a human. */
  insist: z.boolean().default(false),
  /** Ends the rollout and leaves traffic where it is; only a human. */
  leave: z.boolean().default(false),
});
export type RolloutAbortRequest = z.infer<typeof rolloutAbortRequest>;
