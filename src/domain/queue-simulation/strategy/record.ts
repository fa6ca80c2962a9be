import {
  addBit,
  type Bits,
  type Board,
  dropBit,
  membersWithin,
  noBits,
  type StartedTrial,
  type Trial,
} from '../../merge-queue/index.ts';

/** What an entry's targets see of a tree: a hash of the conflicting entries in it. Equal keys stand for equal content. */
export interface ContentKey {
  readonly high: number;
  readonly low: number;
}

/**
 * A memory of a queue that decides in the order of arrival: which earlier neighbours of an entry are undecided, and what builds of
 * it, by the content that its targets see, said. Only builds with one subject are remembered here.
 */
export class QueueRecord {
  private readonly high: number[] = [];
  private readonly low: number[] = [];
  private readonly seenHigh: number[] = [];
  private readonly seenLow: number[] = [];
  private readonly neighboursOf: Bits[] = [];
  /** Entries that landed past an entry: what is built of it counts with and without them. */
  private readonly unseenBy: number[][] = [];
  private readonly beforeOf: number[][] = [];
  private readonly afterOf: number[][] = [];
  private readonly results = new Map<number, boolean>();
  private readonly readEnds: number[] = [];
  private readonly keyOfBuild = new Map<number, number>();
  private running = new Map<number, StartedTrial>();
  private waitingBits = noBits(0);
  private order: number[] = [];

  /** Undecided entries in order of arrival. */
  get waiting(): readonly number[] {
    return this.order;
  }

  /** The same as a set. */
  get undecided(): Bits {
    return this.waitingBits;
  }

  /** Undecided earlier neighbours of an entry, ascending. */
  before(index: number): readonly number[] {
    return this.beforeOf[index] ?? [];
  }

  /** Undecided later neighbours of an entry, ascending. */
  after(index: number): readonly number[] {
    return this.afterOf[index] ?? [];
  }

  /** Reads what is new on the board. */
  follow(board: Board): void {
    for (let index = this.high.length; index < board.entries.length; index += 1) this.welcome(board, index);
    for (const index of this.order) this.readEnded(board, index);
    this.running = new Map();
    for (const build of board.running) {
      if (build.subjects.length === 1) this.running.set(this.keyOf(board, build), build);
    }
  }

  /** The key of a build of an entry on what has landed and what is assumed, which must be neighbours of it. */
  keyWith(index: number, assumed: readonly number[]): number {
    let high = this.seenHigh[index] as number;
    let low = this.seenLow[index] as number;
    for (const each of assumed) {
      high ^= this.high[each] as number;
      low ^= this.low[each] as number;
    }
    return keyFrom(index, high, low);
  }

  /** The two halves of what an entry's targets see of what has landed, to be changed with `highOf` and `lowOf`. */
  landedKey(index: number): ContentKey {
    return { high: this.seenHigh[index] as number, low: this.seenLow[index] as number };
  }

  /** An entry's own half keys: content keys change by exclusive or with them when the entry comes in or goes. */
  highOf(entry: number): number {
    return this.high[entry] as number;
  }

  /** See `highOf`. */
  lowOf(entry: number): number {
    return this.low[entry] as number;
  }

  /** Whether the build with this key passed; undefined where none has ended. */
  resultOf(key: number): boolean | undefined {
    return this.results.get(key);
  }

  /** The running build with this key. */
  runningOf(key: number): StartedTrial | undefined {
    return this.running.get(key);
  }

  /** The running build with this key, or what would start it. */
  trialOf(index: number, key: number, assumed: readonly number[]): Trial {
    return this.running.get(key) ?? { subjects: [index], assumes: assumed, attempt: 0 };
  }

  /** Whether a build of an entry with this content may still decide it: what landed is in it, what was ejected is not. */
  isPossible(index: number, content: Bits, landed: Bits): boolean {
    const neighbours = this.neighboursOf[index] as Bits;
    for (let word = 0; word < neighbours.length; word += 1) {
      const differs = ((content[word] ?? 0) ^ (landed[word] ?? 0)) & (neighbours[word] as number);
      if ((differs & ~(this.waitingBits[word] ?? 0)) !== 0) return false;
    }
    return true;
  }

  /** Lands or ejects every entry whose earlier neighbours are decided and whose build on exactly them has ended. */
  decide(): { readonly land: { readonly entries: readonly number[] }[]; readonly eject: number[] } {
    const land: { readonly entries: readonly number[] }[] = [];
    const eject: number[] = [];
    for (const index of [...this.order]) {
      if (this.before(index).length > 0) continue;
      const hasPassed = this.results.get(this.keyWith(index, []));
      if (hasPassed === undefined) continue;
      if (hasPassed) land.push({ entries: [index] });
      else eject.push(index);
      this.settle(index, hasPassed);
    }
    return { land, eject };
  }

  /**
   * Decides the entries whose builds on every outcome of at most `most` undecided earlier neighbours have ended alike: they need not wait
   * for these. What they overtake need not be built again: M(M(H, C1), C2) = M(M(H, C2), C1) was built.
   */
  decidePast(most: number): { readonly land: { readonly entries: readonly number[] }[]; readonly eject: number[] } {
    const land: { readonly entries: readonly number[] }[] = [];
    const eject: number[] = [];
    for (const index of [...this.order]) {
      const past = this.before(index);
      if (past.length === 0 || past.length > most) continue;
      const alike = this.resultOnAll(index, past);
      if (alike === undefined) continue;
      if (alike) land.push({ entries: [index] });
      else eject.push(index);
      for (const each of past) this.unseenBy[each]?.push(index);
      this.settle(index, alike);
      for (const each of past) if (alike) this.see(each, index);
    }
    return { land, eject };
  }

  private resultOnAll(index: number, past: readonly number[]): boolean | undefined {
    const first = this.results.get(this.keyWith(index, past));
    if (first === undefined) return undefined;
    for (let chosen = (1 << past.length) - 2; chosen >= 0; chosen -= 1) {
      const assumed = past.filter((_, at) => (chosen & (1 << at)) !== 0);
      if (this.results.get(this.keyWith(index, assumed)) !== first) return undefined;
    }
    return first;
  }

  /** Notes that an entry landed or was ejected. */
  settle(index: number, isLanded: boolean): void {
    this.order.splice(this.order.indexOf(index), 1);
    dropBit(this.waitingBits, index);
    for (const later of this.afterOf[index] ?? []) {
      drop(this.beforeOf[later] as number[], index);
      if (isLanded) this.see(later, index);
    }
    for (const earlier of this.beforeOf[index] ?? []) {
      drop(this.afterOf[earlier] as number[], index);
      if (isLanded) this.see(earlier, index);
    }
  }

  private welcome(board: Board, index: number): void {
    const entry = board.entries[index];
    if (entry === undefined) throw new RangeError(`no entry ${index}`);
    if (this.waitingBits.length < entry.neighbours.length) {
      const wider = noBits(entry.neighbours.length * 32);
      wider.set(this.waitingBits);
      this.waitingBits = wider;
    }
    this.neighboursOf.push(entry.neighbours);
    this.high.push(mixed(2 * index + 1));
    this.low.push(mixed(2 * index + 2));
    this.seenHigh.push(0);
    this.seenLow.push(0);
    this.readEnds.push(0);
    this.unseenBy.push([]);
    this.beforeOf.push(membersWithin(entry.neighbours, this.waitingBits));
    this.afterOf.push([]);
    for (const earlier of this.before(index)) this.afterOf[earlier]?.push(index);
    for (const landed of membersWithin(entry.neighbours, board.landed)) this.see(index, landed);
    addBit(this.waitingBits, index);
    this.order.push(index);
  }

  private see(index: number, landed: number): void {
    this.seenHigh[index] = (this.seenHigh[index] as number) ^ (this.high[landed] as number);
    this.seenLow[index] = (this.seenLow[index] as number) ^ (this.low[landed] as number);
  }

  private readEnded(board: Board, index: number): void {
    const ended = board.ended.get(index);
    if (ended === undefined) return;
    for (let at = this.readEnds[index] as number; at < ended.length; at += 1) {
      const build = ended[at];
      if (build?.subjects.length === 1) this.results.set(this.keyOf(board, build), build.hasPassed);
    }
    this.readEnds[index] = ended.length;
  }

  private keyOf(board: Board, build: StartedTrial): number {
    const known = this.keyOfBuild.get(build.id);
    if (known !== undefined) return known;
    const index = build.subjects[0] as number;
    let high = 0;
    let low = 0;
    for (const each of membersWithin(board.entries[index]?.neighbours ?? noBits(0), build.content)) {
      if (this.unseenBy[index]?.includes(each)) continue;
      high ^= this.high[each] as number;
      low ^= this.low[each] as number;
    }
    const key = keyFrom(index, high, low);
    this.keyOfBuild.set(build.id, key);
    return key;
  }
}

/** One number for a build of an entry with this content: 53 bits, so that two builds of a run never share one by accident. */
export function keyFrom(index: number, high: number, low: number): number {
  return ((high ^ mixed(index * 2654435761)) >>> 0) * 2_097_152 + ((low ^ mixed(index + 0x5bd1e995)) >>> 11);
}

function drop(list: number[], member: number): void {
  const at = list.indexOf(member);
  if (at >= 0) list.splice(at, 1);
}

/** A number that looks drawn at random (the finaliser of MurmurHash3). */
function mixed(value: number): number {
  let bits = (value + 0x9e3779b9) | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
