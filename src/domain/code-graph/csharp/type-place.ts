import { LOWER, UPPER } from '../named/word-cursor.ts';

/** What stands around a capitalised word of C#. */
export interface WordPlace {
  /** The kind of the token before it. */
  readonly before: number;
  /** The keyword before it, if that is what the token before is. */
  readonly keyword: string | null;
  /** The code of the first character behind it that is no space. */
  readonly after: number;
  /** The two characters directly behind it. */
  readonly suffix: string;
}

/** How sure a place is: `type` for types alone, `value` where a member fits as well, `none` where only a member does. */
export type PlaceKind = 'type' | 'value' | 'none';

/**
 * What a word may be: members are capitalised in C# too, so the neighbours decide. `Name(` is a method's, `Name =` and `Name {`
 * a property's, unless `new`, `is`, a base list, a pattern or an attribute stands before.
 */
export function placeOf({ before, keyword, after, suffix }: WordPlace): PlaceKind {
  if (keyword !== null && TYPE_EXPECTED.has(keyword)) return 'type';
  if (after === OPEN_PAREN) return before === COLON || before === OPEN_BRACKET ? 'type' : 'none';
  if (after === OPEN_BRACE) return LIST_MARKS.has(before) ? 'type' : 'none';
  if (after === SEMICOLON || after === CLOSE_BRACE) return before === COLON || before === COMMA ? 'value' : 'none';
  if (isWordStart(after) || after === LESS || before === LESS || before === OPEN_BRACKET) return 'type';
  // `Shop? shop`, `Shop[] shops`; `Shop ? a : b`, `Shop?.Open`, `Shops[0]` are values.
  if (suffix === '[]' || /^\?[^.?[]/.test(suffix)) return 'type';
  return TYPE_FOLLOWERS.has(after) ? 'value' : 'none';
}

/** Whether a word is being declared as a member: `int Name {`, `int Name =>`, `List<int> Name;`. */
export function declaresMember({ before, after }: Pick<WordPlace, 'before' | 'after'>): boolean {
  return MEMBER_TYPE_ENDS.has(before) && (after === OPEN_BRACE || after === EQUALS || after === SEMICOLON);
}

/** Keywords after which a type comes: `new Shop`, `x is Shop`. */
export const TYPE_EXPECTED: ReadonlySet<string> = new Set(['new', 'is', 'as', 'not', 'or', 'and', 'case', 'typeof']);

function isWordStart(code: number): boolean {
  return (
    (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f || code === 0x40 || code > 0xff
  );
}

/** Marks that follow a type: `Shop.Open`, `Shop<T>`, `Shop?`, `Shop[]`, `List<Shop>`, `(Shop, int)`, `Shop*`, `Shop&`. */
const TYPE_FOLLOWERS: ReadonlySet<number> = new Set([...'.<?[],>)*&'].map((mark) => mark.charCodeAt(0)));

const OPEN_PAREN = 0x28;
const COMMA = 0x2c;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const LESS = 0x3c;
const EQUALS = 0x3d;

/** `: Shop {` and `, Shop {` end a list of bases; `[Shop {` and `Body: Shop {` are patterns. */
const LIST_MARKS: ReadonlySet<number> = new Set([COLON, COMMA, OPEN_BRACKET]);
/** What stands before a member's name: `Shop`, `List<Shop>`, `Shop?`, `Shop[]`. */
const MEMBER_TYPE_ENDS: ReadonlySet<number> = new Set([LOWER, UPPER, 0x3e, 0x3f, CLOSE_BRACKET]);
