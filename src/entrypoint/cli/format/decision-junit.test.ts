import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryOf } from '../../../../test/format/arbitrary.ts';
import { allowedDecision, blockerOf, decisionOf } from '../../../../test/format/decision.ts';
import { readXml, type XmlElement } from '../../../../test/format/xml.ts';
import { type DecisionDocument, decisionDocument } from '../../../contract/index.ts';
import { formatDecision } from './index.ts';

const schema = fileURLToPath(new URL('../../../../test/schema/junit.xsd', import.meta.url));
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;

function junit(...documents: DecisionDocument[]): string {
  return formatDecision({ format: 'junit', documents, color: false, width: 80 });
}

function casesOf(suite: XmlElement | undefined): XmlElement[] {
  return suite?.children.filter(({ name }) => name === 'testcase') ?? [];
}

/** Rule name to what its case holds: nothing, failure, error or skipped. */
function outcomes(document: DecisionDocument): Record<string, string> {
  const [suite] = readXml(junit(document)).children;
  return Object.fromEntries(
    casesOf(suite).map(({ attributes, children }) => [attributes['name'] ?? '', children[0]?.name ?? 'passed']),
  );
}

/** Exit status of xmllint over a document: 0 where it keeps the schema. */
function lint(xml: string): number | null {
  return spawnSync('xmllint', ['--noout', '--nonet', '--schema', schema, '-'], { input: xml }).status;
}

describe('decision as JUnit', () => {
  it('fails what is enforced and missing, errs on what holds unknown, skips what is not in the way', () => {
    const missing = [{ fact: 'change.lines', why: 'the diff is too large' }];
    const document = decisionOf({
      unevaluable: [
        { rule: 'critical-flow-reach', mode: 'advise', missing },
        { rule: 'too-large', mode: 'enforce', missing },
      ],
    });
    expect(outcomes(document)).toEqual({
      'tier0-senior': 'failure',
      'two-person-infra': 'skipped',
      ticket: 'passed',
      'ai-needs-test': 'skipped',
      'critical-flow-reach': 'skipped',
      'no-friday-config': 'skipped',
      'too-large': 'error',
    });
  });

  it('errs, and does not fail, where a blocker only says that the rule could not be evaluated', () => {
    const document = decisionOf({
      blockers: [blockerOf({ code: 'a/unevaluable', rule: 'a', message: 'cannot tell' })],
      unevaluable: [{ rule: 'a', mode: 'enforce', missing: [{ fact: 'change.lines', why: 'a binary file' }] }],
      rules: [{ rule: 'a', mode: 'enforce', outcome: 'unevaluable' }],
    });
    expect(outcomes(document)).toEqual({ a: 'error' });
  });

  it('is well-formed for any document, with counts that agree with its cases', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOf(decisionDocument), { maxLength: 2 }), (documents) => {
        for (const suite of readXml(junit(...documents)).children) {
          const count = (kind: string): number =>
            casesOf(suite).filter(({ children }) => children[0]?.name === kind).length;
          const { tests, failures, errors, skipped } = suite.attributes;
          expect([tests, failures, errors, skipped].map(Number)).toEqual([
            casesOf(suite).length,
            count('failure'),
            count('error'),
            count('skipped'),
          ]);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('gives hostile messages back as text, not as markup', () => {
    const message = '</failure></testcase><script>&amp;"\'';
    const [suite] = readXml(junit(decisionOf({ blockers: [blockerOf({ message })] }))).children;
    expect(casesOf(suite)[0]?.children[0]?.attributes['message']).toBe(`${message}.`);
  });

  it.skipIf(!hasXmllint)('keeps the schema (skipped where xmllint is not installed)', () => {
    expect(lint(junit())).toBe(0);
    expect(lint(junit(decisionOf(), allowedDecision()))).toBe(0);
    for (const documents of fc.sample(fc.array(arbitraryOf(decisionDocument), { maxLength: 2 }), {
      numRuns: 8,
      seed: 7,
    })) {
      expect(lint(junit(...documents))).toBe(0);
    }
  });

  it.skipIf(!hasXmllint)(
    'is refused by the schema without its timestamp (skipped where xmllint is not installed)',
    () => {
      expect(lint(junit(decisionOf()).replace(/ timestamp="[^"]*"/, ''))).not.toBe(0);
    },
  );

  it('would notice markup that is not well-formed', () => {
    const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
    for (const wrong of [
      '<a>',
      '<a></b>',
      '<a b="1" b="2"/>',
      '<a>&nbsp;</a>',
      '<a>&</a>',
      '<a>\u0001</a>',
      '<a/><b/>',
    ]) {
      expect(() => readXml(head + wrong)).toThrow();
    }
  });
});
