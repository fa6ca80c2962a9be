/** What a piece of work tells about itself: names of ours and numbers. Never a secret, a path of a file, or what people wrote. */
export type TraceFacts = Readonly<Record<string, string | number | boolean>>;

/** One span of a trace, as W3C Trace Context names it (hexadecimal, lower-case). */
export interface TraceIds {
  /** 32 characters. */
  readonly traceId: string;
  /** 16 characters. */
  readonly spanId: string;
}

/** A piece of work that runs. */
export interface Span {
  tell(facts: TraceFacts): void;
  /** The work says by itself that it failed, without throwing. */
  fail(error: unknown): void;
}

/** A piece of work that is about to run. */
export interface SpanStart {
  /** Of few values: what it is, never what it is about. */
  readonly name: string;
  readonly facts?: TraceFacts;
  /** `server`: an answer to somebody outside. */
  readonly kind?: 'server' | 'internal';
  /** The caller's `traceparent` header; what is malformed is taken as absent. */
  readonly caller?: string | null;
  /** Spans that led to this one without waiting for it. */
  readonly causes?: readonly TraceIds[];
}

/** Tells what work was done, in which order, and how long it took, to whoever watches. It never throws and never waits. */
export interface Tracer {
  /**
   * Runs work as a span; spans that begin while it runs, in it, lie inside of it. Work that throws or rejects fails its span
   * and goes on throwing.
   */
  span<T>(start: SpanStart, work: (span: Span) => T): T;
  /** The span that runs here; `null` = none does. */
  current(): TraceIds | null;
}

/** Tells nobody. */
export const NO_TRACER: Tracer = {
  span: (_, work) => work({ tell: () => {}, fail: () => {} }),
  current: () => null,
};
