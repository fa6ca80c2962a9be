import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTING, isRunnerCommand } from '../../../../test/format/acting.ts';
import { arbitraryOf } from '../../../../test/format/arbitrary.ts';
import {
  commitProvenance,
  decisionDocument,
  provenanceLine,
  replayReport,
  scanReport,
} from '../../../contract/index.ts';
import {
  DECISION_FORMATS,
  formatDecision,
  formatProvenance,
  formatReplay,
  formatScan,
  PROVENANCE_FORMATS,
  REPLAY_FORMATS,
  SCAN_FORMATS,
} from './index.ts';

const documents = fc.array(arbitraryOf(decisionDocument), { maxLength: 2 });
const layout = { color: false, width: 80 };
const runs = { numRuns: 120 };

/** What every output must keep, whatever the documents say. */
function expectSafe(text: string): void {
  expect(ACTING.exec(text)).toBeNull();
  expect(text === '' || text.endsWith('\n')).toBe(true);
}

describe('hostile text in every field', () => {
  it.each(DECISION_FORMATS)('cannot act through a decision as %s', (format) => {
    fc.assert(
      fc.property(documents, (all) => expectSafe(formatDecision({ ...layout, format, documents: all }))),
      runs,
    );
  });

  it.each(SCAN_FORMATS)('cannot act through a scan as %s', (format) => {
    fc.assert(
      fc.property(arbitraryOf(scanReport), (report) => expectSafe(formatScan({ ...layout, format, report }))),
      runs,
    );
  });

  it.each(REPLAY_FORMATS)('cannot act through a replay as %s', (format) => {
    fc.assert(
      fc.property(arbitraryOf(replayReport), (report) => expectSafe(formatReplay({ ...layout, format, report }))),
      runs,
    );
  });

  it.each(PROVENANCE_FORMATS)('cannot act through provenance as %s', (format) => {
    fc.assert(
      fc.property(fc.array(arbitraryOf(commitProvenance), { maxLength: 3 }), (records) =>
        expectSafe(formatProvenance({ ...layout, format, records })),
      ),
      runs,
    );
  });

  it('is never a command to a CI runner in what people read', () => {
    fc.assert(
      fc.property(documents, arbitraryOf(scanReport), arbitraryOf(replayReport), (all, scan, replay) => {
        const texts = [
          formatDecision({ ...layout, format: 'text', documents: all }),
          formatDecision({ ...layout, format: 'compact', documents: all }),
          formatScan({ ...layout, format: 'text', report: scan }),
          formatReplay({ ...layout, format: 'text', report: replay }),
        ];
        expect(texts.flatMap((text) => text.split('\n')).filter(isRunnerCommand)).toEqual([]);
      }),
      runs,
    );
  });

  it('survives JSON unchanged', () => {
    fc.assert(
      fc.property(arbitraryOf(decisionDocument), arbitraryOf(scanReport), (document, scan) => {
        expect(JSON.parse(formatDecision({ ...layout, format: 'json', documents: [document] }))).toEqual(
          plainZero(document),
        );
        expect(JSON.parse(formatScan({ ...layout, format: 'json', report: scan }))).toEqual(plainZero(scan));
      }),
      runs,
    );
  });

  it('keeps ndjson at one object of the five keys per line', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOf(commitProvenance), { maxLength: 3 }), (records) => {
        const lines = formatProvenance({ ...layout, format: 'ndjson', records })
          .split('\n')
          .slice(0, -1);
        const expected = records.map((record) => plainZero(provenanceLine.parse(record)));
        expect(lines.map((line) => JSON.parse(line))).toEqual(expected);
      }),
      runs,
    );
  });
});

describe('the check of hostile text', () => {
  it('would notice an escape sequence, a mark, a lone surrogate and a runner command', () => {
    for (const text of ['\u001b[2J', '\r', '\t', '\u202e', '\u200b', '\ud800', '\u2028', '\uffff']) {
      expect(ACTING.test(`a${text}b`)).toBe(true);
    }
    expect(ACTING.test('plain — ünïcode 日本\nline')).toBe(false);
    expect(['  ::add-mask::x', 'a ##[group]', '##vso[x]', 'a :: b'].map(isRunnerCommand)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

/** JSON has one zero. */
function plainZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
