import { z } from 'zod';

/** Which rules would have caught the change behind an incident, and at what price: each replayed over landed changes beside the policy of today. */
export const incidentRules = z.object({
  schema: z.literal('firebreak.incident-rules/v1'),
  /** `null` = a change was named without one. */
  incident: z.string().nullable(),
  change: z.object({ commit: z.string(), title: z.string() }),
  /** What the policy of today says of it with every rule enforced and no sign-off. */
  today: z.object({
    decision: z.enum(['allow', 'hold', 'block', 'unknown']),
    /** Rules that hold it, with the mode they stand in. */
    rules: z.array(z.object({ rule: z.string(), mode: z.enum(['shadow', 'advise', 'enforce']) })),
    unevaluable: z.array(z.string()),
  }),
  /** Landed changes that were replayed, and the weeks they span. */
  window: z.object({ changes: z.int(), weeks: z.number() }),
  /** Those that catch it first, then by how many others they hold. */
  proposed: z.array(
    z.object({
      rule: z.string(),
      when: z.string(),
      because: z.string(),
      expires: z.iso.datetime(),
      catches: z.boolean(),
      /** Other changes that the policy lets pass and the rule would hold; of those, the ones repaired or reverted later. */
      held: z.int(),
      held_harmful: z.int(),
      /** Changes of which it could not tell. */
      unknown: z.int(),
      /** Senior minutes beyond the policy, over the window and a week. */
      senior_minutes: z.number(),
      senior_minutes_per_week: z.number(),
      /** To paste under `policy.rules` of firebreak.yaml. */
      yaml: z.string(),
    }),
  ),
  limits: z.array(z.string()),
});
export type IncidentRules = z.infer<typeof incidentRules>;
