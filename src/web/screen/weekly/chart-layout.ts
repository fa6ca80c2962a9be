import type { WeeklyTrend } from '../../../contract/index.ts';

/** Where things stand in a control chart, in units of its picture. */
export interface ChartLayout {
  readonly top: number;
  readonly bands: readonly {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
  readonly centre: number | null;
  readonly path: string;
  readonly dots: readonly {
    readonly x: number;
    readonly y: number;
    readonly isSignal: boolean;
    readonly week: string;
    readonly text: string;
  }[];
}

export const CHART = { width: 320, height: 120, left: 34, bottom: 16, above: 8 } as const;

/** Lays out a chart; `say` tells a value in words. The scale begins at 0. */
export function chartLayout(
  { points, centre }: WeeklyTrend,
  least: number,
  say: (value: number) => string,
): ChartLayout {
  const top = Math.max(least, ...points.flatMap(({ value, high }) => [value ?? 0, high ?? 0]));
  const step = (CHART.width - CHART.left) / Math.max(1, points.length);
  const x = (at: number) => CHART.left + (at + 0.5) * step;
  const y = (value: number) => CHART.above + (1 - value / top) * (CHART.height - CHART.bottom - CHART.above);
  const told = points.flatMap((point, at) => (point.value === null ? [] : [{ ...point, value: point.value, at }]));
  return {
    top,
    bands: points.flatMap(({ low, high }, at) =>
      low === null || high === null
        ? []
        : [{ x: x(at) - step / 2, y: y(high), width: step, height: Math.max(1, y(low) - y(high)) }],
    ),
    centre: centre === null ? null : y(centre),
    path: told
      .map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`)
      .join(''),
    dots: told.map(({ at, value, from, signal, n, count }) => ({
      x: x(at),
      y: y(value),
      isSignal: signal,
      week: from.slice(0, 10),
      text: `${from.slice(0, 10)}: ${n > 0 ? `${count} of ${n}, ` : ''}${say(value)}${signal ? ', a signal' : ''}`,
    })),
  };
}
