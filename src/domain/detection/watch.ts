import { assert, DAY_MS, type Instant } from '../../kernel/index.ts';
import { CLEAR_SAMPLES, evidenceOf, instantOf, missingAlarm } from './alarm.ts';
import { clearing, ended, opened, openings, proceedings, sidesOf, type Watched } from './course.ts';
import { bestCandidate, learned, levelAt } from './expectation.ts';
import { fromLog, toLog } from './logarithm.ts';
import { withLateMean, withMean } from './mean.ts';
import type { Direction, Sample, Side, TailedDetector, Watch } from './model.ts';
import { windowOf } from './setting.ts';
import { advanced, quietSide } from './side.ts';
import { agedByDay, mapTails, withBudgets } from './spending.ts';
import { restarted } from './start.ts';
import { faded, thresholdOf, withAlarm, withPeak, withTime } from './tail.ts';
import { appended, holds, overwritten, valueAt } from './track.ts';
import { withDropSample } from './window.ts';

/**
 * Takes one sample in. Samples lie on a grid of steps from the first one on. A sample that comes after a later one is filled in
 * and not judged; a second one for the same step is left out; steps without a sample are missing.
 */
export function watch(before: Watch, { at, value }: Sample): Watched {
  const { setting } = before;
  if (!Number.isFinite(at) || (value !== null && !Number.isFinite(value))) return refused(before);
  if (before.origin === null) return take({ ...before, origin: at }, 0, value);
  const index = Math.round((at - before.origin) / setting.stepMs);
  if (index < before.next) return filled(before, index, value);
  if (index - before.next <= before.means.capacity) {
    return inTurn(before, [
      (reached) => silenceBefore(reached, value === null ? index + 1 : index),
      (reached) => gapped(reached, index),
      (reached) => take(reached, index, value),
    ]);
  }
  const cleared = before.open === null ? [] : [clearing(before, 'new-level', index)];
  const anew = take({ ...restarted(before), origin: at }, 0, value);
  return { watch: anew.watch, signals: [...cleared, ...anew.signals] };
}

/** Notes that it is `now`: opens an alarm where samples have failed to come for too long. Takes nothing in. */
export function watchSilence(before: Watch, now: Instant): Watched {
  if (before.origin === null || before.lastKnown < 0) return { watch: before, signals: [] };
  const due = Math.floor((now - before.origin) / before.setting.stepMs);
  const evidence = evidenceOf('missing', before.tails.missing, due - before.lastKnown);
  if (evidence === null || due < before.next - 1) return { watch: before, signals: [] };
  return opened(before, due, (surging) => missingAlarm(surging, due, evidence));
}

const WEEK_MS = 7 * DAY_MS;

/** What was learnt with another season says little of this one. */
const KEPT_OF_OTHER_SEASON = 0.1;

/** One thing after the other, with the signals of all. */
function inTurn(before: Watch, steps: readonly ((reached: Watch) => Watched)[]): Watched {
  const none: Watched = { watch: before, signals: [] };
  return steps.reduce((done, step) => {
    const next = step(done.watch);
    return { watch: next.watch, signals: [...done.signals, ...next.signals] };
  }, none);
}

/** What silence came to before the sample of an index: an alarm as of the step at which it was due, raised as of the last. */
function silenceBefore(before: Watch, index: number): Watched {
  const due = before.lastKnown + Math.ceil(thresholdOf(before.tails.missing));
  if (!(due < index)) return { watch: before, signals: [] };
  const first = before.open === null ? due : index - 1;
  return inTurn(before, [
    (reached) => watchSilence(reached, instantOf(reached, first)),
    (reached) => watchSilence(reached, instantOf(reached, index - 1)),
  ]);
}

function refused(before: Watch): Watched {
  return { watch: { ...before, counts: { ...before.counts, refused: before.counts.refused + 1 } }, signals: [] };
}

function filled(before: Watch, index: number, value: number | null): Watched {
  const { values, counts, setting } = before;
  if (value === null) return { watch: before, signals: [] };
  if (index < 0 || !holds(values, index)) return refused(before);
  if (!Number.isNaN(valueAt(values, index))) {
    return { watch: { ...before, counts: { ...counts, doubled: counts.doubled + 1 } }, signals: [] };
  }
  const late = overwritten(values, { from: index, to: index + 1 }, toLog(value, setting));
  const known = { ...before, values: late, counts: { ...counts, late: counts.late + 1 } };
  return { watch: { ...known, means: withLateMean(known, index) }, signals: [] };
}

/** With missing samples up to `index`. */
function gapped(before: Watch, index: number): Watched {
  const missing = Array.from(
    { length: index - before.next },
    () => (reached: Watch) => take(reached, reached.next, null),
  );
  return inTurn(before, missing);
}

/** Takes the sample of the next index in, step by step: remember, expect, judge, alarm. */
function take(before: Watch, index: number, value: number | null): Watched {
  assert(index === before.next, 'samples are taken in order');
  const known = value === null ? before : withoutGap(before, index);
  const arrived = value !== null && known.open?.alarm.kind === 'missing' ? ended(known, 'recovered', index) : null;
  const rechosen = chosenAnew(arrived?.watch ?? known, index);
  const remembered = remember(rechosen, index, value);
  const flat = value === null ? remembered.watch : countEqual(remembered.watch, value);
  const judged = judge(flat, { index, value, residual: remembered.residual });
  const alarmed = judged.open === null ? openings(judged, index) : proceedings(judged, index);
  return { watch: alarmed.watch, signals: [...(arrived?.signals ?? []), ...alarmed.signals] };
}

/** With the gap before a known value counted as a peak of its kind, or as the alarm that it was. */
function withoutGap(before: Watch, index: number): Watch {
  const gap = index - before.lastKnown - 1;
  if (before.lastKnown < 0 || gap <= 0) return { ...before, lastKnown: index };
  const { missing } = before.tails;
  const counted = before.open?.alarm.kind === 'missing' ? withAlarm(missing, gap) : withPeak(missing, gap);
  return { ...before, lastKnown: index, tails: { ...before.tails, missing: counted } };
}

/** Once a day, while all is quiet: another season is taken where it expects better, and old peaks come to weigh less. */
function chosenAnew(before: Watch, index: number): Watch {
  const day = windowOf(before.setting);
  if (index % day !== 0 || index === 0) return before;
  return withOtherSeason(withBudgets(agedByDay(before)));
}

function withOtherSeason(before: Watch): Watch {
  const { tails } = before;
  const best = before.open === null ? bestCandidate(before) : before.chosen;
  if (best === before.chosen) return before;
  const kept = before.candidates[before.chosen]?.season === null ? 0 : KEPT_OF_OTHER_SEASON;
  const faint = mapTails({ tails }, (tail, detector) => (isOfSide(detector) ? faded(tail, kept) : tail));
  return { ...before, tails: faint, chosen: best, sides: {}, recent: [] };
}

function isOfSide(detector: TailedDetector): boolean {
  return detector !== 'flat' && detector !== 'missing';
}

function remember(
  before: Watch,
  index: number,
  value: number | null,
): { readonly watch: Watch; readonly residual: number } {
  const { setting, values, counts, chosen, open } = before;
  const log = value === null ? Number.NaN : toLog(value, setting);
  const remembered = appended(values, log);
  const means = withMean(before.means, { values: remembered, index, setting });
  const sample = { means, index, log, isKept: open === null };
  const all = before.candidates.map((candidate) => learned(candidate, sample, setting));
  const candidates = all.map(({ candidate }) => candidate);
  const own = candidates[chosen];
  // While an alarm is open its samples are no part of the level, which may run out of samples: then the last one stands.
  const level = (own === undefined ? null : levelAt(own, index, setting)) ?? (open === null ? null : before.level);
  const taken = value === null ? { missing: counts.missing + 1 } : { taken: counts.taken + 1 };
  return {
    watch: {
      ...before,
      next: index + 1,
      values: remembered,
      means,
      drops: dropsAfter(before, { means, index, value }),
      candidates,
      level,
      counts: { ...counts, ...taken },
    },
    residual: all[chosen]?.residual ?? Number.NaN,
  };
}

/** Drops of a count are found by its sums; below 0 there is no count. */
function dropsAfter(
  { drops, setting, open }: Watch,
  sample: { readonly means: Watch['means']; readonly index: number; readonly value: number | null },
): Watch['drops'] {
  const { means, index, value } = sample;
  if (drops === null || (value !== null && value < 0)) return null;
  const inUnits = value === null ? Number.NaN : value / setting.unit;
  return withDropSample(drops, { means, index, value: inUnits, isKept: open === null }, setting);
}

/** Zeros in a row are judged as a drop: a night without orders is no broken counter. */
function countEqual(before: Watch, value: number): Watch {
  const { flat, tails } = before;
  if (value === flat.value) return { ...before, flat: { ...flat, run: flat.run + 1 } };
  const isNew = flat.run === 0 || flat.isCounted || flat.value === 0;
  const learnt = isNew ? tails : { ...tails, flat: withPeak(tails.flat, flat.run) };
  return { ...before, tails: learnt, flat: { value, run: 1, isCounted: false } };
}

interface JudgedSample {
  readonly index: number;
  readonly value: number | null;
  readonly residual: number;
}

function judge(before: Watch, { index, value, residual }: JudgedSample): Watch {
  const { level, setting } = before;
  if (level === null || value === null || Number.isNaN(residual)) return before;
  const deviation = (residual - level.shift) / level.scale;
  const expected = fromLog(toLog(value, setting) - residual + level.shift, setting);
  const sides: Partial<Record<Direction, Side>> = { ...before.sides };
  const weeks = setting.stepMs / WEEK_MS;
  const { flat, missing } = before.tails;
  let tails = { ...before.tails, flat: withTime(flat, weeks), missing: withTime(missing, weeks) };
  for (const direction of sidesOf(before)) {
    const [sum, jump] = [`${direction}-sum`, `${direction}-jump`] as const;
    const z = direction === 'drop' ? -deviation : deviation;
    const side = sides[direction] ?? quietSide(index);
    const own = { sum: withTime(tails[sum], weeks), jump: withTime(tails[jump], weeks) };
    const after = advanced(side, own, { z, index, seen: value, expected });
    sides[direction] = after.side;
    tails = { ...tails, [sum]: after.tails.sum, [jump]: after.tails.jump };
  }
  const bounded = Math.max(-RECENT_MOST, Math.min(RECENT_MOST, -deviation));
  return { ...before, sides, tails, recent: [...before.recent.slice(1 - CLEAR_SAMPLES), bounded] };
}

/** One wild sample must not keep an alarm from clearing, nor clear it. */
const RECENT_MOST = 3;
