/** Something the features cannot see, found by another analysis, and how much caution it adds. */
export interface Uplift {
  /** Short and in words: `drops a database table`. */
  readonly name: string;
  /** Percentage points of risk, above 0; capped by {@link UPLIFT_CAP}. */
  readonly points: number;
}

/** One finding may add at most this many percentage points: no single scanner decides alone. */
export const UPLIFT_CAP = 15;
/** All findings together may add at most this many. */
export const UPLIFT_TOTAL_CAP = 30;
/** Risk never reads as certainty. */
export const RISK_CEILING = 0.99;

/**
 * The uplifts that count, largest first, each within its cap and all within the total; the one that meets the total
 * is cut short. The same name counts once (its largest). Points that are not above 0 are left out: uplifts only add.
 */
export function cappedUplifts(uplifts: readonly Uplift[]): Uplift[] {
  const byName = new Map<string, number>();
  for (const { name, points } of uplifts) {
    if (points > 0) byName.set(name, Math.max(byName.get(name) ?? 0, Math.min(points, UPLIFT_CAP)));
  }
  const sorted = [...byName].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const kept: Uplift[] = [];
  let room = UPLIFT_TOTAL_CAP;
  for (const [name, points] of sorted) {
    const counted = Math.min(points, room);
    if (counted > 0) kept.push({ name, points: counted });
    room -= counted;
  }
  return kept;
}

/** Probability after the (capped) uplifts; never lower than before, never above the ceiling unless it was. */
export function uplifted(probability: number, kept: readonly Uplift[]): number {
  const points = kept.reduce((sum, uplift) => sum + uplift.points, 0);
  return Math.max(probability, Math.min(RISK_CEILING, probability + points / 100));
}
