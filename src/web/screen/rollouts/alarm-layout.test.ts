import { describe, expect, it } from 'vitest';
import { layOutAlarm } from './alarm-layout.ts';

const point = (value: number | null, expected: number | null = null) => ({
  at: null,
  value,
  expected: expected === null ? null : { value: expected, low: expected - 1, high: expected + 1 },
});

describe('the picture of an alarm', () => {
  it('breaks where a sample is missing, and draws the band only where it is known', () => {
    const drawn = layOutAlarm([point(4, 9), point(2, 9), point(null), point(0)], { width: 30, height: 10 });
    expect(drawn).toEqual({
      line: 'M0.0 6.0L10.0 8.0M30.0 10.0',
      band: 'M0.0 0.0L10.0 0.0L10.0 2.0L0.0 2.0Z',
      top: 10,
      bottom: 0,
    });
  });

  it('draws nothing of nothing, and something finite of one value or of zeros', () => {
    expect(layOutAlarm([point(null)], { width: 30, height: 10 })).toMatchObject({ line: '', band: '' });
    for (const points of [[point(5)], [point(0), point(0)], [point(-3), point(-3)]]) {
      expect(layOutAlarm(points, { width: 30, height: 10 }).line).toMatch(/^M[\d. L]+$/);
    }
  });
});
