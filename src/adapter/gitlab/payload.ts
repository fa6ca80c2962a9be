import { z } from 'zod';
import type { CommitId } from '../../domain/change/index.ts';
import type { ForgeAccount, ForgeChange, ForgeRef } from '../../domain/forge/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';

export const commitSchema = z
  .string()
  .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
  .transform((text) => text as CommitId);

/** A moment of the API, or of a webhook: `2026-03-01 12:00:00 UTC`. */
export const momentSchema = z
  .string()
  .transform((text) => Date.parse(text.replace(/ UTC$/, 'Z').replace(/^(\d{4}-\d\d-\d\d) /, '$1T')))
  .refine(Number.isFinite, 'is no moment')
  .transform((ms): Instant => instant(ms));

export const numberSchema = z.int().min(1);

/** GitLab names the accounts of its tokens so, and lets nobody else take such a name. */
const TOKEN_ACCOUNT = /^(?:project|group)_\d+_bot|^service_account_|^(?:ghost|gitlab-bot|alert-bot|support-bot)$/;

export const accountSchema = z
  .object({ username: z.string().min(1), bot: z.boolean().optional() })
  .transform(({ username, bot }): ForgeAccount => {
    const handle = username.toLowerCase();
    return { handle, isBot: bot === true || TOKEN_ACCOUNT.test(handle) };
  });

/** A merge request, as the API gives it. */
export const mergeRequestSchema = z.object({
  iid: numberSchema,
  title: z.string(),
  description: z.string().nullish(),
  author: accountSchema,
  source_branch: z.string(),
  target_branch: z.string(),
  /** One without commits has none, and is no change yet. */
  sha: commitSchema.nullish(),
  diff_refs: z.object({ start_sha: commitSchema.nullish() }).nullish(),
  state: z.enum(['opened', 'closed', 'locked', 'merged']),
  draft: z.boolean().optional(),
  labels: z.array(z.string()).optional(),
  web_url: z.string(),
  updated_at: momentSchema,
});

export const noteSchema = z.object({
  id: z.int(),
  body: z.string(),
  author: accountSchema,
  system: z.boolean().optional(),
  created_at: momentSchema,
  updated_at: momentSchema,
});

/** The room's word for a merge request; `null` for one without commits. `locked` is one that is being merged. */
export function changeOf(found: z.output<typeof mergeRequestSchema>, repository: string): ForgeChange | null {
  if (!found.sha) return null;
  return {
    ref: refOf(repository, found.iid),
    title: found.title,
    body: found.description ?? '',
    author: found.author,
    headBranch: found.source_branch,
    baseBranch: found.target_branch,
    head: found.sha,
    // Where the target stood when this version was made.
    base: found.diff_refs?.start_sha ?? null,
    state: found.state === 'merged' || found.state === 'closed' ? found.state : 'open',
    isDraft: found.draft === true,
    labels: found.labels ?? [],
    url: found.web_url,
    updatedAt: found.updated_at,
  };
}

export function refOf(repository: string, number: number): ForgeRef {
  return { forge: 'gitlab', repository, number };
}

/** Of an approval: GitLab gives it no id of its own, and an account approves one content once. */
export function approvalId(ref: ForgeRef, approval: { readonly handle: string; readonly commit: CommitId }): string {
  return `${ref.repository}!${ref.number}:${approval.handle}:${approval.commit.slice(0, 12)}`;
}
