import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import {
  type EventStore,
  payloadOf,
  sealLog,
  signerOf,
  streamId,
  type View,
  verifyLog,
} from '../../src/event-log/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { noPostgres, startPostgres } from '../../test/support/postgres.ts';

/** Benchmark of the event log: `./script/bench event-log [--seconds N] [--json]`. */
const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '3' }, json: { type: 'boolean', default: false } },
});

const SECONDS = Number(options.seconds);
const WRITERS = 64;
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
async function append(store: EventStore, run: string, writers: number): Promise<readonly number[]> {
  const times: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  const writer = async (id: number): Promise<void> => {
    for (let i = 0; performance.now() < end; i += 1) {
      const started = performance.now();
      const stream = streamId('delivery', `${run}-${id}-${i}`);
      const payload = { service: i % 50, text: TEXT };
      const event = { type: 'Delivered', schemaVersion: 1, at: instant(Date.now()), actor: null, payload };
      const answer = await store.append({ stream, expected: 0, events: [event] });
      if (!answer.ok) throw new Error('a conflict without a competitor');
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, id) => writer(id)));
  return times;
}

async function measure(name: string, store: EventStore): Promise<readonly Figure[]> {
  const signer = signerOf(
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const figures: Figure[] = [];
  for (const writers of [1, WRITERS]) {
    const times = await append(store, `w${writers}`, writers);
    figures.push({
      store: name,
      name: `append, ${writers === 1 ? 'one writer' : `${writers} writers`}`,
      perSecond: times.length / SECONDS,
      n: times.length,
      p99Ms: quantile(times, 0.99),
    });
  }
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

const figures: Figure[] = [];
const folder = mkdtempSync(join(tmpdir(), 'firebreak-bench-'));
const given = { views: [COUNT], upCasters: [] };
try {
  figures.push(...(await measure('embedded', await openEmbeddedStore({ folder, ...given }))));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const absent = noPostgres();
if (absent === null) {
  const server = await startPostgres({ durable: true });
  try {
    figures.push(...(await measure('PostgreSQL', await openPostgresStore({ url: server.database(), ...given }))));
  } finally {
    await server.stop();
  }
}
if (options.json) console.log(JSON.stringify({ figures, left_out: absent }, null, 2));
else {
  for (const { store, name, perSecond, n, p99Ms } of figures) {
    const slow = p99Ms === null ? '' : `, p99 ${p99Ms.toFixed(1)} ms`;
    console.log(`${store.padEnd(10)}  ${name.padEnd(18)}  ${perSecond.toFixed(0).padStart(7)} /s  (n ${n}${slow})`);
  }
  if (absent !== null) console.log(`PostgreSQL left out: ${absent}`);
}
