import { z } from 'zod';
import { viewer } from './server.ts';

/** The end of what one build printed. */
export const buildOutput = z.object({
  /** The executor's own id. */
  build: z.string(),
  /** `null` = the queue has forgotten it. */
  trial: z.int().nullable(),
  /** Entries that it was to decide. */
  subjects: z.array(z.int()),
  outcome: z.enum(['passed', 'failed', 'infrastructure', 'cancelled']).nullable(),
  code: z.string().nullable(),
  /** The entry that was asked for landed or was sent back by this build; else it is its newest. */
  decided: z.boolean(),
  /** The last lines, without what acts on a terminal. */
  lines: z.array(z.string()),
  /** Earlier lines that are kept and not among them. */
  left_out: z.int(),
  /** Still earlier ones were not kept. */
  cut: z.boolean(),
  /** `false` = nothing of what it printed lies here; `pages` may show it. */
  kept: z.boolean(),
  /** Addresses at which a forge shows what it printed, the one that decided first. */
  pages: z.array(z.string()),
});

/** What a build of a queue printed. */
export const queueOutput = z.object({
  schema: z.literal('firebreak.queue-output/v1'),
  as_of: z.iso.datetime(),
  viewer: viewer.nullable(),
  queue: z.string(),
  /** The entry that was asked for; `null` = a build was. */
  entry: z.int().nullable(),
  output: buildOutput,
});
export type QueueOutput = z.infer<typeof queueOutput>;
