import type { CommitId } from '../../domain/change/index.ts';
import type { ForgeTransport } from '../../domain/forge/index.ts';
import type { BuildStatus, Executor, RemoteQueue, TrialBuilder } from '../../domain/merge-queue/index.ts';
import { GithubClient } from './client.ts';
import { type GithubCredentials, openAuthorities } from './credential.ts';
import { openGithubExecutor, pagesOfBuild } from './executor.ts';
import { openRemoteBranch } from './remote-branch.ts';
import type { RunRemoteGit } from './remote-git.ts';

/** A build that runs is asked for again after this, or when its end was told: a webhook may be lost. */
const POLL_MS = 10_000;

/** What merge queues over GitHub's repositories work with. */
export interface GithubQueueOptions {
  readonly credentials: GithubCredentials;
  /** `https://api.github.com`, or `https://HOST/api/v3`: the same that the transport calls. */
  readonly apiUrl: string;
  /** Where git pushes to: `https://github.com`, or `https://HOST`. */
  readonly webUrl: string;
  readonly transport: ForgeTransport;
  readonly git: RunRemoteGit;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Opens queues over repositories on GitHub: trial branches are pushed, their checks tell, the branch is moved by a push with a lease. */
export function openGithubQueues(options: GithubQueueOptions) {
  const client = new GithubClient(options.transport, openAuthorities(options));
  return (given: {
    /** `OWNER/NAME`. */
    readonly repository: string;
    readonly branch: string;
    /** Of the queue: letters and digits. */
    readonly slug: string;
    /** A copy of it here. */
    readonly folder: string;
    readonly trials: TrialBuilder;
    readonly fetch: (commits: readonly CommitId[]) => Promise<unknown>;
  }): RemoteQueue => {
    const place = { client, webUrl: options.webUrl, git: options.git, ...given };
    const builder = openRemoteBranch({ ...place, now: options.now });
    let heardAt = Number.NEGATIVE_INFINITY;
    return {
      builder,
      openExecutor: (checks) =>
        calm(openGithubExecutor({ ...place, checks }), { now: options.now, heardAt: () => heardAt }),
      pagesOf: (build) => pagesOfBuild(build, place),
      heard() {
        heardAt = options.now();
        builder.heard();
      },
    };
  };
}

/** An executor that is asked about a running build now and then only, and at once when something was heard. */
function calm(
  executor: Executor,
  { now, heardAt }: { readonly now: () => number; readonly heardAt: () => number },
): Executor {
  const asked = new Map<string, number>();
  return {
    name: executor.name,
    start: (order) => executor.start(order),
    async poll(id): Promise<BuildStatus> {
      const last = asked.get(id);
      if (last !== undefined && now() - last < POLL_MS && heardAt() < last) return { kind: 'running' };
      // What is heard while the answer is on its way is asked for again.
      const at = now();
      const status = await executor.poll(id);
      if (status.kind === 'running') asked.set(id, at);
      else asked.delete(id);
      return status;
    },
    cancel: (id) => executor.cancel(id),
    forget: (id) => executor.forget(id),
    reports: (id) => executor.reports(id),
    close: () => executor.close(),
  };
}
