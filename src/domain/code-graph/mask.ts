/** Stands at both ends of a placeholder: one byte wide in memory, a letter in no language; in code it becomes a space. */
export const MARK = '¤';

/** A text without its comments and strings, so that patterns see code alone. */
export interface Masked {
  /**
   * Comments are one space, strings `¤0¤`, `¤1¤`, ... with the number of their text; every newline stays, so `^` and line
   * numbers work.
   */
  readonly code: string;
  /** What stood between the quotes, as written (escapes are not undone). */
  readonly strings: readonly string[];
}

/** One comment or string found at a place. */
export interface Construct {
  /** The first position behind it; beyond where it started. */
  readonly end: number;
  /** What a placeholder stands for; `null` leaves a space. */
  readonly text: string | null;
}

/** Knows one kind of comment or string of a language. */
export interface ConstructReader {
  /** Where it is asked: at each place where this stands (not empty, Latin-1). */
  readonly opener: string;
  /**
   * The construct that starts at `at`; `null` where there is none. Must look ahead no further than the construct's end
   * and back no further than a few characters: that keeps the whole pass linear.
   */
  readonly read: (text: string, at: number) => Construct | null;
}

/**
 * Makes the mask of a language from its readers; where several could start, the first in the list wins. The pass is linear
 * in the text, and what is never closed ends with its line or the text.
 */
export function maskWith(readers: readonly ConstructReader[]): (text: string) => Masked {
  const table = readersByCode(readers);
  return (text) => maskText(text, table);
}

const LATIN = 256;
const MARK_CODE = MARK.charCodeAt(0);

function readersByCode(readers: readonly ConstructReader[]): readonly (readonly ConstructReader[] | null)[] {
  const table = new Array<ConstructReader[] | null>(LATIN).fill(null);
  table[MARK_CODE] = [{ opener: MARK, read: (_, at) => ({ end: at + 1, text: null }) }];
  for (const reader of readers) {
    const code = reader.opener.charCodeAt(0);
    const there = table[code] ?? [];
    there.push(reader);
    table[code] = there;
  }
  return table;
}

function maskText(text: string, table: readonly (readonly ConstructReader[] | null)[]): Masked {
  const strings: string[] = [];
  const lines = new LineCounter(text);
  let code = '';
  let kept = 0;
  for (let at = 0; at < text.length; ) {
    const readers = table[text.charCodeAt(at)];
    const found = readers ? constructAt(text, at, readers) : null;
    if (found === null) {
      at += 1;
      continue;
    }
    code += text.slice(kept, at);
    code += found.text === null ? ' ' : MARK + strings.length + MARK;
    if (found.text !== null) strings.push(found.text);
    code += lines.between(at, found.end);
    at = found.end;
    kept = at;
  }
  return { code: kept === 0 ? text : code + text.slice(kept), strings };
}

function constructAt(text: string, at: number, readers: readonly ConstructReader[]): Construct | null {
  for (const reader of readers) {
    if (reader.opener.length > 1 && !text.startsWith(reader.opener, at)) continue;
    const found = reader.read(text, at);
    if (found !== null && found.end > at) return found;
  }
  return null;
}

/** Newlines of growing ranges; each is looked for once, so a text of one line costs no more than one look. */
class LineCounter {
  readonly #text: string;
  #next = -1;

  constructor(text: string) {
    this.#text = text;
  }

  between(from: number, to: number): string {
    let found = '';
    while (this.#next < to) {
      if (this.#next >= from) found += '\n';
      const next = this.#text.indexOf('\n', Math.max(from, this.#next + 1));
      this.#next = next < 0 ? Number.POSITIVE_INFINITY : next;
    }
    return found;
  }
}
