import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import { seededRandom } from '../../statistics/index.ts';

/** How many times the AI-assisted changes of the past are let arrive. */
export const AI_VOLUMES = [1, 2, 4] as const;
export type AiVolume = (typeof AI_VOLUMES)[number];

/** A copy of an assisted change arrives this far from it at most: in its own week, at another moment. */
const SPREAD_MS = 3.5 * DAY_MS;

/**
 * The changes with each assisted one `volume` times: itself, and copies at moments drawn around it, kept inside the window. The
 * same seed gives the same; what stands in a smaller volume stands in a larger one too, so that volumes can be compared. Sorted by time.
 */
export function atVolume<Landed extends { readonly at: Instant; readonly isAssisted: boolean }>(
  changes: readonly Landed[],
  volume: AiVolume,
  seed: number,
): readonly Landed[] {
  const random = seededRandom(seed);
  const times = changes.map(({ at }) => at);
  const first = times.reduce((low, at) => Math.min(low, at), Number.POSITIVE_INFINITY);
  const last = times.reduce((high, at) => Math.max(high, at), Number.NEGATIVE_INFINITY);
  const copies: Landed[] = [];
  for (let copy = 1; copy < volume; copy += 1) {
    for (const change of changes) {
      if (!change.isAssisted) continue;
      const drawn = change.at + (2 * random() - 1) * SPREAD_MS;
      copies.push({ ...change, at: instant(Math.min(last, Math.max(first, drawn))) });
    }
  }
  return [...changes, ...copies].sort((a, b) => a.at - b.at);
}
