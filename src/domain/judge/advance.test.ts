import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { seededRandom } from '../../statistics/index.ts';
import {
  type Arm,
  advance,
  type DispersionLedger,
  EMPTY_LEDGER,
  type Judgement,
  type JudgePlan,
  type MetricSpec,
  placeOf,
  recordWindows,
  type Sample,
  type StagePlan,
  startJudging,
  startStage,
  USUAL_TIMING,
} from './index.ts';

const START = Date.UTC(2026, 5, 1);
const STEP = 10_000;
const ERRORS: MetricSpec = {
  kind: 'errors',
  name: 'errors',
  isCritical: true,
  exposure: 'requests',
  harmlessShare: null,
};
const ORDERS: MetricSpec = { kind: 'business', name: 'orders', isCritical: true, exposure: 'requests' };
const STAGE: StagePlan = { name: '1', canaryShare: 0.5, leastMs: 60_000, leastUnlearntMs: 60_000, horizon: null };

const planOf = (metrics: readonly MetricSpec[], more: Partial<JudgePlan> = {}): JudgePlan => ({
  metrics,
  demand: { alpha: 0.01, promoteAlpha: 0.05, ratioLimit: 2, dropLimit: 0.8 },
  ...USUAL_TIMING,
  lookShare: 0,
  ...more,
});

/** Samples of one metric every ten seconds for a number of steps; `rate` gives events in 100 exposures. */
function samplesOf(options: {
  steps: number;
  rate: (arm: Arm, step: number) => number;
  from?: number;
  perStep?: number;
  metric?: string;
  seed?: number;
  isCumulative?: boolean;
}): Sample[] {
  const { steps, rate, from = 0, perStep = 200, metric = 'errors', seed = 1, isCumulative = true } = options;
  const random = seededRandom(seed);
  const totals = { canary: [0, 0], control: [0, 0] };
  return Array.from({ length: steps }, (_, index) => from + index).flatMap((step) =>
    (['canary', 'control'] as const).map((arm): Sample => {
      let events = 0;
      for (let each = 0; each < perStep; each += 1) events += random() < rate(arm, step) / 100 ? 1 : 0;
      const total = totals[arm];
      total[0] = (isCumulative ? (total[0] ?? 0) : 0) + perStep;
      total[1] = (isCumulative ? (total[1] ?? 0) : 0) + events;
      const at = instant(START + (step + 1) * STEP);
      const since = isCumulative ? null : instant(at - STEP);
      return { metric, arm, series: '', at, since, counts: { kind: 'events', exposure: total[0], events: total[1] } };
    }),
  );
}

interface Told {
  readonly plan: JudgePlan;
  readonly samples: readonly Sample[];
  readonly stage?: StagePlan;
  readonly ledger?: DispersionLedger;
  readonly until?: number;
  /** Samples a batch; all at once where it is left out. */
  readonly batch?: number;
}

/** Judges batch by batch, each at the time of its newest sample; the judgements in order. */
function judgements({
  plan,
  samples,
  stage = STAGE,
  ledger = EMPTY_LEDGER,
  batch = samples.length,
  until,
}: Told): Judgement[] {
  let state = startStage(startJudging(plan), { plan, stage, now: instant(START) });
  const made: Judgement[] = [];
  const look = (some: readonly Sample[], at: number) => {
    const next = advance(state, { plan, samples: some, now: instant(at), ledger, notToldApart: [] });
    state = JSON.parse(JSON.stringify(next.state));
    made.push(next.judgement);
  };
  let newest = START;
  for (let from = 0; from < samples.length; from += batch) {
    const some = samples.slice(from, from + batch);
    newest = Math.max(newest, ...some.map(({ at }) => at).filter((at) => at < START + 86_400_000));
    look(some, newest);
  }
  if (until !== undefined) look([], until);
  return made;
}

const last = (told: Told): Judgement => judgements(told).at(-1) as Judgement;
const steady = () => 2;
const worse = (factor: number) => (arm: Arm) => (arm === 'canary' ? 2 * factor : 2);
const codes = ({ reasons }: Judgement) => reasons.map(({ code }) => code);

describe('the judge', () => {
  it('promotes a canary that is no worse once that is proved, and not before', () => {
    const told = judgements({ plan: planOf([ERRORS]), samples: samplesOf({ steps: 90, rate: steady }), batch: 2 });
    const first = told.findIndex(({ decision }) => decision === 'promote');
    expect(first).toBeGreaterThan(6);
    expect(told[first]?.reasons).toEqual([{ code: 'proved', metrics: ['errors'] }]);
    expect(told[first - 1]?.decision).toBe('hold');
    expect(told.some(({ decision }) => decision === 'rollback')).toBe(false);
    const [metric] = told[first]?.metrics ?? [];
    expect(metric?.logProof).toBeGreaterThanOrEqual(metric?.proofLine ?? Number.NaN);
  });

  it('rolls a worse one back, and does not forget it', () => {
    const bad = samplesOf({ steps: 30, rate: worse(5) });
    const told = judgements({ plan: planOf([ERRORS]), samples: bad, batch: 2, until: START + 3_600_000 });
    expect(told.at(-1)?.decision).toBe('rollback');
    expect(codes(told.at(-1) as Judgement)).toEqual(['worse']);
    const [metric] = told.at(-1)?.metrics ?? [];
    expect(metric?.ratio.low).toBeGreaterThan(1.5);
    expect(metric?.state).toBe('worse');
    expect(told.filter(({ decision }) => decision === 'promote')).toEqual([]);
  });

  it('takes fewer orders for worse and more for no harm', () => {
    const of = (canary: number) =>
      last({
        plan: planOf([ORDERS]),
        samples: samplesOf({ steps: 60, metric: 'orders', rate: (arm) => (arm === 'canary' ? canary : 5) }),
      });
    expect(of(2).decision).toBe('rollback');
    expect(of(8).decision).toBe('promote');
  });

  it('judges latency by its thresholds, and names the one that moved', () => {
    const thresholds = ['p50', 'p90', 'p99'].map((name, at) => ({ name, aboveMs: 100 * 3 ** at }));
    const plan = planOf([{ kind: 'latency', name: 'latency', isCritical: true, thresholds }]);
    const random = seededRandom(3);
    const samples = Array.from({ length: 40 }, (_, step) => step).flatMap((step) =>
      (['canary', 'control'] as const).map((arm): Sample => {
        const above = [0, 0, 0];
        for (let request = 0; request < 200; request += 1) {
          const isSlow = arm === 'canary' && random() < 0.02;
          const level = isSlow ? 1 : random();
          for (const [at, share] of [0.5, 0.9, 0.99].entries()) above[at] = (above[at] ?? 0) + (level >= share ? 1 : 0);
        }
        const at = instant(START + (step + 1) * STEP);
        const since = instant(at - STEP);
        return { metric: 'latency', arm, series: '', at, since, counts: { kind: 'latency', above, exposure: 200 } };
      }),
    );
    const judgement = last({ plan, samples, batch: 2 });
    expect(judgement.decision).toBe('rollback');
    expect(judgement.metrics[0]?.part).toBe('p99');
  });

  it('judges means by a confidence sequence', () => {
    const plan = planOf([{ kind: 'continuous', name: 'revenue', isCritical: true, worse: 'lower' }]);
    const samplesWith = (factor: number) => {
      const random = seededRandom(5);
      return Array.from({ length: 40 }, (_, step) => step).flatMap((step) =>
        (['canary', 'control'] as const).map((arm): Sample => {
          let [sum, sumOfSquares] = [0, 0];
          for (let each = 0; each < 50; each += 1) {
            const value = (arm === 'canary' ? factor : 1) * (20 + 40 * random());
            sum += value;
            sumOfSquares += value * value;
          }
          const at = instant(START + (step + 1) * STEP);
          const counts = { kind: 'values', n: 50, sum, sumOfSquares } as const;
          return { metric: 'revenue', arm, series: '', at, since: instant(at - STEP), counts };
        }),
      );
    };
    const fallen = last({ plan, samples: samplesWith(0.6) });
    expect(fallen.decision).toBe('rollback');
    expect(fallen.metrics[0]?.ratio.estimate).toBeCloseTo(0.6, 1);
    expect(last({ plan, samples: samplesWith(1) }).decision).toBe('promote');
  });

  it('needs every critical metric proved, and lets the others stop it together', () => {
    const quiet: MetricSpec = { ...ERRORS, name: 'quiet' };
    const both = last({ plan: planOf([ERRORS, quiet]), samples: samplesOf({ steps: 90, rate: steady }) });
    expect([both.decision, codes(both)]).toEqual(['hold', ['no-data']]);
    const side: MetricSpec = { ...ERRORS, name: 'side', isCritical: false };
    const samples = [
      ...samplesOf({ steps: 30, rate: steady }),
      ...samplesOf({ steps: 30, rate: worse(5), metric: 'side' }),
    ];
    const together = last({ plan: planOf([ERRORS, side]), samples });
    expect(together.decision).toBe('rollback');
    expect(together.reasons).toEqual([{ code: 'worse-together', metrics: ['side'] }]);
  });

  it('says which rollouts it may be, where they cannot be told apart', () => {
    const plan = planOf([ERRORS]);
    const state = startStage(startJudging(plan), { plan, stage: STAGE, now: instant(START) });
    const samples = samplesOf({ steps: 30, rate: worse(5) });
    const now = instant(START + 30 * STEP);
    const { judgement } = advance(state, { plan, samples, now, ledger: EMPTY_LEDGER, notToldApart: ['r2'] });
    expect(judgement.reasons).toEqual([
      { code: 'worse', metric: 'errors' },
      { code: 'not-told-apart', rollouts: ['r2'] },
    ]);
  });

  it('says how long the proof will take, and what can be proved where it takes more than a day', () => {
    const early = last({ plan: planOf([ERRORS]), samples: samplesOf({ steps: 6, rate: steady, perStep: 40 }) });
    expect(early.metrics[0]?.forecast?.kind).toBe('minutes');
    const demand = { alpha: 0.01, promoteAlpha: 0.05, ratioLimit: 1.05, dropLimit: 0.9 };
    const strict = last({
      plan: planOf([ERRORS], { demand }),
      samples: samplesOf({ steps: 30, rate: steady, perStep: 20 }),
    });
    expect(strict.metrics[0]?.forecast).toMatchObject({ kind: 'not-in-a-day', limit: 1.05 });
  });
});

describe('silence', () => {
  it('never promotes and never rolls back', () => {
    const plan = planOf([ERRORS]);
    const none = judgements({ plan, samples: [], until: START + 1_000_000 });
    expect(none.map((each) => [each.decision, codes(each)])).toEqual([['hold', ['no-data']]]);
    const proved = samplesOf({ steps: 90, rate: steady });
    const silent = judgements({ plan, samples: proved, until: START + 90 * STEP + 600_000 });
    expect(silent.map(({ decision }) => decision)).toEqual(['promote', 'hold']);
    expect(codes(silent[1] as Judgement)).toEqual(['silent']);
  });

  it('of one arm is no data, however bad or good the other is', () => {
    for (const arm of ['canary', 'control'] as const) {
      const samples = samplesOf({ steps: 120, rate: worse(20) }).filter((sample) => sample.arm === arm);
      const judgement = last({ plan: planOf([ERRORS]), samples });
      expect([judgement.decision, codes(judgement)]).toEqual(['hold', ['no-data']]);
      expect(judgement.metrics[0]?.dropped['other-arm-missing']).toBeGreaterThan(0);
    }
  });

  it('is what too few events come to', () => {
    const judgement = last({ plan: planOf([ERRORS]), samples: samplesOf({ steps: 60, rate: () => 0 }) });
    expect([judgement.decision, codes(judgement)]).toEqual(['hold', ['too-little']]);
  });

  it('of events is proof where a harmless share was stated', () => {
    const plan = planOf([{ ...ERRORS, harmlessShare: 0.005 } as MetricSpec]);
    expect(last({ plan, samples: samplesOf({ steps: 60, rate: () => 0 }) }).decision).toBe('promote');
    expect(last({ plan, samples: samplesOf({ steps: 60, rate: () => 0, perStep: 5 }) }).decision).toBe('hold');
  });
});

describe('samples that come as samples do', () => {
  const plan = planOf([ERRORS]);
  const rate = (arm: Arm) => (arm === 'canary' ? 3 : 2);
  const samples = samplesOf({ steps: 40, rate, isCumulative: false });
  const run = (some: readonly Sample[], batch?: number) => last({ plan, samples: some, ...(batch ? { batch } : {}) });

  it('may come in any order within a batch, and twice', () => {
    const wanted = run(samples).metrics[0];
    fc.assert(
      fc.property(fc.shuffledSubarray(samples, { minLength: samples.length }), (shuffled) => {
        expect(run(shuffled).metrics[0]).toEqual(wanted);
        const { dropped, ...doubled } = run([...shuffled, ...samples]).metrics[0] ?? { dropped: {} };
        expect({ ...doubled, dropped: {} }).toEqual(wanted);
        expect(dropped).toEqual({ doubled: samples.length });
      }),
      { numRuns: 10 },
    );
  });

  it('give the same whether they come one by one or at once', () => {
    expect(run(samples, 1).metrics[0]).toEqual(run(samples).metrics[0]);
  });

  it('of counters and of intervals give the same, but for the first reading', () => {
    const interval = run(samples).metrics[0];
    const counters = run(samplesOf({ steps: 40, rate })).metrics[0];
    expect(Math.abs((interval?.canary.events ?? 0) - (counters?.canary.events ?? 0))).toBeLessThanOrEqual(20);
    expect(counters?.canary.exposure).toBe((interval?.canary.exposure ?? 0) - 200);
  });

  it('that come too late are dropped and counted', () => {
    const [first, ...others] = samples;
    const judgement = run([...others, first as Sample], others.length);
    expect(judgement.metrics[0]?.dropped.late).toBe(1);
  });

  it('that are no counts, of another shape or of no metric are dropped', () => {
    const [one] = samples as [Sample];
    const at = instant(START + 40 * STEP);
    const bad: Sample[] = [
      { ...one, series: 'a', counts: { kind: 'events', events: Number.NaN, exposure: 1 } },
      { ...one, series: 'b', counts: { kind: 'events', events: -1, exposure: 1 } },
      { ...one, series: 'c', counts: { kind: 'events', events: 9, exposure: 1 } },
      { ...one, series: 'd', counts: { kind: 'values', n: 1, sum: 1, sumOfSquares: 1 } },
      { ...one, series: 'e', at: instant(at + 86_400_000) },
      { ...one, series: 'f', since: at },
    ];
    const wanted = run(samples).metrics[0];
    const { dropped, ...same } = run([...samples, ...bad]).metrics[0] ?? { dropped: {} };
    expect({ ...same, dropped: {} }).toEqual(wanted);
    expect(dropped).toEqual({
      'not-a-count': 2,
      'more-events-than-exposure': 1,
      'wrong-shape': 2,
      'from-the-future': 1,
    });
    const state = startStage(startJudging(plan), { plan, stage: STAGE, now: instant(START) });
    const stray = advance(state, {
      plan,
      samples: [{ ...one, metric: '__proto__' }],
      now: at,
      ledger: EMPTY_LEDGER,
      notToldApart: [],
    });
    expect(stray.state.unknownSamples).toBe(1);
  });

  it('of counters that restart make no evidence', () => {
    const counters = samplesOf({ steps: 60, rate: steady });
    const restart = (sample: Sample): Sample => {
      const { counts } = sample;
      if (sample.arm !== 'canary' || counts.kind !== 'events' || sample.at <= START + 30 * STEP) return sample;
      const before = counters.find(({ arm, at }) => arm === 'canary' && at === START + 30 * STEP)?.counts;
      if (before?.kind !== 'events') return sample;
      const less = { events: counts.events - before.events, exposure: counts.exposure - before.exposure };
      return { ...sample, counts: { kind: 'events', ...less } };
    };
    const whole = last({ plan, samples: counters }).metrics[0];
    const restarted = last({ plan, samples: counters.map(restart) }).metrics[0];
    expect((whole?.canary.exposure ?? 0) - (restarted?.canary.exposure ?? 0)).toBe(200);
  });

  it('of a counter that reads 0 once and comes back are not counted again', () => {
    const counters = samplesOf({ steps: 60, rate: steady });
    const glitch = counters.map((sample): Sample => {
      const isGlitch = sample.arm === 'canary' && sample.at === START + 30 * STEP;
      return isGlitch ? { ...sample, counts: { kind: 'events', events: 0, exposure: 0 } } : sample;
    });
    const metric = last({ plan, samples: glitch }).metrics[0];
    expect(metric?.canary.exposure).toBe(58 * 200 - 0);
    expect(last({ plan, samples: glitch, batch: 2 }).decision).not.toBe('rollback');
  });

  it('read once a minute are paired all the same', () => {
    const sparse = samplesOf({ steps: 120, rate }).filter(
      ({ at, arm }) => ((at - START) / STEP) % 6 === (arm === 'canary' ? 1 : 4),
    );
    const judgement = last({ plan, samples: sparse, batch: 1 });
    expect(judgement.metrics[0]?.observedMs).toBeGreaterThan(15 * 60_000);
  });
});

describe('clocks', () => {
  const plan = planOf([ERRORS]);

  it('that jump forward promote nothing, and time counts only where both arms were seen', () => {
    const stage = { ...STAGE, leastMs: 30 * 60_000 };
    const few = samplesOf({ steps: 90, rate: steady });
    const later = few.map((sample) => ({
      ...sample,
      at: instant(sample.at + (sample.at > START + 60 * STEP ? 3_600_000 : 0)),
    }));
    const told = judgements({ plan, stage, samples: later, batch: 2 });
    expect(told.filter(({ decision }) => decision !== 'hold')).toEqual([]);
    expect(codes(told.at(-1) as Judgement)).toEqual(['least-time']);
  });

  it('that run back hold, say so, and go on from there', () => {
    const ahead = samplesOf({ steps: 30, rate: steady }).map((each) => ({ ...each, at: instant(each.at + 7_200_000) }));
    let state = startStage(startJudging(plan), { plan, stage: STAGE, now: instant(START) });
    const look = (samples: readonly Sample[], now: number) => {
      const next = advance(state, { plan, samples, now: instant(now), ledger: EMPTY_LEDGER, notToldApart: [] });
      state = next.state;
      return next.judgement;
    };
    look(ahead, START + 30 * STEP + 7_200_000);
    const seen = state.metrics[0]?.rollout.observedMs ?? 0;
    const back = look([], START + 31 * STEP);
    expect([back.decision, codes(back).includes('clock-ran-back')]).toEqual(['hold', true]);
    const after = look(samplesOf({ steps: 60, from: 32, rate: steady }), START + 92 * STEP);
    expect(after.metrics[0]?.observedMs).toBeGreaterThan(seen + 9 * 60_000);
  });
});

describe('stages', () => {
  const plan = planOf([ERRORS]);

  it('need their own proof, and keep what shows a canary worse', () => {
    let state = startStage(startJudging(plan), { plan, stage: STAGE, now: instant(START) });
    const samples = samplesOf({ steps: 90, rate: steady });
    const look = (some: readonly Sample[], now: number) => {
      const next = advance(state, { plan, samples: some, now: instant(now), ledger: EMPTY_LEDGER, notToldApart: [] });
      state = next.state;
      return next.judgement;
    };
    expect(look(samples, START + 90 * STEP).decision).toBe('promote');
    const evidence = state.metrics[0]?.rollout;
    state = startStage(state, { plan, stage: { ...STAGE, name: '2' }, now: instant(START + 90 * STEP) });
    const second = look([], START + 90 * STEP);
    expect([second.decision, second.stage]).toEqual(['hold', '2']);
    expect(state.metrics[0]?.rollout).toEqual(evidence);
  });

  it('before the first hold', () => {
    const state = startJudging(plan);
    const { judgement } = advance(state, {
      plan,
      samples: [],
      now: instant(START),
      ledger: EMPTY_LEDGER,
      notToldApart: [],
    });
    expect([judgement.decision, codes(judgement), judgement.stage]).toEqual(['hold', ['no-stage'], null]);
  });

  it('wait longer while the dispersion is not learnt', () => {
    const stage = { ...STAGE, leastMs: 0, leastUnlearntMs: 3_600_000 };
    const samples = samplesOf({ steps: 90, rate: steady });
    expect(codes(last({ plan, stage, samples }))).toEqual(['least-time']);
    expect(last({ plan, stage, samples, ledger: calmLedger() }).decision).toBe('promote');
  });

  it('hold where users do not fall as configured', () => {
    const users: MetricSpec = { ...ERRORS, exposure: 'users' } as MetricSpec;
    const samples = samplesOf({ steps: 90, rate: steady });
    const stage = { ...STAGE, canaryShare: 0.4 };
    const judgement = last({ plan: planOf([users]), stage, samples });
    expect([judgement.decision, codes(judgement)]).toEqual(['hold', ['split-off']]);
    expect(last({ plan: planOf([users]), samples }).decision).toBe('promote');
  });

  it('of fixed length find small effects at their looks, and end without proof only where that was allowed', () => {
    const stage = { ...STAGE, horizon: { lengthMs: 60 * 60_000, looks: 6, isPromotedAtEnd: true } };
    const demand = { alpha: 0.02, promoteAlpha: 0.05, ratioLimit: 1.02, dropLimit: 0.98 };
    const looked = planOf([ERRORS], { lookShare: 0.5, demand });
    const steps = 365;
    const small = last({
      plan: looked,
      stage,
      samples: samplesOf({ steps, rate: worse(1.13) }),
      ledger: calmLedger(),
      batch: 60,
    });
    expect([small.decision, codes(small)]).toEqual(['rollback', ['worse-at-look']]);
    const samples = samplesOf({ steps, rate: steady });
    const ended = last({ plan: looked, stage, samples, ledger: calmLedger(), batch: 60 });
    expect([ended.decision, codes(ended)]).toEqual(['promote', ['horizon-passed']]);
    const held = { ...stage, horizon: { ...stage.horizon, isPromotedAtEnd: false } };
    expect(last({ plan: looked, stage: held, samples, ledger: calmLedger(), batch: 60 }).decision).toBe('hold');
  });
});

/** Windows that scattered as counts do. */
function calmLedger(): DispersionLedger {
  const place = placeOf({ metric: 'errors', part: null, share: 0.5, eventsPerMinute: 48 });
  const windows = [1, 4, 16, 64].flatMap((minutes) =>
    Array.from({ length: 200 }, (_, at) => ({
      ...place,
      minutes,
      square: at % 2 === 0 ? 0.2 : 1.5,
      variance: 12 * minutes,
    })),
  );
  return recordWindows(EMPTY_LEDGER, windows);
}
