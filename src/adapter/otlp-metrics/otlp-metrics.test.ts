import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StatedPoint } from '../../domain/signal/index.ts';
import { MAX_POINTS, openOtlpMetricsReader } from './index.ts';

const reader = await openOtlpMetricsReader();
const FORMATS = [
  ['application/x-protobuf', ProtobufMetricsSerializer],
  ['application/json', JsonMetricsSerializer],
] as const;

/** What an SDK of OpenTelemetry hands to its exporter after some requests. */
async function collected(temporality: AggregationTemporality): Promise<ResourceMetrics> {
  const exporter = new InMemoryMetricExporter(temporality);
  const metricReader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const resource = resourceFromAttributes({ 'service.name': 'shop', 'service.instance.id': 'a1', 'host.name': 'h' });
  const provider = new MeterProvider({
    resource,
    readers: [metricReader],
    views: [
      {
        instrumentName: 'http.server.request.duration',
        aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [0.1, 0.5, 1] } },
      },
      { instrumentName: 'wide', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } },
    ],
  });
  const meter = provider.getMeter('shop.http');
  meter.createCounter('orders').add(3, { arm: 'canary', ok: true, code: 7 });
  meter.createCounter('revenue').add(12.5);
  meter.createUpDownCounter('in_flight').add(-2);
  const duration = meter.createHistogram('http.server.request.duration');
  for (const seconds of [0.05, 0.1, 0.2, 0.7, 4]) duration.record(seconds);
  meter.createHistogram('wide').record(1);
  await metricReader.forceFlush();
  const [metrics] = exporter.getMetrics();
  await provider.shutdown();
  if (metrics === undefined) throw new Error('nothing was collected');
  return metrics;
}

const LABELS = { 'otel.scope.name': 'shop.http', 'service.name': 'shop', 'service.instance.id': 'a1' };

function shown({ name, kind, states, value, from }: StatedPoint) {
  return { metric: name.metric, labels: { ...name.labels }, kind, states, value, hasStart: from !== null };
}

describe('openOtlpMetricsReader', () => {
  it.each(FORMATS)('reads %s of the SDK, cumulative', async (contentType, serializer) => {
    const body = serializer.serializeRequest(await collected(AggregationTemporality.CUMULATIVE)) as Uint8Array;
    const read = reader.read({ contentType, body });
    if (!read.ok) throw new Error(read.rejection.message);
    const above = (bound: string, value: number) => ({
      metric: 'http.server.request.duration_above',
      labels: { ...LABELS, bound },
      kind: 'counter',
      states: 'total',
      value,
      hasStart: true,
    });
    expect(read.value.points.map(shown)).toEqual([
      {
        metric: 'http.server.request.duration_count',
        labels: LABELS,
        kind: 'counter',
        states: 'total',
        value: 5,
        hasStart: true,
      },
      above('0.1', 3),
      above('0.5', 2),
      above('1', 1),
      {
        metric: 'orders',
        labels: { ...LABELS, arm: 'canary', ok: 'true', code: '7' },
        kind: 'counter',
        states: 'total',
        value: 3,
        hasStart: true,
      },
      { metric: 'revenue', labels: LABELS, kind: 'counter', states: 'total', value: 12.5, hasStart: true },
      { metric: 'in_flight', labels: LABELS, kind: 'gauge', states: 'total', value: -2, hasStart: true },
    ]);
    expect(read.value.skipped).toBe(1);
    const [first] = read.value.points;
    expect(Math.abs((first?.at ?? 0) - Date.now())).toBeLessThan(60_000);
  });

  it.each(FORMATS)('reads deltas of %s as increments', async (contentType, serializer) => {
    const body = serializer.serializeRequest(await collected(AggregationTemporality.DELTA)) as Uint8Array;
    const read = reader.read({ contentType, body });
    if (!read.ok) throw new Error(read.rejection.message);
    const orders = read.value.points.find(({ name }) => name.metric === 'orders');
    expect([orders?.states, orders?.value]).toEqual(['increment', 3]);
  });

  it('takes no bytes for a request that are none, and never more than it says', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (body) => {
        const read = reader.read({ contentType: 'application/x-protobuf', body });
        if (read.ok) expect(read.value.points.length + read.value.skipped).toBeLessThanOrEqual(400);
        else expect(read.rejection.code).toBe('malformed');
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses a request that is cut off anywhere, or reads less of it', async () => {
    const whole = ProtobufMetricsSerializer.serializeRequest(
      await collected(AggregationTemporality.CUMULATIVE),
    ) as Uint8Array;
    for (let length = 1; length < whole.length; length += 1) {
      const read = reader.read({ contentType: 'application/x-protobuf', body: whole.subarray(0, length) });
      expect(read).toMatchObject({ ok: false, rejection: { code: 'malformed' } });
    }
  });

  it('refuses what is nested without end, and a message that reaches over its end', () => {
    const groups = new Uint8Array(100_000).fill(0x1b);
    expect(reader.read({ contentType: 'application/x-protobuf', body: groups })).toMatchObject({
      rejection: { code: 'malformed' },
    });
    const long = Uint8Array.of(0x0a, 0x02, 0x12, 0x05, 0, 0, 0, 0, 0);
    expect(reader.read({ contentType: 'application/x-protobuf', body: long })).toMatchObject({
      rejection: { code: 'malformed' },
    });
    const deep = new TextEncoder().encode(`{"resourceMetrics":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
    expect(reader.read({ contentType: 'application/json', body: deep })).toMatchObject({
      rejection: { code: 'malformed' },
    });
  });

  it('refuses more points than a request may have, empty ones too', () => {
    const writer = new BinaryWriter();
    const fork = (field: number) => writer.tag(field, WireType.LengthDelimited).fork();
    fork(1);
    fork(2);
    fork(2);
    fork(7);
    for (let index = 0; index <= MAX_POINTS; index += 1) fork(1).join();
    const body = writer.join().join().join().join().finish();
    expect(reader.read({ contentType: 'application/x-protobuf', body })).toMatchObject({
      rejection: { code: 'too-many' },
    });
  });

  it('refuses more JSON than can be checked while others wait', () => {
    const body = new TextEncoder().encode(`{"resourceMetrics":[]${' '.repeat(4_200_000)}}`);
    expect(reader.read({ contentType: 'application/json', body })).toMatchObject({ rejection: { code: 'too-many' } });
  });

  it.each([
    ['text/plain', '{}', 'not-supported'],
    ['', '{}', 'not-supported'],
    ['application/json', '{', 'malformed'],
    ['application/json', '[]', 'malformed'],
    ['application/json', '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":5}]}]}]}', 'malformed'],
    ['application/json', '\ufffe', 'malformed'],
  ])('says what is wrong with %s %s', (contentType, text, code) => {
    const body = new TextEncoder().encode(text);
    expect(reader.read({ contentType, body })).toMatchObject({ ok: false, rejection: { code } });
  });

  it('lets no attribute reach the prototype of anything', () => {
    const text =
      '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"timeUnixNano":"1","asInt":"5","attributes":[{"key":"__proto__","value":{"stringValue":"x"}}]}]}}]}]}]}';
    const read = reader.read({ contentType: 'application/json', body: new TextEncoder().encode(text) });
    expect(read.ok && Object.keys(read.value.points[0]?.name.labels ?? {})).toEqual(['__proto__']);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('answers in the format that was spoken, what was refused by number', () => {
    expect(reader.answer({ contentType: 'application/x-protobuf', refused: 0, message: '' }).body).toHaveLength(0);
    const json = reader.answer({ contentType: 'application/json; charset=utf-8', refused: 3, message: 'why' });
    expect(JSON.parse(new TextDecoder().decode(json.body))).toEqual({
      partialSuccess: { rejectedDataPoints: '3', errorMessage: 'why' },
    });
    const bytes = reader.answer({ contentType: 'application/x-protobuf', refused: 3, message: 'why' }).body;
    expect(ProtobufMetricsSerializer.deserializeResponse(bytes)).toMatchObject({
      partialSuccess: { rejectedDataPoints: expect.anything(), errorMessage: 'why' },
    });
  });
});
