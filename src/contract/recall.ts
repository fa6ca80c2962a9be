import { z } from 'zod';
import { patternFamily } from './pattern.ts';

/** `firebreak.recall/v1`: fragments that did harm or were repaired, and every live one that is like them. */
export const recallReport = z.object({
  schema: z.literal('firebreak.recall/v1'),
  repository: z.string(),
  /** The commit whose live fragments were looked through. */
  commit: z.string().nullable(),
  /** The change that it began with; `null` for a place or a family. */
  change: z.object({ id: z.string(), title: z.string() }).nullable(),
  fragments: z.array(
    z.object({
      /** By which a brake names it: its family's id, or `COMMIT:PATH:LINE`. */
      id: z.string(),
      title: z.string().nullable(),
      /** Where it stood; `null` for a family. */
      place: z.object({ commit: z.string(), path: z.string(), first_line: z.int(), last_line: z.int() }).nullable(),
      /** In order of their coming. */
      siblings: z.array(
        patternFamily.shape.copies.element.extend({
          /** `before`: as the fragment stood before its repair. `after`: as repaired. `null` = cannot be told. */
          stands: z.enum(['before', 'after']).nullable(),
          /** Whether the code runs in production; a repository alone does not tell. */
          deployed: z.enum(['yes', 'no', 'unknown']),
          /** Waiting proposals that mend it. */
          remedies: z.array(z.string()),
        }),
      ),
      /** Waiting proposals that would bring a new copy. */
      bringing: z.array(z.string()),
      /** The command that holds new copies until a human releases it. */
      hold: z.array(z.string()),
    }),
  ),
  /** Fragments of the change that are too plain to be recalled: alike in every program. */
  too_plain: z.int(),
  limits: z.array(z.string()),
});
export type RecallReport = z.infer<typeof recallReport>;
