import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../change/index.ts';
import { EFFECTS, type Effect, type Operation, type Reversibility, type Unread } from './model.ts';
import { assessReversibility, lessReversible } from './reversibility.ts';

const ORDER: readonly Reversibility[] = ['yes', 'with-conditions', 'unknown', 'no'];
const path = 'a.yaml' as FilePath;

const operationOf = (
  effects: readonly Effect[],
  certainty: Operation['certainty'] = 'certain',
  rule = 'x/y',
): Operation => ({
  source: 'kubernetes',
  rule,
  place: { path, line: 1, object: 'o' },
  effects,
  what: 'does it',
  why: 'because',
  safer: 'do this',
  certainty,
});

const operations = fc.array(
  fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...EFFECTS), { minLength: 1 }),
      fc.constantFrom<Operation['certainty']>('certain', 'possible'),
      fc.constantFrom('sql/drop-column', 'kubernetes/immutable-field', 'configuration/duration'),
    )
    .map(([effects, certainty, rule]) => operationOf(effects, certainty, rule)),
  { maxLength: 6 },
);
const unread = fc.array(
  fc
    .constantFrom('templated', 'malformed', 'too-large', 'incomplete-plan', 'made-up')
    .map((code): Unread => ({ path, code, message: 'm' })),
  { maxLength: 3 },
);
const reading = fc.record({ operations, unread });
const weight = (answer: Reversibility): number => ORDER.indexOf(answer);

describe('reversibility', () => {
  it('never grows when an operation or an unread part is added', () => {
    fc.assert(
      fc.property(reading, reading, (a, b) => {
        const both = { operations: [...a.operations, ...b.operations], unread: [...a.unread, ...b.unread] };
        expect(weight(assessReversibility(both).answer)).toBeGreaterThanOrEqual(weight(assessReversibility(a).answer));
      }),
    );
  });

  it('never grows when an operation has one more effect, or what was possible is certain', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...EFFECTS), { minLength: 1 }),
        fc.constantFrom(...EFFECTS),
        (effects, more) => {
          const answer = (each: readonly Effect[], certainty: Operation['certainty']) =>
            weight(assessReversibility({ operations: [operationOf(each, certainty)], unread: [] }).answer);
          expect(answer([...effects, more], 'possible')).toBeGreaterThanOrEqual(answer(effects, 'possible'));
          expect(answer(effects, 'certain')).toBeGreaterThanOrEqual(answer(effects, 'possible'));
        },
      ),
    );
  });

  it('is the heavier of two parts, in whatever order they come', () => {
    fc.assert(
      fc.property(reading, reading, (a, b) => {
        const both = { operations: [...b.operations, ...a.operations], unread: [...b.unread, ...a.unread] };
        const expected = lessReversible(assessReversibility(a).answer, assessReversibility(b).answer);
        expect(assessReversibility(both).answer).toBe(expected);
      }),
    );
  });

  it('is never a plain yes where something was not read, and rolls back by itself only then', () => {
    fc.assert(
      fc.property(reading, (each) => {
        const assessment = assessReversibility(each);
        if (each.unread.length > 0) expect(assessment.answer).not.toBe('yes');
        expect(assessment.allowsAutomaticRollback).toBe(assessment.answer === 'yes');
        expect(assessment.reasons.length === 0).toBe(assessment.answer === 'yes');
      }),
    );
  });

  it.each([
    ['data-losing', 'certain', 'no'],
    ['old-code-breaking', 'certain', 'no'],
    ['new-data-unreadable', 'certain', 'no'],
    ['data-losing', 'possible', 'with-conditions'],
    ['opaque', 'certain', 'unknown'],
    ['opaque', 'possible', 'unknown'],
    ['access-widening', 'certain', 'with-conditions'],
    ['secret-exposing', 'certain', 'with-conditions'],
    ['service-stopping', 'certain', 'yes'],
    ['lock-hazard', 'certain', 'yes'],
    ['behaviour-changing', 'certain', 'yes'],
  ] as const)('takes %s (%s) for %s', (effect, certainty, answer) => {
    expect(assessReversibility({ operations: [operationOf([effect], certainty)], unread: [] }).answer).toBe(answer);
  });

  it('says to switch off or roll forward where going back is refused', () => {
    const { nextStep, reasons } = assessReversibility({ operations: [operationOf(['data-losing'])], unread: [] });
    expect(nextStep).toMatch(/flag.*roll forward/);
    expect(reasons[0]).toMatchObject({ answer: 'no', cause: { kind: 'operation' } });
  });

  it('asks for a condition where the object cannot be changed back in place', () => {
    const operation = operationOf(['service-stopping'], 'certain', 'kubernetes/change-selector');
    expect(assessReversibility({ operations: [operation], unread: [] }).answer).toBe('with-conditions');
  });
});
