import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Fault } from '../../kernel/index.ts';
import { readIncidentCase } from './read.ts';
import { timeOf } from './value.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function folder(files: Readonly<Record<string, unknown>>): string {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-case-'));
  made.push(root);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

const AT = '2026-02-03T04:05:06Z';
const EPOCH = Date.parse(AT);

describe('readIncidentCase', () => {
  it('joins a commit with its deployments, and keeps what was deployed without a commit', async () => {
    const { evidence, gaps } = await readIncidentCase(
      folder({
        'alert.json': { service: 'shop', metric: 'errors', fired_at: AT, summary: 'many errors', monitor: 'm' },
        'context/commits.json': [
          {
            sha: 'aa',
            author: 'somebody',
            timestamp: AT,
            message: 'm',
            files_changed: ['deploy/k8s/x.yaml'],
            diff: null,
          },
        ],
        'context/deploys.json': [
          { timestamp: AT, service: 'shop', commit_sha: 'aa', version: 'v1' },
          { timestamp: AT, service: 'cart', version: 'v2' },
        ],
        'context/flags.json': [{ timestamp: AT, flag: 'f', service: 'shop', change: 'off->on', actor: 'somebody' }],
      }),
    );
    expect(gaps).toEqual([]);
    expect(evidence.alert).toMatchObject({ service: 'shop', firedAt: EPOCH, text: 'm: many errors' });
    expect(evidence.candidates.map(({ kind, service, effectiveAt }) => ({ kind, service, effectiveAt }))).toEqual([
      { kind: 'infrastructure', service: 'shop', effectiveAt: [EPOCH] },
      { kind: 'code', service: 'cart', effectiveAt: [EPOCH] },
      { kind: 'flag', service: 'shop', effectiveAt: [EPOCH] },
    ]);
    expect(JSON.stringify(evidence)).not.toContain('somebody');
  });

  it('reads metrics, logs, patterns and traces of every shape that it documents', async () => {
    const { evidence, gaps } = await readIncidentCase(
      folder({
        'metrics.json': {
          data: { result: [{ metric: { __name__: 'up', job: 'shop', zone: 'a' }, values: [[EPOCH / 1000, '1']] }] },
        },
        'logs.ndjson': `{"timestamp":"${AT}","service":"shop","level":"WARN","msg":"slow","db":{"table":"t"}}\n\n{"ts":${EPOCH},"message":"NullPointerException"}`,
        'patterns.json': [
          { service: 'shop', signature: 's', count: 10, delta_vs_baseline: '+7', sentiment: 'negative' },
        ],
        'traces.json': {
          resourceSpans: [
            {
              resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
              scopeSpans: [
                {
                  spans: [
                    {
                      traceId: 't',
                      spanId: 's',
                      parentSpanId: '',
                      name: 'pay',
                      startTimeUnixNano: `${EPOCH}000000`,
                      endTimeUnixNano: `${EPOCH + 20}000000`,
                      status: { code: 2, message: 'refused' },
                      attributes: [{ key: 'table', value: { stringValue: 'orders' } }],
                      events: [{ attributes: [{ key: 'exception.type', value: { stringValue: 'Boom' } }] }],
                    },
                  ],
                },
              ],
            },
          ],
        },
      }),
    );
    expect(gaps).toEqual([]);
    expect(evidence.series).toEqual([{ service: 'shop', metric: 'up{zone=a}', points: [{ at: EPOCH, value: 1 }] }]);
    expect(evidence.logs.map(({ severity, attributes }) => ({ severity, attributes }))).toEqual([
      { severity: 'warning', attributes: { 'db.table': 't' } },
      { severity: 'error', attributes: {} },
    ]);
    expect(evidence.patterns).toMatchObject([{ count: 10, usual: 3, severity: 'error' }]);
    expect(evidence.spans).toMatchObject([
      {
        service: 'shop',
        parent: null,
        durationMs: 20,
        isError: true,
        attributes: { table: 'orders', 'exception.type': 'Boom', 'status.message': 'refused' },
      },
    ]);
  });

  it('leaves out what is broken, names it with its place, and reads the rest', async () => {
    const { evidence, gaps } = await readIncidentCase(
      folder({
        'alert.json': '[]',
        'metrics.csv': `timestamp,service,metric,value\n${AT},shop,errors,1\nnever,shop,errors,1\n${AT},shop,errors,many\n`,
        'logs.ndjson': `not json\n{"msg":"no time"}\n{"timestamp":"${AT}","msg":"fine"}\n${'x'.repeat(100_001)}`,
        'traces.json': '{"resourceSpans": 7}',
        'patterns.json': '"none"',
        'context/commits.json': [{ message: 'no sha' }, 7, null],
        'context/deploys.json': { not: 'a list' },
        'context/flags.json': '{',
        'interventions.json': [{ candidate: 'x', timestamp: AT, action: 'prayed' }],
        'controls.json': [{ candidate: 'x', treated: { bad: 9, all: 3 }, control: { bad: 0, all: 3 } }],
      }),
    );
    expect(evidence.series[0]?.points.length).toBe(1);
    expect(evidence.logs.map(({ message }) => message)).toEqual(['fine']);
    expect(evidence).toMatchObject({ alert: null, candidates: [], spans: [], interventions: [], controls: [] });
    const places = gaps.map(({ place }) => place);
    for (const place of [
      'alert.json',
      'metrics.csv:3',
      'logs.ndjson:1',
      'traces',
      'patterns',
      'commits:0',
      'deploys',
      'context/flags.json',
    ]) {
      expect(places).toContain(place);
    }
    expect(places).toContain('interventions:0');
    expect(places).toContain('controls:0');
  });

  it('counts what is broken instead of listing every line', async () => {
    const { gaps } = await readIncidentCase(folder({ 'logs.ndjson': 'broken\n'.repeat(500) }));
    expect(gaps.length).toBe(6);
    expect(gaps.at(-1)?.message).toBe('495 more parts of it could not be read');
  });

  it('refuses a place that holds nothing of a case, and says what is needed', async () => {
    for (const place of [folder({}), folder({ 'readme.txt': 'x' }), '/no/such/place']) {
      await expect(readIncidentCase(place)).rejects.toMatchObject({ code: 'case-unreadable' });
    }
    const file = join(folder({ 'case.json': '[1]', 'broken.json': '{' }), 'case.json');
    await expect(readIncidentCase(file)).rejects.toBeInstanceOf(Fault);
    await expect(readIncidentCase(file.replace('case.json', 'broken.json'))).rejects.toBeInstanceOf(Fault);
  });
});

describe('timeOf', () => {
  it('knows seconds, milli-, micro- and nanoseconds, RFC 3339 and plain UTC, and nothing else', () => {
    const seconds = EPOCH / 1000;
    for (const value of [
      AT,
      '2026-02-03 04:05:06',
      '2026-02-03T05:05:06+01:00',
      seconds,
      EPOCH,
      `${EPOCH}000`,
      `${EPOCH}000000`,
    ]) {
      expect(timeOf(value)).toBe(EPOCH);
    }
    for (const value of ['yesterday', '12', 7, null, {}, '2026-99-99T00:00:00Z', Number.NaN])
      expect(timeOf(value)).toBeNull();
  });
});
