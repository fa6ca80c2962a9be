import { matchesSegments, type PathPattern } from './glob.ts';

/**
 * Many patterns, found by the folders of a path: only patterns whose literal prefix leads to the path are tried, so a
 * catalog of thousands of folders costs a few look-ups for each path.
 */
export interface PatternIndex {
  readonly patterns: readonly PathPattern[];
  /** Literal prefix to the positions of its patterns, ascending. */
  readonly byPrefix: ReadonlyMap<string, readonly number[]>;
}

/** Builds the index; positions in later answers are positions in `patterns`. */
export function indexPatterns(patterns: readonly PathPattern[]): PatternIndex {
  const byPrefix = new Map<string, number[]>();
  patterns.forEach((pattern, position) => {
    const bucket = byPrefix.get(pattern.prefix);
    if (bucket === undefined) byPrefix.set(pattern.prefix, [position]);
    else bucket.push(position);
  });
  return { patterns, byPrefix };
}

/** Positions of all patterns that match the path, ascending. */
export function allMatches(index: PatternIndex, path: string): readonly number[] {
  const segments = path.split('/');
  const found: number[] = [];
  for (const bucket of buckets(index, path)) {
    for (const position of bucket) if (matchesAt(index, position, segments)) found.push(position);
  }
  return found.sort((a, b) => a - b);
}

/** Position of the last pattern that matches the path, or -1. */
export function lastMatch(index: PatternIndex, path: string): number {
  const segments = path.split('/');
  let last = -1;
  for (const bucket of buckets(index, path)) {
    for (let at = bucket.length - 1; at >= 0; at--) {
      const position = bucket[at] ?? -1;
      if (position <= last) break;
      if (matchesAt(index, position, segments)) last = position;
    }
  }
  return last;
}

function matchesAt(index: PatternIndex, position: number, segments: readonly string[]): boolean {
  const pattern = index.patterns[position];
  return pattern !== undefined && matchesSegments(pattern, segments);
}

function* buckets(index: PatternIndex, path: string): Generator<readonly number[]> {
  for (let end = 0; end !== -1; ) {
    const bucket = index.byPrefix.get(path.slice(0, end));
    if (bucket !== undefined) yield bucket;
    if (end === path.length) return;
    const slash = path.indexOf('/', end + 1);
    end = slash === -1 ? path.length : slash;
  }
}
