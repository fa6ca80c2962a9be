import { describe, expect, it } from 'vitest';
import { layOutRatio } from './ratio-layout.ts';

const SIZE = { width: 200, height: 100 };
const MORE_IS_WORSE = {
  stop: { evidence: 0, line: 4.6, base: 1.25 },
  proof: { evidence: 0, line: 3, limit: 1.5 },
};
const look = (minute: number, estimate: number | null, low: number | null, high: number | null) => ({
  at: new Date(minute * 60_000).toISOString(),
  estimate,
  low,
  high,
});

describe('the picture of a ratio', () => {
  it('has higher ratios above, and the worse side where the metric is worse', () => {
    const picture = layOutRatio({ ...MORE_IS_WORSE, trace: [] }, SIZE);
    expect(picture.limit).toBeLessThan(picture.stop);
    expect(picture.stop).toBeLessThan(picture.same);
    expect(picture.bad).toEqual({ y: 0, height: picture.stop });
    const fewer = { stop: { evidence: 0, line: null, base: 0.8 }, proof: { evidence: 0, line: 3, limit: 0.85 } };
    const below = layOutRatio({ ...fewer, trace: [] }, SIZE);
    expect(below.bad.y).toBe(below.stop);
    expect(below.bad.y + below.bad.height).toBe(SIZE.height);
  });

  it('draws half and double equally far from the same', () => {
    const { same, ticks } = layOutRatio({ ...MORE_IS_WORSE, trace: [] }, SIZE);
    const at = (text: string) => ticks.find((tick) => tick.text === text)?.y ?? Number.NaN;
    expect(at('1×')).toBe(same);
    expect(at('0.5×') - same).toBeCloseTo(same - at('2×'), 0);
  });

  it('draws nothing of nothing, and a band to the edge where the interval has no bound', () => {
    const none = layOutRatio({ ...MORE_IS_WORSE, trace: [look(1, null, null, null), look(2, null, null, null)] }, SIZE);
    expect([none.band, none.line, none.dot]).toEqual(['', '', null]);
    const open = layOutRatio({ ...MORE_IS_WORSE, trace: [look(1, 1, null, 2), look(2, 1, 0.8, null)] }, SIZE);
    expect(open.band).toMatch(/L?200 0L/);
    expect(open.band).toContain('0 100');
  });

  it('stays inside for ratios of any size, and shows a single look', () => {
    const trace = [look(1, 400, 0.0001, 90_000)];
    const { band, dot, line } = layOutRatio({ ...MORE_IS_WORSE, trace }, SIZE);
    expect(line).toBe('');
    expect(dot?.y).toBe(0);
    expect(band).not.toBe('');
    for (const number of band.match(/-?[\d.]+/g) ?? []) {
      expect(Number(number)).toBeGreaterThanOrEqual(0);
      expect(Number(number)).toBeLessThanOrEqual(SIZE.width);
    }
  });
});
