import { describe, expect, it } from 'vitest';
import type { PlanMetric } from '../../domain/rollout/index.ts';
import { SeriesMemory } from '../../domain/signal/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { metricSamples } from './sampling.ts';

const T0 = instant(1_800_000_000_000);
const STEP_MS = 30_000;
const SCRAPE_MS = 15_000;
const METRIC: PlanMetric = {
  spec: { kind: 'errors', name: 'errors', isCritical: true, exposure: 'requests', harmlessShare: null },
  source: {
    kind: 'events',
    events: [{ metric: 'http_total', labels: { code: '500' } }],
    exposure: [{ metric: 'http_total', labels: {} }],
  },
  arms: { label: 'arm', canary: 'canary', control: 'control' },
  isAbsentZero: true,
};

/** Scrapes of counters by their labels; `null` = the counter was not there. */
function told(
  lines: readonly (readonly [Readonly<Record<string, string>>, readonly (number | null)[]])[],
): SeriesMemory {
  const series = new SeriesMemory();
  for (const [labels, values] of lines) {
    for (const [scrape, value] of values.entries()) {
      const at = instant(T0 + scrape * SCRAPE_MS);
      const name = { metric: 'http_total', labels: { arm: 'canary', pod: 'a', ...labels } };
      if (value !== null)
        series.take([{ name, kind: 'counter', states: 'total', at, from: null, value, id: null }], instant(at));
    }
  }
  return series;
}

/** Events of the canary in steps of two scrapes, asked for pass by pass. */
function events(series: SeriesMemory, metric = METRIC, steps = 4): readonly (number | null)[] {
  const counted: (number | null)[] = [];
  for (let step = 1; step <= steps; step += 1) {
    const [from, to] = [T0 + (step - 1) * STEP_MS, T0 + step * STEP_MS].map((at) => instant(at)) as [Instant, Instant];
    const [sample] = metricSamples(series, metric, { from, to, stepMs: STEP_MS });
    counted.push(sample?.counts.kind === 'events' ? sample.counts.events : null);
  }
  return counted;
}

const OK = [1_000, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600, 1_700, 1_800];

describe('the first errors of a counter', () => {
  it('count where the process was read before without it', () => {
    const series = told([
      [{ code: '200' }, OK],
      [{ code: '500' }, [null, null, null, null, 7, 9, 9, 9, 9]],
    ]);
    expect(events(series)).toEqual([0, 7, 2, 0]);
  });

  it('count also where another error was known before, and nothing is said of absent counters', () => {
    const series = told([
      [{ code: '200' }, OK],
      [{ code: '500', path: '/a' }, [1, 1, 1, 1, 1, 1, 1, 1, 1]],
      [{ code: '500', path: '/b' }, [null, null, null, 4, 4, 4, 4, 4, 6]],
    ]);
    expect(events(series, { ...METRIC, isAbsentZero: false })).toEqual([0, 4, 0, 2]);
  });

  it('do not where the counter stood higher than its process can have counted in between: it came late', () => {
    const series = told([
      [{ code: '200' }, OK],
      [{ code: '500' }, [null, null, null, null, 5_000, 5_001, 5_001, 5_001, 5_001]],
    ]);
    expect(events(series)).toEqual([0, 0, 1, 0]);
  });

  it('do not where its process was not read before', () => {
    const series = told([
      [{ code: '200' }, OK],
      [{ code: '200', pod: 'b' }, [null, null, null, null, 50, 60, 70, 80, 90]],
      [{ code: '500', pod: 'b' }, [null, null, null, null, 30, 31, 31, 31, 31]],
    ]);
    expect(events(series)).toEqual([0, 0, 1, 0]);
  });

  it('are no data while nobody saw the counter, unless that is said to be zero', () => {
    const series = told([[{ code: '200' }, OK]]);
    expect(events(series, { ...METRIC, isAbsentZero: false })).toEqual([null, null, null, null]);
    expect(events(series)).toEqual([0, 0, 0, 0]);
  });
});
