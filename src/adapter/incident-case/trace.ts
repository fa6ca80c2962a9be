import type { TraceSpan } from '../../domain/attribution/index.ts';
import type { GapList } from './gap.ts';
import { attributesOf, numberOf, recordOf, textOf, timeOf } from './value.ts';

const SPANS_MOST = 100_000;
const OWN = new Set([
  'trace_id',
  'span_id',
  'parent_id',
  'parent_span_id',
  'traceId',
  'spanId',
  'parentSpanId',
  'service',
  'name',
  'start',
  'start_time',
  'startTimeUnixNano',
  'endTimeUnixNano',
  'duration_ms',
  'status',
  'kind',
]);

/** Reads a list of spans, or traces as OpenTelemetry writes them in JSON (`resourceSpans`). */
export function readTraces(value: unknown, gaps: GapList): TraceSpan[] {
  if (Array.isArray(value)) {
    return value.slice(0, SPANS_MOST).flatMap((item, index) => plainSpan(item, { gaps, place: `traces:${index}` }));
  }
  const resources = recordOf(value)?.['resourceSpans'];
  if (!Array.isArray(resources)) {
    gaps.note('traces', 'is neither a list of spans nor has resourceSpans');
    return [];
  }
  return resources
    .flatMap((resource, index) => ofResource(resource, { gaps, place: `traces:${index}` }))
    .slice(0, SPANS_MOST);
}

interface Where {
  readonly gaps: GapList;
  readonly place: string;
}

function plainSpan(item: unknown, { gaps, place }: Where): TraceSpan[] {
  const record = recordOf(item) ?? {};
  const span = textOf(record, 'span_id', 'spanId');
  const service = textOf(record, 'service', 'service.name');
  const at = timeOf(record['start'] ?? record['start_time'] ?? record['timestamp']);
  if (span === null || service === null || at === null) {
    gaps.note(place, 'needs a span_id, a service and a start');
    return [];
  }
  const error = record['error'];
  return [
    {
      trace: textOf(record, 'trace_id', 'traceId') ?? '',
      span,
      parent: textOf(record, 'parent_id', 'parent_span_id', 'parentSpanId'),
      service,
      name: textOf(record, 'name', 'operation') ?? '',
      at,
      durationMs: Math.max(0, numberOf(record['duration_ms']) ?? 0),
      isError:
        saysError(record['status']) ||
        (error !== undefined && error !== null && error !== false && error !== '' && error !== 'false'),
      attributes: attributesOf(record, OWN),
    },
  ];
}

function saysError(status: unknown): boolean {
  const code = recordOf(status)?.['code'] ?? status;
  return code === 2 || (typeof code === 'string' && /error|fail|deadline|unavailable/i.test(code));
}

function ofResource(value: unknown, where: Where): TraceSpan[] {
  const resource = recordOf(value);
  const service = pairsOf(recordOf(resource?.['resource'])?.['attributes'])['service.name'] ?? '';
  const scopes = resource?.['scopeSpans'] ?? resource?.['instrumentationLibrarySpans'];
  if (!Array.isArray(scopes)) {
    where.gaps.note(where.place, 'has no scopeSpans');
    return [];
  }
  return scopes.flatMap((scope) => {
    const spans = recordOf(scope)?.['spans'];
    return Array.isArray(spans) ? spans.flatMap((span) => otlpSpan(span, { ...where, service })) : [];
  });
}

function otlpSpan(value: unknown, { gaps, place, service }: Where & { readonly service: string }): TraceSpan[] {
  const record = recordOf(value) ?? {};
  const span = textOf(record, 'spanId');
  const at = timeOf(record['startTimeUnixNano']);
  if (span === null || at === null) {
    gaps.note(place, 'has a span without spanId or startTimeUnixNano');
    return [];
  }
  const end = timeOf(record['endTimeUnixNano']) ?? at;
  const said = textOf(recordOf(record['status']) ?? {}, 'message');
  return [
    {
      trace: textOf(record, 'traceId') ?? '',
      span,
      parent: textOf(record, 'parentSpanId'),
      service,
      name: textOf(record, 'name') ?? '',
      at,
      durationMs: Math.max(0, end - at),
      isError: saysError(record['status']),
      attributes: {
        ...pairsOf(record['attributes']),
        ...eventPairs(record['events']),
        ...(said === null ? {} : { 'status.message': said }),
      },
    },
  ];
}

/** Attributes of exceptions, which stand in events of a span. */
function eventPairs(events: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(events)) return {};
  return Object.assign({}, ...events.slice(0, 10).map((event) => pairsOf(recordOf(event)?.['attributes'])));
}

const PAIRS_MOST = 60;

function pairsOf(list: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(list)) return {};
  const pairs = list.slice(0, PAIRS_MOST).flatMap((item): [string, string][] => {
    const key = textOf(recordOf(item) ?? {}, 'key');
    const value = recordOf(recordOf(item)?.['value']);
    const plain = value === null ? undefined : Object.values(value)[0];
    return key === null || plain === undefined || typeof plain === 'object'
      ? []
      : [[key, String(plain).slice(0, 4_000)]];
  });
  return Object.fromEntries(pairs);
}
