import type { SqlNode, StatementParser, StatementTree } from '../../domain/operation/index.ts';

/** The part of the library that is used. */
interface Library {
  readonly loadModule: () => Promise<void>;
  readonly parseSync: (sql: string) => unknown;
}

let loading: Promise<StatementParser | null> | null = null;

/**
 * PostgreSQL's own grammar (libpg_query as WebAssembly), loaded at the first call and kept; `null` where it cannot be
 * loaded. 1.7 MB and some ten milliseconds that a run without migrations does not pay.
 */
export function loadPostgresParser(): Promise<StatementParser | null> {
  loading ??= load();
  return loading;
}

async function load(): Promise<StatementParser | null> {
  try {
    const library: Library = await import('libpg-query');
    await library.loadModule();
    return parserOf(library);
  } catch {
    // What needs the grammar is then opaque and says so; the rest of the answer stands.
    return null;
  }
}

/** A parser over a library that may fail in any way; exported for its test. */
export function parserOf(library: Library): StatementParser {
  let exhausted = false;
  return {
    parse(sql) {
      // The library reads C strings: what follows a NUL would be taken for absent.
      if (sql.includes('\0')) return { kind: 'refused', reason: 'it holds a NUL character' };
      if (sql.trim() === '') return { kind: 'parsed', statements: [] };
      if (exhausted) return { kind: 'refused', reason: 'the parser ran out of stack at an earlier statement' };
      try {
        return treeOf(library.parseSync(sql));
      } catch (error) {
        // A stack that ran over inside WebAssembly is not unwound: its memory is not to be trusted any more.
        exhausted = !(error instanceof Error) || error.name !== 'SqlError';
        return { kind: 'refused', reason: error instanceof Error ? error.message : 'no PostgreSQL' };
      }
    },
  };
}

function treeOf(result: unknown): StatementTree {
  const statements = (result as { readonly stmts?: readonly { readonly stmt?: SqlNode }[] } | null)?.stmts ?? [];
  return { kind: 'parsed', statements: statements.flatMap(({ stmt }) => (stmt === undefined ? [] : [stmt])) };
}
