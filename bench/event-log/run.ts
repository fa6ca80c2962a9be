import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import {
  type NodeStore,
  payloadOf,
  sealLog,
  signerOf,
  streamId,
  type View,
  verifyLog,
} from '../../src/event-log/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { buildProgram, killRounds } from '../../test/event-store/kill.ts';
import { noPostgres, startPostgres } from '../../test/support/postgres.ts';

/** Benchmark of the event log: `./script/bench event-log [--seconds N] [--kill ROUNDS] [--seed N] [--json]`. */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    kill: { type: 'string' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const SECONDS = Number(options.seconds);
const WRITERS = 64;
const APPENDS = [
  ['append, one writer', 1, false],
  [`append, ${WRITERS} writers`, WRITERS, false],
  ['the same with a record', WRITERS, true],
] as const;
const TEXT = 'x'.repeat(440);

interface Figure {
  readonly store: string;
  readonly name: string;
  readonly perSecond: number;
  readonly n: number;
  /** Milliseconds of one append; `null` where there is none. */
  readonly p99Ms: number | null;
}

const COUNT: View = {
  name: 'count',
  version: 1,
  keysOf: (event) => [`service-${(payloadOf(event) as { service: number }).service}`],
  evolve: ({ document }) => ({ count: ((document as { count: number } | null)?.count ?? 0) + 1 }),
};

/** Appends from so many writers at once, each waiting for its own; every stream is written once, as deliveries are. */
async function append(options: {
  readonly store: NodeStore;
  readonly run: string;
  readonly writers: number;
  /** Each append takes the id of its delivery in the same transaction. */
  readonly withRecord: boolean;
}): Promise<readonly number[]> {
  const { store, run, writers, withRecord } = options;
  const times: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  const writer = async (id: number): Promise<void> => {
    for (let i = 0; performance.now() < end; i += 1) {
      const started = performance.now();
      const stream = streamId('delivery', `${run}-${id}-${i}`);
      const payload = { service: i % 50, text: TEXT };
      const event = { type: 'Delivered', schemaVersion: 1, at: instant(Date.now()), actor: null, payload };
      const taken = { kind: 'delivery', key: stream, expected: null, json: '{}', index: null, expiresAt: null };
      const records = { now: event.at, changes: [taken] };
      const request = { stream, expected: 0, events: [event] };
      const answer = await store.append(withRecord ? { ...request, records } : request);
      if (!answer.ok) throw new Error('a conflict without a competitor');
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, id) => writer(id)));
  return times;
}

/** Replay protection from so many askers at once, each with a new key. */
async function takeOnce(store: NodeStore): Promise<readonly number[]> {
  const times: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  const asker = async (id: number): Promise<void> => {
    for (let i = 0; performance.now() < end; i += 1) {
      const started = performance.now();
      const request = { kind: 'delivery', key: `${id}-${i}`, now: instant(Date.now()), ttlMs: 86_400_000 };
      if (!(await store.records.takeOnce(request))) throw new Error('a new key was taken before');
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, id) => asker(id)));
  return times;
}

async function measure(name: string, store: NodeStore): Promise<readonly Figure[]> {
  const signer = signerOf(
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const figures: Figure[] = [];
  for (const [what, writers, withRecord] of APPENDS) {
    const times = await append({ store, run: `w${figures.length}`, writers, withRecord });
    figures.push({
      store: name,
      name: what,
      perSecond: times.length / SECONDS,
      n: times.length,
      p99Ms: quantile(times, 0.99),
    });
  }
  const once = await takeOnce(store);
  figures.push({
    store: name,
    name: `take once, ${WRITERS} askers`,
    perSecond: once.length / SECONDS,
    n: once.length,
    p99Ms: quantile(once, 0.99),
  });
  const events = await store.head();
  const timed = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const started = performance.now();
    await work();
    const seconds = (performance.now() - started) / 1000;
    figures.push({ store: name, name: what, perSecond: events / seconds, n: events, p99Ms: null });
  };
  await timed('seal', () => sealLog(store, signer));
  await timed('verify', async () => {
    const { flaw } = await verifyLog({ store, verifier: signer.verifier, kept: null });
    if (flaw !== null) throw new Error(flaw.code);
  });
  await timed('rebuild the view', () => store.rebuild(COUNT));
  await store.close();
  return figures;
}

async function speeds(absent: string | null): Promise<void> {
  const figures: Figure[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-bench-'));
  const given = { views: [COUNT], upCasters: [] };
  try {
    figures.push(...(await measure('embedded', await openEmbeddedStore({ folder, ...given }))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (absent === null) {
    await withServer(async (url) => {
      figures.push(...(await measure('PostgreSQL', await openPostgresStore({ url, ...given }))));
    });
  }
  if (options.json) return print({ figures, left_out: absent });
  for (const { store, name, perSecond, n, p99Ms } of figures) {
    const slow = p99Ms === null ? '' : `, p99 ${p99Ms.toFixed(1)} ms`;
    console.log(`${store.padEnd(10)}  ${name.padEnd(22)}  ${perSecond.toFixed(0).padStart(7)} /s  (n ${n}${slow})`);
  }
}

/** Kills writers of each store, on one node and on three. */
async function kills(absent: string | null): Promise<void> {
  const program = buildProgram(dirname(dirname(fileURLToPath(import.meta.url))), 'test/event-store/writer.ts');
  const given = { program: program.path, rounds: Number(options.kill), seed: Number(options.seed) };
  const results: { readonly store: string; readonly nodes: number; readonly found: KillResult }[] = [];
  try {
    results.push({ store: 'embedded', nodes: 1, found: await killRounds({ ...given, url: null, nodes: 1 }) });
    for (const nodes of absent === null ? [1, 3] : []) {
      await withServer(async (url) => {
        results.push({ store: 'PostgreSQL', nodes, found: await killRounds({ ...given, url, nodes }) });
      });
    }
  } finally {
    program.remove();
  }
  if (options.json) print({ seed: given.seed, results, left_out: absent });
  else for (const { store, nodes, found } of results) console.log(killLine(store, nodes, found));
  if (
    results.some(({ found: { worst } }) => worst.lost + worst.doubled + worst.wrongViews > 0 || worst.flaw !== null)
  ) {
    process.exitCode = 1;
  }
}

type KillResult = Awaited<ReturnType<typeof killRounds>>;

function killLine(store: string, nodes: number, { kills: killed, acknowledged, worst }: KillResult): string {
  const { events, lost, doubled, wrongViews, flaw } = worst;
  return `${store.padEnd(10)}  ${nodes} ${nodes === 1 ? 'node ' : 'nodes'}  ${killed} kills  ${acknowledged} events acknowledged, ${events} in the log: ${lost} lost, ${doubled} doubled, ${wrongViews} wrong in views, ${flaw ?? 'verifies'}`;
}

async function withServer(work: (url: string) => Promise<void>): Promise<void> {
  const server = await startPostgres({ durable: true });
  try {
    await work(server.database());
  } finally {
    await server.stop();
  }
}

function print(document: unknown): void {
  console.log(JSON.stringify(document, null, 2));
}

const absent = noPostgres();
await (options.kill === undefined ? speeds(absent) : kills(absent));
if (absent !== null && !options.json) console.log(`PostgreSQL left out: ${absent}`);
