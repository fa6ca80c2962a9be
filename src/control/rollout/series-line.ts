import type { Sample, SeriesName, SeriesStore } from '../../domain/signal/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';

/** Samples of one counter, oldest first, with the newest one of before the time that was asked for in front. */
export interface CounterLine {
  readonly name: SeriesName;
  readonly samples: readonly Sample[];
}

/** Which lines are read. */
export interface LineQuery {
  readonly selector: SeriesName;
  readonly from: Instant;
  readonly to: Instant;
  readonly keeps: (name: SeriesName) => boolean;
}

/**
 * Labels that tell processes of one service apart, the most telling first: what Kubernetes and OpenTelemetry name, then what proxies and
 * Prometheus do.
 */
export const INSTANCE_LABELS = [
  'service.instance.id',
  'service_instance_id',
  'k8s.pod.name',
  'k8s_pod_name',
  'pod',
  'container.id',
  'server',
  'instance',
  'host.name',
  'host_name',
  'hostname',
  'host',
  'node',
] as const;

/** Counters that a selector selects. */
export function linesOf(store: SeriesStore, { selector, from, to, keeps }: LineQuery): readonly CounterLine[] {
  return store
    .find(selector)
    .filter(({ name }) => keeps(name))
    .map(({ series, name }) => ({ name, samples: store.samplesOf(series, from, to) }));
}

/**
 * The lines of events from 0 on, where they began while their process was read: at readings of it before, they were not there, which is how
 * programs tell of a kind of event that never came. `processes`: lines that the same processes always tell, such as requests. What began
 * higher than those grew in the meantime was there before and only came late, and is left as it is. `from` as the lines were asked for.
 */
export function grounded(
  lines: readonly CounterLine[],
  { processes, from, withinMs }: { processes: readonly CounterLine[]; from: Instant; withinMs: number },
): readonly CounterLine[] {
  return lines.map((line) => {
    const [first] = line.samples;
    if (first === undefined || first.at <= from) return line;
    const readings = processes.filter((each) => each !== line && isOneProcess(each.name, line.name));
    const zeros = [...new Set(readings.flatMap(({ samples }) => samples.map(({ at }) => at)))]
      .filter((at) => at < first.at)
      .sort((one, other) => one - other);
    const last = zeros.at(-1);
    if (last === undefined || first.at - last > withinMs) return line;
    const grown = readings.reduce((sum, { samples }) => sum + grownBetween(samples, last, first.at), 0);
    if (first.value > grown) return line;
    return { ...line, samples: [...zeros.map((at) => ({ at: instant(at), value: 0 })), ...line.samples] };
  });
}

/** Whether two lines may be of one process: no label that names one says otherwise. */
function isOneProcess(one: SeriesName, other: SeriesName): boolean {
  return INSTANCE_LABELS.every((label) => {
    const [left, right] = [one.labels[label], other.labels[label]];
    return left === undefined || right === undefined || left === right;
  });
}

function grownBetween(samples: readonly Sample[], from: number, to: number): number {
  let before: Sample | null = null;
  let after: Sample | null = null;
  for (const sample of samples) {
    if (sample.at <= from) before = sample;
    if (sample.at <= to) after = sample;
  }
  if (before === null || after === null) return 0;
  return Math.max(0, after.value - before.value);
}
