import { z } from 'zod';
import {
  type Alert,
  type AlertReader,
  type AlertSource,
  alertKey,
  boundedAlert,
  placeOf,
  severityOf,
} from '../../domain/signal/index.ts';
import { accept, digestOfJson, type Instant, instant } from '../../kernel/index.ts';
import { bodyIn, MAX_DELIVERED } from './body.ts';

const texts = z.record(z.string(), z.string()).catch({});
const alert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts.optional(),
  startsAt: z.string(),
  endsAt: z.string().optional().catch(undefined),
  generatorURL: z.string().optional().catch(undefined),
  dashboardURL: z.string().optional().catch(undefined),
  panelURL: z.string().optional().catch(undefined),
  fingerprint: z.string().max(200).optional().catch(undefined),
});
const GROUP = z.object({
  version: z.string().optional(),
  truncatedAlerts: z.number().optional().catch(undefined),
  alerts: z.array(z.unknown()),
});

/**
 * The alerts of a group as Alertmanager (webhook version 4) and Grafana tell it. One that cannot be read counts among `more`, so that it
 * does not cost the others; a group with none that can is malformed.
 */
export function readGroup(
  source: Extract<AlertSource, 'alertmanager' | 'grafana'>,
  given: { readonly body: Uint8Array; readonly now: Instant },
): ReturnType<AlertReader['read']> {
  const group = bodyIn(given.body, GROUP);
  if (!group.ok) return group;
  const { alerts, truncatedAlerts } = group.value;
  const read = alerts.slice(0, MAX_DELIVERED).flatMap((each) => {
    const parsed = alert.safeParse(each);
    const made = parsed.success ? alertOf(source, parsed.data, given.now) : null;
    return made === null ? [] : [made];
  });
  if (read.length === 0 && alerts.length > 0) {
    return { ok: false, rejection: { code: 'malformed', message: 'none of its alerts can be read' } };
  }
  const left = Number.isSafeInteger(truncatedAlerts) ? Math.max(0, truncatedAlerts ?? 0) : 0;
  return accept({ alerts: read, more: alerts.length - read.length + left });
}

function alertOf(source: AlertSource, told: z.infer<typeof alert>, now: Instant): Alert | null {
  const { status, labels, annotations = {}, startsAt, endsAt, fingerprint } = told;
  const startedAt = momentOf(startsAt);
  if (startedAt === null) return null;
  const ended = endsAt === undefined ? null : momentOf(endsAt);
  const named = fingerprint === undefined || fingerprint === '' ? digestOfJson(labels) : fingerprint;
  return boundedAlert(
    {
      source,
      key: alertKey(source, named),
      status,
      severity: severityOf(labels['severity'] ?? labels['priority']),
      name: labels['alertname'] ?? '',
      place: placeOf(labels),
      labels,
      startedAt,
      // While it lasts, `endsAt` says when it would be taken for resolved: no end.
      endedAt: status === 'resolved' ? ended : null,
      links: [told.generatorURL, told.panelURL, told.dashboardURL, annotations['runbook_url']].filter(
        (link) => link !== undefined && link !== '',
      ) as readonly string[],
      summary: annotations['summary'] ?? annotations['description'] ?? '',
    },
    now,
  );
}

/** `null` = no moment, or the zero moment of Go's times. */
export function momentOf(text: string): Instant | null {
  const at = text.length > 40 ? Number.NaN : Date.parse(text);
  return Number.isFinite(at) && at > 0 ? instant(at) : null;
}
