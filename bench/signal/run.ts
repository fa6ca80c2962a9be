import { parseArgs } from 'node:util';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, DataPointType, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { openOtlpMetricsReader } from '../../src/adapter/otlp-metrics/index.ts';
import { type Alert, alertKey, SeriesMemory, type StatedPoint, takeAlerts } from '../../src/domain/signal/index.ts';
import { instant } from '../../src/kernel/index.ts';

/** Benchmark of signals: `./script/bench signal [--seconds N] [--series N] [--json]`. */
const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    series: { type: 'string', default: '2000' },
    json: { type: 'boolean', default: false },
  },
});
const SECONDS = Number(options.seconds);
const SERIES = Math.min(2_000, Number(options.series));
const STEP_MS = 10_000;
/** Days of the clock that moves: each batch is ten seconds later. */
const T0 = Date.UTC(2026, 2, 2);

interface Figure {
  readonly name: string;
  /** Samples, or alerts, taken in a second of one processor. */
  readonly perSecond: number;
  readonly n: number;
}

/** Repeats work that says how many things it did, until the time is over. */
function measure(name: string, work: (round: number) => number): Figure {
  for (let round = 0; round < 3; round += 1) work(round);
  const begun = process.cpuUsage();
  const end = performance.now() + SECONDS * 1_000;
  let n = 0;
  for (let round = 3; performance.now() < end; round += 1) n += work(round);
  const { user, system } = process.cpuUsage(begun);
  return { name, perSecond: Math.round(n / ((user + system) / 1e6)), n };
}

function pointsAt(round: number): readonly StatedPoint[] {
  const at = T0 + round * STEP_MS;
  return Array.from({ length: SERIES }, (_, index) => ({
    name: {
      metric: 'orders_total',
      labels: { arm: index % 2 === 0 ? 'canary' : 'control', shard: String(index), service: 'shop' },
    },
    kind: 'counter',
    states: 'total',
    at,
    from: null,
    value: round * 7 + index,
    id: null,
  }));
}

/** What an SDK hands to its exporter at one moment. */
function metricsAt(round: number): ResourceMetrics {
  const at = (T0 + round * STEP_MS) / 1_000;
  const time: [number, number] = [Math.floor(at), 0];
  const dataPoints = Array.from({ length: SERIES }, (_, index) => ({
    startTime: time,
    endTime: time,
    attributes: { arm: index % 2 === 0 ? 'canary' : 'control', shard: String(index) },
    value: round * 7 + index,
  }));
  const descriptor = { name: 'orders', description: '', unit: '', valueType: 0, advice: {} };
  const metric = {
    descriptor,
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.SUM,
    dataPoints,
    isMonotonic: true,
  };
  return {
    resource: resourceFromAttributes({ 'service.name': 'shop', 'service.instance.id': 'a1' }),
    scopeMetrics: [{ scope: { name: 'bench' }, metrics: [metric] }],
  } as ResourceMetrics;
}

async function otlp(
  name: string,
  contentType: string,
  serialize: (metrics: ResourceMetrics) => Uint8Array | undefined,
): Promise<Figure> {
  const reader = await openOtlpMetricsReader();
  const memory = new SeriesMemory();
  // Made beforehand: what a sender does is not what is measured. Samples of a second round are known, so each round has its own store of time.
  const bodies = Array.from({ length: 60 }, (_, round) => serialize(metricsAt(round)) ?? new Uint8Array());
  let memoryNow = memory;
  return measure(name, (round) => {
    const index = round % bodies.length;
    if (index === 0) memoryNow = new SeriesMemory();
    const read = reader.read({ contentType, body: bodies[index] ?? new Uint8Array() });
    if (!read.ok) throw new Error(read.rejection.message);
    return memoryNow.take(read.value.points, instant(T0 + index * STEP_MS)).taken;
  });
}

function alertsOf(round: number): readonly Alert[] {
  return Array.from({ length: 100 }, (_, index) => ({
    source: 'alertmanager',
    key: alertKey('alertmanager', `${round % 2}-${index}`),
    status: 'firing',
    severity: 'warning',
    name: `rule ${index}`,
    place: { service: 'shop', flow: null, environment: null },
    labels: {},
    startedAt: instant(T0),
    endedAt: null,
    links: [],
    summary: '',
  }));
}

const figures: Figure[] = [];
{
  const batches = Array.from({ length: 60 }, (_, round) => pointsAt(round));
  let memory = new SeriesMemory();
  figures.push(
    measure(`samples taken, ${SERIES} series`, (round) => {
      const index = round % batches.length;
      if (index === 0) memory = new SeriesMemory();
      return memory.take(batches[index] ?? [], instant(T0 + index * STEP_MS)).taken;
    }),
  );
  const flood = Array.from(
    { length: 10_000 },
    (_, id) => ({ ...pointsAt(0)[0], name: { metric: 'm', labels: { id: String(id) } } }) as StatedPoint,
  );
  const full = new SeriesMemory();
  full.take(flood, instant(T0));
  figures.push(
    measure('samples refused, of series beyond the limit', () => {
      const { refused } = full.take(flood, instant(T0));
      return refused['too-many-series'] ?? 0;
    }),
  );
}
figures.push(
  await otlp('OTLP protobuf, read and taken', 'application/x-protobuf', (metrics) =>
    ProtobufMetricsSerializer.serializeRequest(metrics),
  ),
);
figures.push(
  await otlp('OTLP JSON, read and taken', 'application/json', (metrics) =>
    JsonMetricsSerializer.serializeRequest(metrics),
  ),
);
figures.push(
  measure('alerts into a surge', (round) => {
    const alerts = alertsOf(round);
    takeAlerts(null, { alerts, place: { service: 'shop', flow: null, environment: null }, id: 's', now: instant(T0) });
    return alerts.length;
  }),
);
if (options.json) {
  process.stdout.write(
    `${JSON.stringify({ schema: 'firebreak.bench-signal/v1', seconds: SECONDS, series: SERIES, figures })}\n`,
  );
} else {
  for (const { name, perSecond, n } of figures) {
    process.stdout.write(`${name.padEnd(48)} ${String(perSecond).padStart(12)} /s of one processor   n=${n}\n`);
  }
}
