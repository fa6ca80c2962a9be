import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readServerSettings } from '../../src/server-setting.ts';
import { FakeGithub } from '../support/fake-github.ts';
import { removeFolders, temporaryFolder } from '../support/git-repository.ts';
import { decided, type RunningServer, startServer, testClock, until } from '../support/server.ts';
import { AI, lines, makeServerShop } from '../support/server-shop.ts';

/** The parts of OTLP/JSON (opentelemetry-proto 1.x, trace.proto) that are looked at; others may stand there too. */
const value = z.union([
  z.object({ stringValue: z.string() }).transform((one) => one.stringValue),
  z.object({ intValue: z.union([z.string(), z.number()]) }).transform((one) => Number(one.intValue)),
  z.object({ boolValue: z.boolean() }).transform((one) => one.boolValue),
  z.object({ arrayValue: z.unknown() }).transform(() => null),
]);
const facts = z
  .array(z.object({ key: z.string(), value }))
  .transform((all) => Object.fromEntries(all.map(({ key, value: one }) => [key, one] as const)));
const hexadecimal = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`));
const nanoseconds = z.string().regex(/^\d{19}$/);
const spanShape = z.object({
  traceId: hexadecimal(32),
  spanId: hexadecimal(16),
  parentSpanId: hexadecimal(16).optional(),
  name: z.string(),
  kind: z.int(),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes: facts,
  links: z.array(z.object({ traceId: hexadecimal(32), spanId: hexadecimal(16) })).default([]),
  status: z.object({ code: z.int().default(0), message: z.string().optional() }),
});
type SpanDocument = z.infer<typeof spanShape>;
const request = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: facts }),
      scopeSpans: z.array(z.object({ scope: z.object({ name: z.string() }), spans: z.array(spanShape) })),
    }),
  ),
});

/** A collector on loopback: keeps what it is sent, or does what a test wants of it instead. */
interface Collector {
  readonly url: string;
  readonly spans: SpanDocument[];
  readonly resources: Readonly<Record<string, unknown>>[];
  readonly bodies: string[];
  readonly headers: IncomingMessage['headers'][];
  behave: ((response: ServerResponse) => void) | null;
  close(): Promise<void>;
}

async function startCollector(): Promise<Collector> {
  const server: Server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    if (collector.behave !== null) return collector.behave(response);
    const body = Buffer.concat(chunks).toString();
    const { resourceSpans } = request.parse(JSON.parse(body));
    expect([incoming.method, incoming.url]).toEqual(['POST', '/v1/traces']);
    collector.bodies.push(body);
    collector.headers.push(incoming.headers);
    for (const { resource, scopeSpans } of resourceSpans) {
      collector.resources.push(resource.attributes);
      collector.spans.push(...scopeSpans.flatMap(({ spans }) => spans));
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    return undefined;
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const collector: Collector = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans: [],
    resources: [],
    bodies: [],
    headers: [],
    behave: null,
    close: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return collector;
}

let collector: Collector;
const servers: RunningServer[] = [];
beforeAll(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  collector.behave = null;
  for (const kept of [collector.spans, collector.bodies, collector.resources, collector.headers]) kept.length = 0;
});
afterAll(async () => {
  await collector.close();
  removeFolders();
});

async function start(options: Partial<Parameters<typeof startServer>[0]> = {}): Promise<RunningServer> {
  const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...options.variables };
  const server = await startServer({ data: temporaryFolder(), clock: testClock(), ...options, variables });
  servers.push(server);
  return server;
}

const named = (name: string): readonly SpanDocument[] => collector.spans.filter((span) => span.name === name);
const TRACE = 'a'.repeat(32);
const CALLER = `00-${TRACE}-${'b'.repeat(16)}-01`;

describe('traces', () => {
  it('tell a change from its webhook to its verdict, each part inside of what it belongs to', async () => {
    const shop = makeServerShop();
    const fake = await FakeGithub.start();
    const clock = testClock();
    Object.defineProperty(fake, 'nowMs', { get: clock.now });
    fake.act.addRepository('shop/store', { path: shop.path });
    const server = await start({
      clock,
      github: fake,
      variables: { OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=a%20b', OTEL_SERVICE_NAME: 'gate' },
    });
    const branch = 'hidden-branch';
    const title = 'Round hidden-title-words';
    const files = { 'src/checkout/pay.ts': `${lines('pay')}// first\n` };
    const head = shop.commit({ branch, message: `${title}\n\n${AI}`, files });
    const pull = { head, base: shop.tip('main'), baseRef: 'main', headRef: branch, author: 'cleo', title };
    const { number } = await fake.act.openPull('shop/store', pull);
    await decided(server.owner, `github:shop/store#${number}`, 'hold');
    await until(
      async () => named('publish').length,
      (count) => count > 0,
    );
    const [reconcile] = named('reconcile').filter(({ attributes }) => 'firebreak.forge' in attributes);
    expect(reconcile?.attributes).toMatchObject({
      'firebreak.change.kind': 'proposal',
      'firebreak.forge': 'github',
      'firebreak.repository': 'shop/store',
      'firebreak.change.number': number,
    });
    const webhook = named('webhook').find(({ spanId }) => reconcile?.links.some((link) => link.spanId === spanId));
    expect(webhook?.attributes).toEqual({ 'firebreak.delivery': 'taken', 'firebreak.touched': 1 });
    const request = collector.spans.find(({ spanId }) => spanId === webhook?.parentSpanId);
    expect(request).toMatchObject({ name: 'POST /hooks/:forge', kind: 2 });
    const inside = (span: SpanDocument | undefined): readonly SpanDocument[] =>
      collector.spans.filter(({ traceId, parentSpanId }) => traceId === span?.traceId && parentSpanId === span.spanId);
    const [judge] = inside(reconcile).filter(({ name }) => name === 'judge');
    expect(inside(reconcile).map(({ name }) => name)).toEqual(expect.arrayContaining(['judge', 'publish']));
    expect(judge?.attributes['firebreak.verdict']).toBe('hold');
    const [route] = inside(judge).filter(({ name }) => name === 'route');
    expect(route?.attributes).toEqual({ 'firebreak.asked': 1, 'firebreak.passed_on': 0 });
    const [append] = inside(judge).filter(({ name }) => name === 'append');
    expect(append?.attributes).toMatchObject({ 'firebreak.taken': true });
    expect(Number(append?.startTimeUnixNano)).toBeGreaterThanOrEqual(Number(judge?.startTimeUnixNano));
    expect(collector.resources[0]).toMatchObject({
      'service.name': 'gate',
      'service.version': 'test',
      'service.instance.id': expect.any(String),
    });
    expect(collector.headers[0]).toMatchObject({ 'x-tenant': 'a b', 'content-type': 'application/json' });
    // What people wrote, files, and where things lie on this machine stay here.
    const all = collector.bodies.join('\n');
    for (const hidden of ['hidden-', 'pay.ts', 'src/checkout', shop.path, 'cleo', fake.webhookSecret, 'PRIVATE']) {
      expect([hidden, all.includes(hidden)]).toEqual([hidden, false]);
    }
    await server.stop();
    servers.pop();
    await fake.stop();
    expect([...server.faults, ...fake.flaws]).toEqual([]);
  });

  it('go on where a caller’s traceparent says, and begin anew where it is none', async () => {
    const server = await start({ isIdle: true });
    const ask = (path: string, traceparent: string) => fetch(server.url + path, { headers: { traceparent } });
    await ask('/api/v1/changes/github%3Asecret%2Fname%237?q=hidden-query', CALLER);
    await ask('/api/v1/inbox', `${CALLER}-and-more\u00e9`.slice(0, 55).replace('00-', 'ff-'));
    await ask('/api/v1/exposure', 'rubbish');
    await ask('/healthz', CALLER);
    await server.stop();
    servers.pop();
    const [known] = named('GET /api/v1/changes/:id');
    expect(known).toMatchObject({ traceId: TRACE, parentSpanId: 'b'.repeat(16), kind: 2 });
    expect(known?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/api/v1/changes/:id',
      'http.response.status_code': 401,
    });
    for (const name of ['GET /api/v1/inbox', 'GET /api/v1/exposure']) {
      const [span] = named(name);
      expect([name, span?.traceId === TRACE, span?.parentSpanId]).toEqual([name, false, undefined]);
    }
    expect(collector.spans.filter(({ name }) => name.includes('healthz'))).toEqual([]);
    expect(collector.bodies.join('\n')).not.toMatch(/hidden-query|secret%2Fname/);
  });

  it('name themselves in the lines of the log about what failed inside of them', async () => {
    const shop = makeServerShop();
    const world: NonNullable<Parameters<typeof startServer>[0]['world']> = (made) => ({
      ...made,
      openRepository: () => Promise.reject(new Error('hidden-message')),
    });
    const server = await start({ repositories: [shop.path], world });
    shop.commit({ branch: 'changes/pay', message: 'Any', files: { 'src/checkout/pay.ts': 'x\n' } });
    const [line] = await until(
      async () => server.lines.filter(({ what }) => what === 'reconcile'),
      (found) => found.length > 0,
    );
    const failed = await until(
      async () => named('reconcile').filter(({ spanId }) => spanId === line?.spanId),
      (found) => found.length > 0,
    );
    expect(failed[0]).toMatchObject({ traceId: line?.traceId, status: { code: 2 } });
    expect(failed[0]?.attributes['error.type']).toBe('Error');
    expect(collector.bodies.join('\n')).not.toContain('hidden-message');
  });

  it.each([
    ['is down', 'http://127.0.0.1:9', null, false],
    ['never answers', null, () => {}, false],
    ['refuses', null, (response: ServerResponse) => response.writeHead(400).end('no'), true],
  ] as const)('slow nothing where the collector %s', async (_, url, behave, isRefused) => {
    collector.behave = behave;
    const server = await start({ isIdle: true, variables: url === null ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: url } });
    const slowest = { ms: 0 };
    for (let at = 0; at < 30; at += 1) {
      const began = performance.now();
      expect((await server.owner.get('/api/v1/me')).status).toBe(200);
      slowest.ms = Math.max(slowest.ms, performance.now() - began);
    }
    // Far below the time that one sending may take.
    expect(slowest.ms).toBeLessThan(2_500);
    const began = performance.now();
    await server.stop();
    servers.pop();
    expect(performance.now() - began).toBeLessThan(4_500);
    const said = server.lines.map(({ what }) => what);
    // Where it could still be sent, it is tried again first.
    expect(said).toEqual(isRefused ? ['trace'] : []);
  });

  it('are not even thought of where no collector is named', async () => {
    const before = collector.bodies.length;
    const server = await startServer({ data: temporaryFolder(), clock: testClock(), isIdle: true });
    await server.owner.get('/api/v1/me');
    await server.stop();
    expect(collector.bodies.length).toBe(before);
  });
});

describe('the settings of traces', () => {
  const traces = (variables: Readonly<Record<string, string>>) =>
    readServerSettings(variables, { repositories: [] }).traces;

  it('are those that every program with OpenTelemetry reads', () => {
    const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };
    expect(traces({})).toBeNull();
    expect(traces(base)).toEqual({ url: 'http://collector:4318/v1/traces', headers: '', serviceName: 'firebreak' });
    const whole = { ...base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://other/take' };
    expect(traces(whole)?.url).toBe('https://other/take');
    expect(traces({ ...base, OTEL_SDK_DISABLED: 'TRUE' })).toBeNull();
    expect(traces({ ...base, OTEL_TRACES_EXPORTER: 'none' })).toBeNull();
  });

  it.each([
    ['no-grpc', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }],
    ['bad-url', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }],
    ['bad-url', { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:secret@collector' }],
  ])('are refused with %s', (code, variables) => {
    expect(() => traces(variables as unknown as Readonly<Record<string, string>>)).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
