import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quantile } from '../../src/statistics/index.ts';
import { buildProgram } from '../../test/event-store/kill.ts';
import { killServer, type ServerAudit } from '../../test/server/kill.ts';
import {
  delivery,
  deliveryBytes,
  headOf,
  intakeVariables,
  openLane,
  type ServerProcess,
  startProcess,
} from '../../test/server/load.ts';
import { STALLS, stallNodes } from '../../test/server/stall.ts';
import { CHROMIUM, launch, openPage } from '../../test/support/browser.ts';
import { noPostgres, startPostgres } from '../../test/support/postgres.ts';
import { AI, lines, makeServerShop } from '../../test/support/server-shop.ts';
import { fillStore } from './fill.ts';

/** Benchmark of the server: `./script/bench server [--seconds N] [--changes N] [--events N] [--data DIR] [--part PART] [--kill ROUNDS [--nodes N]] [--stall ROUNDS] [--seed N] [--json]`. */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    changes: { type: 'string', default: '100000' },
    events: { type: 'string', default: '2000000' },
    /** Folder of the full log: filled where it is empty, and kept. Without it one is filled and thrown away. */
    data: { type: 'string' },
    /** `intake`, `decision` or `screens`; all of them where it is not said. */
    part: { type: 'string' },
    /** Rounds in which every node is killed. */
    kill: { type: 'string' },
    nodes: { type: 'string', default: '1' },
    /** Rounds in which one of three nodes stands still. */
    stall: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const SENDERS = 32;
const WARM = 1_000;
/** Deliveries that are prepared for each second of the run. */
const MOST_A_SECOND = 4_000;
const DECISIONS = 10;
const READS = 100;
const PAINTS = 5;
const IDLE_MS = 5_000;

interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly more: string;
}

const figures: Figure[] = [];
const program = buildProgram(dirname(dirname(fileURLToPath(import.meta.url))), 'src/main.ts');

function tell(what: string, value: number, unit: string, more = ''): void {
  figures.push({ what, value, unit, more });
  if (!options.json)
    console.log(`${what.padEnd(46)} ${value.toFixed(unit === 'ms' ? 2 : 0).padStart(9)} ${unit}  ${more}`);
}

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-bench-server-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function end(server: ServerProcess): Promise<void> {
  server.child.kill('SIGTERM');
  await server.ended;
}

/** Signed webhooks of new pull requests over open connections, each acknowledged only after it is durable. */
async function intake(store: string, databaseUrl: string | null): Promise<void> {
  await withFolder(async (data) => {
    const variables = {
      ...intakeVariables(),
      ...(databaseUrl === null ? {} : { FIREBREAK_DATABASE_URL: databaseUrl }),
    };
    const server = await startProcess({ program: program.path, data, variables });
    // Warm first: a server compiles its ways while it takes its first thousand.
    const lanes = await Promise.all(Array.from({ length: SENDERS }, () => openLane(server.url)));
    const cpu = cpuSecondsOf(server);
    const bytes = Array.from({ length: MOST_A_SECOND * Number(options.seconds) }, (_, i) =>
      deliveryBytes(delivery({ number: i + 1, head: headOf(i + 1, 0), id: `n-${i + 1}` })),
    );
    const times: number[] = [];
    let refused = 0;
    let next = 0;
    const run = async (count: number, untilMs: number): Promise<void> => {
      const lane = async ({ post }: (typeof lanes)[number]): Promise<void> => {
        while (next < count && performance.now() < untilMs) {
          const sent = bytes[next];
          next += 1;
          const started = performance.now();
          const status = sent === undefined ? null : await post(sent);
          if (status === 202) times.push(performance.now() - started);
          else refused += 1;
        }
      };
      await Promise.all(lanes.map(lane));
    };
    await run(WARM, Number.POSITIVE_INFINITY);
    times.length = 0;
    const before = cpuSecondsOf(server) - cpu;
    const started = performance.now();
    await run(bytes.length, started + Number(options.seconds) * 1000);
    const seconds = (performance.now() - started) / 1000;
    const used = cpuSecondsOf(server) - cpu - before;
    for (const { close } of lanes) close();
    const more = `n ${times.length}, ${SENDERS} senders, ${refused} refused`;
    tell(`intake, ${store}`, times.length / seconds, '/s', more);
    tell(`intake, ${store}, p99`, quantile(times, 0.99) ?? Number.NaN, 'ms');
    tell(`intake, ${store}, node's processor time`, (used * 1000) / times.length, 'ms', 'each event');
    await end(server);
  });
}

/** A browser that came in by the owner's link. */
async function signedIn(server: ServerProcess) {
  const headers = { 'content-type': 'application/json', origin: server.url };
  const body = JSON.stringify({ link: server.link });
  const entered = await fetch(`${server.url}/api/v1/session`, { method: 'POST', headers, body });
  const cookie = /^[^;]+/.exec(entered.headers.get('set-cookie') ?? '')?.[0] ?? '';
  const me = (await (await fetch(`${server.url}/api/v1/me`, { headers: { cookie } })).json()) as { csrf: string };
  const writing = { ...headers, cookie, 'x-firebreak-csrf': me.csrf };
  return {
    cookie,
    // biome-ignore lint/suspicious/noExplicitAny: documents of the API, each of its own shape.
    get: async (path: string): Promise<any> => {
      const answer = await fetch(server.url + path, { headers: { cookie } });
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    },
    post: (path: string) => fetch(server.url + path, { method: 'POST', headers: writing, body: '{}' }),
  };
}

const changePath = (id: string): string => `/api/v1/changes/${encodeURIComponent(id)}`;

/** From an event to the decision that the API shows, in a repository of a few commits; gives one decision's document. */
async function decisions({ isTimed }: { readonly isTimed: boolean }): Promise<unknown> {
  const shop = makeServerShop();
  return withFolder(async (data) => {
    const given = { program: program.path, data, variables: { FIREBREAK_CACHE: 'off' } };
    const server = await startProcess({ ...given, arguments: ['--repositories', shop.path] });
    if (isTimed) {
      tell('start to listening, empty', server.startMs, 'ms');
      await sleep(IDLE_MS);
      tell('memory, idle', residentMb(server), 'MB', 'resident');
      await firstLoad(server);
    }
    const client = await signedIn(server);
    shop.commit({
      branch: 'changes/a',
      message: `A\n\n${AI}`,
      files: { 'src/checkout/pay.ts': `${lines('pay')}//\n` },
    });
    let row: { id: string; verdict: string } | undefined;
    while (row === undefined || row.verdict === 'undecided') {
      await sleep(100);
      row = (await client.get('/api/v1/changes')).changes[0];
    }
    const times: number[] = [];
    for (let i = 0; isTimed && i < DECISIONS; i += 1) {
      await sleep(1_500 + (i % 7) * 130);
      const decidedAt = async () =>
        (await client.get(changePath(row.id))).timeline.findLast(
          ({ type }: { type: string }) => type === 'ChangeDecided',
        ).position;
      const before = await decidedAt();
      const started = performance.now();
      await client.post(`${changePath(row.id)}/recheck`);
      while ((await decidedAt()) === before) await sleep(25);
      times.push(performance.now() - started);
    }
    if (isTimed) {
      const more = `n ${DECISIONS}, small repository`;
      tell('event to decision in the API, p50', quantile(times, 0.5) ?? Number.NaN, 'ms', more);
      tell('event to decision in the API, p95', quantile(times, 0.95) ?? Number.NaN, 'ms');
    }
    const { decision } = await client.get(changePath(row.id));
    await end(server);
    return decision;
  });
}

/** Processor time of a server's process so far. */
function cpuSecondsOf({ child }: ServerProcess): number {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  // User and system time, in ticks of a hundredth of a second.
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function residentMb({ child }: ServerProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

/** What a browser fetches for the first screen, as it comes over the wire. */
async function firstLoad({ url }: ServerProcess): Promise<void> {
  const { get } = await import('node:http');
  const wire = (path: string): Promise<Buffer> =>
    new Promise((resolve) => {
      get(url + path, { headers: { 'accept-encoding': 'br', accept: '*/*' } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part) => parts.push(part));
        answer.on('end', () => resolve(Buffer.concat(parts)));
      });
    });
  const page = await (await fetch(url)).text();
  const paths = [
    '/',
    ...[...page.matchAll(/(?:src|href)="(\/[^"#]+\.(?:js|css|svg|woff2)[^"]*)"/g)].map((found) => found[1] ?? ''),
  ];
  let bytes = 0;
  for (const path of paths) bytes += (await wire(path)).length;
  tell('web, first load', bytes / 1000, 'kB', `${paths.length} files, Brotli`);
}

async function screens(document: unknown): Promise<void> {
  const shop = makeServerShop();
  const kept = options.data;
  await (kept === undefined ? withFolder : (work: (folder: string) => Promise<void>) => work(kept))(async (data) => {
    if (!existsSync(join(data, 'log.key'))) {
      const { changes, events } = { changes: Number(options.changes), events: Number(options.events) };
      const filled = await fillStore({ data, changes, events, document });
      const more = `${filled.events} events in ${filled.seconds.toFixed(0)} s, ${filled.open} open`;
      tell('fill', filled.events / filled.seconds, 'events/s', more);
    }
    // Without the forge that nobody can reach: what is measured is a server whose forges answer.
    const server = await startProcess({
      program: program.path,
      data,
      variables: { FIREBREAK_CACHE: 'off' },
      arguments: ['--repositories', shop.path],
    });
    tell('start to listening, full', server.startMs, 'ms');
    const client = await signedIn(server);
    const last = Number(options.changes);
    const paths: Readonly<Record<string, (i: number) => string>> = {
      Now: () => '/api/v1/now',
      Inbox: () => '/api/v1/inbox',
      'Changes, open': () => '/api/v1/changes',
      'Changes, all, searched': (i) =>
        `/api/v1/changes?state=all&text=${encodeURIComponent(`Change ${1 + ((i * 977) % last)} `)}`,
      'Changes, all': (i) =>
        `/api/v1/changes?state=all&after=${encodeURIComponent(`github:load/shop#${1 + ((i * 977) % last)}`)}`,
      Change: (i) => changePath(`github:load/shop#${1 + ((i * 977) % last)}`),
      'Policy & proof': () => '/api/v1/policy',
      Exposure: () => '/api/v1/exposure',
    };
    for (const [name, path] of Object.entries(paths)) {
      const first = performance.now();
      await client.get(path(0));
      const firstMs = performance.now() - first;
      const times: number[] = [];
      for (let i = 1; i <= READS; i += 1) {
        const started = performance.now();
        await client.get(path(i));
        times.push(performance.now() - started);
        // Below the rate of one session (600 a minute).
        await sleep(110);
      }
      tell(
        `API, ${name}, p95`,
        quantile(times, 0.95) ?? Number.NaN,
        'ms',
        `n ${READS}, first ${firstMs.toFixed(0)} ms`,
      );
    }
    tell('memory, full', residentMb(server), 'MB', 'resident, after the reads');
    await painted(server, client.cookie);
    await end(server);
  });
}

/** Largest contentful paint of pages in a browser that knows them not, against the full store. */
async function painted(server: ServerProcess, cookie: string): Promise<void> {
  if (CHROMIUM === undefined) return;
  const browser = await launch();
  try {
    for (const path of ['/', '/changes', '/policy']) {
      const times: number[] = [];
      for (let i = 0; i < PAINTS; i += 1) {
        const { page } = await openPage(browser, { width: 1280, colours: 'light' });
        const [name = '', value = ''] = cookie.split('=');
        await page.context().addCookies([{ name, value, url: server.url }]);
        await page.goto(`${server.url}${path}`, { waitUntil: 'load' });
        await page.locator('main h1').first().waitFor();
        await sleep(500);
        times.push(
          Number(
            await page.evaluate(`new Promise((done) => new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
            .observe({ type: 'largest-contentful-paint', buffered: true }))`),
          ),
        );
        await page.context().close();
      }
      tell(`web, largest contentful paint of ${path}`, quantile(times, 0.5) ?? Number.NaN, 'ms', `n ${PAINTS}, median`);
    }
  } finally {
    await browser.close();
  }
}

async function withPostgres(work: (url: string) => Promise<void>): Promise<void> {
  const server = await startPostgres({ durable: true });
  try {
    await work(server.database());
  } finally {
    await server.stop();
  }
}

/** Three nodes, of which one stands still: frozen, cut off, and cut off in silence, in turn. */
async function stalls(absent: string | null): Promise<void> {
  if (absent !== null) return;
  const postgres = await startPostgres({ durable: true });
  try {
    const rounds = Array.from(
      { length: Number(options.stall) },
      (_, round) => STALLS[round % STALLS.length] ?? 'frozen',
    );
    const seed = Number(options.seed);
    const found = await stallNodes({ program: program.path, postgres, stalls: rounds, seed });
    const { changes, worstTakeOverMs, flaw, rounds: done, ...wrong } = found;
    if (options.json) console.log(JSON.stringify({ seed, found }, null, 2));
    else {
      const counts = Object.entries(wrong).map(([what, count]) => `${what} ${count}`);
      console.log(`${done} stalls, ${changes} changes: ${counts.join(', ')}, ${flaw ?? 'verifies'}`);
      console.log(`taken over within ${(worstTakeOverMs / 1000).toFixed(1)} s of the end of the lease`);
    }
    if (Object.values(wrong).some((count) => count > 0) || flaw !== null) process.exitCode = 1;
  } finally {
    await postgres.stop();
  }
}

/** Kills one node over each store, and as many as are asked for over PostgreSQL. */
async function kills(absent: string | null): Promise<void> {
  const rounds = Number(options.kill);
  const given = { program: program.path, rounds, seed: Number(options.seed) };
  const nodes = Number(options.nodes);
  const results: { readonly store: string; readonly nodes: number; readonly found: ServerAudit }[] = [];
  const tellKills = (store: string, nodes: number, found: ServerAudit): void => {
    results.push({ store, nodes, found });
    const { events, acknowledged, lost, doubled, wrongViews, flaw } = found;
    const line = `${store}, ${nodes} node(s): ${rounds * nodes} kills, ${acknowledged} deliveries acknowledged, ${events} events: ${lost} lost, ${doubled} doubled, ${wrongViews} wrong in views, ${flaw ?? 'verifies'}`;
    if (!options.json) console.log(line);
    if (lost + doubled + wrongViews > 0 || flaw !== null) process.exitCode = 1;
  };
  if (nodes === 1) tellKills('embedded', 1, await killServer({ ...given, nodes, databaseUrl: null }));
  if (absent === null) {
    await withPostgres(async (databaseUrl) =>
      tellKills('PostgreSQL', nodes, await killServer({ ...given, nodes, databaseUrl })),
    );
  }
  if (options.json) console.log(JSON.stringify({ seed: given.seed, results, left_out: absent }, null, 2));
}

const absent = noPostgres();
try {
  if (options.kill !== undefined) await kills(absent);
  else if (options.stall !== undefined) await stalls(absent);
  else {
    const isAsked = (part: string): boolean => options.part === undefined || options.part === part;
    if (isAsked('intake')) {
      await intake('embedded', null);
      if (absent === null) await withPostgres((url) => intake('PostgreSQL', url));
    }
    const isTimed = isAsked('decision');
    const document = isTimed || isAsked('screens') ? await decisions({ isTimed }) : null;
    if (isAsked('screens')) await screens(document);
    if (options.json) console.log(JSON.stringify({ figures, left_out: absent }, null, 2));
  }
  if (absent !== null && !options.json) console.log(`PostgreSQL left out: ${absent}`);
} finally {
  program.remove();
}
