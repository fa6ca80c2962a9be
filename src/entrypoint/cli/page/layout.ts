import type { Axis, Dot } from './page-data.ts';

/** A row of the picture: changes that touch that many areas. */
export interface Band {
  readonly name: string;
  /** Touched areas, both ends included; `to` may be Infinity. */
  readonly from: number;
  readonly to: number;
  /** 0 = top, 1 = bottom of the picture. */
  readonly top: number;
  readonly bottom: number;
  readonly dots: number;
}

/** Where a dot stands: `x` 0..100, or `null` for an unknown rank; `y` 0 = top, 1 = bottom. */
export interface Place {
  readonly x: number | null;
  readonly y: number;
}

/** Few rows that widen upwards like a logarithm: most changes touch one or two areas. */
const ROWS: readonly (readonly [number, number])[] = [
  [0, 1],
  [2, 2],
  [3, 3],
  [4, 5],
  [6, 8],
  [9, 16],
  [17, Number.POSITIVE_INFINITY],
];

/** Least height of a row against the average, so that a rare row can still be seen and pointed at. */
const LEAST_HEIGHT = 0.45;

/** Between rows of one height (0) and heights in step with the dots (1), where rare rows would vanish. */
const GROWTH = 0.62;

/** The rows that have dots, top row first; a row grows slower than its dots. Empty without dots. */
export function bandsOf(dots: readonly Dot[]): readonly Band[] {
  const counts = ROWS.map(([from, to]) => dots.filter(({ areas }) => areas >= from && areas <= to).length);
  const used = ROWS.map(([from, to], row) => ({ from, to, dots: counts[row] ?? 0 })).filter((row) => row.dots > 0);
  const weights = used.map((row) => row.dots ** GROWTH);
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / Math.max(1, weights.length);
  const heights = weights.map((weight) => Math.max(weight, LEAST_HEIGHT * mean));
  const total = heights.reduce((sum, height) => sum + height, 0);
  let bottom = 1;
  const bands = used.map((row, at) => {
    const top = at === used.length - 1 ? 0 : bottom - (heights[at] ?? 0) / total;
    const band = { ...row, name: rowName(row), top, bottom };
    bottom = top;
    return band;
  });
  return bands.reverse();
}

function rowName({ from, to }: { readonly from: number; readonly to: number }): string {
  if (from === 0) return '1';
  if (to === Number.POSITIVE_INFINITY) return `${from}+`;
  return from === to ? String(from) : `${from}–${to}`;
}

/** The golden ratio's part: steps by it fill a row evenly, whatever the number of dots. */
const GOLDEN = 0.618_033_988_749_895;
/** Part of a row left free at its top and at its bottom. */
const MARGIN = 0.12;

/** Where each dot stands, in the order of the dots. The same dots always stand in the same places. */
export function placesOf(dots: readonly Dot[], bands: readonly Band[], axis: Axis): readonly Place[] {
  const places: Place[] = dots.map(() => ({ x: null, y: 0.5 }));
  for (const band of bands) {
    const inside = dots.filter(({ areas }) => areas >= band.from && areas <= band.to);
    const ordered = [...inside].sort((a, b) => (a[axis] ?? -1) - (b[axis] ?? -1) || a.index - b.index);
    ordered.forEach((dot, step) => {
      const part = MARGIN + (1 - 2 * MARGIN) * ((step * GOLDEN + GOLDEN / 2) % 1);
      places[dot.index] = { x: dot[axis], y: band.top + part * (band.bottom - band.top) };
    });
  }
  return places;
}

/** Buckets of screen points, so that the nearest one is found without looking at all. */
export interface HitIndex {
  /** Index of the nearest point within `reach`, or `null`; of equally near ones, the last given. */
  nearest(x: number, y: number, reach: number): number | null;
}

/** Side of a bucket: about the reach of a finger. */
const BUCKET = 24;

/** Builds the buckets over points given as x and y in turn. */
export function hitIndex(points: readonly { readonly x: number; readonly y: number }[]): HitIndex {
  const buckets = new Map<string, number[]>();
  const key = (column: number, row: number) => `${column},${row}`;
  points.forEach(({ x, y }, index) => {
    const at = key(Math.floor(x / BUCKET), Math.floor(y / BUCKET));
    const bucket = buckets.get(at);
    if (bucket === undefined) buckets.set(at, [index]);
    else bucket.push(index);
  });
  return {
    nearest: (x, y, reach) => {
      let best: number | null = null;
      let bestDistance = reach * reach;
      for (let column = Math.floor((x - reach) / BUCKET); column <= Math.floor((x + reach) / BUCKET); column += 1) {
        for (let row = Math.floor((y - reach) / BUCKET); row <= Math.floor((y + reach) / BUCKET); row += 1) {
          for (const index of buckets.get(key(column, row)) ?? []) {
            const point = points[index];
            if (point === undefined) continue;
            const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
            if (distance > bestDistance) continue;
            best = index;
            bestDistance = distance;
          }
        }
      }
      return best;
    },
  };
}

/** One bar of the time strip. */
export interface TimeBucket {
  /** Milliseconds; the bucket ends where the next begins. */
  readonly from: number;
  readonly to: number;
  /** Indexes of its dots, oldest first. */
  readonly dots: readonly number[];
}

/** Most bars that stay apart on a narrow screen. */
const MOST_BUCKETS = 60;
const DAY_MS = 86_400_000;

/** Splits the window into at most {@link MOST_BUCKETS} bars of whole days; dots without a time are left out. */
export function timeBuckets(
  dots: readonly Dot[],
  window: { readonly first: number; readonly last: number },
): readonly TimeBucket[] {
  const days = Math.max(1, Math.ceil((window.last - window.first) / DAY_MS));
  const width = Math.ceil(days / MOST_BUCKETS) * DAY_MS;
  const count = Math.floor((window.last - window.first) / width) + 1;
  const members: number[][] = Array.from({ length: count }, () => []);
  for (const { at, index } of dots) {
    if (at !== null) members[Math.floor((at - window.first) / width)]?.push(index);
  }
  return members.map((inside, at) => ({
    from: window.first + at * width,
    to: window.first + (at + 1) * width,
    dots: inside,
  }));
}
