import { type AlarmFinding, alarmSeverity, type Severity, type StandingAlarm } from '../../domain/detection/index.ts';
import { type Alert, type AlertSeverity, alertKey } from '../../domain/signal/index.ts';

/** An alarm as an alert of its own source, so that it is one message with what others tell of the same place. */
export function alertOf(key: string, alarm: StandingAlarm): Alert {
  const { subject, finding, openedAt, closed } = alarm;
  const { about, environment, name } = subject;
  const labels = { repository: subject.repository, watched: name, [about.kind]: about.id };
  return {
    source: 'detection',
    key: alertKey('detection', key),
    status: closed === null ? 'firing' : 'resolved',
    severity: SEVERITY[alarmSeverity(finding)],
    name: `${name}: ${wordOf(finding)}`,
    place: {
      service: about.kind === 'service' ? about.id : null,
      flow: about.kind === 'flow' ? about.id : null,
      environment,
    },
    labels,
    startedAt: openedAt,
    endedAt: closed?.at ?? null,
    links: [],
    summary: '',
  };
}

const SEVERITY: Readonly<Record<Severity, AlertSeverity>> = { critical: 'critical', warning: 'warning', info: 'info' };

function wordOf(finding: AlarmFinding): string {
  if (finding.kind === 'burn') return 'error budget burns';
  return { drop: 'drop', rise: 'rise', flat: 'stuck', missing: 'silence' }[finding.alarm.kind];
}
