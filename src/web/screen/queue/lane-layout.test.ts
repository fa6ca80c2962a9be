import { describe, expect, it } from 'vitest';
import { layOutLanes } from './lane-layout.ts';
import type { Build, Row } from './state.ts';

function row(number: number, lane: Row['lane'] = 'normal'): Row {
  return { number, lane, state: 'waiting' } as Row;
}

function build(number: number, subjects: readonly number[], assumes: readonly number[] = []): Build {
  return { number, subjects: [...subjects], assumes: [...assumes], outcome: null } as unknown as Build;
}

const rows = [row(9, 'revert'), row(7, 'hotfix'), ...[1, 2, 3, 4, 5].map((number) => row(number))];
const builds = [build(4, [2, 3, 5], [9, 7, 1]), build(3, [9, 7, 1])];
const all = { rows, waiting: 7, builds, mostEntries: 40, mostBuilds: 16 };

describe('lanes', () => {
  it('hold what waits in the order in which it may land, each lane from its first place to its last', () => {
    const { cells, lanes, left } = layOutLanes(all);
    expect(cells.map(({ row: { number }, lane }) => [number, lane])).toEqual([
      [9, 0],
      [7, 1],
      [1, 2],
      [2, 2],
      [3, 2],
      [4, 2],
      [5, 2],
    ]);
    expect(lanes).toEqual([
      { lane: 'revert', from: 0, to: 0 },
      { lane: 'hotfix', from: 1, to: 1 },
      { lane: 'normal', from: 2, to: 6 },
    ]);
    expect(left).toEqual({ entries: 0, builds: 0 });
  });

  it('have a build over exactly the places of its entries, apart where it leaves one out, and name what it stands on', () => {
    const [first, second] = layOutLanes(all).spans;
    expect(first).toMatchObject({ build: { number: 3 }, runs: [{ from: 0, to: 2 }], assumed: [], end: 2, hidden: 0 });
    expect(second).toMatchObject({
      runs: [
        { from: 3, to: 4 },
        { from: 6, to: 6 },
      ],
      assumed: [0, 1, 2],
      end: 6,
    });
  });

  it('say how much they leave out, and which build goes on beyond them', () => {
    const cut = layOutLanes({ ...all, waiting: 500, mostEntries: 4, mostBuilds: 1 });
    expect(cut.left).toEqual({ entries: 496, builds: 1 });
    const [, second] = layOutLanes({ ...all, mostEntries: 4 }).spans;
    expect(second).toMatchObject({ runs: [{ from: 3, to: 3 }], hidden: 2 });
    expect(layOutLanes({ ...all, mostEntries: 2 }).spans.map(({ build: { number } }) => number)).toEqual([3]);
  });

  it('leave out what was decided, and are none where nothing waits', () => {
    const landed = { ...row(1), state: 'landed' as const };
    expect(layOutLanes({ ...all, rows: [landed], waiting: 0, builds: [] })).toEqual({
      cells: [],
      lanes: [],
      spans: [],
      left: { entries: 0, builds: 0 },
    });
  });
});
