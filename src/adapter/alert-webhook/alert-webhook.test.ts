import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertReader } from '../../domain/signal/index.ts';
import { instant } from '../../kernel/index.ts';
import { alertmanagerReader, grafanaReader, MAX_BODY, MAX_DELIVERED, pagerdutyReader } from './index.ts';

const NOW = instant(Date.UTC(2026, 2, 2, 12));
const SECRET = 'a secret that is long enough';
const TOKEN = 'token-of-sixteen-or-more';

const FIRING = {
  status: 'firing',
  labels: { alertname: 'OrdersDrop', severity: 'page', service: 'shop', flow: 'checkout', environment: 'production' },
  annotations: { summary: 'orders fell by half', runbook_url: 'https://run.example/orders' },
  startsAt: '2026-03-02T11:58:00.123456789Z',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus.example/graph?g0.expr=up',
  fingerprint: 'c1d2e3f4a5b60718',
};
const GROUP = {
  version: '4',
  groupKey: '{}:{alertname="OrdersDrop"}',
  truncatedAlerts: 2,
  status: 'firing',
  receiver: 'firebreak',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager.example',
  alerts: [FIRING, { ...FIRING, status: 'resolved', endsAt: '2026-03-02T11:59:00Z', fingerprint: 'ffff' }],
};
const INCIDENT = {
  event: {
    id: '5ac64822-4adc-4fda-ade0-410becf0de4f',
    event_type: 'incident.triggered',
    resource_type: 'incident',
    occurred_at: '2026-03-02T11:58:22.169Z',
    agent: null,
    client: null,
    data: {
      id: 'PGR0VU2',
      type: 'incident',
      html_url: 'https://acme.pagerduty.example/incidents/PGR0VU2',
      status: 'triggered',
      incident_key: 'd3640fbd41094207a1c11e58e46b1662',
      created_at: '2026-03-02T11:58:20Z',
      title: 'A little bump in the road',
      service: { id: 'PF9KMXH', summary: 'shop' },
      priority: { id: 'PSO75BM', summary: 'P1' },
      urgency: 'low',
    },
  },
};

const hmac = (...parts: readonly string[]) => createHmac('sha256', SECRET).update(parts.join('')).digest('hex');
const bytes = (text: string) => new TextEncoder().encode(text);
const alertmanager = alertmanagerReader({ tokens: [TOKEN] });
const grafana = grafanaReader({ secrets: [SECRET] });
const pagerduty = pagerdutyReader({ secrets: ['another secret of length', SECRET], ownPrefix: 'firebreak:' });

function read(reader: AlertReader, given: { headers: Record<string, string>; body: string | Uint8Array }) {
  const body = typeof given.body === 'string' ? bytes(given.body) : given.body;
  return reader.read({ headers: given.headers, body, now: NOW });
}

/** Each reader with what proves that a body is its sender's. */
const READERS = [
  ['alertmanager', alertmanager, () => ({ authorization: `Bearer ${TOKEN}` }), JSON.stringify(GROUP)],
  ['grafana', grafana, (body: string) => ({ 'x-grafana-alerting-signature': hmac(body) }), JSON.stringify(GROUP)],
  [
    'pagerduty',
    pagerduty,
    (body: string) => ({ 'x-pagerduty-signature': `v1=${hmac(body)}` }),
    JSON.stringify(INCIDENT),
  ],
] as const;

describe('alert readers', () => {
  it.each(READERS)('%s parses nothing that it did not verify', (_, reader, proofOf, body) => {
    expect(read(reader, { headers: proofOf(body), body }).ok).toBe(true);
    expect(read(reader, { headers: {}, body })).toMatchObject({ rejection: { code: 'no-signature' } });
    for (const headers of [
      { authorization: 'Bearer wrong' },
      { 'x-grafana-alerting-signature': hmac(`${body} `) },
      { 'x-pagerduty-signature': `v1=${hmac(`${body} `)},v0=${hmac(body)}` },
    ]) {
      const answer = read(reader, { headers, body: '{' });
      expect(answer.ok ? 'taken' : answer.rejection.code).toMatch(/^(?:no|wrong)-signature$/);
    }
  });

  it.each(READERS)('%s says what is malformed, and throws at nothing', (_, reader, proofOf) => {
    const hostile = ['', '{', 'null', '[]', '{"alerts":5}', '{"event":{}}', `${'['.repeat(100_000)}`];
    for (const body of hostile) {
      expect(read(reader, { headers: proofOf(body), body })).toMatchObject({
        ok: false,
        rejection: { code: 'malformed' },
      });
    }
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (body) => {
        const answer = read(reader, { headers: proofOf(body), body });
        if (answer.ok) expect(answer.value.alerts.length).toBeLessThanOrEqual(MAX_DELIVERED);
      }),
    );
  });

  it.each(READERS)('%s refuses a body that is too large before it verifies it', (_, reader) => {
    const answer = read(reader, { headers: {}, body: new Uint8Array(MAX_BODY + 1) });
    expect(answer).toMatchObject({ rejection: { code: 'too-large' } });
  });

  it('refuse a secret that can be guessed', () => {
    for (const make of [
      () => alertmanagerReader({ tokens: ['short'] }),
      () => grafanaReader({ tokens: [] }),
      () => pagerdutyReader({ secrets: [SECRET, 'short'], ownPrefix: '' }),
    ]) {
      expect(make).toThrow(expect.objectContaining({ code: 'weak-webhook-secret' }));
    }
  });
});

describe('alertmanagerReader', () => {
  const told = (body: object) =>
    read(alertmanager, { headers: { authorization: `bearer ${TOKEN}` }, body: JSON.stringify(body) });

  it('reads a group', () => {
    const answer = told(GROUP);
    if (!answer.ok) throw new Error(answer.rejection.message);
    const [firing, resolved] = answer.value.alerts;
    expect(firing).toMatchObject({
      source: 'alertmanager',
      status: 'firing',
      severity: 'critical',
      name: 'OrdersDrop',
      place: { service: 'shop', flow: 'checkout', environment: 'production' },
      startedAt: Date.UTC(2026, 2, 2, 11, 58, 0, 123),
      endedAt: null,
      links: ['http://prometheus.example/graph?g0.expr=up', 'https://run.example/orders'],
      summary: 'orders fell by half',
    });
    expect(resolved).toMatchObject({ status: 'resolved', endedAt: Date.UTC(2026, 2, 2, 11, 59) });
    expect(resolved?.key).not.toBe(firing?.key);
    expect(answer.value.more).toBe(2);
  });

  it('gives one alert one key, whoever of a pair sends it, with and without a fingerprint', () => {
    const keys = [GROUP, { ...GROUP, receiver: 'other', externalURL: 'http://two.example' }].map((group) => {
      const answer = told(group);
      return answer.ok ? answer.value.alerts[0]?.key : null;
    });
    expect(keys[0]).toBe(keys[1]);
    const bare = { ...FIRING, fingerprint: undefined };
    const swapped = { ...bare, labels: Object.fromEntries(Object.entries(FIRING.labels).reverse()) };
    const [one, other] = [bare, swapped].map((each) => {
      const answer = told({ ...GROUP, alerts: [each] });
      return answer.ok ? answer.value.alerts[0]?.key : null;
    });
    expect(one).toBe(other);
  });

  it('counts alerts that it cannot read, and takes the others', () => {
    const answer = told({
      ...GROUP,
      truncatedAlerts: -5,
      alerts: [FIRING, 7, { status: 'on fire' }, { ...FIRING, startsAt: 'x' }],
    });
    expect(answer.ok && [answer.value.alerts.length, answer.value.more]).toEqual([1, 3]);
    const many = told({ ...GROUP, truncatedAlerts: 0, alerts: Array.from({ length: 1_500 }, () => FIRING) });
    expect(many.ok && [many.value.alerts.length, many.value.more]).toEqual([MAX_DELIVERED, 500]);
  });
});

describe('grafanaReader', () => {
  it('checks the signed moment where one is sent, and that it was signed', () => {
    const body = JSON.stringify(GROUP);
    const signed = (seconds: number, stated = String(seconds)) =>
      read(grafana, {
        headers: {
          'x-grafana-alerting-timestamp': stated,
          'x-grafana-alerting-signature': hmac(`${seconds}:`, body),
        },
        body,
      });
    expect(signed(NOW / 1000 - 10).ok).toBe(true);
    expect(signed(NOW / 1000 - 3_600)).toMatchObject({ rejection: { code: 'too-old' } });
    expect(signed(NOW / 1000 - 3_600, String(NOW / 1000))).toMatchObject({ rejection: { code: 'wrong-signature' } });
  });

  it('takes a token instead where no secret is set', () => {
    const reader = grafanaReader({ tokens: [TOKEN] });
    const body = JSON.stringify(GROUP);
    expect(read(reader, { headers: { authorization: `Bearer ${TOKEN}` }, body }).ok).toBe(true);
    expect(read(reader, { headers: { 'x-grafana-alerting-signature': hmac(body) }, body }).ok).toBe(false);
  });
});

describe('pagerdutyReader', () => {
  const told = (event: object, data: object = {}) => {
    const body = JSON.stringify({ event: { ...INCIDENT.event, ...event, data: { ...INCIDENT.event.data, ...data } } });
    const other = createHmac('sha256', 'somebody else').update(body).digest('hex');
    const answer = read(pagerduty, { headers: { 'x-pagerduty-signature': `v1=${other},v1=${hmac(body)}` }, body });
    if (!answer.ok) throw new Error(answer.rejection.message);
    return answer.value.alerts;
  };

  it('reads an incident, its worth by priority before urgency', () => {
    expect(told({})).toMatchObject([
      {
        source: 'pagerduty',
        status: 'firing',
        severity: 'critical',
        name: 'A little bump in the road',
        place: { service: 'shop', flow: null, environment: null },
        startedAt: Date.UTC(2026, 2, 2, 11, 58, 20),
        links: ['https://acme.pagerduty.example/incidents/PGR0VU2'],
      },
    ]);
    expect(told({}, { priority: null, urgency: 'high' })).toMatchObject([{ severity: 'error' }]);
    expect(told({}, { priority: null, urgency: 'odd' })).toMatchObject([{ severity: 'unknown' }]);
  });

  it('knows the end of an incident and its new beginning by when they happened', () => {
    const resolved = told({ event_type: 'incident.resolved', occurred_at: '2026-03-02T11:59:00Z' });
    const reopened = told({ event_type: 'incident.reopened', occurred_at: '2026-03-02T11:59:30Z' });
    expect([resolved[0]?.endedAt, reopened[0]?.startedAt]).toEqual([
      Date.UTC(2026, 2, 2, 11, 59),
      Date.UTC(2026, 2, 2, 11, 59, 30),
    ]);
    expect(resolved[0]?.key).toBe(reopened[0]?.key);
  });

  it('leaves out what this server made itself, and what is no incident', () => {
    expect(told({}, { incident_key: 'firebreak:surge-1' })).toEqual([]);
    expect(told({ event_type: 'service.updated' })).toEqual([]);
    expect(told({ event_type: 'pagey.ping' })).toEqual([]);
    expect(told({ event_type: 'incident.annotated' })).toEqual([]);
  });
});
