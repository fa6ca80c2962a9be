import { describe, expect, it } from 'vitest';
import {
  type Envelope,
  type EventStore,
  envelopeFlaw,
  exportLines,
  importLines,
  type NodeStore,
  PAGE,
  payloadOf,
  sealLog,
  streamId,
  type UpCaster,
  type View,
  verifyLines,
  verifyLog,
} from '../../src/event-log/index.ts';
import { AT, BALANCE, deposit, deposited, newSigner } from './sample.ts';

/** Opens stores over one log; each call of `fresh` is a new log. */
export interface StoreKind {
  readonly name: string;
  /** Several openings of one log at the same time. */
  readonly severalAtOnce: boolean;
  fresh(): Promise<{
    open(options?: { readonly views?: readonly View[]; readonly upCasters?: readonly UpCaster[] }): Promise<NodeStore>;
    /** Moves the store's own clock, where it has one. */
    passTime?(ms: number): Promise<void>;
    /** Takes away what the newest migration made, as if it had not run. */
    undoNewest?(): Promise<void>;
    /** Makes what is stored look as if a newer version of the program had written it. */
    writeAsNewer?(): Promise<void>;
  }>;
}

/** What every event store must do. */
export function describeEventStore(kind: StoreKind): void {
  const opened = async () => {
    const log = await kind.fresh();
    return { log, store: await log.open({ views: [BALANCE] }) };
  };
  const amountsOf = (events: readonly Envelope[]) =>
    events.map((event) => (payloadOf(event) as { amount: number }).amount);

  describe(`event store: ${kind.name}`, () => {
    it('appends with the expected version, and says what it found where another was written first', async () => {
      const { store } = await opened();
      const first = await store.append(deposit('a', [1, 2], 0));
      expect(first.ok && first.value.map(({ position, version }) => [position, version])).toEqual([
        [1, 1],
        [2, 2],
      ]);
      expect(await store.append(deposit('a', [3], 1))).toEqual({
        ok: false,
        rejection: { code: 'version-conflict', stream: 'account:a', expected: 1, actual: 2 },
      });
      expect((await store.append(deposit('a', [3], 2))).ok).toBe(true);
      expect((await store.append(deposit('b', [4], 0))).ok).toBe(true);
      expect((await store.append(deposit('b', [5], 'any'))).ok).toBe(true);
      expect(amountsOf(await store.readStream({ stream: streamId('account', 'a'), after: 1, limit: 9 }))).toEqual([
        2, 3,
      ]);
      const all = await store.readAll({ after: 0, limit: 99 });
      expect(all.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5]);
      expect(all.map(envelopeFlaw)).toEqual([null, null, null, null, null]);
      expect(await store.head()).toBe(5);
      await store.close();
    });

    it('gives back every character of a payload and of nothing else', async () => {
      const { store } = await opened();
      const payload = {
        amount: 1,
        text: '\u0000 \ud800 é 漢 \u2028 "\\',
        deep: [[{ __proto__x: null }]],
        n: [1e21, -0.5],
      };
      await store.append({
        stream: streamId('account', 'x'),
        expected: 0,
        events: [{ ...deposited(1), payload, actor: null }],
      });
      const [event] = await store.readAll({ after: 0, limit: 1 });
      expect(event && payloadOf(event)).toEqual(payload);
      expect(event?.actor).toBeNull();
      expect(event && envelopeFlaw(event)).toBeNull();
      await store.close();
    });

    it('lets one of many writers with the same expectation win, and numbers all events without a gap', async () => {
      const log = await kind.fresh();
      const stores = [await log.open({ views: [BALANCE] })];
      if (kind.severalAtOnce) stores.push(await log.open({ views: [BALANCE] }), await log.open({ views: [BALANCE] }));
      const race = await Promise.all(
        Array.from({ length: 30 }, (_, i) => (stores[i % stores.length] as EventStore).append(deposit('hot', [1], 0))),
      );
      expect(race.filter(({ ok }) => ok)).toHaveLength(1);
      await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          (stores[i % stores.length] as EventStore).append(deposit(`s${i % 7}`, [1, 1])),
        ),
      );
      const store = stores[0] as EventStore;
      const all = await store.readAll({ after: 0, limit: PAGE });
      expect(all.map(({ position }) => position)).toEqual(Array.from({ length: 121 }, (_, i) => i + 1));
      for (const stream of new Set(all.map((event) => event.stream))) {
        const versions = all.filter((event) => event.stream === stream).map(({ version }) => version);
        expect(versions).toEqual(versions.map((_, i) => i + 1));
      }
      expect(await store.readDocument(BALANCE, 'all')).toEqual({ sum: 121 });
      for (const each of stores) await each.close();
    });

    it('changes views with the events or neither, one request harming no other', async () => {
      const { store } = await opened();
      await store.append(deposit('a', [5]));
      const settled = await Promise.allSettled([
        store.append(deposit('a', [1])),
        store.append(deposit('a', [2, 13])),
        store.append(deposit('b', [4])),
      ]);
      expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(amountsOf(await store.readAll({ after: 0, limit: 9 }))).toEqual([5, 1, 4]);
      expect(await store.readDocument(BALANCE, 'account:a')).toEqual({ sum: 6 });
      expect(await store.readDocument(BALANCE, 'all')).toEqual({ sum: 10 });
      await store.append(deposit('b', [0]));
      expect(await store.readDocument(BALANCE, 'account:b')).toBeNull();
      expect(await store.listDocuments(BALANCE, { after: 'account:a', limit: 9 })).toEqual([
        { key: 'all', document: { sum: 10 } },
      ]);
      await store.close();
    });

    it('builds a view that is new from the first event, and any view again, to the same documents', async () => {
      const log = await kind.fresh();
      const before = await log.open();
      for (let i = 0; i < 5; i += 1) await before.append(deposit(`s${i % 2}`, [i + 1, 1]));
      expect(await before.readDocument(BALANCE, 'all')).toBeNull();
      await before.close();
      const store = await log.open({ views: [BALANCE] });
      const built = await store.listDocuments(BALANCE, { after: '', limit: 9 });
      expect(built).toEqual([
        { key: 'account:s0', document: { sum: 12 } },
        { key: 'account:s1', document: { sum: 8 } },
        { key: 'all', document: { sum: 20 } },
      ]);
      await store.rebuild(BALANCE);
      expect(await store.listDocuments(BALANCE, { after: '', limit: 9 })).toEqual(built);
      await store.close();
    });

    it('catches up what another program without the view appended', async () => {
      const log = await kind.fresh();
      await (await log.open({ views: [BALANCE] })).close();
      const other = await log.open();
      await other.append(deposit('a', [7]));
      await other.close();
      const store = await log.open({ views: [BALANCE] });
      await store.append(deposit('a', [1]));
      expect(await store.readDocument(BALANCE, 'all')).toEqual({ sum: 8 });
      await store.close();
    });

    it('lifts old events for streams and views, and leaves what is stored as it was', async () => {
      const log = await kind.fresh();
      const upCasters: readonly UpCaster[] = [
        { type: 'Deposited', from: 1, lift: (payload) => ({ cents: (payload as { amount: number }).amount * 100 }) },
        { type: 'Deposited', from: 2, lift: (payload) => ({ amount: (payload as { cents: number }).cents }) },
      ];
      const store = await log.open({ views: [BALANCE], upCasters });
      await store.append(deposit('a', [3]));
      const [lifted] = await store.readStream({ stream: streamId('account', 'a'), after: 0, limit: 1 });
      expect([lifted?.schemaVersion, lifted?.payload]).toEqual([3, '{"amount":300}']);
      expect(await store.readDocument(BALANCE, 'all')).toEqual({ sum: 300 });
      const [stored] = await store.readAll({ after: 0, limit: 1 });
      expect(stored && [stored.schemaVersion, stored.payload, envelopeFlaw(stored)]).toEqual([1, '{"amount":3}', null]);
      await store.close();
    });

    it('seals, verifies, and comes back whole from an export', async () => {
      const { store } = await opened();
      const signer = newSigner();
      expect(await sealLog(store, signer)).toEqual({ ok: true, value: null });
      for (const size of [1, 254, 2, 300]) {
        await store.append(
          deposit(
            `s${size}`,
            Array.from({ length: size }, () => 1),
          ),
        );
        const sealed = await sealLog(store, signer);
        expect(sealed.ok && sealed.value?.size).toBe(await store.head());
      }
      const verification = await verifyLog({ store, verifier: signer.verifier, kept: null });
      expect(verification).toEqual({ events: 557, sealed: 557, checkpoints: 4, flaw: null });
      await store.append(deposit('late', [1]));
      const lines: string[] = [];
      for await (const line of exportLines(store, signer.verifier)) lines.push(line);
      expect((await verifyLines(over(lines), signer.verifier)).ok).toBe(true);
      const copy = await (await kind.fresh()).open({ views: [BALANCE] });
      const imported = await importLines({ store: copy, lines: over(lines), wanted: signer.verifier });
      expect(imported.ok && [imported.value.events, imported.value.sealed]).toEqual([558, 557]);
      expect((await verifyLog({ store: copy, verifier: signer.verifier, kept: null })).flaw).toBeNull();
      expect(await copy.readAll({ after: 550, limit: 9 })).toEqual(await store.readAll({ after: 550, limit: 9 }));
      expect(await copy.listDocuments(BALANCE, { after: '', limit: 9 })).toEqual(
        await store.listDocuments(BALANCE, { after: '', limit: 9 }),
      );
      expect(await importLines({ store: copy, lines: over(lines), wanted: signer.verifier })).toMatchObject({
        rejection: { code: 'not-empty' },
      });
      const again = await sealLog(copy, signer);
      expect(again.ok && again.value?.size).toBe(558);
      await store.close();
      await copy.close();
    });

    it('keeps one of two seals of the same length', async () => {
      const { store } = await opened();
      const signer = newSigner();
      await store.append(deposit('a', [1, 2, 3]));
      const both = await Promise.all([sealLog(store, signer), sealLog(store, signer)]);
      expect(both.map((each) => each.ok && each.value?.size)).toEqual([3, 3]);
      expect(await store.readCheckpoints({ after: 0, limit: 9 })).toHaveLength(1);
      const stale = await store.seal({ previous: 0, tiles: [], checkpoint: { size: 9, note: 'x' } });
      expect(stale).toEqual({ ok: false, rejection: { code: 'seal-conflict' } });
      await store.close();
    });

    it('is made once though several start at once, and refuses what a newer version wrote', async () => {
      const log = await kind.fresh();
      const stores = await Promise.all(Array.from({ length: kind.severalAtOnce ? 4 : 1 }, () => log.open()));
      expect(await Promise.all(stores.map((store) => store.head()))).toEqual(stores.map(() => 0));
      for (const store of stores) await store.close();
      if (log.writeAsNewer === undefined) return;
      await log.writeAsNewer();
      await expect(log.open()).rejects.toMatchObject({ code: 'newer-data', kind: 'usage' });
    });

    it('brings an older schema forward, keeping what is there', async () => {
      const log = await kind.fresh();
      const before = await log.open({ views: [BALANCE] });
      await before.append(deposit('a', [4]));
      await before.close();
      await log.undoNewest?.();
      const store = await log.open({ views: [BALANCE] });
      expect(await store.documents.get(await store.documents.put('{}'))).toBe('{}');
      expect(await store.records.takeOnce({ kind: 'delivery', key: 'a', now: AT, ttlMs: 1 })).toBe(true);
      expect(await store.readDocument(BALANCE, 'all')).toEqual({ sum: 4 });
      await store.close();
    });

    it('loads only what comes next', async () => {
      const { store } = await opened();
      const source = await opened();
      await source.store.append(deposit('a', [1, 2, 3]));
      const events = await source.store.readAll({ after: 0, limit: 9 });
      const gap = await store.load(events.slice(1));
      expect(gap).toEqual({ ok: false, rejection: { code: 'not-next', position: 2 } });
      expect((await store.load(events)).ok).toBe(true);
      expect((await store.load(events)).ok).toBe(false);
      expect(await store.head()).toBe(3);
      await store.close();
      await source.store.close();
    });
  });
}

async function* over(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
