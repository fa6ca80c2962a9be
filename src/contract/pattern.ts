import { z } from 'zod';

const tier = z.int().min(0).max(3).nullable();

/** The landing that brought a copy, with what is known of who merged it and by what right. */
const landing = z.object({
  commit: z.string(),
  at: z.iso.datetime().nullable(),
  title: z.string(),
  /** Who merged it, as the commit says. */
  engineer: z.string(),
  pull_request: z.string().nullable(),
  assistance: z.enum(['ai', 'human', 'unknown']),
  evidence: z.enum(['attested', 'declared', 'observed', 'inferred', 'none']),
  tools: z.array(z.string()),
});

const place = z.object({
  path: z.string(),
  /** 1-based, both included. */
  first_line: z.int(),
  last_line: z.int(),
  title: z.string().nullable(),
  services: z.array(z.string()),
  owners: z.array(z.string()),
});

/** Fragments that are alike, and what they expose together. */
export const patternFamily = z.object({
  /** `p` and twelve hexadecimal digits; a brake names it as `pattern:ID`. */
  id: z.string(),
  title: z.string().nullable(),
  exposure: z.object({
    copies: z.int(),
    /** Distinct people who merged them, as far as that is known. */
    engineers: z.int(),
    /** Copies of which it is not known who merged them. */
    unknown_engineers: z.int(),
    services: z.array(z.string()),
    tier,
    provenance: z.object({ ai: z.int(), human: z.int(), unknown: z.int() }),
    /** copies x engineers x services x weight of the tier (8, 4, 2, 1); `null` = no copy belongs to a service with a tier. */
    number: z.number().nullable(),
  }),
  /** Whether AI-assisted changes brought as many copies as are alerted at. */
  alert: z.boolean(),
  /** In order of their coming; those that a change would bring are in `coming`. */
  copies: z.array(
    place.extend({
      /** `null` = it was there before what was read. */
      landing: landing.nullable(),
      /** The newest landing that changed it since. */
      edited: landing.nullable(),
    }),
  ),
  coming: z.array(place),
});

/** `firebreak.patterns/v1`: families of look-alike fragments, or those that a change adds to. */
export const patternReport = z.object({
  schema: z.literal('firebreak.patterns/v1'),
  repository: z.string(),
  /** The commit whose fragments these are; `null` = nothing has landed. */
  commit: z.string().nullable(),
  /** `null` = no change was asked about. */
  change: z.object({ id: z.string(), title: z.string() }).nullable(),
  /** Landings that were followed, and live fragments. */
  landings: z.int(),
  fragments: z.int(),
  /** Families with at least two live copies. */
  families_known: z.int(),
  /** Copies by AI-assisted changes from which a family is alerted. */
  alert_at: z.int(),
  /** By exposure, the largest first. */
  families: z.array(patternFamily),
  /** Families that were left out of this answer. */
  more_families: z.int(),
  /** What keeps the answer from being whole, each one sentence. */
  limits: z.array(z.string()),
});
export type PatternReport = z.infer<typeof patternReport>;
export type PatternFamily = z.infer<typeof patternFamily>;
