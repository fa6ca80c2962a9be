import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { readAnswer } from './answer.ts';
import { MAX_SERIES, type PrometheusSettings, prometheusSource } from './index.ts';

const NOW = instant(1_700_000_000_000);

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function ask(url: string, settings: Partial<PrometheusSettings> = {}) {
  const source = prometheusSource({ url, proof: { kind: 'none' }, timeoutMs: 5_000, ...settings });
  return source.at({ query: 'up', at: NOW });
}

const vector = (...values: readonly string[]) =>
  JSON.stringify({
    status: 'success',
    data: {
      resultType: 'vector',
      result: values.map((value, at) => ({ metric: { at: String(at) }, value: [1, value] })),
    },
  });

describe('readAnswer', () => {
  it('takes no NaN, no infinity and no text for a number', () => {
    const read = readAnswer(200, vector('1.5', 'NaN', '+Inf', '-Inf', '', '1e3', '0x'));
    if (!read.ok) throw new Error(read.rejection.message);
    expect(read.value.series.map(({ samples }) => samples.map(({ value }) => value))).toEqual([
      [1.5],
      [],
      [],
      [],
      [],
      [1000],
      [],
    ]);
  });

  it('knows that an empty answer is one', () => {
    expect(readAnswer(200, vector())).toEqual({ ok: true, value: { series: [], warnings: [] } });
  });

  it('hands warnings on, and reads over native histograms', () => {
    const text = JSON.stringify({
      status: 'success',
      data: { resultType: 'matrix', result: [{ metric: { __name__: 'h' }, histograms: [[1, {}]] }] },
      warnings: ['a store did not answer'],
      infos: ['x'],
    });
    expect(readAnswer(200, text)).toEqual({
      ok: true,
      value: { series: [{ name: { metric: 'h', labels: {} }, samples: [] }], warnings: ['a store did not answer'] },
    });
  });

  it.each([
    [400, { status: 'error', errorType: 'bad_data', error: 'parse error' }, 'bad-query'],
    [422, { status: 'error', errorType: 'execution', error: 'many-to-many' }, 'not-carried-out'],
    [503, { status: 'error', errorType: 'timeout', error: 'query timed out' }, 'timeout'],
    [503, { status: 'error', errorType: 'unavailable', error: 'no store' }, 'unavailable'],
    [500, { status: 'error', errorType: 'internal', error: '' }, 'unavailable'],
    [401, {}, 'not-permitted'],
    [404, {}, 'unavailable'],
    [200, {}, 'malformed'],
    [200, { status: 'success', data: { resultType: 'vector', result: [{ metric: 5 }] } }, 'malformed'],
    [200, { status: 'success', data: { resultType: 'string', result: [1, 'x'] } }, 'bad-query'],
    [204, { status: 'success', data: { resultType: 'vector', result: [] } }, 'malformed'],
  ])('says of status %i with %j: %s', (status, document, code) => {
    expect(readAnswer(status, JSON.stringify(document))).toMatchObject({ ok: false, rejection: { code } });
  });

  it('refuses more series than anybody can mean, and what is no JSON', () => {
    expect(readAnswer(200, vector(...Array<string>(MAX_SERIES + 1).fill('1')))).toMatchObject({
      rejection: { code: 'too-large' },
    });
    expect(readAnswer(200, '<html>')).toMatchObject({ rejection: { code: 'malformed' } });
  });
});

describe('prometheusSource', () => {
  it('sends its proof, and the query in the body', async () => {
    const got: string[] = [];
    const url = await answering((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        got.push(`${request.method} ${request.url} ${request.headers.authorization} ${body}`);
        response.end(vector('1'));
      });
    });
    await ask(`${url}/base`, { proof: { kind: 'bearer', token: 't' } });
    await ask(url, { proof: { kind: 'basic', name: 'n', password: 'p' } });
    expect(got).toEqual([
      'POST /base/api/v1/query Bearer t query=up&time=1700000000.000&timeout=5s',
      'POST /api/v1/query Basic bjpw query=up&time=1700000000.000&timeout=5s',
    ]);
  });

  it('follows no redirect, waits for no slow answer, reads no endless one', async () => {
    let inner = 0;
    const secret = await answering((_, response) => {
      inner += 1;
      response.end(vector('1'));
    });
    const redirecting = await answering((_, response) => response.writeHead(307, { location: secret }).end());
    expect(await ask(redirecting)).toMatchObject({ rejection: { code: 'unavailable' } });
    expect(inner).toBe(0);
    const silent = await answering(() => {});
    expect(await ask(silent, { timeoutMs: 100 })).toMatchObject({ rejection: { code: 'timeout' } });
    const endless = await answering((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect(await ask(endless)).toMatchObject({ rejection: { code: 'too-large' } });
    expect(await ask('http://127.0.0.1:1')).toMatchObject({ rejection: { code: 'unavailable' } });
  });

  it('asks for no more than one answer can hold', async () => {
    const source = prometheusSource({ url: 'http://127.0.0.1:1', proof: { kind: 'none' }, timeoutMs: 100 });
    const day = 24 * 60 * 60_000;
    const asked = await Promise.all([
      source.samples({ selector: 'up', from: instant(NOW - day - 1), to: NOW }),
      source.samples({ selector: 'up', from: NOW, to: NOW }),
      source.range({ query: 'up', from: instant(NOW - day), to: NOW, stepMs: 1 }),
      source.range({ query: 'up', from: instant(NOW - day), to: NOW, stepMs: 0 }),
      source.at({ query: 'x'.repeat(20_000), at: NOW }),
    ]);
    expect(asked.map((answer) => (answer.ok ? 'ok' : answer.rejection.code))).toEqual(Array(5).fill('bad-query'));
  });

  it.each([
    ['nothing', { kind: 'none' }],
    ['ftp://prometheus:9090', { kind: 'none' }],
    ['http://name:word@prometheus:9090', { kind: 'none' }],
    ['http://prometheus:9090?x=1', { kind: 'none' }],
    ['http://prometheus:9090', { kind: 'bearer', token: 't' }],
    ['http://10.0.0.1:9090', { kind: 'basic', name: 'n', password: 'p' }],
  ] as const)('refuses the address %s with proof %j', (url, proof) => {
    expect(() => prometheusSource({ url, proof, timeoutMs: 100 })).toThrow(
      expect.objectContaining({ code: 'bad-prometheus-address' }),
    );
  });
});
