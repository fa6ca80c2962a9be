import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEmbeddedStore } from '../../src/adapter/event-store-embedded/index.ts';
import { openPostgresStore } from '../../src/adapter/event-store-postgres/index.ts';
import { readOrMakeSigner } from '../../src/adapter/log-folder/index.ts';
import { type EventStore, PAGE, sealLog, streamId, verifyLog } from '../../src/event-log/index.ts';
import { noPostgres, startPostgres } from '../support/postgres.ts';
import { BALANCE } from './sample.ts';

/** More rounds by hand: FIREBREAK_KILL_ROUNDS=50. */
const ROUNDS = Number(process.env['FIREBREAK_KILL_ROUNDS'] ?? 3);
const root = fileURLToPath(new URL('../..', import.meta.url));
const folders: string[] = [];
const folder = (parent: string): string => {
  const made = mkdtempSync(join(parent, '.firebreak-log-'));
  folders.push(made);
  return made;
};
let program = '';
const absent = noPostgres();

beforeAll(() => {
  // Where node finds the native module beside it.
  program = join(folder(join(root, 'node_modules')), 'writer.mjs');
  execFileSync(process.execPath, ['script/build.mjs', 'test/event-store/writer.ts', program], { cwd: root });
});
afterAll(() => {
  for (const made of folders) rmSync(made, { recursive: true, force: true });
});

/** Writers that are killed after a while; gives how far each stream was acknowledged, and the largest seal. */
async function killedWriters(options: { data: string; url: string; names: readonly string[]; afterMs: number }) {
  const acknowledged = new Map<string, number>();
  const stderr: string[] = [];
  const children = options.names.map((name) => {
    const child: ChildProcess = spawn(process.execPath, [program, options.data, options.url, name]);
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [what = '', count] = line.split(' ');
        acknowledged.set(what, Math.max(acknowledged.get(what) ?? 0, Number(count)));
      }
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
    return child;
  });
  const closed = children.map((child) => new Promise((resolve) => child.once('close', resolve)));
  await new Promise<void>((resolve) => {
    const kill = () => {
      for (const child of children) child.kill('SIGKILL');
      resolve();
    };
    // Counted from the first acknowledgement, so that a slow machine writes too.
    for (const child of children) child.stdout?.once('data', () => setTimeout(kill, options.afterMs));
    for (const child of children) child.once('exit', () => resolve());
  });
  await Promise.all(closed);
  expect(stderr).toEqual([]);
  return acknowledged;
}

async function expectWhole(store: EventStore, data: string, acknowledged: ReadonlyMap<string, number>) {
  const signer = await readOrMakeSigner(data);
  expect((await sealLog(store, signer)).ok).toBe(true);
  const verification = await verifyLog({ store, verifier: signer.verifier, kept: null });
  expect(verification.flaw).toBeNull();
  expect(verification.events).toBe(verification.sealed);
  expect(verification.sealed).toBeGreaterThanOrEqual(acknowledged.get('sealed') ?? 0);
  let lost = 0;
  for (const [stream, version] of acknowledged) {
    if (stream === 'sealed') continue;
    const last = await store.readStream({ stream: streamId('account', stream), after: version - 1, limit: 1 });
    if (last.length === 0) lost += 1;
  }
  expect(lost).toBe(0);
  const before = await store.listDocuments(BALANCE, { after: '', limit: PAGE });
  expect(before.find(({ key }) => key === 'all')?.document).toEqual({ sum: verification.events });
  await store.rebuild(BALANCE);
  expect(await store.listDocuments(BALANCE, { after: '', limit: PAGE })).toEqual(before);
  return verification.events;
}

describe('an event store whose writer is killed', () => {
  it(
    'loses nothing that was acknowledged, doubles nothing, and verifies: embedded',
    async () => {
      const data = folder(tmpdir());
      const acknowledged = new Map<string, number>();
      let events = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const found = await killedWriters({ data, url: '', names: [`r${round}`], afterMs: 20 + ((round * 37) % 150) });
        for (const [stream, version] of found) acknowledged.set(stream, version);
        const store = await openEmbeddedStore({ folder: data, views: [BALANCE], upCasters: [] });
        events = await expectWhole(store, data, acknowledged);
        await store.close();
      }
      if (ROUNDS > 3) console.log(`embedded: ${ROUNDS} kills, ${events} events, none lost`);
      expect(events).toBeGreaterThan(0);
    },
    20_000 + ROUNDS * 5_000,
  );

  it.skipIf(absent !== null)(
    `loses nothing that was acknowledged, doubles nothing, and verifies: three nodes on PostgreSQL${absent === null ? '' : ` (skipped: ${absent})`}`,
    async () => {
      const server = await startPostgres({ durable: false });
      try {
        const url = server.database();
        const data = folder(tmpdir());
        await readOrMakeSigner(data);
        const acknowledged = new Map<string, number>();
        let events = 0;
        for (let round = 0; round < ROUNDS; round += 1) {
          const names = ['a', 'b', 'c'].map((node) => `${node}${round}`);
          const found = await killedWriters({ data, url, names, afterMs: 20 + ((round * 37) % 150) });
          for (const [stream, version] of found) acknowledged.set(stream, version);
          const store = await openPostgresStore({ url, views: [BALANCE], upCasters: [] });
          events = await expectWhole(store, data, acknowledged);
          await store.close();
        }
        if (ROUNDS > 3) console.log(`PostgreSQL: ${ROUNDS} kills of three nodes, ${events} events, none lost`);
        expect(events).toBeGreaterThan(0);
      } finally {
        await server.stop();
      }
    },
    20_000 + ROUNDS * 5_000,
  );
});
