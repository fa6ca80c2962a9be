import { z } from 'zod';
import { converge, type ForgeRef } from '../../domain/forge/index.ts';
import { fitted } from '../../kernel/index.ts';
import type { GithubClient } from './client.ts';
import { MARKER } from './own-name.ts';

/** GitHub's limit of a comment. */
const MAX_BODY = 65_536;
/** Ours is among the first: it is written when a change is first judged. */
const MAX_PAGES = 30;

const commentsSchema = z.array(
  z.object({ id: z.int(), body: z.string().nullish(), user: z.object({ login: z.string() }).nullish() }),
);

interface Own {
  readonly id: number;
  readonly body: string;
}

/** Makes the conversation hold one comment of ours with this text, or none where there is nothing to say. */
export async function publishComment(given: {
  readonly client: GithubClient;
  readonly ref: ForgeRef;
  readonly login: string;
  readonly text: string | null;
}): Promise<void> {
  const { ref, text } = given;
  const as = { repository: ref.repository };
  const issues = `/repos/${ref.repository}/issues`;
  const wanted = text === null ? null : fitted(`${MARKER}\n${text}`, MAX_BODY);
  const settle = async (): Promise<boolean> => {
    const [oldest, ...doubles] = await ownComments(given);
    const extra = wanted === null && oldest !== undefined ? [oldest, ...doubles] : doubles;
    for (const { id } of extra) {
      await given.client.write({ as, method: 'DELETE', path: `${issues}/comments/${id}` });
    }
    if (wanted === null) return true;
    if (oldest === undefined) return false;
    if (comparable(oldest.body) !== comparable(wanted)) {
      const path = `${issues}/comments/${oldest.id}`;
      await given.client.write({ as, method: 'PATCH', path, body: { body: wanted } });
    }
    return true;
  };
  await converge(async () => {
    if (await settle()) return;
    await given.client.write({ as, method: 'POST', path: `${issues}/${ref.number}/comments`, body: { body: wanted } });
    // Another node may have written at the same moment: both look again, and both keep the older one.
    await settle();
  });
}

/** Comments that carry the marker and that GitHub says are ours, oldest first: anybody can write the marker. */
async function ownComments(given: {
  readonly client: GithubClient;
  readonly ref: ForgeRef;
  readonly login: string;
}): Promise<readonly Own[]> {
  const { client, ref, login } = given;
  const path = `/repos/${ref.repository}/issues/${ref.number}/comments`;
  const own: Own[] = [];
  const as = { repository: ref.repository };
  for await (const { id, body, user } of client.list({ as, path, schema: commentsSchema, maxPages: MAX_PAGES })) {
    if (user?.login.toLowerCase() === login && body?.startsWith(MARKER)) own.push({ id, body });
  }
  return own.sort((a, b) => a.id - b.id);
}

/** A forge may change the ends of lines, and take white space at the end away. */
function comparable(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}
