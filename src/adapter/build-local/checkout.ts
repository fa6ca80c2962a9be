import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Writing a tree takes seconds; a stalled disk must not hold a worker for ever. */
const TIMEOUT_MS = 600_000;

/** Bytes of what git says that are read. */
const MAX_SAID = 65_536;

/** What writing out a tree came to. */
export type CheckedOut =
  | { readonly kind: 'out' }
  /** The disk, the rights, the repository: nothing is known of the tree. */
  | { readonly kind: 'lost'; readonly said: string }
  /** No work tree can hold it: what is wrong with it, in one sentence that names the path. */
  | { readonly kind: 'unusable'; readonly said: string; readonly fault: string };

/** Writes the files of a commit into a new folder, without a repository around them. */
export async function checkOut(given: {
  /** The git directory. */
  readonly repository: string;
  readonly commit: string;
  /** Made here. */
  readonly into: string;
  /** A file beside it that git may use. */
  readonly index: string;
  readonly signal: AbortSignal;
}): Promise<CheckedOut> {
  const { repository, commit, into, index, signal } = given;
  await mkdir(into, { recursive: true, mode: 0o700 });
  const env = { ...environment(), GIT_DIR: repository, GIT_WORK_TREE: into, GIT_INDEX_FILE: index };
  for (const args of [
    ['read-tree', '--end-of-options', commit],
    ['checkout-index', '--all', '--quiet'],
  ]) {
    const ran = await git({ args, cwd: into, env, signal });
    if (ran.isDone) continue;
    const fault = faultOf(ran.said);
    return fault === null ? { kind: 'lost', said: ran.said } : { kind: 'unusable', said: ran.said, fault };
  }
  return { kind: 'out' };
}

/** What git says of a path that it refuses, or that no file system takes; everything else says nothing of the tree. */
const REFUSED = /^error: invalid path '(.*?)'?$/m;
const TOO_LONG = /^error: unable to create (?:file|symlink) (.*): File name too long$/m;
const EMPTY_LINK = /^error: unable to create symlink (.*): No such file or directory$/m;

function faultOf(said: string): string | null {
  const fault = (path: string, what: string): string => `its tree cannot be checked out: ${path} ${what}`;
  const [, refused] = REFUSED.exec(said) ?? [];
  if (refused !== undefined) return fault(refused, 'is a path that git refuses to write');
  const [, long] = TOO_LONG.exec(said) ?? [];
  if (long !== undefined) return fault(long, 'is too long a name, or a link to one');
  const [, empty] = EMPTY_LINK.exec(said) ?? [];
  return empty === undefined ? null : fault(empty, 'is a link to nothing');
}

/** Takes a folder away, also where a build took its own rights to it away. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true });
  } catch {
    await openUp(folder);
    // Left behind at worst: the next start tries again.
    await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => {});
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory()) await openUp(join(folder, entry.name));
  }
}

function git(given: {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}): Promise<{ readonly isDone: boolean; readonly said: string }> {
  const { args, cwd, env, signal } = given;
  return new Promise((resolve) => {
    const child = spawn('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', ...args], {
      cwd,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
      signal,
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      if (said.length < MAX_SAID) said += part.slice(0, MAX_SAID);
    });
    child.on('error', ({ message }) => resolve({ isDone: false, said: message }));
    child.on('close', (code) => resolve({ isDone: code === 0, said }));
  });
}

function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  return {
    ...Object.fromEntries(own),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_ALLOW_PROTOCOL: '',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}
