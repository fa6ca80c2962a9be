import { type Instant, instant } from '../../kernel/index.ts';
import { expectationAt } from './expectation.ts';
import { fromLog } from './logarithm.ts';
import type { Alarm, Clearance, Direction, Evidence, Severity, TailedDetector, Watch } from './model.ts';
import { windowOf } from './setting.ts';
import { ratePerWeek, type Tail, thresholdOf } from './tail.ts';
import { valueAt } from './track.ts';

/** Samples whose mean decides that an alarm is over; also, alarms nearer than this are one surge. */
export const CLEAR_SAMPLES = 6;
/** The mean deviation that ends an alarm, in units of noise: what is usual noise and adds to no evidence. */
export const CLEAR_DEVIATION = 0.75;

/** What a detector has to say: its part in an alarm, or `null` below its threshold. */
export function evidenceOf(detector: TailedDetector, tail: Tail, height: number): Evidence | null {
  const threshold = thresholdOf(tail);
  if (!(height >= threshold)) return null;
  const falseAlarmsPerWeek = ratePerWeek(tail, height);
  const basis = tail.fit === null ? ('prior' as const) : ('learnt' as const);
  return { detector, height, threshold, basis, falseAlarmsPerWeek, samples: null };
}

/** The instant of an index. */
export function instantOf({ origin, setting }: Watch, index: number): Instant {
  return instant((origin ?? 0) + index * setting.stepMs);
}

/** Whether an alarm that opens at an index belongs to the surge before it. */
export function isSameSurge({ clearedAt }: Watch, index: number): boolean {
  return clearedAt !== null && index - clearedAt <= CLEAR_SAMPLES;
}

/** An alarm about the direction of a side that was left. `index`: of the newest sample. */
export function sideAlarm(
  watch: Watch,
  options: { readonly direction: Direction; readonly index: number; readonly evidence: readonly Evidence[] },
): Alarm {
  const { direction, index, evidence } = options;
  const side = watch.sides[direction];
  const since = Math.min(side?.since ?? index, index);
  const sums = { seen: side?.seen ?? 0, expected: side?.expected ?? 0, samples: index - since + 1 };
  return {
    ...frameOf(watch, index),
    kind: direction,
    onset: instantOf(watch, since),
    sinceOnset: sums,
    evidence: strongestFirst(evidence),
    severity: gravityOf(direction, sums),
    clear: clearanceOf(watch, { direction, index }),
  };
}

/** An alarm about values that do not change any more. `run`: how many are equal. */
export function flatAlarm(watch: Watch, index: number, evidence: Evidence): Alarm {
  const since = index - watch.flat.run + 1;
  const clear: Clearance = { samples: 1, level: null, at: instantOf(watch, index + 1) };
  const onset = instantOf(watch, since);
  const rest = { sinceOnset: null, evidence: [evidence], severity: 'warning', clear } as const;
  return { ...frameOf(watch, index), kind: 'flat', onset, ...rest };
}

/** An alarm about samples that do not come. `index`: of the newest one that should have come. */
export function missingAlarm(watch: Watch, index: number, evidence: Evidence): Alarm {
  const clear: Clearance = { samples: 1, level: null, at: instantOf(watch, index + 1) };
  const severity = evidence.height >= MISSING_CRITICAL * evidence.threshold ? 'critical' : 'warning';
  const onset = instantOf(watch, watch.lastKnown + 1);
  const rest = { sinceOnset: null, evidence: [evidence], severity, clear } as const;
  return { ...frameOf(watch, index), kind: 'missing', onset, ...rest };
}

/** A newer alarm as the continuation of one that is open: its surge, opening and onset stay, evidence is gathered. */
export function continued(open: Alarm, newer: Alarm): Alarm {
  const kept = open.evidence.filter(
    ({ detector, samples }) => !newer.evidence.some((each) => each.detector === detector && each.samples === samples),
  );
  return {
    ...newer,
    surge: open.surge,
    openedAt: open.openedAt,
    onset: open.onset,
    evidence: strongestFirst([...newer.evidence, ...kept]),
    severity: SEVERITIES[Math.max(gradeOf(open), gradeOf(newer))] ?? newer.severity,
  };
}

/** Severities by grade. */
const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical'];

/** 0 info, 1 warning, 2 critical. */
export function gradeOf({ severity }: Alarm): number {
  return SEVERITIES.indexOf(severity);
}

/** Times its threshold after which silence is critical. */
const MISSING_CRITICAL = 3;
const GRAVE = { drop: { warning: 0.8, critical: 0.5 }, rise: { warning: 1.25, critical: 2 } } as const;

/** How grave it is that so much was seen of what was expected. */
export function gravityOf(direction: Direction, sums: { readonly seen: number; readonly expected: number }): Severity {
  if (!(sums.expected > 0)) return 'warning';
  const share = sums.seen / sums.expected;
  const { warning, critical } = GRAVE[direction];
  if (direction === 'drop') return share <= critical ? 'critical' : share <= warning ? 'warning' : 'info';
  return share >= critical ? 'critical' : share >= warning ? 'warning' : 'info';
}

function frameOf(watch: Watch, index: number): Pick<Alarm, 'surge' | 'openedAt' | 'expected' | 'seen' | 'season'> {
  const log = valueAt(watch.values, index);
  return {
    surge: watch.surge,
    openedAt: instantOf(watch, index),
    expected: expectationAt(watch, index),
    seen: Number.isNaN(log) ? null : fromLog(log, watch.setting),
    season: watch.candidates[watch.chosen]?.season ?? null,
  };
}

function clearanceOf(
  watch: Watch,
  { direction, index }: { readonly direction: Direction; readonly index: number },
): Clearance {
  const at = instantOf(watch, index + CLEAR_SAMPLES);
  const expected = expectationAt(watch, index);
  if (expected === null || watch.level === null) return { samples: CLEAR_SAMPLES, level: null, at };
  const sign = direction === 'drop' ? -1 : 1;
  const middle = Math.sign(expected.value) * Math.log1p(Math.abs(expected.value) / watch.setting.unit);
  const level = fromLog(middle + sign * CLEAR_DEVIATION * watch.level.scale, watch.setting);
  return { samples: CLEAR_SAMPLES, level, at };
}

/** Evidence by how far it lies above its threshold. */
export function strongestFirst(evidence: readonly Evidence[]): readonly Evidence[] {
  const strength = ({ height, threshold }: Evidence) => height / threshold;
  return evidence.toSorted((one, other) => strength(other) - strength(one));
}

/** Whether an alarm has lasted so long that its level is the usual one now: a day or what is taken for it. */
export function isOld(watch: Watch, samples: number): boolean {
  return samples >= windowOf(watch.setting);
}
