import { assertNever, type Instant } from '../../kernel/index.ts';
import type { Alarm, Severity } from './model.ts';

/** What is watched, as its alarms name it. */
export interface AlarmSubject {
  /** `FORGE:REPOSITORY` whose protected base states it. */
  readonly repository: string;
  /** As it is stated there. */
  readonly name: string;
  readonly about: { readonly kind: 'service' | 'flow'; readonly id: string };
  readonly environment: string | null;
}

/** How fast an error budget burns, as far as an alarm tells. */
export interface BurnFinding {
  readonly kind: 'burn';
  readonly severity: Severity;
  readonly objective: number;
  /** Of the gravest rule that holds: both windows in milliseconds, the rate that each must show, and what it shows. */
  readonly longMs: number;
  readonly shortMs: number;
  readonly threshold: number;
  readonly long: number;
  readonly short: number;
  /** Events of the long window. */
  readonly events: number;
}

/** What an alarm says. */
export type AlarmFinding = { readonly kind: 'series'; readonly alarm: Alarm } | BurnFinding;

/** Why an alarm is over. `not-watched`: nobody states it any more. `forgotten`: what it rested on is not known any more. */
export type AlarmEnd = 'recovered' | 'new-level' | 'not-watched' | 'forgotten';

/** An alarm as its events tell. */
export interface StandingAlarm {
  readonly id: string;
  readonly subject: AlarmSubject;
  /** As it opened, and as it was last told. */
  readonly opened: AlarmFinding;
  readonly finding: AlarmFinding;
  /** When it was told of. */
  readonly openedAt: Instant;
  readonly changedAt: Instant;
  readonly closed: { readonly at: Instant; readonly because: AlarmEnd } | null;
}

/** What happened to an alarm. Members are JSON data. */
export type AlarmEvent =
  | {
      readonly kind: 'AlarmOpened';
      readonly id: string;
      readonly subject: AlarmSubject;
      readonly finding: AlarmFinding;
      readonly at: Instant;
    }
  | { readonly kind: 'AlarmRaised'; readonly id: string; readonly finding: AlarmFinding; readonly at: Instant }
  | { readonly kind: 'AlarmCleared'; readonly id: string; readonly because: AlarmEnd; readonly at: Instant };

/** Every kind, for whoever reads a log. */
export const ALARM_EVENTS = [
  'AlarmOpened',
  'AlarmRaised',
  'AlarmCleared',
] as const satisfies readonly AlarmEvent['kind'][];

/** How grave an alarm is. */
export function severityOf(finding: AlarmFinding): Severity {
  return finding.kind === 'burn' ? finding.severity : finding.alarm.severity;
}

/**
 * What is to be told so that the alarm stands as it was found: told again, or after a crash in between, it changes nothing. `found`:
 * `null` = all is quiet, for this reason.
 */
export function standAs(
  before: StandingAlarm | null,
  found: AlarmFinding | null,
  given: {
    readonly subject: AlarmSubject;
    /** For an alarm that opens now. */
    readonly id: string;
    readonly because: AlarmEnd;
    readonly now: Instant;
  },
): readonly AlarmEvent[] {
  const { subject, id, because, now: at } = given;
  const open = before === null || before.closed !== null ? null : before;
  if (found === null) return open === null ? [] : [{ kind: 'AlarmCleared', id: open.id, because, at }];
  const opened: AlarmEvent = { kind: 'AlarmOpened', id, subject, finding: found, at };
  if (open === null) return [opened];
  if (!isSame(open.opened, found)) return [{ kind: 'AlarmCleared', id: open.id, because: 'forgotten', at }, opened];
  const isGraver = GRADES.indexOf(severityOf(found)) > GRADES.indexOf(severityOf(open.finding));
  return isGraver ? [{ kind: 'AlarmRaised', id: open.id, finding: found, at }] : [];
}

/** The alarm after an event. */
export function evolveAlarm(before: StandingAlarm | null, event: AlarmEvent): StandingAlarm | null {
  switch (event.kind) {
    case 'AlarmOpened': {
      const { id, subject, finding, at } = event;
      return { id, subject, opened: finding, finding, openedAt: at, changedAt: at, closed: null };
    }
    case 'AlarmRaised':
      if (before?.id !== event.id) return before;
      return { ...before, finding: event.finding, changedAt: event.at };
    case 'AlarmCleared': {
      const { id, at, because } = event;
      return before?.id !== id ? before : { ...before, changedAt: at, closed: { at, because } };
    }
    default:
      return assertNever(event);
  }
}

const GRADES: readonly Severity[] = ['info', 'warning', 'critical'];

/** An alarm of a series is the same as long as it is open; it opened at one sample. */
function isSame(one: AlarmFinding, other: AlarmFinding): boolean {
  if (one.kind === 'burn' || other.kind === 'burn') return one.kind === other.kind;
  return one.alarm.openedAt === other.alarm.openedAt && one.alarm.kind === other.alarm.kind;
}
