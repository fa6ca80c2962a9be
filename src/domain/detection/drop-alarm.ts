import type { Instant } from '../../kernel/index.ts';
import { CLEAR_SAMPLES, gravityOf, instantOf, strongestFirst } from './alarm.ts';
import { HALF } from './basis.ts';
import { lookoutsInUse } from './choice.ts';
import { fromLog } from './logarithm.ts';
import type { Alarm, Clearance, DropWatch, Evidence, Watch } from './model.ts';
import { HORIZON } from './setting.ts';
import { valueAt } from './track.ts';
import { expectedOfDrops, seasonOfDrops } from './view.ts';
import { deviationOf } from './window.ts';

/** The mean of six samples that ends an alarm is no further below than one unit of noise. */
export const RECOVERED = 1;

/** An alarm about a count that fell, with its onset looked for in the newest samples. `since`: index of an onset that is known. */
export function dropAlarm(
  watch: Watch,
  drops: DropWatch,
  options: { readonly index: number; readonly evidence: readonly Evidence[]; readonly since: number | null },
): Alarm {
  const { index, evidence } = options;
  const { setting, surge } = watch;
  const since = options.since ?? onsetBefore(drops, index);
  const log = valueAt(watch.values, index);
  const sums = { ...sinceOnset(watch, drops, { since, index }), samples: index - since + 1 };
  return {
    surge,
    kind: 'drop',
    onset: instantOf(watch, since),
    openedAt: instantOf(watch, index),
    expected: expectedOfDrops(drops, index, setting),
    seen: Number.isNaN(log) ? null : fromLog(log, setting),
    sinceOnset: sums,
    evidence: strongestFirst(evidence),
    severity: gravityOf('drop', sums),
    clear: clearanceOf(watch, drops, index),
    season: seasonOfDrops(drops),
  };
}

/** Index of an instant. */
export function indexOf({ origin, setting }: Watch, at: Instant): number {
  return Math.round((at - (origin ?? 0)) / setting.stepMs);
}

/**
 * The first sample of the drop: where the likelihood of a lower rate from there on is highest, among the newest of twice the longest window
 * (maximum likelihood of a change point of independent counts; their overdispersion scales it and leaves its place).
 */
function onsetBefore(drops: DropWatch, index: number): number {
  const [basis] = lookoutsInUse(drops).map((lookout) => drops.bases[lookout.basis]);
  if (basis === undefined) return index;
  const level = Math.exp(valueAt(basis.levels, index - HORIZON) || 0);
  let best = index;
  let most = Number.NEGATIVE_INFINITY;
  let seen = 0;
  let due = 0;
  for (let at = index; at > index - 2 * HORIZON && at >= 0; at -= 1) {
    const value = valueAt(basis.seen, at);
    if (Number.isNaN(value)) continue;
    seen += value;
    due += valueAt(basis.due, at) * level;
    const gain = seen >= due ? 0 : (seen === 0 ? 0 : seen * Math.log(seen / due)) - seen + due;
    if (gain <= most) continue;
    most = gain;
    best = at;
  }
  return best;
}

function sinceOnset(
  { values, setting }: Watch,
  drops: DropWatch,
  { since, index }: { readonly since: number; readonly index: number },
): { readonly seen: number; readonly expected: number } {
  const sums = { seen: 0, expected: 0 };
  for (let at = since; at <= index; at += 1) {
    const log = valueAt(values, at);
    const expected = expectedOfDrops(drops, at, setting);
    if (Number.isNaN(log) || expected === null) continue;
    sums.seen += fromLog(log, setting);
    sums.expected += expected.value;
  }
  return sums;
}

function clearanceOf(watch: Watch, drops: DropWatch, index: number): Clearance {
  const { setting } = watch;
  const at = instantOf(watch, index + CLEAR_SAMPLES);
  const expected = expectedOfDrops(drops, index, setting);
  const six = lookoutsInUse(drops).find(({ window }) => window === CLEAR_SAMPLES);
  if (expected === null || six === undefined) return { samples: CLEAR_SAMPLES, level: null, at };
  const sum = (CLEAR_SAMPLES * expected.value) / setting.unit;
  const least = (sum + HALF) * Math.exp(-RECOVERED * deviationOf(six.variance, sum)) - HALF;
  return { samples: CLEAR_SAMPLES, level: (setting.unit * Math.max(0, least)) / CLEAR_SAMPLES, at };
}
