import { z } from 'zod';
import type { GithubClient } from './client.ts';
import type { GithubCredentials } from './credential.ts';

/** Ten thousand of each. */
const MAX_PAGES = 100;

const installationsSchema = z.array(z.object({ id: z.int(), suspended_at: z.string().nullish() }));
const repositoriesSchema = z
  .object({
    repositories: z.array(
      z.object({ full_name: z.string(), archived: z.boolean().optional(), disabled: z.boolean().optional() }),
    ),
  })
  .transform(({ repositories }) => repositories);

/** `OWNER/NAME` of what the App is installed on, or what was configured for a token; without archived ones. */
export async function readRepositories(
  client: GithubClient,
  credentials: GithubCredentials,
): Promise<readonly string[]> {
  if (credentials.kind === 'token') return credentials.repositories;
  const found: string[] = [];
  const installed = { path: '/app/installations', schema: installationsSchema, maxPages: MAX_PAGES };
  for await (const { id, suspended_at } of client.list({ as: 'app', ...installed })) {
    if (suspended_at) continue;
    const call = { path: '/installation/repositories', schema: repositoriesSchema, maxPages: MAX_PAGES };
    for await (const each of client.list({ as: { installation: id }, ...call })) {
      if (each.archived !== true && each.disabled !== true) found.push(each.full_name);
    }
  }
  return found;
}
