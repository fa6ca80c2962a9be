import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePath } from '../change/index.ts';
import type { FindingLevel } from '../finding/index.ts';
import type { Facts, FactValues } from '../policy/index.ts';
import { type Features, UPLIFT_CAP, UPLIFT_TOTAL_CAP } from '../risk/index.ts';
import { reliefsOf, riskOf, UPLIFT_POINTS, whyWithoutRisk, withRisk } from './risk.ts';
import { scannerUplifts } from './scanner-uplift.ts';

const FEATURES: Features = {
  ns: 2,
  nd: 4,
  nf: 6,
  entropy: 2,
  la: 200,
  ld: 40,
  lt: 3000,
  fix: 0,
  ndev: 5,
  age: 20,
  nuc: 40,
  exp: 50,
  rexp: 10,
  sexp: 20,
};

function factsOf(values: Partial<FactValues>): Facts {
  const none = {
    change: {},
    author: {},
    provenance: {},
    catalog: {},
    evidence: {},
    risk: {},
    scanner: {},
    operation: {},
    blast: {},
    pattern: {},
    companions: {},
    flag: {},
    repository: {},
  };
  return { values: { ...none, ...values }, unknown: {} };
}

const input = { features: FEATURES, percentile: 70, norm: null };

describe('riskOf', () => {
  it('only adds caution for a finding, never less than without it', () => {
    const plain = riskOf(factsOf({}), input).probability;
    const findings = fc.record({
      tier: fc.constantFrom(0, 1, 2, 3),
      classes: fc.subarray(['code', 'migration', 'infrastructure', 'test']),
      tested: fc.boolean(),
      unowned: fc.subarray(['a', 'b']),
      assistance: fc.constantFrom('ai', 'human', 'unknown'),
    });
    fc.assert(
      fc.property(findings, ({ tier, classes, tested, unowned, assistance }) => {
        const facts = factsOf({
          change: { classes, test_changed: tested },
          catalog: { tier, unowned_paths: unowned },
          provenance: { assistance },
          repository: { has_tests: true },
        });
        expect(riskOf(facts, input).probability).toBeGreaterThanOrEqual(plain);
      }),
    );
  });

  it('is the same for AI-assisted and human changes: who wrote it is no risk feature', () => {
    const of = (assistance: string) =>
      riskOf(factsOf({ provenance: { assistance }, catalog: { tier: 1 } }), input).probability;
    expect(of('ai')).toBe(of('human'));
    expect(of('unknown')).toBe(of('human'));
  });

  it('names a missing test as a finding, and what would lower the risk', () => {
    const facts = factsOf({
      change: { classes: ['code'], test_changed: false },
      repository: { has_tests: true },
    });
    expect(riskOf(facts, input).uplifts.map(({ name }) => name)).toEqual([
      'changes code and no test, where tests exist',
    ]);
    const reliefs = reliefsOf(facts, input);
    expect(reliefs.map(({ text }) => text)).toContain('change a test together with the code');
    expect(reliefs.every(({ points }) => points > 0)).toBe(true);
    expect(reliefs.map(({ points }) => points)).toEqual([...reliefs.map(({ points }) => points)].sort((a, b) => b - a));
  });
});

describe('each named finding', () => {
  const tests = { repository: { has_tests: true } };
  const code = { classes: ['code'], test_changed: false };
  it.each<[string, Partial<FactValues>, Partial<FactValues>, number]>([
    ['touches tier 0', { catalog: { tier: 0 } }, { catalog: { tier: 1 } }, UPLIFT_POINTS.tierZero],
    [
      'touches the critical flow checkout, sign-in, b and 1 more',
      { catalog: { flows: ['checkout', 'sign-in', 'b', 'c'] } },
      { catalog: { flows: [] } },
      UPLIFT_POINTS.criticalFlow,
    ],
    [
      'changes a data migration',
      { change: { classes: ['migration'] } },
      { change: { classes: ['documentation'] } },
      UPLIFT_POINTS.migration,
    ],
    [
      'changes infrastructure',
      { change: { classes: ['infrastructure'] } },
      { change: { classes: ['ci'] } },
      UPLIFT_POINTS.infrastructure,
    ],
    [
      'changes code and no test, where tests exist',
      { change: code, ...tests },
      { change: { ...code, test_changed: true }, ...tests },
      UPLIFT_POINTS.codeWithoutTests,
    ],
    [
      'touches files that nobody owns',
      { catalog: { unowned_paths: ['a.ts'] } },
      { catalog: { unowned_paths: [] } },
      UPLIFT_POINTS.unowned,
    ],
    [
      'who or what wrote it is unknown, on tier 0',
      { catalog: { tier: 0 }, provenance: { assistance: 'unknown' } },
      { catalog: { tier: 1 }, provenance: { assistance: 'unknown' } },
      UPLIFT_POINTS.unknownProvenanceOnTierZero,
    ],
  ])('adds its points where it applies, and none where it does not: %s', (name, applies, doesNot, points) => {
    const found = riskOf(factsOf(applies), input).uplifts.find((uplift) => uplift.name === name);
    expect(found?.points).toBe(points);
    expect(riskOf(factsOf(doesNot), input).uplifts.map((uplift) => uplift.name)).not.toContain(name);
  });

  it('leaves risk as it is where its facts are unknown', () => {
    expect(riskOf(factsOf({}), input).uplifts).toEqual([]);
    expect(riskOf(factsOf({ change: code }), input).uplifts).toEqual([]);
  });

  it('of another analysis counts like the others, capped alone and together, with what would take it away', () => {
    const dropped = { name: 'drops a table', points: 40, relief: 'keep the table for one release' };
    const more = ['b', 'c', 'd'].map((name) => ({ name, points: 12, relief: null }));
    const found = { ...input, found: [dropped, ...more] };
    const score = riskOf(factsOf({}), found);
    expect(score.uplifts[0]).toEqual({ name: 'drops a table', points: UPLIFT_CAP });
    expect(score.uplifts.reduce((sum, { points }) => sum + points, 0)).toBe(UPLIFT_TOTAL_CAP);
    expect(reliefsOf(factsOf({}), found).map(({ text }) => text)).toContain('keep the table for one release');
  });
});

describe('scannerUplifts', () => {
  const finding = (level: FindingLevel) => ({
    tool: 'semgrep',
    rule: 'sql',
    level,
    message: 'm',
    path: 'src/a.ts' as FilePath,
    lines: { first: 3, last: 3 },
  });
  const findings = (onChangedLines: readonly ReturnType<typeof finding>[], gaps: readonly string[] = []) => ({
    tools: ['semgrep'],
    onChangedLines,
    inChangedFiles: [finding('error')],
    apart: { suppressed: 9, suppressedOnChangedLines: 9, unchanged: 9, absent: 9 },
    elsewhere: 9,
    unmapped: [],
    gaps,
    notes: [],
  });

  it('adds once for errors and once for warnings, and nothing for the rest', () => {
    expect(scannerUplifts(null)).toEqual([]);
    expect(scannerUplifts(findings([finding('note'), finding('none')]))).toEqual([]);
    const both = scannerUplifts(findings([finding('error'), finding('error'), finding('warning')]));
    expect(both.map(({ points }) => points)).toEqual([UPLIFT_POINTS.scannerError, UPLIFT_POINTS.scannerWarning]);
    expect(both[0]?.name).toContain('src/a.ts:3 and 1 more');
  });

  it('counts what was found although more may be missing', () => {
    expect(scannerUplifts(findings([finding('error')], ['it did not succeed']))).toHaveLength(1);
  });
});

describe('withRisk', () => {
  it('gives score and rank, or says why each is unknown', () => {
    const known = withRisk(withRisk(factsOf({}), null, null), riskOf(factsOf({}), input), null);
    expect(known.values.risk).toMatchObject({ percentile: 70 });
    expect(known.unknown).toEqual({});
    expect(Object.keys(withRisk(factsOf({}), null, null).unknown)).toEqual(['risk.score', 'risk.percentile']);
    const unranked = withRisk(factsOf({}), riskOf(factsOf({}), { ...input, percentile: null }), null);
    expect(Object.keys(unranked.unknown)).toEqual(['risk.percentile']);
  });

  it('says that lines were not counted, where that is why there is no risk', () => {
    const unsized: Facts = { ...factsOf({}), unknown: { 'change.added_lines': 'a.sql is too long' } };
    expect(whyWithoutRisk(unsized, null)).toBe('a.sql is too long');
    expect(whyWithoutRisk(factsOf({}), null)).toBeNull();
    expect(withRisk(unsized, null, null).unknown).toMatchObject({
      'risk.score': 'a.sql is too long',
      'risk.percentile': 'a.sql is too long',
    });
  });

  it('says that the history is cut, where that is why there is no risk', () => {
    const cut = { ...input, cut: true };
    expect(whyWithoutRisk(factsOf({}), cut)).toContain('git fetch --unshallow');
    const { values, unknown } = withRisk(factsOf({}), null, cut);
    expect(values.risk).toEqual({});
    expect(unknown['risk.percentile']).toBe(unknown['risk.score']);
    expect(unknown['risk.score']).toContain('git fetch --unshallow');
  });
});
