import type { Tier } from '../catalog/index.ts';
import type { Copy } from './model.ts';

/** Where a copy belongs, as far as the catalog says. */
export interface CopyPlace {
  readonly services: readonly string[];
  /** Of the most critical service or flow; `null` = unknown. */
  readonly tier: Tier | null;
}

/** What a set of copies can take down together. */
export interface Exposure {
  readonly copies: number;
  /** Distinct people who merged them, as far as that is known; software is none. */
  readonly engineers: number;
  /** Copies of which it is not known who merged them. */
  readonly unknownEngineers: number;
  /** Sorted, unique. */
  readonly services: readonly string[];
  /** The most critical; `null` = unknown. */
  readonly tier: Tier | null;
  /** Copies by who or what wrote the landing that brought them. */
  readonly provenance: { readonly ai: number; readonly human: number; readonly unknown: number };
  /**
   * `copies x engineers x services x weight(tier)`, where the weight of tier 0, 1, 2, 3 is 8, 4, 2, 1 and nobody counts as one;
   * `null` where no copy belongs to a service with a tier.
   */
  readonly number: number | null;
}

const TIER_WEIGHT: Readonly<Record<Tier, number>> = { 0: 8, 1: 4, 2: 2, 3: 1 };

/** The exposure of copies; `coming` are those that are not landed yet, with who would bring them. */
export function exposureOf(
  copies: readonly Copy[],
  given: {
    readonly placeOf: (path: string) => CopyPlace;
    readonly coming?: readonly {
      readonly path: string;
      readonly engineer: string | null;
      readonly assistance: keyof Exposure['provenance'];
    }[];
  },
): Exposure {
  const coming = given.coming ?? [];
  const known = copies.flatMap(({ landing }) => (landing === null || landing.isBot ? [] : [landing.engineer]));
  const engineers = new Set([...known, ...coming.flatMap(({ engineer }) => engineer ?? [])]);
  const places = [...copies, ...coming].map(({ path }) => given.placeOf(path));
  const services = [...new Set(places.flatMap((place) => place.services))].sort();
  const tiers = places.flatMap(({ tier }) => tier ?? []);
  const tier = tiers.length === 0 ? null : (Math.min(...tiers) as Tier);
  const count = copies.length + coming.length;
  const provenance = { ai: 0, human: 0, unknown: 0 };
  for (const { landing } of copies) provenance[landing?.assistance ?? 'unknown'] += 1;
  for (const { assistance } of coming) provenance[assistance] += 1;
  const isPlaced = services.length > 0 && tier !== null;
  return {
    copies: count,
    engineers: engineers.size,
    unknownEngineers: copies.filter(({ landing }) => landing === null).length,
    services,
    tier,
    provenance,
    number: isPlaced ? count * Math.max(1, engineers.size) * services.length * TIER_WEIGHT[tier] : null,
  };
}
