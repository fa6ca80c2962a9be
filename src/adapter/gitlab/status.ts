import { z } from 'zod';
import { converge, type PublishedCheck } from '../../domain/forge/index.ts';
import { fitted } from '../../kernel/index.ts';
import type { GitlabClient } from './client.ts';

const NAME = 'firebreak';
/** GitLab's limit of a description. */
const MAX_DESCRIPTION = 255;
const DIGEST_SHOWN = 12;
const MAX_PAGES = 10;

const statusesSchema = z.array(
  z.object({
    id: z.int(),
    name: z.string(),
    status: z.string(),
    description: z.string().nullish(),
    author: z.object({ username: z.string() }).nullish(),
  }),
);

/** Only finished states: GitLab takes another status after them, and refuses the same one after a running or pending one. */
const STATES = { allow: 'success', advice: 'success', hold: 'failed', block: 'failed' } as const;

/** Shows a verdict as a commit status; where the newest of that name is not ours, ours is written again. */
export async function publishStatus(given: {
  readonly client: GitlabClient;
  readonly project: string;
  readonly login: string;
  readonly check: PublishedCheck;
}): Promise<void> {
  const { client, project, login, check } = given;
  const state = STATES[check.conclusion];
  const mark = ` · ${check.digest.replace(/^sha256:/, '').slice(0, DIGEST_SHOWN)}`;
  const description = fitted(check.title, MAX_DESCRIPTION - mark.length) + mark;
  await converge(async () => {
    const path = `${project}/repository/commits/${check.head}/statuses?name=${NAME}`;
    let newest: z.output<typeof statusesSchema>[number] | null = null;
    for await (const each of client.list({ path, schema: statusesSchema, maxPages: MAX_PAGES })) {
      if (each.name === NAME && (newest === null || each.id > newest.id)) newest = each;
    }
    const isOurs = newest?.author?.username.toLowerCase() === login;
    if (isOurs && newest?.status === state && newest.description === description) return;
    const target = check.detailsUrl === null ? {} : { target_url: check.detailsUrl };
    await client.write('POST', `${project}/statuses/${check.head}`, { state, name: NAME, description, ...target });
  });
}

const checksSchema = z.array(z.object({ id: z.int(), name: z.string() }));

/** Answers GitLab's external status check of that name; nothing where the project has none. */
export async function answerExternalCheck(given: {
  readonly client: GitlabClient;
  readonly mergeRequest: string;
  readonly name: string;
  readonly check: PublishedCheck;
}): Promise<void> {
  const { client, mergeRequest, name, check } = given;
  const path = `${mergeRequest}/status_checks`;
  for await (const each of client.list({ path, schema: checksSchema, maxPages: MAX_PAGES })) {
    if (each.name !== name) continue;
    const status = STATES[check.conclusion] === 'success' ? 'passed' : 'failed';
    const body = { sha: check.head, external_status_check_id: each.id, status };
    await converge(() => client.write('POST', `${mergeRequest}/status_check_responses`, body));
  }
}
