import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { kayentaDoor } from '../../src/adapter/kayenta/index.ts';
import { judgeAlone } from '../../src/control/engine/judge-alone.ts';
import type { DoorReply, EngineVerdict } from '../../src/domain/rollout/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { seededRandom } from '../../src/statistics/index.ts';
import { ROOT } from '../support/paper.ts';

const NOW = instant(1_790_000_000_000);
const config = JSON.parse(readFileSync(join(ROOT, 'examples/spinnaker/canary-config.json'), 'utf8'));

function open(
  method: string,
  path: string,
  body: unknown = '',
  more: { query?: Record<string, string>; now?: number } = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { query = {}, now = NOW } = more;
  return kayentaDoor.open({ method, path, query, body: new TextEncoder().encode(text), now: instant(now) });
}

function documentOf(reply: DoorReply) {
  expect(reply).toMatchObject({ status: 200, contentType: 'application/json' });
  return JSON.parse(reply.body);
}

/** What the desk does with a request of the remote judge. */
function judged(body: unknown) {
  const opened = open('POST', '/judge', body);
  if (opened.kind === 'reply') return documentOf(opened.reply);
  if (opened.kind !== 'judge') throw new Error(opened.kind);
  return documentOf(opened.reply({ ok: true, value: judgeAlone(opened.request) }));
}

const MINUTES = 60;
const START = NOW - MINUTES * 60_000;
const scope = (startTimeMillis = START) => ({
  startTimeIso: new Date(startTimeMillis).toISOString(),
  startTimeMillis,
  stepMillis: 60_000,
});

function pair(name: string, control: readonly unknown[], experiment: readonly unknown[]) {
  // The control was taken a day before: only places count.
  const scopes = { control: scope(START - 86_400_000), experiment: scope() };
  return { name, id: `id-${name}`, tags: { type: 'x' }, values: { control, experiment }, scopes, attributes: {} };
}

function request(metricSetPairList: readonly unknown[]) {
  return { canaryConfig: config, scoreThresholds: { pass: 90, marginal: 50 }, metricSetPairList };
}

/** Errors of 1,000 requests a minute at a rate, one seed a series. */
function errors(rate: number, seed: number): readonly number[] {
  const random = seededRandom(seed);
  return Array.from({ length: MINUTES }, () => {
    let count = 0;
    for (let at = 0; at < 1_000; at += 1) if (random() < rate) count += 1;
    return count;
  });
}
const requests = Array.from({ length: MINUTES }, () => 1_000);
const minutes = (value: number) => Array.from({ length: MINUTES }, (_, at) => value + (at % 3));

describe('the remote judge of Spinnaker', () => {
  it('passes what is proved no worse, fails what is worse, and finds the middle for what is neither', () => {
    const of = (rate: number) =>
      judged(request([pair('errors', errors(0.005, 1), errors(rate, 2)), pair('requests', requests, requests)]));
    expect(of(0.005).score).toMatchObject({ score: 100, classification: 'Pass' });
    expect(of(0.02).score).toMatchObject({ score: 0, classification: 'Fail' });
    const few = request([pair('errors', [0, 1], [1, 0]), pair('requests', [50, 50], [50, 50])]);
    expect(judged(few).score).toMatchObject({ score: 50, classification: 'Marginal' });
  });

  it('says of each series and each group all that Kayenta reads', () => {
    const answer = judged(
      request([
        pair('errors', errors(0.005, 1), errors(0.03, 2)),
        pair('requests', requests, requests),
        pair('cpu', minutes(100), minutes(100)),
      ]),
    );
    expect(answer.judgeName).toBe('firebreak');
    expect(answer.results).toHaveLength(3);
    expect(answer.results[0]).toMatchObject({
      name: 'errors',
      id: 'id-errors',
      tags: { type: 'x' },
      classification: 'High',
      groups: ['health'],
      critical: true,
      muted: false,
    });
    for (const result of answer.results) {
      expect(Object.keys(result).sort()).toEqual(
        [
          'classification',
          'classificationReason',
          'controlMetadata',
          'critical',
          'experimentMetadata',
          'groups',
          'id',
          'muted',
          'name',
          'resultMetadata',
          'tags',
        ].sort(),
      );
    }
    expect(answer.groupScores.map(({ name, score }: { name: string; score: number }) => [name, score])).toEqual([
      ['health', 0],
      ['cost', 100],
    ]);
  });

  it('takes NaN, gaps and series without their exposure for nothing known, never for a pass', () => {
    const holes = Array.from({ length: MINUTES }, (_, at) => (at % 2 === 0 ? 'NaN' : null));
    for (const pairs of [
      [pair('errors', holes, holes), pair('requests', requests, requests)],
      [pair('errors', errors(0.005, 1), errors(0.005, 2))],
      [pair('errors', [], []), pair('requests', [], [])],
      [pair('cpu', minutes(1), [])],
      [],
    ]) {
      expect(judged(request(pairs)).score).toMatchObject({ classification: 'Marginal' });
    }
  });

  it('holds with every field where a request is none, and says where', () => {
    const twice = request([pair('cpu', [1], [1]), pair('cpu', [1], [1])]);
    const steps = request([
      pair('cpu', [1], [1]),
      { ...pair('errors', [1], [1]), scopes: { control: scope(), experiment: { ...scope(), stepMillis: 5_000 } } },
    ]);
    const many = request([pair('cpu', Array(2_001).fill(1), [1])]);
    for (const body of ['', '{', '[]', { canaryConfig: 5 }, twice, steps, many, { ...twice, metricSetPairList: 'x' }]) {
      const answer = judged(body);
      expect(answer).toMatchObject({ judgeName: 'firebreak', score: { classification: 'Marginal', score: 50 } });
      expect(answer.score.classificationReason).not.toBe('');
      expect(Array.isArray(answer.results) && Array.isArray(answer.groupScores)).toBe(true);
    }
  });

  it('does not pass what is not proved where thresholds leave no middle', () => {
    const body = { ...request([pair('cpu', [1], [1])]), scoreThresholds: { pass: 75, marginal: 75 } };
    expect(judged(body).score).toMatchObject({ score: 74, classification: 'Fail' });
  });
});

describe('the Kayenta that Argo calls', () => {
  const [metric] = parse(readFileSync(join(ROOT, 'examples/argo/kayenta-metric.yaml'), 'utf8')).spec.metrics;
  const { threshold, scopes, canaryConfigName } = metric.provider.kayenta;
  const start = (application: string, more: object = {}) => {
    const body = {
      scopes: { [scopes[0].name]: { controlScope: { scope: 'stable' }, experimentScope: { scope: 'abc' } } },
      thresholds: threshold,
      ...more,
    };
    const opened = open('POST', `/canary/${configId()}`, body, { query: { application } });
    if (opened.kind !== 'reply') throw new Error(opened.kind);
    return documentOf(opened.reply).canaryExecutionId as string;
  };
  const configId = (): string => {
    const opened = open('GET', '/canaryConfig', '', { query: { application: 'shop/checkout' } });
    if (opened.kind !== 'reply') throw new Error(opened.kind);
    return documentOf(opened.reply).find(({ name }: { name: string }) => name === canaryConfigName).id;
  };
  const look = (id: string, decision: EngineVerdict['decision'], now: number = NOW) => {
    const opened = open('GET', `/canary/${id}`, '', { now });
    if (opened.kind !== 'ask') throw new Error(opened.kind);
    return {
      question: opened.question,
      document: documentOf(opened.reply({ decision, rollout: 'r', reasons: ['proved'], at: instant(now) })),
    };
  };
  /** How Argo reads it: the score cut to a whole number, then the thresholds. */
  const read = (document: { complete: boolean; result?: { judgeResult: { score: { score: number } } } }): string => {
    if (!document.complete) return 'Running';
    const score = Math.trunc(document.result?.judgeResult.score.score ?? Number.NaN);
    return score >= threshold.pass ? 'Successful' : score >= threshold.marginal ? 'Inconclusive' : 'Failed';
  };

  it('is asked for a rollout and its version, and answers by what was decided', () => {
    const id = start('shop/checkout');
    expect(id).toMatch(/^[\w-]+$/);
    const { question, document } = look(id, 'promote');
    expect(question).toEqual({
      target: { engine: 'argo', name: 'shop/checkout', version: 'abc' },
      moment: 'leave',
      stage: null,
    });
    expect(read(document)).toBe('Successful');
    expect(read(look(id, 'rollback').document)).toBe('Failed');
    expect(read(look(id, 'hold').document)).toBe('Running');
  });

  it('counts as inconclusive after ten minutes without a decision, so that a limit of Argo can end it', () => {
    const id = start('shop/checkout');
    expect(read(look(id, 'hold', NOW + 599_000).document)).toBe('Running');
    expect(read(look(id, 'hold', NOW + 600_000).document)).toBe('Inconclusive');
  });

  it('takes an odd request for one of which nothing is known, and an id that it did not make for none', () => {
    expect(look(start('', { thresholds: 5 }), 'hold').question.target).toMatchObject({ name: '?', version: null });
    for (const id of [
      'firebreak',
      'e30',
      Buffer.from('{"a":5}').toString('base64url'),
      'x'.repeat(3_000),
      '../judge',
    ]) {
      expect(open('GET', `/canary/${id}`).kind).toBe('no-such-address');
    }
    expect(open('POST', '/canary/other').kind).toBe('no-such-address');
    expect(open('GET', '/judge').kind).toBe('no-such-address');
  });
});
