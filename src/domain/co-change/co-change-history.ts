import { DAY_MS, type Instant } from '../../kernel/index.ts';
import type { Change, FilePath, Identity } from '../change/index.ts';
import type { Companion } from './model.ts';

/**
 * A landing of more files says nothing about pairs of them (a rename of a folder, a new licence header). The reference
 * measurement used the same bound.
 */
export const LANDING_FILES = 30;

/** After so many days a landing weighs half. Teams and layouts change within a year or two. */
export const HALF_LIFE_DAYS = 540;

/** Newest landings of one file that are looked at: a change log that goes with everything must not cost more than it says. */
export const FILE_LANDINGS = 400;

/** Landings that are kept; the oldest fall out in bulk. */
export const KEPT_LANDINGS = 100_000;

/** {@link CoChangeHistory} as JSON: `read(state())` continues where it stopped. */
export interface CoChangeState {
  readonly format: 'firebreak.co-change/v1';
  readonly paths: readonly string[];
  /** Authors by number. */
  readonly authors: readonly string[];
  /** Moment, number of the author, number of files it touched, then numbers of the paths that still live. */
  readonly landings: readonly (readonly number[])[];
}

interface Landing {
  readonly at: number;
  /** By number, so that no name is kept twice. */
  readonly author: number;
  /** Files it touched, those that are gone by now counted. */
  readonly size: number;
  readonly files: readonly number[];
}

/**
 * Folds landed changes, oldest first, into which files land together. A renamed file keeps its past, a deleted one is
 * forgotten. What is asked at a moment depends only on what was added before.
 */
export class CoChangeHistory {
  readonly #paths: FilePath[] = [];
  readonly #numbers = new Map<string, number>();
  /** Landings of each file, oldest first; `null` = it does not live any more. */
  readonly #landingsOf: (Landing[] | null)[] = [];
  #landings: Landing[] = [];
  readonly #authors = new Map<string, number>();

  /** Continues from a stored state; throws a RangeError on a format it does not know. */
  static read(state: CoChangeState): CoChangeHistory {
    if (state.format !== 'firebreak.co-change/v1') throw new RangeError(`unknown co-change format: ${state.format}`);
    const history = new CoChangeHistory();
    for (const path of state.paths) history.#numberOf(path as FilePath);
    for (const author of state.authors) history.#authorNumberOf(author);
    for (const [at = 0, author = 0, size = 0, ...files] of state.landings) {
      history.#remember({ at, author, size, files });
    }
    return history;
  }

  /** Everything needed to continue, as plain JSON: living files and the landings that touched two of them. */
  state(): CoChangeState {
    const living = this.#paths.flatMap((_, number) => (this.#landingsOf[number] === null ? [] : [number]));
    const renumbered = new Map(living.map((number, index) => [number, index]));
    const landings = this.#landings.map(({ at, author, size, files }) => [
      at,
      author,
      size,
      ...files.flatMap((number) => renumbered.get(number) ?? []),
    ]);
    return {
      format: 'firebreak.co-change/v1',
      paths: living.map((number) => this.#paths[number] ?? ''),
      authors: [...this.#authors.keys()],
      landings: landings.filter(({ length }) => length > 3),
    };
  }

  /** Takes a landed change into the past. Changes must come in the order in which they landed. */
  add(change: Change): void {
    const at = change.at ?? this.#landings.at(-1)?.at ?? 0;
    for (const file of change.files) {
      if (file.status === 'renamed' && file.previousPath !== null) this.#rename(file.previousPath, file.path);
    }
    const touched = change.files.filter(({ status }) => status !== 'deleted').map(({ path }) => this.#numberOf(path));
    for (const { path } of change.files.filter(({ status }) => status === 'deleted')) this.#forget(path);
    if (touched.length > 0 && touched.length <= LANDING_FILES) {
      this.#remember({
        at,
        author: this.#authorNumberOf(identityKey(change.author)),
        size: touched.length,
        files: touched,
      });
    }
    if (this.#landings.length > KEPT_LANDINGS * 1.1) this.#trim();
  }

  /** Living files that landed together with the given ones, and not these themselves; in no order. */
  companionsOf(paths: readonly FilePath[], now: Instant): readonly Companion[] {
    const asked = new Set(paths.flatMap((path) => this.#living(path) ?? []));
    const found = new Map<number, { landings: number; weight: number; share: number; newest: number }>();
    const counted = new Set<Landing>();
    for (const number of asked) {
      const landings = (this.#landingsOf[number] ?? []).slice(-FILE_LANDINGS);
      const own = new Map<number, number>();
      let total = 0;
      for (const landing of landings) {
        const age = ageWeight(landing.at, now);
        total += age;
        for (const other of landing.files) {
          if (asked.has(other) || this.#landingsOf[other] === null) continue;
          own.set(other, (own.get(other) ?? 0) + age);
          if (counted.has(landing)) continue;
          const sum = found.get(other) ?? { landings: 0, weight: 0, share: 0, newest: 0 };
          sum.landings += 1;
          sum.weight += age / Math.max(1, Math.log2(1 + landing.size));
          sum.newest = Math.max(sum.newest, landing.at);
          found.set(other, sum);
        }
        counted.add(landing);
      }
      for (const [other, weight] of own) {
        const sum = found.get(other);
        if (sum !== undefined) sum.share = Math.max(sum.share, weight / (total + SHRINKAGE));
      }
    }
    return [...found].map(([number, sum]) => ({
      path: this.#paths[number] as FilePath,
      landings: sum.landings,
      weight: sum.weight,
      share: sum.share,
      activity: this.#activityOf(number, now),
      daysAgo: Math.max(0, now - sum.newest) / DAY_MS,
    }));
  }

  /** Weight of all landings of a file that still count; 0 for a file that never landed in a small change. */
  activityOf(path: FilePath, now: Instant): number {
    const number = this.#living(path);
    return number === null ? 0 : this.#activityOf(number, now);
  }

  /** Days since a file last landed in a small change; `null` where it never did. */
  daysSinceLanded(path: FilePath, now: Instant): number | null {
    const newest = this.#landingsAt(path).at(-1);
    return newest === undefined ? null : Math.max(0, now - newest.at) / DAY_MS;
  }

  /** Days since a file last landed in a small change of that author; `null` where it never did. */
  daysSinceAuthor(path: FilePath, author: Identity, now: Instant): number | null {
    const number = this.#authors.get(identityKey(author));
    if (number === undefined) return null;
    const newest = this.#landingsAt(path).findLast((landing) => landing.author === number);
    return newest === undefined ? null : Math.max(0, now - newest.at) / DAY_MS;
  }

  #landingsAt(path: FilePath): readonly Landing[] {
    const number = this.#living(path);
    return number === null ? [] : (this.#landingsOf[number] ?? []).slice(-FILE_LANDINGS);
  }

  #authorNumberOf(key: string): number {
    const known = this.#authors.get(key);
    if (known !== undefined) return known;
    const number = this.#authors.size;
    this.#authors.set(key, number);
    return number;
  }

  #activityOf(number: number, now: Instant): number {
    let sum = 0;
    for (const landing of (this.#landingsOf[number] ?? []).slice(-FILE_LANDINGS)) sum += ageWeight(landing.at, now);
    return sum;
  }

  #remember(landing: Landing): void {
    this.#landings.push(landing);
    for (const number of landing.files) this.#landingsOf[number]?.push(landing);
  }

  #rename(from: FilePath, to: FilePath): void {
    const number = this.#living(from);
    if (number === null || from === to) return;
    this.#forget(to);
    this.#numbers.delete(from);
    this.#numbers.set(to, number);
    this.#paths[number] = to;
  }

  #forget(path: FilePath): void {
    const number = this.#living(path);
    if (number === null) return;
    this.#landingsOf[number] = null;
    this.#numbers.delete(path);
  }

  #living(path: FilePath): number | null {
    return this.#numbers.get(path) ?? null;
  }

  #numberOf(path: FilePath): number {
    const known = this.#numbers.get(path);
    if (known !== undefined) return known;
    const number = this.#paths.length;
    this.#paths.push(path);
    this.#numbers.set(path, number);
    this.#landingsOf.push([]);
    return number;
  }

  #trim(): void {
    const kept = this.#landings.slice(-KEPT_LANDINGS);
    this.#landingsOf.forEach((landings, number) => {
      if (landings !== null) this.#landingsOf[number] = [];
    });
    this.#landings = [];
    for (const landing of kept) this.#remember(landing);
  }
}

/** One person under one mail; a name only where there is no mail. */
function identityKey({ mail, name }: Identity): string {
  return (mail === '' ? name : mail).toLowerCase();
}

/** Landings' worth of doubt: one landing together must not read as "always together". */
const SHRINKAGE = 2;

function ageWeight(at: number, now: number): number {
  return 0.5 ** (Math.max(0, now - at) / DAY_MS / HALF_LIFE_DAYS);
}
