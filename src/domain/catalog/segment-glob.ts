/** One element of a path segment: text as it is, `?`, `*`, or a set such as `[a-z]`. */
type Element =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'many' }
  | { readonly kind: 'set'; readonly negated: boolean; readonly ranges: readonly (readonly [number, number])[] };

/** A segment with wildcards. Its literal ends stand apart: they decide most comparisons at once. */
export interface SegmentGlob {
  readonly prefix: string;
  readonly suffix: string;
  /** What stands between the ends. */
  readonly elements: readonly Element[];
}

/** Compiles one segment; a segment without wildcards is the text it means. */
export function compileSegmentGlob(source: string, options: { readonly sets: boolean }): SegmentGlob | string {
  const elements = elementsOf(source, options);
  const [first] = elements;
  if (first === undefined) return '';
  if (elements.length === 1 && first.kind === 'literal') return first.text;
  const last = elements.at(-1);
  const prefix = first.kind === 'literal' ? first.text : '';
  const suffix = last?.kind === 'literal' ? last.text : '';
  const between = elements.slice(prefix === '' ? 0 : 1, suffix === '' ? undefined : -1);
  return { prefix, suffix, elements: between };
}

/** Whether a glob matches all of a text; time is at most their lengths multiplied. */
export function matchesSegmentGlob(glob: SegmentGlob, text: string): boolean {
  const { prefix, suffix, elements } = glob;
  const end = text.length - suffix.length;
  if (end < prefix.length || !text.startsWith(prefix) || !text.endsWith(suffix)) return false;
  if (elements.length === 1 && elements[0]?.kind === 'many') return true;
  return matchesElements(elements, text.slice(prefix.length, end));
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

function elementsOf(source: string, options: { readonly sets: boolean }): readonly Element[] {
  const characters = [...source];
  const elements: Element[] = [];
  let literal = '';
  const push = (element: Element): void => {
    if (literal !== '') elements.push({ kind: 'literal', text: literal });
    literal = '';
    if (element.kind !== 'many' || elements.at(-1)?.kind !== 'many') elements.push(element);
  };
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    const set = character === '[' && options.sets ? compileSet(characters, index) : null;
    if (character === '*') push({ kind: 'many' });
    else if (character === '?') push({ kind: 'one' });
    else if (set !== null) {
      push(set.element);
      index = set.end;
    } else {
      if (character === '\\' && index + 1 < characters.length) index++;
      literal += characters[index] ?? '';
    }
  }
  if (literal !== '') elements.push({ kind: 'literal', text: literal });
  return elements;
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
