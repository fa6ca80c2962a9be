import type { Tier } from '../catalog/index.ts';
import { repairShare } from './cohort.ts';
import type { ShareFigure } from './figure.ts';
import type { DeliveredChange } from './model.ts';

/** How changes came to pass. */
export const PASSES = ['by-itself', 'signed-off', 'overridden', 'past-the-gate', 'unknown'] as const;

/** What got through, in one tier. */
export interface TierEscape {
  /** `null` = no tier is known. */
  readonly tier: Tier | null;
  readonly escaped: ShareFigure;
  /** By how they came to pass, those of which there are any. */
  readonly byPass: readonly { readonly passed: (typeof PASSES)[number]; readonly escaped: ShareFigure }[];
}

/** Landed changes that needed repair, by tier: the most critical first, unknown last. */
export function escapesByTier(changes: readonly DeliveredChange[]): readonly TierEscape[] {
  const judged = changes.filter(({ repair, moments }) => repair.kind !== 'unknown' && moments.landed !== null);
  return ([0, 1, 2, 3, null] as const).flatMap((tier) => {
    const members = judged.filter((change) => change.tier === tier);
    if (members.length === 0) return [];
    const byPass = PASSES.flatMap((passed) => {
      const some = members.filter((change) => (change.passed ?? 'unknown') === passed);
      return some.length === 0 ? [] : [{ passed, escaped: { ...repairShare(some), rule: 'escape/1' as const } }];
    });
    return [{ tier, escaped: { ...repairShare(members), rule: 'escape/1' as const }, byPass }];
  });
}
