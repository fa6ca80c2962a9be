import { accept, assert, type Result, reject } from '../kernel/index.ts';
import { type Checkpoint, openCheckpoint, signCheckpoint, type TreeHead } from './checkpoint.ts';
import { entryOf, envelopeFlaw } from './envelope.ts';
import { EMPTY_ROOT, leafHash, rootHash, sameHash } from './merkle.ts';
import type { Signer } from './note.ts';
import type { EventStore } from './port.ts';
import { consistencyProof, verifyConsistency } from './proof.ts';
import { MissingTile, openTiles, subtreesOf, type Tile, type TileReader, tileGrower } from './tile.ts';

/** Why nothing was signed: what is stored is not what was sealed before. `position` is the first event in doubt. */
export interface SealRefusal {
  readonly code: 'checkpoint-differs' | 'event-differs';
  readonly position: number;
}

/** Events that one checkpoint adds at most: bounds memory when a long log is sealed for the first time. */
const MAX_SEALED = 65_536;
/** Events checked at a stretch: between two, a node answers whoever waits. */
const SEAL_PAGE = 128;
/** Others may seal at the same time; each lost race means that the log was sealed further. */
const MAX_RACES = 100;

/**
 * Seals every event: tiles grow, and a signed checkpoint is kept. Never signs a tree that does not continue the last signed one.
 * Gives the newest checkpoint, `null` for an empty log.
 */
export async function sealLog(store: EventStore, signer: Signer): Promise<Result<Checkpoint | null, SealRefusal>> {
  for (let races = 0; ; ) {
    const last = await store.lastCheckpoint();
    const head = await store.head();
    const previous = last === null ? { size: 0, root: EMPTY_ROOT } : await trusted(store, signer, last);
    if (previous === null || previous.size > head) return reject({ code: 'checkpoint-differs', position: 1 });
    if (previous.size === head) return accept(last);
    const size = Math.min(head, previous.size + MAX_SEALED);
    const tiles = await grow({ store, from: previous.size, to: size });
    if (!tiles.ok) return tiles;
    const checkpoint = await sign({ store, signer, previous, size, tiles: tiles.value });
    const kept = await store.seal({ previous: previous.size, tiles: tiles.value, checkpoint });
    if (!kept.ok) {
      races += 1;
      assert(races < MAX_RACES, 'a seal is lost only to a longer one');
    }
  }
}

/** The last checkpoint if its signature is ours and its tiles still give its root. */
async function trusted(store: EventStore, signer: Signer, last: Checkpoint): Promise<TreeHead | null> {
  const head = openCheckpoint(last.note, signer.verifier);
  if (!head.ok || head.value.size !== last.size) return null;
  try {
    const root = await rootHash(head.value.size, subtreesOf(store.readTile));
    return sameHash(root, head.value.root) ? head.value : null;
  } catch (error) {
    if (error instanceof MissingTile) return null;
    throw error;
  }
}

/** The tiles that the events after `from` fill or lengthen. */
async function grow(options: {
  readonly store: EventStore;
  readonly from: number;
  readonly to: number;
}): Promise<Result<readonly Tile[], SealRefusal>> {
  const { store, from, to } = options;
  const tails: Uint8Array[] = [];
  for (const { width, ...place } of openTiles(from)) {
    const hashes = await store.readTile(place);
    assert(hashes !== null && hashes.length >= width * 32, 'the tiles of a trusted checkpoint are there');
    tails.push(hashes.subarray(0, width * 32));
  }
  const grower = tileGrower(from, tails);
  const full: Tile[] = [];
  for (let after = from; after < to; ) {
    const events = await store.readAll({ after, limit: Math.min(SEAL_PAGE, to - after) });
    assert(events.length > 0, 'a log has every event up to its head');
    for (const event of events) {
      after += 1;
      if (event.position !== after || envelopeFlaw(event) !== null) {
        return reject({ code: 'event-differs', position: after });
      }
      full.push(...grower.add(leafHash(entryOf(event))));
    }
  }
  return accept([...full, ...grower.open()]);
}

async function sign(options: {
  readonly store: EventStore;
  readonly signer: Signer;
  readonly previous: TreeHead;
  readonly size: number;
  readonly tiles: readonly Tile[];
}): Promise<Checkpoint> {
  const { store, signer, previous, size, tiles } = options;
  const read = subtreesOf(over(tiles, store.readTile));
  const next = { size, root: await rootHash(size, read) };
  const proof = await consistencyProof({ from: previous.size, to: size, read });
  assert(verifyConsistency({ from: previous, to: next, proof }), 'a log never signs two trees that do not agree');
  return signCheckpoint(next, signer);
}

function over(tiles: readonly Tile[], read: TileReader): TileReader {
  const byPlace = new Map(tiles.map(({ level, number, hashes }) => [`${level}/${number}`, hashes]));
  return async (place) => byPlace.get(`${place.level}/${place.number}`) ?? read(place);
}
