import { DAY_MS } from '../../kernel/index.ts';

/** What one author has changed so far, kept small. */
export interface AuthorHistory {
  /** File changes so far. */
  touches: number;
  /** Oldest first: when, and how many files; adjacent moments are merged beyond {@link MOMENT_LIMIT}. */
  readonly moments: [at: number, files: number][];
  /** First folder to the number of distinct files changed there. */
  readonly files: Map<string, number>;
}

/**
 * Moments kept per author. An old moment weighs next to nothing in recent experience, so merging the two oldest
 * neighbours changes it by less than one file change.
 */
export const MOMENT_LIMIT = 256;

export function newAuthor(): AuthorHistory {
  return { touches: 0, moments: [], files: new Map() };
}

/** Sum of 1 / (days ago + 1) over all file changes; moments after `at` count as now. */
export function recentExperience(author: AuthorHistory, at: number): number {
  let sum = 0;
  for (const [moment, files] of author.moments) sum += files / (Math.max(0, at - moment) / DAY_MS + 1);
  return sum;
}

/** Records that the author changed this many files at this moment. */
export function rememberTouches(author: AuthorHistory, at: number, files: number): void {
  author.touches += files;
  const last = author.moments.at(-1);
  if (last !== undefined && last[0] === at) last[1] += files;
  else author.moments.push([at, files]);
  if (author.moments.length <= MOMENT_LIMIT) return;
  const [oldest, next] = author.moments;
  if (oldest !== undefined && next !== undefined) next[1] += oldest[1];
  author.moments.shift();
}
