import { accept, assert, isWellFormed, type Result, reject } from '../../kernel/index.ts';
import { NAME_LIMITS, type PointRejection, type SeriesKey, type SeriesName } from './model.ts';

const METRIC = /^[A-Za-z_:][\w:./-]*$/;
const LABEL = /^[A-Za-z_][\w./-]*$/;

/**
 * The canonical name of a series, in the text form of Prometheus with labels sorted by code units and empty ones left out: equal
 * names are equal texts, and {@link readSeriesKey} gives them back. Dots and slashes are allowed, as OpenTelemetry writes names.
 */
export function seriesKey({
  metric,
  labels,
}: SeriesName): Result<SeriesKey, Extract<PointRejection, 'bad-name' | 'too-many-labels' | 'too-long'>> {
  if (metric.length > NAME_LIMITS.metric) return reject('too-long');
  if (!METRIC.test(metric)) return reject('bad-name');
  const names = Object.keys(labels);
  if (names.length > NAME_LIMITS.labels) return reject('too-many-labels');
  if (names.length > 1) names.sort();
  let inside = '';
  for (const name of names) {
    const value = labels[name] ?? '';
    if (value === '') continue;
    if (name.length > NAME_LIMITS.labelName || value.length > NAME_LIMITS.labelValue) return reject('too-long');
    if (!LABEL.test(name) || !isWellFormed(value)) return reject('bad-name');
    inside += `${inside === '' ? '' : ','}${name}="${escaped(value)}"`;
  }
  const key = inside === '' ? metric : `${metric}{${inside}}`;
  return key.length > NAME_LIMITS.key ? reject('too-long') : accept(key as SeriesKey);
}

/** The name that a key stands for. */
export function readSeriesKey(key: SeriesKey): SeriesName {
  const open = key.indexOf('{');
  if (open < 0) return { metric: key, labels: {} };
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  const inside = key.slice(open + 1, -1);
  const pair = /([A-Za-z_][\w./-]*)="((?:[^"\\]|\\.)*)",?/gy;
  let end = 0;
  for (let match = pair.exec(inside); match !== null; match = pair.exec(inside)) {
    const [, name = '', value = ''] = match;
    labels[name] = value.replaceAll(/\\(.)/g, (_, mark: string) => (mark === 'n' ? '\n' : mark));
    end = pair.lastIndex;
  }
  assert(end === inside.length, 'a key was made by seriesKey');
  return { metric: key.slice(0, open), labels };
}

/** Whether a series is of this metric and has each of these labels with exactly this value; other labels do not matter. */
export function isSelected(name: SeriesName, selector: SeriesName): boolean {
  if (name.metric !== selector.metric) return false;
  return Object.entries(selector.labels).every(([label, value]) => (name.labels[label] ?? '') === value);
}

function escaped(value: string): string {
  if (!/["\\\n]/.test(value)) return value;
  return value.replaceAll(/["\\\n]/g, (mark) => (mark === '\n' ? '\\n' : `\\${mark}`));
}
