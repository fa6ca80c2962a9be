import { z } from 'zod';
import { converge } from '../../domain/forge/index.ts';
import { fitted } from '../../kernel/index.ts';
import type { GitlabClient } from './client.ts';
import { noteSchema } from './payload.ts';

/** First line of the note; GitLab does not show it. */
const MARKER = '<!-- firebreak:verdict -->';
/** GitLab takes a million; a longer one nobody reads. */
const MAX_BODY = 65_536;
const MAX_PAGES = 30;

/** Makes the merge request hold one note of ours with this text, or none where there is nothing to say. */
export async function publishNote(given: {
  readonly client: GitlabClient;
  readonly mergeRequest: string;
  readonly login: string;
  readonly text: string | null;
}): Promise<void> {
  const { client, mergeRequest, text } = given;
  const notes = `${mergeRequest}/notes`;
  const wanted = text === null ? null : fitted(`${MARKER}\n${text}`, MAX_BODY);
  const settle = async (): Promise<boolean> => {
    const [oldest, ...doubles] = await ownNotes(given);
    const extra = wanted === null && oldest !== undefined ? [oldest, ...doubles] : doubles;
    for (const { id } of extra) await client.write('DELETE', `${notes}/${id}`);
    if (wanted === null) return true;
    if (oldest === undefined) return false;
    if (oldest.body.trimEnd() !== wanted.trimEnd()) {
      await client.write('PUT', `${notes}/${oldest.id}`, { body: wanted });
    }
    return true;
  };
  await converge(async () => {
    if (await settle()) return;
    await client.write('POST', notes, { body: wanted });
    // Another node may have written at the same moment: both look again, and both keep the older one.
    await settle();
  });
}

async function ownNotes(given: {
  readonly client: GitlabClient;
  readonly mergeRequest: string;
  readonly login: string;
}): Promise<readonly { readonly id: number; readonly body: string }[]> {
  const path = `${given.mergeRequest}/notes?sort=asc&order_by=created_at`;
  const own: { id: number; body: string }[] = [];
  for await (const each of given.client.list({ path, schema: z.array(noteSchema), maxPages: MAX_PAGES })) {
    if (each.author.handle === given.login && each.body.startsWith(MARKER)) own.push({ id: each.id, body: each.body });
  }
  return own.sort((a, b) => a.id - b.id);
}
