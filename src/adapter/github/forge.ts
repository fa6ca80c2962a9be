import { z } from 'zod';
import {
  type Forge,
  type ForgeChange,
  type ForgeComment,
  type ForgeRef,
  type ForgeReview,
  type ForgeTransport,
  heldTransport,
  type PublishedCheck,
  type RepositoryMirror,
  type StillHeld,
} from '../../domain/forge/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import { publishCheckRuns } from './check-run.ts';
import { GithubClient } from './client.ts';
import { publishCommitStatus } from './commit-status.ts';
import { type GithubCredentials, openAuthorities } from './credential.ts';
import { answerDeployment } from './deployment.ts';
import { type Identity, readIdentity } from './identity.ts';
import { accountSchema, changeOf, commentSchema, pullSchema, refOf, reviewOf, reviewSchema } from './payload.ts';
import { readRepositories } from './repository.ts';
import { publishComment } from './sticky-comment.ts';

/** Ten thousand open proposals; three thousand reviews or comments of one. */
const MAX_PULL_PAGES = 100;
const MAX_TALK_PAGES = 30;
const MAX_MEMBER_PAGES = 50;

export interface GithubOptions {
  readonly credentials: GithubCredentials;
  /** `https://api.github.com`, or `https://HOST/api/v3`: the same that the transport calls. */
  readonly apiUrl: string;
  /** Where git fetches from: `https://github.com`, or `https://HOST`. */
  readonly webUrl: string;
  readonly transport: ForgeTransport;
  readonly mirror: RepositoryMirror;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** GitHub as a forge. Nothing is called yet. Fault: the App's key is none. */
export function openGithubForge(options: GithubOptions): Forge {
  const authorities = openAuthorities(options);
  const client = new GithubClient(options.transport, authorities);
  const kind = options.credentials.kind;
  let identity: Promise<Identity> | null = null;
  const whoWeAre = (): Promise<Identity> => {
    identity ??= readIdentity(client, kind).catch((error: unknown) => {
      identity = null;
      throw error;
    });
    return identity;
  };

  /** The client of one publication. */
  const clientOf = (stillHeld: StillHeld | undefined): GithubClient =>
    stillHeld === undefined ? client : new GithubClient(heldTransport(options.transport, stillHeld), authorities);
  const show = async (client: GithubClient, repository: string, check: PublishedCheck): Promise<Identity> => {
    const { appId, login } = await whoWeAre();
    if (appId === null) await publishCommitStatus({ client, repository, login, check });
    else await publishCheckRuns({ client, repository, appId, check });
    return { appId, login };
  };

  return {
    name: 'github',
    repositories: () => readRepositories(client, options.credentials),
    openChanges: (repository) => openChanges(client, known(repository)),
    readChange: (ref) => readChange(client, ref),
    readReviews: (ref) => readReviews(client, ref),
    readComments: (ref) => readComments(client, ref),
    readTeam: (team) => readTeam(client, team),
    async localCopy({ repository, commits }) {
      const [owner = '', name = ''] = known(repository).split('/');
      const as = { repository };
      const schema = z.object({ default_branch: z.string().min(1) });
      const found = await client.read({ as, path: `/repos/${repository}`, schema });
      if (found === null) throw unknownRepository(repository);
      const { token } = await client.authority(as);
      return options.mirror({
        place: ['github', owner, name],
        url: `${options.webUrl.replace(/\/+$/, '')}/${repository}.git`,
        // What git takes as a password (GitHub, "Authenticating as a GitHub App installation").
        authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
        defaultBranch: found.default_branch,
        commits,
      });
    },
    async publish(verdict, stillHeld) {
      const held = clientOf(stillHeld);
      const { login } = await show(held, known(verdict.ref.repository), verdict);
      await publishComment({ client: held, ref: verdict.ref, login, text: verdict.comment });
    },
    async publishGroup(group, stillHeld) {
      await show(clientOf(stillHeld), known(group.repository), group);
    },
    answerDeployment: async (answer) => {
      known(answer.repository);
      await answerDeployment({ client, apiUrl: options.apiUrl, answer });
    },
  };
}

/** Oldest first: what is opened while pages are read comes last, so that none is missed. */
async function* openChanges(client: GithubClient, repository: string): AsyncGenerator<ForgeChange> {
  const path = `/repos/${repository}/pulls?state=open&sort=created&direction=asc`;
  const schema = z.array(pullSchema);
  const pulls = client.list({ as: { repository }, path, schema, maxPages: MAX_PULL_PAGES });
  for await (const pull of pulls) yield changeOf(pull, repository);
}

async function readChange(client: GithubClient, { repository, number }: ForgeRef): Promise<ForgeChange | null> {
  const path = `/repos/${known(repository)}/pulls/${number}`;
  const pull = await client.read({ as: { repository }, path, schema: pullSchema });
  return pull === null ? null : changeOf(pull, repository);
}

/** GitHub lists them oldest first. That a review's text was edited only a webhook tells; its state cannot be edited. */
async function readReviews(client: GithubClient, { repository, number }: ForgeRef): Promise<readonly ForgeReview[]> {
  const path = `/repos/${known(repository)}/pulls/${number}/reviews`;
  const found: ForgeReview[] = [];
  const call = { as: { repository }, path, schema: z.array(reviewSchema), maxPages: MAX_TALK_PAGES };
  for await (const each of client.list(call)) {
    const review = reviewOf(each, { isEdited: false, atHead: null });
    if (review !== null) found.push(review);
  }
  return found;
}

async function readComments(client: GithubClient, { repository, number }: ForgeRef): Promise<readonly ForgeComment[]> {
  const path = `/repos/${known(repository)}/issues/${number}/comments`;
  const found: ForgeComment[] = [];
  const call = { as: { repository }, path, schema: z.array(commentSchema), maxPages: MAX_TALK_PAGES };
  for await (const { id, user, body, created_at, updated_at } of client.list(call)) {
    const given = { id: String(id), by: user, text: body ?? '', at: created_at, isEdited: updated_at !== created_at };
    found.push({ kind: 'comment', ref: refOf(repository, number), ...given });
  }
  return found;
}

async function readTeam(client: GithubClient, team: string): Promise<readonly z.output<typeof accountSchema>[] | null> {
  const match = /^@?([\w-]{1,100})\/([\w.-]{1,100})$/.exec(team);
  const [, organisation, slug] = match ?? [];
  if (organisation === undefined || slug === undefined) return null;
  const as = { repository: organisation };
  const base = `/orgs/${organisation}/teams/${slug}`;
  if ((await client.read({ as, path: base, schema: z.object({ slug: z.string() }) })) === null) return null;
  const schema = z.array(accountSchema);
  const members = [];
  const path = `${base}/members`;
  for await (const member of client.list({ as, path, schema, maxPages: MAX_MEMBER_PAGES })) members.push(member);
  return members;
}

/** A name that becomes part of an address. */
function known(repository: string): string {
  if (/^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(repository) && !/(?:^|\/)\.+(?:\/|$)/.test(repository)) return repository;
  throw unknownRepository(repository);
}

function unknownRepository(repository: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'unknown-repository',
    message: `GitHub shows these credentials no repository ${printable(repository)}`,
    fix: 'Install the App on it, or give the token the right to read it.',
  });
}
