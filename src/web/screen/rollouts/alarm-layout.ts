import type { AlarmRow } from '../../../contract/index.ts';

type Point = NonNullable<AlarmRow['alarm']>['picture'][number];

/** The picture of an alarm as paths: what came, and the band of what was expected. Empty where there is nothing to draw. */
export interface AlarmPicture {
  readonly line: string;
  readonly band: string;
  /** Greatest value of the axis, which begins at 0 or at the least value below. */
  readonly top: number;
  readonly bottom: number;
}

/** Lays samples out by their place; where one is missing the line breaks. */
export function layOutAlarm(
  points: readonly Point[],
  { width, height }: { readonly width: number; readonly height: number },
): AlarmPicture {
  const values = points.flatMap(({ value, expected }) => [
    ...(value === null ? [] : [value]),
    ...(expected === null ? [] : [expected.low, expected.high]),
  ]);
  if (values.length === 0) return { line: '', band: '', top: 0, bottom: 0 };
  const bottom = Math.min(0, ...values);
  const top = Math.max(...values, bottom + 1e-9);
  const x = (at: number): string => ((at / Math.max(1, points.length - 1)) * width).toFixed(1);
  const y = (value: number): string => (height - ((value - bottom) / (top - bottom)) * height).toFixed(1);
  let isDrawing = false;
  const line = points
    .flatMap(({ value }, at) => {
      const step = isDrawing ? 'L' : 'M';
      isDrawing = value !== null;
      return value === null ? [] : [`${step}${x(at)} ${y(value)}`];
    })
    .join('');
  const known = points.flatMap(({ expected }, at) => (expected === null ? [] : [{ at, expected }]));
  const high = known.map(({ at, expected }) => `${x(at)} ${y(expected.high)}`);
  const low = [...known].reverse().map(({ at, expected }) => `${x(at)} ${y(expected.low)}`);
  return { line, band: known.length < 2 ? '' : `M${[...high, ...low].join('L')}Z`, top, bottom };
}
