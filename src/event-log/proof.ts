import { assert } from '../kernel/index.ts';
import { type Hash, nodeHash, type Range, rangeHash, type SubtreeReader, sameHash, splitOf } from './merkle.ts';

/** Hashes that prove that leaf `index` is in the tree of `size` leaves, nearest first (RFC 6962, section 2.1.1). */
export async function inclusionProof(options: {
  readonly index: number;
  readonly size: number;
  readonly read: SubtreeReader;
}): Promise<readonly Hash[]> {
  const { index, size, read } = options;
  assert(index >= 0 && index < size, 'a proof is for a leaf of the tree');
  return hashesOf(inclusionRanges(index, { start: 0, end: size }), read);
}

/** Hashes that prove that the tree of `from` leaves is the beginning of that of `to` (RFC 6962, section 2.1.2). */
export async function consistencyProof(options: {
  readonly from: number;
  readonly to: number;
  readonly read: SubtreeReader;
}): Promise<readonly Hash[]> {
  const { from, to, read } = options;
  assert(from >= 0 && from <= to, 'a tree only grows');
  if (from === 0 || from === to) return [];
  return hashesOf(consistencyRanges({ from, range: { start: 0, end: to }, whole: true }), read);
}

/** Whether `proof` leads from the leaf to the root (RFC 9162, section 2.1.3.2). */
export function verifyInclusion(options: {
  readonly leaf: Hash;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}): boolean {
  const { leaf, index, size, proof, root } = options;
  if (!isPlace(index, size)) return false;
  let hash = leaf;
  let node = index;
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameHash(hash, root);
}

/** Whether `proof` shows that the older root is of a beginning of the newer tree (RFC 9162, section 2.1.4.2). */
export function verifyConsistency(options: {
  readonly from: { readonly size: number; readonly root: Hash };
  readonly to: { readonly size: number; readonly root: Hash };
  readonly proof: readonly Hash[];
}): boolean {
  const { from, to, proof } = options;
  if (from.size > to.size) return false;
  if (from.size === to.size) return proof.length === 0 && sameHash(from.root, to.root);
  if (from.size === 0) return proof.length === 0;
  const path = isPowerOfTwo(from.size) ? [from.root, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined) return false;
  let node = from.size - 1;
  let last = to.size - 1;
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let older = first;
  let newer = first;
  for (const sibling of path) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      older = nodeHash(sibling, older);
      newer = nodeHash(sibling, newer);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newer = nodeHash(newer, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameHash(older, from.root) && sameHash(newer, to.root);
}

function inclusionRanges(index: number, range: Range): readonly Range[] {
  const { left, right } = halves(range);
  if (left === null) return [];
  return index < right.start ? [...inclusionRanges(index, left), right] : [...inclusionRanges(index, right), left];
}

function consistencyRanges(options: {
  /** Leaves of the older tree that lie in the range. */
  readonly from: number;
  readonly range: Range;
  /** Whether the older tree is the whole range so far: then its root is known to the verifier. */
  readonly whole: boolean;
}): readonly Range[] {
  const { from, range, whole } = options;
  if (from === range.end - range.start) return whole ? [] : [range];
  const { left, right } = halves(range);
  assert(left !== null, 'a range of one leaf is in the older tree or not');
  const inLeft = right.start - left.start;
  if (from <= inLeft) return [...consistencyRanges({ from, range: left, whole }), right];
  return [...consistencyRanges({ from: from - inLeft, range: right, whole: false }), left];
}

function halves(range: Range): { readonly left: Range | null; readonly right: Range } {
  const size = range.end - range.start;
  if (size === 1) return { left: null, right: range };
  const middle = range.start + splitOf(size);
  return { left: { start: range.start, end: middle }, right: { start: middle, end: range.end } };
}

async function hashesOf(ranges: readonly Range[], read: SubtreeReader): Promise<readonly Hash[]> {
  const hashes: Hash[] = [];
  for (const range of ranges) hashes.push(await rangeHash(range, read));
  return hashes;
}

function isPlace(index: number, size: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(size) && index >= 0 && index < size;
}

function isPowerOfTwo(n: number): boolean {
  return Number.isInteger(Math.log2(n)) && 2 ** Math.log2(n) === n;
}

function half(n: number): number {
  return Math.floor(n / 2);
}
