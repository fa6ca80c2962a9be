import { fromLog } from './logarithm.ts';
import type { Watch, WatchSetting } from './model.ts';
import { medianInPlace } from './robust.ts';
import { depthOf, neighboursOf } from './setting.ts';
import { appended, overwritten, type Track, valueAt } from './track.ts';

/** More seasons than are ever kept. */
const SEASONS_MOST = 16;
const scratch = new Float64Array(SEASONS_MOST);

/** The means with that of the newest sample whose neighbours are all there; `values` end with the sample at `index`. */
export function withMean(
  means: Track,
  { values, index, setting }: { readonly values: Track; readonly index: number; readonly setting: WatchSetting },
): Track {
  const beside = neighboursOf(setting);
  return index < beside ? means : appended(means, meanAt(values, index - beside, setting));
}

/** The means after a value at an index came late. */
export function withLateMean({ means, values, setting }: Watch, index: number): Track {
  const beside = neighboursOf(setting);
  let after = means;
  for (let centre = Math.max(0, index - beside); centre <= index + beside && centre < means.next; centre += 1) {
    after = overwritten(after, { from: centre, to: centre + 1 }, meanAt(values, centre, setting));
  }
  return after;
}

/** The median of the means around the same time in earlier seasons, in the units of the series; NaN where none is known. */
export function seasonMean(means: Track, season: number, index: number): number {
  const depth = depthOf(season);
  let n = 0;
  for (let back = 1; back <= depth; back += 1) {
    const mean = valueAt(means, index - back * season);
    if (Number.isNaN(mean)) continue;
    scratch[n] = mean;
    n += 1;
  }
  return medianInPlace(scratch, n);
}

function meanAt(values: Track, centre: number, setting: WatchSetting): number {
  const beside = neighboursOf(setting);
  let sum = 0;
  let n = 0;
  for (let at = Math.max(0, centre - beside); at <= centre + beside; at += 1) {
    const log = valueAt(values, at);
    if (Number.isNaN(log)) continue;
    sum += fromLog(log, setting);
    n += 1;
  }
  return n === 0 ? Number.NaN : sum / n;
}
