import { z } from 'zod';
import {
  emptyLabels,
  type Labels,
  Malformed,
  pointCounter,
  TooMany,
  type WireMetric,
  type WirePoint,
  type WireResource,
} from './wire.ts';

/** 64-bit numbers are texts in JSON of protobuf, other numbers may be; what is none becomes NaN and is refused later. */
const number = z.union([z.number(), z.string().max(40)]).transform(Number);
const anyValue = z.object({
  stringValue: z.string().optional(),
  boolValue: z.boolean().optional(),
  intValue: number.optional(),
  doubleValue: number.optional(),
});
const attributes = z
  .array(z.object({ key: z.string(), value: anyValue.nullish() }))
  .nullish()
  .transform(labelsOf);
const moment = number.nullish().transform((nanoseconds) => (nanoseconds ?? 0) / 1e6);
const common = { attributes, startTimeUnixNano: moment, timeUnixNano: moment, flags: z.number().nullish() };
const numberPoint = z.object({ ...common, asDouble: number.nullish(), asInt: number.nullish() });
const histogramPoint = z.object({
  ...common,
  count: number.nullish(),
  bucketCounts: z.array(number).nullish(),
  explicitBounds: z.array(number).nullish(),
});
const points = <T extends z.ZodType>(point: T) => z.array(point).nullish();
const metric = z.object({
  name: z.string(),
  gauge: z.object({ dataPoints: points(numberPoint) }).nullish(),
  sum: z
    .object({
      dataPoints: points(numberPoint),
      aggregationTemporality: z.number().nullish(),
      isMonotonic: z.boolean().nullish(),
    })
    .nullish(),
  histogram: z.object({ dataPoints: points(histogramPoint), aggregationTemporality: z.number().nullish() }).nullish(),
  exponentialHistogram: z.object({ dataPoints: points(z.unknown()) }).nullish(),
  summary: z.object({ dataPoints: points(z.unknown()) }).nullish(),
});
const REQUEST = z.object({
  resourceMetrics: z
    .array(
      z.object({
        resource: z.object({ attributes }).nullish(),
        scopeMetrics: z
          .array(
            z.object({
              scope: z.object({ name: z.string().nullish() }).nullish(),
              metrics: z.array(metric).nullish(),
            }),
          )
          .nullish(),
      }),
    )
    .nullish(),
});

/** Bytes of JSON: checking shapes takes far longer than reading protobuf, and nothing else is done meanwhile. */
const MAX_JSON = 4_194_304;

/** Reads an `ExportMetricsServiceRequest` in JSON (OTLP specification, "JSON Protobuf Encoding"). Throws as `readProtobuf` does. */
export function readJson(body: Uint8Array): readonly WireResource[] {
  if (body.length > MAX_JSON)
    throw new TooMany(`more than ${MAX_JSON} bytes of JSON: send protobuf, or smaller batches`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Malformed('the body is no JSON');
  }
  const parsed = REQUEST.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Malformed(`${issue?.path.map(String).join('.') || 'the document'}: ${issue?.message ?? 'does not fit'}`);
  }
  const count = pointCounter();
  return (parsed.data.resourceMetrics ?? []).map(({ resource, scopeMetrics }) => ({
    attributes: resource?.attributes ?? {},
    scopes: (scopeMetrics ?? []).map(({ scope, metrics }) => ({
      name: scope?.name ?? '',
      metrics: (metrics ?? []).map((each) => metricOf(each, count)),
    })),
  }));
}

function metricOf(given: z.infer<typeof metric>, count: () => void): WireMetric {
  const { name, gauge, sum, histogram, exponentialHistogram, summary } = given;
  const made = (shape: WireMetric['shape'], read: readonly WirePoint[]): WireMetric => {
    for (const _ of read) count();
    const temporality = sum?.aggregationTemporality ?? histogram?.aggregationTemporality ?? 0;
    return { name, shape, temporality, isMonotonic: sum?.isMonotonic ?? false, points: read };
  };
  if (gauge != null) return made('gauge', (gauge.dataPoints ?? []).map(numberPointOf));
  if (sum != null) return made('sum', (sum.dataPoints ?? []).map(numberPointOf));
  if (histogram != null) return made('histogram', (histogram.dataPoints ?? []).map(histogramPointOf));
  const others = exponentialHistogram?.dataPoints ?? summary?.dataPoints ?? [];
  return made(
    'other',
    others.map(() => NO_POINT),
  );
}

function numberPointOf(point: z.infer<typeof numberPoint>): WirePoint {
  return { ...timesOf(point), value: point.asDouble ?? point.asInt ?? Number.NaN, count: 0, buckets: [], bounds: [] };
}

function histogramPointOf(point: z.infer<typeof histogramPoint>): WirePoint {
  const { count, bucketCounts, explicitBounds } = point;
  return {
    ...timesOf(point),
    value: Number.NaN,
    count: count ?? 0,
    buckets: bucketCounts ?? [],
    bounds: explicitBounds ?? [],
  };
}

function timesOf(point: {
  readonly attributes: Labels;
  readonly startTimeUnixNano: number;
  readonly timeUnixNano: number;
  readonly flags?: number | null | undefined;
}): Pick<WirePoint, 'attributes' | 'start' | 'time' | 'flags'> {
  const { attributes: labels, startTimeUnixNano: start, timeUnixNano: time, flags } = point;
  return { attributes: labels, start, time, flags: flags ?? 0 };
}

function labelsOf(
  given:
    | readonly { readonly key: string; readonly value?: z.infer<typeof anyValue> | null | undefined }[]
    | null
    | undefined,
): Labels {
  const labels = emptyLabels();
  for (const { key, value } of given ?? []) {
    const { stringValue, boolValue, intValue, doubleValue } = value ?? {};
    const text = stringValue ?? boolValue ?? intValue ?? doubleValue;
    if (text !== undefined) labels[key] = String(text);
  }
  return labels;
}

const NO_POINT: WirePoint = {
  attributes: {},
  start: 0,
  time: 0,
  flags: 0,
  value: Number.NaN,
  count: 0,
  buckets: [],
  bounds: [],
};
