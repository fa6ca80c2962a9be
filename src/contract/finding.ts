import { z } from 'zod';

/** Why something is in production, or on the protected branch, without a record that lets it be there. */
export const findingReason = z.object({
  code: z.enum([
    'unknown-commit',
    'not-on-protected-branch',
    'landed-without-decision',
    'landed-while-held',
    'landed-while-blocked',
    'configuration-without-submission',
    'configuration-not-carried-out',
    'image-of-another-commit',
    'cannot-tell',
  ]),
  text: z.string(),
  commit: z.string().nullable(),
  /** Id of the change that it is about; `null` = none is known. */
  change: z.string().nullable(),
  /** What somebody does now, in one sentence. */
  next_step: z.string(),
});

/** Something in production, or landed, without a record that lets it be there. */
export const finding = z.object({
  /** Place of the event in the log; `/findings?at=POSITION` is its page. */
  position: z.int(),
  found_at: z.iso.datetime(),
  kind: z.enum(['deployment', 'landing']),
  repository: z.string(),
  /** Only of a deployment, as are the six below. */
  service: z.string().nullable(),
  environment: z.string().nullable(),
  commit: z.string().nullable(),
  image: z.string().nullable(),
  configuration_digest: z.string().nullable(),
  deployed_at: z.iso.datetime().nullable(),
  /** Whether something else was deployed there since; it need not have replaced all of this one. */
  deployed_since: z.boolean().nullable(),
  /** Never empty. */
  reasons: z.array(findingReason),
});
export type Finding = z.infer<typeof finding>;
