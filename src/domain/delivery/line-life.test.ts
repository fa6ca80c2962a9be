import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../kernel/index.ts';
import type { FilePath } from '../change/index.ts';
import { LineLife } from './line-life.ts';
import type { LineFile, LineHunk } from './port.ts';

const path = (name: string) => name as FilePath;

function file(name: string, hunks: readonly LineHunk[], previous: string | null = name): LineFile {
  return { path: path(name), previousPath: previous === null ? null : path(previous), hunks };
}

function hunk(start: number, removed: number, added: number): LineHunk {
  return { start, removed, added };
}

function lifeOf(steps: readonly (readonly LineFile[])[]) {
  const life = new LineLife();
  steps.forEach((files, at) => {
    life.land({ change: `c${at}`, at: at * DAY_MS, files });
  });
  return life.written(steps.length * DAY_MS).map(({ change, lines, ended }) => [change, lines, ended]);
}

describe('the life of lines', () => {
  it('ends lines that are rewritten or removed, by who wrote them, and leaves older ones alone', () => {
    const told = lifeOf([
      [file('a.ts', [hunk(10, 0, 5)])],
      // Two of them rewritten, with one older line above.
      [file('a.ts', [hunk(10, 3, 2)])],
      [file('a.ts', [hunk(12, 2, 0)])],
    ]);
    expect(told).toEqual([
      [
        'c0',
        5,
        [
          { days: 1, lines: 2 },
          { days: 2, lines: 2 },
        ],
      ],
      ['c1', 2, []],
      ['c2', 0, []],
    ]);
  });

  it('follows a file that is renamed, and ends what is deleted', () => {
    const told = lifeOf([
      [file('a.ts', [hunk(0, 0, 9)], null)],
      [file('b.ts', [], 'a.ts')],
      [{ path: null, previousPath: path('b.ts'), hunks: [hunk(1, 9, 0)] }],
    ]);
    expect(told[0]).toEqual(['c0', 9, [{ days: 2, lines: 9 }]]);
  });

  it('follows files that change names with one another', () => {
    const told = lifeOf([
      [file('a.ts', [hunk(0, 0, 3)], null), file('b.ts', [hunk(0, 0, 4)], null)],
      [file('b.ts', [], 'a.ts'), file('a.ts', [], 'b.ts')],
      [file('a.ts', [hunk(1, 4, 0)])],
    ]);
    expect(told[0]).toEqual(['c0', 7, [{ days: 2, lines: 4 }]]);
  });

  it('counts source and tests alone', () => {
    const told = lifeOf([
      [
        file('package-lock.json', [hunk(0, 0, 900)], null),
        file('docs/a.md', [hunk(0, 0, 9)], null),
        file('x.test.ts', [hunk(0, 0, 2)], null),
      ],
    ]);
    expect(told).toEqual([['c0', 2, []]]);
  });

  it('stops watching what was written before a landing that could not be compared', () => {
    const life = new LineLife();
    life.land({ change: 'a', at: 0, files: [file('a.ts', [hunk(0, 0, 9)], null)] });
    life.lose(3 * DAY_MS);
    life.land({ change: 'b', at: 4 * DAY_MS, files: [file('a.ts', [hunk(1, 2, 2)])] });
    expect(life.written(9 * DAY_MS).map(({ watchedDays, ended }) => [watchedDays, ended])).toEqual([
      [3, []],
      [5, []],
    ]);
  });

  it('agrees with following each line by itself, whatever is edited', () => {
    const edit = fc.record({ at: fc.nat(60), removed: fc.nat(6), added: fc.nat(6) });
    const landing = fc.array(edit, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(landing, { minLength: 1, maxLength: 12 }), (landings) => {
        const lines: number[] = Array(70).fill(-1);
        const ended = new Map<string, number>();
        const wrote = landings.map(() => 0);
        const life = new LineLife();
        landings.forEach((edits, at) => {
          const hunks = apart(edits, lines.length);
          life.land({ change: `c${at}`, at: at * DAY_MS, files: [file('a.ts', hunks)] });
          for (const { start, removed, added } of [...hunks].reverse()) {
            const from = removed === 0 ? start : start - 1;
            for (const writer of lines.splice(from, removed, ...Array(added).fill(at))) {
              if (writer >= 0) ended.set(`${writer} ${at - writer}`, (ended.get(`${writer} ${at - writer}`) ?? 0) + 1);
            }
            wrote[at] = (wrote[at] ?? 0) + added;
          }
        });
        life.written(99 * DAY_MS).forEach((code, at) => {
          expect(code.lines).toBe(wrote[at]);
          for (const { days, lines: gone } of code.ended) expect(gone).toBe(ended.get(`${at} ${days}`));
          expect(code.ended.length).toBe([...ended.keys()].filter((key) => key.startsWith(`${at} `)).length);
        });
      }),
    );
  });
});

/** Hunks as git gives them: ascending, apart, inside the file. */
function apart(edits: readonly { at: number; removed: number; added: number }[], length: number): LineHunk[] {
  const hunks: LineHunk[] = [];
  let free = 1;
  for (const { at, removed, added } of [...edits].sort((a, b) => a.at - b.at)) {
    const first = Math.max(free, at + 1);
    const gone = Math.min(removed, Math.max(0, length - first + 1));
    if (first > length || (gone === 0 && added === 0)) continue;
    hunks.push(hunk(gone === 0 ? first : first, gone, added));
    free = first + gone + 1;
  }
  return hunks;
}
