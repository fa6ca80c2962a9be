import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, instant } from '../../kernel/index.ts';
import type { Change, CommitId, FileChange, FilePath } from '../change/index.ts';
import type { Features } from './feature.ts';
import { FeatureHistory } from './feature-history.ts';

function file(path: string, over: Partial<FileChange> = {}): FileChange {
  return {
    path: path as FilePath,
    previousPath: null,
    status: 'modified',
    kind: 'text',
    addedLines: 1,
    deletedLines: 0,
    ...over,
  };
}

function landed(day: number, files: readonly FileChange[], over: { mail?: string; title?: string } = {}): Change {
  const author = { name: 'A', mail: over.mail ?? 'a@example.com' };
  return {
    id: `landed:${day}`,
    kind: 'landed',
    landing: 'direct',
    pullRequest: null,
    headBranch: null,
    baseBranch: null,
    base: null,
    head: `${day}` as CommitId,
    author,
    title: over.title ?? 'Change',
    at: instant(day * DAY_MS),
    commits: [],
    files,
    contentDigest: null,
    gaps: [],
  };
}

function fold(changes: readonly Change[]): Features[] {
  const history = new FeatureHistory();
  return changes.map((change) => {
    const features = history.featuresOf(change);
    history.add(change);
    return features;
  });
}

const paths = ['a.ts', 'lib/b.ts', 'lib/deep/c.ts', 'web/a.ts'];
const anyFile = fc
  .record({
    path: fc.constantFrom(...paths),
    status: fc.constantFrom('modified', 'added', 'deleted', 'renamed', 'copied'),
    from: fc.constantFrom(...paths),
    added: fc.option(fc.integer({ min: 0, max: 500 })),
    deleted: fc.option(fc.integer({ min: 0, max: 500 })),
  })
  .map(({ path, status, from, added, deleted }) =>
    file(path, {
      status: status as FileChange['status'],
      previousPath: status === 'renamed' || status === 'copied' ? (from as FilePath) : null,
      addedLines: added,
      deletedLines: deleted,
    }),
  );
const anyHistory = fc.array(
  fc
    .record({
      day: fc.integer({ min: 0, max: 900 }),
      files: fc.uniqueArray(anyFile, { maxLength: 4, selector: (each) => each.path }),
      mail: fc.constantFrom('a@example.com', 'b@example.com', ''),
      title: fc.constantFrom('Fix it', 'Add it', ''),
    })
    .map(({ day, files, mail, title }) => landed(day, files, { mail, title })),
  { maxLength: 25 },
);

describe('features of a change', () => {
  it('count size, spread and evenness of the change itself', () => {
    const [features] = fold([
      landed(1, [
        file('a.ts', { addedLines: 10, deletedLines: 2 }),
        file('lib/b.ts', { addedLines: 4, deletedLines: 8 }),
        file('lib/deep/a.ts', { addedLines: null, deletedLines: null, kind: 'binary' }),
      ]),
    ]);
    expect(features).toMatchObject({ ns: 2, nd: 3, nf: 2, la: 14, ld: 10, entropy: 1, lt: 0, age: 0 });
  });

  it('count what the files and the author did before, this change included', () => {
    const found = fold([
      landed(1, [file('lib/b.ts', { addedLines: 30 })]),
      landed(3, [file('lib/b.ts', { addedLines: 5, deletedLines: 10 })], { mail: 'b@example.com' }),
      landed(7, [file('lib/b.ts'), file('lib/new.ts')], { title: 'Fixes a crash' }),
    ]);
    expect(found[1]).toMatchObject({ lt: 30, ndev: 2, age: 2, nuc: 2, exp: 1, rexp: 1, sexp: 1, fix: 0 });
    expect(found[2]).toMatchObject({ lt: 25, ndev: 2, age: 2, nuc: 4, exp: 3, sexp: 2, fix: 1 });
    expect(found[2]?.rexp).toBeCloseTo(2 + 1 / 7, 10);
  });

  it('follow a rename, start anew after a deletion, and give a copy no past', () => {
    const found = fold([
      landed(1, [file('a.ts', { status: 'added', addedLines: 40 })]),
      landed(2, [file('z.ts', { status: 'renamed', previousPath: 'a.ts' as FilePath, addedLines: 0 })]),
      landed(3, [file('z.ts')]),
      landed(4, [file('copy.ts', { status: 'copied', previousPath: 'z.ts' as FilePath, addedLines: 2 })]),
      landed(5, [file('copy.ts'), file('a.ts')]),
      landed(6, [file('z.ts', { status: 'deleted', addedLines: 0, deletedLines: 41 })]),
      landed(7, [file('z.ts', { status: 'added' })]),
    ]);
    expect(found.map((each) => each.lt)).toEqual([0, 40, 40, 0, 43, 41, 0]);
    expect(found.map((each) => each.nuc)).toEqual([1, 2, 3, 1, 3, 4, 1]);
  });

  it('take staged content at the latest time seen', () => {
    const history = new FeatureHistory();
    history.add(landed(1, [file('a.ts')]));
    history.add(landed(9, [file('b.ts')]));
    expect(history.featuresOf({ ...landed(0, [file('a.ts')]), at: null }).age).toBe(8);
  });
});

describe('the fold over history', () => {
  it('never lets a later change touch the features of an earlier one', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(25), (changes, cut) => {
        expect(fold(changes).slice(0, cut)).toEqual(fold(changes.slice(0, cut)));
      }),
    );
  });

  it('would be caught by that law if it looked ahead', () => {
    const peeking = (changes: readonly Change[]): number[] => changes.map((_, at) => changes.length - at);
    const changes = [landed(1, []), landed(2, [])];
    expect(peeking(changes).slice(0, 1)).not.toEqual(peeking(changes.slice(0, 1)));
  });

  it('asks without remembering', () => {
    fc.assert(
      fc.property(anyHistory, (changes) => {
        const history = new FeatureHistory();
        for (const change of changes) {
          const before = JSON.stringify(history.state());
          history.featuresOf(change);
          expect(JSON.stringify(history.state())).toBe(before);
          history.add(change);
        }
      }),
    );
  });

  it('goes on from a stored state as if it had never stopped', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(25), (changes, cut) => {
        const first = new FeatureHistory();
        for (const change of changes.slice(0, cut)) first.add(change);
        const second = FeatureHistory.read(JSON.parse(JSON.stringify(first.state())));
        for (const change of changes.slice(cut)) {
          expect(second.featuresOf(change)).toEqual(first.featuresOf(change));
          first.add(change);
          second.add(change);
        }
        expect(second.state()).toEqual(first.state());
      }),
    );
  });

  it('gives finite numbers not below 0, whatever the order of time', () => {
    fc.assert(
      fc.property(anyHistory, (changes) => {
        for (const features of fold(changes)) {
          for (const value of Object.values(features)) expect(value >= 0 && Number.isFinite(value)).toBe(true);
        }
      }),
    );
  });
});
