import { z } from 'zod';
import type { CommitId } from '../../domain/change/index.ts';
import type { ForgeAccount, ForgeChange, ForgeRef, ForgeReview } from '../../domain/forge/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';

/** A commit's id, SHA-1 or SHA-256. */
export const commitSchema = z
  .string()
  .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
  .transform((text) => text as CommitId);

/** A moment as GitHub writes it. */
export const momentSchema = z
  .string()
  .transform((text) => Date.parse(text))
  .refine(Number.isFinite, 'is no moment')
  .transform((ms): Instant => instant(ms));

/** A deleted account is `null`; GitHub shows it as `ghost`. */
export const accountSchema = z
  .object({ login: z.string().min(1), type: z.string().optional() })
  .nullish()
  .transform((user): ForgeAccount => {
    const handle = (user?.login ?? 'ghost').toLowerCase();
    return { handle, isBot: user?.type === 'Bot' || handle.endsWith('[bot]') };
  });

export const numberSchema = z.int().min(1);
export const idSchema = z.int().min(0);
const repositoryName = z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/);
export const repositorySchema = z.object({ full_name: repositoryName });

/** A pull request, as the API lists it and as webhooks carry it. */
export const pullSchema = z.object({
  number: numberSchema,
  title: z.string(),
  body: z.string().nullish(),
  user: accountSchema,
  state: z.enum(['open', 'closed']),
  merged_at: z.string().nullish(),
  merged: z.boolean().nullish(),
  draft: z.boolean().nullish(),
  labels: z.array(z.object({ name: z.string() })).optional(),
  html_url: z.string(),
  updated_at: momentSchema,
  head: z.object({ sha: commitSchema, ref: z.string() }),
  base: z.object({ sha: commitSchema, ref: z.string() }),
});

export type Pull = z.output<typeof pullSchema>;

export const reviewSchema = z.object({
  id: idSchema,
  user: accountSchema,
  commit_id: commitSchema.nullish(),
  state: z.string(),
  submitted_at: momentSchema.nullish(),
});

/** A comment of the conversation. */
export const commentSchema = z.object({
  id: idSchema,
  user: accountSchema,
  body: z.string().nullish(),
  created_at: momentSchema,
  updated_at: momentSchema,
});

/** The room's word for a pull request. */
export function changeOf(pull: Pull, repository: string): ForgeChange {
  const isMerged = pull.merged === true || (pull.merged_at ?? null) !== null;
  return {
    ref: refOf(repository, pull.number),
    title: pull.title,
    body: pull.body ?? '',
    author: pull.user,
    headBranch: pull.head.ref,
    baseBranch: pull.base.ref,
    head: pull.head.sha,
    base: pull.base.sha,
    state: isMerged ? 'merged' : pull.state,
    isDraft: pull.draft === true,
    labels: (pull.labels ?? []).map(({ name }) => name),
    url: pull.html_url,
    updatedAt: pull.updated_at,
  };
}

/**
 * The room's word for a review; `null` for one that is not given yet, or that names no commit, since it could not be bound to
 * any content. `atHead` stands in only where a review is taken back.
 */
export function reviewOf(
  review: z.output<typeof reviewSchema>,
  given: { readonly isEdited: boolean; readonly atHead: CommitId | null },
): ForgeReview | null {
  const state = STATES[review.state.toLowerCase()];
  const commit = review.commit_id ?? (state === 'dismissed' ? given.atHead : null);
  const at = review.submitted_at ?? null;
  if (state === undefined || commit === null || at === null) return null;
  return { id: String(review.id), by: review.user, commit, state, at, isEdited: given.isEdited };
}

export function refOf(repository: string, number: number): ForgeRef {
  return { forge: 'github', repository, number };
}

const STATES: Readonly<Record<string, ForgeReview['state']>> = {
  approved: 'approved',
  changes_requested: 'changes-requested',
  commented: 'commented',
  dismissed: 'dismissed',
};
