import { assert } from '../../kernel/index.ts';
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
  sideAlarm,
} from './alarm.ts';
import { dropEvidence } from './choice.ts';
import { dropAlarm, indexOf, RECOVERED } from './drop-alarm.ts';
import type { Alarm, Direction, Evidence, Watch, WatchSignal } from './model.ts';
import { counted, quietSide } from './side.ts';
import { withBudgets } from './spending.ts';
import { withAlarm } from './tail.ts';
import { overwritten } from './track.ts';
import { recoveryAt, withEnd, withoutLevel, withTold } from './window.ts';

export function openings(before: Watch, index: number): Watched {
  const dropped = dropOpening(before, index);
  if (dropped !== null) return dropped;
  for (const direction of sidesOf(before)) {
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
  const after = { ...watched.watch.tails, flat: withAlarm(watched.watch.tails.flat, flat.run) };
  return { ...watched, watch: { ...watched.watch, tails: after, flat: { ...flat, isCounted: true } } };
}

/** An open alarm after a sample: over, or carried on with what the sample adds. */
export function proceedings(before: Watch, index: number): Watched {
  if (before.open === null) return { watch: before, signals: [] };
  const { alarm, openedIndex } = before.open;
  if (isOld(before, index - openedIndex)) return ended(before, 'new-level', index);
  if (alarm.kind === 'missing') return { watch: before, signals: [] };
  if (alarm.kind === 'flat') {
    return before.flat.run === 1 ? ended(before, 'recovered', index) : { watch: before, signals: [] };
  }
  const ofDrop = dropProceedings(before, index);
  if (ofDrop !== null) return ofDrop;
  if (index - openedIndex >= CLEAR_SAMPLES && hasRecovered(before, alarm.kind)) {
    return ended(before, 'recovered', index);
  }
  const evidence = evidenceFor(before, alarm.kind);
  const newer = sideAlarm(before, { direction: alarm.kind, index, evidence });
  const noting = evidence.length === 0 ? before : noted(before, { direction: alarm.kind, index, evidence });
  return carriedOn(noting, newer);
}

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

function dropOpening(before: Watch, index: number): Watched | null {
  const { drops } = before;
  const found = drops === null ? [] : dropEvidence(drops, index);
  if (drops === null || found.length === 0) return null;
  const evidence = found.map((each) => each.evidence);
  const told = withTold(
    drops,
    found.map(({ lookout }) => lookout),
  );
  const watched = opened({ ...before, drops: told }, index, (surging) =>
    dropAlarm(surging, drops, { index, evidence, since: null }),
  );
  const since = indexOf(before, watched.watch.open?.alarm.onset ?? instantOf(before, index));
  return { ...watched, watch: hidden(watched.watch, { from: since, index }) };
}

/** An open alarm about a count that fell, after a sample. */
function dropProceedings(before: Watch, index: number): Watched | null {
  const { drops, open } = before;
  if (drops === null || open === null || open.alarm.kind !== 'drop') return null;
  const since = indexOf(before, open.alarm.onset);
  const six = recoveryAt(drops, since);
  const isBack = six !== null && six.log <= RECOVERED * six.deviation;
  if (isBack && index - open.openedIndex >= CLEAR_SAMPLES) return ended(before, 'recovered', index);
  const found = dropEvidence(drops, index);
  const told = withTold(
    drops,
    found.map(({ lookout }) => lookout),
  );
  const evidence = found.map((each) => each.evidence);
  return carriedOn({ ...before, drops: told }, dropAlarm(before, drops, { index, evidence, since }));
}

/** What an alarm is made of is kept out of every level. */
function hidden(before: Watch, { from, index }: { readonly from: number; readonly index: number }): Watch {
  const candidates = before.candidates.map((candidate) => ({
    ...candidate,
    residuals: overwritten(candidate.residuals, { from, to: index + 1 }, Number.NaN),
  }));
  return {
    ...before,
    candidates,
    drops: before.drops === null ? null : withoutLevel(before.drops, from, before.setting),
  };
}

/** Opens an alarm, or carries on the one that is open. */
export function opened(before: Watch, index: number, alarmOf: (surging: Watch) => Alarm): Watched {
  if (before.open !== null) return carriedOn(before, alarmOf(before));
  const surge = isSameSurge(before, index) ? before.surge : before.surge + 1;
  const isNew = surge !== before.surge;
  const spent = { ...before.spent, alarms: before.spent.alarms + (isNew ? 1 : 0) };
  const surging = isNew ? withBudgets({ ...before, surge, spent }) : before;
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
  const [sum, jump] = [`${direction}-sum`, `${direction}-jump`] as const;
  let side = before.sides[direction] ?? quietSide(index);
  let tails = { sum: before.tails[sum], jump: before.tails[jump] };
  for (const { detector } of evidence) ({ side, tails } = counted(side, tails, detector === sum ? 'sum' : 'jump'));
  return {
    ...hidden(before, { from, index }),
    sides: { ...before.sides, [direction]: side },
    tails: { ...before.tails, [sum]: tails.sum, [jump]: tails.jump },
  };
}

function hasRecovered({ recent }: Watch, direction: Direction): boolean {
  const mean = recent.reduce((sum, each) => sum + each, 0) / Math.max(1, recent.length);
  return (direction === 'drop' ? mean : -mean) <= CLEAR_DEVIATION;
}

export function ended(before: Watch, because: 'recovered' | 'new-level', index: number): Watched {
  const signal = clearing(before, because, index);
  const { setting } = before;
  const from = indexOf(before, signal.alarm.onset);
  const drops =
    before.drops === null ? null : withEnd(before.drops, { from, isUsual: because === 'new-level', setting });
  return { watch: { ...before, drops, open: null, clearedAt: index, sides: {}, recent: [] }, signals: [signal] };
}

export function clearing(before: Watch, because: 'recovered' | 'new-level', index: number): WatchSignal {
  assert(before.open !== null, 'only an open alarm clears');
  return { kind: 'cleared', at: instantOf(before, index), alarm: before.open.alarm, because };
}

/** A watch after a sample or a moment, and what became of its alarms, in order. */
export interface Watched {
  readonly watch: Watch;
  readonly signals: readonly WatchSignal[];
}

/** The directions that are judged by single deviations and their sum. */
export function sidesOf({ drops, setting }: Watch): readonly Direction[] {
  return drops === null ? setting.directions : setting.directions.filter((direction) => direction !== 'drop');
}
