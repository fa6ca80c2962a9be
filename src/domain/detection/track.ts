import { assert } from '../../kernel/index.ts';

/**
 * The newest numbers of a sequence by their index, bounded. A value: appending copies one block of 64 and shares the others, so that
 * an earlier state stays as it was. Single precision: seven digits are enough for logarithms of counts.
 */
export interface Track {
  /** How many are kept at least. */
  readonly capacity: number;
  /** Index after the newest. */
  readonly next: number;
  /** Number of the first block; block b holds the indices 64 b to 64 b + 63. */
  readonly base: number;
  readonly blocks: readonly Float32Array[];
}

const BITS = 6;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;

/** A track without numbers, whose next index is `next`. */
export function emptyTrack(capacity: number, next = 0): Track {
  return { capacity, next, base: next >> BITS, blocks: [] };
}

/** With one number more; the oldest go once `capacity` and a block are exceeded. */
export function appended(track: Track, value: number): Track {
  const { capacity, next, base, blocks } = track;
  const slot = next & MASK;
  const last = blocks.length - 1;
  const isNew = last < (next >> BITS) - base;
  const block = isNew ? new Float32Array(BLOCK).fill(Number.NaN) : (blocks[last] as Float32Array).slice();
  block[slot] = value;
  if (!isNew) return { capacity, next: next + 1, base, blocks: [...blocks.slice(0, last), block] };
  const isFull = blocks.length << BITS >= capacity + BLOCK;
  const kept = isFull ? blocks.slice(1) : blocks;
  return { capacity, next: next + 1, base: isFull ? base + 1 : base, blocks: [...kept, block] };
}

/** The number at an index; NaN where it is unknown, not kept or not there yet. */
export function valueAt({ base, blocks }: Track, index: number): number {
  const block = blocks[(index >> BITS) - base];
  return block === undefined ? Number.NaN : (block[index & MASK] as number);
}

/** Whether an index is kept. */
export function holds({ base, next }: Track, index: number): boolean {
  return index < next && index >> BITS >= base;
}

/** With other numbers at `from` to `to` (exclusive), all of which must be kept or older than what is kept. */
export function overwritten(track: Track, span: { readonly from: number; readonly to: number }, value: number): Track {
  assert(span.to <= track.next, 'only what is there can be overwritten');
  const blocks = track.blocks.map((block, at) => {
    const first = (track.base + at) << BITS;
    if (first >= span.to || first + BLOCK <= span.from) return block;
    return block.slice().fill(value, Math.max(0, span.from - first), Math.min(BLOCK, span.to - first));
  });
  return { ...track, blocks };
}

/** Puts the known numbers of `from` to `to` (exclusive) into `into` from `at` on; returns the place after the last. */
export function gather(
  track: Track,
  span: { readonly from: number; readonly to: number },
  { into, at }: { readonly into: Float64Array; readonly at: number },
): number {
  let place = at;
  for (let index = Math.max(0, span.from); index < span.to; index += 1) {
    const value = valueAt(track, index);
    if (!Number.isNaN(value)) {
      into[place] = value;
      place += 1;
    }
  }
  return place;
}
