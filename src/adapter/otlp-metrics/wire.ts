/** What both formats of OTLP metrics say, as far as it is used (opentelemetry-proto, `metrics/v1/metrics.proto`). */
export interface WireResource {
  readonly attributes: Labels;
  readonly scopes: readonly WireScope[];
}

export interface WireScope {
  readonly name: string;
  readonly metrics: readonly WireMetric[];
}

export interface WireMetric {
  readonly name: string;
  /** `other` = exponential histograms and summaries: their points are counted, not read. */
  readonly shape: 'gauge' | 'sum' | 'histogram' | 'other';
  /** 1 = delta, 2 = cumulative; 0 = not stated. */
  readonly temporality: number;
  readonly isMonotonic: boolean;
  readonly points: readonly WirePoint[];
}

export interface WirePoint {
  readonly attributes: Labels;
  /** Epoch milliseconds; 0 = not stated. */
  readonly start: number;
  readonly time: number;
  readonly flags: number;
  /** Of a gauge or sum. */
  readonly value: number;
  /** Of a histogram. */
  readonly count: number;
  readonly buckets: readonly number[];
  readonly bounds: readonly number[];
}

export type Labels = Readonly<Record<string, string>>;

/** Points of one request: collectors send 8,192 at most, unless they are told otherwise. */
export const MAX_POINTS = 50_000;

/** The request is not what its content type says; the message says where. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** More points than {@link MAX_POINTS}. */
export class TooMany extends Error {
  override readonly name = 'TooMany';
}

/** Counts points and throws {@link TooMany} beyond the limit, before they are kept. */
export function pointCounter(): () => void {
  let count = 0;
  return () => {
    count += 1;
    if (count > MAX_POINTS) throw new TooMany(`more than ${MAX_POINTS} points in one request`);
  };
}

/** A record that no name of a sender's can reach the prototype of. */
export function emptyLabels(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}
