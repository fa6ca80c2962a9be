import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '../../kernel/index.ts';
import { freePort } from './listening.ts';

/** A HAProxy before the versions of the shop. */
export interface ShopProxy {
  /** Where customers come in. */
  readonly port: number;
  /** Path of the runtime socket. */
  readonly socket: string;
  /** As it calls itself. */
  readonly version: string;
  close(): Promise<void>;
}

/** Debian keeps it where the paths of ordinary users do not lead. */
const PROGRAMS = ['haproxy', '/usr/sbin/haproxy', '/usr/local/sbin/haproxy', '/opt/homebrew/sbin/haproxy'];
/** Another program may take the port in between. */
const TRIES = 4;
const START_MS = 10_000;
const LOOK_MS = 20;

/** Starts HAProxy on loopback: all traffic to the first version, none to the second. Fault `no-haproxy`: it is not installed. */
export async function startShopProxy(options: {
  readonly folder: string;
  readonly versions: readonly { readonly name: string; readonly port: number }[];
}): Promise<ShopProxy> {
  const { folder, versions } = options;
  const { program, version } = findProxy();
  const [file, socket] = [join(folder, 'haproxy.cfg'), join(folder, 'haproxy.sock')];
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = await freePort();
    await writeFile(file, configuration({ socket, port, versions }));
    const child = spawn(program, ['-q', '-db', '-f', file], { stdio: 'ignore' });
    // It never outlives this process, however that ends.
    const kill = (): void => void child.kill('SIGKILL');
    process.once('exit', kill);
    const close = async (): Promise<void> => {
      await ended(child);
      process.removeListener('exit', kill);
    };
    if (await isUp(child, port)) return { port, socket, version, close };
    await close();
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'haproxy-start',
    message: `${program} did not start`,
    fix: `Look at what it says: ${program} -c -f FILE, and at whether this user may listen on 127.0.0.1.`,
  });
}

/** The first of these programs that is a HAProxy, with its version. Fault `no-haproxy`. */
export function findProxy(programs: readonly string[] = PROGRAMS): {
  readonly program: string;
  readonly version: string;
} {
  for (const program of programs) {
    const { status, stdout } = spawnSync(program, ['-v'], { encoding: 'utf8' });
    if (status === 0) return { program, version: /version (\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1] ?? 'unknown' };
  }
  throw new Fault({
    kind: 'usage',
    code: 'no-haproxy',
    message: 'HAProxy is not installed, and it is what moves the traffic of the demo',
    fix: 'Install it: apt-get install haproxy (Debian, Ubuntu), dnf install haproxy, brew install haproxy. Nothing of it has to be configured or started.',
  });
}

function configuration(shop: {
  readonly socket: string;
  readonly port: number;
  readonly versions: readonly { readonly name: string; readonly port: number }[];
}): string {
  const servers = shop.versions.map(
    ({ name, port }, at) => `  server ${name} 127.0.0.1:${port} weight ${at === 0 ? 100 : 0}`,
  );
  return `global
  stats socket ${shop.socket} mode 600 level admin
  maxconn 2000
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 10s
frontend customers
  bind 127.0.0.1:${shop.port}
  default_backend shop
backend shop
  balance roundrobin
${servers.join('\n')}
`;
}

async function isUp(child: ChildProcess, port: number): Promise<boolean> {
  const end = performance.now() + START_MS;
  while (performance.now() < end && child.exitCode === null && child.signalCode === null) {
    if (await answers(port)) return child.exitCode === null;
    await sleep(LOOK_MS);
  }
  return false;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(port, '127.0.0.1');
    connection.once('connect', () => {
      connection.destroy();
      resolve(true);
    });
    connection.once('error', () => resolve(false));
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 2_000).unref();
  });
}
