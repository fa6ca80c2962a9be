import { z } from 'zod';
import type { BuildOrder, BuildStatus, Executor } from '../../domain/merge-queue/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { GithubClient } from './client.ts';
import { RemoteGit, type RemoteOptions } from './remote-git.ts';

/** Where trials are pushed; workflows are told to run there (`on: push: branches: ['firebreak/trial/**']`). */
export const TRIALS = 'refs/heads/firebreak/trial/';
const PAGE = 100;
/** How ids of builds here begin, and those of commit statuses in them. */
const BUILD = 'github:';
const STATUS = 'status-';
/** More checks than anybody names. */
const MAX_PAGES = 100;
/** Statuses of one commit that are looked through; GitHub keeps a thousand. */
const MAX_STATUS_PAGES = 10;
/** Who commits what is pushed for a trial. */
const COMMITTER = 'Firebreak <firebreak@localhost>';

const runsSchema = z.object({
  check_runs: z.array(
    z.object({ id: z.int(), name: z.string(), status: z.string(), conclusion: z.string().nullish() }),
  ),
});
const statusesSchema = z.array(z.object({ id: z.int(), context: z.string(), state: z.string() }));

/** What one named check says: how it ended, or `null` while it runs. */
interface Word {
  /** Of a check run its number, of a commit status its number with a prefix: only the first has a page. */
  readonly id: string;
  readonly conclusion: string | null;
}

/** Conclusions of a check (GitHub, "Create a check run") that say something of the change; every other one says nothing of it. */
const PASSED = ['success', 'neutral', 'skipped'];
const FAILED = ['failure', 'action_required'];
/** States of a commit status as conclusions of a check: an error is the reporter's own. */
const STATES: Readonly<Record<string, string | null>> = {
  success: 'success',
  failure: 'failure',
  error: 'error',
  pending: null,
};

/**
 * Builds by GitHub: a trial is pushed as a branch of its own, and the named checks or statuses on its commit say how it ended. That commit
 * holds the trial's very tree and is the trial's alone, so that an earlier build of the same content never answers for it. A branch
 * that is gone is a build that nobody knows. Fault: no check is named.
 */
export function openGithubExecutor(
  options: RemoteOptions & {
    /** Checks that must all be there and passed. */
    readonly checks: readonly string[];
  },
): Executor {
  if (options.checks.length === 0) throw noChecks();
  return new GithubExecutor(options);
}

class GithubExecutor implements Executor {
  readonly name = 'github';
  readonly #client: GithubClient;
  readonly #repository: string;
  readonly #checks: readonly string[];
  readonly #remote: RemoteGit;
  /** Commits of trials that were pushed from here. */
  readonly #commits = new Map<string, string>();
  /** Trials that GitHub did not take. */
  readonly #refused = new Set<string>();

  constructor(options: Parameters<typeof openGithubExecutor>[0]) {
    this.#client = options.client;
    this.#repository = options.repository;
    this.#checks = options.checks;
    this.#remote = new RemoteGit(options);
  }

  async start(order: BuildOrder): Promise<void> {
    const { id } = order;
    const commit = await this.#trialCommit(order);
    // The same commit to the same branch again changes nothing.
    const ran = await this.#remote.remote(['push', '--porcelain'], [`${commit}:${branchOf(id)}`]);
    if (ran.code !== 0 && (await this.#commitOf(id)) !== commit) {
      if (!/\[remote rejected\]/.test(ran.stdout)) throw this.#remote.unreachable(ran);
      // A rule of the repository, or a right that is missing for what it holds: asking again would not help.
      this.#refused.add(id);
      return;
    }
    this.#commits.set(id, commit);
  }

  async poll(id: string): Promise<BuildStatus> {
    if (this.#refused.has(id)) {
      return { kind: 'ended', outcome: 'infrastructure', build: 'github:refused', code: 'push-refused' };
    }
    const commit = this.#commits.get(id) ?? (await this.#commitOf(id));
    if (commit === null) return { kind: 'unknown' };
    this.#commits.set(id, commit);
    const found: Word[] = [];
    for (const name of this.#checks) {
      const word = (await this.#checkOf(commit, name)) ?? (await this.#statusOf(commit, name));
      if (word !== null) found.push(word);
    }
    return statusOf(found, this.#checks.length);
  }

  async cancel(id: string): Promise<void> {
    this.#commits.delete(id);
    if ((await this.#commitOf(id)) === null) return;
    const ran = await this.#remote.remote(['push', '--quiet'], [`:${branchOf(id)}`]);
    if (ran.code !== 0 && (await this.#commitOf(id)) !== null) throw this.#remote.unreachable(ran);
  }

  /** An aid: what is left behind is swept with the trials of its age. */
  async forget(id: string): Promise<void> {
    this.#commits.delete(id);
    this.#refused.delete(id);
    await this.#remote.drop([branchOf(id)]);
  }

  async reports(): Promise<null> {
    return null;
  }

  async close(): Promise<void> {}

  /** The trial's tree under a commit that names the trial; the same order makes the same commit. */
  async #trialCommit({ id, commit, tree }: BuildOrder): Promise<string> {
    const shown = await this.#remote.local([
      'log',
      '-1',
      '--no-show-signature',
      '--format=%ct',
      '--end-of-options',
      commit,
    ]);
    const when = `${Number(shown.stdout.trim()) || 0} +0000`;
    const text = [
      `tree ${tree}`,
      `parent ${commit}`,
      `author ${COMMITTER} ${when}`,
      `committer ${COMMITTER} ${when}`,
      '',
      `Trial ${id}`,
      '',
    ].join('\n');
    const ran = await this.#remote.local(['hash-object', '-t', 'commit', '-w', '--stdin'], text);
    if (ran.code !== 0) throw this.#remote.unreachable(ran);
    return ran.stdout.trim();
  }

  async #commitOf(id: string): Promise<string | null> {
    return (await this.#remote.refs([branchOf(id)])).get(branchOf(id)) ?? null;
  }

  async #checkOf(commit: string, name: string): Promise<Word | null> {
    const query = `check_name=${encodeURIComponent(name)}&filter=latest&per_page=${PAGE}`;
    const path = `/repos/${this.#repository}/commits/${commit}/check-runs?${query}`;
    const answer = await this.#client.read({ as: { repository: this.#repository }, path, schema: runsSchema });
    const newest = newestOf(answer?.check_runs ?? []);
    if (newest === null) return null;
    return { id: String(newest.id), conclusion: newest.status === 'completed' ? (newest.conclusion ?? '') : null };
  }

  /** Where no check has that name, a status of an older kind of reporter may; nothing where they may not be read. */
  async #statusOf(commit: string, name: string): Promise<Word | null> {
    const path = `/repos/${this.#repository}/commits/${commit}/statuses`;
    const call = { as: { repository: this.#repository }, path, schema: statusesSchema, maxPages: MAX_STATUS_PAGES };
    const found: z.output<typeof statusesSchema>[number][] = [];
    try {
      for await (const each of this.#client.list(call)) if (each.context === name) found.push(each);
    } catch (error) {
      if (!(error instanceof Fault) || error.kind !== 'permission') throw error;
    }
    const newest = newestOf(found);
    if (newest === null) return null;
    return {
      id: `${STATUS}${newest.id}`,
      conclusion: newest.state in STATES ? (STATES[newest.state] ?? null) : newest.state,
    };
  }
}

function newestOf<T extends { readonly id: number }>(all: readonly T[]): T | null {
  return all.reduce<T | null>((best, each) => (best === null || each.id > best.id ? each : best), null);
}

/** One failure is enough to have failed; all must be there to have passed. */
function statusOf(words: readonly Word[], wanted: number): BuildStatus {
  const build = `${BUILD}${ranked(words).join('+')}`;
  const conclusions = words.map(({ conclusion }) => conclusion);
  const failed = conclusions.find((each) => each !== null && FAILED.includes(each));
  if (failed !== undefined) return { kind: 'ended', outcome: 'failed', build, code: codeOf(failed) };
  const lost = conclusions.find((each) => each !== null && !PASSED.includes(each));
  if (lost !== undefined) return { kind: 'ended', outcome: 'infrastructure', build, code: codeOf(lost) };
  const isDone = words.length === wanted && conclusions.every((each) => each !== null);
  return isDone ? { kind: 'ended', outcome: 'passed', build, code: 'success' } : { kind: 'running' };
}

/** Ids of what failed, then of what was lost, then of what passed: the first is what people look for. */
function ranked(words: readonly Word[]): readonly string[] {
  const rank = ({ conclusion }: Word): number =>
    conclusion === null ? 3 : FAILED.includes(conclusion) ? 0 : PASSED.includes(conclusion) ? 2 : 1;
  return [...words].sort((one, other) => rank(one) - rank(other)).map(({ id }) => id);
}

/** Pages of the check runs that a build's id names, in its order. */
export function pagesOfBuild(
  build: string,
  { webUrl, repository }: Pick<RemoteOptions, 'webUrl' | 'repository'>,
): readonly string[] {
  if (!build.startsWith(BUILD)) return [];
  const runs = build
    .slice(BUILD.length)
    .split('+')
    .filter((id) => /^\d{1,20}$/.test(id));
  const place = `${webUrl.replace(/\/+$/, '')}/${repository}`;
  return runs.slice(0, MAX_PAGES).map((id) => `${place}/runs/${id}`);
}

function codeOf(conclusion: string | null): string {
  return /^[a-z_]{1,40}$/.test(conclusion ?? '') ? (conclusion ?? '').replaceAll('_', '-') : 'unknown';
}

function branchOf(id: string): string {
  return `${TRIALS}${id}`;
}

function noChecks(): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-checks',
    message: 'nothing says which checks a trial branch must pass',
    fix: 'Name the checks that the workflows of trial branches report.',
  });
}
