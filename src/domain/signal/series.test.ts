import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NAME_LIMITS } from './model.ts';
import { isSelected, readSeriesKey, seriesKey } from './series.ts';

const name = fc.record({
  metric: fc.stringMatching(/^[A-Za-z_:][\w:./-]{0,40}$/),
  labels: fc.dictionary(
    fc.stringMatching(/^[A-Za-z_][\w./-]{0,20}$/).filter((text) => text !== '__proto__'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
    { maxKeys: 6 },
  ),
});

describe('seriesKey', () => {
  it('gives back the name that it was made of, whatever stands in a value', () => {
    fc.assert(
      fc.property(name, (given) => {
        const key = seriesKey(given);
        if (!key.ok) return;
        const read = readSeriesKey(key.value);
        expect([read.metric, { ...read.labels }]).toEqual([given.metric, { ...given.labels }]);
      }),
    );
  });

  it('is the same for the same labels in another order, and for labels that are empty', () => {
    const one = seriesKey({ metric: 'orders_total', labels: { arm: 'canary', service: 'shop', zone: '' } });
    const other = seriesKey({ metric: 'orders_total', labels: { service: 'shop', arm: 'canary' } });
    expect([one, other]).toEqual([
      { ok: true, value: 'orders_total{arm="canary",service="shop"}' },
      { ok: true, value: 'orders_total{arm="canary",service="shop"}' },
    ]);
  });

  it('tells values apart that try to look like two labels', () => {
    const honest = seriesKey({ metric: 'm', labels: { a: 'x', b: 'y' } });
    const forged = seriesKey({ metric: 'm', labels: { a: 'x",b="y' } });
    expect(honest).not.toEqual(forged);
  });

  it.each([
    ['bad-name', { metric: '', labels: {} }],
    ['bad-name', { metric: 'a b', labels: {} }],
    ['bad-name', { metric: 'm{x="y"}', labels: {} }],
    ['bad-name', { metric: 'm', labels: { 'a"': 'x' } }],
    ['bad-name', { metric: 'm', labels: { a: '\ud800' } }],
    ['too-long', { metric: 'm'.repeat(NAME_LIMITS.metric + 1), labels: {} }],
    ['too-long', { metric: 'm', labels: { a: 'x'.repeat(NAME_LIMITS.labelValue + 1) } }],
    [
      'too-long',
      { metric: 'm', labels: Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`l${at}`, 'x'.repeat(150)])) },
    ],
    [
      'too-many-labels',
      { metric: 'm', labels: Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`l${at}`, 'x'])) },
    ],
  ] as const)('says %s', (code, given) => {
    expect(seriesKey(given)).toEqual({ ok: false, rejection: code });
  });
});

describe('isSelected', () => {
  it('asks for each label of the selector, an empty one for its absence', () => {
    const series = { metric: 'm', labels: { arm: 'canary', service: 'shop' } };
    expect(isSelected(series, { metric: 'm', labels: { arm: 'canary' } })).toBe(true);
    expect(isSelected(series, { metric: 'm', labels: { arm: 'stable' } })).toBe(false);
    expect(isSelected(series, { metric: 'n', labels: {} })).toBe(false);
    expect(isSelected(series, { metric: 'm', labels: { zone: '' } })).toBe(true);
  });
});
