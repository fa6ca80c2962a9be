import type { Sample, SampleSource, SeriesName, SourceAnswer, SourceRejection } from '../../domain/signal/index.ts';
import { accept, type Instant, type Result, reject } from '../../kernel/index.ts';
import { refusalOf } from './backend.ts';
import { asker, type HaproxySettings } from './socket.ts';
import { type Row, statRows } from './table.ts';

/** Series of one answer: more servers than one proxy balances. */
const MAX_SERIES = 20_000;
const CODES = ['1xx', '2xx', '3xx', '4xx', '5xx', 'other'] as const;

/**
 * Counters of servers at this moment, under the names of HAProxy's exporter (`haproxy_server_http_responses_total{proxy,server,code}`, ...) and
 * two sums of them for a judge: `haproxy_server_answers_total` and `haproxy_server_bad_answers_total`. What HAProxy answers in a server's stead, since
 * it did not connect or broke off, it does not count among the server's 5xx; here it is both an answer and a bad one. HAProxy
 * remembers nothing: only what is asked for at the end of a period is there, and expressions are not understood.
 */
export function haproxySource(settings: HaproxySettings): SampleSource {
  return {
    name: 'haproxy',
    async samples({ selector, to }) {
      const wanted = readSelector(selector);
      if (wanted === null) return reject({ code: 'bad-query', message: 'not METRIC{label="value"}' });
      // Of another source: there is none of it here.
      if (!wanted.metric.startsWith('haproxy_server_')) return accept({ series: [], warnings: [] });
      const answer = await asker(settings)('show stat -1 4 -1');
      if (answer.kind === 'trouble') return reject(answer);
      const rows = statRows(answer.text);
      if (rows === null) return notRead(answer.text);
      const series = rows.flatMap((row) => seriesOf(row, to)).filter(({ name }) => isWanted(name, wanted));
      if (series.length > MAX_SERIES) return reject({ code: 'too-large', message: `over ${MAX_SERIES} series` });
      return accept({ series, warnings: [] });
    },
    at: () => notUnderstood(),
    range: () => notUnderstood(),
  };
}

type Series = SourceAnswer['series'][number];

function seriesOf(row: Row, at: Instant): readonly Series[] {
  const labels = { proxy: row['pxname'] ?? '', server: row['svname'] ?? '' };
  const one = (
    metric: string,
    value: number | null,
    more: Readonly<Record<string, string>> = {},
  ): readonly Series[] => {
    if (value === null) return [];
    const samples: readonly Sample[] = [{ at, value }];
    return [{ name: { metric, labels: { ...labels, ...more } }, samples }];
  };
  const codes = CODES.map((code) => ({ code, count: countOf(row, `hrsp_${code}`) }));
  const [noConnection, brokenOff] = [countOf(row, 'econ'), countOf(row, 'eresp')];
  const failed = noConnection === null || brokenOff === null ? null : noConnection + brokenOff;
  const answered = codes.some(({ count }) => count === null) ? null : sum(codes.map(({ count }) => count ?? 0));
  const bad = countOf(row, 'hrsp_5xx');
  return [
    ...codes.flatMap(({ code, count }) => one('haproxy_server_http_responses_total', count, { code })),
    ...one('haproxy_server_connection_errors_total', noConnection),
    ...one('haproxy_server_response_errors_total', brokenOff),
    ...one('haproxy_server_answers_total', answered === null || failed === null ? null : answered + failed),
    ...one('haproxy_server_bad_answers_total', bad === null || failed === null ? null : bad + failed),
  ];
}

/** `null` = not counted, as in a backend of mode tcp; that is not zero. */
function countOf(row: Row, field: string): number | null {
  const text = row[field] ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** `metric{a="b",c="d"}` with equal labels alone; `null` = anything else. */
export function readSelector(selector: string): SeriesName | null {
  const parts = /^([A-Za-z_]\w{0,199})(?:\{([^{}]{0,1000})\})?$/.exec(selector.trim());
  if (parts === null) return null;
  const labels: Record<string, string> = {};
  const text = (parts[2] ?? '').trim();
  for (const pair of text === '' ? [] : text.split(',')) {
    const [, name, value] =
      /^\s{0,9}([A-Za-z_]\w{0,99})\s{0,9}=\s{0,9}"([A-Za-z0-9_.:-]{0,64})"\s{0,9}$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) return null;
    labels[name] = value;
  }
  return { metric: parts[1] ?? '', labels };
}

function isWanted(name: SeriesName, wanted: SeriesName): boolean {
  return (
    name.metric === wanted.metric &&
    Object.entries(wanted.labels).every(([label, value]) => name.labels[label] === value)
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}

async function notUnderstood(): Promise<Result<SourceAnswer, SourceRejection>> {
  return reject({ code: 'bad-query', message: 'HAProxy answers for its counters alone, not for expressions' });
}

function notRead(text: string): Result<SourceAnswer, SourceRejection> {
  const { kind, message } = refusalOf(text);
  return reject({ code: kind === 'denied' ? 'not-permitted' : 'malformed', message });
}
