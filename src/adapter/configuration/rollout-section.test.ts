import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { parseConfiguration } from './read.ts';
import { readSelector } from './selector.ts';

const PLAN = `  shop:
    service: checkout
    targets:
      deploy: { engine: haproxy, name: shop/new }
    metrics:
      errors: { kind: errors, events: 'shop_errors_total{service="shop"}', exposure: shop_requests_total }
      speed: { kind: latency, histogram: shop_seconds, thresholds_ms: { p50: 100, p99: 500 }, critical: false }
    stages:
      - { name: five, weight: 5, least: 2m }
      - { name: half, weight: 50, promote: human, within: 1d }
`;

function parsed(section: string) {
  return parseConfiguration({
    content: `version: 1\nservices:\n  checkout: { tier: 0, paths: [src/checkout] }\nrollouts:\n${section}`,
    file: 'firebreak.yaml',
    source: 'test',
    read: async () => null,
    now: instant(Date.UTC(2026, 0, 15)),
  });
}

const problemsOf = async (section: string) => {
  const found = await parsed(section);
  return found.ok ? [] : found.rejection.map(({ code, path, line }) => `${code} ${path} ${line}`);
};

describe('rollouts of a configuration', () => {
  it('are plans with targets, metrics and stages, and usual times where nothing else is said', async () => {
    const found = await parsed(PLAN);
    const plan = found.ok ? found.value.rollouts.plans[0] : null;
    expect(plan).toMatchObject({
      name: 'shop',
      service: 'checkout',
      environment: 'production',
      onWorse: 'roll-back',
      targets: [{ id: 'deploy', engine: 'haproxy', name: 'shop/new', version: null }],
      timing: { stepMs: 30_000, latenessMs: 15_000, silenceMs: 300_000, leastEvents: 5 },
      stages: [
        { name: 'five', target: 'deploy', percent: 5, leastMs: 120_000, leastUnlearntMs: 240_000, withinMs: 7_200_000 },
        { name: 'half', percent: 50, promote: 'human', withinMs: 86_400_000 },
      ],
    });
    expect(plan?.metrics.map(({ source }) => source)).toMatchObject([
      { kind: 'events', events: [{ metric: 'shop_errors_total', labels: { service: 'shop' } }] },
      { kind: 'histogram', bucket: { metric: 'shop_seconds_bucket' }, count: {}, le: ['0.1', '0.5'] },
    ]);
  });

  it('say where a plan cannot be followed', async () => {
    expect(await problemsOf(PLAN.replace('service: checkout', 'service: checkuot'))).toEqual([
      'unknown-service rollouts.shop.service 6',
    ]);
    expect(await problemsOf(PLAN.replace('weight: 50', 'weight: 4'))).toEqual([
      'bad-rollout rollouts.shop.stages[1] 14',
    ]);
    expect(await problemsOf(PLAN.replace('p50: 100', 'p50: 900'))).toEqual([
      'bad-rollout rollouts.shop.metrics.speed 11',
    ]);
    expect(await problemsOf(PLAN.replace('shop_requests_total', '"sum(rate(x[5m]))"'))).toEqual([
      'bad-selector rollouts.shop.metrics.errors.exposure 10',
    ]);
    expect(await problemsOf(PLAN.replace('kind: errors,', 'kind: errors, critical: false,'))).toEqual([
      'bad-rollout rollouts.shop.metrics 10',
    ]);
    expect(await problemsOf(PLAN.replace('least: 2m', 'least: soon'))).toHaveLength(1);
  });

  it('change the digest of what decides only by the services that have a plan', async () => {
    const digest = async (section: string) => {
      const found = await parsed(section);
      return found.ok ? found.value.digest : null;
    };
    expect(await digest(PLAN)).toBe(await digest(PLAN.replace('weight: 5,', 'weight: 6,')));
    expect(await digest(PLAN)).not.toBe(await digest('  {}'));
  });
});

describe('a selector', () => {
  it.each([
    ['up', 'up', {}],
    ['up{}', 'up', {}],
    ['http.server{ code = "500", path="/a,b}" }', 'http.server', { code: '500', path: '/a,b}' }],
    ['x{a="say \\"hi\\""}', 'x', { a: 'say "hi"' }],
  ])('%s names a metric with labels', (text, metric, labels) => {
    expect(readSelector(text)).toEqual({ ok: true, value: { metric, labels } });
  });

  it.each(['', 'a b', 'x{a=~"5.."}', 'x{a="1"', 'x{a="1",a="2"}', 'rate(x)', 'x{a="1"}y', 'x{"a"}'])(
    '%s is none',
    (text) => {
      expect(readSelector(text).ok).toBe(false);
    },
  );
});
