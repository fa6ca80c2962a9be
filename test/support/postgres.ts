import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A PostgreSQL server of a test, in a folder of its own, reached by a socket there. */
export interface TestServer {
  /** Makes an empty database and gives its address. */
  database(): string;
  /** Runs a statement in a database that was made before. */
  run(url: string, sql: string): Promise<void>;
  stop(): Promise<void>;
}

/** Why no server can be started here; `null` = it can. */
export function noPostgres(): string | null {
  if (programs() === null) return 'no PostgreSQL server is installed';
  return process.getuid?.() === 0 && owner() === null ? 'PostgreSQL refuses root, and there is no user postgres' : null;
}

/** Starts a server; it never outlives this process. */
export async function startPostgres(options: { readonly durable: boolean }): Promise<TestServer> {
  const folder = programs() ?? '';
  const user = process.getuid?.() === 0 ? owner() : null;
  // A socket's path holds 107 bytes at most: not in a long temporary folder.
  const data = mkdtempSync('/tmp/fb-pg-');
  if (user !== null) chownSync(data, user.uid, user.gid);
  const as = { ...(user ?? {}), cwd: '/' };
  const flags = ['-A', 'trust', '-U', 'test', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8', '-D', join(data, 'db')];
  execFileSync(join(folder, 'initdb'), flags, { ...as, stdio: 'ignore' });
  const settings = ['-c', 'listen_addresses=', '-c', `fsync=${options.durable ? 'on' : 'off'}`];
  const server = spawn(join(folder, 'postgres'), ['-D', join(data, 'db'), '-k', data, ...settings], {
    ...as,
    stdio: 'ignore',
  });
  const kill = (): void => void server.kill('SIGQUIT');
  process.once('exit', kill);
  const psql = (database: string, sql: string): boolean =>
    spawnSync(join(folder, 'psql'), ['-h', data, '-U', 'test', '-d', database, '-c', sql], { stdio: 'ignore' })
      .status === 0;
  for (let tries = 0; !psql('postgres', 'SELECT 1'); tries += 1) {
    if (tries > 100 || server.exitCode !== null) throw new Error('PostgreSQL did not start');
    await sleep(50);
  }
  let made = 0;
  return {
    database() {
      made += 1;
      if (!psql('postgres', `CREATE DATABASE t${made}`)) throw new Error('could not make a database');
      return `postgres://test@/t${made}?host=${encodeURIComponent(data)}`;
    },
    async run(url, sql) {
      const name = /\/(\w+)\?host=/.exec(url)?.[1] ?? '';
      if (!psql(name, sql)) throw new Error(`the database refused: ${sql}`);
    },
    async stop() {
      const ended = endOf(server);
      server.kill('SIGINT');
      await ended;
      process.removeListener('exit', kill);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function endOf(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null) resolve();
    else server.once('exit', () => resolve());
  });
}

/** The folder of the newest server's programs. */
function programs(): string | null {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base) : [];
  const folders = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(base, version, 'bin'));
  const onPath = (process.env['PATH'] ?? '').split(':');
  return (
    [...folders, ...onPath].find((folder) =>
      ['initdb', 'postgres', 'psql'].every((name) => existsSync(join(folder, name))),
    ) ?? null
  );
}

/** PostgreSQL refuses root: Debian's own user runs it then. */
function owner(): { readonly uid: number; readonly gid: number } | null {
  const id = (flag: string) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
  const [uid, gid] = [id('-u'), id('-g')];
  return uid.status === 0 && gid.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : null;
}
