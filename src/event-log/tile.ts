import { assert } from '../kernel/index.ts';
import { HASH_BYTES, type Hash, nodeHash, type SubtreeReader } from './merkle.ts';

/** Hashes of a full tile: height 8 (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;

/** Where a tile lies: level 0 holds leaf hashes, each level above the roots of the full tiles below. */
export interface TilePlace {
  readonly level: number;
  /** Counted from 0. */
  readonly number: number;
}

/** One tile: 1 to 256 hashes of 32 bytes, one after the other. */
export interface Tile extends TilePlace {
  readonly hashes: Uint8Array;
}

/** Gives the hashes of a tile as far as they are known; `null` where there is no such tile. */
export type TileReader = (place: TilePlace) => Promise<Uint8Array | null>;

/** The path of a tile as C2SP tlog-tiles names it, e.g. `tile/0/x001/x234/067.p/112`; width 256 has no `.p`. */
export function tilePath({ level, number }: TilePlace, width: number): string {
  const groups: string[] = [];
  let rest = number;
  do {
    groups.unshift(String(rest % 1000).padStart(3, '0'));
    rest = Math.floor(rest / 1000);
  } while (rest > 0);
  const name = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${name}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The last tile of each level that is not full, in a tree of `size` leaves. */
export function openTiles(size: number): readonly (TilePlace & { readonly width: number })[] {
  const open: (TilePlace & { readonly width: number })[] = [];
  for (let [level, count] = [0, size]; count > 0; [level, count] = [level + 1, Math.floor(count / TILE_WIDTH)]) {
    const width = count % TILE_WIDTH;
    if (width > 0) open.push({ level, number: Math.floor(count / TILE_WIDTH), width });
  }
  return open;
}

/** Tiles that grow by leaves. */
export interface TileGrower {
  /** Adds a leaf; gives the tiles that it filled, the lowest first. */
  readonly add: (leaf: Hash) => readonly Tile[];
  /** The tiles that are not full, as they are. */
  readonly open: () => readonly Tile[];
}

/** Continues the tree of `size` leaves; `tails` are its {@link openTiles} in the same order. */
export function tileGrower(size: number, tails: readonly Uint8Array[]): TileGrower {
  const levels: Hash[][] = [];
  const counts: number[] = [];
  for (let [level, count] = [0, size]; count > 0; [level, count] = [level + 1, Math.floor(count / TILE_WIDTH)]) {
    levels[level] = [];
    counts[level] = count;
  }
  openTiles(size).forEach(({ level, width }, i) => {
    const hashes = tails[i];
    assert(hashes !== undefined && hashes.length === width * HASH_BYTES, 'each open tile comes with its hashes');
    levels[level] = splitHashes(hashes);
  });
  const put = (level: number, hash: Hash): readonly Tile[] => {
    levels[level] ??= [];
    const hashes = levels[level];
    hashes.push(hash);
    const count = (counts[level] ?? 0) + 1;
    counts[level] = count;
    if (hashes.length < TILE_WIDTH) return [];
    levels[level] = [];
    const tile = { level, number: count / TILE_WIDTH - 1, hashes: Buffer.concat(hashes) };
    return [tile, ...put(level + 1, completeHash(hashes))];
  };
  return {
    add: (leaf) => put(0, leaf),
    open: () =>
      levels.flatMap((hashes, level) =>
        hashes.length === 0
          ? []
          : [{ level, number: Math.floor((counts[level] ?? 0) / TILE_WIDTH), hashes: Buffer.concat(hashes) }],
      ),
  };
}

/** Reads complete subtrees out of tiles. Throws {@link MissingTile} where one is not there or too short. */
export function subtreesOf(read: TileReader): SubtreeReader {
  return async (height, index) => {
    const level = Math.floor(height / TILE_HEIGHT);
    const width = 2 ** (height % TILE_HEIGHT);
    const first = index * width;
    const place = { level, number: Math.floor(first / TILE_WIDTH) };
    const hashes = await read(place);
    const start = (first % TILE_WIDTH) * HASH_BYTES;
    const end = start + width * HASH_BYTES;
    if (hashes === null || hashes.length < end) throw new MissingTile(place);
    return completeHash(splitHashes(hashes.subarray(start, end)));
  };
}

/** A tile that the tree's size promises is not there, or holds too few hashes. */
export class MissingTile extends Error {
  override readonly name = 'MissingTile';
  readonly place: TilePlace;

  constructor(place: TilePlace) {
    super(`no whole tile ${place.level}/${place.number}`);
    this.place = place;
  }
}

/** Cuts bytes into hashes; bytes left over are dropped. */
export function splitHashes(bytes: Uint8Array): Hash[] {
  return Array.from({ length: Math.floor(bytes.length / HASH_BYTES) }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

/** Root of a complete subtree; the number of hashes is a power of two. */
function completeHash(hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1) {
    const above: Hash[] = [];
    for (let i = 0; i < row.length; i += 2) above.push(nodeHash(row[i] as Hash, row[i + 1] as Hash));
    row = above;
  }
  return row[0] as Hash;
}
