import { describe, expect, it } from 'vitest';
import { type NodeStore, PAGE, type RecordPut, streamId } from '../../src/event-log/index.ts';
import { DAY_MS, digestOf, type Instant } from '../../src/kernel/index.ts';
import type { StoreKind } from './contract.ts';
import { AT, BALANCE, deposit } from './sample.ts';

/** What every node's store must keep beside the log. */
export function describeSideTables(kind: StoreKind): void {
  /** Two openings where that can be, else one twice; and a clock that the test moves. */
  const opened = async () => {
    const log = await kind.fresh();
    const store = await log.open({ views: [BALANCE] });
    const other = kind.severalAtOnce ? await log.open({ views: [BALANCE] }) : store;
    let now: Instant = AT;
    const pass = async (ms: number): Promise<void> => {
      now = (now + ms) as Instant;
      await log.passTime?.(ms);
    };
    const close = async (): Promise<void> => {
      await store.close();
      if (other !== store) await other.close();
    };
    return { log, store, other, now: () => now, pass, close };
  };
  const put = (key: string, change: Partial<RecordPut> = {}): RecordPut => ({
    kind: 'account',
    key,
    expected: null,
    json: '{}',
    index: null,
    expiresAt: null,
    ...change,
  });

  describe(`beside the log: ${kind.name}`, () => {
    it('keeps a document once under its own digest', async () => {
      const { store, other, close } = await opened();
      const text = `{"text":"é 漢 \\u0000 ${'long '.repeat(20_000)}"}`;
      const digest = await store.documents.put(text);
      expect(digest).toBe(digestOf(text));
      expect(await Promise.all([other.documents.put(text), store.documents.put(text)])).toEqual([digest, digest]);
      expect(await other.documents.get(digest)).toBe(text);
      expect(await other.documents.get(digestOf('none'))).toBeNull();
      await expect(store.documents.put('\ud800')).rejects.toThrow('a document is text');
      await close();
    });

    it('gives a lease to one of many, and to the next when it ran out or was given back', async () => {
      const { store, other, now, pass, close } = await opened();
      const claim = (by: NodeStore, holder: string) =>
        by.leases.claim({ name: 'work', holder, now: now(), ttlMs: 10_000 });
      const race = await Promise.all(Array.from({ length: 20 }, (_, i) => claim(i % 2 ? store : other, `h${i}`)));
      const won = race.filter((lease) => lease !== null);
      expect(won).toHaveLength(1);
      const first = won[0]?.token ?? 0;
      const holder = `h${race.findIndex((lease) => lease !== null)}`;
      expect(await other.leases.list({ now: now() })).toEqual([{ name: 'work', holder, token: first }]);
      expect(await claim(store, holder)).toBeNull();
      await pass(9_000);
      expect(await store.leases.renew({ name: 'work', token: first, now: now(), ttlMs: 10_000 })).toBe(true);
      await pass(9_000);
      expect(await claim(other, 'b')).toBeNull();
      await pass(2_000);
      expect(await store.leases.renew({ name: 'work', token: first, now: now(), ttlMs: 10_000 })).toBe(false);
      const second = await claim(other, 'b');
      expect(second?.token).toBeGreaterThan(first);
      await store.leases.release({ name: 'work', token: first });
      expect(await claim(store, 'a')).toBeNull();
      await other.leases.release({ name: 'work', token: second?.token ?? 0 });
      const third = await claim(store, 'a');
      expect(third?.token).toBeGreaterThan(second?.token ?? 0);
      expect(await store.leases.sweep(now())).toBe(0);
      await pass(DAY_MS + 11_000);
      expect(await store.leases.list({ now: now() })).toEqual([]);
      expect(await store.leases.sweep(now())).toBe(1);
      expect((await claim(store, 'a'))?.token).toBeGreaterThan(third?.token ?? 0);
      await close();
    });

    it('refuses an append of whoever lost the lease, and takes one of whoever still has it', async () => {
      const { store, other, now, pass, close } = await opened();
      const claim = () => other.leases.claim({ name: 'work', holder: 'x', now: now(), ttlMs: 1_000 });
      const lost = { name: 'work', token: (await claim())?.token ?? 0 };
      expect((await store.append({ ...deposit('a', [1]), fence: lost })).ok).toBe(true);
      await pass(2_000);
      // Run out, and nobody else has it: what it does still comes before whatever the next one does.
      expect((await store.append({ ...deposit('a', [1]), fence: lost })).ok).toBe(true);
      const kept = { name: 'work', token: (await claim())?.token ?? 0 };
      const mixed = await Promise.all([
        store.append({ ...deposit('a', [1]), fence: lost }),
        store.append({ ...deposit('b', [1]), fence: kept }),
        store.append({ ...deposit('c', [1]), fence: { name: 'never', token: 1 } }),
        store.append(deposit('d', [1])),
      ]);
      expect(mixed.map((each) => (each.ok ? 'ok' : each.rejection))).toEqual(
        ['ok', 'ok', 'ok', 'ok'].map((ok, i) =>
          i === 0 ? { code: 'fenced', name: 'work' } : i === 2 ? { code: 'fenced', name: 'never' } : ok,
        ),
      );
      await other.leases.release(kept);
      expect(await store.append({ ...deposit('b', [1]), fence: kept })).toMatchObject({
        rejection: { code: 'fenced' },
      });
      expect(await store.head()).toBe(4);
      await close();
    });

    it('changes a record only from the version that was read', async () => {
      const { store, other, now, close } = await opened();
      const { records } = store;
      const made = await records.put({ now: now(), ...put('ann') });
      const version = made.ok ? made.value : 0;
      expect(await other.records.get({ kind: 'account', key: 'ann', now: now() })).toEqual({
        ...put('ann'),
        expected: undefined,
        version,
      });
      expect(await records.put({ now: now(), ...put('ann') })).toEqual({
        ok: false,
        rejection: { code: 'record-conflict', kind: 'account', key: 'ann' },
      });
      const race = await Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          (i % 2 ? store : other).records.put({ now: now(), ...put('ann', { expected: version, json: `${i}` }) }),
        ),
      );
      expect(race.filter(({ ok }) => ok)).toHaveLength(1);
      const removal = { now: now(), kind: 'account', key: 'ann' };
      expect((await records.remove({ ...removal, expected: version })).ok).toBe(false);
      expect((await records.remove({ ...removal, expected: 'any' })).ok).toBe(true);
      expect((await records.remove({ ...removal, expected: 'any' })).ok).toBe(true);
      const again = await other.records.put({ now: now(), ...put('ann') });
      expect(again.ok && race.some((each) => each.ok && each.value === again.value)).toBe(false);
      expect(again.ok && again.value > version).toBe(true);
      expect((await records.put({ now: now(), ...put('ann', { expected: 'any', json: '[]' }) })).ok).toBe(true);
      await close();
    });

    it('keeps a second name for one record of a kind, until that has run out or goes with the change', async () => {
      const { store, now, pass, close } = await opened();
      const { records } = store;
      const find = async (index: string) => (await records.find({ kind: 'account', index, now: now() }))?.key ?? null;
      const soon = (now() + 500) as Instant;
      await records.put({ now: now(), ...put('ann', { index: 'a@x', expiresAt: soon }) });
      expect(await records.put({ now: now(), ...put('bob', { index: 'a@x' }) })).toMatchObject({
        rejection: { code: 'index-taken', key: 'bob' },
      });
      expect((await records.put({ now: now(), ...put('a@x', { kind: 'session', index: 'a@x' }) })).ok).toBe(true);
      expect(await find('a@x')).toBe('ann');
      await pass(500);
      expect(await find('a@x')).toBeNull();
      expect((await records.put({ now: now(), ...put('bob', { index: 'a@x' }) })).ok).toBe(true);
      const moved = await records.change({
        now: now(),
        changes: [put('bob', { expected: 'any', index: 'b@x' }), put('cyd', { index: 'a@x' })],
      });
      expect(moved.ok && moved.value.every((version) => version > 0)).toBe(true);
      expect([await find('a@x'), await find('b@x')]).toEqual(['cyd', 'bob']);
      const rotated = await records.change({
        now: now(),
        changes: [{ kind: 'account', key: 'cyd', expected: 'any', json: null }, put('dan', { index: 'a@x' })],
      });
      expect(rotated.ok && rotated.value[0]).toBe(0);
      expect(await find('a@x')).toBe('dan');
      await close();
    });

    it('does not show what has run out, and lists by prefix in the order of bytes', async () => {
      const { store, now, pass, close } = await opened();
      const { records } = store;
      for (const key of ['ab', 'a', 'b', 'aé', 'a漢', 'a:1', 'a_2', 'a%']) {
        await records.put({ now: now(), ...put(key, { expiresAt: key === 'a:1' ? ((now() + 5) as Instant) : null }) });
      }
      const keys = async (prefix: string, after = '', limit = PAGE) =>
        (await records.list({ kind: 'account', prefix, after, limit, now: now() })).map(({ key }) => key);
      expect(await keys('')).toEqual(['a', 'a%', 'a:1', 'a_2', 'ab', 'aé', 'a漢', 'b']);
      expect(await keys('a_')).toEqual(['a_2']);
      expect(await keys('a', 'ab', 1)).toEqual(['aé']);
      await pass(5);
      expect(await keys('a:')).toEqual([]);
      expect(await records.get({ kind: 'account', key: 'a:1', now: now() })).toBeNull();
      expect([await records.sweep(now()), await records.sweep(now())]).toEqual([1, 0]);
      expect(await keys('')).toHaveLength(7);
      await close();
    });

    it('takes what comes again only once until its time is over', async () => {
      const { store, other, now, pass, close } = await opened();
      const take = (by: NodeStore) => by.records.takeOnce({ kind: 'delivery', key: 'd1', now: now(), ttlMs: 1_000 });
      const race = await Promise.all(Array.from({ length: 16 }, (_, i) => take(i % 2 ? store : other)));
      expect(race.filter(Boolean)).toHaveLength(1);
      await pass(999);
      expect(await take(other)).toBe(false);
      await pass(1);
      expect(await take(other)).toBe(true);
      expect(await take(store)).toBe(false);
      await close();
    });

    it('changes records with the events of an append or not at all', async () => {
      const { store, other, now, close } = await opened();
      const records = { now: now(), changes: [put('ann'), put('bob')] };
      expect((await store.append({ ...deposit('a', [1], 0), records })).ok).toBe(true);
      const settled = await Promise.allSettled([
        other.append({ ...deposit('a', [2], 1), records: { now: now(), changes: [put('cyd'), put('bob')] } }),
        other.append({ ...deposit('a', [2], 0), records: { now: now(), changes: [put('dan')] } }),
        other.append({ ...deposit('a', [13], 1), records: { now: now(), changes: [put('eve')] } }),
        other.append({ ...deposit('a', [3], 1), records: { now: now(), changes: [put('fay')] } }),
      ]);
      expect(
        settled.map((each) =>
          each.status === 'fulfilled' && !each.value.ok ? each.value.rejection.code : each.status,
        ),
      ).toEqual(['record-conflict', 'version-conflict', 'rejected', 'fulfilled']);
      const listed = await store.records.list({ kind: 'account', prefix: '', after: '', limit: 9, now: now() });
      expect(listed.map(({ key }) => key)).toEqual(['ann', 'bob', 'fay']);
      expect(await store.readDocument(BALANCE, 'all')).toEqual({ sum: 4 });
      expect(await store.head()).toBe(2);
      await close();
    });

    it('tells of appends, by whichever node, until one stops listening', async () => {
      const { store, other, close } = await opened();
      await other.append(deposit('a', [1]));
      const heads: number[] = [];
      let stop = () => {};
      const reached = (head: number) =>
        new Promise<void>((resolve) => {
          stop = store.onAppend((seen) => {
            heads.push(seen);
            if (seen >= head) resolve();
          });
        });
      const all = reached(4);
      await other.append(deposit('a', [1]));
      await store.append({ stream: streamId('account', 'b'), expected: 0, events: deposit('b', [1, 1]).events });
      await all;
      expect(heads).toEqual([...new Set(heads)].sort((a, b) => a - b));
      stop();
      const after = heads.length;
      const elsewhere = new Promise<void>((resolve) => {
        store.onAppend((seen) => seen >= 5 && resolve());
      });
      await other.append(deposit('a', [1]));
      await elsewhere;
      expect(heads).toHaveLength(after);
      await close();
    });
  });
}
