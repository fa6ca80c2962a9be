import { LOWER, UPPER } from '../named/word-cursor.ts';

/** What stands around a capitalised word of C#. */
export interface WordPlace {
  /** The kind of the token before it. */
  readonly before: number;
  /** The keyword before it, if that is what the token before is. */
  readonly keyword: string | null;
  /** The code of the first character behind it that is no space. */
  readonly after: number;
}

/**
 * Whether a type may be meant: members are capitalised in C# too, so the neighbours decide. `Name(` is a method's, `Name =`
 * and `Name {` a property's, unless `new`, `is`, a base list or an attribute stands before.
 */
export function mayBeType({ before, keyword, after }: WordPlace): boolean {
  if (keyword !== null && TYPE_EXPECTED.has(keyword)) return true;
  if (after === OPEN_PAREN || after === SEMICOLON || after === OPEN_BRACE)
    return before === COLON || isListed(before, after);
  return TYPE_FOLLOWERS.has(after) || isWordStart(after);
}

/** Keywords after which a type comes: `new Shop`, `x is Shop`, `class`-like words are read elsewhere. */
export const TYPE_EXPECTED: ReadonlySet<string> = new Set(['new', 'is', 'as', 'not', 'or', 'and', 'case', 'typeof']);

/** `[Attribute(`, and the last of a base list: `: IShop, IClosable {`. */
function isListed(before: number, after: number): boolean {
  if (after === OPEN_PAREN) return before === OPEN_BRACKET;
  return before === COMMA;
}

function isWordStart(code: number): boolean {
  return (
    (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f || code === 0x40 || code > 0xff
  );
}

/** Marks that follow a type: `Shop.Open`, `Shop<T>`, `Shop?`, `Shop[]`, `List<Shop>`, `(Shop, int)`, `Shop*`, `Shop&`. */
const TYPE_FOLLOWERS: ReadonlySet<number> = new Set([...'.<?[],>)*&'].map((mark) => mark.charCodeAt(0)));

/** Kinds of tokens (word-cursor.ts) that say nothing of a keyword. */
export function isWord(kind: number): boolean {
  return kind === LOWER || kind === UPPER;
}

const OPEN_PAREN = 0x28;
const COMMA = 0x2c;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const OPEN_BRACKET = 0x5b;
const OPEN_BRACE = 0x7b;
