import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context, Link, Span as OtelSpan, TextMapGetter } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import { Fault, type Span, type SpanStart, type TraceIds, type Tracer } from '../../kernel/index.ts';

/** Whom traces are sent to. */
export interface TraceReceiver {
  /** Whole address, e.g. `http://127.0.0.1:4318/v1/traces`. */
  readonly url: string;
  /** `name=value` pairs by comma, values percent-encoded, as `OTEL_EXPORTER_OTLP_HEADERS` has them; may hold a secret. */
  readonly headers: string;
  readonly serviceName: string;
  /** Unique among nodes. */
  readonly instance: string;
  readonly version: string;
  /** Told of what could not be sent, at most once a minute. */
  readonly onFault: (message: string) => void;
}

/** A tracer that has to be closed, so that the last spans are sent. */
export interface OpenTracer extends Tracer {
  /** Sends what waits, within {@link CLOSE_MS}. */
  close(): Promise<void>;
}

/** Spans that wait at most, and go in one request; a collector that is slower than that loses spans, the server nothing. */
const MAX_QUEUE = 4_096;
const MAX_BATCH = 512;
const SEND_EVERY_MS = 2_000;
const SEND_TIMEOUT_MS = 5_000;
/** A node ends within 25 seconds; a collector that is away must not take much of that. */
const CLOSE_MS = 2_000;
const SAY_EVERY_MS = 60_000;

/** Loads OpenTelemetry and begins to send. Fault: its packages are not there. */
export async function openOtlpTracer(receiver: TraceReceiver): Promise<OpenTracer> {
  const { api, core, sdk, resources, exporter } = await load();
  const { url, headers, serviceName, instance, version, onFault } = receiver;
  const sender = new exporter.OTLPTraceExporter({
    url,
    headers: core.parseKeyPairsIntoRecord(headers),
    timeoutMillis: SEND_TIMEOUT_MS,
  });
  const processor = new sdk.BatchSpanProcessor(saying(sender, onFault), {
    maxQueueSize: MAX_QUEUE,
    maxExportBatchSize: MAX_BATCH,
    scheduledDelayMillis: SEND_EVERY_MS,
    exportTimeoutMillis: SEND_TIMEOUT_MS,
  });
  const named = resources.resourceFromAttributes({
    'service.name': serviceName,
    'service.instance.id': instance,
    'service.version': version,
  });
  const stated = resources.detectResources({ detectors: [resources.envDetector] });
  const provider = new sdk.BasicTracerProvider({
    resource: resources.defaultResource().merge(stated).merge(named),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('firebreak', version);
  const propagator = new core.W3CTraceContextPropagator();
  const running = new AsyncLocalStorage<Context>();

  const contextOf = (caller: string | null): Context => {
    const around = running.getStore() ?? api.ROOT_CONTEXT;
    return caller === null ? around : propagator.extract(around, caller, TRACEPARENT);
  };
  const current = (): TraceIds | null => {
    const context = running.getStore();
    const ids = context === undefined ? undefined : api.trace.getSpanContext(context);
    return ids === undefined ? null : { traceId: ids.traceId, spanId: ids.spanId };
  };
  const linkOf = (ids: TraceIds): Link => ({
    context: { ...ids, traceFlags: api.TraceFlags.SAMPLED, isRemote: false },
  });
  const span = <T>({ name, facts, kind, caller = null, causes = [] }: SpanStart, work: (span: Span) => T): T => {
    const context = contextOf(caller);
    const options = {
      kind: kind === 'server' ? api.SpanKind.SERVER : api.SpanKind.INTERNAL,
      attributes: { ...facts },
      links: causes.map(linkOf),
    };
    const opened = tracer.startSpan(name, options, context);
    return running.run(api.trace.setSpan(context, opened), () =>
      ending(opened, { work, error: api.SpanStatusCode.ERROR }),
    );
  };
  return {
    span,
    current,
    async close() {
      await Promise.race([provider.shutdown().catch(() => {}), after(CLOSE_MS)]);
    },
  };
}

/** Only who names a collector pays for what is needed to reach it; beside the bundle, so that nothing of it is read before. */
async function load() {
  try {
    const [api, core, sdk, resources, exporter] = await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/core'),
      import('@opentelemetry/sdk-trace-base'),
      import('@opentelemetry/resources'),
      import('@opentelemetry/exporter-trace-otlp-http'),
    ]);
    return { api, core, sdk, resources, exporter };
  } catch (cause) {
    throw new Fault({
      kind: 'usage',
      code: 'no-telemetry-packages',
      message: 'OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages of OpenTelemetry cannot be loaded',
      fix: 'Install the dependencies of Firebreak beside it (npm ci), or unset it.',
      cause,
    });
  }
}

/** Runs work and ends its span when the work has ended, whichever way. */
function ending<T>(
  opened: OtelSpan,
  { work, error: ERROR }: { readonly work: (span: Span) => T; readonly error: 2 },
): T {
  const fail = (error: unknown): void => {
    opened.setStatus({ code: ERROR });
    opened.setAttribute('error.type', errorType(error));
  };
  const span: Span = {
    tell: (facts) => void opened.setAttributes({ ...facts }),
    fail,
  };
  try {
    const result = work(span);
    if (result instanceof Promise) {
      return result.then(
        (value) => {
          opened.end();
          return value;
        },
        (error: unknown) => {
          fail(error);
          opened.end();
          throw error;
        },
      ) as T;
    }
    opened.end();
    return result;
  } catch (error) {
    fail(error);
    opened.end();
    throw error;
  }
}

function errorType(error: unknown): string {
  if (error instanceof Fault) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

const TRACEPARENT: TextMapGetter<string> = {
  keys: () => ['traceparent'],
  get: (caller, key) => (key === 'traceparent' ? caller : undefined),
};

/** Says why spans were not taken, now and then. */
function saying(sender: SpanExporter, onFault: (message: string) => void): SpanExporter {
  let silentUntil = 0;
  return {
    export: (spans: ReadableSpan[], done) =>
      sender.export(spans, (result) => {
        if (result.code !== 0 && performance.now() >= silentUntil) {
          silentUntil = performance.now() + SAY_EVERY_MS;
          onFault(`spans were not taken (${errorType(result.error)}); they are sent again or dropped, nothing waits`);
        }
        done(result);
      }),
    shutdown: () => sender.shutdown(),
    forceFlush: async () => sender.forceFlush?.(),
  };
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
