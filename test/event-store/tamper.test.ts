import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryOf, envelopeDigest } from '../../src/event-log/envelope.ts';
import {
  type Envelope,
  type EventStore,
  envelopeFlaw,
  openCheckpoint,
  sealLog,
  verifyLog,
} from '../../src/event-log/index.ts';
import { leafHash } from '../../src/event-log/merkle.ts';
import { emptyMemory, type Memory, memoryStore } from './memory-store.ts';
import { deposit, newSigner } from './sample.ts';

const signer = newSigner();

async function logOf(sizes: readonly number[]): Promise<{ memory: Memory; store: EventStore }> {
  const memory = emptyMemory();
  const store = memoryStore({ memory, views: [], upCasters: [] });
  for (const [i, size] of sizes.entries()) {
    await store.append(
      deposit(
        `s${i % 3}`,
        Array.from({ length: size }, (_, j) => i + j),
      ),
    );
    await sealLog(store, signer);
  }
  return { memory, store };
}

const verify = (store: EventStore, kept: Parameters<typeof verifyLog>[0]['kept'] = null) =>
  verifyLog({ store, verifier: signer.verifier, kept });

const sizes = fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 5 });

describe('a log that was tampered with', () => {
  it('names the event whose content was changed, whatever was changed in it', async () => {
    const changes: readonly ((event: Envelope) => Partial<Envelope>)[] = [
      () => ({ payload: '{"amount":1000000}' }),
      () => ({ actor: 'eve' }),
      () => ({ actor: null }),
      ({ at }) => ({ at: (at + 1) as typeof at }),
      () => ({ type: 'Withdrawn' }),
      ({ schemaVersion }) => ({ schemaVersion: schemaVersion + 1 }),
      ({ payload }) => ({ payload: payload.replace('{', '{ ') }),
    ];
    await fc.assert(
      fc.asyncProperty(sizes, fc.nat(), fc.nat(), fc.boolean(), async (given, pick, which, rehash) => {
        const { memory, store } = await logOf(given);
        expect((await verify(store)).flaw).toBeNull();
        const at = pick % memory.events.length;
        const event = memory.events[at] as Envelope;
        const change = changes[which % changes.length] as (typeof changes)[number];
        const edited = { ...event, ...change(event) };
        memory.events[at] = rehash ? { ...edited, digest: envelopeDigest(edited) } : edited;
        expect((await verify(store)).flaw?.position).toBe(at + 1);
      }),
      { numRuns: 40 },
    );
  });

  it('is found out when the hashes are changed to fit, up to the signature', async () => {
    const { memory, store } = await logOf([3, 4, 5]);
    const event = memory.events[4] as Envelope;
    const edited = { ...event, payload: '{"amount":7777}' };
    memory.events[4] = { ...edited, digest: envelopeDigest(edited) };
    const tile = Buffer.from(memory.tiles.get('0/0') as Uint8Array);
    tile.set(leafHash(entryOf(memory.events[4])), 4 * 32);
    memory.tiles.set('0/0', tile);
    expect((await verify(store)).flaw).toEqual({ code: 'checkpoint-root', position: 4, until: 7 });
    expect(await sealLog(store, signer)).toMatchObject({ ok: false, rejection: { code: 'checkpoint-differs' } });
    const forged = newSigner();
    const fresh = emptyMemory();
    fresh.events = memory.events;
    const again = memoryStore({ memory: fresh, views: [], upCasters: [] });
    await sealLog(again, forged);
    expect((await verify(again)).flaw).toMatchObject({ code: 'checkpoint-note', why: 'other-key' });
  });

  it('misses no event that was removed, swapped, doubled or cut off', async () => {
    const tampering: readonly (readonly [(events: Envelope[]) => Envelope[], string, number])[] = [
      [(events) => events.filter(({ position }) => position !== 5), 'gap', 5],
      [(events) => events.slice(0, 9), 'events-missing', 10],
      [() => [], 'events-missing', 1],
      [
        (events) => events.map((event, i) => (i === 6 ? { ...(events[7] as Envelope), position: 7 } : event)),
        'digest',
        7,
      ],
      [(events) => events.map((event) => (event.position === 3 ? { ...event, version: 9 } : event)), 'digest', 3],
    ];
    for (const [change, code, position] of tampering) {
      const { memory, store } = await logOf([4, 4, 4]);
      memory.events = change(memory.events);
      expect((await verify(store)).flaw).toMatchObject({ code, position });
    }
  });

  it('finds every changed byte of a tile and of a checkpoint', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (pick, byte) => {
        const { memory, store } = await logOf([300, 260]);
        const tiles = [...memory.tiles];
        const [place, hashes] = tiles[pick % tiles.length] as [string, Uint8Array];
        const copy = Uint8Array.from(hashes);
        copy[byte % copy.length] = (copy[byte % copy.length] as number) ^ 1;
        memory.tiles.set(place, copy);
        const { flaw } = await verify(store);
        expect(flaw?.code).toBe('tile-differs');
        memory.tiles.set(place, hashes);
        const [first] = memory.checkpoints as [{ size: number; note: string }];
        const cut = byte % (first.note.length - 1);
        const note = `${first.note.slice(0, cut)}${first.note[cut] === 'A' ? 'B' : 'A'}${first.note.slice(cut + 1)}`;
        memory.checkpoints[0] = { ...first, note };
        const other = (await verify(store)).flaw?.code ?? 'none';
        // The last unit of base64 may hold bits that mean nothing.
        if (openCheckpoint(note, signer.verifier).ok) expect(other).toBe('none');
        else expect(other).toBe('checkpoint-note');
      }),
      { numRuns: 30 },
    );
  });

  it('is seen to be cut back, or signed anew by the same key, only with a checkpoint kept elsewhere', async () => {
    const { memory, store } = await logOf([5, 5, 5]);
    const kept = openCheckpoint(memory.checkpoints[2]?.note ?? '', signer.verifier);
    if (!kept.ok) throw new Error('the newest checkpoint opens');
    expect((await verify(store, kept.value)).flaw).toBeNull();
    memory.events = memory.events.slice(0, 10);
    memory.checkpoints.splice(2);
    expect((await verify(store)).flaw).toBeNull();
    expect((await verify(store, kept.value)).flaw).toMatchObject({ code: 'events-missing', position: 11, until: 15 });
    const other = await logOf([5, 6, 5]);
    expect((await verify(other.store, kept.value)).flaw).toMatchObject({ code: 'kept-checkpoint-root', until: 15 });
    memory.checkpoints.splice(0);
    expect((await verify(store)).flaw).toEqual({ code: 'not-sealed', position: 1 });
  });

  it('is not sealed over an event that was changed before it was sealed', async () => {
    const { memory, store } = await logOf([5]);
    await store.append(deposit('late', [1, 2]));
    memory.events[6] = { ...(memory.events[6] as Envelope), actor: 'eve' };
    expect(envelopeFlaw(memory.events[6])).toBe('digest');
    expect(await sealLog(store, signer)).toEqual({ ok: false, rejection: { code: 'event-differs', position: 7 } });
    expect((await verify(store)).flaw).toEqual({ code: 'digest', position: 7 });
  });
});
