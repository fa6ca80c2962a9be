import { z } from 'zod';
import type { Sample, SourceAnswer, SourceRejection } from '../../domain/signal/index.ts';
import { accept, excerpt, instant, type Result, reject } from '../../kernel/index.ts';

/** Series of one answer: what a screen or a judge asks for has some dozen. */
export const MAX_SERIES = 5_000;
/** Characters of what the server says that is wrong. */
const MAX_MESSAGE = 300;

/** `[seconds, "value"]`: numbers are texts, `NaN` and `+Inf` among them. */
const pair = z.tuple([z.number(), z.string().max(100)]);
const labels = z.record(z.string(), z.string());
const DATA = z.discriminatedUnion('resultType', [
  // Native histograms come as `histogram` instead; they hold no number.
  z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: labels, value: pair.optional() })) }),
  z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ metric: labels, values: z.array(pair).optional() })),
  }),
  z.object({ resultType: z.literal('scalar'), result: pair }),
  z.object({ resultType: z.literal('string'), result: pair }),
]);
const ANSWER = z.discriminatedUnion('status', [
  z.object({ status: z.literal('success'), data: DATA, warnings: z.array(z.string()).nullish() }),
  z.object({ status: z.literal('error'), errorType: z.string().catch(''), error: z.string().catch('') }),
]);

/** Reads an answer of the HTTP API (Prometheus, "HTTP API", format overview), whatever its status. */
export function readAnswer(status: number, text: string): Result<SourceAnswer, SourceRejection> {
  const parsed = ANSWER.safeParse(jsonIn(text));
  if (!parsed.success) return reject(withoutAnswer(status));
  const answer = parsed.data;
  if (answer.status === 'error') {
    const message = excerpt(`${answer.errorType}: ${answer.error}`, MAX_MESSAGE);
    return reject({ code: codeOf(status, answer.errorType), message });
  }
  if (status !== 200) return reject(withoutAnswer(status));
  const { data } = answer;
  if (data.resultType === 'string')
    return reject({ code: 'bad-query', message: 'the query gives a text, not a number' });
  const lines =
    data.resultType === 'scalar'
      ? [{ metric: {}, values: [data.result] }]
      : data.resultType === 'vector'
        ? data.result.map(({ metric, value }) => ({ metric, values: value === undefined ? [] : [value] }))
        : data.result.map(({ metric, values }) => ({ metric, values: values ?? [] }));
  if (lines.length > MAX_SERIES) {
    return reject({ code: 'too-large', message: `the query gives ${lines.length} series, more than ${MAX_SERIES}` });
  }
  const warnings = (answer.warnings ?? []).slice(0, 10).map((warning) => excerpt(warning, MAX_MESSAGE));
  return accept({ series: lines.map(seriesOf), warnings });
}

function seriesOf(line: {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [number, string])[];
}): SourceAnswer['series'][number] {
  const { __name__: metric = '', ...rest } = line.metric;
  const samples = line.values.flatMap(([seconds, text]): readonly Sample[] => {
    const value = Number(text);
    const isNumber = text !== '' && Number.isFinite(value) && Number.isFinite(seconds);
    return isNumber ? [{ at: instant(Math.round(seconds * 1_000)), value }] : [];
  });
  return { name: { metric, labels: rest }, samples };
}

function codeOf(status: number, errorType: string): SourceRejection['code'] {
  if (errorType === 'timeout' || errorType === 'canceled') return 'timeout';
  if (status === 400 || errorType === 'bad_data') return 'bad-query';
  if (status === 422 || errorType === 'execution') return 'not-carried-out';
  if (status === 401 || status === 403) return 'not-permitted';
  return 'unavailable';
}

function withoutAnswer(status: number): SourceRejection {
  if (status === 401 || status === 403) return { code: 'not-permitted', message: `status ${status}` };
  if (status >= 500 || status === 404 || status === 429) return { code: 'unavailable', message: `status ${status}` };
  return { code: 'malformed', message: `status ${status}, and no answer of Prometheus` };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
