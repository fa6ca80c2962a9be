import { assert, DAY_MS, type Instant } from '../../kernel/index.ts';
import {
  CLEAR_DEVIATION,
  CLEAR_SAMPLES,
  continued,
  evidenceOf,
  flatAlarm,
  gradeOf,
  instantOf,
  isOld,
  isSameSurge,
  missingAlarm,
  sideAlarm,
} from './alarm.ts';
import { bestCandidate, fromLog, learned, levelAt, toLog } from './expectation.ts';
import type { Alarm, Detector, Direction, Evidence, Sample, Side, Watch, WatchSignal } from './model.ts';
import { DETECTORS, newWatch, windowOf } from './setting.ts';
import { advanced, counted, quietSide } from './side.ts';
import { aged, faded, type Tail, thresholdOf, withPeak, withTime } from './tail.ts';
import { appended, holds, overwritten, valueAt } from './track.ts';

/** A watch after a sample or a moment, and what became of its alarms, in order. */
export interface Watched {
  readonly watch: Watch;
  readonly signals: readonly WatchSignal[];
}

/**
 * Takes one sample in. Samples lie on a grid of steps from the first one on. A sample that comes after a later one is filled in
 * and not judged; a second one for the same step is left out; steps without a sample are missing.
 */
export function watch(before: Watch, { at, value }: Sample): Watched {
  const { setting, counts } = before;
  if (!Number.isFinite(at) || (value !== null && !Number.isFinite(value))) return refused(before);
  if (before.origin === null) return take({ ...before, origin: at }, 0, value);
  const index = Math.round((at - before.origin) / setting.stepMs);
  if (index < before.next) return filled(before, index, value);
  if (index - before.next <= before.values.capacity) {
    return inTurn(before, [
      (reached) => silenceBefore(reached, value === null ? index + 1 : index),
      (reached) => gapped(reached, index),
      (reached) => take(reached, index, value),
    ]);
  }
  const cleared = before.open === null ? [] : [clearing(before, 'new-level', index)];
  const fresh = { ...newWatch(setting), origin: at, surge: before.surge, tails: before.tails };
  const restarted = take({ ...fresh, counts: { ...counts, restarts: counts.restarts + 1 } }, 0, value);
  return { watch: restarted.watch, signals: [...cleared, ...restarted.signals] };
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
  return { watch: { ...before, values: late, counts: { ...counts, late: counts.late + 1 } }, signals: [] };
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

/** With the gap before a known value counted as a peak of its kind, unless it alarmed. */
function withoutGap(before: Watch, index: number): Watch {
  const gap = index - before.lastKnown - 1;
  const hasAlarmed = before.open?.alarm.kind === 'missing';
  if (before.lastKnown < 0 || gap <= 0 || hasAlarmed) return { ...before, lastKnown: index };
  return { ...before, lastKnown: index, tails: { ...before.tails, missing: withPeak(before.tails.missing, gap) } };
}

/** Once a day, while all is quiet: another season is taken where it expects better, and old peaks come to weigh less. */
function chosenAnew(before: Watch, index: number): Watch {
  const day = windowOf(before.setting);
  if (index % day !== 0 || index === 0) return before;
  const tails = mapTails(before, (tail) => aged(tail, (day * before.setting.stepMs) / WEEK_MS));
  const best = before.open === null ? bestCandidate(before) : before.chosen;
  if (best === before.chosen) return { ...before, tails };
  const kept = before.candidates[before.chosen]?.season === null ? 0 : KEPT_OF_OTHER_SEASON;
  const faint = mapTails({ tails }, (tail, detector) => (isOfSide(detector) ? faded(tail, kept) : tail));
  return { ...before, tails: faint, chosen: best, sides: {}, recent: [] };
}

function isOfSide(detector: Detector): boolean {
  return detector !== 'flat' && detector !== 'missing';
}

function mapTails(
  { tails }: Pick<Watch, 'tails'>,
  change: (tail: Tail, detector: Detector) => Tail,
): Readonly<Record<Detector, Tail>> {
  return Object.fromEntries(DETECTORS.map((detector) => [detector, change(tails[detector], detector)])) as Record<
    Detector,
    Tail
  >;
}

function remember(
  before: Watch,
  index: number,
  value: number | null,
): { readonly watch: Watch; readonly residual: number } {
  const { setting, values, counts, chosen, open } = before;
  const log = value === null ? Number.NaN : toLog(value, setting);
  const sample = { values, index, log, isKept: open === null };
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
      values: appended(values, log),
      candidates,
      level,
      counts: { ...counts, ...taken },
    },
    residual: all[chosen]?.residual ?? Number.NaN,
  };
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
  let tails = mapTails(before, (tail) => withTime(tail, weeks));
  for (const direction of setting.directions) {
    const [sum, jump] = [`${direction}-sum`, `${direction}-jump`] as const;
    const z = direction === 'drop' ? -deviation : deviation;
    const side = sides[direction] ?? quietSide(index);
    const after = advanced(side, { sum: tails[sum], jump: tails[jump] }, { z, index, seen: value, expected });
    sides[direction] = after.side;
    tails = { ...tails, [sum]: after.tails.sum, [jump]: after.tails.jump };
  }
  const bounded = Math.max(-RECENT_MOST, Math.min(RECENT_MOST, -deviation));
  return { ...before, sides, tails, recent: [...before.recent.slice(1 - CLEAR_SAMPLES), bounded] };
}

/** One wild sample must not keep an alarm from clearing, nor clear it. */
const RECENT_MOST = 3;

/** What the detectors of a direction have to say at present. */
function evidenceFor({ sides, tails }: Watch, direction: Direction): readonly Evidence[] {
  const side = sides[direction];
  if (side === undefined) return [];
  const found = [
    side.isSumCounted ? null : evidenceOf(`${direction}-sum`, tails[`${direction}-sum`], side.sum),
    side.isJumpCounted ? null : evidenceOf(`${direction}-jump`, tails[`${direction}-jump`], side.jumpPeak),
  ];
  return found.filter((each) => each !== null);
}

function openings(before: Watch, index: number): Watched {
  for (const direction of before.setting.directions) {
    const evidence = evidenceFor(before, direction);
    if (evidence.length === 0) continue;
    const watched = opened(before, index, (surging) => sideAlarm(surging, { direction, index, evidence }));
    return { ...watched, watch: noted(watched.watch, { direction, index, evidence }) };
  }
  const { flat, tails } = before;
  if (tails.flat.fit === null || flat.value === 0 || flat.isCounted) return { watch: before, signals: [] };
  const evidence = evidenceOf('flat', tails.flat, flat.run);
  if (evidence === null) return { watch: before, signals: [] };
  const watched = opened(before, index, (surging) => flatAlarm(surging, index, evidence));
  return { ...watched, watch: { ...watched.watch, flat: { ...flat, isCounted: true } } };
}

/** Opens an alarm, or carries on the one that is open. */
function opened(before: Watch, index: number, alarmOf: (surging: Watch) => Alarm): Watched {
  if (before.open !== null) return carriedOn(before, alarmOf(before));
  const surge = isSameSurge(before, index) ? before.surge : before.surge + 1;
  const surging = { ...before, surge };
  const alarm = alarmOf(surging);
  const open = { alarm, openedIndex: index };
  return { watch: { ...surging, open }, signals: [{ kind: 'opened', at: alarm.openedAt, alarm }] };
}

function carriedOn(before: Watch, newer: Alarm): Watched {
  if (before.open === null) return { watch: before, signals: [] };
  const { alarm: old } = before.open;
  const alarm = continued(old, { ...newer, kind: old.kind });
  const watch = { ...before, open: { ...before.open, alarm } };
  const isGraver = gradeOf(alarm) > gradeOf(old);
  return { watch, signals: isGraver ? [{ kind: 'raised', at: newer.openedAt, alarm }] : [] };
}

interface Noted {
  readonly direction: Direction;
  readonly index: number;
  readonly evidence: readonly Evidence[];
}

/** The excursions that alarmed are counted as such, and what they are made of is kept out of the level. */
function noted(before: Watch, { direction, index, evidence }: Noted): Watch {
  const from = Math.min(before.sides[direction]?.since ?? index, index);
  const candidates = before.candidates.map((candidate) => ({
    ...candidate,
    residuals: overwritten(candidate.residuals, { from, to: index + 1 }, Number.NaN),
  }));
  const [sum, jump] = [`${direction}-sum`, `${direction}-jump`] as const;
  let side = before.sides[direction] ?? quietSide(index);
  let tails = { sum: before.tails[sum], jump: before.tails[jump] };
  for (const { detector } of evidence) ({ side, tails } = counted(side, tails, detector === sum ? 'sum' : 'jump'));
  return {
    ...before,
    candidates,
    sides: { ...before.sides, [direction]: side },
    tails: { ...before.tails, [sum]: tails.sum, [jump]: tails.jump },
  };
}

/** An open alarm after a sample: over, or carried on with what the sample adds. */
function proceedings(before: Watch, index: number): Watched {
  if (before.open === null) return { watch: before, signals: [] };
  const { alarm, openedIndex } = before.open;
  if (isOld(before, index - openedIndex)) return ended(before, 'new-level', index);
  if (alarm.kind === 'missing') return { watch: before, signals: [] };
  if (alarm.kind === 'flat') {
    return before.flat.run === 1 ? ended(before, 'recovered', index) : { watch: before, signals: [] };
  }
  if (index - openedIndex >= CLEAR_SAMPLES && hasRecovered(before, alarm.kind)) {
    return ended(before, 'recovered', index);
  }
  const evidence = evidenceFor(before, alarm.kind);
  const newer = sideAlarm(before, { direction: alarm.kind, index, evidence });
  const noting = evidence.length === 0 ? before : noted(before, { direction: alarm.kind, index, evidence });
  return carriedOn(noting, newer);
}

function hasRecovered({ recent }: Watch, direction: Direction): boolean {
  const mean = recent.reduce((sum, each) => sum + each, 0) / Math.max(1, recent.length);
  return (direction === 'drop' ? mean : -mean) <= CLEAR_DEVIATION;
}

function ended(before: Watch, because: 'recovered' | 'new-level', index: number): Watched {
  const signal = clearing(before, because, index);
  return { watch: { ...before, open: null, clearedAt: index, sides: {}, recent: [] }, signals: [signal] };
}

function clearing(before: Watch, because: 'recovered' | 'new-level', index: number): WatchSignal {
  assert(before.open !== null, 'only an open alarm clears');
  return { kind: 'cleared', at: instantOf(before, index), alarm: before.open.alarm, because };
}
