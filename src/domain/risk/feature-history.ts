import { type Change, type FileChange, saysRepair } from '../change/index.ts';
import { type AuthorHistory, newAuthor, recentExperience, rememberTouches } from './author-history.ts';
import type { Features } from './feature.ts';

/** What is kept of one living file: a few numbers, never content. */
interface FileHistory {
  lines: number;
  changes: number;
  lastAt: number;
  /** Numbers of the authors, unique. */
  readonly authors: number[];
}

/** {@link FeatureHistory} as JSON: `read(state())` continues where it stopped. */
export interface FeatureHistoryState {
  readonly format: 'firebreak.feature-history/v1';
  readonly lastAt: number;
  readonly files: readonly (readonly [
    path: string,
    lines: number,
    changes: number,
    lastAt: number,
    authors: readonly number[],
  ])[];
  readonly authors: readonly (readonly [
    id: string,
    touches: number,
    moments: readonly (readonly [at: number, files: number])[],
    files: readonly (readonly [folder: string, files: number])[],
  ])[];
}

/**
 * Folds landed changes, oldest first, into what the features of the next change need. `featuresOf` looks only at
 * what was added before, so no later knowledge can enter. Memory grows with living files and authors, not with
 * changes: a deleted file is forgotten, a renamed one keeps its past.
 */
export class FeatureHistory {
  readonly #files = new Map<string, FileHistory>();
  readonly #authors: AuthorHistory[] = [];
  readonly #authorIds: string[] = [];
  readonly #authorNumbers = new Map<string, number>();
  #lastAt = 0;

  /** Continues from a stored state; throws a RangeError on a format it does not know. */
  static read(state: FeatureHistoryState): FeatureHistory {
    if (state.format !== 'firebreak.feature-history/v1') {
      throw new RangeError(`unknown feature history format: ${state.format}`);
    }
    const history = new FeatureHistory();
    history.#lastAt = state.lastAt;
    for (const [path, lines, changes, lastAt, authors] of state.files) {
      history.#files.set(path, { lines, changes, lastAt, authors: [...authors] });
    }
    for (const [id, touches, moments, files] of state.authors) {
      history.#authors[history.#numberOf(id)] = {
        touches,
        moments: moments.map(([at, count]) => [at, count]),
        files: new Map(files),
      };
    }
    return history;
  }

  /** Everything needed to continue, as plain JSON. */
  state(): FeatureHistoryState {
    return {
      format: 'firebreak.feature-history/v1',
      lastAt: this.#lastAt,
      files: [...this.#files].map(([path, f]) => [path, f.lines, f.changes, f.lastAt, [...f.authors]]),
      authors: this.#authors.map((author, number) => [
        this.#authorIds[number] ?? '',
        author.touches,
        author.moments.map(([at, files]) => [at, files]),
        [...author.files],
      ]),
    };
  }

  /** The features of a change as it would land now; a change without a time is taken at the latest time seen. */
  featuresOf(change: Change): Features {
    const at = change.at ?? this.#lastAt;
    const author = this.#authors[this.#authorNumbers.get(authorId(change)) ?? -1] ?? newAuthor();
    const known = change.files.map((file) => this.#before(file));
    const self = this.#authorNumbers.get(authorId(change)) ?? -1;
    const developers = new Set<number>([self]);
    for (const file of known) for (const number of file?.authors ?? []) developers.add(number);
    const folders = new Set(change.files.map((file) => firstFolder(file.path)));
    const added = sum(change.files.map((file) => file.addedLines ?? 0));
    const deleted = sum(change.files.map((file) => file.deletedLines ?? 0));
    const count = change.files.length;
    const own = sum([...folders].map((folder) => author.files.get(folder) ?? 0));
    const fresh = change.files.filter((_, index) => !(known[index]?.authors ?? []).includes(self)).length;
    return {
      ns: folders.size,
      nd: new Set(change.files.map((file) => folderOf(file.path))).size,
      nf: new Set(change.files.map((file) => nameOf(file.path))).size,
      entropy: entropyOf(change.files.map((file) => (file.addedLines ?? 0) + (file.deletedLines ?? 0))),
      la: added,
      ld: deleted,
      lt: sum(known.map((file) => file?.lines ?? 0)),
      fix: saysRepair(change) ? 1 : 0,
      ndev: count === 0 ? 0 : developers.size,
      age: count === 0 ? 0 : sum(known.map((file) => daysBetween(file?.lastAt ?? at, at))) / count,
      nuc: sum(known.map((file) => (file?.changes ?? 0) + 1)),
      exp: author.touches + count,
      rexp: recentExperience(author, at) + count,
      sexp: own + fresh,
    };
  }

  /** Takes the change into the past. Changes must come in the order in which they landed. */
  add(change: Change): void {
    const at = change.at ?? this.#lastAt;
    this.#lastAt = Math.max(this.#lastAt, at);
    const number = this.#numberOf(authorId(change));
    const author = this.#authors[number] ?? newAuthor();
    this.#authors[number] = author;
    rememberTouches(author, at, change.files.length);
    const before = change.files.map((file) => this.#before(file));
    for (const file of change.files) {
      if (file.status === 'renamed' && file.previousPath !== null) this.#files.delete(file.previousPath);
    }
    change.files.forEach((file, index) => {
      const past = before[index] ?? null;
      const folder = firstFolder(file.path);
      if (!(past?.authors ?? []).includes(number)) author.files.set(folder, (author.files.get(folder) ?? 0) + 1);
      if (file.status === 'deleted') this.#files.delete(file.path);
      else this.#files.set(file.path, this.#after({ file, past, at, number }));
    });
  }

  #after(now: { file: FileChange; past: FileHistory | null; at: number; number: number }): FileHistory {
    const { file, past, at, number } = now;
    const source = file.status === 'copied' ? this.#files.get(file.previousPath ?? '') : past;
    const authors = past?.authors ?? [];
    return {
      lines: Math.max(0, (source?.lines ?? 0) + (file.addedLines ?? 0) - (file.deletedLines ?? 0)),
      changes: (past?.changes ?? 0) + 1,
      lastAt: at,
      authors: authors.includes(number) ? authors : [...authors, number],
    };
  }

  /** The file's past: under its old path for a rename; none for a new or copied file. */
  #before(file: FileChange): FileHistory | null {
    if (file.status === 'copied') return null;
    const path = file.status === 'renamed' && file.previousPath !== null ? file.previousPath : file.path;
    return this.#files.get(path) ?? null;
  }

  #numberOf(id: string): number {
    const known = this.#authorNumbers.get(id);
    if (known !== undefined) return known;
    const number = this.#authorIds.length;
    this.#authorNumbers.set(id, number);
    this.#authorIds.push(id);
    return number;
  }
}

/** One person under one mail; a name only where there is no mail. */
function authorId({ author }: Change): string {
  return (author.mail === '' ? author.name : author.mail).toLowerCase();
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? 'root' : path.slice(0, slash);
}

function firstFolder(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? 'root' : path.slice(0, slash);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function daysBetween(from: number, to: number): number {
  return Math.max(0, to - from) / 86_400_000;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function entropyOf(lines: readonly number[]): number {
  const total = sum(lines);
  let entropy = 0;
  for (const count of lines) if (count > 0) entropy -= (count / total) * Math.log2(count / total);
  return Math.max(0, entropy);
}
