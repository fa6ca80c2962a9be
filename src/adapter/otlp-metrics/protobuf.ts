import type { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import {
  emptyLabels,
  Malformed,
  pointCounter,
  type WireMetric,
  type WirePoint,
  type WireResource,
  type WireScope,
} from './wire.ts';

/** Two to the 32nd: the upper half of a 64-bit number; beyond 2^53 a nanosecond is rounded, which a millisecond is not. */
const HIGH = 4_294_967_296;
const NANO = 1e6;
/** Wire types (Protocol Buffers, "Encoding"). */
const VARINT = 0;
const BIT64 = 1;
const LENGTH_DELIMITED = 2;

/**
 * Reads an `ExportMetricsServiceRequest` in one pass; fields that are not used are skipped. Throws `Malformed` where it is none,
 * `TooMany` where it holds too much. Field numbers: opentelemetry-proto, `collector/metrics/v1` and `metrics/v1`.
 */
export function readProtobuf(body: Uint8Array, open: (body: Uint8Array) => BinaryReader): readonly WireResource[] {
  const reader = open(body);
  const count = pointCounter();
  const resources: WireResource[] = [];
  try {
    fields(reader, body.length, (field) => {
      if (field !== 1) return false;
      resources.push(resource(reader, count));
      return true;
    });
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.name === 'Error')) {
      throw new Malformed('the body is no OTLP request in protobuf');
    }
    throw error;
  }
  return resources;
}

type Count = () => void;

/** Goes over the fields of one message up to its end; what `take` does not take is skipped. No message reaches over its own end. */
function fields(reader: BinaryReader, end: number, take: (field: number, wire: WireType) => boolean): void {
  while (reader.pos < end) {
    const [field, wire] = reader.tag();
    if (!take(field, wire)) reader.skip(wire, field);
    if (reader.pos > end) throw new Malformed('a message reaches over its end');
  }
}

/** Goes over a message that begins here with its length. */
function message(reader: BinaryReader, take: (field: number, wire: WireType) => boolean): void {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new Malformed('a message is cut off');
  fields(reader, end, take);
}

function resource(reader: BinaryReader, count: Count): WireResource {
  const attributes = emptyLabels();
  const scopes: WireScope[] = [];
  message(reader, (field) => {
    if (field === 1) {
      message(reader, (inner) => inner === 1 && attribute(reader, attributes));
      return true;
    }
    if (field !== 2) return false;
    scopes.push(scope(reader, count));
    return true;
  });
  return { attributes, scopes };
}

function scope(reader: BinaryReader, count: Count): WireScope {
  let name = '';
  const metrics: WireMetric[] = [];
  message(reader, (field) => {
    if (field === 1) {
      message(reader, (inner) => {
        if (inner !== 1) return false;
        name = reader.string();
        return true;
      });
      return true;
    }
    if (field !== 2) return false;
    metrics.push(metric(reader, count));
    return true;
  });
  return { name, metrics };
}

const SHAPES: Readonly<Record<number, WireMetric['shape']>> = {
  5: 'gauge',
  7: 'sum',
  9: 'histogram',
  10: 'other',
  11: 'other',
};

function metric(reader: BinaryReader, count: Count): WireMetric {
  let name = '';
  let shape: WireMetric['shape'] = 'other';
  let temporality = 0;
  let isMonotonic = false;
  const points: WirePoint[] = [];
  message(reader, (field) => {
    if (field === 1) {
      name = reader.string();
      return true;
    }
    const found = SHAPES[field];
    if (found === undefined) return false;
    shape = found;
    message(reader, (inner, wire) => {
      if (inner === 1 && wire === LENGTH_DELIMITED) {
        count();
        points.push(found === 'other' ? skipped(reader) : point(reader, found));
        return true;
      }
      if (inner === 2 && wire === VARINT) temporality = reader.uint32();
      else if (inner === 3 && wire === VARINT) isMonotonic = reader.bool();
      else return false;
      return true;
    });
    return true;
  });
  return { name, shape, temporality, isMonotonic, points };
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

function skipped(reader: BinaryReader): WirePoint {
  message(reader, () => false);
  return NO_POINT;
}

/** `NumberDataPoint` and `HistogramDataPoint` share the numbers of their times; the rest is by shape. */
function point(reader: BinaryReader, shape: 'gauge' | 'sum' | 'histogram'): WirePoint {
  const isHistogram = shape === 'histogram';
  const attributes = emptyLabels();
  let [start, time, flags, value, total] = [0, 0, 0, Number.NaN, 0];
  let buckets: readonly number[] = [];
  let bounds: readonly number[] = [];
  message(reader, (field, wire) => {
    if (field === (isHistogram ? 9 : 7)) return attribute(reader, attributes);
    if (wire === BIT64) {
      if (field === 2) start = unsigned64(reader) / NANO;
      else if (field === 3) time = unsigned64(reader) / NANO;
      else if (field === 4) {
        if (isHistogram) total = unsigned64(reader);
        else value = reader.double();
      } else if (field === 6 && !isHistogram) value = signed64(reader);
      else return false;
      return true;
    }
    if (field === (isHistogram ? 10 : 8) && wire === VARINT) flags = reader.uint32();
    else if (isHistogram && field === 6 && wire === LENGTH_DELIMITED) buckets = packed(reader, unsigned64);
    else if (isHistogram && field === 7 && wire === LENGTH_DELIMITED) bounds = packed(reader, double);
    else return false;
    return true;
  });
  return { attributes, start, time, flags, value, count: total, buckets, bounds };
}

/** A `KeyValue` whose value is a text, a number or a truth; lists and maps are no labels. */
function attribute(reader: BinaryReader, into: Record<string, string>): true {
  let key = '';
  let value: string | null = null;
  message(reader, (field) => {
    if (field === 1) {
      key = reader.string();
      return true;
    }
    if (field !== 2) return false;
    message(reader, (inner, wire) => {
      if (inner === 1 && wire === LENGTH_DELIMITED) value = reader.string();
      else if (inner === 2 && wire === VARINT) value = String(reader.bool());
      else if (inner === 3 && wire === VARINT) value = String(reader.int64());
      else if (inner === 4 && wire === BIT64) value = String(reader.double());
      else return false;
      return true;
    });
    return true;
  });
  if (value !== null) into[key] = value;
  return true;
}

function packed(reader: BinaryReader, one: (reader: BinaryReader) => number): readonly number[] {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len || length % 8 !== 0) throw new Malformed('a list of numbers is cut off');
  const numbers: number[] = [];
  while (reader.pos < end) numbers.push(one(reader));
  return numbers;
}

function double(reader: BinaryReader): number {
  return reader.double();
}

function unsigned64(reader: BinaryReader): number {
  const low = reader.fixed32();
  return reader.fixed32() * HIGH + low;
}

function signed64(reader: BinaryReader): number {
  const low = reader.fixed32();
  return reader.sfixed32() * HIGH + low;
}
