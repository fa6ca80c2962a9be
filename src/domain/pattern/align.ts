/** How much of one run of tokens stands in another, in the same order. */
export interface Alignment {
  /** 0 to 1: the share of the shorter run that the other has in order. */
  readonly ofShorter: number;
  /** 0 to 1: the share of the longer run. */
  readonly ofLonger: number;
}

/** Tokens compared at once: pairs of single tokens (`)`, `;`) stand in every program, three in a row do not. */
const SHINGLE = 3;

/**
 * Aligns two runs of tokens: the longest common subsequence of their runs of three (bit-parallel: Hyyrö, Bit-parallel LCS-length
 * computation revisited, 2004). Its time is the product of the lengths over 32.
 */
export function align(one: Uint32Array, other: Uint32Array): Alignment {
  const [short, long] =
    one.length <= other.length ? [shingles(one), shingles(other)] : [shingles(other), shingles(one)];
  if (short.length === 0) return { ofShorter: 0, ofLonger: 0 };
  const common = commonLength(short, long);
  return { ofShorter: common / short.length, ofLonger: common / long.length };
}

function shingles(tokens: Uint32Array): Uint32Array {
  const made = new Uint32Array(Math.max(0, tokens.length - SHINGLE + 1));
  for (let at = 0; at < made.length; at += 1) {
    let hash = 0;
    for (let next = 0; next < SHINGLE; next += 1)
      hash = Math.imul(hash ^ (tokens[at + next] as number), 0x01000193) ^ (hash >>> 15);
    made[at] = hash;
  }
  return made;
}

/** Length of the longest common subsequence. */
function commonLength(short: Uint32Array, long: Uint32Array): number {
  const words = Math.ceil(short.length / 32);
  const places = new Map<number, Int32Array>();
  for (let at = 0; at < short.length; at += 1) {
    const bits = places.get(short[at] as number) ?? new Int32Array(words);
    bits[at >>> 5] = (bits[at >>> 5] as number) | (1 << (at & 31));
    places.set(short[at] as number, bits);
  }
  const state = new Int32Array(words).fill(-1);
  for (let at = 0; at < long.length; at += 1) {
    const match = places.get(long[at] as number);
    if (match !== undefined) advance(state, match);
  }
  let common = 0;
  for (let at = 0; at < short.length; at += 1) common += (((state[at >>> 5] as number) >>> (at & 31)) & 1) ^ 1;
  return common;
}

/** `V = (V + (V & M)) | (V & ~M)`, word by word with carry. */
function advance(state: Int32Array, match: Int32Array): void {
  let carry = 0;
  for (let word = 0; word < state.length; word += 1) {
    const value = state[word] as number;
    const hit = value & (match[word] as number);
    const sum = (value >>> 0) + (hit >>> 0) + carry;
    carry = sum > 0xffffffff ? 1 : 0;
    state[word] = sum | 0 | (value & ~(match[word] as number));
  }
}
