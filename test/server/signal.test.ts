import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer, testClock, until } from '../support/server.ts';

const TOKEN = 'push-token-of-sixteen';
const SECRET = 'a webhook secret of length';
const AUTHORIZATION = { authorization: `Bearer ${TOKEN}` };
const JSON_TYPE = { 'content-type': 'application/json' };

let data: string;
let server: RunningServer;
let prometheus: Awaited<ReturnType<typeof fakePrometheus>>;

/** Answers for one selector; what the real one answers is tested in test/signal. */
async function fakePrometheus() {
  const listening = createServer((_, response) => {
    const now = Date.now() / 1000;
    const result = [
      {
        metric: { __name__: 'orders_total', arm: 'canary' },
        values: [
          [now - 20, '5'],
          [now - 10, '9'],
        ],
      },
    ];
    return response.end(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }));
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    stop: () => new Promise<void>((resolve) => listening.close(() => resolve())),
  };
}

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'fb-signal-'));
  prometheus = await fakePrometheus();
  server = await startServer({
    data,
    clock: testClock(),
    variables: {
      FIREBREAK_SIGNAL_TOKEN: TOKEN,
      FIREBREAK_ALERTMANAGER_TOKEN: TOKEN,
      FIREBREAK_PAGERDUTY_WEBHOOK_SECRET: SECRET,
      FIREBREAK_PROMETHEUS_URL: prometheus.url,
      FIREBREAK_PROMETHEUS_WATCH: 'orders_total{arm="canary"}',
    },
  });
}, 60_000);

afterAll(async () => {
  await server?.stop();
  await prometheus?.stop();
  rmSync(data, { recursive: true, force: true });
});

async function send(path: string, body: string | Uint8Array, headers: Record<string, string>) {
  const response = await fetch(server.url + path, { method: 'POST', headers, body: body as string });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
}

const signals = async () => (await server.owner.get('/api/v1/signals')).body;

function alert(name: string, given: object = {}) {
  const labels = { alertname: name, service: 'shop', severity: 'page', environment: 'production' };
  return {
    status: 'firing',
    labels,
    annotations: { summary: 'words' },
    startsAt: '2026-03-02T11:58:00Z',
    fingerprint: name,
    ...given,
  };
}

const tell = (...alerts: readonly object[]) =>
  send('/hooks/alertmanager', JSON.stringify({ version: '4', alerts }), { ...JSON_TYPE, ...AUTHORIZATION });

describe('measurements', () => {
  const sample = (given: object = {}) => ({
    metric: 'checkouts_total',
    arm: 'canary',
    time: new Date(server.clock.now()).toISOString(),
    id: 'a',
    increment: 2,
    ...given,
  });
  const push = (samples: readonly object[], headers: Record<string, string> = AUTHORIZATION) =>
    send('/v1/counters', JSON.stringify({ samples }), { ...JSON_TYPE, ...headers });

  it('are taken once by id, and refused by count', async () => {
    const same = sample();
    const first = await push([same, sample({ id: 'b', metric: 'no name' })]);
    expect(first).toEqual({
      status: 200,
      body: { schema: 'firebreak.counter-answer/v1', taken: 1, same: 0, refused: { 'bad-name': 1 } },
    });
    expect((await push([same])).body).toMatchObject({ taken: 0, same: 1 });
  });

  it.each([
    ['an increment without an id', { id: undefined }],
    ['both a value and an increment', { value: 1 }],
    ['neither of them', { increment: undefined }],
    ['no moment', { time: 'yesterday' }],
    ['a member that nobody knows', { colour: 'red' }],
    ['a number as text', { increment: '2' }],
  ])('are refused with %s', async (_, given) => {
    expect(await push([sample(given)])).toMatchObject({ status: 400, body: { code: 'bad-body' } });
  });

  it('are taken from nobody without the token, before anything is read', async () => {
    for (const headers of [{}, { authorization: 'Bearer nothing-of-the-kind' }]) {
      expect(await push([sample()], headers)).toMatchObject({ status: 401, body: { code: 'sign-in-needed' } });
      const metrics = await send('/v1/metrics', '{', { ...JSON_TYPE, ...headers });
      expect(metrics.status).toBe(401);
    }
  });

  it('come by OTLP, packed or not, and tell what was refused', async () => {
    const at = `${server.clock.now()}000000`;
    const point = (asInt: string) => ({ timeUnixNano: at, asInt, attributes: [] });
    const metric = (name: string, dataPoints: readonly object[]) => ({
      name,
      sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints },
    });
    const request = (...metrics: readonly object[]) =>
      JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
    const headers = { ...JSON_TYPE, ...AUTHORIZATION };
    expect(await send('/v1/metrics', request(metric('hits', [point('5')])), headers)).toEqual({
      status: 200,
      body: {},
    });
    const packed = gzipSync(request(metric('misses', [point('-5')])));
    expect(await send('/v1/metrics', packed, { ...headers, 'content-encoding': 'gzip' })).toEqual({
      status: 200,
      body: { partialSuccess: { rejectedDataPoints: '1', errorMessage: '1 negative' } },
    });
  });

  it('cannot unpack to more than the server holds', async () => {
    const headers = { ...JSON_TYPE, ...AUTHORIZATION, 'content-encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
    expect(await send('/v1/metrics', bomb, headers)).toMatchObject({ status: 400, body: { code: 'bad-encoding' } });
    expect(await send('/v1/metrics', 'no gzip', headers)).toMatchObject({ status: 400 });
    expect(await send('/v1/metrics', '{}', { ...headers, 'content-encoding': 'br' })).toMatchObject({ status: 400 });
    const large = await send('/v1/metrics', Buffer.alloc(5_000_000, 0x20), { ...JSON_TYPE, ...AUTHORIZATION });
    expect(large).toMatchObject({ status: 400, body: { code: 'body-too-large' } });
  });

  it('are fetched from Prometheus for what is watched', async () => {
    const fetched = await until(signals, ({ watched }) => watched[0]?.state === 'ok');
    expect(fetched.watched).toMatchObject([
      { source: 'prometheus', selector: 'orders_total{arm="canary"}', series: 1 },
    ]);
  });
});

describe('alerts', () => {
  it('of one place are one surge, however often and by whom they are told', async () => {
    expect(await tell(alert('a'), alert('b'))).toMatchObject({ status: 202, body: { code: 'taken' } });
    await tell(alert('a'));
    const event = {
      id: '1',
      event_type: 'incident.triggered',
      occurred_at: '2026-03-02T11:58:22Z',
      data: {
        id: 'P1',
        title: 'bump',
        service: { summary: 'shop' },
        urgency: 'high',
        created_at: '2026-03-02T11:58:22Z',
      },
    };
    const body = JSON.stringify({ event });
    const signature = `v1=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
    await send('/hooks/pagerduty', body, { ...JSON_TYPE, 'x-pagerduty-signature': signature });
    const { surges } = await signals();
    const places = surges.map((surge: { service: string; environment: string | null }) => [
      surge.service,
      surge.environment,
    ]);
    expect(places.sort()).toEqual(
      [
        ['shop', 'production'],
        ['shop', null],
      ].sort(),
    );
    const named = surges.find((surge: { environment: string | null }) => surge.environment === 'production');
    expect(named).toMatchObject({ severity: 'critical', more: 0, alerts: [{ name: 'a' }, { name: 'b' }] });
  });

  it('are verified first, and their texts stay out of the log', async () => {
    const wrong = { ...JSON_TYPE, authorization: 'Bearer of-somebody-else-here' };
    expect(await send('/hooks/alertmanager', '{', wrong)).toMatchObject({
      status: 401,
      body: { code: 'wrong-signature' },
    });
    expect(await send('/hooks/grafana', '{}', JSON_TYPE)).toMatchObject({ status: 404 });
    const events = await server.access.store.readAll({ after: 0, limit: 1000 });
    const told = events.filter(({ type }) => type === 'SurgeOpened').map(({ payload }) => payload);
    expect(told.join('\n')).toContain('"name":"a"');
    expect(told.join('\n')).not.toContain('words');
  });

  it('end with their surge, once all of it is quiet', async () => {
    await tell(
      alert('a', { status: 'resolved', endsAt: '2026-03-02T12:00:00Z' }),
      alert('b', { status: 'resolved', endsAt: '2026-03-02T12:00:00Z' }),
    );
    server.clock.move(6 * 60_000);
    await until(signals, ({ surges }) =>
      surges.every(({ environment }: { environment: string | null }) => environment === null),
    );
  });
});
