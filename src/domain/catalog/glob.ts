/** Patterns longer than this are refused: git itself limits a path to 4,096 bytes on the file systems people use. */
export const MAX_PATTERN_LENGTH = 4096;

/** One element of a path segment: a code point, `?`, `*`, or a set such as `[a-z]`. */
type Element =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'many' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] };

type Segment =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'glob'; readonly elements: readonly Element[] }
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
  return segments.slice(next).every((segment) => segment.kind === 'any-depth');
}

function matchesSegment(segment: Segment, text: string): boolean {
  switch (segment.kind) {
    case 'any-depth':
      return true;
    case 'text':
      return segment.text === text;
    case 'glob':
      return matchesElements(segment.elements, text);
  }
}

function matchesElements(elements: readonly Element[], text: string): boolean {
  let at = 0;
  let next = 0;
  let retryAt = -1;
  let retryNext = 0;
  while (at < text.length) {
    const element = elements[next];
    const taken = element === undefined ? 0 : takes(element, text, at);
    if (element?.kind === 'many') {
      retryAt = at;
      retryNext = ++next;
    } else if (taken > 0) {
      at += taken;
      next++;
    } else if (retryAt >= 0) {
      retryAt += widthAt(text, retryAt);
      at = retryAt;
      next = retryNext;
    } else {
      return false;
    }
  }
  while (elements[next]?.kind === 'many') next++;
  return next === elements.length;
}

/** How many code units an element takes at a place; 0 where it does not match. */
function takes(element: Element, text: string, at: number): number {
  switch (element.kind) {
    case 'many':
      return 0;
    case 'one':
      return widthAt(text, at);
    case 'literal':
      return text.startsWith(element.text, at) ? element.text.length : 0;
    case 'set': {
      const code = text.codePointAt(at) ?? 0;
      const within = element.ranges.some(([low, high]) => low <= code && code <= high);
      return within === element.negated ? 0 : widthAt(text, at);
    }
  }
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function compileSegment(source: string, options: { readonly sets: boolean }): Segment {
  if (source === '**') return { kind: 'any-depth' };
  const elements: Element[] = [];
  const characters = [...source];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    if (character === '*') {
      if (elements.at(-1)?.kind !== 'many') elements.push({ kind: 'many' });
    } else if (character === '?') {
      elements.push({ kind: 'one' });
    } else if (character === '[' && options.sets) {
      const set = compileSet(characters, index);
      elements.push(set?.element ?? { kind: 'literal', text: '[' });
      index = set?.end ?? index;
    } else if (character === '\\' && index + 1 < characters.length) {
      index++;
      elements.push({ kind: 'literal', text: characters[index] ?? '' });
    } else {
      elements.push({ kind: 'literal', text: character });
    }
  }
  if (elements.every((element) => element.kind === 'literal')) {
    return { kind: 'text', text: elements.map((element) => element.text).join('') };
  }
  return { kind: 'glob', elements };
}

/** A set from `[` to its `]`; `null` where it is never closed, then `[` is itself. */
function compileSet(characters: readonly string[], start: number): { element: Element; end: number } | null {
  let index = start + 1;
  const negated = characters[index] === '!' || characters[index] === '^';
  if (negated) index++;
  const ranges: [number, number][] = [];
  const member = (): number => {
    if (characters[index] === '\\' && index + 1 < characters.length) index++;
    return (characters[index++] ?? '').codePointAt(0) ?? 0;
  };
  const first = index;
  while (index < characters.length && (characters[index] !== ']' || index === first)) {
    const low = member();
    const ranged = characters[index] === '-' && index + 1 < characters.length && characters[index + 1] !== ']';
    if (ranged) index++;
    ranges.push([low, ranged ? member() : low]);
  }
  return index < characters.length ? { element: { kind: 'set', negated, ranges }, end: index } : null;
}
