import { expect, it } from 'vitest';
import { openLocalJudge, SERVER_VIEWS } from '../../src/control/index.ts';
import { evolve, type PlanMetric, type Rollout, startRollout } from '../../src/domain/rollout/index.ts';
import { SeriesMemory, type StatedPoint } from '../../src/domain/signal/index.ts';
import { digestOf, instant } from '../../src/kernel/index.ts';
import { emptyMemory, memoryStore } from '../event-store/memory-store.ts';
import { plan, stage } from './plan.ts';

const T0 = instant(1_800_000_000_000);
const STEP_MS = 30_000;
const STEPS = 6;
const METRICS = 20;
const THRESHOLDS = [10, 25, 50, 100, 250];

/** A latency metric of a histogram with all the thresholds that there may be. */
function metric(name: string): PlanMetric {
  const thresholds = THRESHOLDS.map((aboveMs) => ({ name: `over ${aboveMs}`, aboveMs }));
  return {
    spec: { kind: 'latency', name, isCritical: true, thresholds },
    source: {
      kind: 'histogram',
      bucket: { metric: `${name}_bucket`, labels: {} },
      count: { metric: `${name}_count`, labels: {} },
      le: THRESHOLDS.map(String),
    },
    arms: { label: 'arm', canary: 'canary', control: 'control' },
    isAbsentZero: false,
  };
}

function rolledOut(metrics: readonly PlanMetric[]): Rollout {
  const started = startRollout({
    plan: plan({ metrics, stages: [stage('half', 50)], timing: { ...plan().timing, stepMs: STEP_MS, latenessMs: 0 } }),
    subject: { repository: 'local:shop', change: null, revision: 'abc', planDigest: digestOf('plan') },
    weight: { tier: 2, riskPercentile: 0.2 },
    safety: { answer: 'safe', reasons: [] },
    running: null,
    previous: null,
    by: { kind: 'human', id: 'ann', name: 'Ann' },
    now: T0,
  });
  const rollout = started.ok ? started.value.reduce<Rollout | null>(evolve, null) : null;
  if (rollout === null) throw new Error('it was not started');
  return { ...rollout, stage: { index: 0, enteredAt: T0, clockFrom: T0 } };
}

it('is kept through a restart, however many metrics there are, and goes with the rollout', async () => {
  const metrics = Array.from({ length: METRICS }, (_, at) => metric(`speed${at}`));
  const rollout = rolledOut(metrics);
  const { records } = memoryStore({ memory: emptyMemory(), views: SERVER_VIEWS, upCasters: [] });
  const series = new SeriesMemory();
  const judge = openLocalJudge({ series, records });
  let now = T0;
  for (let step = 0; step <= STEPS; step += 1) {
    now = instant(T0 + step * STEP_MS);
    series.take(points(step, now), now);
    await judge.judge({ rollout, now });
  }
  const seen = judge.last(rollout.id)?.metrics.map(({ canary, logStop }) => [canary, logStop]);
  expect(seen?.[METRICS - 1]).toMatchObject([
    { events: expect.any(Number), exposure: 100 * STEPS },
    expect.any(Number),
  ]);

  // Its counters are gone with the process.
  const again = openLocalJudge({ series: new SeriesMemory(), records });
  await again.judge({ rollout, now });
  expect(again.last(rollout.id)?.metrics.map(({ canary, logStop }) => [canary, logStop])).toEqual(seen);

  await again.forget(rollout.id);
  const anew = openLocalJudge({ series: new SeriesMemory(), records });
  await anew.judge({ rollout, now });
  expect(anew.last(rollout.id)?.metrics[0]?.canary.exposure).toBe(0);
});

function points(step: number, at: typeof T0): readonly StatedPoint[] {
  return ['canary', 'control'].flatMap((arm) =>
    Array.from({ length: METRICS }, (_, index) => `speed${index}`).flatMap((name) => [
      point({ metric: `${name}_count`, labels: { arm }, value: 100 * step, at }),
      ...THRESHOLDS.map((le, rank) =>
        point({ metric: `${name}_bucket`, labels: { arm, le: String(le) }, value: (60 + 8 * rank) * step, at }),
      ),
    ]),
  );
}

function point(given: { metric: string; labels: Record<string, string>; value: number; at: typeof T0 }): StatedPoint {
  const { metric: named, labels, value, at } = given;
  return { name: { metric: named, labels }, kind: 'counter', states: 'total', at, from: null, value, id: null };
}
