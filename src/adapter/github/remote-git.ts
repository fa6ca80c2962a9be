import { excerpt, Fault } from '../../kernel/index.ts';
import type { GithubClient } from './client.ts';

/** Runs git in a repository that may talk to one address, or to none; never rejects for an exit code. */
export type RunRemoteGit = (options: {
  readonly folder: string;
  readonly args: readonly string[];
  readonly remote: { readonly url: string; readonly authorization: string | null } | null;
  readonly input?: string;
}) => Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;

type Ran = Awaited<ReturnType<RunRemoteGit>>;

/** What a repository on GitHub is reached by. */
export interface RemoteOptions {
  readonly client: GithubClient;
  /** Where git pushes to: `https://github.com`, or `https://HOST`. */
  readonly webUrl: string;
  /** `OWNER/NAME`. */
  readonly repository: string;
  /** A copy of it here, whose objects are pushed. */
  readonly folder: string;
  readonly git: RunRemoteGit;
}

/** git between a copy and its repository on GitHub. */
export class RemoteGit {
  readonly #options: RemoteOptions;

  constructor(options: RemoteOptions) {
    this.#options = options;
  }

  /** Runs a command that talks to the repository, whose address stands between command and arguments. */
  async remote(command: readonly string[], args: readonly string[]): Promise<Ran> {
    const { client, webUrl, repository, folder, git } = this.#options;
    const { token } = await client.authority({ repository });
    const url = `${webUrl.replace(/\/+$/, '')}/${repository}.git`;
    // What git takes as a password (GitHub, "Authenticating as a GitHub App installation").
    const authorization = `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
    return git({ folder, args: [...command, url, ...args], remote: { url, authorization } });
  }

  /** Where refs of these patterns point there, by name. Fault: it cannot be reached. */
  async refs(patterns: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const ran = await this.remote(['ls-remote', '--quiet', '--refs'], patterns);
    if (ran.code !== 0) throw this.unreachable(ran);
    return new Map(
      ran.stdout.split('\n').flatMap((line): [string, string][] => {
        const [commit = '', name = ''] = line.split('\t');
        return name === '' ? [] : [[name, commit]];
      }),
    );
  }

  /** Takes refs away there; gone ones stay gone. False = it was not done. */
  async drop(names: readonly string[]): Promise<boolean> {
    if (names.length === 0) return true;
    const ran = await this.remote(
      ['push', '--quiet'],
      names.map((name) => `:${name}`),
    );
    return ran.code === 0;
  }

  /** Runs a command that talks to nobody. */
  async local(args: readonly string[], input?: string): Promise<Ran> {
    const { folder, git } = this.#options;
    const options = { folder, args, remote: null };
    return git(input === undefined ? options : { ...options, input });
  }

  unreachable({ stderr }: Ran): Fault {
    return new Fault({
      kind: 'unreachable',
      code: 'trial-not-pushed',
      message: `${this.#options.repository} could not be reached for trial branches: ${excerpt(stderr.trim() || 'git was stopped', 300)}`,
      fix: 'Give the App the permission to write contents, and let it push branches below firebreak/trial.',
    });
  }
}
