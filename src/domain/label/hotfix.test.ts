import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { CommitId, FilePath } from '../change/index.ts';
import { HOTFIX_FILE_LIMIT, type HotfixChange, hotfixLabels } from './index.ts';

const HOUR = 3_600_000;

function change(name: string, hours: number | null, files: readonly string[], fix = false): HotfixChange {
  return {
    commit: name as CommitId,
    landedAt: hours === null ? null : instant(hours * HOUR),
    files: files as readonly FilePath[],
    fix,
  };
}

const pairs = (...changes: readonly HotfixChange[]) =>
  hotfixLabels(changes).map((label) => `${label.culprit}<${label.by}`);

describe('hotfixLabels', () => {
  it('names the latest earlier change of the same file within three days', () => {
    expect(pairs(change('a', 0, ['x.ts']), change('b', 9, ['x.ts']), change('f', 72, ['x.ts'], true))).toEqual(['b<f']);
    expect(hotfixLabels([change('a', 0, ['x.ts', 'y.ts']), change('f', 1, ['y.ts'], true)])[0]?.places).toEqual([
      { path: 'y.ts', line: null },
    ]);
  });

  it('says nothing of other files, later fixes, unknown times, and changes that are no fixes', () => {
    expect(pairs(change('a', 0, ['x.ts']), change('f', 1, ['y.ts'], true))).toEqual([]);
    expect(pairs(change('a', 0, ['x.ts']), change('f', 73, ['x.ts'], true))).toEqual([]);
    expect(pairs(change('a', null, ['x.ts']), change('f', 1, ['x.ts'], true))).toEqual([]);
    expect(pairs(change('a', 0, ['x.ts']), change('f', 1, ['x.ts']))).toEqual([]);
  });

  it('is not misled by tests, documents, lock files and changes of everything', () => {
    const shared = ['x.test.ts', 'README.md', 'yarn.lock'];
    expect(pairs(change('a', 0, shared), change('f', 1, shared, true))).toEqual([]);
    const all = Array.from({ length: HOTFIX_FILE_LIMIT + 1 }, (_, at) => `${at}.ts`);
    expect(pairs(change('a', 0, all), change('f', 1, ['0.ts'], true))).toEqual([]);
  });

  it('only ever points to the past, and knows no more of earlier fixes when later changes come', () => {
    const history = fc.array(
      fc.tuple(fc.integer({ min: -20, max: 100 }), fc.constantFrom('x.ts', 'y.ts'), fc.boolean()),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(history, fc.nat(20), (rows, cut) => {
        const changes = rows.map(([hours, path, fix], at) => change(String(at), hours, [path], fix));
        const labels = hotfixLabels(changes);
        for (const { culprit, by } of labels) expect(Number(culprit)).toBeLessThan(Number(by));
        expect(hotfixLabels(changes.slice(0, cut))).toEqual(labels.filter(({ by }) => Number(by) < cut));
      }),
    );
  });
});
