import { z } from 'zod';

const time = z.iso.datetime();
const bound = z.number().nullable();

/** A share with its counts, its 95 % interval and the id of its definition; `null` members of none. */
export const shareFigure = z.object({
  rule: z.string(),
  numerator: z.int(),
  denominator: z.int(),
  /** Distinct events among the counted: what one repair mended is one. */
  events: z.int(),
  share: bound,
  low: bound,
  high: bound,
});
export type ShareFigureDocument = z.infer<typeof shareFigure>;

/** Events by week, with the 95 % interval of a Poisson count. */
const paceFigure = z.object({
  rule: z.string(),
  count: z.int(),
  weeks: z.number(),
  per_week: z.number(),
  low: z.number(),
  high: z.number(),
});
export type PaceFigureDocument = z.infer<typeof paceFigure>;

/** Hours with their 95 % interval; a `null` member lies beyond what was seen. */
const hours = z.object({ value: bound, low: bound, high: bound });

/** How long something took; what still lasts counts as longer (Kaplan-Meier). */
const timeFigure = z.object({
  rule: z.string(),
  ended: z.int(),
  lasting: z.int(),
  /** Not known, and so not counted. */
  unknown: z.int(),
  median: hours,
  p75: hours,
  p90: hours,
});
export type TimeFigureDocument = z.infer<typeof timeFigure>;

/** The five DORA metrics of one service; services are never added up. */
const serviceMetrics = z.object({
  service: z.string(),
  frequency: paceFigure,
  lead_time: timeFigure,
  change_fail: shareFigure,
  recovery: timeFigure,
  rework: shareFigure,
  /** The same commit again, and steps back to an earlier one: neither is a new deployment. */
  again: z.int(),
  back: z.int(),
  without_changes: z.int(),
  of: z.object({ version: z.int(), configuration: z.int(), flag: z.int(), data: z.int(), manual: z.int() }),
});

const stageName = z.enum(['coding', 'pickup', 'review', 'queue', 'deploy']);

/** Where changes of one service spend their time. */
const stageSplit = z.object({
  service: z.string(),
  changes: z.int(),
  stages: z.array(
    z.object({
      stage: stageName,
      time: timeFigure,
      arrivals_per_week: z.number(),
      departures_per_week: z.number(),
      waiting: z.int(),
      mean_waiting: z.number(),
      share: bound,
    }),
  ),
  /** `null` = too few changes. `clear`: it leads the next one by more than chance. */
  bottleneck: z.object({ stage: stageName, share: z.number(), clear: z.boolean() }).nullable(),
  unreviewed: z.int(),
});

const boundedFigure = z.object({ value: z.number(), low: z.number(), high: z.number() });

/** A comparison of like with like. */
const adjusted = z.object({
  difference: boundedFigure.nullable(),
  ratio: boundedFigure.nullable(),
  /** Shares of both as if both had the mix of the AI cohort. */
  standardised: z.object({ ai: z.number(), other: z.number() }).nullable(),
  strata: z.int(),
  /** Share of the AI cohort, and of the other, that has its like; `null` = there is none. */
  overlap: bound,
  other_overlap: bound,
  /** Risk ratio that something unmeasured must have with both sides to explain it away; `interval` of the nearer bound. */
  confounding: z.object({ estimate: z.number(), interval: z.number() }).nullable(),
});

/** Repairs of changes with evidence of AI beside those of others. Observed, never assigned: none of it is an effect of AI. */
const cohorts = z.object({
  ai: shareFigure,
  human: shareFigure,
  unknown: shareFigure,
  evidence: z.object({
    attested: z.int(),
    declared: z.int(),
    observed: z.int(),
    inferred: z.int(),
    none: z.int(),
  }),
  against: z.enum(['human', 'without-evidence']),
  raw: z.object({ difference: bound, low: bound, high: bound }),
  total: adjusted,
  direct: adjusted,
  /** The raw and the adjusted difference have different signs (Simpson). */
  reversed: z.boolean(),
  label_errors: z.array(z.object({ sensitivity: z.number(), ratio: bound })),
  power: z.object({ needed_per_arm: z.int().nullable(), ai: z.int(), other: z.int(), detectable: bound }),
  verdict: z.enum(['not-enough-data', 'not-comparable', 'no-difference-shown', 'more-repairs', 'fewer-repairs']),
});

/** Share of lines that still stood after so many days; the interval counts changes. */
const life = z.object({
  cohort: z.enum(['ai', 'human', 'unknown']),
  after: z.array(
    z.object({
      rule: z.string(),
      days: z.int(),
      lines: z.int(),
      standing: z.int(),
      changes: z.int(),
      share: bound,
      low: bound,
      high: bound,
    }),
  ),
});

const tier = z.literal([0, 1, 2, 3]).nullable();

/** What is measured of one window, in one repository or all that a server knows. */
export const deliveryMetrics = z.object({
  span: z.object({ from: time, to: time }),
  /** Digest of all definitions. */
  definitions_digest: z.string(),
  /** Of every rule id that stands beside a figure. */
  definitions: z.record(z.string(), z.string()),
  landings: paceFigure,
  repairs: shareFigure,
  /** By name; empty = no deployment to production is known. */
  services: z.array(serviceMetrics),
  stages: z.array(stageSplit),
  cohorts,
  /** `null` = lines were not followed. */
  life: z.array(life).nullable(),
  escapes: z.array(
    z.object({
      tier,
      escaped: shareFigure,
      by_pass: z.array(
        z.object({
          passed: z.enum(['by-itself', 'signed-off', 'overridden', 'past-the-gate', 'unknown']),
          escaped: shareFigure,
        }),
      ),
    }),
  ),
  rules: z.array(
    z.object({
      id: z.string(),
      rule: z.string(),
      held: z.int(),
      open: z.int(),
      hours: z.number(),
      reworked: z.int(),
      abandoned: z.int(),
      repaired_after: z.int(),
    }),
  ),
  completeness: z.object({
    deployments_linked: shareFigure,
    incidents_judged: shareFigure,
    outcomes_known: shareFigure,
    provenance_known: shareFigure,
  }),
  /** Incidents with a mere suspect, and such whose shown cause no known deployment brought. */
  suspected_incidents: z.array(z.string()),
  unlinked_incidents: z.array(z.string()),
});
export type DeliveryMetrics = z.infer<typeof deliveryMetrics>;

/** `firebreak metrics` and `GET /api/v1/metrics`. */
export const metricsReport = z.object({
  schema: z.literal('firebreak.metrics/v1'),
  made_at: time,
  /** Repositories, by name. */
  repositories: z.array(z.string()),
  /** `git`: landed changes alone. `record`: what a server recorded too. */
  source: z.enum(['git', 'record']),
  /** `landings`: the caller says that every landing is deployed as it lands. */
  deployments: z.enum(['recorded', 'none', 'landings']),
  metrics: deliveryMetrics,
  /** What the figures do not say. */
  notes: z.array(z.string()),
});
export type MetricsReport = z.infer<typeof metricsReport>;
