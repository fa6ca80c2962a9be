import { z } from 'zod';
import {
  type Alert,
  type AlertReader,
  type AlertSeverity,
  alertKey,
  boundedAlert,
  placeOf,
  severityOf,
} from '../../domain/signal/index.ts';
import { accept, type Instant, reject } from '../../kernel/index.ts';
import { bodyIn, sizeTrouble } from './body.ts';
import { momentOf } from './group.ts';
import { hmacTrouble, requireStrong } from './proof.ts';

const word = z.string().optional().nullable().catch(null);
const reference = z.object({ id: word, summary: word }).optional().nullable().catch(null);
const EVENT = z.object({
  event: z.object({
    event_type: z.string(),
    resource_type: word,
    occurred_at: z.string(),
    data: z
      .object({
        id: z.string().max(100).optional(),
        type: word,
        status: word,
        title: word,
        html_url: word,
        created_at: word,
        incident_key: word,
        urgency: word,
        priority: reference,
        service: reference,
      })
      .nullish(),
  }),
});

/** Events that say that an incident goes on; `reopened` begins a new occurrence of it. */
const ONGOING = [
  'incident.triggered',
  'incident.acknowledged',
  'incident.unacknowledged',
  'incident.escalated',
  'incident.reassigned',
  'incident.delegated',
  'incident.priority_updated',
];

/**
 * Reads PagerDuty's webhooks (version 3): incidents that begin, go on and end. Signed as `x-pagerduty-signature: v1=HEX,v1=HEX` over the
 * body. An incident whose key begins with `ownPrefix` was made by this server and is left out, so that nothing answers to itself. Fault: a weak
 * secret.
 */
export function pagerdutyReader(options: {
  readonly secrets: readonly string[];
  readonly ownPrefix: string;
}): AlertReader {
  const { secrets, ownPrefix } = options;
  requireStrong(secrets, 'the webhook of PagerDuty');
  return {
    source: 'pagerduty',
    read({ headers, body, now }) {
      const stated = (headers['x-pagerduty-signature'] ?? '').slice(0, 2_000).split(',');
      const hex = stated.flatMap((each) => (each.trim().startsWith('v1=') ? [each.trim().slice(3)] : []));
      const trouble = sizeTrouble(body) ?? hmacTrouble({ stated: hex, signed: [body], secrets });
      if (trouble !== null) return reject(trouble);
      const parsed = bodyIn(body, EVENT);
      if (!parsed.ok) return parsed;
      const alert = alertOf(parsed.value.event, { ownPrefix, now });
      return accept({ alerts: alert === null ? [] : [alert], more: 0 });
    },
  };
}

/** `null` = an event that is no incident's beginning, course or end, or one of our own. */
function alertOf(
  event: z.infer<typeof EVENT>['event'],
  { ownPrefix, now }: { readonly ownPrefix: string; readonly now: Instant },
): Alert | null {
  const { event_type: type, data } = event;
  const occurredAt = momentOf(event.occurred_at);
  if (data?.id === undefined || occurredAt === null || data.incident_key?.startsWith(ownPrefix)) return null;
  const isEnd = type === 'incident.resolved';
  const isAgain = type === 'incident.reopened';
  if (!isEnd && !isAgain && !ONGOING.includes(type)) return null;
  const began = momentOf(data.created_at ?? '') ?? occurredAt;
  const service = data.service?.summary ?? null;
  const labels = { ...(service === null ? {} : { service }) };
  return boundedAlert(
    {
      source: 'pagerduty',
      key: alertKey('pagerduty', data.id),
      status: isEnd ? 'resolved' : 'firing',
      severity: severityIn(data),
      name: data.title ?? data.id,
      place: placeOf(labels),
      labels,
      startedAt: isAgain || isEnd ? occurredAt : began,
      endedAt: isEnd ? occurredAt : null,
      links: data.html_url == null ? [] : [data.html_url],
      summary: data.title ?? '',
    },
    now,
  );
}

/** By its priority where it has one that is known, else by its urgency. */
function severityIn(data: {
  readonly priority?: { readonly summary?: string | null | undefined } | null | undefined;
  readonly urgency?: string | null | undefined;
}): AlertSeverity {
  const byPriority = severityOf(data.priority?.summary);
  if (byPriority !== 'unknown') return byPriority;
  if (data.urgency === 'high') return 'error';
  return data.urgency === 'low' ? 'warning' : 'unknown';
}
