import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A HAProxy of a test with one backend `shop`, reached on loopback. */
export interface TestHaproxy {
  readonly url: string;
  /** Path of its runtime socket. */
  readonly socket: string;
  /** Who answered each of so many requests, one after the other: the server's name, or the status where none did. */
  answers(count: number, path?: string): Promise<Readonly<Record<string, number>>>;
  /** Gives a command as an operator does. */
  say(command: string): Promise<string>;
  /** Begins anew with the same configuration: every counter and every weight with it. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Why no HAProxy can be started here; `null` = it can. */
export function noHaproxy(): string | null {
  return program() === null ? 'no HAProxy is installed' : null;
}

/** Where the program is; empty where it is not installed. */
export function haproxyProgram(): string {
  return program() ?? '';
}

/** Starts HAProxy before servers that answer with their names; a name with `null` listens nowhere. */
export async function startHaproxy(options: {
  readonly servers: Readonly<Record<string, { readonly settings?: string; readonly answer: RequestListener | null }>>;
  /** `admin` where nothing is said. */
  readonly level?: 'admin' | 'operator' | 'user';
  /** Lines of the backend beside its servers. */
  readonly backend?: readonly string[];
}): Promise<TestHaproxy> {
  const { servers, level = 'admin', backend = [] } = options;
  // A socket's path holds 107 bytes at most: a short name.
  const folder = mkdtempSync(join(tmpdir(), 'fb-ha-'));
  const [socket, file] = [join(folder, 'socket'), join(folder, 'haproxy.cfg')];
  const closing: (() => Promise<void>)[] = [];
  const lines: string[] = [];
  for (const [name, { settings = '', answer }] of Object.entries(servers)) {
    const upstream = answer === null ? null : await listening(answer);
    if (upstream !== null) closing.push(upstream.close);
    lines.push(`  server ${name} 127.0.0.1:${upstream?.port ?? (await freePort())} ${settings}`);
  }
  const first = async (tries: number): Promise<{ readonly port: number; readonly server: ChildProcess }> => {
    const chosen = await freePort();
    writeFileSync(file, configuration({ socket, port: chosen, level, lines: [...backend, ...lines] }));
    return started(file, { port: chosen, socket }).then(
      (server) => ({ port: chosen, server }),
      (error: unknown) => (tries > 0 ? first(tries - 1) : Promise.reject(error)),
    );
  };
  const { port, server } = await first(4);
  let running = server;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    socket,
    async answers(count, path = '/') {
      const seen: Record<string, number> = {};
      for (let at = 0; at < count; at += 1) {
        const answer = await fetch(url + path, { headers: { connection: 'close' } });
        const name = answer.headers.get('x-server') ?? String(answer.status);
        seen[name] = (seen[name] ?? 0) + 1;
        await answer.body?.cancel();
      }
      return seen;
    },
    say: (command) => said(socket, command),
    async restart() {
      await ended(running);
      running = await started(file, { port, socket });
    },
    async stop() {
      await ended(running);
      for (const close of closing) await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Answers with its name, and as the path asks: `/500` fails, `/drop` breaks off. */
export function namedServer(name: string): RequestListener {
  return (request, response) => {
    if (request.url === '/drop') return void request.socket.destroy();
    response.setHeader('x-server', name);
    response.statusCode = request.url === '/500' ? 500 : 200;
    response.end(name);
  };
}

function configuration(given: {
  readonly socket: string;
  readonly port: number;
  readonly level: string;
  readonly lines: readonly string[];
}): string {
  return `global
  stats socket ${given.socket} mode 600 level ${given.level}
defaults
  mode http
  retries 0
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend test
  bind 127.0.0.1:${given.port}
  default_backend shop
backend shop
  balance roundrobin
${given.lines.join('\n')}
`;
}

/** Rejects where it did not start: its port may have been taken in between. */
async function started(file: string, given: { readonly port: number; readonly socket: string }): Promise<ChildProcess> {
  const server = spawn(haproxyProgram(), ['-db', '-f', file], { stdio: 'ignore' });
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  server.once('exit', () => process.removeListener('exit', kill));
  for (let tries = 0; tries < 400 && server.exitCode === null; tries += 1) {
    // Its socket shows that it is this one; somebody else may listen at the port.
    if ((await said(given.socket, 'show info').catch(() => '')).includes('HAProxy') && (await isOpen(given.port)))
      return server;
    await sleep(25);
  }
  await ended(server);
  throw new Error('HAProxy did not start');
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.once('exit', () => resolve());
    server.kill('SIGTERM');
  });
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(port, '127.0.0.1');
    connection.once('connect', () => resolve(true)).once('error', () => resolve(false));
    connection.once('connect', () => connection.destroy());
  });
}

function said(socket: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const connection = connect(socket);
    connection.once('connect', () => connection.write(`${command}\n`));
    connection.on('data', (part) => {
      text += String(part);
    });
    connection.once('end', () => resolve(text)).once('error', reject);
  });
}

async function listening(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** One where nothing listens, apart from those that the system gives to others: nobody takes it in between. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + randomInt(12_000);
    if (!(await isOpen(port))) return port;
  }
}

function program(): string | null {
  const folders = ['/usr/sbin', '/usr/local/sbin', ...(process.env['PATH'] ?? '').split(':')];
  const found = folders.map((folder) => join(folder, 'haproxy')).find((path) => existsSync(path));
  return found !== undefined && spawnSync(found, ['-v'], { stdio: 'ignore' }).status === 0 ? found : null;
}
