import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryOf, hostileText } from '../../../../test/format/arbitrary.ts';
import { actingParts, columnsOf } from '../../../../test/format/comment.ts';
import { allowedDecision, blockerOf, decisionOf } from '../../../../test/format/decision.ts';
import { type DecisionDocument, decisionDocument, replayReport, scanReport } from '../../../contract/index.ts';
import { DECISION_MARKER, formatDecision, formatReplay, formatScan } from './index.ts';
import { markdownCode, markdownText } from './markdown.ts';

/** GitHub refuses longer bodies. */
const COMMENT_LIMIT = 65_536;

function comment(...documents: DecisionDocument[]): string {
  return formatDecision({ format: 'markdown', documents, color: false, width: 80 });
}

describe('decision as a comment', () => {
  it('starts with the marker, then the verdict', () => {
    const [marker, , verdict] = comment(decisionOf()).split('\n');
    expect(marker).toBe(DECISION_MARKER);
    expect(verdict).toBe('### ✋ Held by 1 rule.');
  });

  it('shows at most five blockers and counts the rest', () => {
    const blockers = Array.from({ length: 8 }, (_, index) => blockerOf({ code: `rule-${index}` }));
    const text = comment(decisionOf({ blockers }));
    expect(columnsOf(text)).toHaveLength(2 + 5);
    expect(text).toContain('3 more');
  });

  it('leaves shadow rules out and has three collapsed blocks', () => {
    const text = comment(decisionOf());
    expect(text).not.toContain('no-friday-config');
    expect(text.match(/<details>/g)).toHaveLength(3);
    expect(text.match(/<\/details>/g)).toHaveLength(3);
  });

  it('has no table where nothing is in the way', () => {
    expect(columnsOf(comment(allowedDecision()))).toEqual([]);
  });

  it('is inert and keeps its tables, whatever a change is called', () => {
    fc.assert(
      fc.property(arbitraryOf(decisionDocument), (document) => {
        const text = comment(document);
        expect(actingParts(text)).toEqual([]);
        expect(columnsOf(text).every((columns) => columns === 4)).toBe(true);
        expect(text.length).toBeLessThan(COMMENT_LIMIT);
      }),
      { numRuns: 200 },
    );
  });

  it('stays below the limit of a comment when every text is as long as it can be', () => {
    const long = '<'.repeat(5_000);
    const blockers = Array.from({ length: 9 }, () =>
      blockerOf({ code: long, message: long, because: long, how: long, argv: null, where: [{ path: long, line: 1 }] }),
    );
    expect(comment(decisionOf({ blockers, services: [long] })).length).toBeLessThan(COMMENT_LIMIT);
  });
});

describe('reports as Markdown', () => {
  it('are inert and keep their tables', () => {
    fc.assert(
      fc.property(arbitraryOf(scanReport), arbitraryOf(replayReport), (scan, replay) => {
        const pages = [
          formatScan({ format: 'markdown', report: scan, color: false, width: 80 }),
          formatReplay({ format: 'markdown', report: replay, color: false, width: 80 }),
        ];
        for (const page of pages) {
          expect(actingParts(page)).toEqual([]);
          expect(columnsOf(page).every((columns) => [3, 4, 5, 6, 9, 10].includes(columns))).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('foreign text in Markdown', () => {
  it('renders as itself: decoding the entities gives the printable text back', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const decoded = markdownText(text)
          .replaceAll('&#8203;', '')
          .replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));
        expect(markdownText(decoded)).toBe(markdownText(text));
      }),
    );
  });

  it('starts no list, heading, rule or quote', () => {
    for (const text of ['- a', '+ a', '1. a', '12) a', '# a', '> a', '---', '===', '* a', '    a']) {
      expect(markdownText(text)).not.toMatch(/^(?:[-+*>#=]|\s|\d+[.)])/);
    }
  });

  it('breaks mentions, references and closing words', () => {
    expect(markdownText('@all fixes #12, !3')).toBe('&#64;&#8203;all fixes &#35;&#8203;12, &#33;&#8203;3');
    expect(markdownCode('a|b')).toBe('<code>a&#124;b</code>');
  });
});

describe('the check of Markdown', () => {
  it('would notice a tag, a mention, a reference, a link, an entity and a broken row', () => {
    for (const text of ['<img src=x>', '@all', 'fixes #12', '[a](b)', 'https://a', '&amp;', '`x`', 'GH-1']) {
      expect(actingParts(`before ${text} after`)).not.toEqual([]);
    }
    expect(columnsOf('| a | b |\n| a | b | c |')).toEqual([2, 3]);
    expect(columnsOf('| a \\| b |')).toEqual([1]);
  });
});
