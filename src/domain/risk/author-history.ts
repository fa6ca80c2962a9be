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
 * Moments kept per author. Beyond it, the two neighbours are merged whose ages differ least in proportion (an
 * exponential histogram): recent experience stays within a hundredth, for authors of any length of history.
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
  if (files === 0) return;
  author.touches += files;
  const last = author.moments.at(-1);
  if (last !== undefined && last[0] === at) last[1] += files;
  else author.moments.push([at, files]);
  if (author.moments.length > MOMENT_LIMIT) mergeClosest(author.moments, at);
}

function mergeClosest(moments: AuthorHistory['moments'], now: number): void {
  let closest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index + 1 < moments.length; index += 1) {
    const [older, newer] = [moments[index]?.[0] ?? 0, moments[index + 1]?.[0] ?? 0];
    const apart = Math.abs(newer - older) / (Math.max(0, now - older) + DAY_MS);
    if (apart < least) [closest, least] = [index, apart];
  }
  const [older, newer] = [moments[closest], moments[closest + 1]];
  if (older === undefined || newer === undefined) return;
  const files = older[1] + newer[1];
  moments.splice(closest, 2, [(older[0] * older[1] + newer[0] * newer[1]) / files, files]);
}
