import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { addPair, emptyRatioLikelihood, logProofBelow, seededRandom } from '../../statistics/index.ts';
import {
  type DispersionLedger,
  type DispersionWindow,
  demandOf,
  dispersionAt,
  EMPTY_LEDGER,
  forecastStage,
  type JudgePlan,
  LEAST_WINDOWS,
  learnDispersion,
  placeOf,
  planProblems,
  recordWindows,
  type Sample,
  stageProblems,
  startLearning,
  tellApart,
  USUAL_TIMING,
} from './index.ts';

const HALVES = placeOf({ metric: 'errors', part: null, share: 0.5, eventsPerMinute: 10 });
const windowsOf = (minutes: number, square: number, count: number, place = HALVES): DispersionWindow[] =>
  Array.from({ length: count }, () => ({ ...place, minutes, square, variance: minutes * 2.5 }));
const ledgerOf = (...windows: readonly DispersionWindow[][]): DispersionLedger =>
  recordWindows(EMPTY_LEDGER, windows.flat());
const phi = (ledger: DispersionLedger, minutes: number, place = HALVES) =>
  dispersionAt(ledger, { ...place, minutes }).phi;

describe('the ledger of stable against stable', () => {
  it('knows nothing of few windows and of other metrics', () => {
    const few = ledgerOf(windowsOf(64, 9, LEAST_WINDOWS - 1));
    expect(dispersionAt(few, { ...HALVES, minutes: 10 })).toEqual({ phi: 1, state: 'unknown', windows: 0 });
    const other = ledgerOf(windowsOf(64, 9, 100));
    expect(dispersionAt(other, { ...HALVES, metric: 'orders', minutes: 10 }).state).toBe('unknown');
  });

  it('tempers early looks by what early windows showed, and never less later', () => {
    const ledger = ledgerOf(windowsOf(1, 1.5, 400), windowsOf(4, 3, 400), windowsOf(16, 2, 400), windowsOf(64, 5, 400));
    const at = [0.5, 1, 2, 4, 10, 16, 40, 64].map((minutes) => phi(ledger, minutes));
    expect(at).toEqual([...at].sort((one, other) => one - other));
    expect(at[0]).toBe(at[1]);
    expect(phi(ledger, 1)).toBeLessThan(1.8);
    expect(phi(ledger, 64)).toBeGreaterThan(5);
    expect(dispersionAt(ledger, { ...HALVES, minutes: 64 }).state).toBe('learnt');
  });

  it('grows with time where only short windows were learnt, and says that it is carried over', () => {
    const ledger = ledgerOf(windowsOf(1, 2, 400));
    expect(phi(ledger, 60) - 1).toBeCloseTo(60 * (phi(ledger, 1) - 1), 6);
    expect(dispersionAt(ledger, { ...HALVES, minutes: 60 }).state).toBe('carried');
  });

  it('carries over to more traffic grown, and to less traffic as it is', () => {
    const ledger = ledgerOf(windowsOf(16, 4, 400));
    const more = { ...HALVES, level: HALVES.level + 1 };
    expect(phi(ledger, 16, more) - 1).toBeCloseTo(4 * (phi(ledger, 16) - 1), 6);
    expect(phi(ledger, 16, { ...HALVES, level: HALVES.level - 1 })).toBe(phi(ledger, 16));
    expect(dispersionAt(ledger, { ...more, minutes: 16 }).state).toBe('carried');
  });

  it('forgets what is old', () => {
    const changed = recordWindows(ledgerOf(windowsOf(16, 9, 500)), windowsOf(16, 1, 3_000));
    expect(phi(changed, 16)).toBeLessThan(1.2);
  });

  it('is learnt from samples of two arms that serve the same version', () => {
    const plan: JudgePlan = {
      metrics: [{ kind: 'errors', name: 'errors', isCritical: true, exposure: 'requests', harmlessShare: null }],
      demand: demandOf({ tier: 1, riskPercentile: 0.7 }),
      ...USUAL_TIMING,
      stepMs: 60_000,
      latenessMs: 0,
      lookShare: 0,
    };
    const learnt = (noise: number) => {
      const random = seededRandom(4);
      const samples = Array.from({ length: 1_400 }, (_, minute) => minute).flatMap((minute) =>
        (['canary', 'control'] as const).map((arm): Sample => {
          const rate = 0.02 * (1 + noise * (arm === 'canary' ? Math.sin(minute / 30) : 0));
          let events = 0;
          for (let each = 0; each < 300; each += 1) events += random() < rate ? 1 : 0;
          const at = instant((minute + 1) * 60_000);
          const counts = { kind: 'events', events, exposure: 300 } as const;
          return { metric: 'errors', arm, series: '', at, since: instant(minute * 60_000), counts };
        }),
      );
      const now = instant(1_400 * 60_000);
      const given = { plan, samples, now, canaryShare: 0.5, ledger: EMPTY_LEDGER };
      return learnDispersion(startLearning(plan), given).ledger;
    };
    const place = placeOf({ metric: 'errors', part: null, share: 0.5, eventsPerMinute: 12 });
    expect(phi(learnt(0), 60, place)).toBeLessThan(2.5);
    expect(phi(learnt(0.6), 60, place)).toBeGreaterThan(6);
  });
});

describe('a forecast before a stage', () => {
  const of = (canaryExposure: number, controlExposure: number, limit: number, ledger = EMPTY_LEDGER) =>
    forecastStage({
      metric: 'errors',
      part: null,
      traffic: { canaryExposure, controlExposure, controlEvents: controlExposure * 0.005 },
      limit,
      promoteAlpha: 0.05,
      ledger,
    });

  it.each([
    [1_000, 1_000, 1.5],
    [1_000, 19_000, 1.5],
    [50, 950, 2],
  ])(
    'is about when half of the proofs of %i v %i requests a minute below %f have arrived',
    (canary, control, limit) => {
      const random = seededRandom(12);
      const draw = (mean: number) => {
        let count = -1;
        for (let waited = 0; waited <= mean; count += 1) waited -= Math.log(1 - random());
        return count;
      };
      const arrivals = Array.from({ length: 300 }, () => {
        let likelihood = emptyRatioLikelihood();
        for (let minute = 1; ; minute += 1) {
          const [treated, untreated] = [draw(canary * 0.005), draw(control * 0.005)];
          const exposures = { treatedExposure: canary, controlExposure: control };
          likelihood = addPair(likelihood, { treated, control: untreated, ...exposures });
          if (logProofBelow(likelihood, { ratio: limit, phi: 1 }) >= Math.log(20)) return minute;
        }
      }).sort((one, other) => one - other);
      const [early, late] = [arrivals[120] as number, arrivals[180] as number];
      const forecast = of(canary, control, limit);
      const minutes = forecast?.kind === 'minutes' ? forecast.minutes : Number.NaN;
      expect(minutes).toBeGreaterThanOrEqual(early - 1);
      expect(minutes).toBeLessThanOrEqual(late + 1);
    },
  );

  it('says what can be proved in a day where the limit cannot', () => {
    const forecast = of(5, 95, 1.25);
    expect(forecast).toMatchObject({ kind: 'not-in-a-day', limit: 1.25 });
    const provable = forecast?.kind === 'not-in-a-day' ? forecast.provable : null;
    expect(of(5, 95, provable as number)?.kind).toBe('minutes');
    expect(of(5, 95, (provable as number) - 0.05)?.kind).toBe('not-in-a-day');
  });

  it('is longer where the metric scatters', () => {
    const noisy = ledgerOf(windowsOf(1, 4, 100), windowsOf(64, 4, 100));
    const minutes = (ledger: DispersionLedger) => (of(1_000, 1_000, 2, ledger) as { minutes: number }).minutes;
    expect(minutes(noisy)).toBeGreaterThan(2 * minutes(EMPTY_LEDGER));
  });
});

describe('what is demanded of a rollout', () => {
  it('never falls with risk or with a more critical tier', () => {
    const tiers = [3, 2, 1, 0] as const;
    const risks = [0.1, 0.7, 0.95];
    const isAtLeast = (more: ReturnType<typeof demandOf>, less: ReturnType<typeof demandOf>) =>
      more.alpha >= less.alpha &&
      more.promoteAlpha <= less.promoteAlpha &&
      more.ratioLimit <= less.ratioLimit &&
      more.dropLimit >= less.dropLimit;
    for (const [at, tier] of tiers.entries()) {
      for (const [rank, riskPercentile] of risks.entries()) {
        const here = demandOf({ tier, riskPercentile });
        if (at > 0) expect(isAtLeast(here, demandOf({ tier: tiers[at - 1] ?? 3, riskPercentile }))).toBe(true);
        if (rank > 0) expect(isAtLeast(here, demandOf({ tier, riskPercentile: risks[rank - 1] ?? 0 }))).toBe(true);
      }
    }
  });

  it('takes what is unknown for the worst', () => {
    expect(demandOf({ tier: null, riskPercentile: null })).toEqual(demandOf({ tier: 0, riskPercentile: 1 }));
    expect(() => demandOf({ tier: 0, riskPercentile: 3 })).toThrow(RangeError);
  });

  it('must be a plan that can be judged by', () => {
    const metric = { kind: 'errors', name: 'e', isCritical: true, exposure: 'requests', harmlessShare: null } as const;
    const plan: JudgePlan = {
      metrics: [metric],
      demand: demandOf({ tier: 1, riskPercentile: 0.5 }),
      ...USUAL_TIMING,
      lookShare: 0,
    };
    expect(planProblems(plan)).toEqual([]);
    const places = planProblems({ ...plan, metrics: [metric, { ...metric, harmlessShare: 2 }], stepMs: 0 }).map(
      ({ place }) => place,
    );
    expect(places).toEqual(['metrics', 'stepMs', 'metrics.e.harmlessShare']);
    const horizon = { lengthMs: 1, looks: 1, isPromotedAtEnd: false };
    const stage = { name: '1', canaryShare: 1, leastMs: 0, leastUnlearntMs: 0, horizon };
    expect(stageProblems(stage, plan)).toHaveLength(3);
  });
});

describe('rollouts at the same time', () => {
  const one = { id: 'a', reaches: ['cart'], canaryShare: 0.1, salt: 'x', labels: [] };

  it('are told apart by labels, by independent splits, or not', () => {
    const labelled = { ...one, labels: ['b'] };
    const other = { ...one, id: 'b', canaryShare: 0.5, salt: 'y' };
    const [a, b] = tellApart([labelled, other]);
    expect(a).toMatchObject({
      apartFrom: ['b'],
      spreadBy: [],
      notToldApart: [],
      canaryTraffic: 0.05,
      controlTraffic: 0.45,
    });
    expect(b).toMatchObject({ apartFrom: [], spreadBy: ['a'], notToldApart: [], canaryTraffic: 0.5 });
    const [same] = tellApart([labelled, { ...other, salt: 'x' }]);
    expect(same).toMatchObject({ apartFrom: [], notToldApart: ['b'] });
    const [unknown] = tellApart([labelled, { ...other, salt: null }]);
    expect(unknown?.notToldApart).toEqual(['b']);
  });

  it('of different services do not concern each other', () => {
    const [a] = tellApart([one, { ...one, id: 'b', reaches: ['mail'] }]);
    expect(a).toMatchObject({ apartFrom: [], spreadBy: [], notToldApart: [] });
  });
});
