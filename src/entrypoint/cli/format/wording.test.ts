import { describe, expect, it } from 'vitest';
import { allowedDecision, blockerOf, decisionOf } from '../../../../test/format/decision.ts';
import { asSentence, asSentences, clearerText, plural, unevaluableAlone, verdictSentence } from './wording.ts';

const missing = [{ fact: 'change.lines', why: 'a binary file' }];

describe('verdict sentence', () => {
  it('counts a rule once, however many things it lacks', () => {
    const blockers = [blockerOf({ code: 'a/x', rule: 'a' }), blockerOf({ code: 'a/y', rule: 'a' })];
    expect(verdictSentence(decisionOf({ blockers, unevaluable: [] }))).toBe('Held by 1 rule.');
  });

  it('tells a rule that could not be evaluated apart, also where a blocker speaks for it', () => {
    const document = decisionOf({
      blockers: [blockerOf({ code: 'a', rule: 'a' }), blockerOf({ code: 'b/unevaluable', rule: 'b' })],
      unevaluable: [{ rule: 'b', mode: 'enforce', missing }],
    });
    expect(verdictSentence(document)).toBe('Held by 1 rule and because 1 rule could not be evaluated.');
    expect(unevaluableAlone(document)).toEqual([]);
  });

  it('does not read as a clean pass where only the mode lets a change through', () => {
    expect(verdictSentence(allowedDecision({ would_decide: 'block' }))).toBe(
      'Allowed, because nothing in the way is enforced; it would be blocked.',
    );
  });
});

describe('wording', () => {
  it('turns clauses into sentences and leaves names alone', () => {
    expect(asSentence('needs 1 sign-off; has 0')).toBe('Needs 1 sign-off; has 0.');
    expect(asSentence('change.lines: a binary file')).toBe('change.lines: a binary file.');
    expect(asSentence('iOS build is red!')).toBe('iOS build is red!');
    expect(asSentences(['ask a senior', '', 'then wait.'])).toBe('Ask a senior. Then wait.');
  });

  it('names who can clear a hold', () => {
    expect(clearerText({ kind: 'level', name: 'senior' })).toBe('any senior or above');
    expect(clearerText({ kind: 'team', name: '@shop/pricing' })).toBe('@shop/pricing');
    expect(plural(1, 'rule')).toBe('1 rule');
    expect(plural(12_345, 'rule')).toBe('12,345 rules');
  });
});
