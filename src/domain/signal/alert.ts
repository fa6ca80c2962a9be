import { type Digest, digestOf, excerpt, type Instant, instant } from '../../kernel/index.ts';
import type { Alert, AlertPlace, AlertSeverity, AlertSource } from './model.ts';

/** Lengths of what an alert says, and how much of it is kept: enough to find it at its source. */
export const ALERT_LIMITS = {
  name: 200,
  place: 100,
  summary: 500,
  labels: 40,
  label: 200,
  links: 5,
  link: 1_000,
} as const;
/** Names that this server gives to what it makes at other programs begin so: what comes back under one is its own echo. */
export const OWN_KEY_PREFIX = 'firebreak:';

/** A sender's clock may go before ours so much; an alert of a later moment counts as of now. */
const SKEW_MS = 60_000;

/** Words for how bad it is, as rules and tools write them; a word that is not here is `unknown`, never "info". */
const WORDS: Readonly<Record<string, AlertSeverity>> = {
  critical: 'critical',
  crit: 'critical',
  page: 'critical',
  fatal: 'critical',
  emergency: 'critical',
  disaster: 'critical',
  sev1: 'critical',
  'sev-1': 'critical',
  p1: 'critical',
  error: 'error',
  high: 'error',
  major: 'error',
  sev2: 'error',
  'sev-2': 'error',
  p2: 'error',
  warning: 'warning',
  warn: 'warning',
  medium: 'warning',
  minor: 'warning',
  ticket: 'warning',
  sev3: 'warning',
  'sev-3': 'warning',
  p3: 'warning',
  info: 'info',
  information: 'info',
  low: 'info',
  notice: 'info',
  none: 'info',
  sev4: 'info',
  'sev-4': 'info',
  p4: 'info',
  p5: 'info',
};

/** Labels that name a service, the first that is there counts. */
const SERVICE = ['firebreak_service', 'service', 'service_name', 'service.name', 'app', 'application', 'job'];
const FLOW = ['firebreak_flow', 'flow'];
const ENVIRONMENT = ['environment', 'env', 'deployment_environment', 'deployment.environment.name'];

/** How bad a word says that it is. */
export function severityOf(word: string | null | undefined): AlertSeverity {
  const known = (word ?? '').trim().toLowerCase();
  return Object.hasOwn(WORDS, known) ? (WORDS[known] ?? 'unknown') : 'unknown';
}

/** What labels say that an alert is about. */
export function placeOf(labels: Readonly<Record<string, string>>): AlertPlace {
  return { service: named(labels, SERVICE), flow: named(labels, FLOW), environment: named(labels, ENVIRONMENT) };
}

/** The same alert at the same source has the same key, whoever sends it how often. */
export function alertKey(source: AlertSource, name: string): Digest {
  return digestOf(`${source}\n${name}`);
}

/** An alert within its limits: texts cut, times that cannot be brought to what is possible, links that are none left out. */
export function boundedAlert(alert: Alert, now: Instant): Alert {
  const { name, summary, labels, links, place } = alert;
  const startedAt = earlier(alert.startedAt, now);
  const endedAt = alert.endedAt === null ? null : instant(Math.max(startedAt, earlier(alert.endedAt, now)));
  return {
    ...alert,
    name: excerpt(name, ALERT_LIMITS.name),
    summary: excerpt(summary, ALERT_LIMITS.summary),
    place: { service: cut(place.service), flow: cut(place.flow), environment: cut(place.environment) },
    labels: Object.fromEntries(
      Object.entries(labels)
        .slice(0, ALERT_LIMITS.labels)
        .map(([label, value]) => [excerpt(label, ALERT_LIMITS.label), excerpt(value, ALERT_LIMITS.label)]),
    ),
    links: links.filter(isLink).slice(0, ALERT_LIMITS.links),
    startedAt,
    endedAt: alert.status === 'firing' ? null : (endedAt ?? now),
  };
}

function earlier(at: Instant, now: Instant): Instant {
  return at > now + SKEW_MS ? now : at;
}

function cut(text: string | null): string | null {
  return text === null ? null : excerpt(text, ALERT_LIMITS.place);
}

function named(labels: Readonly<Record<string, string>>, names: readonly string[]): string | null {
  for (const name of names) {
    const value = Object.hasOwn(labels, name) ? labels[name]?.trim() : undefined;
    if (value !== undefined && value !== '') return value;
  }
  return null;
}

function isLink(text: string): boolean {
  if (text.length > ALERT_LIMITS.link || /[<>|\s"]/.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '';
}
