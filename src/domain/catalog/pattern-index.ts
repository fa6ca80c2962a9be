import { matchesSegment, matchesSegments, type PathPattern, type Segment } from './glob.ts';

/** Segments whose answer is kept: folder names come again with every path, file names with every change of the file. */
const MEMO_LIMIT = 20_000;

/**
 * Many patterns for many paths. Patterns with a literal prefix are found by the folders of a path; patterns that ask for
 * one name at any depth (`*.js`, `docs/`) by the segments of a path; only the rest is tried one by one.
 */
export interface PatternIndex {
  readonly patterns: readonly PathPattern[];
  /** Literal prefix to the positions of its patterns, ascending. */
  readonly byPrefix: ReadonlyMap<string, readonly number[]>;
  readonly longestPrefix: number;
  readonly names: readonly NamePattern[];
  /** Segment text to what its names match; bounded, an aid only. */
  readonly memo: Map<string, NameMatch>;
}

/** `**` + one segment, and `**` behind it or nothing. */
interface NamePattern {
  readonly position: number;
  readonly segment: Segment;
  /** Whether the name may be a folder's, with everything below it. */
  readonly folder: boolean;
}

/** Positions that match wherever the segment stands, and those that match only where it ends the path; ascending. */
interface NameMatch {
  readonly anywhere: readonly number[];
  readonly atEnd: readonly number[];
}

/** Builds the index; positions in later answers are positions in `patterns`. */
export function indexPatterns(patterns: readonly PathPattern[]): PatternIndex {
  const byPrefix = new Map<string, number[]>();
  const names: NamePattern[] = [];
  let longestPrefix = 0;
  patterns.forEach((pattern, position) => {
    const name = nameOf(pattern, position);
    if (name !== null) {
      names.push(name);
      return;
    }
    longestPrefix = Math.max(longestPrefix, pattern.prefix.length);
    const bucket = byPrefix.get(pattern.prefix);
    if (bucket === undefined) byPrefix.set(pattern.prefix, [position]);
    else bucket.push(position);
  });
  return { patterns, byPrefix, longestPrefix, names, memo: new Map() };
}

/** Positions of all patterns that match the path, ascending and unique. */
export function allMatches(index: PatternIndex, path: string): readonly number[] {
  const segments = path.split('/');
  const found = new Set<number>();
  eachBucket(index, path, (bucket) => {
    for (const position of bucket) if (matchesAt(index, position, segments)) found.add(position);
  });
  eachName(index, segments, (positions) => {
    for (const position of positions) found.add(position);
  });
  return [...found].sort((a, b) => a - b);
}

/** Position of the last pattern that matches the path, or -1. */
export function lastMatch(index: PatternIndex, path: string): number {
  const segments = path.split('/');
  let last = -1;
  eachName(index, segments, (positions) => {
    last = Math.max(last, positions.at(-1) ?? -1);
  });
  eachBucket(index, path, (bucket) => {
    for (let at = bucket.length - 1; at >= 0; at--) {
      const position = bucket[at] ?? -1;
      if (position <= last) return;
      if (matchesAt(index, position, segments)) last = position;
    }
  });
  return last;
}

function matchesAt(index: PatternIndex, position: number, segments: readonly string[]): boolean {
  const pattern = index.patterns[position];
  return pattern !== undefined && matchesSegments(pattern, segments);
}

/** Visits the patterns whose prefix leads to the path. */
function eachBucket(index: PatternIndex, path: string, visit: (bucket: readonly number[]) => void): void {
  for (let end = 0; end <= index.longestPrefix; ) {
    const bucket = index.byPrefix.get(path.slice(0, end));
    if (bucket !== undefined) visit(bucket);
    if (end === path.length) return;
    const slash = path.indexOf('/', end + 1);
    end = slash === -1 ? path.length : slash;
  }
}

/** Visits what the names of the path match. */
function eachName(
  index: PatternIndex,
  segments: readonly string[],
  visit: (positions: readonly number[]) => void,
): void {
  if (index.names.length === 0) return;
  segments.forEach((segment, at) => {
    const match = nameMatch(index, segment);
    if (match.anywhere.length > 0) visit(match.anywhere);
    if (at === segments.length - 1 && match.atEnd.length > 0) visit(match.atEnd);
  });
}

function nameMatch(index: PatternIndex, text: string): NameMatch {
  const known = index.memo.get(text);
  if (known !== undefined) return known;
  const matching = index.names.filter((name) => matchesSegment(name.segment, text));
  const match: NameMatch = {
    anywhere: matching.filter((name) => name.folder).map((name) => name.position),
    atEnd: matching.filter((name) => !name.folder).map((name) => name.position),
  };
  if (index.memo.size >= MEMO_LIMIT) index.memo.clear();
  index.memo.set(text, match);
  return match;
}

function nameOf(pattern: PathPattern, position: number): NamePattern | null {
  const [before, segment, behind] = pattern.segments;
  if (before?.kind !== 'any-depth' || segment === undefined || pattern.segments.length > 3) return null;
  if (behind !== undefined && behind.kind !== 'any-depth') return null;
  return { position, segment, folder: behind !== undefined };
}
