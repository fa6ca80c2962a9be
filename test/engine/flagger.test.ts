import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { flaggerDoor } from '../../src/adapter/flagger/index.ts';
import type { DoorReply, EngineQuestion, EngineVerdict } from '../../src/domain/rollout/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { type FlaggerAnalysis, type HookReply, runFlaggerCanary } from '../support/flagger-canary.ts';
import { ROOT } from '../support/paper.ts';

const NOW = instant(1_790_000_000_000);
const read = (name: string) => parse(readFileSync(join(ROOT, 'examples/flagger', name), 'utf8'));
const analysis = read('canary.yaml').spec.analysis as FlaggerAnalysis;
const TYPES = [
  'confirm-rollout',
  'pre-rollout',
  'rollout',
  'confirm-traffic-increase',
  'confirm-promotion',
  'post-rollout',
  'rollback',
  'event',
];
const DECISIONS = ['promote', 'hold', 'rollback'] as const;

const payload = (more: object = {}) =>
  JSON.stringify({
    name: 'checkout',
    namespace: 'shop',
    phase: 'Progressing',
    checksum: '5f9b',
    metadata: {},
    ...more,
  });

function open(path: string, body = payload(), query: Readonly<Record<string, string>> = {}, method = 'POST') {
  return flaggerDoor.open({ method, path, query, body: new TextEncoder().encode(body), now: NOW });
}

function said(path: string, decision: EngineVerdict['decision'], body = payload()): DoorReply {
  const opened = open(path, body);
  if (opened.kind === 'reply' || opened.kind === 'news') return opened.reply;
  if (opened.kind !== 'ask') throw new Error(`${path}: ${opened.kind}`);
  return opened.reply({ decision, rollout: 'r-1', reasons: ['not-proved errors'], at: NOW });
}

/** Status of the real door for a hook of the example. */
function status({ url }: { readonly url: string }, decision: EngineVerdict['decision']): number {
  return said(new URL(url).pathname.replace(/^\/v1\/flagger/, ''), decision).status;
}

describe('the hooks of Flagger', () => {
  it('are answered by 200 and 403 alone, by type and decision', () => {
    const table = TYPES.map((type) => [type, ...DECISIONS.map((decision) => said(`/${type}`, decision).status)]);
    expect(table).toEqual([
      ['confirm-rollout', 200, 403, 403],
      ['pre-rollout', 200, 200, 403],
      ['rollout', 200, 200, 403],
      ['confirm-traffic-increase', 200, 403, 403],
      ['confirm-promotion', 200, 403, 403],
      ['post-rollout', 200, 200, 200],
      ['rollback', 403, 403, 200],
      ['event', 200, 200, 200],
    ]);
  });

  it('ask for the canary, its version and the moment', () => {
    const asked = TYPES.flatMap((type): readonly EngineQuestion[] => {
      const opened = open(`/${type}`);
      return opened.kind === 'ask' ? [opened.question] : [];
    });
    expect(asked.map(({ moment }) => moment)).toEqual(['start', 'stage', 'stage', 'advance', 'end', 'stage']);
    expect(asked[0]?.target).toEqual({ engine: 'flagger', name: 'shop/checkout', version: '5f9b' });
  });

  it('are refused where they cannot be read, which rolls nothing back', () => {
    for (const type of TYPES) {
      const isTold = type === 'post-rollout' || type === 'event';
      for (const body of ['', '{', '[]', '{"name":5}', payload({ name: '' })]) {
        expect([type, said(`/${type}`, 'promote', body).status]).toEqual([type, isTold ? 200 : 403]);
      }
    }
    for (const path of ['/', '/nothing', '/toString', '/constructor', '/__proto__']) {
      expect(open(path).kind).toBe('no-such-address');
    }
    expect(open('/rollback', payload(), {}, 'GET').kind).toBe('no-such-address');
  });

  it('tell how a canary ended', () => {
    const news = ['Succeeded', 'Failed', 'Progressing'].map((phase) => open('/post-rollout', payload({ phase })));
    expect(news.map((each) => (each.kind === 'news' ? each.news.phase : each.kind))).toEqual([
      'promoted',
      'aborted',
      'reply',
    ]);
  });
});

describe('the canary for Flagger, by the rules of its controller', () => {
  const run = (
    decide: (type: string, pass: number) => EngineVerdict['decision'] | HookReply,
    passes = 500,
    webhooks: FlaggerAnalysis['webhooks'] = analysis.webhooks,
  ) =>
    runFlaggerCanary(
      { ...analysis, webhooks },
      (hook, pass) => {
        const decided = decide(hook.type, pass);
        return typeof decided === 'string' ? status(hook, decided) : decided;
      },
      passes,
    );

  it('goes through its steps on proofs, stays at a step while it holds, and back at once', () => {
    expect(run(() => 'promote')).toMatchObject({ phase: 'Succeeded', weight: 50, passes: 5 });
    expect(run((_, pass) => (pass > 3 ? 'hold' : 'promote'))).toMatchObject({
      phase: 'Progressing',
      weight: 25,
      failedChecks: 0,
    });
    expect(run((_, pass) => (pass > 3 ? 'rollback' : 'promote'))).toMatchObject({
      phase: 'Failed',
      weight: 0,
      passes: 4,
    });
    expect(run(() => 'hold')).toMatchObject({ phase: 'Waiting', weight: 0 });
  });

  it('neither goes on nor back while the judge is dead, slow or out of its mind', () => {
    for (const answer of [null, 500, 503, 404, 401, 429, 204, 301]) {
      const stand = run((_, pass) => (pass > 3 ? answer : 'promote'));
      expect([answer, stand.phase, stand.weight, stand.failedChecks]).toEqual([answer, 'Progressing', 25, 0]);
    }
    // The same judge behind the hook `rollout`, which Flagger takes for a check that failed: a healthy canary is gone.
    const closed = [...analysis.webhooks, { type: 'rollout', url: 'http://firebreak/v1/flagger/rollout' }];
    expect(run((_, pass) => (pass > 3 ? null : 'promote'), 500, closed)).toMatchObject({ phase: 'Failed' });
  });
});

describe('the metric template for Flagger', () => {
  const ask = (query: string) => open('/api/v1/query', '', { query }, 'GET');
  const shownBy = ({ body }: DoorReply): unknown => JSON.parse(body).data.result[0].value[1];

  it('gets the verdict as a text that its range lets pass or not', () => {
    const query = read('metric-template.yaml')
      .spec.query.replaceAll(/\{\{ namespace \}\}/g, 'shop')
      .replaceAll(/\{\{ name \}\}/g, 'checkout');
    const opened = ask(query);
    if (opened.kind !== 'ask') throw new Error(opened.kind);
    expect(opened.question.target).toEqual({ engine: 'flagger', name: 'shop/checkout', version: null });
    const values = DECISIONS.map((decision) => {
      const reply = opened.reply({ decision, rollout: null, reasons: ['x'], at: NOW });
      expect(reply).toMatchObject({ status: 200, contentType: 'application/json' });
      expect(JSON.parse(reply.body)).toMatchObject({ status: 'success', data: { resultType: 'vector' } });
      return shownBy(reply);
    });
    expect(values).toEqual(['1', '0', '-1']);
  });

  it('is told that somebody is there, and that nothing else is understood', () => {
    const online = ask('vector(1)');
    expect(online.kind === 'reply' && shownBy(online.reply)).toBe('1');
    for (const query of [
      '',
      'up',
      'vector(2)',
      'firebreak_verdict{name="a"}',
      `firebreak_verdict{namespace="${'"'.repeat(9)}",name="b"}`,
    ]) {
      expect(ask(query)).toMatchObject({ kind: 'reply', reply: { status: 400 } });
    }
    expect(ask(`firebreak_verdict{${' '.repeat(100_000)}`).kind).toBe('reply');
  });
});
