import { z } from 'zod';
import { id, list } from './schema-part.ts';

/** Series and objectives of one repository: each is fetched and kept, and each may alarm. */
const ENTRIES_LIMIT = 100;

const selector = z
  .string()
  .min(1)
  .max(1_000)
  .describe(
    'A metric, with labels that must be equal: `orders_total{environment="production"}`; its lines are summed.',
  );
const selectors = z.union([selector, list(selector).min(1, 'needs at least one').max(10)]);
const environment = z.string().min(1).max(100).optional();

const series = z
  .strictObject({
    series: selector,
    service: id.optional().describe('Service of this configuration that it is about; or `flow`.'),
    flow: id.optional().describe('Flow of this configuration that it is about; or `service`.'),
    environment: environment.describe('Where it is measured; alarms of one place are one message.'),
    step: z
      .enum(['1m', '2m', '5m', '10m', '15m', '30m', '1h'])
      .default('5m')
      .describe('Time between two values: at least twice that between samples, and long enough for ten events.'),
    direction: z.enum(['drop', 'rise', 'both']).default('both').describe('What alarms.'),
    budget: z
      .string()
      .regex(/^\d{1,4}(?:\.\d{1,4})?\/(?:day|week|month|year)$/, 'must be a rate such as 1/week or 3/month')
      .default('1/week')
      .describe('False alarms that are borne; thresholds follow from it.'),
    unit: z
      .number()
      .gt(0)
      .max(1_000_000)
      .default(1)
      .describe('What counts as one: smaller than 1 for levels whose values are small.'),
  })
  .describe('A series that is watched. A counter is watched by what comes to it in a step, a level by its mean.');

const objective = z
  .strictObject({
    service: id.describe('Service of this configuration whose error budget it is.'),
    environment,
    bad: selectors.describe('Counters of bad events.'),
    all: selectors.describe('Counters of all events.'),
    objective: z.number().gt(0).lt(1).describe('Share of good events in 30 days, such as 0.999.'),
    absent_is_zero: z
      .boolean()
      .default(false)
      .describe('Whether a counter of bad events that nobody has seen stands at 0.'),
  })
  .describe('An objective whose error budget is watched.');

/** The `detection:` section. */
export const detectionSection = z
  .strictObject({
    series: z.record(id, series).default({}),
    objectives: z.record(id, objective).default({}),
  })
  .refine(
    (section) => Object.keys(section.series).length + Object.keys(section.objectives).length <= ENTRIES_LIMIT,
    `watches at most ${ENTRIES_LIMIT} series and objectives`,
  )
  .describe('What a server watches for alarms. Read from the protected branch, never from a change.');

export type DetectionSectionShape = z.infer<typeof detectionSection>;
