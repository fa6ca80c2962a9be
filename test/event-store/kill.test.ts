import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { streamId } from '../../src/event-log/index.ts';
import { noPostgres, startPostgres } from '../support/postgres.ts';
import { audit, buildProgram, killRounds, nothingYet } from './kill.ts';
import { emptyMemory, memoryStore } from './memory-store.ts';
import { AT, BALANCE, deposited, newSigner } from './sample.ts';

/** `./script/bench event-log --kill 50` does more, on one node of each store and on three. */
const ROUNDS = 5;
const SEED = 20_260_115;
const WHOLE = { lost: 0, doubled: 0, wrongViews: 0, flaw: null };
const absent = noPostgres();
let program: ReturnType<typeof buildProgram>;

beforeAll(() => {
  program = buildProgram(fileURLToPath(new URL('../..', import.meta.url)), 'test/event-store/writer.ts');
});
afterAll(() => program.remove());

describe('an event store whose writer is killed', () => {
  it('loses nothing that was acknowledged, doubles nothing, and verifies: embedded', async () => {
    const found = await killRounds({ program: program.path, url: null, nodes: 1, rounds: ROUNDS, seed: SEED });
    expect(found.worst).toMatchObject(WHOLE);
    expect(found.acknowledged).toBeGreaterThan(0);
  });

  it.skipIf(absent !== null)(
    `loses nothing that was acknowledged, doubles nothing, and verifies: three nodes on PostgreSQL${absent === null ? '' : ` (skipped: ${absent})`}`,
    async () => {
      const server = await startPostgres({ durable: false });
      try {
        const url = server.database();
        const found = await killRounds({ program: program.path, url, nodes: 3, rounds: ROUNDS, seed: SEED });
        expect(found.worst).toMatchObject(WHOLE);
        expect(found.acknowledged).toBeGreaterThan(0);
      } finally {
        await server.stop();
      }
    },
    60_000,
  );

  it('would be seen to lose, to double, and to show what the events do not give', async () => {
    const memory = emptyMemory();
    const store = memoryStore({ memory, views: [BALANCE], upCasters: [] });
    const told = nothingYet();
    const hot = (id: string) =>
      store.append({ stream: streamId('account', 'hot'), expected: 'any', events: [deposited(1, { id })] });
    const signer = newSigner();
    await hot('a-0');
    told.hot.add('a-0');
    expect(await audit(store, signer, told)).toEqual({ events: 1, ...WHOLE });
    told.hot.add('a-1');
    told.streams.set('a-0', 2);
    expect(await audit(store, signer, told)).toMatchObject({ lost: 2, doubled: 0 });
    told.sealed = 3;
    expect(await audit(store, signer, told)).toMatchObject({ lost: 4 });
    await hot('a-0');
    await store.append({
      stream: streamId('account', 'x-counted'),
      expected: 0,
      events: [deposited(1, { n: 2 })],
    });
    expect(await audit(store, signer, told)).toMatchObject({ doubled: 2, wrongViews: 1 });
    await store.records.put({
      now: AT,
      kind: 'count',
      key: 'x-counted',
      expected: null,
      json: '1',
      index: null,
      expiresAt: null,
    });
    memory.documents.get('balance@1')?.set('all', '{"sum":9}');
    expect(await audit(store, signer, told)).toMatchObject({ wrongViews: 1 });
    expect(await audit(store, signer, told)).toMatchObject({ wrongViews: 0 });
  });
});
