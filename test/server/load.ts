import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { Agent, request as send } from 'node:http';
import { connect } from 'node:net';

const SECRET = 'a secret of the load generator';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** Secret of the owner's link. */
  readonly link: string;
  /** Milliseconds from the start of the process to its first word that it listens. */
  readonly startMs: number;
  /** What it said on stderr so far. */
  said(): string;
  readonly ended: Promise<unknown>;
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Variables of a server that takes GitHub's webhooks, and reaches no GitHub: intake and log alone. */
export function intakeVariables(): Record<string, string> {
  return {
    FIREBREAK_CACHE: 'off',
    FIREBREAK_GITHUB_APP_ID: '1',
    FIREBREAK_GITHUB_PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    FIREBREAK_GITHUB_WEBHOOK_SECRET: SECRET,
    // Port 9 (discard) is closed: every call fails at once.
    FIREBREAK_GITHUB_URL: 'http://127.0.0.1:9',
  };
}

/** Starts `firebreak serve` and waits until it listens. */
export async function startProcess(options: {
  readonly program: string;
  readonly data: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly arguments?: readonly string[];
}): Promise<ServerProcess> {
  const started = performance.now();
  const argv = [
    options.program,
    'serve',
    '--listen',
    '127.0.0.1:0',
    '--data',
    options.data,
    ...(options.arguments ?? []),
  ];
  const env = { PATH: process.env['PATH'] ?? '', HOME: options.data, ...options.variables };
  const child = spawn(process.execPath, argv, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  let text = '';
  let startMs = 0;
  await new Promise<void>((resolve, reject) => {
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      // A long run says much; its beginning and its newest words are enough.
      text = text.length > 200_000 ? text.slice(0, 2_000) + part : text + part;
      if (startMs === 0 && text.includes('listens on')) startMs = performance.now() - started;
      if (/#\w+=[a-z2-7]+/.test(text)) resolve();
    });
    child.once('close', () => reject(new Error(`the server did not start: ${text}`)));
  });
  const url = /listens on (\S+)/.exec(text)?.[1] ?? '';
  const link = /#\w+=([a-z2-7]+)/.exec(text)?.[1] ?? '';
  return { child, url, link, startMs, said: () => text, ended };
}

/** A pull request's webhook, as GitHub would send it. */
export function delivery(given: { readonly number: number; readonly head: string; readonly id: string }): {
  readonly headers: Record<string, string>;
  readonly body: string;
} {
  const { number, head, id } = given;
  const user = { login: `user-${number % 500}`, id: number % 500, type: 'User' };
  const body = JSON.stringify({
    action: 'synchronize',
    number,
    pull_request: {
      id: number,
      number,
      html_url: `https://github.example/load/shop/pull/${number}`,
      state: 'open',
      title: `Change ${number}`,
      body: 'Text of a pull request. '.repeat(20),
      user,
      labels: [],
      draft: false,
      created_at: '2026-01-01T00:00:00Z',
      updated_at: '2026-01-01T00:00:00Z',
      merged_at: null,
      merged: false,
      head: { ref: `feature-${number}`, sha: head },
      base: { ref: 'main', sha: '1'.repeat(40) },
    },
    repository: { full_name: 'load/shop' },
  });
  const signature = createHmac('sha256', SECRET).update(body).digest('hex');
  return {
    headers: {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'x-github-event': 'pull_request',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
  };
}

/** Sends over connections that stay open; status of the answer, `null` = none came. */
export function sender(url: string, sockets: number): (sent: ReturnType<typeof delivery>) => Promise<number | null> {
  const agent = new Agent({ keepAlive: true, maxSockets: sockets });
  return ({ headers, body }) =>
    new Promise((resolve) => {
      const call = send(`${url}/hooks/github`, { method: 'POST', headers, agent }, (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? null));
        answer.once('error', () => resolve(null));
      });
      call.once('error', () => resolve(null));
      call.end(body);
    });
}

/** A delivery as the bytes that go over a connection: prepared beforehand, so that sending costs next to nothing. */
export function deliveryBytes(sent: ReturnType<typeof delivery>): Buffer {
  const lines = Object.entries(sent.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST /hooks/github HTTP/1.1\r\nhost: localhost\r\n${lines.join('')}\r\n${sent.body}`);
}

/** One connection that stays open; gives the status of each answer, one request at a time. `null` = it was closed. */
export async function openLane(url: string): Promise<{
  readonly post: (bytes: Buffer) => Promise<number | null>;
  readonly close: () => void;
}> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await new Promise<void>((resolve) => void socket.once('connect', resolve));
  socket.setNoDelay(true);
  let text = '';
  let answered: (status: number | null) => void = () => {};
  socket.setEncoding('latin1').on('data', (part: string) => {
    text += part;
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, end + 2))?.[1] ?? '0');
    if (text.length < end + 4 + length) return;
    const status = Number(text.slice(9, 12));
    text = text.slice(end + 4 + length);
    answered(status);
  });
  socket.on('error', () => {}).on('close', () => answered(null));
  return {
    post: (bytes) =>
      new Promise((resolve) => {
        answered = resolve;
        if (socket.destroyed) resolve(null);
        else socket.write(bytes);
      }),
    close: () => socket.destroy(),
  };
}

/** A head of a pull request: its number and how many came before. */
export function headOf(number: number, revision: number): string {
  return `${number.toString(16).padStart(20, '0')}${revision.toString(16).padStart(20, '0')}`;
}
