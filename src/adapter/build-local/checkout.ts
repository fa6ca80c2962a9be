import { spawn } from 'node:child_process';
import { chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Writing a tree takes seconds; a stalled disk must not hold a worker for ever. */
const TIMEOUT_MS = 600_000;

/** Writes the files of a commit into a new folder, without a repository around them. False = it could not be done. */
export async function checkOut(given: {
  /** The git directory. */
  readonly repository: string;
  readonly commit: string;
  /** Made here. */
  readonly into: string;
  /** A file beside it that git may use. */
  readonly index: string;
  readonly signal: AbortSignal;
}): Promise<boolean> {
  const { repository, commit, into, index, signal } = given;
  await mkdir(into, { recursive: true, mode: 0o700 });
  const env = { ...environment(), GIT_DIR: repository, GIT_WORK_TREE: into, GIT_INDEX_FILE: index };
  const read = await git({ args: ['read-tree', '--end-of-options', commit], cwd: into, env, signal });
  return read && (await git({ args: ['checkout-index', '--all', '--quiet'], cwd: into, env, signal }));
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
}): Promise<boolean> {
  const { args, cwd, env, signal } = given;
  return new Promise((resolve) => {
    const child = spawn('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', ...args], {
      cwd,
      env,
      stdio: 'ignore',
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
      signal,
    });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
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
