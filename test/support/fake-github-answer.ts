import type { FakeCaller, FakeGithub } from './fake-github.ts';
import {
  type CheckRun,
  type Comment,
  type Repository,
  shownCheck,
  shownComment,
  shownPull,
  shownReview,
  shownStatus,
  userOf,
} from './fake-github-state.ts';

interface Call {
  readonly fake: FakeGithub;
  readonly caller: FakeCaller;
  readonly method: string;
  readonly template: string;
  readonly values: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

interface Answer {
  readonly status: number;
  /** `undefined` = no body; a message where the status is one of trouble. */
  readonly body: unknown;
}

type Handler = (call: Call, repository: Repository) => Answer;

const NOT_FOUND: Answer = { status: 404, body: 'Not Found' };
const FORBIDDEN: Answer = { status: 403, body: 'Resource not accessible by personal access token' };
/** The number of the App's one installation. */
const INSTALLATION = 99;

/** What GitHub would answer to a call that fits its description. */
export function answerFakeGithub(call: Call): Answer {
  const key = `${call.method} ${call.template}`;
  const general = GENERAL[key];
  if (general !== undefined) return general(call);
  const { owner = '', repo = '' } = call.values;
  const repository = call.fake.act.repositories.get(`${owner}/${repo}`.toLowerCase());
  const handler = HANDLERS[key];
  if (handler === undefined) {
    call.fake.flaws.push(`the fake knows no ${key}`);
    return NOT_FOUND;
  }
  if (repository === undefined) return NOT_FOUND;
  if (call.caller.kind === 'app' && !key.endsWith('/installation')) return { status: 403, body: 'A JWT is no token' };
  return handler(call, repository);
}

const GENERAL: Readonly<Record<string, (call: Call) => Answer>> = {
  'GET /app': ({ fake, caller }) =>
    caller.kind === 'app' ? ok({ id: fake.appId, slug: fake.slug }) : { status: 401, body: 'A JWT is needed' },
  'GET /user': ({ caller }) =>
    caller.kind === 'token' ? ok({ login: caller.login, id: userOf(caller.login).id }) : FORBIDDEN,
  'GET /app/installations': ({ caller }) => (caller.kind === 'app' ? ok([{ id: INSTALLATION }]) : FORBIDDEN),
  'POST /app/installations/{installation_id}/access_tokens': ({ fake, caller, values }) => {
    if (caller.kind !== 'app') return FORBIDDEN;
    if (Number(values['installation_id']) !== INSTALLATION) return NOT_FOUND;
    return { status: 201, body: fake.newToken(fake.appId) };
  },
  'GET /installation/repositories': ({ fake, caller }) => {
    if (caller.kind !== 'installation') return FORBIDDEN;
    const repositories = [...fake.act.repositories.values()].map(({ name, archived }) => ({
      full_name: name,
      archived,
    }));
    return ok({ total_count: repositories.length, repositories });
  },
  'GET /orgs/{org}/installation': ({ caller }) => (caller.kind === 'app' ? ok({ id: INSTALLATION }) : FORBIDDEN),
  'GET /orgs/{org}/teams/{team_slug}': ({ fake, values }) =>
    fake.teams.has(`${values['org']}/${values['team_slug']}`) ? ok({ slug: values['team_slug'] }) : NOT_FOUND,
  'GET /orgs/{org}/teams/{team_slug}/members': ({ fake, values }) =>
    ok((fake.teams.get(`${values['org']}/${values['team_slug']}`) ?? []).map(userOf)),
};

const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET /repos/{owner}/{repo}/installation': ({ caller }) =>
    caller.kind === 'app' ? ok({ id: INSTALLATION }) : FORBIDDEN,
  'GET /repos/{owner}/{repo}': (_, { name, defaultBranch, archived }) =>
    ok({ full_name: name, default_branch: defaultBranch, archived }),
  'GET /repos/{owner}/{repo}/pulls': ({ query }, repository) => {
    const state = query.get('state') ?? 'open';
    const pulls = repository.pulls.filter((pull) => state === 'all' || pull.state === state);
    return ok(pulls.map((pull) => shownPull(repository, pull)));
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': ({ values }, repository) => {
    const pull = repository.pulls.find(({ number }) => number === Number(values['pull_number']));
    return pull === undefined ? NOT_FOUND : ok({ ...shownPull(repository, pull), merged: pull.mergedAt !== null });
  },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': ({ values }, { reviews }) =>
    ok(reviews.filter(({ pull }) => pull === Number(values['pull_number'])).map(shownReview)),
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': ({ values }, { comments }) =>
    ok(comments.filter(({ issue }) => issue === Number(values['issue_number'])).map(shownComment)),
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': ({ fake, caller, values, body }, { comments }) => {
    const at = fake.isoNow();
    const made: Comment = {
      id: fake.act.newId(),
      issue: Number(values['issue_number']),
      user: userOf(loginOf(fake, caller)),
      body: (body as { body: string }).body,
      createdAt: at,
      updatedAt: at,
    };
    comments.push(made);
    return { status: 201, body: shownComment(made) };
  },
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': ({ fake, values, body }, { comments }) => {
    const found = comments.find(({ id }) => id === Number(values['comment_id']));
    if (found === undefined) return NOT_FOUND;
    found.body = (body as { body: string }).body;
    found.updatedAt = fake.isoNow();
    return ok(shownComment(found));
  },
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': ({ values }, { comments }) => {
    const at = comments.findIndex(({ id }) => id === Number(values['comment_id']));
    if (at < 0) return NOT_FOUND;
    comments.splice(at, 1);
    return { status: 204, body: undefined };
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': ({ values, query }, { checks }) => {
    const [app, name] = [query.get('app_id'), query.get('check_name')];
    const found = checks.filter(
      (run) =>
        run.head === values['ref'] &&
        (app === null || run.appId === Number(app)) &&
        (name === null || run.name === name),
    );
    const newestOf = (run: CheckRun) =>
      !found.some((other) => other.name === run.name && other.appId === run.appId && other.id > run.id);
    const shown = query.get('filter') === 'all' ? found : found.filter(newestOf);
    return ok({ total_count: shown.length, check_runs: shown.map(shownCheck) });
  },
  'POST /repos/{owner}/{repo}/check-runs': ({ fake, caller, body }, { checks }) => {
    if (caller.kind !== 'installation') return FORBIDDEN;
    const given = body as { name: string; head_sha: string };
    const run: CheckRun = {
      id: fake.act.newId(),
      appId: caller.appId,
      name: given.name,
      head: given.head_sha,
      externalId: '',
      status: 'queued',
      conclusion: null,
      title: '',
      summary: '',
      detailsUrl: null,
      annotations: [],
    };
    checks.push(run);
    writeCheck(run, body);
    return { status: 201, body: shownCheck(run) };
  },
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': ({ caller, values, body }, { checks }) => {
    const run = checks.find(({ id }) => id === Number(values['check_run_id']));
    if (run === undefined) return NOT_FOUND;
    if (caller.kind !== 'installation' || caller.appId !== run.appId) return FORBIDDEN;
    writeCheck(run, body);
    return ok(shownCheck(run));
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/statuses': ({ values }, { statuses }) =>
    ok(
      statuses
        .filter(({ sha }) => sha === values['ref'])
        .reverse()
        .map(shownStatus),
    ),
  'POST /repos/{owner}/{repo}/statuses/{sha}': ({ fake, caller, values, body }, repository) => {
    const given = body as { state: string; context?: string; description?: string; target_url?: string };
    const status = fake.act.addStatus(repository, { sha: values['sha'] ?? '', by: loginOf(fake, caller), ...given });
    return { status: 201, body: shownStatus(status) };
  },
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule': (
    { caller, values, body },
    { deployments },
  ) => {
    if (caller.kind !== 'installation') return FORBIDDEN;
    const run = Number(values['run_id']);
    const given = body as Record<string, unknown>;
    const isOver = deployments.some(
      (each) =>
        each.run === run &&
        each.body['environment_name'] === given['environment_name'] &&
        each.body['state'] !== undefined,
    );
    // Not in the description: whatever waits takes one last word.
    if (isOver && given['state'] !== undefined) return { status: 422, body: 'No deployment is waiting' };
    deployments.push({ run, body: given });
    return { status: 204, body: undefined };
  },
};

function writeCheck(run: CheckRun, body: unknown): void {
  const given = body as {
    status?: string;
    conclusion?: string;
    external_id?: string;
    details_url?: string;
    output?: { title: string; summary: string; annotations?: readonly unknown[] };
  };
  run.externalId = given.external_id ?? run.externalId;
  run.detailsUrl = given.details_url ?? run.detailsUrl;
  run.title = given.output?.title ?? run.title;
  run.summary = given.output?.summary ?? run.summary;
  run.annotations.push(...(given.output?.annotations ?? []));
  run.status = given.conclusion === undefined ? (given.status ?? run.status) : 'completed';
  run.conclusion = run.status === 'completed' ? (given.conclusion ?? run.conclusion) : null;
}

function loginOf(fake: FakeGithub, caller: FakeCaller): string {
  return caller.kind === 'token' ? caller.login : `${fake.slug}[bot]`;
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}
