import { HALF } from './basis.ts';
import { lookoutsInUse } from './choice.ts';
import { BAND, expectationAt } from './expectation.ts';
import type { DropWatch, Expectation, Watch, WatchSetting } from './model.ts';
import { valueAt } from './track.ts';
import { deviationOf } from './window.ts';

/** What is expected at an index by the detectors that look, with its band, in the units of the series; `null` = not known. */
export function expectedAt(watch: Watch, index: number): Expectation | null {
  const { drops, open, setting } = watch;
  const isOfDrops = open === null ? setting.directions.length === 1 : open.alarm.kind === 'drop';
  return drops !== null && isOfDrops ? expectedOfDrops(drops, index, setting) : expectationAt(watch, index);
}

/** What the basis in use expects at an index, by the present level. */
export function expectedOfDrops(drops: DropWatch, index: number, { unit }: WatchSetting): Expectation | null {
  const [shortest] = lookoutsInUse(drops);
  const basis = shortest === undefined ? undefined : drops.bases[shortest.basis];
  if (shortest === undefined || basis === undefined) return null;
  const value = valueAt(basis.due, index) * Math.exp(valueAt(basis.levels, basis.levels.next - 1));
  if (Number.isNaN(value)) return null;
  const deviation = deviationOf(shortest.variance, value);
  const of = (noise: number) => unit * Math.max(0, (value + HALF) * Math.exp(noise * deviation) - HALF);
  return { value: unit * value, low: of(-BAND), high: of(BAND) };
}

/** Season that the expectation rests on, in samples: the longest; `null` = the values just before. */
export function seasonInUse(watch: Watch): number | null {
  const { drops, candidates, chosen, setting } = watch;
  if (drops === null || setting.directions.length > 1) return candidates[chosen]?.season ?? null;
  return seasonOfDrops(drops);
}

/** The longest season of the basis in use. */
export function seasonOfDrops(drops: DropWatch): number | null {
  const main = drops.lookouts[drops.main];
  return drops.bases[main?.basis ?? 0]?.seasons.at(-1) ?? null;
}
