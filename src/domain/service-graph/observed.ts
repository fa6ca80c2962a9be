import { type Instant, instant } from '../../kernel/index.ts';
import { type DocumentNode, field, textAt } from '../operation/index.ts';
import type { ServiceReading, StatedCall } from './model.ts';

/**
 * What Prometheus answers to an instant query over OpenTelemetry's service graph, for example
 * `sum by (client, server) (rate(traces_service_graph_request_total[1h]))`: `data.result[]` with `metric.client`,
 * `metric.server` and `value: [seconds, "rate"]`, in requests a second. A result of zero was seen as silence, not as a call.
 */
export function readPrometheusAnswer(path: string, document: DocumentNode): ServiceReading {
  const status = textAt(document, 'status');
  if (status !== 'success') {
    const why = textAt(document, 'error') ?? 'it is no answer of a Prometheus query';
    return unreadOnly(path, 'no-answer', why);
  }
  const result = field(document, 'data', 'result');
  if (result?.kind !== 'list') return unreadOnly(path, 'no-result', 'data.result is no list; ask an instant query');
  const calls: StatedCall[] = [];
  let strange = 0;
  for (const item of result.items) {
    const caller = textAt(item, 'metric', 'client');
    const callee = textAt(item, 'metric', 'server');
    const value = field(item, 'value');
    const [at, rate] = value?.kind === 'list' ? value.items.map((each) => Number(textAt(each))) : [];
    if (caller === null || callee === null || !isFiniteNumber(at) || !isFiniteNumber(rate)) strange += 1;
    else if (rate > 0) calls.push(observed({ caller, callee, path, at: instant(at * 1000), perMinute: rate * 60 }));
  }
  const unread = strange === 0 ? [] : [partly(path, strange)];
  return { services: [], calls, unread };
}

/** Longest line of the text format that is looked at. */
const LINE_LIMIT = 65_536;

/**
 * Prometheus' text format as a collector exposes it: `traces_service_graph_request_total{client="a",server="b"} 12`. A
 * counter says that calls were made, not how many a minute.
 */
export function readExposition(path: string, text: string): ServiceReading {
  const calls = new Map<string, StatedCall>();
  let strange = 0;
  for (const line of text.split('\n')) {
    if (!line.startsWith('traces_service_graph_request_total')) continue;
    const labels = line.length > LINE_LIMIT ? null : labelsOf(line);
    const caller = labels?.get('client');
    const callee = labels?.get('server');
    const value = Number(/}\s*(\S+)/.exec(line.slice(line.lastIndexOf('}')))?.[1] ?? Number.NaN);
    if (caller === undefined || callee === undefined || !Number.isFinite(value)) strange += 1;
    else if (value > 0)
      calls.set(JSON.stringify([caller, callee]), observed({ caller, callee, path, at: null, perMinute: null }));
  }
  return { services: [], calls: [...calls.values()], unread: strange === 0 ? [] : [partly(path, strange)] };
}

/** Whether a text is in Prometheus' text format and has a service graph in it. */
export function isExposition(text: string): boolean {
  return /^traces_service_graph_request_total[{ ]/m.test(text);
}

function labelsOf(line: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', value = ''] of line.matchAll(/([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g)) {
    found.set(
      name,
      value.replace(/\\(.)/g, (_, mark: string) => (mark === 'n' ? '\n' : mark)),
    );
  }
  return found;
}

function observed(seen: {
  readonly caller: string;
  readonly callee: string;
  readonly path: string;
  readonly at: Instant | null;
  readonly perMinute: number | null;
}): StatedCall {
  return {
    caller: seen.caller.toLowerCase(),
    callee: seen.callee.toLowerCase(),
    origin: seen.perMinute === null ? 'otel' : 'prometheus',
    place: seen.path,
    seenAt: seen.at,
    callsPerMinute: seen.perMinute,
  };
}

function isFiniteNumber(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}

function partly(path: string, count: number) {
  return { place: path, code: 'strange-entries', message: `${count} entries without client, server or a number` };
}

/** A reading of nothing but why. */
export function unreadOnly(place: string, code: string, message: string): ServiceReading {
  return { services: [], calls: [], unread: [{ place, code, message }] };
}
