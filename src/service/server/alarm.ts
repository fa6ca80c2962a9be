import type { AlarmReport, AlarmRow, WatchedRow } from '../../contract/index.ts';
import {
  listAlarms,
  OBJECTIVE_STEP_MS,
  type PicturePoint,
  type Principal,
  type StandingAlarm,
  type WatchedObjective,
  type WatchedSeries,
} from '../../control/index.ts';
import { instant, printable } from '../../kernel/index.ts';
import { alarmDocumentOf } from '../alarm-document.ts';
import { requirePermission } from './acting.ts';
import type { Plane } from './plane.ts';
import { isoTime } from './time.ts';
import { viewerOf } from './viewer.ts';

/** What is watched for alarms. Methods reject with a `Fault` that says what to do. */
export interface AlarmDesk {
  report(principal: Principal): Promise<AlarmReport>;
}

/** Alarms of one document, each with its picture. */
const SHOWN = 50;

/** The desk of one node. */
export function makeAlarmDesk(plane: Pick<Plane, 'world' | 'node' | 'detection'>): AlarmDesk {
  const { world, node, detection } = plane;
  return {
    async report(principal) {
      requirePermission(principal, 'read');
      const all = await listAlarms(node.store);
      const shown = all.slice(0, SHOWN);
      return {
        schema: 'firebreak.alarms/v1',
        as_of: isoTime(world.now()),
        viewer: viewerOf(principal),
        alarms: await Promise.all(shown.map(async ({ alarm }) => rowOf(alarm, await detection.pictureOf(alarm.id)))),
        shown_of: all.length,
        watched: (await detection.watched()).map(watchedOf),
      };
    },
  };
}

function rowOf(standing: StandingAlarm, picture: readonly PicturePoint[]): AlarmRow {
  const { id, subject, opened, finding, openedAt, changedAt, closed } = standing;
  const because = closed?.because ?? null;
  const row = {
    id,
    ...subjectOf(subject),
    state: closed === null ? ('open' as const) : ('over' as const),
    told_at: isoTime(openedAt),
    changed_at: isoTime(changedAt),
    over_at: closed === null ? null : isoTime(closed.at),
    because,
  };
  if (opened.kind === 'burn' || finding.kind === 'burn') {
    const last = finding.kind === 'burn' ? finding : opened;
    if (last.kind !== 'burn') return { ...row, severity: last.alarm.severity, alarm: null, burn: null };
    const { severity, objective, threshold, longMs, shortMs, long, short, events } = last;
    const windows = {
      long: { seconds: longMs / 1_000, rate: long, events },
      short: { seconds: shortMs / 1_000, rate: short },
    };
    return { ...row, severity, alarm: null, burn: { objective, threshold, ...windows } };
  }
  const cleared =
    closed === null
      ? null
      : { at: closed.at, because: because === 'recovered' || because === 'new-level' ? because : null };
  const alarm = alarmDocumentOf({ opened: opened.alarm, last: finding.alarm, cleared, picture });
  return { ...row, severity: finding.alarm.severity, alarm, burn: null };
}

function watchedOf(watched: WatchedSeries | WatchedObjective): WatchedRow {
  const row = {
    ...subjectOf(watched.subject),
    kind: watched.kind,
    series: printable(watched.selectors.join(' + ')),
  };
  if (watched.kind === 'objective') {
    const { known } = watched;
    return {
      ...row,
      step_seconds: OBJECTIVE_STEP_MS / 1_000,
      budget_per_week: null,
      known_to: known?.told == null ? null : isoTime(instant(known.told + OBJECTIVE_STEP_MS)),
      counts: { ...NOTHING.counts, taken: known?.taken ?? 0 },
      season: null,
      learnt: false,
      finds: null,
      spent: known?.spent ?? null,
    };
  }
  const { known, statement } = watched;
  const { counts, season, isLearnt, finds } = known?.summary ?? NOTHING;
  return {
    ...row,
    step_seconds: statement.stepMs / 1_000,
    budget_per_week: statement.alarmsPerWeek,
    known_to: known?.told == null ? null : isoTime(instant(known.told + statement.stepMs)),
    counts: { ...counts },
    season,
    learnt: isLearnt,
    finds: finds ?? null,
    spent: null,
  };
}

const NOTHING = {
  counts: { taken: 0, missing: 0, late: 0, doubled: 0, refused: 0, restarts: 0 },
  season: null,
  isLearnt: false,
  finds: null,
};

function subjectOf({ repository, name, about, environment }: StandingAlarm['subject']) {
  return {
    repository: printable(repository),
    name: printable(name),
    service: about.kind === 'service' ? printable(about.id) : null,
    flow: about.kind === 'flow' ? printable(about.id) : null,
    environment: environment === null ? null : printable(environment),
  };
}
