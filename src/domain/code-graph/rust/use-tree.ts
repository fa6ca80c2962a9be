/** One name that a `use` brings in. */
export interface UseLeaf {
  /** Joined by `::`; ends with `*` for a glob. */
  readonly path: string;
  /** Behind `as`; empty where none is written. */
  readonly alias: string;
}

/** Most leaves of one declaration; beyond, a program wrote it for no reader. */
const LEAF_LIMIT = 5000;
const TOKEN = /\s*(::|[{},;*]|(?:r#)?[\p{L}_][\p{L}\p{N}_]*)/uy;

/** Flattens a use tree (`a::{b, c::*, d as e}`) from a place on; stops behind its semicolon or at what fits no tree. */
export function readUseTree(code: string, from: number): { leaves: readonly UseLeaf[]; end: number } {
  const leaves: UseLeaf[] = [];
  const prefixes: string[] = [];
  let path = '';
  let alias = '';
  let afterAs = false;
  let end = from;
  const close = () => {
    if (path !== '' && leaves.length < LEAF_LIMIT) leaves.push({ path: selfless(path), alias });
    path = prefixes.at(-1) ?? '';
    alias = '';
    afterAs = false;
  };
  for (;;) {
    TOKEN.lastIndex = end;
    const token = TOKEN.exec(code)?.[1];
    if (token === undefined) break;
    end = TOKEN.lastIndex;
    if (token === ';') {
      if (prefixes.length === 0) close();
      break;
    }
    if (token === '{') {
      prefixes.push(path);
    } else if (token === ',' || token === '}') {
      // A closed group or a comma behind one leaves the bare prefix: no leaf.
      if (path !== (prefixes.at(-1) ?? '')) close();
      if (token === '}') {
        prefixes.pop();
        path = prefixes.at(-1) ?? '';
        if (prefixes.length === 0) break;
      }
    } else if (token === 'as') afterAs = true;
    else if (afterAs) alias = token.replace(/^r#/, '');
    else path += token.replace(/^r#/, '');
  }
  return { leaves, end };
}

function selfless(path: string): string {
  return path !== 'self' && path.endsWith('::self') ? path.slice(0, -'::self'.length) : path;
}
