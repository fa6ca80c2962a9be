import { z } from 'zod';
import type { GithubClient } from './client.ts';

/** Who we are on GitHub, as GitHub says: what tells our checks and comments from those of others. */
export interface Identity {
  /** `null` = a plain token, which may not write checks. */
  readonly appId: number | null;
  /** Login of what we write, lower-case. */
  readonly login: string;
}

/** Asks GitHub once. */
export async function readIdentity(client: GithubClient, kind: 'app' | 'token'): Promise<Identity> {
  if (kind === 'app') {
    const app = await client.read({ as: 'app', path: '/app', schema: z.object({ id: z.int(), slug: z.string() }) });
    if (app !== null) return { appId: app.id, login: `${app.slug.toLowerCase()}[bot]` };
  }
  const user = await client.read({ as: 'app', path: '/user', schema: z.object({ login: z.string() }) });
  // A login is never empty, so that nothing is taken for ours.
  return { appId: null, login: user?.login.toLowerCase() ?? '' };
}
