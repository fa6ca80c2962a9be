import { z } from 'zod';
import { figure, share } from './replay-part.ts';

/** What both documents rest on. */
const basis = {
  repository: z.string(),
  made_at: z.iso.datetime(),
  policy: z.object({ source: z.string(), digest: z.string() }),
  window: z.object({
    /** Landed changes that were read. */
    changes: z.int(),
    /** Of these, changes with evidence of AI; a lower bound. */
    assisted: z.int(),
    first: z.iso.datetime().nullable(),
    last: z.iso.datetime().nullable(),
    /** Without a moment, left out. */
    undated: z.int(),
    /** Refused by the policy: they wait for nobody. */
    refused: z.int(),
  }),
  /** Who is taken to review: people of the configuration, numbers of the caller, or those who landed changes regularly. */
  reviewers: z.object({
    source: z.enum(['configured', 'given', 'assumed']),
    count: z.int(),
    /** Senior or above. */
    seniors: z.int(),
    minutes_per_week: z.number(),
    senior_minutes_per_week: z.number(),
    /** Reviewers whose minutes nobody states. */
    assumed_minutes: z.int(),
  }),
  seed: z.int(),
  limits: z.array(z.string()),
};

const rule = z.enum(['policy', 'every-ai']);
/** How many times the AI-assisted changes of the past count: 1, 2, 4. */
const volume = z.int();
/** Mean minutes a week with a 95 % interval over resampled weeks; no interval of fewer than four weeks. */
const weekly = figure.extend({ weeks: z.int() });

const part = z.object({
  /** A level, `any`, or a team without `@`. */
  name: z.string(),
  minutes_per_week: weekly,
  /** Sign-offs in the window; of a team they may be parts of one. */
  signoffs: z.number(),
  /** Minutes a week that there are; `null` = not stated. */
  budget: z.number().nullable(),
});

/** `firebreak review forecast`: senior minutes a week that a policy asks for, beside what there is. */
export const reviewForecast = z.object({
  schema: z.literal('firebreak.review-forecast/v1'),
  ...basis,
  /** Whole weeks counted back from the newest change, and the changes before the first of them, which are left out. */
  weeks: z.int(),
  before: z.int(),
  /** Senior minutes a week; `null` = not stated. */
  budget: z.object({ minutes: z.number(), from: z.enum(['budgets', 'policy', 'reviewers']) }).nullable(),
  /** One sentence: what the policy asks for and what there is. */
  sentence: z.string(),
  /** Senior minutes by rule, then by volume of AI. */
  rows: z.array(
    z.object({
      rule,
      volume,
      minutes_per_week: weekly,
      /** Changes that ask for a senior or principal. */
      changes: z.int(),
      minutes_per_change: z.number().nullable(),
      /** Weeks that ask for more than the budget; `null` = no budget. */
      weeks_above: share.nullable(),
    }),
  ),
  /** What asks exactly for each level, highest first; levels that nothing asks for are left out. */
  levels: z.array(part),
  /** By team; groups overlap, so they do not add up. */
  teams: z.array(part),
});
export type ReviewForecastReport = z.infer<typeof reviewForecast>;

/** `firebreak review simulate`: how long changes would wait for reviewers. */
export const reviewSimulation = z.object({
  schema: z.literal('firebreak.review-simulation/v1'),
  ...basis,
  /** Working days (24 hours, without weekends), by rule, then by volume of AI. */
  rows: z.array(
    z.object({
      rule,
      volume,
      arrivals: z.int(),
      /** Changes that ask for somebody's review; the others wait for nobody and are in no figure. */
      asking: z.int(),
      /** Of these, what no reviewer may sign; in no figure either. */
      impossible: z.int(),
      /** Changes that the waits rest on. */
      n: z.int(),
      /** Hours from arrival until the last review is done, less the reading and the weekends. */
      median_hours: figure,
      p90_hours: figure,
      mean_hours: figure,
      /** Share that waits longer than a working day. */
      above_day: figure.extend({ count: z.int() }),
      /** Minutes asked of seniors, and of all, as a share of the minutes there are; above 1 the line grows without end. */
      senior_use: z.number().nullable(),
      use: z.number().nullable(),
      /** Hours from the last change that asks until everything is read. */
      drain_hours: z.number(),
    }),
  ),
});
export type ReviewSimulationReport = z.infer<typeof reviewSimulation>;
