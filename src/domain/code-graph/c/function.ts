/** Functions of a C file, by their simple names. */
export interface CFunctions {
  /** Defined for other files: not static, not a member of a class. */
  readonly defined: ReadonlySet<string>;
  /** Called, handed on or put into a table, and not defined by the file itself. */
  readonly used: ReadonlySet<string>;
}

/**
 * Reads definitions that start at the beginning of a line, as nearly all C is written, and names in a place where a
 * function may stand. Which of them are functions only a look at all files tells.
 */
export function readFunctions(code: string): CFunctions {
  const defined = new Set<string>();
  const own = new Set<string>();
  for (const { name, isStatic } of definitions(code)) {
    own.add(name);
    if (!isStatic && name !== 'main' && !isMacro(name)) defined.add(name);
  }
  const used = new Set<string>();
  for (const [, name = ''] of code.matchAll(USE))
    if (!own.has(name) && !KEYWORD.has(name) && !isMacro(name)) used.add(name);
  return { defined, used };
}

/** Shorter names are local variables more often than functions of another file. */
const USE = /(?<![.\w:]|->)([a-z_A-Z]\w{3,})(?=[ \t]?[(,);}])/g;

const KEYWORD: ReadonlySet<string> = new Set(
  (
    'return sizeof while switch case void char short long float double signed unsigned const static struct union enum ' +
    'typedef volatile inline extern break continue default goto else register restrict NULL true false this class public ' +
    'private template typename namespace using operator virtual delete catch throw defined size_t ' +
    // Functions of the C library that programs replace or wrap: their callers mean the library.
    'malloc calloc realloc free strdup strndup memcpy memset memmove memcmp strlen strcmp strncmp printf fprintf snprintf ' +
    'abort exit usage'
  ).split(' '),
);

/** Capitals are macros by custom. */
function isMacro(name: string): boolean {
  return name === name.toUpperCase();
}

/** Longest head of a definition, parameters included. */
const HEAD_LIMIT = 2000;
const NAME = /(?:^|[^\w:~])([A-Za-z_]\w*)[ \t\n]*\(/;

/** Heads `type name(parameters) {`: text from the start of a line up to a brace, without `;` or `=` between. */
function* definitions(code: string): Generator<{ name: string; isStatic: boolean }> {
  let start = -1;
  for (let line = 0; line < code.length; line = nextLine(code, line)) {
    const first = code.charCodeAt(line);
    if (start < 0 && isLetter(first)) start = line;
    if (start < 0) continue;
    const end = nextLine(code, line);
    const stop = firstStop(code, line, end);
    if (stop < 0) {
      if (first === HASH || end - start > HEAD_LIMIT || isBlank(code, line)) start = -1;
      continue;
    }
    if (code.charCodeAt(stop) === OPEN_BRACE && stop - start <= HEAD_LIMIT) {
      const head = code.slice(start, stop);
      const name = NAME.exec(head)?.[1];
      if (name !== undefined && !KEYWORD.has(name)) yield { name, isStatic: /\bstatic\b/.test(head) };
    }
    start = -1;
  }
}

const HASH = 0x23;
const OPEN_BRACE = 0x7b;

function nextLine(code: string, from: number): number {
  const newline = code.indexOf('\n', from);
  return newline < 0 ? code.length : newline + 1;
}

/** The first `{`, `;`, `}` or `=` of a line; -1 where none stands there. */
function firstStop(code: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const char = code.charCodeAt(at);
    if (char === OPEN_BRACE || char === 0x3b || char === 0x7d || char === 0x3d) return at;
  }
  return -1;
}

function isBlank(code: string, line: number): boolean {
  const char = code.charCodeAt(line);
  return char === 0x0a || char === 0x0d;
}

function isLetter(char: number): boolean {
  return (char >= 0x61 && char <= 0x7a) || (char >= 0x41 && char <= 0x5a) || char === 0x5f;
}
