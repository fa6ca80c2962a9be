import { type Digest, digestOfJson } from '../../kernel/index.ts';
import type { FlagEvent, ShareEnd } from './event.ts';
import { flagSetOf } from './flag-set.ts';
import { isList, isObject, member } from './json.ts';
import type { Flag, FlagPublication, FlagSet, FlagShare, Json, ServedFlags } from './model.ts';
import { splitOf } from './targeting.ts';

/** A split of users in two, as it can be moved. */
export interface TwoWaySplit {
  /** In the order of the definition, which a share keeps: so nobody who has a variant loses it while its share grows. */
  readonly variants: readonly [string, string];
  /** Of the first one, 0..100. */
  readonly percent: number;
}

/** The split that all of a flag's targeting is; `null` = it is none, or not one between two different variants. */
export function twoWaySplit({ targeting }: Pick<Flag, 'targeting'>): TwoWaySplit | null {
  const [one, other, ...rest] = splitOf(targeting)?.buckets ?? [];
  if (one === undefined || other === undefined || rest.length > 0) return null;
  if (one.variant === null || other.variant === null || one.variant === other.variant) return null;
  return {
    variants: [one.variant, other.variant],
    percent: (one.weight * 100) / Math.max(1, one.weight + other.weight),
  };
}

/** Names what a share lies over: everything of a definition but its metadata, of which no user gets anything. */
export function shareBasis({ state, variants, defaultVariant, targeting }: Flag): Digest {
  return digestOfJson({ state, variants: Object.fromEntries(variants), defaultVariant, targeting });
}

/** Shares that count over a set: those whose flag is still what they were set for. */
export function sharesOver(set: FlagSet, { shares }: Pick<ServedFlags, 'shares'>): readonly FlagShare[] {
  return shares.filter((share) => endOf(set, share) === null);
}

/** The flags of these shares, with the weights of their splits rewritten; no other flags. */
export function sharedSet(set: FlagSet, shares: readonly FlagShare[]): FlagSet {
  return flagSetOf(
    shares.flatMap((share) => {
      const flag = set.flags.get(share.flag);
      return flag === undefined ? [] : [withShare(flag, share)];
    }),
  );
}

/** Ends the shares of flags that newer definitions changed or lost. */
export function droppedShares(
  served: ServedFlags | null,
  given: { readonly id: string; readonly after: FlagSet; readonly publication: FlagPublication },
): readonly FlagEvent[] {
  const { id, after, publication } = given;
  const { commit, at } = publication;
  return (served?.shares ?? []).flatMap((share): readonly FlagEvent[] => {
    const why = endOf(after, share);
    const { flag, action } = share;
    return why === null ? [] : [{ kind: 'FlagShareDropped', id, flag, action, why, commit, at }];
  });
}

function endOf(set: FlagSet, share: FlagShare): ShareEnd | null {
  const flag = set.flags.get(share.flag);
  if (flag === undefined) return 'flag-removed';
  return shareBasis(flag) === share.over ? null : 'definition-changed';
}

/** What the weights of a split with a share add up to: a hundredth of a percent is the least step. */
const WHOLE = 10_000;

function withShare(flag: Flag, { variant, percent }: FlagShare): Flag {
  const split = twoWaySplit(flag);
  const given = isObject(flag.targeting) ? member(flag.targeting, 'fractional') : undefined;
  if (split === null || !isList(given)) return flag;
  const own = weightOf(percent);
  const buckets = split.variants.map((each) => [each, each === variant ? own : WHOLE - own]);
  const seed = isList(given[0]) ? [] : given.slice(0, 1);
  const targeting: Json = { fractional: [...seed, ...buckets] };
  return { ...flag, targeting, digest: digestOfJson([flag.digest, targeting]) };
}

/** Nobody has it at 0 percent only, and everybody at 100 only. */
function weightOf(percent: number): number {
  if (percent <= 0 || percent >= 100) return percent <= 0 ? 0 : WHOLE;
  return Math.min(WHOLE - 1, Math.max(1, Math.round((percent * WHOLE) / 100)));
}
