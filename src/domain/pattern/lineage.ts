import type { Fragment } from './model.ts';

/** Which old fragment each new one goes on from. */
export interface Lineage {
  /** New fragments that did not change, with the old one; it may have stood in another file. */
  readonly same: ReadonlyMap<Fragment, number>;
  /** New fragments that are an old one of the same file, edited. */
  readonly edited: ReadonlyMap<Fragment, number>;
}

/** A fragment as it stood before. */
export interface OldFragment {
  readonly number: number;
  readonly fragment: Fragment;
}

/** One file before and after. */
export interface FileStep {
  readonly before: readonly OldFragment[];
  readonly after: readonly Fragment[];
}

/** Share of prints from which two fragments of a file are one that was edited; less where the title is the same. */
const EDITED_SHARE = 0.5;
const TITLED_SHARE = 0.2;
/** Pairs of one file that are compared print by print; beyond, the title alone decides. */
const PAIR_LIMIT = 40_000;

/** Follows fragments over one landing, so that what was moved or edited is not taken for new. */
export function lineageOf(steps: readonly FileStep[]): Lineage {
  const same = sameOnes(steps);
  const used = new Set(same.values());
  const edited = new Map<Fragment, number>();
  for (const { before, after } of steps) {
    const left = before.filter(({ number }) => !used.has(number));
    const fresh = after.filter((fragment) => !same.has(fragment));
    for (const [fragment, number] of editedOnes(left, fresh)) edited.set(fragment, number);
  }
  return { same, edited };
}

/** The fragments of a change that go on from none that was there: what it brings. */
export function broughtFragments(
  files: readonly { readonly before: readonly Fragment[]; readonly after: readonly Fragment[] }[],
): ReadonlySet<Fragment> {
  let number = 0;
  const steps = files.map(({ before, after }) => ({
    before: before.map((fragment) => ({ number: number++, fragment })),
    after,
  }));
  const { same, edited } = lineageOf(steps);
  return new Set(files.flatMap(({ after }) => after.filter((each) => !same.has(each) && !edited.has(each))));
}

/** A fragment that a change repaired or took out, and what stands in its place. */
export interface TouchedFragment {
  readonly before: Fragment;
  /** `null` = it is gone. */
  readonly after: Fragment | null;
}

/** The fragments of one file that a change edits or takes out, in order. */
export function touchedFragments(before: readonly Fragment[], after: readonly Fragment[]): readonly TouchedFragment[] {
  const step = { before: before.map((fragment, number) => ({ number, fragment })), after };
  const { same, edited } = lineageOf([step]);
  const kept = new Set(same.values());
  const now = new Map([...edited].map(([fragment, number]) => [number, fragment]));
  return before.flatMap((fragment, number) =>
    kept.has(number) ? [] : [{ before: fragment, after: now.get(number) ?? null }],
  );
}

function sameOnes(steps: readonly FileStep[]): Map<Fragment, number> {
  const same = new Map<Fragment, number>();
  for (const { before, after } of steps) pairUp(before, after, same);
  // What left one file may have come to another.
  const used = new Set(same.values());
  const left = steps.flatMap(({ before }) => before.filter(({ number }) => !used.has(number)));
  const fresh = steps.flatMap(({ after }) => after.filter((fragment) => !same.has(fragment)));
  pairUp(left, fresh, same);
  return same;
}

function pairUp(before: readonly OldFragment[], after: readonly Fragment[], same: Map<Fragment, number>): void {
  const byKey = new Map<string, number[]>();
  for (const { number, fragment } of before) {
    const key = keyOf(fragment.tokens);
    const there = byKey.get(key);
    if (there === undefined) byKey.set(key, [number]);
    else there.push(number);
  }
  for (const fragment of after) {
    const number = byKey.get(keyOf(fragment.tokens))?.shift();
    if (number !== undefined) same.set(fragment, number);
  }
}

/** Equal for equal tokens, and for others with a chance of one in 2^64. */
function keyOf(tokens: Uint32Array): string {
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  for (const token of tokens) {
    one = Math.imul(one ^ token, 0x01000193);
    other = Math.imul(other ^ (token >>> 3), 0x85ebca6b) ^ (token << 7);
  }
  return `${tokens.length} ${one >>> 0} ${other >>> 0}`;
}

function editedOnes(
  before: readonly OldFragment[],
  after: readonly Fragment[],
): readonly (readonly [Fragment, number])[] {
  const isSmall = before.length * after.length <= PAIR_LIMIT;
  const pairs = after.flatMap((fragment, at) =>
    before.flatMap((old) => {
      const isTitled = fragment.title !== null && fragment.title === old.fragment.title;
      if (!isTitled && !isSmall) return [];
      const share = sharedPrints(fragment.prints, old.fragment.prints);
      return share >= (isTitled ? TITLED_SHARE : EDITED_SHARE)
        ? [{ fragment, at, old, rank: share + (isTitled ? 1 : 0) }]
        : [];
    }),
  );
  pairs.sort((one, other) => other.rank - one.rank || one.at - other.at || one.old.number - other.old.number);
  const taken = new Set<number>();
  const found = new Map<Fragment, number>();
  for (const { fragment, old } of pairs) {
    if (found.has(fragment) || taken.has(old.number)) continue;
    found.set(fragment, old.number);
    taken.add(old.number);
  }
  return [...found];
}

/** Of the smaller of the two, both ascending. */
export function sharedPrints(one: Uint32Array, other: Uint32Array): number {
  let [a, b, shared] = [0, 0, 0];
  while (a < one.length && b < other.length) {
    const difference = (one[a] as number) - (other[b] as number);
    if (difference === 0) shared += 1;
    if (difference <= 0) a += 1;
    if (difference >= 0) b += 1;
  }
  const least = Math.min(one.length, other.length);
  return least === 0 ? 0 : shared / least;
}
