import type { Instant } from '../../kernel/index.ts';
import { instantOf } from './alarm.ts';
import { fromLog } from './logarithm.ts';
import type { Expectation, Watch } from './model.ts';
import { valueAt } from './track.ts';
import { expectedAt } from './view.ts';

/** One point of a picture: what was seen and the band in which it was expected, by what is known now. */
export interface PicturePoint {
  readonly at: Instant;
  /** `null` = nothing came. */
  readonly value: number | null;
  /** `null` = not known. */
  readonly expected: Expectation | null;
}

/** As many as are kept beyond what the expectation needs. */
const POINTS_MOST = 144;

/** The newest `points` samples with their bands, oldest first; at most 144. The band is that of the present level and noise. */
export function pictureOf(watch: Watch, points: number): readonly PicturePoint[] {
  const length = Math.min(points, POINTS_MOST, watch.next);
  return Array.from({ length }, (_, at) => {
    const index = watch.next - length + at;
    const log = valueAt(watch.values, index);
    return {
      at: instantOf(watch, index),
      value: Number.isNaN(log) ? null : fromLog(log, watch.setting),
      expected: expectedAt(watch, index),
    };
  });
}
