import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryOf } from '../../../../test/format/arbitrary.ts';
import { allowedDecision, blockerOf, decisionOf } from '../../../../test/format/decision.ts';
import { type DecisionDocument, decisionDocument } from '../../../contract/index.ts';
import { formatDecision } from './index.ts';

function compact(...documents: DecisionDocument[]): string {
  return formatDecision({ format: 'compact', documents, color: false, width: 80 });
}

describe('decision as compact lines', () => {
  it('writes path, line, effect, code and message on one line', () => {
    const blocker = blockerOf({ where: [{ path: 'pricing/rules.ts', line: 12 }] });
    expect(compact(decisionOf({ blockers: [blocker], unevaluable: [] }))).toBe(
      'pricing/rules.ts:12: hold tier0-senior No senior has signed off this content.\n',
    );
  });

  it('marks what is not enforced with its mode and what has no place as the whole change', () => {
    const blocker = blockerOf({ mode: 'advise', effect: 'block', where: [], message: 'no test' });
    expect(compact(decisionOf({ blockers: [blocker], unevaluable: [] }))).toBe(
      '.:1: block(advise) tier0-senior no test\n',
    );
  });

  it('is empty where nothing is in the way', () => {
    expect(compact(allowedDecision())).toBe('');
  });

  it('keeps one line per blocker and unevaluable rule, each with a place', () => {
    fc.assert(
      fc.property(arbitraryOf(decisionDocument), (document) => {
        const lines = compact(document).split('\n').slice(0, -1);
        const blocked = new Set(document.blockers.map(({ rule }) => rule));
        const alone = document.unevaluable.filter(({ rule }) => !blocked.has(rule));
        expect(lines).toHaveLength(document.blockers.length + alone.length);
        expect(lines.every((line) => /:\d+: (?:hold|block|unevaluable)(?:\(\w+\))? /.test(line))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('names the change behind each line where there are several', () => {
    expect(compact(decisionOf(), decisionOf()).match(/\[branch:price-cache\]/g)).toHaveLength(8);
  });
});
