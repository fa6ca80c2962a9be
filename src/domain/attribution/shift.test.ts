import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { MetricSeries } from './model.ts';
import { shiftOf } from './shift.ts';

const MINUTE = 60_000;
const noise = (step: number) => Math.sin(step * 12.9898) * 0.3;

function seriesOf(level: (step: number) => number, length = 100): MetricSeries {
  const points = Array.from({ length }, (_, step) => ({
    at: instant(step * MINUTE),
    value: level(step) + noise(step),
  }));
  return { service: 's', metric: 'm', points };
}

const foundAt = (level: (step: number) => number) => (shiftOf(seriesOf(level))?.at ?? Number.NaN) / MINUTE;

describe('shiftOf', () => {
  it('finds a step between its last usual sample and the next', () => {
    expect(foundAt((step) => (step >= 60 ? 20 : 5))).toBe(59.5);
    expect(shiftOf(seriesOf((step) => (step >= 60 ? 0 : 5)))?.direction).toBe('down');
  });

  it('finds a ramp near its foot, not where it is high', () => {
    const at = foundAt((step) => 5 + 0.5 * Math.max(0, step - 60));
    expect(at).toBeGreaterThan(58);
    expect(at).toBeLessThan(66);
  });

  it('takes the first lasting level for usual, also where the shift comes early', () => {
    expect(foundAt((step) => (step >= 15 ? 20 : 5))).toBeCloseTo(14.5, 0);
  });

  it('takes of a counter what came to it, so that counting on is no ramp', () => {
    const counted = (rate: (step: number) => number) => {
      let sum = 0;
      const points = Array.from({ length: 100 }, (_, step) => {
        sum += rate(step) + noise(step);
        return { at: instant(step * MINUTE), value: sum };
      });
      return shiftOf({ service: 's', metric: 'requests_total', points });
    };
    expect(counted(() => 5)).toBeNull();
    expect((counted((step) => (step >= 60 ? 20 : 5))?.at ?? 0) / MINUTE).toBe(59.5);
  });

  it('takes neither noise nor a single spike for a shift', () => {
    expect(shiftOf(seriesOf(() => 5))).toBeNull();
    expect(shiftOf(seriesOf((step) => (step === 50 ? 500 : 5)))).toBeNull();
  });

  it('says nothing of too few points, of points that are no numbers, or of a series that stands still', () => {
    expect(shiftOf(seriesOf((step) => step, 5))).toBeNull();
    expect(shiftOf(seriesOf(() => Number.NaN))).toBeNull();
    const still = {
      service: 's',
      metric: 'm',
      points: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((at) => ({ at: instant(at), value: 0 })),
    };
    expect(shiftOf(still)).toBeNull();
  });

  it('sorts points that come out of order', () => {
    const series = seriesOf((step) => (step >= 60 ? 20 : 5));
    expect(shiftOf({ ...series, points: [...series.points].reverse() })).toEqual(shiftOf(series));
  });
});
