import { groupSequentialBoundaries, sequenceMargin, twoShareStatistic } from '../../src/statistics/index.ts';
import { KAYENTA_DEFAULT, kayentaJudge } from './kayenta.ts';
import type { Chance, Minute } from './world.ts';

/** The minute (1 is the first) at which a way to judge stopped the rollout; `null` = it did not within the hour. */
export type StoppedAt = number | null;

export const MINUTES = 60;
const ALPHA = 0.01;
const Z_PEEK = 2.3263478740408408;
const LOOKS = 12;
const BOUNDARIES = groupSequentialBoundaries({ looks: LOOKS, alpha: ALPHA });
/** The published width: tightest at 30,000 samples. */
const SEQUENCE_RHO = 0.018259;
/** A static threshold at twice the usual rate, which the fourth bad minute breaks. */
const STATIC = { factor: 2, limit: 3 };

export const RIVALS = ['K60', 'K10', 'z', 'Argo', 'GST', 'CS'] as const;
export type Rival = (typeof RIVALS)[number];

/** When each rival stops an hour of minutes. `side`: which direction is worse. `usualShare`: what the static threshold was set by. */
export function rivalStops(
  minutes: readonly Minute[],
  { side, usualShare, chance, hasKayenta }: { side: 1 | -1; usualShare: number; chance: Chance; hasKayenta: boolean },
): Readonly<Partial<Record<Rival, StoppedAt>>> {
  const sums = running(minutes);
  const stats = sums.map((sum) => side * (twoShareStatistic(sum) ?? 0));
  const kayenta = hasKayenta
    ? {
        K60: kayentaStop(minutes, { every: MINUTES, side, chance }),
        K10: kayentaStop(minutes, { every: 10, side, chance }),
      }
    : {};
  return {
    ...kayenta,
    z: firstMinute(stats, (z) => z > Z_PEEK),
    Argo: staticStop(minutes, { side, usualShare }),
    GST: firstMinute(
      stats,
      (z, at) => (at + 1) % (MINUTES / LOOKS) === 0 && z >= (BOUNDARIES[((at + 1) * LOOKS) / MINUTES - 1] as number),
    ),
    CS: firstMinute(sums, (sum) => sequenceStops(sum, side)),
  };
}

interface Sums {
  readonly treated: number;
  readonly control: number;
  readonly treatedTotal: number;
  readonly controlTotal: number;
}

function running(minutes: readonly Minute[]): readonly Sums[] {
  let sum: Sums = { treated: 0, control: 0, treatedTotal: 0, controlTotal: 0 };
  return minutes.map((minute) => {
    sum = {
      treated: sum.treated + minute.canaryEvents,
      control: sum.control + minute.controlEvents,
      treatedTotal: sum.treatedTotal + minute.canaryExposure,
      controlTotal: sum.controlTotal + minute.controlExposure,
    };
    return sum;
  });
}

function firstMinute<T>(values: readonly T[], isStop: (value: T, at: number) => boolean): StoppedAt {
  const at = values.findIndex(isStop);
  return at === -1 ? null : at + 1;
}

function sequenceStops({ treated, control, treatedTotal, controlTotal }: Sums, side: 1 | -1): boolean {
  const [p, q] = [treated / treatedTotal, control / controlTotal];
  const samples = treatedTotal + controlTotal;
  const sigma = Math.sqrt(samples * ((p * (1 - p)) / treatedTotal + (q * (1 - q)) / controlTotal));
  return sigma > 0 && side * (p - q) > sequenceMargin({ samples, sigma, rho: SEQUENCE_RHO, alpha: 2 * ALPHA });
}

function staticStop(minutes: readonly Minute[], { side, usualShare }: { side: 1 | -1; usualShare: number }): StoppedAt {
  const limit = usualShare * (side === 1 ? STATIC.factor : 1 / STATIC.factor);
  let broken = 0;
  return firstMinute(minutes, ({ canaryEvents, canaryExposure }) => {
    if (side * (canaryEvents / canaryExposure - limit) > 0) broken += 1;
    return broken > STATIC.limit;
  });
}

/** Rates in percent, as its absolute tolerance needs. */
function kayentaStop(
  minutes: readonly Minute[],
  { every, side, chance }: { every: number; side: 1 | -1; chance: Chance },
): StoppedAt {
  const experiment = minutes.map(({ canaryEvents, canaryExposure }) => (100 * canaryEvents) / canaryExposure);
  const control = minutes.map(({ controlEvents, controlExposure }) => (100 * controlEvents) / controlExposure);
  return kayentaSeries({ experiment, control, every, direction: side === 1 ? 'increase' : 'decrease', chance });
}

/** The first look, each `every` minutes over all that was seen, at which Kayenta's judge does not pass. */
export function kayentaSeries(given: {
  experiment: readonly number[];
  control: readonly number[];
  every: number;
  direction: 'increase' | 'decrease';
  chance: Chance;
}): StoppedAt {
  const { experiment, control, every, direction, chance } = given;
  for (let until = every; until <= experiment.length; until += every) {
    const { label } = kayentaJudge(
      { experiment: experiment.slice(0, until), control: control.slice(0, until) },
      { ...KAYENTA_DEFAULT, direction },
      () => chance.uniform(),
    );
    if (label === 'High' || label === 'Low') return until;
  }
  return null;
}
