import type { Arm, Counts, Sample as JudgeSample } from '../../domain/judge/index.ts';
import type { PlanMetric } from '../../domain/rollout/index.ts';
import { combinedCounter, growthBySteps, type SeriesName, type SeriesStore } from '../../domain/signal/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { type CounterLine, grounded, INSTANCE_LABELS, linesOf } from './series-line.ts';

/** Whole steps, as epoch milliseconds that are multiples of `stepMs`. */
export interface StepSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly stepMs: number;
}

/** What of a metric's series is read. */
export interface SampleView {
  /** Labels with the value that they must have: arms of other rollouts, of which only the standing version is compared. */
  readonly only?: Readonly<Record<string, string>>;
}

/**
 * What a metric counted in each step, in both arms. A step in which something of it is not known gives no sample, which is not zero; so
 * does growth over a gap. Counters that began anew count from 0, and so do those that a process that was read before told of for the first time.
 */
export function metricSamples(
  store: SeriesStore,
  metric: PlanMetric,
  span: StepSpan,
  { only = {} }: SampleView = {},
): readonly JudgeSample[] {
  const { label, canary, control } = metric.arms;
  const of = (arm: Arm, value: string) =>
    armSamples(store, { metric, arm, span, labels: { ...only, [label]: value }, keeps: () => true });
  return [...of('canary', canary), ...of('control', control)];
}

/**
 * What a metric counted in two groups of instances of the standing version: those that are `chosen` by the value of a label as `canary`, and the
 * others as `control`. A group of which nobody has seen an event, while others were seen, had none.
 */
export function stableSamples(
  store: SeriesStore,
  metric: PlanMetric,
  { span, label, chosen }: { span: StepSpan; label: string; chosen: ReadonlySet<string> },
): readonly JudgeSample[] {
  const { arms, source } = metric;
  const labels = { [arms.label]: arms.control };
  const isNamed =
    source.kind === 'events' && source.events.some((each) => store.find(withLabels(each, labels)).length > 0);
  const counted = isNamed ? { ...metric, isAbsentZero: true } : metric;
  const of = (arm: Arm) =>
    armSamples(store, {
      metric: counted,
      arm,
      span,
      labels,
      keeps: (name) => {
        const instance = name.labels[label];
        return instance !== undefined && chosen.has(instance) === (arm === 'canary');
      },
    });
  return [...of('canary'), ...of('control')];
}

/** Instances of the standing version that told of a metric since `since`, by the label that tells them apart; `null` = nothing does. */
export function stableInstances(
  store: SeriesStore,
  { source, arms }: PlanMetric,
  since: Instant,
): { readonly label: string; readonly instances: readonly string[] } | null {
  const selectors = source.kind === 'events' ? source.exposure : [source.count];
  const known = selectors
    .flatMap((each) => store.find(withLabels(each, { [arms.label]: arms.control })))
    .filter(({ lastAt }) => lastAt >= since);
  const labels = arms.instance === undefined ? INSTANCE_LABELS : [arms.instance];
  for (const label of labels) {
    const values = new Set(known.flatMap(({ name }) => name.labels[label] ?? []));
    if (values.size > 1 && label !== arms.label) return { label, instances: [...values].sort() };
  }
  return null;
}

/** Selectors of everything that a metric reads, without its arms; sorted, each once. */
export function selectorsOf({ source }: PlanMetric): readonly SeriesName[] {
  switch (source.kind) {
    case 'events':
      return [...source.events, ...source.exposure];
    case 'histogram':
      return [source.bucket, source.count];
    case 'values':
      return [source.count, source.sum, source.squares];
  }
}

/** Growth in each step; `null` = not known. */
type Growth = readonly (number | null)[];

function armSamples(
  store: SeriesStore,
  given: {
    readonly metric: PlanMetric;
    readonly arm: Arm;
    readonly span: StepSpan;
    readonly labels: Readonly<Record<string, string>>;
    readonly keeps: (name: SeriesName) => boolean;
  },
): readonly JudgeSample[] {
  const { metric, arm, span, labels, keeps } = given;
  const { spec, source } = metric;
  const from = instant(Math.max(0, span.from - span.stepMs));
  const read = (selectors: readonly SeriesName[]): readonly (readonly CounterLine[])[] =>
    selectors.map((each) => linesOf(store, { selector: withLabels(each, labels), from, to: span.to, keeps }));
  const grown = (lines: readonly (readonly CounterLine[])[]): Growth =>
    summed(lines.map((each) => growthOf(each, span)));
  const columns = columnsOf(metric, { read, grown, from, stepMs: span.stepMs });
  return stepsOf(span).flatMap((since, at) => {
    const row = columns.map((column) => column[at] ?? null);
    if (row.some((each) => each === null)) return [];
    const counts = countsOf(source.kind, row as readonly number[]);
    return [{ metric: spec.name, arm, series: '', at: instant(since + span.stepMs), since, counts }];
  });
}

function columnsOf(
  { source, isAbsentZero }: PlanMetric,
  given: {
    readonly read: (selectors: readonly SeriesName[]) => readonly (readonly CounterLine[])[];
    readonly grown: (lines: readonly (readonly CounterLine[])[]) => Growth;
    readonly from: Instant;
    readonly stepMs: number;
  },
): readonly Growth[] {
  const { read, grown, from, stepMs } = given;
  switch (source.kind) {
    case 'values':
      return [grown(read([source.count])), grown(read([source.sum])), grown(read([source.squares]))];
    case 'histogram':
      return [grown(read([source.count])), ...source.le.map((le) => grown(read([withLabels(source.bucket, { le })])))];
    case 'events': {
      const exposure = read(source.exposure);
      const grounds = { processes: exposure.flat(), from, withinMs: 2 * stepMs };
      const events = grown(read(source.events).map((lines) => grounded(lines, grounds)));
      // Of a counter that nobody has seen nothing else is known but that its program tells of it only once it counts.
      return [grown(exposure), isAbsentZero ? events.map((each) => each ?? 0) : events];
    }
  }
}

function countsOf(kind: PlanMetric['source']['kind'], [first = 0, ...rest]: readonly number[]): Counts {
  switch (kind) {
    case 'events':
      return { kind: 'events', exposure: first, events: rest[0] ?? 0 };
    case 'histogram':
      return { kind: 'latency', exposure: first, above: rest.map((below) => Math.max(0, first - below)) };
    case 'values':
      return { kind: 'values', n: first, sum: rest[0] ?? 0, sumOfSquares: rest[1] ?? 0 };
  }
}

function growthOf(lines: readonly CounterLine[], span: StepSpan): Growth {
  return growthBySteps(combinedCounter(lines.map(({ samples }) => samples)), span);
}

function summed(columns: readonly Growth[]): Growth {
  const [first = [], ...rest] = columns;
  return first.map((value, at) =>
    rest.reduce<number | null>((sum, column) => {
      const other = column[at] ?? null;
      return sum === null || other === null ? null : sum + other;
    }, value),
  );
}

function withLabels(selector: SeriesName, labels: Readonly<Record<string, string>>): SeriesName {
  return { ...selector, labels: { ...selector.labels, ...labels } };
}

function stepsOf({ from, to, stepMs }: StepSpan): readonly Instant[] {
  const count = Math.max(0, Math.floor((to - from) / stepMs));
  return Array.from({ length: count }, (_, at) => instant(from + at * stepMs));
}
