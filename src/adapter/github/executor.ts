import { z } from 'zod';
import type { ForgeTransport } from '../../domain/forge/index.ts';
import type { BuildOrder, BuildStatus, Executor } from '../../domain/merge-queue/index.ts';
import { excerpt, Fault } from '../../kernel/index.ts';
import { GithubClient } from './client.ts';
import { type GithubCredentials, openAuthorities } from './credential.ts';

/** Runs git in a repository that may talk to one address; never rejects for an exit code. */
export type RunRemoteGit = (options: {
  readonly folder: string;
  readonly args: readonly string[];
  readonly remote: { readonly url: string; readonly authorization: string | null };
}) => Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;

/** Where trials are pushed; workflows are told to run there (`on: push: branches: ['firebreak/trial/**']`). */
const TRIALS = 'refs/heads/firebreak/trial/';
const PAGE = 100;

const runsSchema = z.object({
  check_runs: z.array(
    z.object({ id: z.int(), name: z.string(), status: z.string(), conclusion: z.string().nullish() }),
  ),
});
type Run = z.output<typeof runsSchema>['check_runs'][number];

/** Conclusions of a check (GitHub, "Create a check run") that say something of the change; every other one says nothing of it. */
const PASSED = ['success', 'neutral', 'skipped'];
const FAILED = ['failure', 'action_required'];

/**
 * Builds by GitHub: a trial is pushed as a branch of its own, and the named checks on its commit say how it ended. A branch that is
 * gone is a build that nobody knows. Fault: no check is named.
 */
export function openGithubExecutor(options: {
  readonly credentials: GithubCredentials;
  readonly apiUrl: string;
  /** Where git pushes to: `https://github.com`, or `https://HOST`. */
  readonly webUrl: string;
  readonly transport: ForgeTransport;
  /** `OWNER/NAME`. */
  readonly repository: string;
  /** Checks that must all be there and passed. */
  readonly checks: readonly string[];
  /** A local copy, for commands that need none of its content. */
  readonly folder: string;
  readonly git: RunRemoteGit;
  readonly now: () => number;
}): Executor {
  const { repository, checks, folder, git } = options;
  if (checks.length === 0) throw noChecks();
  const client = new GithubClient(options.transport, openAuthorities(options));
  const as = { repository };
  const remote = async (): Promise<{ readonly url: string; readonly authorization: string }> => {
    const { token } = await client.authority(as);
    return {
      url: `${options.webUrl.replace(/\/+$/, '')}/${repository}.git`,
      // What git takes as a password (GitHub, "Authenticating as a GitHub App installation").
      authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`,
    };
  };
  const run = async (from: string, command: string, args: readonly string[]): Promise<string> => {
    const to = await remote();
    const ran = await git({ folder: from, args: [command, '--quiet', to.url, ...args], remote: to });
    if (ran.code === 0) return ran.stdout;
    throw new Fault({
      kind: 'unreachable',
      code: 'trial-not-pushed',
      message: `${repository} could not be reached for trial branches: ${excerpt(ran.stderr.trim() || 'git was stopped', 300)}`,
      fix: 'Give the App the permission to write contents, and let it push branches below firebreak/trial.',
    });
  };
  const commitOf = async (id: string): Promise<string | null> => {
    const [line = ''] = (await run(folder, 'ls-remote', [branchOf(id)])).split('\n');
    return line === '' ? null : (line.split('\t')[0] ?? null);
  };
  return {
    name: 'github',
    async start({ id, folder: from, commit }: BuildOrder) {
      try {
        // The same commit to the same branch again changes nothing.
        await run(from, 'push', [`${commit}:${branchOf(id)}`]);
      } catch (error) {
        // Somebody else pushed it at the same moment, or an answer was lost.
        if ((await commitOf(id)) !== commit) throw error;
      }
    },
    async poll(id): Promise<BuildStatus> {
      const commit = await commitOf(id);
      if (commit === null) return { kind: 'unknown' };
      const found: Run[] = [];
      for (const name of checks) {
        const query = `check_name=${encodeURIComponent(name)}&filter=latest&per_page=${PAGE}`;
        const path = `/repos/${repository}/commits/${commit}/check-runs?${query}`;
        const answer = await client.read({ as, path, schema: runsSchema });
        const newest = (answer?.check_runs ?? []).reduce<Run | null>(
          (best, each) => (best === null || each.id > best.id ? each : best),
          null,
        );
        if (newest !== null) found.push(newest);
      }
      return statusOf(found, checks.length);
    },
    async cancel(id) {
      if ((await commitOf(id)) !== null) await run(folder, 'push', [`:${branchOf(id)}`]);
    },
    async forget(id) {
      if ((await commitOf(id)) !== null) await run(folder, 'push', [`:${branchOf(id)}`]);
    },
    reports: async () => null,
    log: async () => null,
    close: async () => {},
  };
}

/** One failure is enough to have failed; all must be there to have passed. */
function statusOf(runs: readonly Run[], wanted: number): BuildStatus {
  const build = `github:${runs.map(({ id }) => id).join('+')}`;
  const conclusions = runs.map(({ status, conclusion }) => (status === 'completed' ? (conclusion ?? '') : null));
  const failed = conclusions.find((each) => each !== null && FAILED.includes(each));
  if (failed !== undefined) return { kind: 'ended', outcome: 'failed', build, code: codeOf(failed) };
  const lost = conclusions.find((each) => each !== null && !PASSED.includes(each));
  if (lost !== undefined) return { kind: 'ended', outcome: 'infrastructure', build, code: codeOf(lost) };
  const isDone = runs.length === wanted && conclusions.every((each) => each !== null);
  return isDone ? { kind: 'ended', outcome: 'passed', build, code: 'success' } : { kind: 'running' };
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
