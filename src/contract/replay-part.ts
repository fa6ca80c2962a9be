import { z } from 'zod';

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

/** A figure with its 95 % interval by bootstrap over blocks of time; `null` where it is undefined or cannot be told. */
export const figure = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

/** Hours of the calendar that changes wait for somebody's sign-off: by an assumption about one wait, never measured. */
export const delay = z.object({
  /** Changes that wait. */
  changes: z.int(),
  hours: z.number(),
  /** The same at the ends of the assumption's range. */
  low: z.number(),
  high: z.number(),
  hours_per_week: z.number(),
});
