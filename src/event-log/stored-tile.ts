import { HASH_BYTES } from './merkle.ts';
import { TILE_WIDTH, type Tile, type TileReader } from './tile.ts';

/** How a stored tile differs from the recomputed one; `position` is the first event that it can concern. */
export interface TileFlaw {
  readonly code: 'tile-missing' | 'tile-differs';
  readonly position: number;
}

/** Compares recomputed hashes with the beginning of the stored tile; `null` = they agree. */
export async function tileFlaw(tile: Tile, read: TileReader): Promise<TileFlaw | null> {
  const stored = await read(tile);
  const span = TILE_WIDTH ** tile.level;
  const positionOf = (index: number): number => (tile.number * TILE_WIDTH + index) * span + 1;
  if (stored === null) return { code: 'tile-missing', position: positionOf(0) };
  for (let index = 0; index * HASH_BYTES < tile.hashes.length; index += 1) {
    const [start, end] = [index * HASH_BYTES, (index + 1) * HASH_BYTES];
    if (stored.length < end) return { code: 'tile-missing', position: positionOf(index) };
    if (Buffer.compare(stored.subarray(start, end), tile.hashes.subarray(start, end)) !== 0) {
      return { code: 'tile-differs', position: positionOf(index) };
    }
  }
  return null;
}
