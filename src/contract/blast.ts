import { z } from 'zod';

const tier = z.int().min(0).max(3).nullable();
const reachedBy = z.enum(['change', 'import', 'call']);

/** `firebreak.blast/v1`: what a change can reach, how surely, and whether it can be undone. */
export const blastReport = z.object({
  schema: z.literal('firebreak.blast/v1'),
  change: z.object({ id: z.string(), title: z.string(), files: z.array(z.string()) }),
  /** The most critical tier over services and flows reached; `null` = not known. */
  tier,
  /** Most probable first. */
  files: z.array(
    z.object({
      path: z.string(),
      certainty: z.enum(['certain', 'likely', 'possible']),
      /** 0..1: if the change has to be repaired, how likely the repair touches this file. */
      probability: z.number(),
      /** Hops along imports from the change to this file, which uses it. */
      dependent_hops: z.int().nullable(),
      /** Hops along imports to this file, which the change uses. */
      dependency_hops: z.int().nullable(),
      /** Landings that touched it together with the change's files. */
      landings: z.int(),
      /** 0..1: of one changed file's landings, the share that touched it too. */
      share: z.number(),
    }),
  ),
  more_files: z.int(),
  /** Whose weights ordered them: those of the program, or trees of the repository's own repairs beside these. */
  ranked_by: z.enum(['shipped', 'repository']),
  /** What the repository's own rank was learnt from and tried on; `null` where it is the shipped one. */
  own_rank: z
    .object({
      repairs: z.int(),
      /** The newest landed change of its training, and when that landed; `null` = not known. */
      as_of: z.string(),
      landed_at: z.iso.datetime().nullable(),
    })
    .nullable(),
  /** Files by hops along imports; `null` where no import graph could be had. */
  rings: z.array(z.object({ hops: z.int(), files: z.int() })).nullable(),
  packages: z.array(z.object({ folder: z.string(), hops: z.int(), files: z.int() })),
  services: z.array(
    z.object({
      id: z.string(),
      by: reachedBy,
      tier,
      /** The most critical tier of it and of everything that needs it. */
      inherited_tier: tier,
      owners: z.array(z.string()),
      call_hops: z.int(),
      import_hops: z.int().nullable(),
      evidence: z.enum(['code', 'observed', 'declared', 'mixed']),
      /** A shortest way of calls, from this service down to one that is changed or imports the change. */
      through: z.array(
        z.object({
          caller: z.string(),
          callee: z.string(),
          calls_per_minute: z.number().nullable(),
          sources: z.array(z.object({ origin: z.string(), place: z.string(), seen_at: z.iso.datetime().nullable() })),
        }),
      ),
    }),
  ),
  flows: z.array(z.object({ id: z.string(), tier, by: reachedBy, through: z.string() })),
  operations: z.array(
    z.object({
      rule: z.string(),
      source: z.string(),
      path: z.string(),
      line: z.int().nullable(),
      object: z.string(),
      effects: z.array(z.string()),
      certainty: z.enum(['certain', 'possible']),
      what: z.string(),
      why: z.string(),
      safer: z.string(),
    }),
  ),
  reversal: z.object({
    answer: z.enum(['yes', 'with-conditions', 'no', 'unknown']),
    reasons: z.array(z.object({ answer: z.string(), text: z.string(), step: z.string() })),
    next_step: z.string(),
    allows_automatic_rollback: z.boolean(),
  }),
  /** What stands behind the flows that are reached, for each minute that they do not work. */
  exposure: z.object({
    money: z.array(z.object({ currency: z.string(), per_minute: z.number() })),
    orders_per_minute: z.number().nullable(),
    users_per_minute: z.number().nullable(),
    flows_without_value: z.array(z.string()),
    terms: z.array(
      z.object({
        flow: z.string(),
        orders_per_minute: z.number().nullable(),
        amount_per_order: z.number().nullable(),
        currency: z.string().nullable(),
        money_per_minute: z.number().nullable(),
        users_per_minute: z.number().nullable(),
      }),
    ),
  }),
  /** Of the change and of the files that use it. */
  not_analysed: z.array(z.object({ kind: z.string(), path: z.string(), text: z.string().nullable() })),
  /** Over the whole tree, by kind; `null` where no import graph could be had. */
  not_analysed_in_tree: z.record(z.string(), z.int()).nullable(),
  /** Parts of the change whose operations could not be judged; they never count as safe. */
  unread: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
  /** Where catalogues and traffic do not agree. */
  findings: z.array(
    z.object({ code: z.string(), services: z.array(z.string()), message: z.string(), places: z.array(z.string()) }),
  ),
  limits: z.array(z.string()),
});
export type BlastReport = z.infer<typeof blastReport>;
