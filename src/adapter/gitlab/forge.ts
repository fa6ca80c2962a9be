import { z } from 'zod';
import {
  type Forge,
  type ForgeAccount,
  type ForgeChange,
  type ForgeComment,
  type ForgeRef,
  type ForgeTransport,
  heldTransport,
  type RepositoryMirror,
  type StillHeld,
} from '../../domain/forge/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import { readApprovals } from './approval.ts';
import { GitlabClient } from './client.ts';
import { accountSchema, changeOf, mergeRequestSchema, noteSchema } from './payload.ts';
import { answerExternalCheck, publishStatus } from './status.ts';
import { publishNote } from './sticky-note.ts';

/** Ten thousand open merge requests; three thousand notes of one; five thousand members. */
const MAX_PAGES = { changes: 100, notes: 30, members: 50 } as const;

export interface GitlabOptions {
  /** Of a project, a group or a service account, with the scope `api`. */
  readonly token: string;
  /** Paths of the projects that are served. */
  readonly repositories: readonly string[];
  /** Where git fetches from: `https://gitlab.com`. */
  readonly webUrl: string;
  /** Name of the external status check to answer as well; `null` = none. */
  readonly externalCheck: string | null;
  /** Calls `https://HOST/api/v4`. */
  readonly transport: ForgeTransport;
  readonly mirror: RepositoryMirror;
}

/** GitLab as a forge. Nothing is called yet. */
export function openGitlabForge(options: GitlabOptions): Forge {
  const client = new GitlabClient(options.transport, options.token);
  let login: Promise<string> | null = null;
  const whoWeAre = (): Promise<string> => {
    login ??= client.read('/user', accountSchema).then(
      (user) => user?.handle ?? '',
      (error: unknown) => {
        login = null;
        throw error;
      },
    );
    return login;
  };
  /** The client of one publication. */
  const clientOf = (stillHeld: StillHeld | undefined): GitlabClient =>
    stillHeld === undefined ? client : new GitlabClient(heldTransport(options.transport, stillHeld), options.token);
  return {
    name: 'gitlab',
    repositories: async () => options.repositories,
    openChanges: (repository) => openChanges(client, repository),
    async readChange(ref) {
      const found = await client.read(mergeRequestOf(ref), mergeRequestSchema);
      return found === null ? null : changeOf(found, ref.repository);
    },
    readReviews: async (ref) => readApprovals({ client, ref, mergeRequest: mergeRequestOf(ref) }),
    readComments: (ref) => readNotes(client, ref),
    readTeam: (team) => readGroup(client, team),
    async localCopy({ repository, commits }) {
      const schema = z.object({ default_branch: z.string().min(1) });
      const found = await client.read(projectOf(repository), schema);
      if (found === null) throw unknownRepository(repository);
      return options.mirror({
        place: ['gitlab', ...repository.split('/')],
        url: `${options.webUrl.replace(/\/+$/, '')}/${repository}.git`,
        authorization: `Basic ${Buffer.from(`oauth2:${options.token}`).toString('base64')}`,
        defaultBranch: found.default_branch,
        commits,
      });
    },
    async publish(verdict, stillHeld) {
      const client = clientOf(stillHeld);
      const mergeRequest = mergeRequestOf(verdict.ref);
      const login = await whoWeAre();
      await publishStatus({ client, project: projectOf(verdict.ref.repository), login, check: verdict });
      if (options.externalCheck !== null) {
        await answerExternalCheck({ client, mergeRequest, name: options.externalCheck, check: verdict });
      }
      await publishNote({ client, mergeRequest, login, text: verdict.comment });
    },
    async publishGroup(group, stillHeld) {
      const client = clientOf(stillHeld);
      await publishStatus({ client, project: projectOf(group.repository), login: await whoWeAre(), check: group });
    },
    answerDeployment: async () => {
      const message = 'no deployment waits for an answer on GitLab';
      throw new Fault({ kind: 'usage', code: 'no-deployments', message });
    },
  };
}

async function* openChanges(client: GitlabClient, repository: string): AsyncGenerator<ForgeChange> {
  const path = `${projectOf(repository)}/merge_requests?state=opened&order_by=created_at&sort=asc`;
  const call = { path, schema: z.array(mergeRequestSchema), maxPages: MAX_PAGES.changes };
  for await (const each of client.list(call)) {
    const change = changeOf(each, repository);
    if (change !== null) yield change;
  }
}

async function readNotes(client: GitlabClient, ref: ForgeRef): Promise<readonly ForgeComment[]> {
  const path = `${mergeRequestOf(ref)}/notes?sort=asc&order_by=created_at`;
  const found: ForgeComment[] = [];
  for await (const note of client.list({ path, schema: z.array(noteSchema), maxPages: MAX_PAGES.notes })) {
    if (note.system === true) continue;
    const { id, author: by, body: text, created_at: at, updated_at } = note;
    found.push({ kind: 'comment', ref, id: String(id), by, text, at, isEdited: updated_at !== at });
  }
  return found;
}

/** A team is a group; those of the groups above it may act in it too. */
async function readGroup(client: GitlabClient, team: string): Promise<readonly ForgeAccount[] | null> {
  const group = team.replace(/^@/, '');
  if (!isPath(group)) return null;
  const path = `/groups/${encodeURIComponent(group)}`;
  if ((await client.read(path, z.object({ id: z.int() }))) === null) return null;
  const found: ForgeAccount[] = [];
  const call = { path: `${path}/members/all`, schema: z.array(accountSchema), maxPages: MAX_PAGES.members };
  for await (const member of client.list(call)) found.push(member);
  return found;
}

function mergeRequestOf({ repository, number }: ForgeRef): string {
  return `${projectOf(repository)}/merge_requests/${number}`;
}

function projectOf(repository: string): string {
  if (!isPath(repository) || !repository.includes('/')) throw unknownRepository(repository);
  return `/projects/${encodeURIComponent(repository)}`;
}

/** A path that becomes part of an address; groups nest to twenty. */
function isPath(text: string): boolean {
  return /^[\w.-]{1,255}(?:\/[\w.-]{1,255}){0,20}$/.test(text) && !/(?:^|\/)\.+(?:\/|$)/.test(text);
}

function unknownRepository(repository: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'unknown-repository',
    message: `GitLab shows this token no project ${printable(repository)}`,
    fix: 'Name it by its full path, and give the token a role in it.',
  });
}
