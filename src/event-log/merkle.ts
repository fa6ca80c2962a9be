import { hash as digest } from 'node:crypto';
import { assert } from '../kernel/index.ts';

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array;

export const HASH_BYTES = 32;
/** RFC 6962, section 2.1: a leaf can never be taken for a node. */
const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

/** Root of the empty tree: SHA-256 of nothing (RFC 6962, section 2.1). */
export const EMPTY_ROOT: Hash = digest('sha256', '', 'buffer');

/** Hash of one entry (RFC 6962, section 2.1). */
export function leafHash(entry: Uint8Array): Hash {
  return digest('sha256', Buffer.concat([LEAF_PREFIX, entry]), 'buffer');
}

/** Hash of an inner node (RFC 6962, section 2.1). */
export function nodeHash(left: Hash, right: Hash): Hash {
  return digest('sha256', Buffer.concat([NODE_PREFIX, left, right]), 'buffer');
}

export function sameHash(one: Hash, other: Hash): boolean {
  return Buffer.compare(one, other) === 0;
}

/** A run of leaves, `start` included and `end` not. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Gives the hash of the complete subtree of height `height` that is number `index` of its height, counted from 0. */
export type SubtreeReader = (height: number, index: number) => Promise<Hash>;

/** Root of the first `size` leaves. */
export async function rootHash(size: number, read: SubtreeReader): Promise<Hash> {
  return size === 0 ? EMPTY_ROOT : rangeHash({ start: 0, end: size }, read);
}

/** Hash of a subtree of the tree: complete subtrees from the left, folded from the right. */
export async function rangeHash(range: Range, read: SubtreeReader): Promise<Hash> {
  const parts: Hash[] = [];
  for (let { start } = range; start < range.end; ) {
    let height = 0;
    while (start + 2 ** (height + 1) <= range.end) height += 1;
    parts.push(await read(height, start / 2 ** height));
    start += 2 ** height;
  }
  return foldRight(parts);
}

/** The largest power of two below `n` (n >= 2): where RFC 6962 splits a tree. */
export function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** A tree that grows by leaves and gives its root at any moment, holding one hash for each of its complete subtrees. */
export interface GrowingTree {
  readonly add: (leaf: Hash) => void;
  readonly root: () => Hash;
}

/** An empty {@link GrowingTree}. */
export function growingTree(): GrowingTree {
  const peaks: Hash[] = [];
  let size = 0;
  return {
    add(leaf) {
      let hash = leaf;
      for (let bit = size; bit % 2 === 1; bit = Math.floor(bit / 2)) {
        const left = peaks.pop();
        assert(left !== undefined, 'a tree has a peak for each bit of its size');
        hash = nodeHash(left, hash);
      }
      peaks.push(hash);
      size += 1;
    },
    root: () => (size === 0 ? EMPTY_ROOT : foldRight(peaks)),
  };
}

function foldRight(parts: readonly Hash[]): Hash {
  const last = parts.at(-1);
  assert(last !== undefined, 'a range holds a leaf');
  return parts.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}
