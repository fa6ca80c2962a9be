import { z } from 'zod';
import { converge, type PublishedCheck } from '../../domain/forge/index.ts';
import { fitted } from '../../kernel/index.ts';
import type { GithubClient } from './client.ts';
import { CHECK } from './own-name.ts';

/** GitHub's limit of a description. */
const MAX_DESCRIPTION = 140;
/** Characters of the digest that a description ends in: enough to tell one decision from the next. */
const DIGEST_SHOWN = 12;
/** GitHub keeps a thousand statuses of a commit. */
const MAX_PAGES = 10;

const STATES = { allow: 'success', advice: 'success', hold: 'pending', block: 'failure' } as const;

const statusesSchema = z.array(
  z.object({
    id: z.int(),
    context: z.string(),
    state: z.string(),
    description: z.string().nullish(),
    creator: z.object({ login: z.string() }).nullish(),
  }),
);

/**
 * Shows a verdict as a commit status, for a plain token. Whoever may write statuses may write one of the same name: where the
 * newest is not ours, ours is written again.
 */
export async function publishCommitStatus(given: {
  readonly client: GithubClient;
  readonly repository: string;
  readonly login: string;
  readonly check: PublishedCheck;
}): Promise<void> {
  const { client, repository, login, check } = given;
  const as = { repository };
  const state = STATES[check.conclusion];
  const mark = ` · ${check.digest.replace(/^sha256:/, '').slice(0, DIGEST_SHOWN)}`;
  const description = fitted(check.title, MAX_DESCRIPTION - mark.length) + mark;
  await converge(async () => {
    const path = `/repos/${repository}/commits/${check.head}/statuses`;
    let newest: z.output<typeof statusesSchema>[number] | null = null;
    for await (const each of client.list({ as, path, schema: statusesSchema, maxPages: MAX_PAGES })) {
      if (each.context === CHECK && (newest === null || each.id > newest.id)) newest = each;
    }
    const isOurs = newest?.creator?.login.toLowerCase() === login;
    if (isOurs && newest?.state === state && newest.description === description) return;
    await client.write({
      as,
      method: 'POST',
      path: `/repos/${repository}/statuses/${check.head}`,
      body: {
        state,
        context: CHECK,
        description,
        ...(check.detailsUrl === null ? {} : { target_url: check.detailsUrl }),
      },
    });
  });
}
