import { assert } from '../../kernel/index.ts';

/**
 * The newest numbers of a sequence by their index, bounded. A value: appending copies what is not full yet, at most 64 numbers, and shares
 * the rest, so that an earlier state stays as it was. Single precision: seven digits are enough for logarithms of counts.
 */
export interface Track {
  /** How many are kept at least. */
  readonly capacity: number;
  /** Index after the newest. */
  readonly next: number;
  /** Number of the first block; block b holds the indices 64 b to 64 b + 63. */
  readonly base: number;
  /** Full ones. */
  readonly blocks: readonly Float32Array[];
  /** The newest, from the index 64 (base + blocks) on. */
  readonly tail: readonly number[];
}

const BITS = 6;
const BLOCK = 1 << BITS;
const MASK = BLOCK - 1;

/** A track without numbers. */
export function emptyTrack(capacity: number): Track {
  return { capacity, next: 0, base: 0, blocks: [], tail: [] };
}

/** With one number more; the oldest go once `capacity` and a block are exceeded. */
export function appended(track: Track, value: number): Track {
  const { capacity, next, base, blocks } = track;
  const tail = track.tail.slice();
  tail.push(Math.fround(value));
  if (tail.length < BLOCK) return { capacity, next: next + 1, base, blocks, tail };
  const isFull = blocks.length << BITS >= capacity + BLOCK;
  const kept = isFull ? blocks.slice(1) : blocks.slice();
  kept.push(Float32Array.from(tail));
  return { capacity, next: next + 1, base: isFull ? base + 1 : base, blocks: kept, tail: [] };
}

/** The number at an index; NaN where it is unknown, not kept or not there yet. */
export function valueAt({ base, blocks, tail }: Track, index: number): number {
  const at = (index >> BITS) - base;
  if (at < 0) return Number.NaN;
  if (at < blocks.length) return (blocks[at] as Float32Array)[index & MASK] as number;
  return at === blocks.length ? (tail[index & MASK] ?? Number.NaN) : Number.NaN;
}

/** Whether an index is kept. */
export function holds({ base, next }: Track, index: number): boolean {
  return index < next && index >> BITS >= base;
}

/** With other numbers at `from` to `to` (exclusive), all of which must be kept or older than what is kept. */
export function overwritten(track: Track, span: { readonly from: number; readonly to: number }, value: number): Track {
  assert(span.to <= track.next, 'only what is there can be overwritten');
  const inBlock = (at: number): readonly [number, number] | null => {
    const first = (track.base + at) << BITS;
    if (first >= span.to || first + BLOCK <= span.from) return null;
    return [Math.max(0, span.from - first), Math.min(BLOCK, span.to - first)];
  };
  const blocks = track.blocks.map((block, at) => {
    const part = inBlock(at);
    return part === null ? block : block.slice().fill(value, ...part);
  });
  const part = inBlock(blocks.length);
  const tail = part === null ? track.tail : track.tail.slice().fill(Math.fround(value), ...part);
  return { ...track, blocks, tail };
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

/** What the known numbers of `from` to `to` (exclusive) come to, and how many they are. */
export function summed(
  track: Track,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly sum: number; readonly n: number } {
  let sum = 0;
  let n = 0;
  for (let index = Math.max(0, from); index < to; index += 1) {
    const value = valueAt(track, index);
    if (Number.isNaN(value)) continue;
    sum += value;
    n += 1;
  }
  return { sum, n };
}
