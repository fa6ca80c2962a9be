import { isSameJson } from './flag-set.ts';
import { isList, isObject, member } from './json.ts';
import type { Flag, FlagSet, Json } from './model.ts';
import { splitOf } from './targeting.ts';

/** What of a flag differs; `percentage` = only the shares of its splits, `targeting` = who is asked. */
export const FLAG_PARTS = ['state', 'default', 'variants', 'targeting', 'percentage', 'metadata'] as const;
export type FlagPart = (typeof FLAG_PARTS)[number];

/** One flag that is not the same in two sets. */
export interface FlagDifference {
  readonly key: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** In the order of {@link FLAG_PARTS}; empty where it was added or removed. */
  readonly parts: readonly FlagPart[];
  /** `null` = there was none. */
  readonly before: Flag | null;
  readonly after: Flag | null;
}

/** Flags that differ, by key. */
export function compareFlagSets(before: FlagSet, after: FlagSet): readonly FlagDifference[] {
  const keys = [...new Set([...before.flags.keys(), ...after.flags.keys()])].sort();
  return keys.flatMap((key): readonly FlagDifference[] => {
    const old = before.flags.get(key) ?? null;
    const flag = after.flags.get(key) ?? null;
    if (old === null || flag === null) {
      return [{ key, kind: old === null ? 'added' : 'removed', parts: [], before: old, after: flag }];
    }
    if (old.digest === flag.digest) return [];
    return [{ key, kind: 'changed', parts: differingParts(old, flag), before: old, after: flag }];
  });
}

/** Shares of a flag's splits in words: `on 5 %, off 95 %`; empty where it has none that stand as they are. */
export function sharesText(targeting: Json): string {
  const texts: string[] = [];
  const visit = (value: Json): void => {
    if (isList(value)) value.forEach(visit);
    if (!isObject(value)) return;
    const split = splitOf(value);
    if (split === null) {
      Object.values(value).forEach(visit);
      return;
    }
    const total = split.buckets.reduce((sum, { weight }) => sum + weight, 0);
    const shares = split.buckets.map(({ variant, weight }) => {
      const percent = total === 0 ? 0 : (weight * 100) / total;
      return `${variant ?? 'the default'} ${Number(percent.toFixed(2))} %`;
    });
    texts.push(shares.join(', '));
  };
  visit(targeting);
  return texts.join('; ');
}

function differingParts(old: Flag, flag: Flag): readonly FlagPart[] {
  const parts = new Set<FlagPart>();
  if (old.state !== flag.state) parts.add('state');
  if (old.defaultVariant !== flag.defaultVariant) parts.add('default');
  if (!isSameJson(Object.fromEntries(old.variants), Object.fromEntries(flag.variants))) parts.add('variants');
  if (!isSameJson(old.targeting, flag.targeting)) {
    const isSameRule = isSameJson(withoutShares(old.targeting), withoutShares(flag.targeting));
    parts.add(isSameRule ? 'percentage' : 'targeting');
  }
  if (!isSameJson(old.metadata, flag.metadata)) parts.add('metadata');
  return FLAG_PARTS.filter((part) => parts.has(part));
}

/** A rule with every split replaced by the names it splits into. */
function withoutShares(value: Json): Json {
  if (isList(value)) return value.map(withoutShares);
  if (!isObject(value)) return value;
  const split = splitOf(value);
  const given = member(value, 'fractional');
  if (split !== null && isList(given)) {
    const seed = split.isSeeded ? (given[0] ?? null) : null;
    return { fractional: [seed, ...split.buckets.map(({ variant }) => variant)] };
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutShares(item)]));
}
