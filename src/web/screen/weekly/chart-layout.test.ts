import { describe, expect, it } from 'vitest';
import { CHART, chartLayout } from './chart-layout.ts';

const point = (value: number | null, signal = false) => ({
  from: '2026-11-16T00:00:00Z',
  count: 1,
  n: 10,
  value,
  low: 0,
  high: 0.4,
  signal,
});

describe('a control chart', () => {
  it('stands inside its picture, begins at 0 and leaves out weeks of which nothing is known', () => {
    const { dots, bands, centre, top } = chartLayout(
      { centre: 0.1, baseline: 5, points: [point(0), point(0.2), point(0.9, true), point(null)] },
      0.05,
      String,
    );
    expect(top).toBe(0.9);
    expect(dots.map(({ isSignal }) => isSignal)).toEqual([false, false, true]);
    for (const { x, y } of dots) {
      expect(x).toBeGreaterThan(CHART.left);
      expect(x).toBeLessThan(CHART.width);
      expect(y).toBeGreaterThanOrEqual(CHART.above);
      expect(y).toBeLessThanOrEqual(CHART.height - CHART.bottom);
    }
    expect(bands.length).toBe(4);
    expect(centre).toBeGreaterThan(CHART.above);
    expect(dots[2]?.text).toContain('a signal');
  });
});
