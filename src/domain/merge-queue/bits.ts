/** A set of small whole numbers, one bit each; bit i of word w stands for the number 32 w + i. */
export type Bits = Int32Array;

/** An empty set with room for 0 to size - 1. */
export function noBits(size: number): Bits {
  return new Int32Array((size + 31) >>> 5);
}

/** A set of these numbers, with room for 0 to size - 1. */
export function bitsOf(size: number, members: Iterable<number>): Bits {
  const bits = noBits(size);
  for (const member of members) addBit(bits, member);
  return bits;
}

/** Puts a number in. */
export function addBit(bits: Bits, member: number): void {
  bits[member >>> 5] = (bits[member >>> 5] as number) | (1 << (member & 31));
}

/** Takes a number out. */
export function dropBit(bits: Bits, member: number): void {
  bits[member >>> 5] = (bits[member >>> 5] as number) & ~(1 << (member & 31));
}

/** Whether the number is in the set. */
export function hasBit(bits: Bits, member: number): boolean {
  return ((bits[member >>> 5] as number) & (1 << (member & 31))) !== 0;
}

/** Whether both sets hold the same of what the mask holds; the sets may have less room than the mask. */
export function sameWithin(mask: Bits, a: Bits, b: Bits): boolean {
  for (let word = 0; word < mask.length; word += 1) {
    if ((((a[word] ?? 0) ^ (b[word] ?? 0)) & (mask[word] as number)) !== 0) return false;
  }
  return true;
}

/** Whether both sets have the same members; one may have less room. */
export function sameBits(a: Bits, b: Bits): boolean {
  for (let word = Math.max(a.length, b.length) - 1; word >= 0; word -= 1) {
    if ((a[word] ?? 0) !== (b[word] ?? 0)) return false;
  }
  return true;
}

/** The members of `a` that are in `mask` and not in `b`, ascending. */
export function membersWithin(mask: Bits, a: Bits, b?: Bits): number[] {
  const found: number[] = [];
  for (let word = 0; word < a.length; word += 1) {
    let rest = (a[word] as number) & (mask[word] ?? 0) & ~(b?.[word] ?? 0);
    while (rest !== 0) {
      const low = rest & -rest;
      found.push(word * 32 + (31 - Math.clz32(low)));
      rest ^= low;
    }
  }
  return found;
}

/** Whether the three sets have a member in common. */
export function meets(a: Bits, b: Bits, c: Bits): boolean {
  const words = Math.min(a.length, b.length, c.length);
  for (let word = 0; word < words; word += 1) {
    if (((a[word] as number) & (b[word] as number) & (c[word] as number)) !== 0) return true;
  }
  return false;
}

/** How many members the three sets have in common. */
export function countMeeting(a: Bits, b: Bits, c: Bits): number {
  const words = Math.min(a.length, b.length, c.length);
  let count = 0;
  for (let word = 0; word < words; word += 1) {
    let rest = (a[word] as number) & (b[word] as number) & (c[word] as number);
    while (rest !== 0) {
      rest &= rest - 1;
      count += 1;
    }
  }
  return count;
}

/** How many members two sets have in common. */
export function countWithin(a: Bits, b: Bits): number {
  return countMeeting(a, b, b);
}

/** Whether `b` holds everything of `a` that is in the mask; each may have less room. */
export function holdsWithin(mask: Bits, a: Bits, b: Bits): boolean {
  const words = Math.min(mask.length, a.length);
  for (let word = 0; word < words; word += 1) {
    if (((mask[word] as number) & (a[word] as number) & ~(b[word] ?? 0)) !== 0) return false;
  }
  return true;
}
