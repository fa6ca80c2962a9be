import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prometheusSource } from '../../src/adapter/prometheus/index.ts';
import { growthOf, type SampleSource } from '../../src/domain/signal/index.ts';
import { instant } from '../../src/kernel/index.ts';
import {
  eventually,
  metricsEndpoint,
  noPrometheus,
  startPrometheus,
  type TestPrometheus,
} from '../support/prometheus.ts';

const MISSING = noPrometheus();
if (MISSING !== null) console.warn(`The tests against a real Prometheus are left out: ${MISSING}.`);

/** Each scrape sees one order more; the fourth sees a program that began anew. */
let scrapes = 0;
const orders = (): number => (scrapes <= 3 ? 100 + scrapes : scrapes - 3);

describe.skipIf(MISSING !== null)('a real Prometheus', () => {
  let prometheus: TestPrometheus;
  let endpoint: Awaited<ReturnType<typeof metricsEndpoint>>;
  let source: SampleSource;
  const MINUTES_MS = 10 * 60_000;
  const window = () => ({ from: instant(Date.now() - MINUTES_MS), to: instant(Date.now()) });

  beforeAll(async () => {
    endpoint = await metricsEndpoint(() => {
      scrapes += 1;
      return [
        '# TYPE orders_total counter',
        `orders_total{arm="canary"} ${orders()}`,
        'odd{kind="nan"} NaN',
        'odd{kind="inf"} +Inf',
        'odd{kind="fine"} 2.5',
        '',
      ].join('\n');
    });
    prometheus = await startPrometheus({ target: endpoint.target, everyMs: 200 });
    source = prometheusSource({ url: prometheus.url, proof: { kind: 'none' }, timeoutMs: 20_000 });
  }, 60_000);
  afterAll(async () => {
    await prometheus?.stop();
    await endpoint?.stop();
  });

  it('gives each raw sample at the moment of its scrape, the reset of a counter with it', async () => {
    const answer = await eventually(
      () => source.samples({ selector: 'orders_total{arm="canary"}', ...window() }),
      (got) => got.ok && got.value.series[0]?.samples.some(({ value }) => value < 100) === true,
    );
    if (!answer.ok) throw new Error(answer.rejection.message);
    const [line] = answer.value.series;
    const samples = line?.samples ?? [];
    expect([line?.name.metric, line?.name.labels['arm'], line?.name.labels['job']]).toEqual([
      'orders_total',
      'canary',
      'shop',
    ]);
    const values = samples.map(({ value }) => value);
    // A scrape that a busy machine missed is a gap: what is there stands in the order of the scrapes.
    const scraped = (value: number): number => (value > 100 ? value - 100 : value + 3);
    const order = values.map(scraped);
    expect(order.every((scrape, index) => scrape > (order[index - 1] ?? 0))).toBe(true);
    expect([values.some((value) => value > 100), values.at(-1)]).toEqual([true, expect.any(Number)]);
    expect(values.at(-1)).toBeLessThan(100);
    expect(samples.every(({ at }, index) => at > (samples[index - 1]?.at ?? 0))).toBe(true);
    expect(growthOf(samples)).toBeLessThan(scrapes);
  });

  it('leaves out what is no number, and answers with nothing where there is nothing', async () => {
    const odd = await eventually(
      () => source.at({ query: 'odd', at: instant(Date.now()) }),
      (got) => got.ok && got.value.series.length === 3,
    );
    const kinds = odd.ok ? odd.value.series.filter(({ samples }) => samples.length > 0) : [];
    expect(kinds.map(({ name, samples }) => [name.labels['kind'], samples[0]?.value])).toEqual([['fine', 2.5]]);
    const nothing = await source.samples({ selector: 'no_such_metric', ...window() });
    expect(nothing).toEqual({ ok: true, value: { series: [], warnings: [] } });
  });

  it('answers scalars and ranges', async () => {
    const scalar = await source.at({ query: 'vector(1)', at: instant(Date.now()) });
    expect(scalar.ok && scalar.value.series[0]?.samples[0]?.value).toBe(1);
    const number = await source.at({ query: '7', at: instant(Date.now()) });
    expect(number.ok && number.value.series[0]?.samples[0]?.value).toBe(7);
    const range = await source.range({ query: 'vector(2)', ...window(), stepMs: 60_000 });
    expect(range.ok && range.value.series[0]?.samples.length).toBe(11);
  });

  it('says what it does not understand, and what it cannot carry out', async () => {
    const broken = await source.samples({ selector: 'orders_total{', ...window() });
    expect(broken).toMatchObject({ rejection: { code: 'bad-query' } });
    const text = await source.at({ query: '"words"', at: instant(Date.now()) });
    expect(text).toMatchObject({ rejection: { code: 'bad-query' } });
    const many = await source.at({ query: 'odd * on(job) orders_total * on(job) odd', at: instant(Date.now()) });
    expect(many).toMatchObject({ rejection: { code: 'not-carried-out' } });
  });
});
