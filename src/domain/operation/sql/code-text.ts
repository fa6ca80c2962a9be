import type { MigrationLanguage } from './migration-file.ts';

/** Arguments longer than this are cut; a model with a hundred fields fits. */
const ARGUMENT_LIMIT = 20_000;
const TAIL_LIMIT = 600;
/** Characters between a call and the SQL it is given: a line end, a name of the argument. */
const LITERAL_DISTANCE = 80;

const STRINGS = /"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
/** Strings that may run over lines: PHP's, and those whose opening is known to be one. */
const LONG_STRINGS = /"(?:[^"\\]|\\[\s\S])*(?:"|$)|'(?:[^'\\]|\\[\s\S])*(?:'|$)/y;
/** C#'s verbatim strings double their quotes. */
const VERBATIM = /"(?:[^"]|"")*(?:"|$)/y;
const TEMPLATE = /`(?:[^`\\]|\\[\s\S])*(?:`|$)/y;

/** Comments become blanks of the same length; strings stay. */
export function maskComments(text: string, language: MigrationLanguage): string {
  const hash = language === 'ruby' || language === 'python' || language === 'php';
  const slash = language === 'javascript' || language === 'csharp' || language === 'php';
  const pieces: string[] = [];
  let kept = 0;
  let at = 0;
  const blank = (end: number): void => {
    pieces.push(text.slice(kept, at), text.slice(at, end).replace(/[^\n]/g, ' '));
    kept = end;
    at = end;
  };
  while (at < text.length) {
    const char = text[at];
    if (char === '"' || char === "'") at = pastString(text, at, stringsOf(text, at, language));
    else if (char === '`' && language === 'javascript') at = pastString(text, at, TEMPLATE);
    else if (hash && char === '#' && text[at + 1] !== '{') blank(lineEnd(text, at));
    else if (slash && char === '/' && text[at + 1] === '/') blank(lineEnd(text, at));
    else if (slash && char === '/' && text[at + 1] === '*') {
      const end = text.indexOf('*/', at + 2);
      blank(end === -1 ? text.length : end + 2);
    } else at += 1;
  }
  pieces.push(text.slice(kept));
  return pieces.join('');
}

function stringsOf(text: string, at: number, language: MigrationLanguage): RegExp {
  if (language === 'php') return LONG_STRINGS;
  const verbatim = language === 'csharp' && /@\$?$/.test(text.slice(Math.max(0, at - 2), at));
  return verbatim ? VERBATIM : STRINGS;
}

function pastString(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match === null ? at + 1 : at + match[0].length;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

const DOWN =
  /^([ \t]*)(?:def (?:self\.)?(?:down|downgrade|revert)\b|(?:(?:public|protected|private|override|static|async)\s+)*(?:function\s+|void\s+)?[dD]own\s*(?:\(|:|=)|(?:module\.)?exports\.down\b|export\s+(?:const|async\s+function|function)\s+down\b|"?down"?\s*:\s*(?:async|function|\()|\w*\.down\s+do\b|dir(?:ection)?\.down\b)/;
const STATE_ONLY = /\bstate_operations\s*=\s*\[/g;

/**
 * The code without what runs on the way back: a line that opens a down part and the lines indented deeper than it.
 * Django's `state_operations` touch no database and go too.
 */
export function upCode(code: string, language: MigrationLanguage): string {
  let down: number | null = null;
  const lines = code.split('\n').map((line) => {
    const indent = line.length - line.trimStart().length;
    const plain = line.trim();
    // A brace on a line of its own opens or closes the part.
    if (down !== null && plain !== '' && indent <= down && !plain.startsWith('{')) {
      const closes = /^[})\]]+[,;]?$/.test(plain);
      down = null;
      if (closes) return '';
    }
    if (down === null && line.length < 500) {
      const match = DOWN.exec(line);
      if (match !== null) down = match[1]?.length ?? 0;
    }
    return down === null ? line : '';
  });
  const up = lines.join('\n');
  if (language !== 'python') return up;
  const pieces: string[] = [];
  let kept = 0;
  for (const match of up.matchAll(STATE_ONLY)) {
    const start = match.index + match[0].length;
    if (start < kept) continue;
    const end = start + argumentsFrom(up, start, '[').length;
    pieces.push(up.slice(kept, start), up.slice(start, end).replace(/[^\n]/g, ' '));
    kept = end;
  }
  pieces.push(up.slice(kept));
  return pieces.join('');
}

/** The arguments of a call whose name ends at `at`: within its parentheses, or (Ruby) to the end of a line that no comma ends. */
export function argumentsAt(code: string, at: number): string {
  const open = /^\s{0,40}\(/.exec(code.slice(at, at + 60));
  if (open !== null) return argumentsFrom(code, at + open[0].length, '(');
  let end = at;
  do {
    end = lineEnd(code, end + 1);
  } while (/[,\\]\s*$/.test(code.slice(Math.max(at, end - 40), end)) && end < code.length && end - at < ARGUMENT_LIMIT);
  return code.slice(at, end);
}

function argumentsFrom(code: string, start: number, open: '(' | '['): string {
  const close = open === '(' ? ')' : ']';
  let depth = 1;
  let at = start;
  const limit = Math.min(code.length, start + ARGUMENT_LIMIT);
  while (at < limit) {
    const char = code[at];
    if (char === '"' || char === "'") {
      at = pastString(code, at, STRINGS);
      continue;
    }
    if (char === open) depth += 1;
    if (char === close) depth -= 1;
    if (depth === 0) return code.slice(start, at);
    at += 1;
  }
  return code.slice(start, limit);
}

/** What stands from `at` to the semicolon that ends the statement. */
export function statementTail(code: string, at: number): string {
  const tail = code.slice(at, at + TAIL_LIMIT);
  const end = tail.indexOf(';');
  return end === -1 ? tail : tail.slice(0, end);
}

const HEREDOC = /^\s*\(?\s*<<[~-]?['"]?(\w{1,40})['"]?(?:\.\w+)*[^\n]*\n/;
const PHP_HEREDOC = /^\s*\(?\s*<<<\s*['"]?(\w{1,40})['"]?\n/;
const LITERAL = /[rRbBuUfF@$]{0,2}("""|'''|"|'|`)/;

/** The string that stands next after `at`, and whether it is filled in while it runs; `null` where none stands near. */
export function textLiterals(
  code: string,
  at: number,
  language: MigrationLanguage,
): { readonly text: string; readonly at: number; readonly interpolated: boolean } | null {
  const near = code.slice(at, at + 200);
  const heredoc = (language === 'php' ? PHP_HEREDOC : HEREDOC).exec(near);
  if (heredoc !== null && (language === 'ruby' || language === 'php')) {
    const start = at + heredoc[0].length;
    const end = code.slice(start).search(new RegExp(`^[ \\t]*${heredoc[1]}\\b`, 'm'));
    const text = end === -1 ? code.slice(start) : code.slice(start, start + end);
    return { text, at: start, interpolated: /#\{/.test(text) };
  }
  const literal = LITERAL.exec(near);
  if (literal === null || literal.index > LITERAL_DISTANCE || /[;{}]|\n\s*\n/.test(near.slice(0, literal.index)))
    return null;
  const between = near.slice(0, literal.index);
  if (/[\w)]\s*[,+.]|\w\(/.test(between.replace(/\b(?:sql|text|sa\.text|sequelize|knex|raw)\s*[=(.:]?/g, '')))
    return null;
  const quote = literal[1] ?? '"';
  const start = at + literal.index + literal[0].length;
  const runsOn = language === 'ruby' || language === 'php';
  const plain = runsOn ? LONG_STRINGS : stringsOf(code, start - quote.length, language);
  const pattern = quote === '`' ? TEMPLATE : plain;
  const end = pastString(code, start - quote.length, pattern) - quote.length;
  if (end < start) return null;
  const after = code.slice(end + quote.length, end + quote.length + 20);
  const raw = code.slice(start, end);
  const formatted = /^[fF$]|[fF$]["']/.test(literal[0]) || /^\s*(?:%|\.format\b|\+|\.\s)/.test(after);
  const interpolated =
    formatted || (quote === '`' && /\$\{/.test(raw)) || (language === 'ruby' && quote === '"' && /#\{/.test(raw));
  return { text: raw.replace(/\\n/g, '  ').replace(/\\(["'`])/g, ' $1'), at: start, interpolated };
}
