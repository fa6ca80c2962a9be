import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { readOrMakeSigner } from '../../src/adapter/log-folder/index.ts';
import {
  type Envelope,
  type NodeStore,
  PAGE,
  payloadOf,
  type Signer,
  sealLog,
  streamId,
  type View,
  verifyLog,
} from '../../src/event-log/index.ts';
import { AT, BALANCE } from './sample.ts';

/** What writers were told, over all rounds. */
export interface Acknowledged {
  /** Version by stream. */
  readonly streams: Map<string, number>;
  readonly hot: Set<string>;
  sealed: number;
}

export function nothingYet(): Acknowledged {
  return { streams: new Map(), hot: new Set(), sealed: 0 };
}

/** What a log shows after its writers were killed; all but `events` must be 0 or `null`. */
export interface Audit {
  readonly events: number;
  /** Acknowledged and not there. */
  readonly lost: number;
  /** There twice, or at another place than it was meant for. */
  readonly doubled: number;
  /** Documents and records that are not what the events give. */
  readonly wrongViews: number;
  /** Code of the log's flaw. */
  readonly flaw: string | null;
}

/** Compares a log with what was acknowledged; seals it first. */
export async function audit(store: NodeStore, signer: Signer, acknowledged: Acknowledged): Promise<Audit> {
  const sealed = await sealLog(store, signer);
  const verified = await verifyLog({ store, verifier: signer.verifier, kept: null });
  const versions = new Map<string, number>();
  const hot = new Set<string>();
  let doubled = 0;
  for await (const event of eventsOf(store)) {
    const { id, n } = payloadOf(event) as { readonly id?: string; readonly n?: number };
    if (id !== undefined && hot.has(id)) doubled += 1;
    if (id !== undefined) hot.add(id);
    if (n !== undefined && n !== event.version) doubled += 1;
    versions.set(event.stream, event.version);
  }
  const missing = [...acknowledged.streams].filter(
    ([account, version]) => (versions.get(streamId('account', account)) ?? 0) < version,
  );
  const lost =
    missing.length +
    [...acknowledged.hot].filter((id) => !hot.has(id)).length +
    Math.max(0, acknowledged.sealed - verified.sealed);
  const wrongViews = (await wrongDocuments(store, BALANCE)) + (await wrongCounts(store, versions));
  const flaw = sealed.ok ? (verified.flaw?.code ?? null) : sealed.rejection.code;
  return { events: verified.events, lost, doubled, wrongViews, flaw };
}

async function* eventsOf(store: NodeStore): AsyncGenerator<Envelope> {
  for (let after = 0; ; ) {
    const page = await store.readAll({ after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.position;
  }
}

/** How many documents of a view are others once it is built again. */
export async function wrongDocuments(store: NodeStore, view: View): Promise<number> {
  const all = async () => {
    const found = new Map<string, string>();
    for (let after = ''; ; ) {
      const page = await store.listDocuments(view, { after, limit: PAGE });
      for (const { key, document } of page) found.set(key, JSON.stringify(document));
      const last = page.at(-1);
      if (last === undefined) return found;
      after = last.key;
    }
  };
  const before = await all();
  await store.rebuild(view);
  const after = await all();
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).length;
}

/** Records that do not hold the length of their stream. */
async function wrongCounts(store: NodeStore, versions: ReadonlyMap<string, number>): Promise<number> {
  const counts = new Map<string, number>();
  for (let after = ''; ; ) {
    const page = await store.records.list({ kind: 'count', prefix: '', after, limit: PAGE, now: AT });
    for (const { key, json } of page) counts.set(streamId('account', key), Number(json));
    const last = page.at(-1);
    if (last === undefined) break;
    after = last.key;
  }
  const counted = [...versions].filter(([stream]) => stream.endsWith('-counted'));
  return counted.filter(([stream, version]) => counts.get(stream) !== version).length;
}

/** Builds a program of the tests to where node finds the native module beside it. */
export function buildProgram(root: string, source: string): { readonly path: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(root, 'node_modules', '.firebreak-kill-'));
  const path = join(folder, 'program.mjs');
  execFileSync(process.execPath, ['script/build.mjs', source, path], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Kills writers at random moments, each at its own, round after round over one log; audits it after each. */
export async function killRounds(options: {
  /** Of `writer.ts`. */
  readonly program: string;
  /** Of a database; `null` = the embedded store. */
  readonly url: string | null;
  readonly nodes: number;
  readonly rounds: number;
  readonly seed: number;
}): Promise<{ readonly kills: number; readonly acknowledged: number; readonly worst: Audit }> {
  const { program, url, nodes, rounds } = options;
  const random = randomOf(options.seed);
  const data = mkdtempSync(join(tmpdir(), 'firebreak-kill-'));
  const told = nothingYet();
  let worst: Audit = { events: 0, lost: 0, doubled: 0, wrongViews: 0, flaw: null };
  try {
    const signer = await readOrMakeSigner(data);
    for (let round = 0; round < rounds; round += 1) {
      const names = Array.from({ length: nodes }, (_, node) => `r${round}n${node}`);
      await Promise.all(
        names.map((name) =>
          killedWriter({ args: [program, data, url ?? '', name], afterMs: 10 + random() * 200, told }),
        ),
      );
      const given = { views: [BALANCE], upCasters: [] };
      const store = await (url === null
        ? openEmbeddedStore({ folder: data, ...given })
        : openPostgresStore({ url, ...given }));
      worst = worseOf(worst, await audit(store, signer, told));
      await store.close();
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
  const acknowledged = [...told.streams.values()].reduce((sum, version) => sum + version, told.hot.size);
  return { kills: rounds * nodes, acknowledged, worst };
}

/** Counts from its first acknowledgement, so that a slow machine writes too. Rejects where it said anything on stderr. */
async function killedWriter(options: {
  readonly args: readonly string[];
  readonly afterMs: number;
  readonly told: Acknowledged;
}): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, options.args);
  let rest = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) note(options.told, line);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout?.once('data', () => setTimeout(() => child.kill('SIGKILL'), options.afterMs));
  await new Promise((resolve) => child.once('close', resolve));
  if (stderr !== '' || child.signalCode !== 'SIGKILL') throw new Error(`a writer ended by itself: ${stderr}`);
}

function note(told: Acknowledged, line: string): void {
  const [what, name = '', version] = line.split(' ');
  if (what === 'seal') told.sealed = Math.max(told.sealed, Number(name));
  else if (what === 'hot') told.hot.add(name);
  else told.streams.set(name, Number(version));
}

function worseOf(a: Audit, b: Audit): Audit {
  return {
    events: b.events,
    lost: Math.max(a.lost, b.lost),
    doubled: Math.max(a.doubled, b.doubled),
    wrongViews: Math.max(a.wrongViews, b.wrongViews),
    flaw: a.flaw ?? b.flaw,
  };
}

/** Numbers from 0 to 1 by a seed (xorshift32). */
function randomOf(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
