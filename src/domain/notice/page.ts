import type { Instant } from '../../kernel/index.ts';
import { type AlertPlace, type AlertSeverity, OWN_KEY_PREFIX, type SurgeEvent, worstOf } from '../signal/index.ts';
import type { SubmissionEvent } from '../submission/index.ts';
import { changeUrl } from './link.ts';

/** What whoever is on duty is told, by programs that call people out. */
export type Page =
  | {
      readonly action: 'trigger';
      readonly about: 'surge' | 'rollout';
      /** The same for all that is about one surge, or one rollout. */
      readonly key: string;
      readonly summary: string;
      /** What it is about. */
      readonly source: string;
      readonly severity: AlertSeverity;
      readonly at: Instant;
      readonly link: string | null;
      readonly alerts: readonly string[];
    }
  | { readonly action: 'acknowledge' | 'resolve'; readonly key: string }
  /** Calls nobody: it stands beside incidents, so that whoever looks sees what landed before. */
  | {
      readonly action: 'change';
      readonly summary: string;
      readonly source: string;
      readonly at: Instant;
      readonly link: string | null;
    };

/** Names of alerts that a page lists. */
const NAMES = 20;

/**
 * The page of an event; `null` = none. A surge calls out where it is an error or worse and not only PagerDuty told of it: else one would
 * answer to the other for ever. What landed is told as a change.
 */
export function pageOf(
  event: SurgeEvent | SubmissionEvent,
  { at, publicUrl }: { readonly at: Instant; readonly publicUrl: string | null },
): Page | null {
  switch (event.kind) {
    case 'SurgeOpened':
    case 'SurgeChanged': {
      const severity = event.kind === 'SurgeOpened' ? worstOf(event) : event.worse;
      const isOthers = event.alerts.some(({ source, status }) => source !== 'pagerduty' && status === 'firing');
      if (severity === null || !isUrgent(severity) || !isOthers) return null;
      const firing = event.alerts.filter(({ status }) => status === 'firing');
      const [first] = firing;
      const rest = firing.length + event.more - 1;
      return {
        action: 'trigger',
        about: 'surge',
        key: `${OWN_KEY_PREFIX}${event.id}`,
        summary: `${placeText(event.place)}: ${first?.name ?? 'alerts'}${rest > 0 ? ` and ${rest} more` : ''}`,
        source: placeText(event.place),
        severity,
        at,
        link: publicUrl === null ? null : `${publicUrl}/`,
        alerts: firing.slice(0, NAMES).map(({ name }) => name),
      };
    }
    case 'SurgeClosed':
      return isUrgent(event.worst) ? { action: 'resolve', key: `${OWN_KEY_PREFIX}${event.id}` } : null;
    case 'ChangeClosed':
      if (event.as !== 'landed') return null;
      return {
        action: 'change',
        summary: `${event.id} landed`,
        source: 'firebreak',
        at,
        link: changeUrl(publicUrl, event.id),
      };
    default:
      return null;
  }
}

function isUrgent(severity: AlertSeverity): boolean {
  return severity === 'critical' || severity === 'error';
}

function placeText({ service, flow, environment }: AlertPlace): string {
  return `${flow ?? service ?? 'no named service'}${environment === null ? '' : ` in ${environment}`}`;
}
