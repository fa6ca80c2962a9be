import { z } from 'zod';
import type { CommitId } from '../../domain/change/index.ts';
import type { ForgeRef, ForgeReview } from '../../domain/forge/index.ts';
import type { Instant } from '../../kernel/index.ts';
import type { GitlabClient } from './client.ts';
import { accountSchema, approvalId, commitSchema, momentSchema, noteSchema } from './payload.ts';

const MAX_PAGES = 30;
/** How GitLab itself notes an approval; people cannot write notes of the system. */
const APPROVED = 'approved this merge request';

const approvalsSchema = z.object({
  approved_by: z.array(z.object({ user: accountSchema, approved_at: momentSchema.nullish() })),
});
const versionsSchema = z.array(z.object({ head_commit_sha: commitSchema, created_at: momentSchema }));

/**
 * Approvals that stand. GitLab names no commit: the version that was the newest at that moment is taken. One whose moment or
 * version cannot be told is left out.
 */
export async function readApprovals(given: {
  readonly client: GitlabClient;
  readonly ref: ForgeRef;
  readonly mergeRequest: string;
}): Promise<readonly ForgeReview[]> {
  const { client, ref, mergeRequest } = given;
  const approvals = (await client.read(`${mergeRequest}/approvals`, approvalsSchema))?.approved_by ?? [];
  if (approvals.length === 0) return [];
  const versions: z.output<typeof versionsSchema>[number][] = [];
  const call = { path: `${mergeRequest}/versions`, schema: versionsSchema, maxPages: MAX_PAGES };
  for await (const version of client.list(call)) versions.push(version);
  const noted = approvals.every(({ approved_at }) => approved_at) ? new Map() : await notedApprovals(given);
  return approvals
    .flatMap(({ user, approved_at }): ForgeReview[] => {
      const at: Instant | null = approved_at ?? noted.get(user.handle) ?? null;
      const commit = at === null ? null : versionAt(versions, at);
      if (at === null || commit === null) return [];
      const id = approvalId(ref, { handle: user.handle, commit });
      return [{ id, by: user, commit, state: 'approved', at, isEdited: false }];
    })
    .sort((a, b) => a.at - b.at);
}

/** Older installations say when somebody approved only by a note of the system. */
async function notedApprovals(given: {
  readonly client: GitlabClient;
  readonly mergeRequest: string;
}): Promise<ReadonlyMap<string, Instant>> {
  const path = `${given.mergeRequest}/notes?sort=asc&order_by=created_at`;
  const found = new Map<string, Instant>();
  for await (const each of given.client.list({ path, schema: z.array(noteSchema), maxPages: MAX_PAGES })) {
    if (each.system === true && each.body === APPROVED) found.set(each.author.handle, each.created_at);
  }
  return found;
}

function versionAt(versions: z.output<typeof versionsSchema>, at: Instant): CommitId | null {
  const before = versions.filter(({ created_at }) => created_at <= at);
  const newest = before.reduce<(typeof before)[number] | null>(
    (best, each) => (best === null || each.created_at > best.created_at ? each : best),
    null,
  );
  return newest?.head_commit_sha ?? null;
}
