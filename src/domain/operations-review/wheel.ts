import { digestOfJson } from '../../kernel/index.ts';

/** What the wheel drew: anybody who knows the seed and the names draws the same. */
export interface WheelDraw {
  /** Sorted, unique. */
  readonly candidates: readonly string[];
  readonly seed: string;
  /** `null` = there was nobody to draw. */
  readonly drawn: string | null;
}

/**
 * Draws one service to walk through its dashboard. The seed is fixed before anybody can look; each name's digest with it is its place, the
 * lowest is drawn, so that a name more or less never moves the others.
 */
export function spinWheel(names: readonly string[], seed: string): WheelDraw {
  const candidates = [...new Set(names)].sort();
  let drawn: string | null = null;
  let least = '';
  for (const name of candidates) {
    const place = digestOfJson([seed, name]);
    if (drawn !== null && place >= least) continue;
    drawn = name;
    least = place;
  }
  return { candidates, seed, drawn };
}
