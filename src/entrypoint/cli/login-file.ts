import { chmod, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Fault } from '../../kernel/index.ts';
import { UsageError } from './exit.ts';

/** A login of this machine's user at one server. */
export interface KeptLogin {
  /** Origin of the server. */
  readonly server: string;
  readonly id: string;
  /** What proves it. */
  readonly text: string;
  /** As the server called its owner. */
  readonly name: string;
  readonly expiresAt: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** One a server, the newest last. */
const MAX_LOGINS = 50;
/** Of the file; what is longer is none of ours. */
const MAX_BYTES = 100_000;

/** Path of the file: in `firebreak` of `XDG_CONFIG_HOME`, else of `~/.config` (XDG Base Directory Specification). */
export function loginFile(env: Variables): string {
  const configured = env['XDG_CONFIG_HOME'] ?? '';
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '';
  // A relative one is to be ignored, says the specification.
  const base = isAbsolute(configured) ? configured : isAbsolute(home) ? join(home, '.config') : null;
  if (base === null) throw new UsageError('there is no home folder to keep a login in', 'Set HOME or XDG_CONFIG_HOME.');
  return join(base, 'firebreak', 'logins.json');
}

/** Logins that are kept, the newest last; empty where there are none. UsageError: others may read the file, or it is not ours. */
export async function readLogins(env: Variables): Promise<readonly KeptLogin[]> {
  const path = loginFile(env);
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw unreadable(path);
  });
  if (handle === null) return [];
  try {
    const { mode, size } = await handle.stat();
    if (size > MAX_BYTES) throw unreadable(path);
    // Windows has no such bits: there the folder of the user is what protects it.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new UsageError(
        `others may read ${path}`,
        `Take their rights away (chmod 600 ${path}), and end the login at the browser if somebody may have read it.`,
      );
    }
    return loginsOf(await handle.readFile('utf8'), path);
  } finally {
    await handle.close();
  }
}

/** Keeps a login in place of the one at the same server. */
export async function keepLogin(env: Variables, login: KeptLogin): Promise<void> {
  const others = (await readLogins(env)).filter(({ server }) => server !== login.server);
  await write(env, [...others, login].slice(-MAX_LOGINS));
}

/** Forgets the login at a server; nothing where there is none. */
export async function forgetLogin(env: Variables, server: string): Promise<void> {
  const all = await readLogins(env);
  const others = all.filter((login) => login.server !== server);
  if (others.length < all.length) await write(env, others);
}

/** Into a file of its own beside it, which then takes its place: nobody sees half of it, nor with wider rights. */
async function write(env: Variables, logins: readonly KeptLogin[]): Promise<void> {
  const path = loginFile(env);
  const folder = join(path, '..');
  const fresh = `${path}.${process.pid}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(fresh, { force: true });
    await writeFile(fresh, `${JSON.stringify({ version: 1, logins }, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await chmod(fresh, 0o600);
    await rename(fresh, path);
  } catch (cause) {
    throw new Fault({
      kind: 'permission',
      code: 'cannot-write',
      message: `cannot keep the login in ${path}`,
      fix: 'Check the rights of that folder, or set XDG_CONFIG_HOME to another.',
      cause,
    });
  }
}

function loginsOf(text: string, path: string): readonly KeptLogin[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable(path);
  }
  const { logins } = (value ?? {}) as { readonly logins?: unknown };
  if (!Array.isArray(logins) || !logins.every(isLogin)) throw unreadable(path);
  return logins;
}

function isLogin(value: unknown): value is KeptLogin {
  const login = (value ?? {}) as Readonly<Record<string, unknown>>;
  return ['server', 'id', 'text', 'name', 'expiresAt'].every((key) => typeof login[key] === 'string');
}

function unreadable(path: string): UsageError {
  return new UsageError(`${path} cannot be read as the logins of firebreak`, 'Remove it and log in again.');
}
