import type { Arm, Counts, Sample as JudgeSample } from '../../domain/judge/index.ts';
import type { PlanMetric } from '../../domain/rollout/index.ts';
import { combinedCounter, growthBySteps, type SeriesName, type SeriesStore } from '../../domain/signal/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';

/** Whole steps, as epoch milliseconds that are multiples of `stepMs`. */
export interface StepSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly stepMs: number;
}

/**
 * What a metric counted in each step, in both arms. A step in which something of it is not known gives no sample, which is not zero; so
 * does growth over a gap. Counters that began anew count from 0.
 */
export function metricSamples(store: SeriesStore, metric: PlanMetric, span: StepSpan): readonly JudgeSample[] {
  return (['canary', 'control'] as const).flatMap((arm) => armSamples(store, { metric, arm, span }));
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
  { metric, arm, span }: { readonly metric: PlanMetric; readonly arm: Arm; readonly span: StepSpan },
): readonly JudgeSample[] {
  const { spec, source, arms, isAbsentZero } = metric;
  const value = arm === 'canary' ? arms.canary : arms.control;
  const grown = (selectors: readonly SeriesName[], isZero = false): Growth =>
    summed(selectors.map((each) => growthOf(store, { selector: withArm(each, arms.label, value), span, isZero })));
  const columns: readonly Growth[] =
    source.kind === 'events'
      ? [grown(source.exposure), grown(source.events, isAbsentZero)]
      : source.kind === 'values'
        ? [grown([source.count]), grown([source.sum]), grown([source.squares])]
        : [
            grown([source.count]),
            ...source.le.map((le) => grown([{ ...source.bucket, labels: { ...source.bucket.labels, le } }])),
          ];
  return stepsOf(span).flatMap((since, at) => {
    const row = columns.map((column) => column[at] ?? null);
    if (row.some((each) => each === null)) return [];
    const counts = countsOf(source.kind, row as readonly number[]);
    return [{ metric: spec.name, arm, series: '', at: instant(since + span.stepMs), since, counts }];
  });
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

function growthOf(
  store: SeriesStore,
  { selector, span, isZero }: { readonly selector: SeriesName; readonly span: StepSpan; readonly isZero: boolean },
): Growth {
  const found = store.find(selector);
  const from = instant(Math.max(0, span.from - span.stepMs));
  const lines = found.map(({ series }) => store.samplesOf(series, from, span.to));
  const growth = growthBySteps(combinedCounter(lines), span);
  // Of a counter that nobody has seen nothing else is known but that its program tells of it only once it counts.
  return isZero ? growth.map((each) => each ?? 0) : growth;
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

function withArm(selector: SeriesName, label: string, value: string): SeriesName {
  return { ...selector, labels: { ...selector.labels, [label]: value } };
}

function stepsOf({ from, to, stepMs }: StepSpan): readonly Instant[] {
  const count = Math.max(0, Math.floor((to - from) / stepMs));
  return Array.from({ length: count }, (_, at) => instant(from + at * stepMs));
}
