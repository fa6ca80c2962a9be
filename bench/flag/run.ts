import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { flagReader } from '../../src/adapter/flagd/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { buildProgram } from '../../test/event-store/kill.ts';
import { definitions, makeFlagShop } from '../../test/flag/shop.ts';
import { type ServerProcess, startProcess } from '../../test/server/load.ts';
import { removeFolders } from '../../test/support/git-repository.ts';

/** Benchmark of feature flags: `./script/bench flag [--data FILE] [--flag KEY] [--seconds N] [--lanes N] [--kills N] [--json]`. */
const { values: options } = parseArgs({
  options: {
    /** Definitions file of flagd for the pure rate; the server serves its own shop. */
    data: { type: 'string' },
    flag: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    lanes: { type: 'string', default: '8' },
    kills: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});

const WARM = 5_000;
const PURE = 500_000;
const figures: { readonly what: string; readonly value: number; readonly unit: string; readonly more: string }[] = [];

function tell(what: string, value: number, unit: string, more = ''): void {
  figures.push({ what, value, unit, more });
  if (!options.json)
    console.log(`${what.padEnd(46)} ${value.toFixed(unit === 'ms' ? 2 : 0).padStart(9)} ${unit}  ${more}`);
}

/** The library with all that stands around it, in one process without a network. */
function pure(): void {
  const read = flagReader.read(options.data === undefined ? definitions(5) : readFileSync(options.data, 'utf8'));
  if (!read.ok) throw new Error(JSON.stringify(read.rejection));
  const { evaluator } = read.value;
  const key = options.flag ?? evaluator.set.flags.keys().next().value ?? '';
  const contexts = Array.from({ length: 1_000 }, (_, index) => ({ targetingKey: `user-${index}` }));
  const run = (count: number): void => {
    for (let at = 0; at < count; at += 1) evaluator.evaluate(key, contexts[at % contexts.length] ?? {});
  };
  run(WARM);
  const started = performance.now();
  run(PURE);
  tell('evaluation in one process', (PURE * 1000) / (performance.now() - started), '/s', `n ${PURE}, flag ${key}`);
}

/** The server closes a connection after ten thousand requests; a lane opens a new one before. */
const MOST_ON_ONE = 9_000;

/** Asks again as soon as it is answered. */
async function openLane(url: URL, path: string, token: string) {
  let connection = await openConnection(url, path, token);
  let asked = 0;
  return {
    ask: async (body: string): Promise<number> => {
      asked += 1;
      if (asked % MOST_ON_ONE === 0) {
        connection.close();
        connection = await openConnection(url, path, token);
      }
      return connection.ask(body);
    },
    close: () => connection.close(),
  };
}

async function openConnection(url: URL, path: string, token: string) {
  const socket: Socket = connect(Number(url.port), url.hostname);
  socket.setNoDelay(true);
  await new Promise((resolve) => socket.once('connect', resolve));
  let held = '';
  let answered: ((status: number) => void) | null = null;
  socket.setEncoding('latin1').on('data', (piece: string) => {
    held += piece;
    const head = held.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(held.slice(0, head))?.[1] ?? 0);
    if (held.length < head + 4 + length) return;
    const status = Number(held.slice(9, 12));
    held = held.slice(head + 4 + length);
    answered?.(status);
  });
  const before = `POST ${path} HTTP/1.1\r\nhost: ${url.host}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n`;
  return {
    ask: (body: string): Promise<number> =>
      new Promise((resolve) => {
        answered = resolve;
        socket.write(`${before}content-length: ${body.length}\r\n\r\n${body}`);
      }),
    close: () => socket.destroy(),
  };
}

interface Held {
  readonly remove: () => void;
  readonly server: ServerProcess;
  readonly token: string;
  readonly post: (path: string, body: object) => Promise<Response>;
}

/** A server over a shop, with a token of the least scope. */
async function serving(data: string): Promise<Held> {
  const program = buildProgram(dirname(dirname(fileURLToPath(import.meta.url))), 'src/main.ts');
  const server = await startProcess({
    program: program.path,
    data,
    variables: { FIREBREAK_CACHE: 'off', FIREBREAK_REPOSITORIES: makeFlagShop().path },
  });
  const headers = { 'content-type': 'application/json', origin: server.url };
  const body = JSON.stringify({ link: server.link });
  const entered = await fetch(`${server.url}/api/v1/session`, { method: 'POST', headers, body });
  const cookie = /^[^;]+/.exec(entered.headers.get('set-cookie') ?? '')?.[0] ?? '';
  const me = (await (await fetch(`${server.url}/api/v1/me`, { headers: { cookie } })).json()) as { csrf: string };
  const writing = { ...headers, cookie, 'x-firebreak-csrf': me.csrf };
  const post = (path: string, sent: object) =>
    fetch(server.url + path, { method: 'POST', headers: writing, body: JSON.stringify(sent) });
  const issued = await post('/api/v1/me/tokens', { name: 'bench', scopes: ['evaluate'], days: 1 });
  const { text: token } = (await issued.json()) as { text: string };
  for (;;) {
    const sets = (await (await fetch(`${server.url}/api/v1/flags`, { headers: { cookie } })).json()) as {
      sets: unknown[];
    };
    if (sets.sets.length > 0) break;
    await sleep(100);
  }
  return { remove: program.remove, server, token, post };
}

/** Evaluations over open connections; the load maker shares the machine. */
async function overOfrep({ server, token }: Held, what: 'one' | 'all'): Promise<void> {
  const url = new URL(server.url);
  const path = `/ofrep/v1/evaluate/flags${what === 'one' ? '/new-checkout' : ''}`;
  const lanes = await Promise.all(Array.from({ length: Number(options.lanes) }, () => openLane(url, path, token)));
  const bodies = Array.from({ length: 1_000 }, (_, index) =>
    JSON.stringify({ context: { targetingKey: `user-${index}` } }),
  );
  const times: number[] = [];
  let refused = 0;
  let next = 0;
  const run = async (count: number, untilMs: number): Promise<void> => {
    const lane = async ({ ask }: (typeof lanes)[number]): Promise<void> => {
      while (next < count && performance.now() < untilMs) {
        next += 1;
        const started = performance.now();
        const status = await ask(bodies[next % bodies.length] ?? '{}');
        if (status === 200) times.push(performance.now() - started);
        else refused += 1;
      }
    };
    await Promise.all(lanes.map(lane));
  };
  await run(WARM, Number.POSITIVE_INFINITY);
  times.length = 0;
  const cpu = cpuSecondsOf(server);
  const started = performance.now();
  await run(Number.POSITIVE_INFINITY, started + Number(options.seconds) * 1000);
  const seconds = (performance.now() - started) / 1000;
  const used = cpuSecondsOf(server) - cpu;
  for (const { close } of lanes) close();
  const name = what === 'one' ? 'OFREP, one flag' : 'OFREP, all five flags';
  tell(name, times.length / seconds, '/s', `n ${times.length}, ${options.lanes} connections, ${refused} refused`);
  tell(`${name}, median`, quantile(times, 0.5) ?? Number.NaN, 'ms');
  tell(`${name}, p99`, quantile(times, 0.99) ?? Number.NaN, 'ms');
  tell(`${name}, server's processor time`, (used * 1000) / times.length, 'ms', 'each answer');
}

/** From the request that kills until a program that listens has heard, asked, and got the off-variant. */
async function kills({ server, token, post }: Held): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const ask = async () => {
    const body = JSON.stringify({ context: { targetingKey: 'user-0' } });
    const answer = await fetch(`${server.url}/ofrep/v1/evaluate/flags`, { method: 'POST', headers, body });
    // biome-ignore lint/suspicious/noExplicitAny: one document of the protocol.
    return (await answer.json()) as any;
  };
  const first = await ask();
  const stream = await fetch(server.url + first.eventStreams[0].endpoint.requestUri);
  let heard: () => void = () => {};
  void (async () => {
    for await (const piece of stream.body ?? []) if (Buffer.from(piece).includes('refetchEvaluation')) heard();
  })().catch(() => {});
  const path = `/api/v1/flags/${encodeURIComponent(first.metadata.flagSetId)}`;
  const times: number[] = [];
  for (let round = 0; round < Number(options.kills); round += 1) {
    const told = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const started = performance.now();
    const killed = post(`${path}/kill`, { flag: 'new-checkout', reason: 'bench' });
    await told;
    const { flags } = await ask();
    if (flags[0].reason !== 'DISABLED') throw new Error('a kill was heard of before it held');
    times.push(performance.now() - started);
    await killed;
    const restored = new Promise<void>((resolve) => {
      heard = resolve;
    });
    await post(`${path}/restore`, { flag: 'new-checkout', reason: 'bench' });
    await restored;
  }
  tell('kill until a listening program has off', quantile(times, 0.5) ?? Number.NaN, 'ms', `median, n ${times.length}`);
  tell('kill until a listening program has off, worst', Math.max(...times), 'ms');
}

function cpuSecondsOf({ child }: ServerProcess): number {
  try {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

const data = mkdtempSync(join(tmpdir(), 'firebreak-bench-flag-'));
try {
  pure();
  const held = await serving(data);
  await overOfrep(held, 'one');
  await overOfrep(held, 'all');
  await kills(held);
  held.server.child.kill('SIGTERM');
  await held.server.ended;
  held.remove();
} finally {
  rmSync(data, { recursive: true, force: true });
  removeFolders();
}
if (options.json) console.log(JSON.stringify({ schema: 'firebreak.bench-flag/v1', figures }, null, 2));
process.exit(0);
