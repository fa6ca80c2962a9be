import { describe, expect, it } from 'vitest';
import type { Page } from '../../domain/notice/index.ts';
import type { AttemptOutcome, WebhookSender } from '../../domain/outgoing/index.ts';
import { instant } from '../../kernel/index.ts';
import { pagerdutyPager } from './index.ts';

const AT = instant(Date.UTC(2026, 2, 2, 9));
const KEY = 'R'.repeat(32);

async function sent(page: Page, status = 202) {
  const got: { url: string; body: unknown }[] = [];
  const sender: WebhookSender = {
    async send({ url, webhook }) {
      got.push({ url, body: JSON.parse(webhook.body) });
      const outcome: AttemptOutcome = { kind: 'answered', status, retryAfterS: null };
      return { outcome, reason: `status ${status}` };
    },
  };
  const pager = pagerdutyPager({ routingKey: KEY, url: 'https://events.example', id: 'p', sender });
  const { outcome } = await pager.send(page);
  return { ...(got[0] ?? { url: '', body: null }), outcome };
}

const TRIGGER: Page = {
  action: 'trigger',
  about: 'surge',
  key: 'firebreak:abc-1',
  summary: 'checkout in production: OrdersDrop',
  source: 'checkout in production',
  severity: 'unknown',
  at: AT,
  link: 'https://firebreak.example.com/',
  alerts: ['OrdersDrop'],
};

describe('pagerdutyPager', () => {
  it('triggers under one key, in the words of the Events API', async () => {
    expect(await sent(TRIGGER)).toEqual({
      url: 'https://events.example/v2/enqueue',
      outcome: { kind: 'answered', status: 202, retryAfterS: null },
      body: {
        routing_key: KEY,
        event_action: 'trigger',
        dedup_key: 'firebreak:abc-1',
        client: 'Firebreak',
        client_url: 'https://firebreak.example.com/',
        links: [{ href: 'https://firebreak.example.com/', text: 'Firebreak' }],
        payload: {
          summary: 'checkout in production: OrdersDrop',
          source: 'checkout in production',
          severity: 'warning',
          timestamp: '2026-03-02T09:00:00.000Z',
          class: 'surge',
          custom_details: { alerts: ['OrdersDrop'] },
        },
      },
    });
  });

  it('acknowledges and resolves by the key alone, and tells changes elsewhere', async () => {
    for (const action of ['acknowledge', 'resolve'] as const) {
      expect((await sent({ action, key: 'firebreak:abc-1' })).body).toEqual({
        routing_key: KEY,
        event_action: action,
        dedup_key: 'firebreak:abc-1',
      });
    }
    const change: Page = { action: 'change', summary: 'x landed', source: 'firebreak', at: AT, link: null };
    expect(await sent(change)).toMatchObject({
      url: 'https://events.example/v2/change/enqueue',
      body: { routing_key: KEY, payload: { summary: 'x landed', source: 'firebreak' } },
    });
  });

  it('stays within what PagerDuty takes, whatever an alert is called', async () => {
    const { body } = await sent({
      ...TRIGGER,
      summary: '\u0000'.repeat(5_000),
      source: '',
      alerts: ['a'.repeat(9_000)],
    });
    const { summary, source } = (body as { payload: { summary: string; source: string } }).payload;
    expect([summary.length <= 1_024, source]).toEqual([true, 'unnamed']);
  });

  it('never sends again what is wrong, and does what only failed', async () => {
    expect((await sent(TRIGGER, 400)).outcome).toEqual({ kind: 'rejected' });
    expect((await sent(TRIGGER, 429)).outcome).toMatchObject({ status: 429 });
  });
});
