import type { AlarmDocument } from '../contract/index.ts';
import type { Alarm, PicturePoint } from '../control/index.ts';
import type { Instant } from '../kernel/index.ts';
import { isoOf } from './decision-document.ts';

/** The document of an alarm of a series, by how it opened and how it was last. */
export function alarmDocumentOf(given: {
  readonly opened: Alarm;
  readonly last: Alarm;
  readonly cleared: { readonly at: Instant; readonly because: 'recovered' | 'new-level' | null } | null;
  readonly picture: readonly PicturePoint[];
}): AlarmDocument {
  const { opened, last, cleared, picture } = given;
  return {
    surge: opened.surge,
    kind: opened.kind,
    severity: last.severity,
    onset_at: isoOf(opened.onset),
    opened_at: isoOf(opened.openedAt),
    cleared_at: cleared === null ? null : isoOf(cleared.at),
    cleared_because: cleared?.because ?? null,
    expected: opened.expected,
    seen: opened.seen,
    since_onset: last.sinceOnset,
    evidence: last.evidence.map(({ detector, height, threshold, basis, falseAlarmsPerWeek, samples }) => ({
      detector,
      height,
      threshold,
      basis,
      false_alarms_per_week: falseAlarmsPerWeek,
      // Alarms of before it was told have none.
      samples: samples ?? null,
    })),
    clear: { samples: opened.clear.samples, level: opened.clear.level, at: isoOf(opened.clear.at) },
    season: opened.season,
    picture: picture.map(({ at, value, expected }) => ({ at: isoOf(at), value, expected })),
  };
}
