import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import type { Change, FileChange, FilePath, FileStatus } from '../change/index.ts';
import { CoChangeHistory, HALF_LIFE_DAYS, LANDING_FILES } from './co-change-history.ts';

const START = instant(Date.UTC(2026, 0, 1));

function day(count: number): Instant {
  return instant(START + count * DAY_MS);
}

function file(path: string, status: FileStatus = 'modified', previousPath: string | null = null): FileChange {
  return {
    path: path as FilePath,
    previousPath: previousPath as FilePath | null,
    status,
    kind: 'text',
    addedLines: 1,
    deletedLines: 1,
  };
}

function landed(at: Instant, files: readonly FileChange[]): Change {
  return {
    id: 'landed:x',
    kind: 'landed',
    landing: 'squash',
    pullRequest: null,
    headBranch: null,
    baseBranch: null,
    base: null,
    head: null,
    author: { name: '', mail: '' },
    title: '',
    at,
    commits: [],
    files,
    contentDigest: null,
    gaps: [],
  };
}

function historyOf(...landings: readonly (readonly string[])[]): CoChangeHistory {
  const history = new CoChangeHistory();
  landings.forEach((paths, index) => {
    history.add(
      landed(
        day(index),
        paths.map((path) => file(path)),
      ),
    );
  });
  return history;
}

function ask(history: CoChangeHistory, path: string, at: Instant = day(100)) {
  const found = history.companionsOf([path as FilePath], at);
  return Object.fromEntries(found.map((each) => [each.path, each]));
}

describe('co-change', () => {
  it('names the files that landed with a file, the more often the higher', () => {
    const found = ask(historyOf(['a', 'b'], ['a', 'b'], ['a', 'c'], ['d', 'e']), 'a');
    expect(Object.keys(found).sort()).toEqual(['b', 'c']);
    expect(found['b']?.landings).toBe(2);
    expect(found['b']?.share).toBeGreaterThan(found['c']?.share ?? 1);
  });

  it('weighs a landing by half after its half-life', () => {
    const fresh = ask(historyOf(['a', 'b']), 'a', day(0))['b'];
    const old = ask(historyOf(['a', 'b']), 'a', day(HALF_LIFE_DAYS))['b'];
    expect(old?.weight).toBeCloseTo((fresh?.weight ?? 0) / 2, 10);
  });

  it('learns nothing from a landing of more files than it can mean', () => {
    const many = Array.from({ length: LANDING_FILES + 1 }, (_, index) => `f${index}`);
    expect(ask(historyOf(many), 'f0')).toEqual({});
    expect(Object.keys(ask(historyOf(many.slice(1)), 'f1'))).toHaveLength(LANDING_FILES - 1);
  });

  it('keeps the past of a renamed file and forgets a deleted one', () => {
    const history = historyOf(['a', 'b'], ['a', 'c']);
    history.add(landed(day(3), [file('z', 'renamed', 'a'), file('c', 'deleted')]));
    expect(Object.keys(ask(history, 'z'))).toEqual(['b']);
    expect(ask(history, 'a')).toEqual({});
  });

  it('does not give a new file the past of a deleted one with its name', () => {
    const history = historyOf(['a', 'b']);
    history.add(landed(day(2), [file('a', 'deleted')]));
    history.add(landed(day(3), [file('a', 'added'), file('c', 'added')]));
    expect(Object.keys(ask(history, 'a'))).toEqual(['c']);
  });

  it('answers a moment by what landed before it, and continues from a kept state as if it had never stopped', () => {
    const path = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
    const status = fc.constantFrom<FileStatus>('modified', 'added', 'deleted');
    const landing = fc.uniqueArray(fc.tuple(path, status), { minLength: 1, maxLength: 4, selector: ([name]) => name });
    fc.assert(
      fc.property(fc.array(landing, { maxLength: 20 }), fc.nat(20), (landings, cut) => {
        const whole = new CoChangeHistory();
        let stopped = new CoChangeHistory();
        landings.forEach((files, index) => {
          const change = landed(
            day(index),
            files.map(([name, how]) => file(name, how)),
          );
          whole.add(change);
          stopped.add(change);
          if (index === cut) stopped = CoChangeHistory.read(JSON.parse(JSON.stringify(stopped.state())));
        });
        for (const name of ['a', 'b', 'c']) {
          const sorted = (found: ReturnType<typeof ask>) =>
            Object.entries(found).sort(([one], [other]) => (one < other ? -1 : 1));
          expect(sorted(ask(stopped, name))).toEqual(sorted(ask(whole, name)));
        }
      }),
    );
  });

  it('refuses a state of another format', () => {
    expect(() => CoChangeHistory.read({ format: 'other', paths: [], authors: [], landings: [] } as never)).toThrow(
      RangeError,
    );
  });
});
