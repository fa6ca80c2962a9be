import { z } from 'zod';

/** A share with its 95 % block bootstrap interval; `null` where it is not defined. */
const figure = z.object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() });

/** `firebreak blast train`: what a repository's own repairs teach about reach, and whether that is used. */
export const reachTraining = z.object({
  schema: z.literal('firebreak.reach-training/v1'),
  repository: z.string(),
  made_at: z.iso.datetime(),
  landed: z.int().nonnegative(),
  /** Newest landed changes whose fixes were traced. */
  limit: z.int(),
  /** Repairs that touched a file beside the change that they repaired, and how many are needed. */
  repairs: z.int().nonnegative(),
  needed: z.int(),
  /**
   * What ranks files from now on. `repository`: trees of its own repairs beside the shipped ones; `shipped`: the weights of the
   * program; `unchanged`: too little to learn from, so that whatever ranked before still does.
   */
  use: z.enum(['repository', 'shipped', 'unchanged']),
  /** Why, in one sentence. */
  because: z.string(),
  /** Whether later runs find it. */
  kept: z.boolean(),
  /** Both ranks on the newest quarter of the repairs; `null` = too few to try. */
  trial: z
    .object({
      /** Repairs that were learnt from, all of them landed before the first change of the trial. */
      learnt_from: z.int(),
      repairs: z.int(),
      /** Files that these touched beside the changes. */
      files: z.int(),
      /** Share of those files among the first `at` of each rank, and own less shipped. */
      recall: z.array(z.object({ at: z.int(), shipped: figure, own: figure, difference: figure })),
    })
    .nullable(),
  /** 0..1: what own trees count beside the shipped ones; `null` where the shipped ones stay alone. */
  own_share: z.number().nullable(),
  limits: z.array(z.string()),
});
export type ReachTraining = z.infer<typeof reachTraining>;
