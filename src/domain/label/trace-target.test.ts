import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../change/index.ts';
import { countedLine } from './counted-line.ts';
import { type FixFile, type FixHunk, traceTargets } from './index.ts';

const file = (path: string, ...hunks: readonly FixHunk[]): FixFile => ({
  path: path as FilePath,
  newPath: path as FilePath,
  hunks,
});
const hunk = (start: number, removed: readonly string[], added: readonly string[] = []): FixHunk => ({
  start,
  removed,
  added,
});
const changed = (...files: readonly FixFile[]) =>
  traceTargets(files).map((target) => `${target.path}:${target.changed.join(',')}`);

describe('countedLine', () => {
  it.each([
    ['a.ts', '  // note', false],
    ['a.c', ' * and so on', false],
    ['a.c', '*pointer = 0;', true],
    ['a.c', '#define LIMIT 3', true],
    ['a.py', '# note', false],
    ['a.sh', '#!/bin/sh', true],
    ['a.sql', '-- note', false],
    ['a.ts', '});', false],
    ['a.ts', '', false],
    ['a.ts', 'return;', true],
  ])('of %s: %j is %j', (path, text, counts) => {
    expect(countedLine(text, path)).toBe(counts);
  });
});

describe('traceTargets', () => {
  it('asks for the changed lines that count', () => {
    expect(changed(file('a.ts', hunk(5, ['// old', 'f();', '}', 'g();'], ['h();'])))).toEqual(['a.ts:6,8']);
  });

  it('leaves out generated, vendored and new files', () => {
    const edit = hunk(1, ['f();'], ['g();']);
    const fresh = { path: null, newPath: 'new.ts' as FilePath, hunks: [hunk(0, [], ['f();'])] };
    expect(changed(file('a.min.js', edit), file('node_modules/x/a.js', edit), file('yarn.lock', edit), fresh)).toEqual(
      [],
    );
  });

  it('looks at tests and documentation only where the fix touches nothing else', () => {
    const edit = hunk(1, ['f();'], ['g();']);
    expect(changed(file('a.test.ts', edit), file('a.ts', edit))).toEqual(['a.ts:1']);
    expect(changed(file('a.test.ts', edit))).toEqual(['a.test.ts:1']);
  });

  it('ignores new line breaks and spaces, but not inside quotes nor where indentation has meaning', () => {
    expect(changed(file('a.ts', hunk(1, ['f(1, 2);'], ['f(', '  1,2);'])))).toEqual([]);
    expect(changed(file('a.ts', hunk(1, ['f("a ");'], ['f("a");'])))).toEqual(['a.ts:1']);
    expect(changed(file('a.py', hunk(1, ['f()'], ['    f()'])))).toEqual(['a.py:1']);
  });

  it('ignores a block that only moved, unless something in it changed', () => {
    const block = ['one();', 'two();', 'three();'];
    const move = (moved: readonly string[]) =>
      changed(file('a.ts', hunk(1, block), hunk(9, ['x();'], ['y();'])), file('b.ts', hunk(4, [], moved)));
    expect(move(block)).toEqual(['a.ts:9', 'b.ts:']);
    expect(move(['one();', 'TWO();', 'three();'])).toEqual(['a.ts:1,2,3,9', 'b.ts:']);
  });

  it('counts brackets where the fix changes nothing else, and never comments', () => {
    expect(changed(file('a.ts', hunk(3, ['}']), hunk(9, ['x();'], ['y();'])))).toEqual(['a.ts:9']);
    expect(changed(file('a.ts', hunk(3, ['}'])))).toEqual(['a.ts:3']);
    expect(changed(file('a.ts', hunk(3, ['// a'], ['// b']), hunk(7, ['']), hunk(9, [], ['// c'])))).toEqual([]);
  });

  it('looks for neighbours outward from an addition', () => {
    expect(traceTargets([file('a.ts', hunk(1, [], ['f();']))])).toEqual([
      { path: 'a.ts', changed: [], around: [[1], [2, 3, 4]], ranges: [{ first: 1, last: 4 }] },
    ]);
  });

  it('asks for ranges that are ascending, apart and start within the lines that are known to be there', () => {
    const hunks = fc
      .array(fc.record({ gap: fc.integer({ min: 1, max: 12 }), removed: fc.integer({ min: 0, max: 4 }) }), {
        maxLength: 20,
      })
      .map((steps) => {
        let at = 0;
        return steps.map(({ gap, removed }) => {
          const start = at + gap;
          at = start + removed;
          return hunk(removed === 0 ? start - 1 : start, Array(removed).fill('f();'), ['g();']);
        });
      });
    fc.assert(
      fc.property(hunks, (list) => {
        for (const target of traceTargets([file('a.ts', ...list)])) {
          target.ranges.forEach(({ first, last }, at) => {
            expect(first).toBeGreaterThan((target.ranges[at - 1]?.last ?? -1) + 1);
            expect(last).toBeGreaterThanOrEqual(first);
            expect(list.some(({ start }) => first <= Math.max(1, start))).toBe(true);
          });
          const covered = (line: number) => target.ranges.some(({ first, last }) => line >= first && line <= last);
          for (const line of [...target.changed, ...target.around.flat()]) expect(covered(line)).toBe(true);
        }
      }),
    );
  });

  it('stays quick on a fix made to be slow', () => {
    const same = Array.from({ length: 3_000 }, () => 'f();');
    const started = process.hrtime.bigint();
    traceTargets(Array.from({ length: 20 }, (_, at) => file(`a${at}.ts`, hunk(1, same, [...same, "'".repeat(2_000)]))));
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5_000);
  });
});
