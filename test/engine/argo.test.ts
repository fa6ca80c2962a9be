import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { argoDoor } from '../../src/adapter/argo/index.ts';
import type { EngineQuestion, EngineVerdict } from '../../src/domain/rollout/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { type ArgoMetric, runArgoAnalysis, type WebReply } from '../support/argo-analysis.ts';
import { ROOT } from '../support/paper.ts';

const NOW = instant(1_790_000_000_000);
const template = parse(readFileSync(join(ROOT, 'examples/argo/analysis-template.yaml'), 'utf8'));
const rollout = parse(readFileSync(join(ROOT, 'examples/argo/rollout.yaml'), 'utf8'));
const [metric] = template.spec.metrics as readonly [ArgoMetric & { readonly provider: { readonly web: Web } }];
type Web = { readonly url: string; readonly jsonBody: Record<string, string>; readonly headers: readonly unknown[] };

const asked: EngineQuestion[] = [];
/** What the real door answers to the body of the example, filled in as Argo does. */
function reply(decision: EngineVerdict['decision'], values: Readonly<Record<string, string>> = {}): WebReply {
  const filled = {
    namespace: 'shop',
    rollout: 'checkout',
    stage: 'small',
    'canary-hash': 'abc',
    'stable-hash': 'xyz',
    ...values,
  };
  const text = JSON.stringify(metric.provider.web.jsonBody).replaceAll(/\{\{args\.([\w-]+)\}\}/g, (_, name: string) => {
    return filled[name as keyof typeof filled] ?? '?';
  });
  const opened = open(text);
  if (opened.kind !== 'ask') throw new Error(opened.kind);
  asked.push(opened.question);
  return opened.reply({ decision, rollout: 'r-1', reasons: ['not-proved errors'], at: NOW });
}

function open(body: string, path = '/analyze', method = 'POST') {
  return argoDoor.open({ method, path, query: {}, body: new TextEncoder().encode(body), now: NOW });
}

describe('the template for Argo, by the rules of its controller', () => {
  it('ends a step at the first "promote", and aborts at the first "rollback"', () => {
    expect(runArgoAnalysis(metric, () => reply('promote'))).toEqual({
      phase: 'Successful',
      seconds: 0,
      measurements: 1,
    });
    const late = (word: 'promote' | 'rollback') => runArgoAnalysis(metric, (at) => reply(at < 900 ? 'hold' : word));
    expect(late('promote')).toEqual({ phase: 'Successful', seconds: 900, measurements: 31 });
    expect(late('rollback')).toEqual({ phase: 'Failed', seconds: 900, measurements: 31 });
  });

  it('lets a healthy rollout outlive a judge that is dead, slow or out of its mind for eight minutes', () => {
    const wrong: readonly WebReply[] = [
      'down',
      'hangs',
      { status: 503, body: '' },
      { status: 200, body: '<html>' },
      { status: 200, body: '[]' },
      { status: 204, body: '' },
    ];
    for (const answer of wrong) {
      const end = runArgoAnalysis(metric, (at) => (at < 480 ? answer : reply('promote')));
      expect([answer, end.phase]).toEqual([answer, 'Successful']);
    }
    // The same judge, with the limit that Argo has by itself: a healthy rollout is gone within a minute.
    const { consecutiveErrorLimit: _, ...usual } = metric as ArgoMetric & { consecutiveErrorLimit: number };
    expect(runArgoAnalysis(usual, (at) => (at < 480 ? 'down' : reply('promote')))).toMatchObject({
      phase: 'Error',
      seconds: 40,
    });
  });

  it('never promotes by silence: words of another type or meaning only ask again', () => {
    const odd = ['{}', '{"decision":true}', '{"decision":"PROMOTE"}', '{"decision":["promote"]}', '{"decision":null}'];
    for (const body of odd) {
      expect(runArgoAnalysis(metric, () => ({ status: 200, body }), 3_600).phase).toBe('Running');
    }
    expect(runArgoAnalysis(metric, () => 'down')).toMatchObject({ phase: 'Error', seconds: 600 });
  });

  it('pauses for a human after "hold" for the time that its limits say, and aborts nothing', () => {
    expect(runArgoAnalysis(metric, () => reply('hold'))).toEqual({
      phase: 'Inconclusive',
      seconds: 2_000 * 30,
      measurements: 2_001,
    });
  });

  it('asks for the rollout, the version and the stage that it is in', () => {
    asked.length = 0;
    reply('hold');
    reply('hold', { 'canary-hash': '', stage: '' });
    expect(asked).toEqual([
      { target: { engine: 'argo', name: 'shop/checkout', version: 'abc' }, moment: 'leave', stage: 'small' },
      { target: { engine: 'argo', name: 'shop/checkout', version: null }, moment: 'leave', stage: null },
    ]);
    expect(new URL(metric.provider.web.url).pathname).toBe('/v1/argo/analyze');
  });
});

describe('the rollout for Argo', () => {
  it('has one inline analysis after each weight, with every argument of the template filled once', () => {
    const { steps, analysis } = rollout.spec.strategy.canary;
    expect(analysis).toBeUndefined();
    const kinds = steps.map((step: object) => Object.keys(step)[0]);
    expect(kinds).toEqual(Array.from({ length: 3 }, () => ['setWeight', 'analysis']).flat());
    const needed = template.spec.args.filter(({ valueFrom }: { valueFrom?: unknown }) => valueFrom === undefined);
    for (const step of steps.filter((each: { analysis?: unknown }) => each.analysis !== undefined)) {
      const names = step.analysis.args.map(({ name }: { name: string }) => name);
      expect(names.toSorted()).toEqual(needed.map(({ name }: { name: string }) => name).toSorted());
      expect(step.analysis.templates).toEqual([{ templateName: template.metadata.name }]);
    }
  });
});

describe('argoDoor', () => {
  it('holds with 200 whatever it is sent, and knows no other address', () => {
    for (const body of [
      '',
      '{',
      '[]',
      'null',
      '{"rollout":5}',
      '{"namespace":"","rollout":""}',
      `{"namespace":"${'x'.repeat(400)}"}`,
    ]) {
      const opened = open(body);
      expect(opened).toMatchObject({ kind: 'reply', reply: { status: 200 } });
      if (opened.kind === 'reply') expect(JSON.parse(opened.reply.body)).toMatchObject({ decision: 'hold' });
    }
    expect(open('{}', '/other').kind).toBe('no-such-address');
    expect(open('{}', '/analyze', 'GET').kind).toBe('no-such-address');
  });

  it('answers with a small object, however much there is to say', () => {
    const opened = open('{"namespace":"shop","rollout":"checkout"}');
    if (opened.kind !== 'ask') throw new Error(opened.kind);
    const reasons = Array.from({ length: 50 }, (_, at) => `no-data metric-${at}`);
    const { body } = opened.reply({ decision: 'hold', rollout: 'r', reasons, at: NOW });
    expect(body.length).toBeLessThan(400);
  });
});
