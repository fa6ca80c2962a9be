import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, compileCondition, evaluateCondition } from './condition.ts';
import { conditionContext } from './condition-context.ts';
import { truthOf } from './condition-part.ts';
import type { FactValues } from './fact.ts';

type SomeFacts = { readonly [Group in keyof FactValues]?: FactValues[Group] };

function contextOf(values: SomeFacts) {
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
  return conditionContext({ values: { ...none, ...values }, unknown: {} });
}

function condition(text: string): Condition {
  const compiled = compileCondition(text);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.rejection));
  return compiled.value;
}

function kindOf(text: string, values: SomeFacts): string {
  return evaluateCondition(condition(text), contextOf(values)).kind;
}

function codesOf(text: string): readonly string[] {
  const compiled = compileCondition(text);
  return compiled.ok ? [] : compiled.rejection.map((problem) => problem.code);
}

function suggestionOf(text: string): string | null | undefined {
  const compiled = compileCondition(text);
  return compiled.ok ? null : compiled.rejection[0]?.suggestion;
}

const ai = { provenance: { assistance: 'ai' } };

describe('a condition', () => {
  it('matches or not where its facts are known', () => {
    expect(kindOf('provenance.assistance == "ai"', ai)).toBe('matched');
    expect(kindOf('change.files > 2', { change: { files: 2 } })).toBe('not-matched');
    expect(kindOf('change.size_percentile >= 95', { change: { size_percentile: 95 } })).toBe('matched');
    expect(kindOf('"code" in change.classes', { change: { classes: ['code'] } })).toBe('matched');
  });

  it('is unevaluable, not false, where it depends on an unknown fact', () => {
    const result = evaluateCondition(condition('catalog.tier <= 1 && provenance.assistance == "ai"'), contextOf(ai));
    expect(result).toEqual({ kind: 'unevaluable', missing: ['catalog.tier'], error: null });
    expect(kindOf('!(catalog.tier <= 1)', {})).toBe('unevaluable');
    expect(kindOf('catalog.services.exists(s, s == "pay")', {})).toBe('unevaluable');
    expect(kindOf('touches("src/**")', {})).toBe('unevaluable');
  });

  it('is decided without the unknown fact where the rest decides', () => {
    for (const text of ['catalog.tier <= 1 || change.files > 2', 'change.files > 2 || catalog.tier <= 1']) {
      expect(kindOf(text, { change: { files: 3 } })).toBe('matched');
    }
    for (const text of ['catalog.tier <= 1 && change.files > 2', 'change.files > 2 && catalog.tier <= 1']) {
      expect(kindOf(text, { change: { files: 1 } })).toBe('not-matched');
    }
  });

  it('can ask whether a fact is known', () => {
    expect(kindOf('!has(catalog.tier) || catalog.tier <= 1', {})).toBe('matched');
    expect(kindOf('!has(catalog.tier) || catalog.tier <= 1', { catalog: { tier: 2 } })).toBe('not-matched');
  });

  it('is unevaluable, not false, when it fails for another reason', () => {
    const failed = evaluateCondition(
      condition('change.files / change.commits > 3'),
      contextOf({ change: { files: 4, commits: 0 } }),
    );
    expect(failed).toMatchObject({ kind: 'unevaluable', missing: [], error: 'division by zero' });
  });

  it('treats a value of the wrong type as unknown', () => {
    expect(kindOf('change.files > 2', { change: { files: 2.5 } })).toBe('unevaluable');
    expect(kindOf('change.files > 2', { change: { files: Number.POSITIVE_INFINITY } })).toBe('unevaluable');
  });

  it('finds paths by pattern, old and new alike', () => {
    const change = { change: { paths: ['lib/x.ts', 'src/deep/a.ts'] } };
    expect(kindOf('touches("src/**")', change)).toBe('matched');
    expect(kindOf('touches("docs/**")', change)).toBe('not-matched');
    expect(kindOf('change.paths.exists(p, glob(p, "src/*/*.ts"))', change)).toBe('matched');
    expect(kindOf('["docs/**", "lib/**"].exists(g, touches(g))', change)).toBe('matched');
    expect(kindOf('change.paths.all(p, ["src/**", "lib/**"].exists(g, glob(p, g)))', change)).toBe('matched');
  });
});

describe('a condition that is wrong is refused', () => {
  it.each([
    ['change.files >', 'syntax'],
    ['change.files', 'type'],
    ['change.files == "3"', 'type'],
    ['touches(3)', 'type'],
    ['catalog.teir <= 1', 'unknown-fact'],
    ['chnge.files > 1', 'unknown-fact'],
    ['tier <= 1', 'unknown-fact'],
    ['change', 'not-allowed'],
    ['size(change) > 1', 'not-allowed'],
    ['change["files"] > 1', 'not-allowed'],
    ['{"a": 1} == {"a": 1}', 'not-allowed'],
    ['change.title.matches("(a+)+$")', 'not-allowed'],
    ['cel.bind(x, change.paths, x.exists(p, true))', 'not-allowed'],
    ['change.paths.map(p, p + p).exists(p, p == "a")', 'not-allowed'],
    ['change.paths.exists(p, change.paths.exists(q, p == q))', 'not-allowed'],
    ['change.paths.exists(change, true)', 'not-allowed'],
    ['provenance.assistance == "robot"', 'unknown-value'],
    ['"tests" in change.classes', 'unknown-value'],
    ['change.classes.exists(c, c in ["code", "tests"])', 'unknown-value'],
    ['touches("src/[ab]")', 'bad-pattern'],
    ['change.paths.exists(p, glob(p, "../x"))', 'bad-pattern'],
  ])('%s (%s)', (text, code) => {
    expect(codesOf(text)).toContain(code);
  });

  it('with what was probably meant', () => {
    expect(suggestionOf('catalog.teir <= 1')).toBe('catalog.tier');
    expect(suggestionOf('"tests" in change.classes')).toBe('test');
    expect(suggestionOf('change.title.startWith("a")')).toBe('startsWith');
  });

  it('where the unknown name stands', () => {
    const compiled = compileCondition('change.files > 1 &&\n  catalog.teir <= 1');
    expect(compiled.ok ? null : compiled.rejection[0]?.offset).toBe(22);
  });

  it('when it is longer, deeper or larger than any rule needs to be', () => {
    expect(codesOf(`${'true || '.repeat(600)}true`)).toEqual(['too-long']);
    expect(codesOf(`${'('.repeat(200)}true${')'.repeat(200)}`)).toEqual(['syntax']);
    expect(codesOf(`${'!'.repeat(3000)}true`)).toEqual(['syntax']);
    expect(codesOf(`${'1+'.repeat(900)}1 > 2`)).toEqual(['syntax']);
  });

  it('without hanging on hostile paths', () => {
    const paths = Array.from({ length: 2000 }, (_, at) => `${'a/'.repeat(60)}${'ab'.repeat(60)}${at}`);
    const started = Date.now();
    expect(kindOf('touches("**/a*b*a*b*a*b*c/**/x")', { change: { paths } })).toBe('not-matched');
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});

const atoms = [
  'catalog.tier <= 1',
  'change.files > 2',
  'provenance.assistance == "ai"',
  'touches("src/**")',
  '"code" in change.classes',
  'change.size_percentile >= 95',
];
const anyCondition = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...atoms),
    tie('node').map((one) => `!(${one})`),
    fc
      .tuple(tie('node'), fc.constantFrom('&&', '||'), tie('node'))
      .map(([one, op, other]) => `(${one}) ${op} (${other})`),
  ),
})).node;
const anyValues = fc.record({
  catalog: fc.record({ tier: fc.integer({ min: 0, max: 3 }) }, { requiredKeys: [] }),
  provenance: fc.record({ assistance: fc.constantFrom('ai', 'human', 'unknown') }, { requiredKeys: [] }),
  change: fc.record(
    {
      files: fc.integer({ min: 0, max: 5 }),
      paths: fc.subarray(['src/a', 'lib/b']),
      classes: fc.subarray(['code', 'test']),
      size_percentile: fc.constantFrom(10, 95, 99),
    },
    { requiredKeys: [] },
  ),
});

describe('laws of conditions', () => {
  it('knowing less never turns a match into no match, nor no match into a match', () => {
    const forgetful = fc.tuple(
      anyCondition,
      anyValues,
      fc.subarray(['tier', 'files', 'assistance', 'paths', 'classes', 'size_percentile']),
    );
    fc.assert(
      fc.property(forgetful, ([text, values, forgotten]) => {
        const before = kindOf(text, values);
        const after = kindOf(text, forget(values, forgotten));
        expect([before, 'unevaluable']).toContain(after);
      }),
    );
  });

  it('the first law does not hold with has(), which is why lint warns of it', () => {
    const text = 'has(catalog.tier) && catalog.tier <= 1';
    expect([kindOf(text, { catalog: { tier: 0 } }), kindOf(text, {})]).toEqual(['matched', 'not-matched']);
  });

  it('its parts taken together are what it is as a whole', () => {
    const truth = { matched: 'true', 'not-matched': 'false', unevaluable: 'unknown' } as const;
    fc.assert(
      fc.property(anyCondition, anyValues, (text, values) => {
        const whole = condition(text);
        const context = contextOf(values);
        expect(truthOf(whole.parts, context)).toBe(truth[evaluateCondition(whole, context).kind]);
      }),
    );
  });
});

function forget(values: SomeFacts, names: readonly string[]): SomeFacts {
  return Object.fromEntries(
    Object.entries(values).map(([group, members]) => [
      group,
      Object.fromEntries(Object.entries(members).filter(([member]) => !names.includes(member))),
    ]),
  );
}
