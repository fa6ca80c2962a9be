import type { Digest, Instant } from '../../kernel/index.ts';
import { type Alert, type AlertPlace, type AlertSeverity, type AlertSource, SEVERITIES } from './model.ts';

/** An alert as a surge knows it; what somebody wrote about it stands beside the log. */
export interface SurgeAlert {
  readonly key: Digest;
  readonly source: AlertSource;
  readonly status: Alert['status'];
  readonly severity: AlertSeverity;
  /** Of the rule. */
  readonly name: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
}

/** Alerts about one place within a time: what people are told of once. */
export interface Surge {
  /** Unique; names the surge to other programs too. */
  readonly id: string;
  readonly place: AlertPlace;
  readonly openedAt: Instant;
  /** Of the last change. */
  readonly changedAt: Instant;
  /** `null` = it goes on. */
  readonly closedAt: Instant | null;
  /** By key, at most {@link MAX_ALERTS}. */
  readonly alerts: readonly SurgeAlert[];
  /** Alerts beyond those: counted, not followed. */
  readonly more: number;
  /** The worst that it ever was. */
  readonly worst: AlertSeverity;
}

/** What happened to a surge. */
export type SurgeEvent =
  | {
      readonly kind: 'SurgeOpened';
      readonly id: string;
      readonly place: AlertPlace;
      readonly at: Instant;
      readonly alerts: readonly SurgeAlert[];
      readonly more: number;
    }
  | {
      readonly kind: 'SurgeChanged';
      readonly id: string;
      readonly place: AlertPlace;
      readonly at: Instant;
      /** As they are from then on. */
      readonly alerts: readonly SurgeAlert[];
      readonly more: number;
      /** What it rose to; `null` = it is no worse than it was before. */
      readonly worse: AlertSeverity | null;
    }
  | {
      readonly kind: 'SurgeClosed';
      readonly id: string;
      readonly place: AlertPlace;
      readonly openedAt: Instant;
      readonly at: Instant;
      readonly worst: AlertSeverity;
      /** `silent` = nothing was heard for so long that nobody may still know of it. */
      readonly why: 'resolved' | 'silent';
    };

export const SURGE_EVENTS = [
  'SurgeOpened',
  'SurgeChanged',
  'SurgeClosed',
] as const satisfies readonly SurgeEvent['kind'][];

/** Alerts that a surge follows by name: more are one outage, and people are told of it once all the same. */
export const MAX_ALERTS = 200;
/** An alert that comes back within this time after the last one ended belongs to the same surge: flapping is one message. */
export const QUIET_MS = 5 * 60_000;
/** Sources tell of what goes on every few hours; what nobody tells of for so long was forgotten, or its end was lost. */
export const SILENT_MS = 3 * 24 * 60 * 60_000;

/** The group of an alert, as text: alerts of one flow or service in one environment belong together, whoever tells of them. */
export function groupOf({ service, flow, environment }: AlertPlace): string {
  const about = flow !== null ? `flow ${flow}` : service !== null ? `service ${service}` : 'nowhere';
  return `${about} in ${environment ?? 'any'}`;
}

/** What a group of alerts was told of a surge; `surge` is its last one, `null` = it had none. */
export function takeAlerts(
  surge: Surge | null,
  told: {
    /** Of one group; of one key the last counts. */
    readonly alerts: readonly Alert[];
    readonly place: AlertPlace;
    /** For a surge that begins now. */
    readonly id: string;
    readonly now: Instant;
  },
): readonly SurgeEvent[] {
  const { place, id, now } = told;
  const known = new Map((surge?.alerts ?? []).map((alert) => [alert.key, alert]));
  const isOpen = surge !== null && surge.closedAt === null;
  const news = new Map<Digest, SurgeAlert>();
  for (const alert of told.alerts) {
    const before = news.get(alert.key) ?? known.get(alert.key) ?? null;
    if (isNews(alert, before, isOpen)) news.set(alert.key, surgeAlertOf(alert));
  }
  const changed = [...news.values()];
  if (changed.length === 0) return [];
  if (!isOpen) {
    if (changed.every(({ status }) => status === 'resolved')) return [];
    const named = changed.slice(0, MAX_ALERTS);
    return [{ kind: 'SurgeOpened', id, place, at: now, alerts: named, more: changed.length - named.length }];
  }
  const fresh = changed.filter(({ key }) => !known.has(key));
  const room = Math.max(0, MAX_ALERTS - known.size);
  const named = [...changed.filter(({ key }) => known.has(key)), ...fresh.slice(0, room)];
  const more = fresh.length - Math.min(fresh.length, room);
  // Once there is no more room, that there are more is told once: else each repetition would be an event.
  if (named.length === 0 && surge.more > 0) return [];
  const firing = named.filter(({ status }) => status === 'firing');
  const worst = firing.length === 0 ? surge.worst : worstOf({ alerts: firing });
  const worse = isWorse(worst, surge.worst) ? worst : null;
  return [{ kind: 'SurgeChanged', id: surge.id, place: surge.place, at: now, alerts: named, more, worse }];
}

/** Ends a surge once all of it has ended for {@link QUIET_MS}, or nothing was heard of it for {@link SILENT_MS}. */
export function closeSurge(surge: Surge | null, now: Instant): readonly SurgeEvent[] {
  if (surge === null || surge.closedAt !== null) return [];
  const isResolved = surge.alerts.every(({ status }) => status === 'resolved');
  const quietMs = now - surge.changedAt;
  const { id, place, openedAt, worst } = surge;
  const closed = { kind: 'SurgeClosed', id, place, openedAt, at: now, worst } as const;
  if (isResolved && quietMs >= QUIET_MS) return [{ ...closed, why: 'resolved' }];
  return quietMs >= SILENT_MS ? [{ ...closed, why: 'silent' }] : [];
}

/** The surge after an event. */
export function evolveSurge(surge: Surge | null, event: SurgeEvent): Surge | null {
  switch (event.kind) {
    case 'SurgeOpened': {
      const { id, place, at, alerts, more } = event;
      return { id, place, openedAt: at, changedAt: at, closedAt: null, alerts, more, worst: worstOf({ alerts }) };
    }
    case 'SurgeChanged': {
      if (surge === null || surge.id !== event.id) return surge;
      const changed = new Map(event.alerts.map((alert) => [alert.key, alert]));
      const kept = surge.alerts.map((alert) => changed.get(alert.key) ?? alert);
      const keys = new Set(kept.map(({ key }) => key));
      const fresh = event.alerts.filter(({ key }) => !keys.has(key));
      return {
        ...surge,
        changedAt: event.at,
        alerts: [...kept, ...fresh],
        more: surge.more + event.more,
        worst: event.worse ?? surge.worst,
      };
    }
    case 'SurgeClosed':
      return surge === null || surge.id !== event.id ? surge : { ...surge, changedAt: event.at, closedAt: event.at };
  }
}

/** The worst of the alerts that go on; of all of them where none does. */
export function worstOf({ alerts }: Pick<Surge, 'alerts'>): AlertSeverity {
  const firing = alerts.filter(({ status }) => status === 'firing');
  const of = firing.length > 0 ? firing : alerts;
  return SEVERITIES.find((severity) => of.some((alert) => alert.severity === severity)) ?? 'unknown';
}

/** Whether the first is worse. */
export function isWorse(one: AlertSeverity, other: AlertSeverity): boolean {
  return SEVERITIES.indexOf(one) < SEVERITIES.indexOf(other);
}

/** Whether it tells anything that was not known: what is doubled or comes too late does not. */
function isNews(alert: Alert, before: SurgeAlert | null, isOpen: boolean): boolean {
  if (before === null) return alert.status === 'firing';
  if (alert.status === 'resolved') {
    return before.status === 'firing' && isOpen && (alert.endedAt ?? alert.startedAt) >= before.startedAt;
  }
  // It went on when the surge was closed for silence, and is told of again.
  if (before.status === 'firing') {
    // Only what is worse: deliveries overtake each other, and a milder word may be an older one.
    return !isOpen || alert.startedAt > before.startedAt || isWorse(alert.severity, before.severity);
  }
  return alert.startedAt > before.startedAt && alert.startedAt >= (before.endedAt ?? before.startedAt);
}

function surgeAlertOf({ key, source, status, severity, name, startedAt, endedAt }: Alert): SurgeAlert {
  return { key, source, status, severity, name, startedAt, endedAt };
}
