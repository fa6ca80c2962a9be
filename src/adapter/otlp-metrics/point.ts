import type { StatedPoint } from '../../domain/signal/index.ts';
import { emptyLabels, type Labels, type WireMetric, type WirePoint, type WireResource } from './wire.ts';

/** What of a resource tells its series apart: who it is, in which version, where. Everything else would only make names longer. */
const IDENTITY = [
  'service.name',
  'service.namespace',
  'service.version',
  'service.instance.id',
  'deployment.environment.name',
  'deployment.environment',
  'deployment.id',
];
/** Where no instance is named, these tell instances apart: two counters under one name would look like restarts. */
const INSTANCE = ['k8s.pod.name', 'container.id', 'host.name', 'process.pid'];
/** What somebody sets for Firebreak alone, such as `firebreak.arm`. */
const OURS = 'firebreak.';
/** Bounds of one histogram that become series: more than SDKs have by default, fewer than a mistake has. */
const MAX_BOUNDS = 32;
/** Flag of a point that says that there is none (`DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK`). */
const NO_VALUE = 1;
const DELTA = 1;
const CUMULATIVE = 2;

/**
 * The points of a request as measurements. A monotonic sum is a counter, any other sum and a gauge a level; a histogram becomes counters:
 * `NAME_count`, and for each bound `NAME_above{bound="0.5"}`, how many were greater. What has no such form is counted in `skipped`:
 * exponential histograms, summaries, deltas of what may fall, points without a value.
 */
export function pointsOf(resources: readonly WireResource[]): {
  readonly points: readonly StatedPoint[];
  readonly skipped: number;
} {
  const points: StatedPoint[] = [];
  let skipped = 0;
  for (const { attributes, scopes } of resources) {
    const shared = identityOf(attributes);
    for (const { name, metrics } of scopes) {
      const around = name === '' ? shared : { ...shared, 'otel.scope.name': name };
      for (const metric of metrics) {
        for (const point of metric.points) {
          const made = (point.flags & NO_VALUE) === 0 ? statedOf(metric, point, around) : [];
          if (made.length === 0) skipped += 1;
          for (const each of made) points.push(each);
        }
      }
    }
  }
  return { points, skipped };
}

function statedOf(metric: WireMetric, point: WirePoint, around: Labels): readonly StatedPoint[] {
  const { shape, temporality, isMonotonic, name } = metric;
  const isDelta = temporality === DELTA;
  if (shape === 'other' || (shape !== 'gauge' && !isDelta && temporality !== CUMULATIVE)) return [];
  const labels = labelsOf(around, point.attributes);
  const states = isDelta && shape !== 'gauge' ? 'increment' : 'total';
  const common = { states, at: point.time, from: point.start > 0 ? point.start : null, id: null } as const;
  if (shape === 'histogram') return histogramOf({ name, labels, point, common });
  const kind = shape === 'sum' && isMonotonic ? 'counter' : 'gauge';
  if (kind === 'gauge' && states === 'increment') return [];
  return [{ name: { metric: name, labels }, kind, value: point.value, ...common }];
}

function histogramOf(given: {
  readonly name: string;
  readonly labels: Labels;
  readonly point: WirePoint;
  readonly common: Pick<StatedPoint, 'states' | 'at' | 'from' | 'id'>;
}): readonly StatedPoint[] {
  const { name, labels, point, common } = given;
  const { count, buckets, bounds } = point;
  const stated: StatedPoint[] = [
    { name: { metric: `${name}_count`, labels }, kind: 'counter', value: count, ...common },
  ];
  if (buckets.length !== bounds.length + 1) return buckets.length === 0 ? stated : [];
  let above = count;
  for (let index = 0; index < Math.min(bounds.length, MAX_BOUNDS); index += 1) {
    above -= buckets[index] ?? 0;
    const bound = String(bounds[index]);
    stated.push({
      name: { metric: `${name}_above`, labels: { ...labels, bound } },
      kind: 'counter',
      value: above,
      ...common,
    });
  }
  return stated;
}

function identityOf(attributes: Labels): Labels {
  const identity = emptyLabels();
  const isNamed = Object.hasOwn(attributes, 'service.instance.id');
  for (const name of Object.keys(attributes)) {
    if (IDENTITY.includes(name) || name.startsWith(OURS) || (!isNamed && INSTANCE.includes(name))) {
      identity[name] = attributes[name] ?? '';
    }
  }
  return identity;
}

/** What the point says wins over what its resource says. */
function labelsOf(around: Labels, own: Labels): Labels {
  return Object.assign(emptyLabels(), around, own);
}
