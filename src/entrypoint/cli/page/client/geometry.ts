import type { Band, Place } from '../layout.ts';

/** The frame of the picture in CSS pixels, and where things stand in it. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Where the names of the rows end. */
  readonly axis: number;
  /** Where percentile 0 stands; between the axis and it lies the gutter. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Middle of the gutter for dots of unknown rank; `null` where there are none. */
  readonly gutter: number | null;
  /** Radius of a dot. */
  readonly radius: number;
  xOf(percentile: number): number;
  yOf(part: number): number;
  percentileAt(x: number): number;
  pointOf(place: Place): { readonly x: number; readonly y: number };
}

const NARROW = 560;

/** Whether words beside the picture must be short. */
export function isNarrow(width: number): boolean {
  return width < NARROW;
}

/** Width of the strip for dots of unknown rank. */
const GUTTER = 30;

/** Lays the frame out for a width, a height and the number of dots. */
export function geometryOf(given: {
  readonly width: number;
  readonly height: number;
  readonly dots: number;
  readonly hasUnknownRank: boolean;
}): Geometry {
  const { width, height } = given;
  const narrow = isNarrow(width);
  const axis = narrow ? 38 : 42;
  const left = axis + (given.hasUnknownRank ? GUTTER : 6);
  const right = width - (narrow ? 14 : 20);
  const top = 34;
  const bottom = height - 44;
  const span = Math.max(1, right - left);
  return {
    width,
    height,
    axis,
    left,
    right,
    top,
    bottom,
    gutter: given.hasUnknownRank ? axis + GUTTER / 2 : null,
    radius: radiusOf(given.dots, { narrow }),
    xOf: (percentile) => left + (span * percentile) / 100,
    yOf: (part) => top + (bottom - top) * part,
    percentileAt: (x) => ((x - left) / span) * 100,
    pointOf: ({ x, y }) => ({
      // Dots of unknown rank are spread over the gutter by their height, which is even but not in step with it.
      x: x === null ? axis + GUTTER * (0.3 + 0.4 * ((y * 997) % 1)) : left + (span * x) / 100,
      y: top + (bottom - top) * y,
    }),
  };
}

function radiusOf(dots: number, options: { readonly narrow: boolean }): number {
  const radius = dots > 5_000 ? 1.9 : dots > 2_500 ? 2.4 : dots > 800 ? 3.1 : 4;
  return options.narrow ? radius * 0.78 : radius;
}

/** The middle of a row, for its name. */
export function bandMiddle(geometry: Geometry, band: Band): number {
  return geometry.yOf((band.top + band.bottom) / 2);
}
