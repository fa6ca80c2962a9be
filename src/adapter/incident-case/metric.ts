import type { MetricSeries, SeriesPoint } from '../../domain/attribution/index.ts';
import type { GapList } from './gap.ts';
import { numberOf, recordOf, textOf, timeOf } from './value.ts';

/** More points than this are more than a day of a thousand series needs. */
const POINTS_MOST = 2_000_000;

/** Reads `timestamp,service,metric,value`, in any order of columns, as the first line names them. */
export function readMetricCsv(text: string, gaps: GapList): MetricSeries[] {
  const lines = text.split('\n');
  const head = cells(lines[0] ?? '').map((cell) => cell.toLowerCase());
  const column = (...names: readonly string[]) => head.findIndex((cell) => names.includes(cell));
  const at = {
    time: column('timestamp', 'time'),
    service: column('service'),
    metric: column('metric', 'name'),
    value: column('value'),
  };
  if (at.time < 0 || at.metric < 0 || at.value < 0) {
    gaps.note('metrics.csv:1', 'the first line must name the columns timestamp, service, metric and value');
    return [];
  }
  const series = new Series();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    if (index > POINTS_MOST) break;
    const row = cells(line);
    const time = timeOf(row[at.time]);
    const metric = row[at.metric] ?? '';
    const value = numberOf(row[at.value]);
    if (time === null || value === null || metric === '') gaps.note(`metrics.csv:${index + 1}`, 'is no sample');
    else series.add({ service: row[at.service] ?? '', metric }, { at: time, value });
  }
  return series.all();
}

function cells(line: string): string[] {
  return line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

/** Reads an answer of Prometheus to a range query (`data.result[].values`) or a list of `{timestamp, service, metric, value}`. */
export function readMetricJson(value: unknown, gaps: GapList): MetricSeries[] {
  const series = new Series();
  if (Array.isArray(value)) {
    for (const [index, item] of value.slice(0, POINTS_MOST).entries())
      addRow(series, item, { gaps, place: `metrics:${index}` });
    return series.all();
  }
  const result = recordOf(recordOf(value)?.['data'])?.['result'] ?? recordOf(value)?.['result'];
  if (!Array.isArray(result)) {
    gaps.note('metrics', 'is neither a list of samples nor an answer to a range query');
    return [];
  }
  for (const [index, item] of result.entries()) addMatrix(series, item, { gaps, place: `metrics:${index}` });
  return series.all();
}

interface Where {
  readonly gaps: GapList;
  readonly place: string;
}

function addRow(series: Series, item: unknown, { gaps, place }: Where): void {
  const row = recordOf(item) ?? {};
  const at = timeOf(row['timestamp'] ?? row['time'] ?? row['at']);
  const value = numberOf(row['value']);
  const metric = textOf(row, 'metric', 'name');
  if (at === null || value === null || metric === null) gaps.note(place, 'is no sample');
  else series.add({ service: textOf(row, 'service') ?? '', metric }, { at, value });
}

/** Labels that name the service, most telling first, as exporters and service meshes have them. */
const SERVICE_LABELS = ['service', 'service_name', 'app', 'application', 'destination_workload', 'deployment', 'job'];

function addMatrix(series: Series, item: unknown, { gaps, place }: Where): void {
  const labels = recordOf(recordOf(item)?.['metric']);
  const values = recordOf(item)?.['values'];
  if (labels === null || !Array.isArray(values)) {
    gaps.note(place, 'is no series');
    return;
  }
  const rest = Object.entries(labels).filter(([name]) => name !== '__name__' && !SERVICE_LABELS.includes(name));
  const told = rest.map(([name, label]) => `${name}=${String(label)}`).join(',');
  const metric = `${textOf(labels, '__name__') ?? 'value'}${told === '' ? '' : `{${told}}`}`;
  for (const pair of values) {
    const [time, value] = Array.isArray(pair) ? pair : [];
    const at = timeOf(time);
    const number = numberOf(value);
    if (at === null || number === null) gaps.note(place, 'has a pair that is no sample');
    else series.add({ service: textOf(labels, ...SERVICE_LABELS) ?? '', metric }, { at, value: number });
  }
}

class Series {
  readonly #known = new Map<string, { service: string; metric: string; points: SeriesPoint[] }>();

  add({ service, metric }: { readonly service: string; readonly metric: string }, point: SeriesPoint): void {
    const key = `${service}\n${metric}`;
    const known = this.#known.get(key);
    if (known === undefined) this.#known.set(key, { service, metric, points: [point] });
    else known.points.push(point);
  }

  all(): MetricSeries[] {
    return [...this.#known.values()];
  }
}
