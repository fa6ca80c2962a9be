import { seededRandom } from '../../src/statistics/index.ts';

/** Chance with the draws that the worlds need; the same seed, the same draws. */
export class Chance {
  readonly #uniform: () => number;

  constructor(seed: number) {
    this.#uniform = seededRandom(seed);
  }

  uniform(): number {
    return this.#uniform();
  }

  /** Standard normal (Box and Muller). */
  bell(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#uniform())) * Math.cos(2 * Math.PI * this.#uniform());
  }

  /** Poisson: by inversion below 30, as a sum of parts up to 2,000, as a rounded normal beyond. */
  count(mean: number): number {
    if (mean > 2_000) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.bell()));
    if (mean > 30) return this.count(mean / 2) + this.count(mean / 2);
    let count = 0;
    let share = Math.exp(-mean);
    for (let left = this.#uniform() - share; left > 0 && count < 1_000; left -= share) {
      count += 1;
      share *= mean / count;
    }
    return count;
  }
}

/** `shared`: one factor a minute on both arms. `spike`: both arms five times as bad for five minutes. `own`: each arm drifts by itself. */
export type Noise = 'none' | 'shared' | 'spike' | 'own';

/** A service under comparison: counts a minute. */
export interface CountWorld {
  readonly canary: number;
  readonly control: number;
  /** Share of exposures with an event in the control. */
  readonly share: number;
  readonly noise: Noise;
  /** Standard deviation of the noise's logarithm. */
  readonly noiseSd: number;
}

/** Counts of one minute. */
export interface Minute {
  readonly canaryEvents: number;
  readonly controlEvents: number;
  readonly canaryExposure: number;
  readonly controlExposure: number;
}

/** Persistence of an arm's own drift from minute to minute. */
const PERSISTENCE = 0.8;
const SPIKE = { from: 20, until: 25, factor: 5 };

/** Minutes one after the other, for ever. `ratio`: the truth. */
export function* minutesOf(world: CountWorld, ratio: number, chance: Chance): Generator<Minute, never> {
  const { canary, control, share, noise, noiseSd } = world;
  const drift = [noiseSd * chance.bell(), noiseSd * chance.bell()] as [number, number];
  for (let minute = 0; ; minute += 1) {
    const factors = factorsOf({ noise, noiseSd, drift, minute }, chance);
    yield {
      canaryEvents: Math.min(canary, chance.count(canary * share * ratio * factors[0])),
      controlEvents: Math.min(control, chance.count(control * share * factors[1])),
      canaryExposure: canary,
      controlExposure: control,
    };
  }
}

function factorsOf(
  at: { noise: Noise; noiseSd: number; drift: [number, number]; minute: number },
  chance: Chance,
): readonly [number, number] {
  const { noise, noiseSd, drift, minute } = at;
  switch (noise) {
    case 'none':
      return [1, 1];
    case 'shared': {
      const factor = Math.exp(noiseSd * chance.bell() - (noiseSd * noiseSd) / 2);
      return [factor, factor];
    }
    case 'spike': {
      const factor = minute % 60 >= SPIKE.from && minute % 60 < SPIKE.until ? SPIKE.factor : 1;
      return [factor, factor];
    }
    case 'own': {
      const both = [
        Math.exp(drift[0] - (noiseSd * noiseSd) / 2),
        Math.exp(drift[1] - (noiseSd * noiseSd) / 2),
      ] as const;
      for (const arm of [0, 1] as const) {
        drift[arm] = PERSISTENCE * drift[arm] + Math.sqrt(1 - PERSISTENCE ** 2) * noiseSd * chance.bell();
      }
      return both;
    }
  }
}
