import { assert, digestOf } from '../../kernel/index.ts';
import type { FilePath } from '../change/index.ts';
import { FragmentIndex } from './fragment-index.ts';
import { CANDIDATE_SHARE, isLike, mayHaveFamily } from './likeness.ts';
import { lineageOf } from './lineage.ts';
import type { Copy, Family, FileEdit, Fragment, Landing } from './model.ts';

/** Live fragments of one repository; more than five million lines have. Later ones are counted and passed over. */
export const LIVE_LIMIT = 500_000;
/** Fragments that are compared token by token for one. */
const CANDIDATE_LIMIT = 64;

/** Fragments that a recall looks at: it is asked rarely, and wants all. */
const RECALL_LIMIT = 10_000;

/** A live fragment with its tokens. */
export interface LikeCopy extends Copy {
  readonly tokens: Uint32Array;
}

/** A live fragment as the book keeps it. */
export interface LiveFragment {
  readonly fragment: Fragment;
  readonly file: number;
  /** Numbers of landings; -1 = before what was read, or never. */
  readonly origin: number;
  readonly edited: number;
  /** Number of the family; -1 for none. */
  family: number;
}

/** A family as the book keeps it: for ever, so that what was recalled is known again when it comes back. */
export interface FamilyRecord {
  readonly id: string;
  readonly title: string | null;
  readonly exemplar: Uint32Array;
  readonly members: Set<number>;
}

/** What a fragment that somebody wants to bring would join. */
export interface Likeness {
  /** Of the family that it would join, or begin with `copies`; `null` = none is like it. */
  readonly family: string | null;
  /** Of the family that it would join or begin, for {@link PatternBook.family} or to be shown; `null` for none. */
  readonly exemplar: Uint32Array | null;
  /** Live fragments that are like it, in order of their coming. */
  readonly copies: readonly Copy[];
}

/**
 * The fragments of one repository as its landings leave them, oldest first: which landing brought each, and which family it is
 * of. The same landings give the same book.
 */
export class PatternBook {
  readonly #index = new FragmentIndex();
  readonly #landings: Landing[] = [];
  readonly #paths: FilePath[] = [];
  readonly #fileOf = new Map<FilePath, number>();
  /** Live fragments of each file, by its number. */
  readonly #byFile = new Map<number, readonly number[]>();
  readonly #live = new Map<number, LiveFragment>();
  readonly #families: FamilyRecord[] = [];
  readonly #familyOf = new Map<string, number>();
  #passedOver = 0;

  /** Live fragments. */
  get size(): number {
    return this.#live.size;
  }

  /** Bytes of the index of prints, without tokens and paths. */
  get indexBytes(): number {
    return this.#index.bytes;
  }

  /** Fragments that were not taken up, since there are too many. */
  get passedOver(): number {
    return this.#passedOver;
  }

  get landings(): readonly Landing[] {
    return this.#landings;
  }

  /** Takes up one landing; `landing` is `null` for the files that were there before what is read. */
  land(landing: Landing | null, edits: readonly FileEdit[]): void {
    const number = landing === null ? -1 : this.#landings.push(landing) - 1;
    const steps = edits.map(({ path, previousPath, fragments }) => {
      const files = [path, ...(previousPath === null ? [] : [previousPath])].map((each) => this.#fileNumber(each));
      const before = files.flatMap((file) => this.#byFile.get(file) ?? []);
      for (const file of files) this.#byFile.delete(file);
      return { file: files[0] as number, before: before.map((each) => this.#old(each)), after: fragments ?? [] };
    });
    const lineage = lineageOf(steps);
    const kept = new Set(lineage.same.values());
    const origins = new Map(
      [...lineage.edited.values()].map((each) => [each, (this.#live.get(each) as LiveFragment).origin]),
    );
    for (const { before } of steps) for (const old of before) if (!kept.has(old.number)) this.#remove(old.number);
    for (const { file, after } of steps) {
      const numbers = after.flatMap((fragment) => {
        const same = lineage.same.get(fragment);
        if (same !== undefined) return [this.#move(same, { file, fragment })];
        const edited = lineage.edited.get(fragment);
        const origin = edited === undefined ? number : (origins.get(edited) as number);
        return this.#add({ fragment, file, origin, edited: edited === undefined ? -1 : number, family: -1 });
      });
      this.#byFile.set(file, [...(this.#byFile.get(file) ?? []), ...numbers]);
    }
  }

  /** What a fragment is like, without taking it up. */
  ask(fragment: Fragment): Likeness {
    if (!mayHaveFamily(fragment)) return NOTHING_LIKE;
    const like = this.#likes(fragment, -1);
    const known = this.#familyAmong(fragment, like);
    if (known !== null) return { family: known.id, exemplar: known.exemplar, copies: this.#told(known).copies };
    const first = like.find((each) => (this.#live.get(each) as LiveFragment).family < 0);
    if (first === undefined) return NOTHING_LIKE;
    const { tokens } = (this.#live.get(first) as LiveFragment).fragment;
    const free = like.filter((each) => (this.#live.get(each) as LiveFragment).family < 0);
    return { family: familyId(tokens), exemplar: tokens, copies: free.map((each) => this.#copy(each)) };
  }

  /** Live fragments that are like this one, in order of their coming, with their tokens; nothing is too plain for that. */
  like(fragment: Fragment): readonly LikeCopy[] {
    const found = this.#index.find(fragment.prints, { atLeast: CANDIDATE_SHARE, limit: RECALL_LIMIT });
    return found
      .map(({ fragment: number }) => number)
      .filter((number) => isLike(fragment.tokens, (this.#live.get(number) as LiveFragment).fragment.tokens))
      .sort((one, other) => one - other)
      .map((number) => ({ ...this.#copy(number), tokens: (this.#live.get(number) as LiveFragment).fragment.tokens }));
  }

  /** The live fragments of a file, in order. */
  fragmentsOf(path: FilePath): readonly (Copy & { readonly family: string | null; readonly fragment: Fragment })[] {
    const file = this.#fileOf.get(path);
    const numbers = file === undefined ? [] : (this.#byFile.get(file) ?? []);
    return numbers.map((number) => {
      const { fragment, family } = this.#live.get(number) as LiveFragment;
      return { ...this.#copy(number), fragment, family: this.#families[family]?.id ?? null };
    });
  }

  /** Families with at least so many live copies, in order of their beginning. */
  families(atLeast = 2): readonly Family[] {
    return this.#families.filter(({ members }) => members.size >= atLeast).map((family) => this.#told(family));
  }

  /** A family by its id, whether or not it has live copies; `null` where none is known. */
  family(id: string): Family | null {
    const number = this.#familyOf.get(id);
    return number === undefined ? null : this.#told(this.#families[number] as FamilyRecord);
  }

  /** Everything that it holds, to be kept; in an order that gives the same book again. */
  contents(): {
    readonly landings: readonly Landing[];
    readonly paths: readonly FilePath[];
    readonly live: readonly LiveFragment[];
    readonly families: readonly Omit<FamilyRecord, 'members'>[];
    readonly passedOver: number;
  } {
    const live = [...this.#live].sort(([one], [other]) => one - other).map(([, each]) => each);
    return {
      landings: this.#landings,
      paths: this.#paths,
      live,
      families: this.#families,
      passedOver: this.#passedOver,
    };
  }

  /** The book that {@link contents} were of. */
  static of(contents: ReturnType<PatternBook['contents']>): PatternBook {
    const book = new PatternBook();
    book.#landings.push(...contents.landings);
    for (const path of contents.paths) book.#fileNumber(path);
    for (const { id, title, exemplar } of contents.families) book.#begin({ id, title, exemplar });
    for (const each of contents.live) {
      const number = book.#index.add(each.file, each.fragment);
      book.#live.set(number, { ...each });
      book.#families[each.family]?.members.add(number);
      book.#byFile.set(each.file, [...(book.#byFile.get(each.file) ?? []), number]);
    }
    for (const [file, numbers] of book.#byFile) book.#byFile.set(file, book.#inOrder(numbers));
    book.#passedOver = contents.passedOver;
    return book;
  }

  #inOrder(numbers: readonly number[]): readonly number[] {
    const line = (number: number) => (this.#live.get(number) as LiveFragment).fragment.firstLine;
    return [...numbers].sort((one, other) => line(one) - line(other));
  }

  #fileNumber(path: FilePath): number {
    const known = this.#fileOf.get(path);
    if (known !== undefined) return known;
    this.#fileOf.set(path, this.#paths.length);
    return this.#paths.push(path) - 1;
  }

  #old(number: number) {
    return { number, fragment: (this.#live.get(number) as LiveFragment).fragment };
  }

  #remove(number: number): void {
    const { family } = this.#live.get(number) as LiveFragment;
    this.#families[family]?.members.delete(number);
    this.#live.delete(number);
    this.#index.remove(number);
  }

  #move(number: number, { file, fragment }: Pick<LiveFragment, 'file' | 'fragment'>): number {
    const live = this.#live.get(number);
    assert(live !== undefined, 'what moves is live');
    this.#live.set(number, { ...live, file, fragment });
    this.#index.move(number, { file, firstLine: fragment.firstLine, lastLine: fragment.lastLine });
    return number;
  }

  #add(given: LiveFragment): readonly number[] {
    if (this.#live.size >= LIVE_LIMIT) {
      this.#passedOver += 1;
      return [];
    }
    const number = this.#index.add(given.file, given.fragment);
    this.#live.set(number, given);
    if (mayHaveFamily(given.fragment)) this.#join(number);
    return [number];
  }

  /** Puts a fragment into the family that it is like, or begins one with the others that are like it. */
  #join(number: number): void {
    const { fragment } = this.#live.get(number) as LiveFragment;
    const like = this.#likes(fragment, number);
    const known = this.#familyAmong(fragment, like);
    const family = known ?? this.#beginWith(like);
    if (family === null) return;
    this.#enter(number, family);
  }

  #beginWith(like: readonly number[]): FamilyRecord | null {
    const free = like.filter((each) => (this.#live.get(each) as LiveFragment).family < 0);
    const [first, ...others] = free;
    if (first === undefined) return null;
    const { tokens, title } = (this.#live.get(first) as LiveFragment).fragment;
    const family = this.#begin({ id: familyId(tokens), title, exemplar: tokens });
    this.#enter(first, family);
    for (const each of others) {
      if (isLike((this.#live.get(each) as LiveFragment).fragment.tokens, tokens)) this.#enter(each, family);
    }
    return family;
  }

  /** A family that is known by its id is taken up again. */
  #begin(given: Omit<FamilyRecord, 'members'>): FamilyRecord {
    const known = this.#familyOf.get(given.id);
    if (known !== undefined) return this.#families[known] as FamilyRecord;
    const family = { ...given, members: new Set<number>() };
    this.#familyOf.set(given.id, this.#families.push(family) - 1);
    return family;
  }

  #enter(number: number, family: FamilyRecord): void {
    const live = this.#live.get(number) as LiveFragment;
    live.family = this.#familyOf.get(family.id) as number;
    family.members.add(number);
  }

  /** Live fragments that are like this one, in order of their coming. */
  #likes(fragment: Fragment, self: number): readonly number[] {
    return this.#index
      .find(fragment.prints, { atLeast: CANDIDATE_SHARE, limit: CANDIDATE_LIMIT })
      .map(({ fragment: number }) => number)
      .filter((number) => {
        const other = this.#live.get(number) as LiveFragment;
        return number !== self && mayHaveFamily(other.fragment) && isLike(fragment.tokens, other.fragment.tokens);
      })
      .sort((one, other) => one - other);
  }

  /** The oldest family of these whose exemplar is like the fragment. */
  #familyAmong(fragment: Fragment, like: readonly number[]): FamilyRecord | null {
    const numbers = new Set(like.map((number) => (this.#live.get(number) as LiveFragment).family));
    const families = [...numbers].filter((each) => each >= 0).sort((one, other) => one - other);
    for (const each of families) {
      const family = this.#families[each] as FamilyRecord;
      if (isLike(fragment.tokens, family.exemplar)) return family;
    }
    return null;
  }

  #told({ id, title, exemplar, members }: FamilyRecord): Family {
    const copies = [...members].sort((one, other) => one - other).map((number) => this.#copy(number));
    return { id, title, exemplar, copies };
  }

  #copy(number: number): Copy {
    const { fragment, file, origin, edited } = this.#live.get(number) as LiveFragment;
    const { firstLine, lastLine, title } = fragment;
    return {
      number,
      path: this.#paths[file] as FilePath,
      firstLine,
      lastLine,
      title,
      landing: this.#landings[origin] ?? null,
      edited: this.#landings[edited] ?? null,
    };
  }
}

const NOTHING_LIKE: Likeness = { family: null, exemplar: null, copies: [] };

/** The id of the family that begins with these tokens. */
export function familyId(exemplar: Uint32Array): string {
  const bytes = new Uint8Array(exemplar.length * 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < exemplar.length; at += 1) view.setUint32(at * 4, exemplar[at] as number);
  return `p${digestOf(bytes).slice('sha256:'.length, 'sha256:'.length + 12)}`;
}
