import { z } from 'zod';
import { ENGINE_KINDS } from '../../domain/rollout/index.ts';
import { id, list } from './schema-part.ts';

const duration = z
  .string()
  .regex(/^\d{1,6}(?:ms|s|m|h|d)$/, 'must be a number with ms, s, m, h or d, such as 30s, 5m, 2h');
const selector = z
  .string()
  .min(1)
  .max(1_000)
  .describe('A metric, with labels that must be equal: `http_requests_total{service="shop"}`.');
const selectors = z.union([selector, list(selector).min(1, 'needs at least one')]);
const word = z.string().min(1).max(100);

const arms = z
  .strictObject({
    label: word.default('arm').describe('Label by which the new and the standing version are told apart.'),
    canary: word.default('canary').describe('Its value for the new version.'),
    control: word.default('control').describe('Its value for the version that stands.'),
    instance: word
      .optional()
      .describe(
        'Label by which instances of the standing version are told apart; a usual one (pod, instance) where left out.',
      ),
  })
  .describe('How the two sides are told apart in every metric that says nothing else.');

const unit = z
  .enum(['requests', 'users', 'weights'])
  .default('requests')
  .describe('What could have had an event. weights: the configured shares count, and exposure is only a sign of life.');

const shared = {
  critical: z
    .boolean()
    .default(true)
    .describe('A critical metric stops a rollout alone, and must be proved not worse before a stage is left.'),
  arms: arms.optional(),
};

const metric = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('errors'),
      events: selectors.describe('Counters of bad answers.'),
      exposure: selectors.describe('Counters of all answers.'),
      unit,
      harmless_share: z.number().gt(0).lt(1).optional().describe('Share of bad answers that harms nobody.'),
      absent_is_zero: z
        .boolean()
        .default(false)
        .describe('Whether a counter that nobody has seen stands at 0: programs that tell of errors after the first.'),
      ...shared,
    }),
    z.strictObject({
      kind: z.literal('latency'),
      histogram: selector.describe('Name without `_bucket` and `_count`, as Prometheus writes histograms.'),
      thresholds_ms: z
        .record(word, z.number().gt(0).max(3_600_000))
        .describe('By name (p50, p99), each a bound of the buckets, from the least.'),
      unit: z.enum(['seconds', 'milliseconds']).default('seconds').describe('Unit of the bounds (`le`).'),
      ...shared,
    }),
    z.strictObject({
      kind: z.literal('business'),
      events: selectors.describe('Counters of what a flow completes: orders, payments, sign-ups.'),
      exposure: selectors.describe('Counters of what could have completed.'),
      unit,
      ...shared,
    }),
    z.strictObject({
      kind: z.literal('values'),
      count: selector,
      sum: selector,
      squares: selector.describe('Counter of the squares: without it nobody knows how much a mean scatters.'),
      worse: z.enum(['higher', 'lower']),
      ...shared,
    }),
  ])
  .describe('Something that must not become worse.');

const target = z
  .strictObject({
    engine: z.enum(ENGINE_KINDS).describe('What moves traffic, or users.'),
    name: z
      .string()
      .min(1)
      .max(300)
      .describe('As the engine names it: NAMESPACE/NAME, BACKEND/SERVER of the new version, key of a flag.'),
    version: z.string().min(1).max(200).optional().describe('Left out = whatever the engine holds as new.'),
  })
  .describe('What is moved.');

const stage = z
  .strictObject({
    name: id,
    target: id.optional().describe('Which target is moved; may be left out where there is one.'),
    weight: z
      .number()
      .gt(0)
      .lt(100)
      .describe('Percentage of the new version. The last stage is followed by all of it.'),
    least: duration.default('5m').describe('Observed time before which the stage is not left.'),
    least_unlearnt: duration
      .optional()
      .describe('The same until it is known how much the metrics scatter by themselves; twice `least` where left out.'),
    within: duration.default('2h').describe('After this the stage pauses, and a human is asked.'),
    promote: z.enum(['evidence', 'human']).default('evidence').describe('What ends it.'),
    only_risky: z.boolean().default(false).describe('Only changes of high or unknown risk go through it.'),
    looks: z.int().min(2).max(60).optional().describe('Equal looks at small effects within `horizon`.'),
    horizon: duration.optional().describe('A fixed length, with looks at small effects.'),
    promote_at_horizon: z
      .boolean()
      .default(false)
      .describe('Whether the end of the horizon promotes where nothing worse was found, though nothing is proved.'),
  })
  .describe('One step.');

const plan = z
  .strictObject({
    service: id.describe('Service of this configuration.'),
    environment: word.default('production'),
    targets: z.record(id, target),
    metrics: z.record(id, metric),
    arms: arms.default({ label: 'arm', canary: 'canary', control: 'control' }),
    stages: list(stage).min(1, 'needs at least one stage'),
    on_worse: z
      .enum(['roll-back', 'pause'])
      .default('roll-back')
      .describe('What happens by itself when it is found worse; where going back is not safe it pauses anyway.'),
    step: duration.default('30s').describe('Length of the intervals that are compared: twice the scrape interval.'),
    lateness: duration.default('15s').describe('How late measurements may come and still count.'),
    silence: duration.default('5m').describe('Without measurements for so long a metric counts as silent.'),
    least_events: z.int().min(1).max(1_000_000).default(5).describe('Events below which nothing is stopped.'),
  })
  .describe('How a new version of a service is given to users. Read from the protected branch, never from a change.');

/** The `rollouts:` section, by name of the plan. */
export const rolloutSection = z.record(id, plan);

export type RolloutSectionShape = z.infer<typeof rolloutSection>;
export type RolloutPlanShape = RolloutSectionShape[string];
export type RolloutMetricShape = RolloutPlanShape['metrics'][string];
