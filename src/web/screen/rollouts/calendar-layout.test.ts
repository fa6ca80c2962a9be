import { describe, expect, it } from 'vitest';
import { DAYS, lanesOf, layOutDays } from './calendar-layout.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const held = (start: string, end: string | null, repository: string | null = null) => [
  { brake: 'brake-1', repository, start, end },
];

describe('the calendar of freezes', () => {
  it('shows a weekend on the wall clock of its zone, cut at midnight', () => {
    const days = layOutDays(held('2026-11-20T16:00:00Z', '2026-11-23T08:00:00Z'), { now: NOW, zone: 'Europe/London' });
    expect(days).toHaveLength(DAYS);
    expect(days.slice(0, 5).map(({ day, blocks }) => [day, ...blocks.map(({ from, to }) => [from, to])])).toEqual([
      ['2026-11-20', [16, 24]],
      ['2026-11-21', [0, 24]],
      ['2026-11-22', [0, 24]],
      ['2026-11-23', [0, 8]],
      ['2026-11-24'],
    ]);
    expect(days[0]?.blocks[0]).toMatchObject({ isCutBefore: false, isCutAfter: true });
  });

  it('shows the same stretch on another day where the clock there says so', () => {
    const days = layOutDays(held('2026-11-20T17:00:00Z', '2026-11-20T20:30:00Z'), { now: NOW, zone: 'Asia/Kolkata' });
    expect(days.slice(0, 2).map(({ blocks }) => blocks.map(({ from, to }) => [from, to]))).toEqual([
      [[22.5, 24]],
      [[0, 2]],
    ]);
  });

  it('keeps the wall clock over a change of the clocks', () => {
    const before = Date.parse('2026-10-24T00:00:00Z');
    const weekdays = [
      ...held('2026-10-24T16:00:00Z', '2026-10-24T17:00:00Z'),
      ...held('2026-10-25T17:00:00Z', '2026-10-25T18:00:00Z'),
    ];
    const days = layOutDays(weekdays, { now: before, zone: 'Europe/London' });
    expect(days.slice(0, 2).flatMap(({ blocks }) => blocks.map(({ from }) => from))).toEqual([17, 17]);
  });

  it('has no end where nobody stated one, begins now where it holds already, and names whose calendar it is', () => {
    const days = layOutDays(held('2026-11-01T00:00:00Z', null, 'local:store'), { now: NOW, zone: 'UTC' });
    expect(days[0]?.blocks).toEqual([
      { brake: 'local:store brake-1', from: 12, to: 24, isCutBefore: false, isCutAfter: true },
    ]);
    expect(days.every(({ blocks }) => blocks.length === 1)).toBe(true);
  });

  it('puts brakes that hold at the same hours into rows of their own, and no others', () => {
    const stretch = (brake: string, from: number, to: number) => ({
      brake,
      from,
      to,
      isCutBefore: false,
      isCutAfter: false,
    });
    const days = [{ day: '2026-11-20', blocks: [stretch('a', 0, 9), stretch('b', 8, 12), stretch('c', 12, 20)] }];
    expect([...lanesOf(days, ['a', 'b', 'c'])]).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 0],
    ]);
  });

  it('shows nothing of what lies beyond its days', () => {
    const days = layOutDays(held('2026-12-20T00:00:00Z', '2026-12-21T00:00:00Z'), { now: NOW, zone: 'UTC' });
    expect(days.flatMap(({ blocks }) => blocks)).toEqual([]);
  });
});
