import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import { parseConfiguration } from './read.ts';

function parsed(section: string) {
  const base =
    'version: 1\nservices:\n  checkout: { tier: 0, paths: [src/checkout] }\nflows:\n  pay: { tier: 0, services: [checkout] }\n';
  return parseConfiguration({
    content: `${base}detection:\n${section}`,
    file: 'firebreak.yaml',
    source: 'test',
    read: async () => null,
    now: instant(Date.UTC(2026, 0, 15)),
  });
}

describe('what a configuration watches', () => {
  it('is series and objectives, with what counts where nothing else is said', async () => {
    const found = await parsed(
      '  series:\n    orders: { series: \'orders_total{env="production"}\', flow: pay, step: 1h, direction: drop, budget: 2/day }\n  objectives:\n    works: { service: checkout, bad: [a_total, b_total], all: c_total, objective: 0.99 }\n',
    );
    expect(found.ok && found.value.detection).toEqual({
      series: [
        {
          name: 'orders',
          selector: { metric: 'orders_total', labels: { env: 'production' } },
          about: { kind: 'flow', id: 'pay' },
          environment: null,
          stepMs: 3_600_000,
          directions: ['drop'],
          alarmsPerWeek: 14,
          unit: 1,
        },
      ],
      objectives: [
        {
          name: 'works',
          service: 'checkout',
          environment: null,
          bad: [
            { metric: 'a_total', labels: {} },
            { metric: 'b_total', labels: {} },
          ],
          all: [{ metric: 'c_total', labels: {} }],
          isAbsentZero: false,
          objective: 0.99,
        },
      ],
    });
  });

  it('decides nothing of a change', async () => {
    const [none, some] = await Promise.all(
      ['  series: {}\n', '  series: { a: { series: x, flow: pay } }\n'].map(parsed),
    );
    expect(some?.ok && none?.ok && some.value.digest === none.value.digest).toBe(true);
  });

  it.each([
    ['series', 'a: { series: x }', 'no-place'],
    ['series', 'a: { series: x, flow: pay, service: checkout }', 'no-place'],
    ['series', 'a: { series: x, flow: buy }', 'unknown-flow'],
    ['series', 'a: { series: x, service: chekout }', 'unknown-service'],
    ['series', 'a: { series: \'x{a=~"b"}\', flow: pay }', 'bad-selector'],
    ['series', 'a: { series: x, flow: pay, step: 7s }', 'bad-value'],
    ['series', 'a: { series: x, flow: pay, budget: often }', 'bad-value'],
    ['objectives', 'a: { service: chekout, bad: x, all: y, objective: 0.9 }', 'unknown-service'],
    ['objectives', 'a: { service: checkout, bad: x, all: y, objective: 99.9 }', 'bad-value'],
  ])('is refused in %s: %s', async (section, line, code) => {
    const found = await parsed(`  ${section}:\n    ${line}\n`);
    expect(found.ok ? [] : found.rejection.map((problem) => problem.code)).toContain(code);
  });

  it('has each name once', async () => {
    const found = await parsed(
      '  series:\n    a: { series: x, flow: pay }\n  objectives:\n    a: { service: checkout, bad: x, all: y, objective: 0.9 }\n',
    );
    expect(found.ok ? [] : found.rejection.map((problem) => problem.code)).toEqual(['same-name']);
  });
});
