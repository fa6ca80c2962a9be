import { MARK, type Masked } from '../mask.ts';

/**
 * Masks Ruby: comments, `=begin` blocks and what follows `__END__` become a space, strings, `%` literals, patterns and
 * here-documents a placeholder with the number of their text. Ruby needs its own pass: a here-document starts on one line
 * and stands below it, and a slash or per cent sign divides or opens by what stands before.
 */
export function maskRuby(text: string): Masked {
  return new RubyMask(text).run();
}

interface Heredoc {
  readonly name: string;
  readonly indented: boolean;
  readonly index: number;
}

/** Longest pattern; an opener that is not closed within is a division, and so are the slashes up to there. */
const PATTERN_LIMIT = 4000;

class RubyMask {
  readonly #text: string;
  readonly #strings: string[] = [];
  #code = '';
  #kept = 0;
  #at = 0;
  #heredocs: Heredoc[] = [];
  #dividesUntil = 0;
  /** Whether what stands before is a value, so that an operator may follow. */
  #value = false;
  /** The word directly before, if it may be a command with an argument: `puts /x/`. */
  #command = false;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Masked {
    const text = this.#text;
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === NEWLINE) this.#newline();
      else if (isWordCode(code)) this.#word();
      else if (code <= SPACE) this.#at += 1;
      else this.#sign(code);
    }
    return { code: this.#code + text.slice(this.#kept), strings: this.#strings };
  }

  #newline(): void {
    this.#at += 1;
    this.#value = false;
    this.#command = false;
    for (const heredoc of this.#heredocs) this.#body(heredoc);
    this.#heredocs = [];
    const text = this.#text;
    const at = this.#at;
    if (text.startsWith('=begin', at)) {
      const end = text.indexOf('\n=end', at);
      this.#replace(at, end < 0 ? text.length : lineEnd(text, end + 1), null);
    } else if (text.startsWith('__END__', at) && /^__END__\r?(?:\n|$)/.test(text.slice(at, at + 9))) {
      this.#replace(at, text.length, null);
    }
  }

  #body({ name, indented, index }: Heredoc): void {
    const text = this.#text;
    const start = this.#at;
    let line = start;
    let next = text.length;
    while (line < text.length) {
      const end = lineEnd(text, line);
      next = Math.min(end + 1, text.length);
      if (isEndOf(text, { line, end, name, indented })) break;
      line = next;
    }
    this.#strings[index] = text.slice(start, Math.min(line, text.length));
    this.#replace(start, next, null);
    this.#code += '\n';
  }

  #word(): void {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    while (at < text.length && isWordCode(text.charCodeAt(at))) at += 1;
    const next = text.charCodeAt(at);
    if ((next === QUESTION || next === BANG) && text.charCodeAt(at + 1) !== EQUALS) at += 1;
    this.#at = at;
    const isMember = text.charCodeAt(start - 1) === DOT;
    const word = at - start > 8 ? '' : text.slice(start, at);
    this.#value = isMember || !BEFORE_VALUE.has(word);
    const first = text.charCodeAt(start);
    this.#command = this.#value && first >= 0x5f;
  }

  #sign(code: number): void {
    const at = this.#at;
    const text = this.#text;
    const after = text.charCodeAt(at + 1);
    const opens =
      !this.#value || (this.#command && text.charCodeAt(at - 1) === SPACE && after > SPACE && after !== EQUALS);
    if (code === HASH) this.#replace(at, lineEnd(text, at), null);
    else if (code === DOLLAR) this.#skip(after > SPACE && !isWordCode(after) ? 2 : 1);
    else if (code === DOUBLE || code === SINGLE || code === TICK) this.#string(at, { from: at + 1, close: code });
    else if (code === PERCENT && opens && this.#percent()) return;
    else if (code === SLASH && opens && at >= this.#dividesUntil) this.#pattern();
    else if (code === LESS && after === LESS && this.#heredoc(opens)) return;
    else if (code === QUESTION && !this.#value && after > SPACE && !isWordCode(text.charCodeAt(at + 2))) {
      this.#skip(after === BACKSLASH ? 3 : 2);
      this.#value = true;
    } else this.#operator(code);
  }

  #skip(count: number): void {
    this.#at += count;
    this.#value = true;
    this.#command = false;
  }

  #operator(code: number): void {
    this.#at += 1;
    this.#value = code === CLOSE_PAREN || code === CLOSE_BRACKET || code === CLOSE_BRACE;
    this.#command = false;
  }

  #string(start: number, given: { from: number; close: number; open?: number }): void {
    const { from, close, open = close } = given;
    const end = stringEnd(this.#text, { from, close, open, interpolates: close !== SINGLE || open !== close });
    this.#replace(start, Math.min(end + 1, this.#text.length), this.#text.slice(from, end));
  }

  #percent(): boolean {
    const text = this.#text;
    const at = this.#at;
    const isKind = /[wWiIqQrxs]/.test(text.charAt(at + 1));
    const delimiter = text.charCodeAt(at + (isKind ? 2 : 1));
    if (!(delimiter > SPACE) || isWordCode(delimiter)) return false;
    this.#string(at, { from: at + (isKind ? 3 : 2), open: delimiter, close: CLOSER.get(delimiter) ?? delimiter });
    return true;
  }

  #pattern(): void {
    const at = this.#at;
    const text = this.#text;
    const limit = Math.min(text.length, at + PATTERN_LIMIT);
    const end = stringEnd(text.slice(0, limit), { from: at + 1, close: SLASH, open: SLASH, interpolates: true });
    if (end < limit) this.#replace(at, end + 1, text.slice(at + 1, end));
    else {
      this.#dividesUntil = limit;
      this.#operator(SLASH);
    }
  }

  #heredoc(opens: boolean): boolean {
    const at = this.#at;
    HEREDOC.lastIndex = at;
    const match = HEREDOC.exec(this.#text);
    const [all = '', mark = '', quote = '', name = ''] = match ?? [];
    if (match === null || (mark === '' && quote === '' && !(opens && /^[A-Z]/.test(name)))) return false;
    if (!opens && mark === '') return false;
    this.#heredocs.push({ name, indented: mark !== '', index: this.#strings.length });
    this.#replace(at, at + all.length, '');
    return true;
  }

  /** Leaves a space, or a placeholder and a value. */
  #replace(start: number, end: number, string: string | null): void {
    this.#code += this.#text.slice(this.#kept, start);
    if (string === null) this.#code += ' ';
    else {
      this.#code += MARK + this.#strings.length + MARK;
      this.#strings.push(string);
      this.#value = true;
      this.#command = false;
    }
    this.#at = end;
    this.#kept = end;
  }
}

const HEREDOC = /<<([~-]?)(["'`]?)([\p{L}_][\p{L}\p{N}_]{0,99})\2/uy;

const NEWLINE = 0x0a;
const SPACE = 0x20;
const BANG = 0x21;
const DOUBLE = 0x22;
const HASH = 0x23;
const DOLLAR = 0x24;
const PERCENT = 0x25;
const SINGLE = 0x27;
const CLOSE_PAREN = 0x29;
const DOT = 0x2e;
const SLASH = 0x2f;
const LESS = 0x3c;
const EQUALS = 0x3d;
const QUESTION = 0x3f;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const TICK = 0x60;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Of `%` literals. */
const CLOSER: ReadonlyMap<number, number> = new Map([
  [0x28, CLOSE_PAREN],
  [0x5b, CLOSE_BRACKET],
  [OPEN_BRACE, CLOSE_BRACE],
  [LESS, 0x3e],
]);

/** Words after which a value starts. */
const BEFORE_VALUE: ReadonlySet<string> = new Set(
  'and begin case do else elsif ensure if in not or rescue return then unless until when while yield'.split(' '),
);

function isWordCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x5f ||
    code > 0xbf
  );
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function isEndOf(text: string, given: { line: number; end: number; name: string; indented: boolean }): boolean {
  const { line, end, name, indented } = given;
  let at = line;
  if (indented) while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === 0x09) at += 1;
  if (!text.startsWith(name, at)) return false;
  const after = at + name.length;
  return after === end || (after === end - 1 && text[after] === '\r');
}

/** The place of the closing delimiter, or the end of the text. */
function stringEnd(text: string, given: { from: number; close: number; open: number; interpolates: boolean }): number {
  const { from, close, open, interpolates } = given;
  let depth = 0;
  let code = 0;
  for (let at = from; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === BACKSLASH) at += 1;
    else if (code > 0) code += char === OPEN_BRACE ? 1 : char === CLOSE_BRACE ? -1 : 0;
    else if (interpolates && char === HASH && text.charCodeAt(at + 1) === OPEN_BRACE && open !== HASH) {
      code = 1;
      at += 1;
    } else if (char === close) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (char === open) depth += 1;
  }
  return text.length;
}
