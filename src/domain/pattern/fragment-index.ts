import { assert } from '../../kernel/index.ts';
import type { Fragment } from './model.ts';
import { mergeSegments, type Segment, segmentOf } from './segment.ts';

/** A print in more fragments than this is boilerplate and tells nothing. */
export const COMMON_PRINT = 200;
/** Prints a question must have that are no boilerplate. */
export const MIN_PRINTS = 4;

/** A fragment of the index that has prints of what was asked. */
export interface Candidate {
  /** Number of the fragment in the index. */
  readonly fragment: number;
  /** Prints that both have, boilerplate left out. */
  readonly shared: number;
  /** 0 to 1: the share of the question's prints that it has. */
  readonly containment: number;
}

/** Where a fragment of the index is. */
export interface FragmentPlace {
  /** Number of the file, as the caller gave it. */
  readonly file: number;
  readonly firstLine: number;
  readonly lastLine: number;
  /** How many prints it has. */
  readonly prints: number;
}

/**
 * Which fragments have which fingerprints: eight bytes a print, in sorted runs that are merged as they grow, so that adding
 * a landing costs little and asking stays quick. What is asked depends on the live fragments alone, not on the order in
 * which they came.
 */
export class FragmentIndex {
  /** Sorted runs, largest first. */
  #segments: Segment[] = [];
  #pendingHashes = new Uint32Array(1024);
  #pendingPosts = new Uint32Array(1024);
  #pending = 0;
  #files = new Uint32Array(1024);
  #firstLines = new Uint32Array(1024);
  #lastLines = new Uint32Array(1024);
  #prints = new Uint16Array(1024);
  /** 0 once a fragment was taken out. */
  #isLive = new Uint8Array(1024);
  #count = 0;
  #live = 0;
  #deadPrints = 0;
  readonly #tally = new Tally();

  /** Fragments that are in it. */
  get size(): number {
    return this.#live;
  }

  /** Bytes of its arrays, as far as they are used. */
  get bytes(): number {
    const postings = this.#segments.reduce((sum, each) => sum + each.bytes, this.#pending * 8);
    return postings + this.#count * BYTES_PER_FRAGMENT;
  }

  /** Adds a fragment of a file and answers its number, which is larger than every earlier one. */
  add(file: number, fragment: Pick<Fragment, 'firstLine' | 'lastLine' | 'prints'>): number {
    const number = this.#count;
    if (number === this.#files.length) this.#grow();
    this.#files[number] = file;
    this.#firstLines[number] = fragment.firstLine;
    this.#lastLines[number] = fragment.lastLine;
    this.#prints[number] = Math.min(fragment.prints.length, 0xffff);
    this.#isLive[number] = 1;
    this.#count += 1;
    this.#live += 1;
    this.#wait(fragment.prints, number);
    if (this.#pending >= PENDING_LIMIT) this.#flush();
    return number;
  }

  /** Takes a fragment out. */
  remove(number: number): void {
    assert(this.#isLive[number] === 1, 'only what is in the index is taken out');
    this.#isLive[number] = 0;
    this.#live -= 1;
    this.#deadPrints += this.#prints[number] as number;
  }

  /** Moves a fragment that did not change to other lines, or to another file. */
  move(number: number, { file, ...lines }: Omit<FragmentPlace, 'prints'>): void {
    this.#files[number] = file;
    this.#firstLines[number] = lines.firstLine;
    this.#lastLines[number] = lines.lastLine;
  }

  /** Whether a number names a fragment that is in it. */
  has(number: number): boolean {
    return number < this.#count && this.#isLive[number] === 1;
  }

  /** Where a fragment is. */
  place(number: number): FragmentPlace {
    return {
      file: this.#files[number] as number,
      firstLine: this.#firstLines[number] as number,
      lastLine: this.#lastLines[number] as number,
      prints: this.#prints[number] as number,
    };
  }

  /**
   * Fragments that have at least `atLeast` (0 to 1) of these prints, by shared prints, then in order; at most `limit`. Empty where
   * too little is left without boilerplate.
   */
  find(prints: Uint32Array, given: { readonly atLeast: number; readonly limit: number }): readonly Candidate[] {
    if (this.#pending > 0) this.#flush();
    const asked = this.#countPrints(prints);
    if (asked < MIN_PRINTS) return [];
    const needed = Math.max(1, Math.ceil(given.atLeast * asked - 1e-9));
    const found: Candidate[] = [];
    this.#tally.each((fragment, shared) => {
      if (shared >= needed) found.push({ fragment, shared, containment: shared / asked });
    });
    found.sort((one, other) => other.shared - one.shared || one.fragment - other.fragment);
    return found.length > given.limit ? found.slice(0, given.limit) : found;
  }

  /** How many of these prints are in more fragments than {@link COMMON_PRINT}. */
  common(prints: Uint32Array): number {
    if (this.#pending > 0) this.#flush();
    return prints.length - this.#countPrints(prints);
  }

  /** Counts in the tally; answers how many prints are no boilerplate. */
  #countPrints(prints: Uint32Array): number {
    const tally = this.#tally;
    tally.clear();
    let asked = 0;
    for (let at = 0; at < prints.length; at += 1) {
      const print = prints[at] as number;
      const start = tally.posts;
      let isCommon = false;
      for (let each = 0; each < this.#segments.length && !isCommon; each += 1) {
        isCommon = this.#collect(this.#segments[each] as Segment, print, start);
      }
      if (isCommon) tally.posts = start;
      else asked += 1;
    }
    tally.count();
    return asked;
  }

  /** Notes the live fragments with a print; true once there are too many. */
  #collect(segment: Segment, print: number, start: number): boolean {
    const tally = this.#tally;
    const { hashes, posts } = segment;
    for (let at = segment.find(print); at < hashes.length && hashes[at] === print; at += 1) {
      const post = posts[at] as number;
      if (this.#isLive[post] === 0) continue;
      if (tally.posts - start >= COMMON_PRINT) return true;
      tally.note(post);
    }
    return false;
  }

  #wait(prints: Uint32Array, number: number): void {
    const end = this.#pending + prints.length;
    if (end > this.#pendingHashes.length) {
      const size = Math.max(end, this.#pendingHashes.length * 2);
      this.#pendingHashes = grown(this.#pendingHashes, new Uint32Array(size));
      this.#pendingPosts = grown(this.#pendingPosts, new Uint32Array(size));
    }
    this.#pendingHashes.set(prints, this.#pending);
    this.#pendingPosts.fill(number, this.#pending, end);
    this.#pending = end;
  }

  #flush(): void {
    const [hashes, posts] = [this.#pendingHashes, this.#pendingPosts].map((each) => each.slice(0, this.#pending));
    let fresh = segmentOf(hashes as Uint32Array, posts as Uint32Array);
    this.#pending = 0;
    const dropDead = this.#isDeadHeavy();
    const merged = [...this.#segments];
    // A run takes up those that are not much longer: their number stays logarithmic, and each print is moved that often.
    for (let last = merged.at(-1); last !== undefined; last = merged.at(-1)) {
      if (!dropDead && last.hashes.length > 2 * fresh.hashes.length) break;
      merged.pop();
      fresh = mergeSegments(last, fresh, dropDead ? this.#isLive : null);
    }
    if (dropDead) this.#deadPrints = 0;
    this.#segments = [...merged, fresh];
  }

  #isDeadHeavy(): boolean {
    const all = this.#segments.reduce((sum, { hashes }) => sum + hashes.length, 0);
    return this.#deadPrints > DEAD_SLACK && this.#deadPrints > all / 3;
  }

  #grow(): void {
    const size = this.#files.length * 2;
    this.#files = grown(this.#files, new Uint32Array(size));
    this.#firstLines = grown(this.#firstLines, new Uint32Array(size));
    this.#lastLines = grown(this.#lastLines, new Uint32Array(size));
    this.#prints = grown(this.#prints, new Uint16Array(size));
    this.#isLive = grown(this.#isLive, new Uint8Array(size));
  }
}

/** Prints that wait before they are sorted, unless somebody asks. */
const PENDING_LIMIT = 4_194_304;
/** Prints of what was taken out that are not worth a merge. */
const DEAD_SLACK = 10_000;
const BYTES_PER_FRAGMENT = 4 + 4 + 4 + 2 + 1;

function grown<T extends Uint32Array | Uint16Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Counts how often each fragment was noted, in buffers that are used again. */
class Tally {
  posts = 0;
  #noted = new Uint32Array(4096);
  #keys = new Int32Array(4096).fill(-1);
  #counts = new Uint32Array(4096);
  #used: number[] = [];

  clear(): void {
    this.posts = 0;
    for (const slot of this.#used) {
      this.#keys[slot] = -1;
      this.#counts[slot] = 0;
    }
    this.#used = [];
  }

  note(fragment: number): void {
    if (this.posts === this.#noted.length) this.#noted = grown(this.#noted, new Uint32Array(this.posts * 2));
    this.#noted[this.posts++] = fragment;
  }

  count(): void {
    if (this.#keys.length < this.posts * 2) {
      const size = 2 ** Math.ceil(Math.log2(this.posts * 4));
      this.#keys = new Int32Array(size).fill(-1);
      this.#counts = new Uint32Array(size);
    }
    const mask = this.#keys.length - 1;
    for (let at = 0; at < this.posts; at += 1) {
      const fragment = this.#noted[at] as number;
      let slot = Math.imul(fragment, 0x9e3779b1) & mask;
      while (this.#keys[slot] !== -1 && this.#keys[slot] !== fragment) slot = (slot + 1) & mask;
      if (this.#keys[slot] === -1) {
        this.#keys[slot] = fragment;
        this.#used.push(slot);
      }
      this.#counts[slot] = (this.#counts[slot] as number) + 1;
    }
  }

  each(visit: (fragment: number, count: number) => void): void {
    for (const slot of this.#used) visit(this.#keys[slot] as number, this.#counts[slot] as number);
  }
}
