import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DecisionDocument, RiskReport } from '../../src/contract/index.ts';
import { run } from '../support/command-line.ts';
import { makeRepository, removeFolders, type TestRepository } from '../support/git-repository.ts';

const POLICY = `version: 1
policy:
  use: []
  mode: enforce
  rules:
    - { id: risky, when: risk.score >= 0.999, hold: true, because: Somebody looks. }
`;
const LINE = 'export const price = 1;\n';
/** Just more than the eight mebibytes up to which lines are counted. */
const TOO_LONG = LINE.repeat(350_000);

let repository: TestRepository;

beforeAll(() => {
  repository = makeRepository();
  repository.import(
    [
      { id: 'first', files: { 'firebreak.yaml': POLICY, 'src/a.ts': 'a\n' } },
      { id: 'counted', parents: ['first'], files: { 'src/price.ts': LINE.repeat(4_000) } },
      { id: 'uncounted', parents: ['first'], files: { 'src/price.ts': TOO_LONG } },
    ],
    { branches: { main: 'first', counted: 'counted', uncounted: 'uncounted' } },
  );
});

afterAll(removeFolders);

async function judged(branch: string) {
  const check = await run(['check', '--head', branch, '--json'], { cwd: repository.path });
  const risk = await run(['risk', '--head', branch, '--json'], { cwd: repository.path });
  return {
    decision: JSON.parse(check.out) as DecisionDocument,
    report: JSON.parse(risk.out) as RiskReport,
  };
}

describe('the risk of a change whose lines cannot be counted', () => {
  it('is known where they can', async () => {
    const { decision, report } = await judged('counted');
    expect(report.risk.score).toBeGreaterThan(0.1);
    expect(decision.rules.map(({ outcome }) => outcome)).toEqual(['not-matched']);
  });

  it('is unknown, not the risk of a change of no lines, and a rule about it holds', async () => {
    const { decision, report } = await judged('uncounted');
    const why = expect.stringContaining('src/price.ts');
    expect(report.risk).toMatchObject({ score: null, percentile: null, why_unknown: why });
    expect(report.would_lower).toEqual([]);
    expect(decision.risk).toEqual(report.risk);
    expect(decision.rules.map(({ outcome }) => outcome)).toEqual(['unevaluable']);
    expect(decision.exit).toBe(3);
    expect(decision.unknown_facts).toEqual(
      expect.arrayContaining([
        { fact: 'risk.score', why },
        { fact: 'risk.percentile', why },
      ]),
    );
  });
});
