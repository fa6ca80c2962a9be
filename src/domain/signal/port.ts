import type { Instant, Result } from '../../kernel/index.ts';
import type { Alert, AlertSource, Sample, SampleKind, SeriesKey, SeriesName, StatedPoint } from './model.ts';

/** A sample that was just taken. */
export interface NewSample extends Sample {
  readonly series: SeriesKey;
  readonly kind: SampleKind;
}

/** A line that is known. */
export interface KnownSeries {
  readonly series: SeriesKey;
  readonly name: SeriesName;
  readonly kind: SampleKind;
  readonly samples: number;
  /** Of the newest sample. */
  readonly lastAt: Instant;
}

/** Measurements as they were taken, for judges and detectors: bounded, of this node, gone when it ends. */
export interface SeriesStore {
  /**
   * Samples of `from < at <= to`, the oldest first, each moment once, with the newest one of before `from` in front, where it is
   * known: what a difference starts at. Empty = nothing is known, which is not zero.
   */
  samplesOf(series: SeriesKey, from: Instant, to: Instant): readonly Sample[];
  /** Lines of a metric that have these labels, sorted by key; may be empty. */
  find(selector: SeriesName): readonly KnownSeries[];
  list(): readonly KnownSeries[];
  /** Calls with each new sample, late ones too, before `take` returns; it must not throw. Gives the way to stop. */
  onSample(listener: (sample: NewSample) => void): () => void;
}

/** Why a request of measurements was not read at all. */
export interface IntakeRejection {
  readonly code: 'malformed' | 'not-supported' | 'too-many';
  readonly message: string;
}

/** Reads requests of measurements in one wire format. */
export interface MetricsReader {
  /** Points that cannot be counted (summaries, exponential histograms) are only counted, in `skipped`. */
  read(request: {
    readonly contentType: string;
    readonly body: Uint8Array;
  }): Result<{ readonly points: readonly StatedPoint[]; readonly skipped: number }, IntakeRejection>;
  /** The answer that the sender expects, in the format that it spoke; `message` is empty where nothing was refused. */
  answer(reply: { readonly contentType: string; readonly refused: number; readonly message: string }): {
    readonly contentType: string;
    readonly body: Uint8Array;
  };
}

/** Why a delivery of alerts was not taken. */
export interface AlertRejection {
  readonly code: 'no-signature' | 'wrong-signature' | 'too-old' | 'too-large' | 'malformed';
  readonly message: string;
}

/** Verifies and reads the webhooks of one source; nothing is parsed before it was verified. */
export interface AlertReader {
  readonly source: AlertSource;
  read(request: {
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Uint8Array;
    readonly now: Instant;
  }): Result<
    { readonly alerts: readonly Alert[] /** Of the delivery, not read. */; readonly more: number },
    AlertRejection
  >;
}

/** What a store of measurements elsewhere answered. */
export interface SourceAnswer {
  readonly series: readonly {
    readonly name: SeriesName;
    /** Oldest first; what is not a finite number is left out. */
    readonly samples: readonly Sample[];
  }[];
  /** Said by the source beside its answer: it may be incomplete. */
  readonly warnings: readonly string[];
}

/** Why a source gave nothing; that is a state of the measurements, never a zero. */
export interface SourceRejection {
  readonly code:
    | 'bad-query'
    | 'not-carried-out'
    | 'unavailable'
    | 'timeout'
    | 'not-permitted'
    | 'too-large'
    | 'malformed';
  readonly message: string;
}

/** Asks a store of measurements elsewhere. Never rejects for what the network or the source does. */
export interface SampleSource {
  /** Shown in logs, e.g. `prometheus`. */
  readonly name: string;
  /** Samples as they were taken, at their own moments, of `from < at <= to`. */
  samples(request: {
    /** Selects series, e.g. `http_requests_total{service="shop"}`. */
    readonly selector: string;
    readonly from: Instant;
    readonly to: Instant;
  }): Promise<Result<SourceAnswer, SourceRejection>>;
  /** Values of an expression at one moment. */
  at(request: { readonly query: string; readonly at: Instant }): Promise<Result<SourceAnswer, SourceRejection>>;
  /** Values of an expression at each step. */
  range(request: {
    readonly query: string;
    readonly from: Instant;
    readonly to: Instant;
    readonly stepMs: number;
  }): Promise<Result<SourceAnswer, SourceRejection>>;
}
