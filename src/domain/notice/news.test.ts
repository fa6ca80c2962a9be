import { describe, expect, it } from 'vitest';
import { type Digest, instant } from '../../kernel/index.ts';
import type { SurgeAlert, SurgeEvent } from '../signal/index.ts';
import {
  mailText,
  messageOf,
  type News,
  type NoticeLine,
  newsLine,
  newsOfSurge,
  pageOf,
  slackMessage,
  webhookBody,
} from './index.ts';

const NOW = instant(Date.UTC(2026, 2, 2, 9));
const PUBLIC = 'https://firebreak.example.com';
const PLACE = { service: 'shop', flow: 'checkout', environment: 'production' };

function alert(name: string, given: Partial<SurgeAlert> = {}): SurgeAlert {
  const key = `sha256:${'b'.repeat(64)}` as Digest;
  return {
    key,
    source: 'alertmanager',
    status: 'firing',
    severity: 'critical',
    name,
    startedAt: NOW,
    endedAt: null,
    ...given,
  };
}

const opened = (alerts: readonly SurgeAlert[], more = 0): SurgeEvent => ({
  kind: 'SurgeOpened',
  id: 'abc-1',
  place: PLACE,
  at: NOW,
  alerts,
  more,
});
const changed = (worse: SurgeAlert['severity'] | null, alerts: readonly SurgeAlert[]): SurgeEvent => ({
  kind: 'SurgeChanged',
  id: 'abc-1',
  place: PLACE,
  at: NOW,
  alerts,
  more: 0,
  worse,
});
const closed = (worst: SurgeAlert['severity']): SurgeEvent => ({
  kind: 'SurgeClosed',
  id: 'abc-1',
  place: PLACE,
  openedAt: instant(NOW - 600_000),
  at: NOW,
  worst,
  why: 'resolved',
});

function textOf(news: News | null): string {
  const line = news === null ? null : newsLine(news, { at: NOW, now: NOW, publicUrl: PUBLIC });
  return (line?.pieces ?? []).map((piece) => ('own' in piece ? piece.own : `[${piece.said}]`)).join('');
}

describe('news', () => {
  it('tells of a surge when it begins, gets worse and ends, and at no other time', () => {
    const alerts = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => alert(name));
    expect([
      textOf(newsOfSurge(opened([alert('OrdersDrop')]))),
      textOf(newsOfSurge(opened(alerts, 3))),
      textOf(newsOfSurge(changed('critical', [alert('Down')]))),
      newsOfSurge(changed(null, [alert('Down')])),
      textOf(newsOfSurge(closed('critical'))),
    ]).toEqual([
      'Alert (critical) on [checkout] in [production]: [OrdersDrop]',
      '9 alerts (critical) on [checkout] in [production]: [a, b, c, d, e] and 4 more',
      'Worse alerts (critical) on [checkout] in [production]: [Down]',
      null,
      'Quiet again: [checkout] in [production], after 10 min',
    ]);
  });

  it('tells of rollouts and brakes in words that say what holds now', () => {
    expect([
      textOf({
        kind: 'rollout-aborted',
        id: 'r1',
        service: 'shop',
        by: 'the judge',
        why: 'worse errors',
        outcome: 'rolled-back',
      }),
      textOf({ kind: 'brake-engaged', id: 'brake-1', scope: 'service:shop', reason: 'down', by: 'Dee', until: NOW }),
    ]).toEqual([
      'Rollout stopped: [shop], the version before has everything again; by [the judge], because: [worse errors]',
      'Brake engaged on [service:shop] by [Dee] until 2026-03-02 09:00 UTC, because: [down]',
    ]);
  });

  it('lets the name of an alert mention, format and link nothing', () => {
    const news = newsOfSurge(opened([alert('<!channel> `x` <https://evil.example|here> @ada')]));
    const line = news === null ? null : newsLine(news, { at: NOW, now: NOW, publicUrl: PUBLIC });
    const lines = line === null ? [] : [line as NoticeLine];
    const message = messageOf({ lines, more: 0, to: { kind: 'channel' }, publicUrl: PUBLIC });
    if (message === null) throw new Error('no message');
    const slack = JSON.stringify(slackMessage(message));
    expect(slack).not.toContain('<!channel>');
    expect(slack).not.toContain('<https://evil');
    expect(mailText(message)).not.toContain('https://evil');
    expect([message.subject, message.link]).toEqual([
      'Firebreak: alerts: abc-1',
      { text: 'Open Firebreak', url: `${PUBLIC}/` },
    ]);
  });

  it('is no news after days', () => {
    const news = newsOfSurge(closed('critical'));
    const old = news === null ? null : newsLine(news, { at: NOW, now: instant(NOW + 4 * 86_400_000), publicUrl: null });
    expect(old).toBeNull();
  });

  it('goes to programs under names of its own', () => {
    const body = JSON.parse(webhookBody({ event: closed('error'), at: NOW, position: 4 }));
    expect(body).toMatchObject({
      type: 'surge.closed',
      data: { surge: 'abc-1', position: 4, opened_at: '2026-03-02T08:50:00.000Z' },
    });
  });
});

describe('pageOf', () => {
  const page = (event: SurgeEvent) => pageOf(event, { at: NOW, publicUrl: PUBLIC });

  it('calls out once for a surge, and takes it back', () => {
    expect(page(opened([alert('OrdersDrop'), alert('b')]))).toEqual({
      action: 'trigger',
      about: 'surge',
      key: 'firebreak:abc-1',
      summary: 'checkout in production: OrdersDrop and 1 more',
      source: 'checkout in production',
      severity: 'critical',
      at: NOW,
      link: `${PUBLIC}/`,
      alerts: ['OrdersDrop', 'b'],
    });
    expect(page(changed(null, [alert('c')]))).toBeNull();
    expect(page(changed('error', [alert('c')]))).toMatchObject({ action: 'trigger', key: 'firebreak:abc-1' });
    expect(page(closed('critical'))).toEqual({ action: 'resolve', key: 'firebreak:abc-1' });
  });

  it('calls nobody out for what is no error, nor for what PagerDuty told itself', () => {
    expect(page(opened([alert('a', { severity: 'warning' })]))).toBeNull();
    expect(page(opened([alert('a', { source: 'pagerduty' })]))).toBeNull();
    expect(page(closed('warning'))).toBeNull();
  });

  it('tells what landed as a change', () => {
    const landed = { kind: 'ChangeClosed', id: 'github:o/r#7', as: 'landed' } as const;
    expect(pageOf(landed as never, { at: NOW, publicUrl: PUBLIC })).toMatchObject({
      action: 'change',
      summary: 'github:o/r#7 landed',
      link: `${PUBLIC}/changes/github%3Ao%2Fr%237`,
    });
  });
});
