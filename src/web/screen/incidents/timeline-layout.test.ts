import { describe, expect, it } from 'vitest';
import { layOutTimeline } from './timeline-layout.ts';

const minute = (count: number) => new Date(Date.UTC(2026, 2, 5, 10) + count * 60_000).toISOString();
const line = (at: number, kind: 'change' | 'alarm' | 'note', near = true) => ({
  at: minute(at),
  kind,
  text: 'x',
  position: at + 1,
  about: null,
  near,
});
const WINDOW = { from: minute(0), to: minute(100), startedAt: minute(50), endedAt: minute(75) };
const laid = (lines: readonly ReturnType<typeof line>[], given = WINDOW) =>
  layOutTimeline(
    { timeline: { ...given, lines: [...lines] }, startedAt: given.startedAt, endedAt: given.endedAt },
    1_000,
  );

describe('the picture of a timeline', () => {
  it('has a row for each kind that is there, in the order from what sets off to what people said', () => {
    const { lanes, height } = laid([line(10, 'note'), line(20, 'alarm'), line(30, 'change')]);
    expect(lanes.map(({ word }) => word)).toEqual(['Changes', 'Alarms', 'Told']);
    expect(height).toBe(78);
  });

  it('puts marks by their time, and what was told later at the edge', () => {
    const { lanes } = laid([line(0, 'note'), line(10, 'note'), line(100, 'note'), line(900, 'note')]);
    expect(lanes[0]?.marks.map(({ x, count }) => [x, count])).toEqual([
      [0, 1],
      [100, 1],
      [1_000, 2],
    ]);
  });

  it('draws what lies too close as one, with how many they are', () => {
    const { lanes } = laid([line(0, 'note'), line(10, 'alarm', false), line(10, 'alarm'), line(100, 'alarm')]);
    expect(lanes[0]?.marks).toMatchObject([
      { count: 2, isNear: true, line: 1 },
      { count: 1, line: 3 },
    ]);
  });

  it('leaves out the time in which nothing was', () => {
    const { lanes } = laid([line(48, 'note'), line(80, 'note')]);
    expect(lanes[0]?.marks.map(({ x }) => Math.round(x / 10))).toEqual([5, 95]);
  });

  it('shades the harm as far as it is known', () => {
    expect(laid([line(0, 'note'), line(100, 'note')]).harm).toEqual({ x: 500, width: 250 });
    expect(
      layOutTimeline({ timeline: { ...WINDOW, lines: [] }, startedAt: null, endedAt: null }, 1_000).harm,
    ).toBeNull();
  });
});
