import { normalDensity, normalQuantile, normalTail } from './normal.ts';

/** Cumulative counts of two arms at a look. */
export interface TwoShares {
  readonly treated: number;
  readonly control: number;
  readonly treatedTotal: number;
  readonly controlTotal: number;
}

/**
 * Upper boundaries for Z at `looks` equal looks, one-sided, that spend `alpha` as O'Brien and Fleming do (K. Lan and D. DeMets,
 * Biometrika 70, 1983): a(t) = 2 (1 - Phi(z_{1-alpha/2} / sqrt t)). Infinite where a look spends nothing that a double can tell. By
 * integration over a grid: good to 0.002. `looks` 1..60, 0 < alpha < 1, else a RangeError.
 */
export function groupSequentialBoundaries({ looks, alpha }: { looks: number; alpha: number }): number[] {
  if (!(Number.isInteger(looks) && looks >= 1 && looks <= MAX_LOOKS))
    throw new RangeError(`1 to ${MAX_LOOKS} looks: ${looks}`);
  const critical = normalQuantile(1 - alpha / 2);
  const spentAt = (look: number) => (look === 0 ? 0 : 2 * normalTail(critical * Math.sqrt(looks / look)));
  const boundaries: number[] = [];
  let alive = firstLook(1 / looks);
  for (let look = 1; look <= looks; look += 1) {
    if (look > 1) alive = nextLook(alive, 1 / looks);
    const boundary = boundaryOf(alive, spentAt(look) - spentAt(look - 1)) / Math.sqrt(look / looks);
    boundaries.push(boundary);
    alive = survivors(alive, boundary * Math.sqrt(look / looks));
  }
  return boundaries;
}

/** Z of two shares at a look, pooled; `null` where nobody or everybody had the event, or an arm is empty. */
export function twoShareStatistic({ treated, control, treatedTotal, controlTotal }: TwoShares): number | null {
  const pooled = (treated + control) / (treatedTotal + controlTotal);
  const variance = pooled * (1 - pooled) * (1 / treatedTotal + 1 / controlTotal);
  if (!(variance > 0 && Number.isFinite(variance))) return null;
  return (treated / treatedTotal - control / controlTotal) / Math.sqrt(variance);
}

const MAX_LOOKS = 60;
/** Grid of the Brownian motion at time 1, on both sides of 0; a path beyond 8.5 is rarer than what is spent. */
const REACH = 8.5;
const CELLS = 1_700;
const WIDTH = (2 * REACH) / CELLS;
/** A look that spends less has no boundary. */
const LEAST_SPENT = 1e-15;

/** Density of the path, of those still below every boundary, at the middles of the cells. */
type Density = Float64Array;

const middleOf = (cell: number) => -REACH + (cell + 0.5) * WIDTH;

function firstLook(time: number): Density {
  const sd = Math.sqrt(time);
  return Float64Array.from({ length: CELLS }, (_, cell) => normalDensity(middleOf(cell) / sd) / sd);
}

/** One step of the motion: the density with a normal of variance `time`, as far as 8.5 of its standard deviations. */
function nextLook(before: Density, time: number): Density {
  const sd = Math.sqrt(time);
  const far = Math.min(CELLS - 1, Math.ceil((REACH * sd) / WIDTH));
  const kernel = Float64Array.from(
    { length: far + 1 },
    (_, cells) => (normalDensity((cells * WIDTH) / sd) / sd) * WIDTH,
  );
  const after = new Float64Array(CELLS);
  for (let from = 0; from < CELLS; from += 1) {
    const mass = before[from] as number;
    if (mass === 0) continue;
    const last = Math.min(CELLS - 1, from + far);
    for (let to = Math.max(0, from - far); to <= last; to += 1) {
      after[to] = (after[to] as number) + mass * (kernel[Math.abs(to - from)] as number);
    }
  }
  return after;
}

/** The height above which `share` of the density lies. */
function boundaryOf(density: Density, share: number): number {
  if (share < LEAST_SPENT) return Number.POSITIVE_INFINITY;
  let above = 0;
  for (let cell = CELLS - 1; cell >= 0; cell -= 1) {
    const mass = (density[cell] as number) * WIDTH;
    if (above + mass >= share) return middleOf(cell) + WIDTH / 2 - ((share - above) / mass) * WIDTH;
    above += mass;
  }
  return Number.NEGATIVE_INFINITY;
}

/** What stays below the boundary; the cell that it cuts keeps its part. */
function survivors(density: Density, boundary: number): Density {
  return density.map((value, cell) => {
    const part = (boundary - (middleOf(cell) - WIDTH / 2)) / WIDTH;
    return value * Math.min(1, Math.max(0, part));
  });
}
