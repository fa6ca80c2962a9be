import type { Instant } from '../../kernel/index.ts';
import { gradeOf } from './alarm.ts';
import type { Alarm, Severity } from './model.ts';

/** Alarms of several series that began together: one message. */
export interface Surge {
  readonly opened: Instant;
  readonly severity: Severity;
  /** The gravest first, then the earliest onset. */
  readonly alarms: readonly SeriesAlarm[];
}

/** An alarm and the series it is of. */
export interface SeriesAlarm {
  readonly series: string;
  readonly alarm: Alarm;
}

/** Alarms whose onsets lie this near belong together. */
const TOGETHER_MS = 10 * 60_000;

/**
 * Groups open alarms into surges by their onset, the earliest first: an alarm joins the surge whose newest onset is no more than ten
 * minutes before its own. The same alarms in any order give the same surges.
 */
export function surgesOf(alarms: readonly SeriesAlarm[]): readonly Surge[] {
  const sorted = alarms.toSorted(
    (one, other) => one.alarm.onset - other.alarm.onset || (one.series < other.series ? -1 : 1),
  );
  const groups: SeriesAlarm[][] = [];
  for (const each of sorted) {
    const group = groups.at(-1);
    const newest = group?.at(-1)?.alarm.onset;
    if (group === undefined || newest === undefined || each.alarm.onset - newest > TOGETHER_MS) groups.push([each]);
    else group.push(each);
  }
  return groups.map((group) => {
    const gravest = group.toSorted((one, other) => gradeOf(other.alarm) - gradeOf(one.alarm));
    const opened = Math.min(...group.map(({ alarm }) => alarm.openedAt)) as Instant;
    return { opened, severity: gravest[0]?.alarm.severity ?? 'info', alarms: gravest };
  });
}
