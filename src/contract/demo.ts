import { z } from 'zod';

const time = z.iso.datetime();
/** Milliseconds since the demo began; `null` = it did not come. */
const moment = z.int().nullable();

/** `firebreak demo`: what happened, when, and what it came to. */
export const demoReport = z.object({
  schema: z.literal('firebreak.demo/v1'),
  started_at: time,
  /** `worse`: the new version turned bad. `healthy`: it stayed as good as the old one. */
  story: z.enum(['worse', 'healthy']),
  speed: z.enum(['watch', 'fast']),
  seed: z.int(),
  /** What moved the traffic, such as `HAProxy 2.6.12`. */
  proxy: z.string(),
  requests_per_second: z.number(),
  /** In the order in which they happened. */
  moments: z.array(z.object({ at_ms: z.int(), code: z.string(), text: z.string() })),
  /** Id of the rollout, how it ended (`running` = it was broken off), and what the judge rested on. */
  rollout: z.object({
    id: z.string(),
    state: z.string(),
    reasons: z.array(z.string()),
    /** How far it was known how much each metric scatters by itself. */
    learnt: z.array(z.object({ metric: z.string(), known: z.boolean(), text: z.string() })),
  }),
  times: z.object({
    /** First share of traffic. */
    first_traffic: moment,
    /** The new version turned bad. */
    turned_bad: moment,
    /** The judge had decided. */
    decided: moment,
    /** The old version had all traffic again, as the proxy says. */
    traffic_back: moment,
    brake_engaged: moment,
  }),
  /** Seconds from turning bad to the decision, and to the last customer who met it; `null` = it did not turn bad, or was not stopped. */
  seconds: z.object({ to_decision: z.number().nullable(), to_traffic_back: z.number().nullable() }),
  /** Customers' answers, all of them; `skipped`: requests that were not sent, since the machine did not keep up. */
  customers: z.object({ answered: z.int(), bad: z.int(), skipped: z.int() }),
  /** Checkouts while the new version was bad and had traffic; `null` = it never was. */
  harm: z
    .object({
      /** All checkouts in that time, of both versions. */
      checkouts: z.int(),
      /** Bad ones that the new version answered. */
      bad: z.int(),
      /** Of these, more than the old version would have had: by its share in that time. */
      extra_bad: z.number(),
      /** The same if every customer had met the new version, in that time and in each further minute: arithmetic, not measured. */
      extra_bad_without: z.number(),
      extra_bad_a_minute_without: z.number(),
    })
    .nullable(),
  /** What holds now; `null` = nothing. */
  brake: z.object({ id: z.string(), scope: z.array(z.string()), reason: z.string() }).nullable(),
  /** Changes that came after it: what holds them, or that nothing does. */
  changes: z.array(z.object({ change: z.string(), state: z.string(), why: z.string() })),
});
export type DemoReport = z.infer<typeof demoReport>;
