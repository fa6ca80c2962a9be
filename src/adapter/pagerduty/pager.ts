import type { Page, Pager } from '../../domain/notice/index.ts';
import type { WebhookSender } from '../../domain/outgoing/index.ts';
import { fitted, printable, toIso } from '../../kernel/index.ts';

/** Lengths that the Events API takes (PagerDuty, "Send an Alert Event", "PD-CEF"). */
const MAX = { summary: 1_024, key: 255, source: 500 } as const;

const SEVERITY = {
  critical: 'critical',
  error: 'error',
  warning: 'warning',
  unknown: 'warning',
  info: 'info',
} as const;

/**
 * Calls people out by PagerDuty's Events API v2: trigger, acknowledge and resolve by one `dedup_key`, changes beside them. What PagerDuty finds
 * wrong (400) is never sent again; when it wants less (429) or fails, the same is sent later.
 */
export function pagerdutyPager(options: {
  readonly routingKey: string;
  /** `https://events.pagerduty.com`, or that of another region. */
  readonly url: string;
  readonly id: string;
  readonly sender: WebhookSender;
}): Pager {
  const { routingKey, url, id, sender } = options;
  return {
    name: 'pagerduty',
    id,
    async send(page) {
      const path = page.action === 'change' ? 'v2/change/enqueue' : 'v2/enqueue';
      const body = JSON.stringify({ routing_key: routingKey, ...bodyOf(page) });
      const webhook = { headers: { 'content-type': 'application/json' }, body };
      const sent = await sender.send({ url: `${url}/${path}`, webhook });
      const isWrong = sent.outcome.kind === 'answered' && sent.outcome.status === 400;
      return isWrong ? { outcome: { kind: 'rejected' }, reason: 'PagerDuty finds it wrong (400)' } : sent;
    },
  };
}

function bodyOf(page: Page): object {
  switch (page.action) {
    case 'trigger':
      return {
        event_action: 'trigger',
        dedup_key: page.key.slice(0, MAX.key),
        client: 'Firebreak',
        ...(page.link === null ? {} : { client_url: page.link, links: [{ href: page.link, text: 'Firebreak' }] }),
        payload: {
          summary: text(page.summary, MAX.summary),
          source: text(page.source, MAX.source),
          severity: SEVERITY[page.severity],
          timestamp: toIso(page.at),
          class: page.about,
          custom_details: { alerts: page.alerts.map((name) => text(name, MAX.source)) },
        },
      };
    case 'acknowledge':
    case 'resolve':
      return { event_action: page.action, dedup_key: page.key.slice(0, MAX.key) };
    case 'change':
      return {
        payload: { summary: text(page.summary, MAX.summary), source: page.source, timestamp: toIso(page.at) },
        ...(page.link === null ? {} : { links: [{ href: page.link, text: 'Firebreak' }] }),
      };
  }
}

/** Never empty: PagerDuty refuses an event whose summary or source is. */
function text(said: string, limit: number): string {
  const shown = fitted(printable(said), limit);
  return shown === '' ? 'unnamed' : shown;
}
