import { addBit, type Bits, bitsOf, dropBit, noBits } from './bits.ts';
import type { SharedTargets } from './board.ts';
import type { QueueItem, QueueRules } from './model.ts';

/** Who may conflict with whom, by place. */
export interface Neighbourhood {
  /** Places of the items that may conflict with the one at a place. */
  readonly neighboursOf: (index: number) => Bits;
  /** Null where every item may conflict with every other. */
  readonly shared: SharedTargets | null;
}

/** The neighbourhood of a queue's items, read once as long as none is added or dropped: what is decided of them changes nothing. */
export function neighbourhoodOf(items: readonly QueueItem[], proof: QueueRules['proof']): Neighbourhood {
  const last = items.at(-1);
  const found = last === undefined ? undefined : known[proof].get(last);
  if (found !== undefined && isAlike(found.items, items)) return found.neighbourhood;
  const read = proof === 'tree' ? inTotalOrder(items) : byTarget(items);
  const neighbourhood = { ...read, neighboursOf: remembering(read.neighboursOf) };
  if (last !== undefined) known[proof].set(last, { items, neighbourhood });
  return neighbourhood;
}

interface Known {
  readonly items: readonly QueueItem[];
  readonly neighbourhood: Neighbourhood;
}

/** By the item that came last, with which they are forgotten. */
const known: Readonly<Record<QueueRules['proof'], WeakMap<QueueItem, Known>>> = {
  tree: new WeakMap(),
  targets: new WeakMap(),
};

function isAlike(before: readonly QueueItem[], items: readonly QueueItem[]): boolean {
  if (before === items) return true;
  return before.length === items.length && items.every(({ targets }, at) => targets === before[at]?.targets);
}

function remembering(neighboursOf: Neighbourhood['neighboursOf']): Neighbourhood['neighboursOf'] {
  const found: Bits[] = [];
  return (index) => {
    found[index] ??= neighboursOf(index);
    return found[index];
  };
}

/** Every item may conflict with every other. */
export function inTotalOrder({ length }: readonly QueueItem[]): Neighbourhood {
  const all = allBits(length);
  return { neighboursOf: (index) => without(all, index), shared: null };
}

/**
 * Items that share a target may conflict. What touches unknown targets touches them all, and one more that all such share. Targets are
 * counted in the order of their names.
 */
export function byTarget(items: readonly QueueItem[]): Neighbourhood {
  const byName = new Map<string, number[]>();
  const unknown: number[] = [];
  items.forEach(({ targets }, index) => {
    if (targets === null) unknown.push(index);
    else for (const name of new Set(targets)) touching(byName, name).push(index);
  });
  const names = [...byName.keys()].sort();
  const all = [...names.map((name) => merged(byName.get(name) ?? [], unknown)), unknown];
  const members = all.filter((touching) => touching.length > 1);
  const of: number[][] = items.map(() => []);
  members.forEach((touching, target) => {
    for (const index of touching) of[index]?.push(target);
  });
  return { neighboursOf: sharers(items, { of, members, unknown }), shared: { of, members } };
}

/** Reads the neighbours of one item after the other: what shares one of its targets, and what touches unknown ones. */
function sharers(
  items: readonly QueueItem[],
  { of, members, unknown }: SharedTargets & { readonly unknown: readonly number[] },
): Neighbourhood['neighboursOf'] {
  const all = allBits(items.length);
  const unknownBits = bitsOf(items.length, unknown);
  const wide = new Map<number, Bits>();
  // One item after the other is a few members; what many touch is read once, as bits.
  const isWide = (touching: readonly number[]): boolean => touching.length > all.length;
  return (index) => {
    if (items[index]?.targets === null) return without(all, index);
    const found = unknownBits.slice();
    for (const target of of[index] ?? []) {
      const touching = members[target] ?? [];
      if (!isWide(touching)) for (const member of touching) addBit(found, member);
      else {
        const bits = wide.get(target) ?? bitsOf(items.length, touching);
        wide.set(target, bits);
        for (let word = 0; word < found.length; word += 1)
          found[word] = (found[word] as number) | (bits[word] as number);
      }
    }
    dropBit(found, index);
    return found;
  };
}

function touching(byName: Map<string, number[]>, name: string): number[] {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const fresh: number[] = [];
  byName.set(name, fresh);
  return fresh;
}

/** Both, each ascending and without the other's members, ascending. */
function merged(one: readonly number[], other: readonly number[]): readonly number[] {
  if (other.length === 0) return one;
  return [...one, ...other].sort((a, b) => a - b);
}

/** Bits beyond the last place stay clear: they stand for nothing. */
function allBits(size: number): Bits {
  const all = noBits(size).fill(-1);
  for (let spare = size; spare < all.length * 32; spare += 1) dropBit(all, spare);
  return all;
}

function without(bits: Bits, index: number): Bits {
  const rest = bits.slice();
  dropBit(rest, index);
  return rest;
}
