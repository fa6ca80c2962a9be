import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryOf } from '../../../../test/format/arbitrary.ts';
import { allowedDecision, blockerOf, decisionOf } from '../../../../test/format/decision.ts';
import { type DecisionDocument, decisionDocument } from '../../../contract/index.ts';
import { formatDecision } from './index.ts';

const require = createRequire(import.meta.url);
const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv as never);
const isSarif = ajv.compile(
  JSON.parse(readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8')),
);

/** The part of SARIF that the tests look at. */
interface Sarif {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { text: string } }[] };
    };
    readonly automationDetails: { readonly id: string };
    readonly invocations: readonly { readonly exitCode: number }[];
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly kind: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
      }[];
      readonly partialFingerprints: { readonly primaryLocationLineHash: string };
      readonly properties: { readonly code: string };
    }[];
  }[];
}

function sarif(...documents: DecisionDocument[]): Sarif {
  return JSON.parse(formatDecision({ format: 'sarif', documents, color: false, width: 80 })) as Sarif;
}

function resultsOf(...documents: DecisionDocument[]): Sarif['runs'][number]['results'] {
  return sarif(...documents).runs[0]?.results ?? [];
}

describe('decision as SARIF', () => {
  it('keeps the 2.1.0 schema for any document', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOf(decisionDocument), { maxLength: 2 }), (documents) => {
        isSarif(sarif(...documents));
        expect(isSarif.errors ?? []).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('is refused by the schema when a level or a location is wrong', () => {
    const wrong = JSON.parse(formatDecision({ format: 'sarif', documents: [decisionOf()], color: false, width: 80 }));
    wrong.runs[0].results[0].level = 'fatal';
    wrong.runs[0].results[1].locations[0].physicalLocation.region.startLine = 0;
    expect(isSarif(wrong)).toBe(false);
    expect(isSarif.errors?.length).toBeGreaterThanOrEqual(2);
  });

  it('grades by mode and effect: enforced block, enforced hold, advice, shadow', () => {
    const blockers = [
      blockerOf({ code: 'a', rule: 'a', effect: 'block' }),
      blockerOf({ code: 'b', rule: 'b' }),
      blockerOf({ code: 'c', rule: 'c', mode: 'advise', effect: 'block' }),
      blockerOf({ code: 'd', rule: 'd', mode: 'shadow', effect: 'block' }),
    ];
    const graded = resultsOf(decisionOf({ blockers, unevaluable: [] })).map(({ level, kind }) => [level, kind]);
    expect(graded).toEqual([
      ['error', 'fail'],
      ['warning', 'fail'],
      ['note', 'fail'],
      ['none', 'informational'],
    ]);
  });

  it('says that a rule could not be evaluated, as a warning where it holds and open elsewhere', () => {
    const missing = [{ fact: 'change.lines', why: 'the diff is too large' }];
    const unevaluable = [
      { rule: 'a', mode: 'enforce' as const, missing },
      { rule: 'b', mode: 'advise' as const, missing },
    ];
    const graded = resultsOf(decisionOf({ blockers: [], unevaluable })).map(({ level, kind }) => [level, kind]);
    expect(graded).toEqual([
      ['warning', 'fail'],
      ['none', 'open'],
    ]);
  });

  it('gives every result a rule with help, a location inside the repository and a fingerprint of its own', () => {
    fc.assert(
      fc.property(fc.array(arbitraryOf(decisionDocument), { maxLength: 2 }), (documents) => {
        const [run] = sarif(...documents).runs;
        const results = run?.results ?? [];
        for (const { ruleIndex, locations } of results) {
          expect(run?.tool.driver.rules[ruleIndex]?.help.text).toBeDefined();
          expect(locations.length).toBeGreaterThan(0);
          expect(locations.length).toBeLessThanOrEqual(10);
          for (const { physicalLocation } of locations) {
            const resolved = new URL(physicalLocation.artifactLocation.uri, 'file:///repository/');
            expect(resolved.href.startsWith('file:///repository/')).toBe(true);
          }
        }
        const prints = results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
        expect(new Set(prints).size).toBe(prints.length);
        expect(prints.every((print) => /^[0-9a-f]{16}:1$/.test(print))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a fingerprint when lines move and changes it when the path changes', () => {
    const at = (path: string, line: number): string | undefined =>
      resultsOf(decisionOf({ blockers: [blockerOf({ where: [{ path, line }] })] }))[0]?.partialFingerprints
        .primaryLocationLineHash;
    expect(at('a.ts', 3)).toBe(at('a.ts', 90));
    expect(at('a.ts', 3)).not.toBe(at('b.ts', 3));
  });

  it('shows a blocker without a place at the policy, since code scanning refuses results without a location', () => {
    const [result] = resultsOf(decisionOf({ blockers: [blockerOf({ where: [] })] }));
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('firebreak.yaml');
  });

  it('keeps one run and one rule entry for several documents, with the exit code of each', () => {
    const log = sarif(decisionOf(), decisionOf(), allowedDecision());
    expect(log.runs).toHaveLength(1);
    const [run] = log.runs;
    expect(run?.tool.driver.rules.filter(({ id }) => id === 'tier0-senior')).toHaveLength(1);
    expect(run?.invocations.map(({ exitCode }) => exitCode)).toEqual([3, 3, 0]);
  });

  it('keeps hostile messages from holding a link', () => {
    const [result] = resultsOf(decisionOf({ blockers: [blockerOf({ message: '[click](https://evil.example)' })] }));
    expect(result?.message.text).not.toContain('](');
  });
});
