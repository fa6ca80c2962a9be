import type { WorkloadPlan } from '../../src/domain/queue-simulation/index.ts';

/** Mean hours of a build with the default duration (lognormal, median 12 minutes, sigma 0.62). */
const MEAN_HOURS = (12 * Math.exp(0.62 ** 2 / 2)) / 60;

/** A company's farm: the reference's build times, few real conflicts. */
const LARGE = { changes: 400, medianMinutes: 27, sigma: 0.55, floorMinutes: 4, real: 0.01 } as const;
/** A farm of few workers with typical build times; real conflicts as published. */
const SMALL = { changes: 200, real: 0.033 } as const;

/** The cells of the grid: 32 of small farms by load, 27 of large ones, and one thing changed at a time around one of each. */
export function gridCells(): readonly WorkloadPlan[] {
  return [...smallFarms(), ...largeFarms(), ...around('large', middleOfLarge()), ...around('small', middleOfSmall())];
}

function smallFarms(): readonly WorkloadPlan[] {
  return [1, 4, 16, 40].flatMap((workers) =>
    [0.5, 1, 1.5, 3].flatMap((load) =>
      [0.05, 0.3].map((potential) => ({
        ...SMALL,
        name: `W=${workers} load=${load} q=${potential}`,
        workers,
        potential,
        perHour: (load * workers) / MEAN_HOURS,
      })),
    ),
  );
}

function largeFarms(): readonly WorkloadPlan[] {
  return [100, 300, 500].flatMap((perHour) =>
    [100, 200, 500].flatMap((workers) =>
      [0.01, 0.05, 0.1].map((potential) => ({
        ...LARGE,
        name: `L=${perHour} W=${workers} q=${potential}`,
        perHour,
        workers,
        potential,
      })),
    ),
  );
}

function middleOfLarge(): WorkloadPlan {
  return { ...LARGE, name: 'L=300 W=200 q=0.05', perHour: 300, workers: 200, potential: 0.05 };
}

function middleOfSmall(): WorkloadPlan {
  return { ...SMALL, name: 'W=16 load=1 q=0.1', perHour: 16 / MEAN_HOURS, workers: 16, potential: 0.1 };
}

function around(farm: string, middle: WorkloadPlan): readonly WorkloadPlan[] {
  const changed: readonly (readonly [string, Partial<WorkloadPlan>])[] = [
    ['pf=0.02', { failure: 0.02 }],
    ['pf=0.1', { failure: 0.1 }],
    ['pf=0.2', { failure: 0.2 }],
    ['f=0', { flake: 0 }],
    ['f=0.03', { flake: 0.03 }],
    ['f=0.1', { flake: 0.1 }],
    ['r=0', { real: 0 }],
    ['r=0.05', { real: 0.05 }],
    ['two-level predictor', { predictor: 'two-level' }],
    ['no abort latency', { abortSeconds: 0 }],
    ['abort latency 120 s', { abortSeconds: 120 }],
    ['bursty', { arrival: 'bursty' }],
    ['day cycle', { arrival: 'day' }],
    ['cohorts, pf=0.1', { cohortShare: 0.5, failure: 0.1 }],
    ['build time error 0.3', { durationError: 0.3 }],
    ['q=1', { potential: 1, real: farm === 'large' ? 0.001 : 0.005 }],
  ];
  return changed.map(([what, change]) => ({ ...middle, ...change, name: `${farm} ${middle.name}: ${what}` }));
}
