import { TokenType } from '@streamparser/json';

/** Plans nest some thirty deep; closing deeper ones would cost the library time by the square. */
const DEPTH_LIMIT = 400;
/** Tokens of one entry of a list at the top: a resource with a hundred thousand attributes is none. */
const ENTRY_TOKEN_LIMIT = 2_000_000;
/** Depth of an entry's own object, and of the object `change` within it: where a doubled name could hide an action. */
const ENTRY_DEPTH = 3;
const CHANGE_DEPTH = 4;

/** Why a document is read no further. */
export class LimitReached extends Error {
  override readonly name = 'LimitReached';
}

/** Watches the tokens of a document go by. */
export interface TokenGuard {
  /** Throws {@link LimitReached} where the document is deeper or an entry larger than a plan's. */
  see(token: TokenType, value: unknown): void;
  /** Names that the entry just closed, or the document's top, used twice; asking clears them. */
  takeDoubled(): readonly string[];
}

/** A guard at the start of a document. */
export function tokenGuard(): TokenGuard {
  /** `true` for objects, `false` for lists. */
  const open: boolean[] = [];
  const names: (Set<string> | null)[] = [];
  const doubled = new Set<string>();
  let wantsName = false;
  let entryTokens = 0;
  const enter = (isObject: boolean): void => {
    if (open.length >= DEPTH_LIMIT) throw new LimitReached(`it nests deeper than ${DEPTH_LIMIT}`);
    open.push(isObject);
    const watched = open.length === 1 || open.length === ENTRY_DEPTH || open.length === CHANGE_DEPTH;
    names.push(isObject && watched ? new Set() : null);
    wantsName = isObject;
    if (open.length === ENTRY_DEPTH) entryTokens = 0;
  };
  return {
    see(token, value) {
      // Only what stands in a list at the top is put together; the rest goes by.
      entryTokens += 1;
      if (open.length >= ENTRY_DEPTH && open[1] === false && entryTokens > ENTRY_TOKEN_LIMIT) {
        throw new LimitReached(`one entry has more than ${ENTRY_TOKEN_LIMIT} parts`);
      }
      if (token === TokenType.LEFT_BRACE) enter(true);
      else if (token === TokenType.LEFT_BRACKET) enter(false);
      else if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) {
        open.pop();
        names.pop();
        wantsName = false;
      } else if (token === TokenType.COMMA) wantsName = open.at(-1) === true;
      else if (wantsName && token === TokenType.STRING) {
        wantsName = false;
        const seen = names.at(-1);
        if (seen?.has(String(value)) === true && doubled.size < 20) doubled.add(String(value));
        seen?.add(String(value));
      }
    },
    takeDoubled() {
      const found = [...doubled];
      doubled.clear();
      return found;
    },
  };
}
