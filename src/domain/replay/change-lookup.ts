import type { CommitId } from '../change/index.ts';

/** What a change can be named by. */
export interface NamedChange {
  readonly commits: readonly CommitId[];
  readonly pullRequest: string | null;
  /** Titles of the change and of its commits. */
  readonly subjects: readonly string[];
}

/**
 * Where a name leads: `found` at that index, `unclear` where it names two changes or one that is not earlier (a
 * statement that must then not be guessed another way), `absent` where nothing has that name.
 */
export type Lookup =
  | { readonly kind: 'found'; readonly index: number }
  | { readonly kind: 'unclear' }
  | { readonly kind: 'absent' };

/** Finds the one change before index `before` that a commit prefix, a number or a quoted subject names. */
export interface ChangeLookup {
  byCommit(prefix: string, before: number): Lookup;
  byPullRequest(number: string, before: number): Lookup;
  bySubject(subject: string, before: number): Lookup;
}

/** Names that share a beginning; a beginning shared by this many is unclear, so no more are looked at. */
const SCAN_LIMIT = 64;

/** Builds the indexes over changes that are oldest first. */
export function changeLookup(changes: readonly NamedChange[]): ChangeLookup {
  const commits = sortedEntries(changes.flatMap((change, index) => change.commits.map((id) => entry(id, index))));
  const subjects = sortedEntries(
    changes.flatMap((change, index) => subjectKeys(change.subjects).map((key) => entry(key, index))),
  );
  const numbers = new Map<string, number[]>();
  changes.forEach((change, index) => {
    if (change.pullRequest === null) return;
    const known = numbers.get(change.pullRequest);
    if (known === undefined) numbers.set(change.pullRequest, [index]);
    else known.push(index);
  });
  return {
    byCommit: (prefix, before) => decide(matching(commits, prefix, 'prefix'), before),
    byPullRequest: (number, before) => decide(earlier(numbers.get(number) ?? [], before), before),
    bySubject: (subject, before) => {
      const cut = subject.endsWith('…');
      const key = subjectKey(cut ? subject.slice(0, -1) : subject);
      if (key === '') return { kind: 'absent' };
      const found = matching(subjects, key, cut ? 'prefix' : 'whole');
      // Equal titles come oldest first, so a cut list still holds every earlier one; equal beginnings do not.
      if (cut && found.length === SCAN_LIMIT) return { kind: 'unclear' };
      return decide(earlier(found, before), before);
    },
  };
}

interface Entry {
  readonly key: string;
  readonly index: number;
}

function entry(key: string, index: number): Entry {
  return { key, index };
}

function sortedEntries(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.index - b.index));
}

/** A squash merge adds ` (#123)` to the title that a revert quotes with or without it. */
function subjectKeys(subjects: readonly string[]): readonly string[] {
  const keys = subjects.map(subjectKey).filter((key) => key !== '');
  return [...new Set([...keys, ...keys.map((key) => key.replace(/ \(#\d{1,9}\)$/, ''))])];
}

function subjectKey(subject: string): string {
  return subject.trim();
}

function matching(entries: readonly Entry[], key: string, mode: 'prefix' | 'whole'): readonly number[] {
  const found: number[] = [];
  for (let at = firstNotBefore(entries, key); at < entries.length && found.length < SCAN_LIMIT; at += 1) {
    const other = entries[at];
    if (other === undefined || !(mode === 'prefix' ? other.key.startsWith(key) : other.key === key)) break;
    found.push(other.index);
  }
  return found;
}

function firstNotBefore(entries: readonly Entry[], key: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.key ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A number or a title may be used again later; only what stood before can be meant. */
function earlier(found: readonly number[], before: number): readonly number[] {
  return found.filter((index) => index < before);
}

function decide(found: readonly number[], before: number): Lookup {
  const [index, ...others] = new Set(found);
  if (index === undefined) return { kind: 'absent' };
  return others.length > 0 || index >= before ? { kind: 'unclear' } : { kind: 'found', index };
}
