import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath, LineSpan } from '../change/index.ts';
import { FINDING_LEVELS, type PlaceOptions, placeFindings, type ScannerFinding, type ScannerRun } from './index.ts';

const path = (text: string) => text as FilePath;

function finding(
  changes: Partial<ScannerFinding> & { readonly at?: readonly [string, number | null] } = {},
): ScannerFinding {
  const { at = ['src/pay.ts', 10], ...other } = changes;
  const [file, line] = at;
  const lines = line === null ? null : { first: line, last: line };
  return {
    rule: 'sql-injection',
    level: 'error',
    message: 'built from input',
    place: { kind: 'file', path: path(file), lines },
    fingerprint: null,
    suppressed: false,
    baseline: null,
    ...other,
  };
}

function run(findings: readonly ScannerFinding[], changes: Partial<ScannerRun> = {}): ScannerRun {
  return { tool: 'semgrep', source: 'a.sarif', findings, gaps: [], revision: null, ...changes };
}

const WRITTEN = new Map<FilePath, readonly LineSpan[] | null>([
  [path('src/pay.ts'), [{ first: 8, last: 12 }]],
  [path('src/new.ts'), [{ first: 1, last: 40 }]],
  [path('logo.svg'), null],
  [path('src/cut.ts'), []],
]);

function place(runs: readonly ScannerRun[], changes: Partial<PlaceOptions> = {}) {
  return placeFindings({
    runs,
    written: WRITTEN,
    added: new Set(['src/new.ts']),
    files: new Set(['src/pay.ts', 'src/other.ts']),
    head: 'a'.repeat(40),
    ...changes,
  });
}

function placesOf(findings: readonly ScannerFinding[]) {
  const placed = place([run(findings)]);
  return {
    lines: placed.onChangedLines.length,
    files: placed.inChangedFiles.length,
    elsewhere: placed.elsewhere,
    unmapped: placed.unmapped.length,
  };
}

describe('placeFindings', () => {
  it.each([
    ['src/pay.ts', 12, { lines: 1 }],
    ['src/pay.ts', 13, { files: 1 }],
    ['src/pay.ts', null, { files: 1 }],
    ['src/new.ts', null, { lines: 1 }],
    ['logo.svg', 1, { lines: 1 }],
    ['src/cut.ts', 3, { files: 1 }],
    ['src/other.ts', 10, { elsewhere: 1 }],
    ['src/gone.ts', 10, { unmapped: 1 }],
  ])('tells where %s line %s stands to the change', (file, line, expected) => {
    const none = { lines: 0, files: 0, elsewhere: 0, unmapped: 0 };
    expect(placesOf([finding({ at: [file, line] })])).toEqual({ ...none, ...expected });
  });

  it('counts a finding that reaches into a changed line from lines around it', () => {
    const around = { kind: 'file', path: path('src/pay.ts'), lines: { first: 1, last: 90 } } as const;
    expect(placesOf([finding({ place: around })])).toMatchObject({ lines: 1 });
  });

  it('keeps what is suppressed, unchanged or absent apart', () => {
    const placed = place([
      run([
        finding({ suppressed: true }),
        finding({ rule: 'b', suppressed: true, at: ['src/pay.ts', 90] }),
        finding({ rule: 'c', baseline: 'unchanged' }),
        finding({ rule: 'd', baseline: 'absent', suppressed: true }),
        finding({ rule: 'e', baseline: 'updated' }),
      ]),
    ]);
    expect(placed.apart).toEqual({ suppressed: 2, suppressedOnChangedLines: 1, unchanged: 1, absent: 1 });
    expect(placed.onChangedLines.map(({ rule }) => rule)).toEqual(['e']);
  });

  it('counts the same finding of two reports once, by its strictest standing', () => {
    const fingerprint = 'abc:1';
    const runs = [
      run([finding({ fingerprint, suppressed: true })]),
      run([finding({ fingerprint, level: 'warning', at: ['src/pay.ts', 80] })], { source: 'b.sarif' }),
      run([finding({ fingerprint, level: 'note', at: ['src/pay.ts', 9] })], { source: 'c.sarif' }),
    ];
    const placed = place(runs);
    expect(placed.onChangedLines.map(({ level }) => level)).toEqual(['note']);
    expect(placed.apart.suppressed + placed.inChangedFiles.length).toBe(0);
    // Another tool's finding is another finding, and so is another line without a fingerprint.
    const others = [run([finding(), finding({ at: ['src/pay.ts', 11] })]), run([finding()], { tool: 'codeql' })];
    expect(place(others).onChangedLines).toHaveLength(3);
  });

  it('says why there may be more, and whose lines may be off', () => {
    expect(place([]).gaps).toEqual(['the report holds no run of any tool']);
    expect(place([run([], { gaps: ['it says that it did not succeed'] })]).gaps).toEqual([
      'semgrep in a.sarif: it says that it did not succeed',
    ]);
    expect(place([run([], { revision: 'b'.repeat(40) })]).notes).toHaveLength(1);
    expect(place([run([], { revision: 'a'.repeat(40) })]).notes).toEqual([]);
  });

  it('never counts less for more findings, and does not depend on their order', () => {
    const any = fc.record({
      rule: fc.constantFrom('a', 'b'),
      level: fc.constantFrom(...FINDING_LEVELS),
      fingerprint: fc.constantFrom(null, 'x', 'y'),
      suppressed: fc.boolean(),
      baseline: fc.constantFrom(null, 'new', 'unchanged', 'absent'),
      at: fc.tuple(fc.constantFrom('src/pay.ts', 'src/other.ts', 'src/gone.ts'), fc.constantFrom(null, 9, 50)),
    });
    const counts = (findings: readonly ScannerFinding[]) => {
      const { onChangedLines, inChangedFiles, elsewhere, unmapped } = place([run(findings)]);
      return [onChangedLines.length, onChangedLines.length + inChangedFiles.length, elsewhere, unmapped.length];
    };
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), any, (given, extra) => {
        const findings = given.map((each) => finding(each as never));
        const before = counts(findings);
        const after = counts([...findings, finding(extra as never)]);
        expect(counts([...findings].reverse())).toEqual(before);
        before.forEach((count, index) => {
          expect(after[index]).toBeGreaterThanOrEqual(count);
        });
      }),
    );
  });
});
