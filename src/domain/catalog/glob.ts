import { compileSegmentGlob, matchesSegmentGlob, type SegmentGlob } from './segment-glob.ts';

/** Patterns longer than this are refused: git itself limits a path to 4,096 bytes on the file systems people use. */
export const MAX_PATTERN_LENGTH = 4096;

/** One segment of a pattern. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'glob'; readonly glob: SegmentGlob }
  /** Zero or more whole segments. */
  | { readonly kind: 'any-depth' };

/** A compiled pattern, anchored at the repository's root and matched against the whole path. */
export interface PathPattern {
  /** Leading segments that hold no wildcard, joined by `/`: every match begins with them. */
  readonly prefix: string;
  readonly segments: readonly Segment[];
}

/**
 * Compiles `/`-separated segments: `**` is any depth, `*` and `?` stay inside a segment, `\` takes the next character as
 * it is, `[...]` is a set where `sets` says so and itself otherwise.
 */
export function compileSegments(segments: readonly string[], options: { readonly sets: boolean }): PathPattern {
  const compiled: Segment[] = [];
  for (const source of segments) {
    const segment = compileSegment(source, options);
    if (segment.kind === 'any-depth' && compiled.at(-1)?.kind === 'any-depth') continue;
    compiled.push(segment);
  }
  const wild = compiled.findIndex((segment) => segment.kind !== 'text');
  const leading = wild === -1 ? compiled : compiled.slice(0, wild);
  return {
    prefix: leading.map((segment) => (segment.kind === 'text' ? segment.text : '')).join('/'),
    segments: compiled,
  };
}

/**
 * Whether the pattern matches all of the path's segments. Time is at most (pattern length) x (path length), whatever
 * the wildcards: after a mismatch only the last wildcard is tried again, which regular expressions do not promise.
 */
export function matchesSegments(pattern: PathPattern, path: readonly string[]): boolean {
  const { segments } = pattern;
  let at = 0;
  let next = 0;
  let retryAt = -1;
  let retryNext = 0;
  while (at < path.length) {
    const segment = segments[next];
    if (segment?.kind === 'any-depth') {
      retryAt = at;
      retryNext = ++next;
      if (next === segments.length) return true;
    } else if (segment !== undefined && matchesSegment(segment, path[at] ?? '')) {
      at++;
      next++;
    } else if (retryAt >= 0) {
      at = ++retryAt;
      next = retryNext;
    } else {
      return false;
    }
  }
  while (segments[next]?.kind === 'any-depth') next++;
  return next === segments.length;
}

/** Whether one segment of a pattern matches one of a path. */
export function matchesSegment(segment: Segment, text: string): boolean {
  switch (segment.kind) {
    case 'any-depth':
      return true;
    case 'text':
      return segment.text === text;
    case 'glob':
      return matchesSegmentGlob(segment.glob, text);
  }
}

function compileSegment(source: string, options: { readonly sets: boolean }): Segment {
  if (source === '**') return { kind: 'any-depth' };
  const compiled = compileSegmentGlob(source, options);
  return typeof compiled === 'string' ? { kind: 'text', text: compiled } : { kind: 'glob', glob: compiled };
}
