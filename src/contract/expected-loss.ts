import { z } from 'zod';

const figure = z.object({
  low: z.number(),
  high: z.number(),
  p10: z.number(),
  p50: z.number(),
  p90: z.number(),
  formula: z.string(),
  inputs: z.array(z.object({ name: z.string(), low: z.number(), high: z.number(), from: z.string() })),
});

/** What a change may cost in a flow before it is taken back, and the smallest drop that its canary could see. */
export const expectedLoss = z.object({
  schema: z.literal('firebreak.expected-loss/v1'),
  flow: z.string(),
  currency: z.string().nullable(),
  /** `null` = not known, and why stands in `unknown`. */
  loss: figure.nullable(),
  unknown: z.string().nullable(),
  /** Of a canary: what is smaller passes it unseen. `null` = nothing was asked of one. */
  canary: z
    .object({
      conversion: z.number(),
      sessions: z.number(),
      /** Relative, 0..1; `null` = not even a drop to nothing. */
      smallest_drop: z.number().nullable(),
    })
    .nullable(),
});
export type ExpectedLoss = z.infer<typeof expectedLoss>;
