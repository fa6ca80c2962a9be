import { Lexer } from 'yaml';
import { Excess, MAX_DEPTH, MAX_MARKS } from './limit.ts';

/** What the lexer emits before a document that begins without `---`. */
const DOCUMENT_START = '\u0002';

/**
 * Throws {@link Excess} where a text passes what the recursive parser may be given. Counted from the lexer's tokens,
 * which needs no recursion: open brackets, block indicators on one line and steps of indentation bound the nesting.
 */
export function guardNesting(text: string): void {
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
    else if (token.startsWith('&') || token.startsWith('*')) marks++;
    const first = token.charCodeAt(0);
    if (lineStart && flow === 0 && first !== 0x0a && first !== 0x0d && first !== 0x23) {
      indentTo(indents, first === 0x20 && token.trim() === '' ? token.length : 0);
    }
    if (flow + indicators + indents.length > MAX_DEPTH) {
      throw new Excess('too-deep', `the file nests deeper than ${MAX_DEPTH} levels`);
    }
    if (marks > MAX_MARKS)
      throw new Excess('too-many-nodes', `a document has more than ${MAX_MARKS} anchors and aliases`);
    lineStart = token.endsWith('\n');
    if (lineStart || token.includes('\n')) indicators = 0;
  }
}

function indentTo(indents: number[], indent: number): void {
  while ((indents.at(-1) ?? -1) >= indent) indents.pop();
  indents.push(indent);
}
