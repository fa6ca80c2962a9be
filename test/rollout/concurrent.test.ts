import { describe, expect, it } from 'vitest';
import { besideEachOther, openLocalJudge, SERVER_VIEWS } from '../../src/control/index.ts';
import type { Judgement } from '../../src/domain/judge/index.ts';
import {
  evolve,
  type PlanMetric,
  type PlanTarget,
  type Rollout,
  startRollout,
} from '../../src/domain/rollout/index.ts';
import { SeriesMemory } from '../../src/domain/signal/index.ts';
import { digestOf, type Instant, instant } from '../../src/kernel/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import { emptyMemory, memoryStore } from '../event-store/memory-store.ts';
import { DEPLOY, FLAG, plan, stage } from './plan.ts';

const T0 = instant(1_800_000_000_000);
const STEP_MS = 30_000;

/** A rollout that gives its new version so much. */
function rollout(id: string, given: { target: PlanTarget; service: string; label: string; percent?: number }): Rollout {
  const { target, service, label, percent = 50 } = given;
  const [metric] = plan().metrics as readonly [PlanMetric];
  const started = startRollout({
    plan: plan({
      name: id,
      service,
      targets: [target],
      metrics: [{ ...metric, arms: { label, canary: 'new', control: 'old' } }],
      stages: [stage('part', percent, { target: target.id, leastMs: 10 * 3_600_000 })],
      timing: { stepMs: STEP_MS, latenessMs: 0, silenceMs: 300_000, leastEvents: 5 },
    }),
    subject: { repository: 'local:shop', change: null, revision: 'abc', planDigest: digestOf('plan') },
    weight: { tier: 2, riskPercentile: 0.2 },
    safety: { answer: 'safe', reasons: [] },
    running: null,
    previous: null,
    by: { kind: 'human', id: 'ann', name: 'Ann' },
    now: T0,
  });
  const made = started.ok ? started.value.reduce<Rollout | null>(evolve, null) : null;
  if (made === null) throw new Error('it was not started');
  const entered = { index: 0, enteredAt: T0, clockFrom: T0 };
  return { ...made, id, stage: entered, weights: { [target.id]: percent } };
}

const CALLS = new Map([
  ['front', ['shop']],
  ['shop', ['stock']],
  ['mail', []],
]);
const beside = (...rollouts: readonly Rollout[]) =>
  besideEachOther(rollouts, { calls: CALLS, series: new SeriesMemory() });

describe('rollouts that run beside each other', () => {
  const deploy = rollout('deploy', { target: DEPLOY, service: 'shop', label: 'arm' });
  const flag = rollout('flag', { target: FLAG, service: 'stock', label: 'variant' });

  it('do not concern each other where they reach no common service', () => {
    const mail = rollout('mail', { target: FLAG, service: 'mail', label: 'variant' });
    expect(beside(deploy, mail).get('deploy')).toMatchObject({ apartFrom: [], spreadBy: [], notToldApart: [] });
  });

  it('are spread over each other where they split by different flags or proxies', () => {
    expect(beside(deploy, flag).get('deploy')).toMatchObject({ spreadBy: ['flag'], notToldApart: [] });
    expect(beside(deploy, flag).get('flag')).toMatchObject({ spreadBy: ['deploy'], notToldApart: [] });
  });

  it('are not told apart where they split the same users, or nobody knows how', () => {
    const same = rollout('same', { target: FLAG, service: 'stock', label: 'arm' });
    expect(beside(flag, same).get('same')?.notToldApart).toEqual(['flag']);
    const hidden = rollout('hidden', { target: { ...DEPLOY, engine: 'spinnaker' }, service: 'shop', label: 'arm' });
    expect(beside(hidden, flag).get('flag')?.notToldApart).toEqual(['hidden']);
  });

  it('do not matter once they have ended, or have all or nothing', () => {
    const ended = { ...flag, end: { kind: 'finished', by: flag.by, at: T0 } } as const;
    for (const other of [ended, { ...flag, weights: { flag: 0 } }, { ...flag, weights: { flag: 100 } }]) {
      expect(beside(deploy, other).get('deploy')).toMatchObject({ spreadBy: [] });
    }
  });
});

describe('two rollouts on the same traffic, judged', () => {
  it('are told apart: the one that is bad goes back, the other one does not', async () => {
    expect(await judged({ isLabelled: false, hasOneSplit: false })).toEqual({ deploy: 'hold', flag: 'rollback' });
  });

  it('are told apart by labels: what is bad is left out of the comparison of the other one', async () => {
    const { deploy, flag, seen } = await judgedWith({ isLabelled: true, hasOneSplit: false });
    expect([deploy?.decision, flag?.decision]).toEqual(['hold', 'rollback']);
    // Half of the traffic of each arm has the flag.
    expect(seen.only).toEqual({ variant: 'old' });
    const exposure = deploy?.metrics[0]?.canary.exposure ?? 0;
    expect(exposure / (flag?.metrics[0]?.canary.exposure ?? 1)).toBeLessThan(1.1);
  });

  it('say so where they cannot be: both go back, each naming the other', async () => {
    const { deploy, flag } = await judgedWith({ isLabelled: false, hasOneSplit: true });
    expect(deploy?.reasons).toContainEqual({ code: 'not-told-apart', rollouts: ['flag'] });
    expect(flag?.reasons).toContainEqual({ code: 'not-told-apart', rollouts: ['deploy'] });
    expect([deploy?.decision, flag?.decision]).toEqual(['rollback', 'rollback']);
  });
});

interface Way {
  readonly isLabelled: boolean;
  readonly hasOneSplit: boolean;
}

async function judged(way: Way) {
  const { deploy, flag } = await judgedWith(way);
  return { deploy: deploy?.decision, flag: flag?.decision };
}

/** Half an hour of a shop whose flag triples errors, while a deployment that is as good as the old one is rolled out too. */
async function judgedWith({ isLabelled, hasOneSplit }: Way) {
  const random = seededRandom(21);
  const target = { ...FLAG, id: 'deploy' };
  const deploy = rollout('deploy', { target: hasOneSplit ? target : DEPLOY, service: 'shop', label: 'arm' });
  const flag = rollout('flag', { target: FLAG, service: 'shop', label: 'variant' });
  const series = new SeriesMemory();
  const totals = new Map<string, { requests: number; errors: number }>();
  const besideAll = () => besideEachOther([deploy, flag], { calls: CALLS, series });
  const judges = [deploy, flag].map((each) => {
    const { records } = memoryStore({ memory: emptyMemory(), views: SERVER_VIEWS, upCasters: [] });
    const besideOf = async () => besideAll().get(each.id) as never;
    return { rollout: each, judge: openLocalJudge({ series, records, besideOf }) };
  });
  for (let step = 1; step <= 60; step += 1) {
    const now = instant(T0 + step * STEP_MS);
    for (const arm of ['old', 'new']) {
      for (const variant of hasOneSplit ? [arm] : ['old', 'new']) {
        const total = totals.get(`${arm} ${variant}`) ?? { requests: 0, errors: 0 };
        totals.set(`${arm} ${variant}`, total);
        const requests = hasOneSplit ? 500 : 250;
        total.requests += requests;
        for (let each = 0; each < requests; each += 1)
          total.errors += random() < (variant === 'new' ? 0.06 : 0.02) ? 1 : 0;
      }
    }
    series.take(pointsOf(totals, { isLabelled, now }), now);
    for (const { rollout: each, judge } of judges) await judge.judge({ rollout: each, now });
  }
  const said = (at: number): Judgement | null => judges[at]?.judge.last(judges[at]?.rollout.id ?? '') ?? null;
  const seen = besideAll().get('deploy') ?? { only: null };
  return { deploy: said(0), flag: said(1), seen };
}

function pointsOf(
  totals: ReadonlyMap<string, { readonly requests: number; readonly errors: number }>,
  { isLabelled, now }: { readonly isLabelled: boolean; readonly now: Instant },
) {
  const sums = new Map<string, { labels: Record<string, string>; requests: number; errors: number }>();
  const add = (labels: Record<string, string>, one: { readonly requests: number; readonly errors: number }) => {
    const key = JSON.stringify(labels);
    const sum = sums.get(key) ?? { labels, requests: 0, errors: 0 };
    sums.set(key, { labels, requests: sum.requests + one.requests, errors: sum.errors + one.errors });
  };
  for (const [key, total] of totals) {
    const [arm = '', variant = ''] = key.split(' ');
    if (isLabelled) add({ arm, variant }, total);
    else {
      add({ arm }, total);
      add({ variant }, total);
    }
  }
  return [...sums.values()].flatMap(({ labels, requests, errors }) =>
    [
      { metric: 'shop_requests_total', value: requests },
      { metric: 'shop_errors_total', value: errors },
    ].map(({ metric, value }) => ({
      name: { metric, labels },
      kind: 'counter' as const,
      states: 'total' as const,
      at: now,
      from: null,
      value,
      id: null,
    })),
  );
}
