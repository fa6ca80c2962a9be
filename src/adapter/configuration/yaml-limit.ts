import { Lexer } from 'yaml';

/** Deepest nesting; a policy needs eight. The parser is recursive, so what is deeper never reaches it. */
export const MAX_DEPTH = 40;

/** Anchors, aliases and tags in one file. */
const MAX_MARKS = 200;

/** What the lexer emits before a document that begins without `---`. */
const DOCUMENT_START = '\u0002';

/** What a text has too much of, and where. */
export interface Excess {
  readonly code: 'too-deep' | 'too-many-aliases';
  readonly message: string;
  readonly line: number;
}

/**
 * Where a text passes what the recursive parser may be given. Counted from the lexer's tokens, which needs no
 * recursion: open brackets, block indicators on one line and steps of indentation together bound the nesting.
 */
export function firstExcess(text: string): Excess | null {
  let line = 1;
  let flow = 0;
  let indicators = 0;
  let marks = 0;
  let lineStart = true;
  const indents: number[] = [];
  for (const token of new Lexer().lex(text)) {
    if (token === DOCUMENT_START) continue;
    if (token === '[' || token === '{') flow++;
    else if (token === ']' || token === '}') flow = Math.max(0, flow - 1);
    else if (flow === 0 && (token === '-' || token === '?' || token === ':')) indicators++;
    else if (/^[&*!]/.test(token)) marks++;
    if (lineStart && flow === 0 && !/^[\r\n#]/.test(token)) indentTo(indents, /^ *$/.test(token) ? token.length : 0);
    if (flow + indicators + indents.length > MAX_DEPTH) {
      return { code: 'too-deep', message: `the file nests deeper than ${MAX_DEPTH} levels`, line };
    }
    if (marks > MAX_MARKS) {
      return {
        code: 'too-many-aliases',
        message: `the file has more than ${MAX_MARKS} anchors, aliases and tags`,
        line,
      };
    }
    lineStart = token.endsWith('\n');
    const breaks = token.split('\n').length - 1;
    if (breaks > 0) {
      line += breaks;
      indicators = 0;
    }
  }
  return null;
}

function indentTo(indents: number[], indent: number): void {
  while ((indents.at(-1) ?? -1) >= indent) indents.pop();
  indents.push(indent);
}
