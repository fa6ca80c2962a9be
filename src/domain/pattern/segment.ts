/** Prints with the fragments that have them, sorted by print, then by fragment. */
export interface Segment {
  readonly hashes: Uint32Array;
  readonly posts: Uint32Array;
  readonly bytes: number;
  /** The first place of a print, or where it would stand. */
  find(print: number): number;
}

/** Sorts prints by their value; equal ones stay in the order given. Both arrays are used up. */
export function segmentOf(hashes: Uint32Array, posts: Uint32Array): Segment {
  return new SortedSegment(...radixSorted(hashes, posts));
}

/** Two runs as one; `isLive`, where given, drops the fragments that it has 0 for. */
export function mergeSegments(one: Segment, other: Segment, isLive: Uint8Array | null): Segment {
  const hashes = new Uint32Array(one.hashes.length + other.hashes.length);
  const posts = new Uint32Array(hashes.length);
  let [a, b, count] = [0, 0, 0];
  while (a < one.hashes.length || b < other.hashes.length) {
    const takeOne = b >= other.hashes.length || (a < one.hashes.length && isBefore(one, a, other, b));
    const from = takeOne ? one : other;
    const at = takeOne ? a++ : b++;
    const post = from.posts[at] as number;
    if (isLive !== null && isLive[post] === 0) continue;
    hashes[count] = from.hashes[at] as number;
    posts[count++] = post;
  }
  return count === hashes.length
    ? new SortedSegment(hashes, posts)
    : new SortedSegment(hashes.slice(0, count), posts.slice(0, count));
}

function isBefore(one: Segment, a: number, other: Segment, b: number): boolean {
  const [left, right] = [one.hashes[a] as number, other.hashes[b] as number];
  return left < right || (left === right && (one.posts[a] as number) < (other.posts[b] as number));
}

class SortedSegment implements Segment {
  readonly hashes: Uint32Array;
  readonly posts: Uint32Array;
  /** Where the prints with each leading bits begin: prints are even, so that a few steps are left. */
  readonly #directory: Uint32Array;
  readonly #shift: number;

  constructor(hashes: Uint32Array, posts: Uint32Array) {
    this.hashes = hashes;
    this.posts = posts;
    const bits = Math.min(16, Math.max(1, Math.ceil(Math.log2(hashes.length + 1)) - 4));
    this.#shift = 32 - bits;
    this.#directory = new Uint32Array(2 ** bits + 1);
    let at = 0;
    for (let lead = 0; lead < this.#directory.length; lead += 1) {
      while (at < hashes.length && (hashes[at] as number) >>> this.#shift < lead) at += 1;
      this.#directory[lead] = at;
    }
  }

  get bytes(): number {
    return this.hashes.length * 8 + this.#directory.length * 4;
  }

  find(print: number): number {
    const lead = print >>> this.#shift;
    let low = this.#directory[lead] as number;
    let high = this.#directory[lead + 1] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.hashes[middle] as number) < print) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Digits of a sort: wide ones need fewer passes, and are worth their counters for long runs alone. */
const DIGIT_BITS = { short: 11, long: 16 };
const LONG_RUN = 131_072;

/** Least digit first, which keeps the order of equal prints. */
function radixSorted(hashes: Uint32Array, posts: Uint32Array): [Uint32Array, Uint32Array] {
  let [fromHashes, fromPosts] = [hashes, posts];
  let toHashes: Uint32Array = new Uint32Array(hashes.length);
  let toPosts: Uint32Array = new Uint32Array(posts.length);
  const bits = hashes.length < LONG_RUN ? DIGIT_BITS.short : DIGIT_BITS.long;
  const size = 2 ** bits;
  for (let shift = 0; shift < 32; shift += bits) {
    const starts = new Uint32Array(size + 1);
    for (let at = 0; at < fromHashes.length; at += 1) {
      const digit = ((fromHashes[at] as number) >>> shift) & (size - 1);
      starts[digit + 1] = (starts[digit + 1] as number) + 1;
    }
    for (let digit = 0; digit < size; digit += 1) {
      starts[digit + 1] = (starts[digit + 1] as number) + (starts[digit] as number);
    }
    for (let at = 0; at < fromHashes.length; at += 1) {
      const hash = fromHashes[at] as number;
      const digit = (hash >>> shift) & (size - 1);
      const to = starts[digit] as number;
      toHashes[to] = hash;
      toPosts[to] = fromPosts[at] as number;
      starts[digit] = to + 1;
    }
    [fromHashes, toHashes] = [toHashes, fromHashes];
    [fromPosts, toPosts] = [toPosts, fromPosts];
  }
  return [fromHashes, fromPosts];
}
