import { z } from 'zod';

/** Mean over the seeds, with the least and the most of them. */
const figure = z.object({ mean: z.number(), least: z.number(), most: z.number() });

const row = z.object({
  /** `firebreak`, `oracle` (knows what will land, has workers without end), or a published way to run a queue. */
  strategy: z.string(),
  /** Minutes from arrival to landing, of landed changes. */
  p50_minutes: figure,
  p95_minutes: figure,
  p99_minutes: figure,
  longest_minutes: figure,
  builds_per_landed: figure,
  worker_hours_per_landed: figure,
  /** Of started builds, 0..1. */
  aborted_share: figure,
  /** Green changes that were sent back, of decided ones, 0..1. */
  false_ejection_share: figure,
  landed_per_hour: figure,
  /** Landings after which the branch was red, and landings of a tree that no builds prove, over all seeds. */
  red_landings: z.int(),
  unproved_landings: z.int(),
});

/** `firebreak queue simulate`: ways to run a merge queue on the same changes in virtual time. */
export const queueSimulation = z.object({
  schema: z.literal('firebreak.queue-simulation/v1'),
  /** Where arrivals and shared files come from. */
  source: z.enum(['drawn', 'landed']),
  /** Path of the repository; `null` = drawn. */
  repository: z.string().nullable(),
  changes: z.int(),
  workers: z.int(),
  /** Landings an hour; `null` = as they landed. */
  per_hour: z.number().nullable(),
  build_minutes: z.number(),
  failure: z.number(),
  potential_conflict: z.number().nullable(),
  real_conflict: z.number(),
  flake: z.number(),
  seeds: z.int(),
  rows: z.array(row),
  /** Against the best of the others by each metric; empty without others. */
  verdict: z.array(
    z.object({
      metric: z.enum(['p50', 'p95', 'p99', 'builds']),
      best: z.string(),
      /** Firebreak / best, geometric mean over the seeds. */
      ratio: z.number(),
      /** Relative difference that the seeds cannot tell from none. */
      tolerance: z.number(),
      standing: z.enum(['better', 'even', 'worse']),
    }),
  ),
  limits: z.array(z.string()),
});
export type QueueSimulation = z.infer<typeof queueSimulation>;
