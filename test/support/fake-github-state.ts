import { gitIn } from './git-over-http.ts';

/** An account as GitHub shows it. */
export interface User {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
}

export interface Pull {
  readonly number: number;
  title: string;
  body: string;
  readonly user: User;
  state: 'open' | 'closed';
  mergedAt: string | null;
  draft: boolean;
  labels: string[];
  headRef: string;
  head: string;
  baseRef: string;
  base: string;
  updatedAt: string;
}

export interface Review {
  readonly id: number;
  readonly pull: number;
  readonly user: User;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
  body: string;
  readonly commit: string | null;
  readonly at: string;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly user: User;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface CheckRun {
  readonly id: number;
  readonly appId: number;
  readonly name: string;
  readonly head: string;
  externalId: string;
  status: string;
  conclusion: string | null;
  title: string;
  summary: string;
  detailsUrl: string | null;
  readonly annotations: unknown[];
}

export interface Status {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: User;
}

export interface Repository {
  readonly name: string;
  /** Bare repository on this machine; `null` = nothing can be fetched. */
  readonly path: string | null;
  readonly defaultBranch: string;
  archived: boolean;
  readonly pulls: Pull[];
  readonly reviews: Review[];
  readonly comments: Comment[];
  readonly checks: CheckRun[];
  readonly statuses: Status[];
  /** Answers to deployments that waited, by run. */
  readonly deployments: { readonly run: number; readonly body: Readonly<Record<string, unknown>> }[];
}

/** An account by its login; `NAME[bot]` is software. */
export function userOf(login: string): User {
  let id = 7;
  for (const character of login) id = (id * 31 + character.charCodeAt(0)) % 1_000_003;
  return { login, id, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

export function shownPull(repository: Repository, pull: Pull): Record<string, unknown> {
  const { name } = repository;
  return {
    id: pull.number,
    number: pull.number,
    html_url: `https://github.example/${name}/pull/${pull.number}`,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    user: pull.user,
    labels: pull.labels.map((label, id) => ({ id, name: label })),
    draft: pull.draft,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: pull.updatedAt,
    merged_at: pull.mergedAt,
    head: { ref: pull.headRef, sha: pull.head },
    base: { ref: pull.baseRef, sha: pull.base },
  };
}

export function shownReview(review: Review): Record<string, unknown> {
  return {
    id: review.id,
    user: review.user,
    body: review.body,
    state: review.state,
    commit_id: review.commit,
    ...(review.state === 'PENDING' ? {} : { submitted_at: review.at }),
  };
}

export function shownComment(comment: Comment): Record<string, unknown> {
  const { id, body, user, createdAt, updatedAt } = comment;
  return { id, body, user, created_at: createdAt, updated_at: updatedAt };
}

export function shownCheck(run: CheckRun): Record<string, unknown> {
  return {
    id: run.id,
    name: run.name,
    head_sha: run.head,
    external_id: run.externalId,
    status: run.status,
    conclusion: run.conclusion,
    details_url: run.detailsUrl,
    app: { id: run.appId },
    output: { title: run.title, summary: run.summary, text: null, annotations_count: run.annotations.length },
  };
}

export function shownStatus(status: Status): Record<string, unknown> {
  const { id, state, description, targetUrl, context, creator } = status;
  return { id, state, description, target_url: targetUrl, context, creator };
}

/** Points the refs that GitHub keeps for a pull request at its head, where the repository is on this machine. */
export function keepPullRef({ path }: Repository, { number, head }: Pull): void {
  if (path !== null) gitIn(path, 'update-ref', `refs/pull/${number}/head`, head);
}
