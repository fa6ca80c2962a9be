import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** What is kept of what git says of its troubles. */
const MAX_SAID = 16_384;
/** What it may answer: a line for each of some ten thousand branches. */
const MAX_ANSWER = 16_777_216;
/** A first copy of a large repository takes minutes; a stalled one must end. */
const TIMEOUT_MS = 1_800_000;
/** Slower than this for so long is stalled. */
const LOW_SPEED = { bytesPerSecond: '1000', seconds: '60' };

export interface Ran {
  /** `null` when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs git in a repository with an argument array; never rejects for an exit code. `remote` is what may be talked to. */
export function runGit(options: {
  readonly folder: string;
  readonly args: readonly string[];
  readonly remote: { readonly url: string; readonly authorization: string | null } | null;
  readonly input?: string;
}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['--git-dir=.', ...options.args], {
      cwd: options.folder,
      env: environment(options.remote),
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    // A git that ends early closes its input: the exit code tells.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
    const said = { stdout: '', stderr: '' };
    for (const [name, limit] of [
      ['stdout', MAX_ANSWER],
      ['stderr', MAX_SAID],
    ] as const) {
      child[name].setEncoding('utf8');
      child[name].on('data', (text: string) => {
        said[name] += text.slice(0, limit - said[name].length);
        // Half an answer must not be taken for all of it.
        if (name === 'stdout' && said[name].length >= limit) child.kill('SIGKILL');
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}

/** Starts a git that answers one question after the other in a repository until its input ends; it reaches no network. */
export function startGit(options: {
  readonly folder: string;
  readonly args: readonly string[];
}): ChildProcessByStdio<Writable, Readable, null> {
  return spawn('git', ['--git-dir=.', ...options.args], {
    cwd: options.folder,
    env: environment(null),
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
}

/** Settings of one run: git reads them from the environment (git-config(1), `GIT_CONFIG_COUNT`), where no other user looks. */
function environment(
  remote: { readonly url: string; readonly authorization: string | null } | null,
): NodeJS.ProcessEnv {
  const settings: [string, string][] = [
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    ['credential.helper', ''],
    ['gc.autoDetach', 'false'],
    ['maintenance.autoDetach', 'false'],
    ['transfer.bundleURI', 'false'],
    ['fetch.recurseSubmodules', 'false'],
    ['http.followRedirects', 'false'],
    ['http.lowSpeedLimit', LOW_SPEED.bytesPerSecond],
    ['http.lowSpeedTime', LOW_SPEED.seconds],
  ];
  if (remote !== null && remote.authorization !== null) {
    settings.push([`http.${new URL(remote.url).origin}/.extraHeader`, `Authorization: ${remote.authorization}`]);
  }
  return {
    ...Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !name.toUpperCase().startsWith('GIT_') || name === 'GIT_EXEC_PATH',
      ),
    ),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: remote === null ? '' : new URL(remote.url).protocol.slice(0, -1),
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    LC_ALL: 'C',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
}
