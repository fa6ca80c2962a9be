import type { Judgement, RatioInterval } from '../../domain/judge/index.ts';
import type { Instant } from '../../kernel/index.ts';

/** How one metric stood at one look. */
export interface RatioPoint extends Omit<RatioInterval, 'level'> {
  readonly at: Instant;
}

/** How each metric stood over time, oldest first, at most {@link MAX_POINTS} each; a picture, never evidence. */
export type RatioTrace = ReadonlyMap<string, readonly RatioPoint[]>;

export const EMPTY_TRACE: RatioTrace = new Map();

/** As many as a picture has room for. */
export const MAX_POINTS = 120;

/** The trace with one more look; when it is full, every second point but the newest goes, so that the whole way stays in sight. */
export function traced(trace: RatioTrace, { at, metrics }: Judgement): RatioTrace {
  return new Map(
    metrics.map(({ metric, ratio: { estimate, low, high } }) => {
      const before = (trace.get(metric) ?? []).filter((point) => point.at < at);
      const points = [...before, { at, estimate, low, high }];
      return [metric, points.length > MAX_POINTS ? thinned(points) : points];
    }),
  );
}

function thinned(points: readonly RatioPoint[]): readonly RatioPoint[] {
  const last = points.length - 1;
  return points.filter((_, index) => (last - index) % 2 === 0);
}
