import { align } from './align.ts';
import type { Fragment } from './model.ts';
import { winnow } from './winnow.ts';

/** Shorter fragments have no family: what so few tokens say, many say. */
export const FAMILY_TOKENS = 80;
/** Distinct names of APIs, members and types that a family must have in common with others' eyes. */
export const FAMILY_NAMES = 6;
/** Share of prints from which a fragment is compared token by token. */
export const CANDIDATE_SHARE = 0.4;
/** Share of the longer of two fragments that must align with the other in order. */
export const LIKE_SHARE = 0.7;

/** Whether a fragment may have a family at all; getters, setters, plain assignments and methods that a language asks for may not. */
export function mayHaveFamily({ tokens, names, title }: Fragment): boolean {
  return tokens.length >= FAMILY_TOKENS && names >= FAMILY_NAMES && !(title !== null && ASKED_FOR.has(title));
}

/** Methods that are written alike for every class, by people and by generators. */
const ASKED_FOR: ReadonlySet<string> = new Set(
  'equals hashCode toString compareTo Equals GetHashCode ToString __eq__ __hash__ __repr__ __str__'.split(' '),
);

/** Whether two fragments say the same in the same order. */
export function isLike(one: Uint32Array, other: Uint32Array): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  // A longer run cannot align with a share of it that the shorter does not even have.
  if (short.length < LIKE_SHARE * long.length * SLACK) return false;
  return align(short, long).ofLonger >= LIKE_SHARE;
}

/** Whether a sibling stands as a fragment stood before its repair, or as after; `null` = it is as near to both. */
export function standsAs(
  sibling: Uint32Array,
  repair: { readonly before: Uint32Array; readonly after: Uint32Array },
): 'before' | 'after' | null {
  const [before, after] = [repair.before, repair.after].map((each) => align(sibling, each).ofLonger);
  if (before === undefined || after === undefined || before === after) return null;
  return before > after ? 'before' : 'after';
}

/** A fragment of nothing but its tokens, to ask what is like it. */
export function fragmentOfTokens(tokens: Uint32Array): Fragment {
  return { firstLine: 1, lastLine: 1, tokens, prints: winnow(tokens), names: FAMILY_NAMES, title: null };
}

/** Runs of three are a little fewer than tokens. */
const SLACK = 0.95;
