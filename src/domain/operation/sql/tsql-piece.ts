import type { Token } from './token.ts';

/** Words that begin a statement of T-SQL. */
export const TSQL_VERBS = new Set([
  'DROP',
  'ALTER',
  'TRUNCATE',
  'DELETE',
  'UPDATE',
  'INSERT',
  'EXEC',
  'EXECUTE',
  'CREATE',
  'IF',
  'BEGIN',
  'END',
  'ELSE',
  'DECLARE',
  'SET',
  'PRINT',
  'SELECT',
  'WHILE',
  'MERGE',
  'COMMIT',
  'USE',
  'GRANT',
  'REVOKE',
  'DENY',
]);

/** A definition is one piece; any other batch is cut before verbs that open a line and do not go on with what stands before. */
export function tsqlPieces(tokens: readonly Token[]): readonly (readonly Token[])[] {
  if (/^(?:CREATE|ALTER) (?:OR ALTER )?(?:PROC|PROCEDURE|FUNCTION|TRIGGER|VIEW)$/.test(definitionHead(tokens)))
    return [tokens];
  const pieces: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.key === '(') depth += 1;
    if (token.key === ')') depth -= 1;
    if (token.opens && depth === 0 && TSQL_VERBS.has(token.key) && !goesOn(pieces.at(-1) ?? [], token.key))
      pieces.push([]);
    pieces.at(-1)?.push(token);
  }
  return pieces;
}

function definitionHead(tokens: readonly Token[]): string {
  const head = tokens.slice(0, 4).map((token) => token.key);
  return (head[1] === 'OR' ? head : head.slice(0, 2)).join(' ');
}

function goesOn(piece: readonly Token[], verb: string): boolean {
  const first = piece[0]?.key ?? '';
  if (first === 'ALTER')
    return verb === 'ALTER' || verb === 'DROP'
      ? piece.every((token) => token.key !== 'ADD') && piece.length <= 5
      : false;
  if (first === 'UPDATE' || first === 'MERGE') return verb === 'SET' || first === 'MERGE';
  return first === 'INSERT' && (verb === 'SELECT' || verb === 'EXEC');
}
