/** Tokens of one fingerprint: nothing shorter is found. */
export const GRAM = 8;
/** Fingerprints of which one is kept: every common run of `GRAM + WINDOW - 1` tokens is found. */
export const WINDOW = 6;

/** Odd, so that no token is lost modulo 2^32. */
const BASE = 0x9e3779b1;

/**
 * The fingerprints of a run of tokens, ascending and distinct: of each `WINDOW` hashes of `GRAM` tokens the rightmost least
 * (Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003). Empty for less than `GRAM` tokens.
 */
export function winnow(tokens: Uint32Array): Uint32Array {
  const grams = gramHashes(tokens);
  const kept = new Uint32Array(grams.length);
  let count = 0;
  let least = -1;
  let last = -1;
  for (let at = 0; at < grams.length; at += 1) {
    if (least < 0 || (grams[at] as number) <= (grams[least] as number)) least = at;
    else if (least <= at - WINDOW) least = leastOf(grams, at - WINDOW + 1, at);
    if (at < WINDOW - 1 || least === last) continue;
    kept[count++] = grams[least] as number;
    last = least;
  }
  if (grams.length > 0 && count === 0) kept[count++] = grams[least] as number;
  return distinct(kept.subarray(0, count));
}

function leastOf(grams: Uint32Array, from: number, to: number): number {
  let least = from;
  for (let at = from + 1; at <= to; at += 1) if ((grams[at] as number) <= (grams[least] as number)) least = at;
  return least;
}

function gramHashes(tokens: Uint32Array): Uint32Array {
  const count = tokens.length - GRAM + 1;
  if (count <= 0) return new Uint32Array(0);
  const hashes = new Uint32Array(count);
  let rolling = 0;
  for (let at = 0; at < tokens.length; at += 1) {
    rolling = (Math.imul(rolling, BASE) + (tokens[at] as number)) | 0;
    if (at >= GRAM) rolling = (rolling - Math.imul(tokens[at - GRAM] as number, LEAVING)) | 0;
    if (at >= GRAM - 1) hashes[at - GRAM + 1] = mixed(rolling);
  }
  return hashes;
}

/** `BASE` to the power of `GRAM`: what a token that leaves weighs. */
const LEAVING = Array.from({ length: GRAM }).reduce<number>((power) => Math.imul(power, BASE), 1);

/** The finaliser of MurmurHash3: neighbours fall far apart. */
function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function distinct(values: Uint32Array): Uint32Array {
  values.sort();
  let count = 0;
  for (let at = 0; at < values.length; at += 1) {
    if (at === 0 || values[at] !== values[at - 1]) values[count++] = values[at] as number;
  }
  return values.slice(0, count);
}
