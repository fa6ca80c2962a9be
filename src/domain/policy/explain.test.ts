import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCondition } from './condition.ts';
import { explainCondition } from './explain.ts';
import type { Facts, FactValues } from './fact.ts';

function explain(text: string, values: { readonly [Group in keyof FactValues]?: FactValues[Group] }) {
  const compiled = compileCondition(text);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.rejection));
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
  const facts: Facts = { values: { ...none, ...values }, unknown: {} };
  return explainCondition(compiled.value, facts);
}

const when = 'provenance.assistance == "ai" && (catalog.tier <= 1 || change.size_percentile >= 95)';

describe('an explained condition', () => {
  it('gives the truth of each part with the facts it used', () => {
    const { truth, root } = explain(when, { provenance: { assistance: 'ai' }, catalog: { tier: 0 } });
    expect(truth).toBe('true');
    expect(root).toMatchObject({
      kind: 'all',
      parts: [
        {
          text: 'provenance.assistance == "ai"',
          truth: 'true',
          facts: [{ name: 'provenance.assistance', value: 'ai' }],
        },
        {
          kind: 'any',
          truth: 'true',
          parts: [
            { text: 'catalog.tier <= 1', truth: 'true' },
            {
              text: 'change.size_percentile >= 95',
              truth: 'unknown',
              facts: [{ name: 'change.size_percentile', value: null }],
            },
          ],
        },
      ],
    });
  });

  it('names the single tests that would turn it round', () => {
    const both = { provenance: { assistance: 'ai' }, catalog: { tier: 0 }, change: { size_percentile: 10 } };
    expect(explain(when, both).flips.map((flip) => flip.otherwise)).toEqual([
      'provenance.assistance != "ai"',
      'catalog.tier > 1',
    ]);
    const either = { ...both, change: { size_percentile: 99 } };
    expect(explain(when, either).flips.map((flip) => flip.otherwise)).toEqual(['provenance.assistance != "ai"']);
  });

  it('names what is missing for a match', () => {
    const none = { provenance: { assistance: 'ai' }, catalog: { tier: 3 }, change: { size_percentile: 10 } };
    expect(explain(when, none).flips.map((flip) => flip.otherwise)).toEqual([
      'catalog.tier <= 1',
      'change.size_percentile >= 95',
    ]);
  });

  it('names nothing where nothing is decided', () => {
    expect(explain(when, { provenance: { assistance: 'ai' } })).toMatchObject({ truth: 'unknown', flips: [] });
  });

  it('turns a test that is not a comparison round with "!"', () => {
    expect(explain('!touches("src/**")', { change: { paths: ['src/a'] } }).flips).toEqual([
      { text: 'touches("src/**")', otherwise: '!(touches("src/**"))', facts: ['change.paths'] },
    ]);
  });

  it('every single test that it names does turn the condition round', () => {
    const values = fc.record({
      provenance: fc.record({ assistance: fc.constantFrom('ai', 'human') }),
      catalog: fc.record({ tier: fc.integer({ min: 0, max: 3 }) }),
      change: fc.record({ size_percentile: fc.constantFrom(10, 95) }),
    });
    const instead = {
      'provenance.assistance': (now: unknown) => ({ provenance: { assistance: now === 'ai' ? 'human' : 'ai' } }),
      'catalog.tier': (now: unknown) => ({ catalog: { tier: Number(now) <= 1 ? 3 : 0 } }),
      'change.size_percentile': (now: unknown) => ({ change: { size_percentile: now === 95 ? 10 : 95 } }),
    };
    fc.assert(
      fc.property(values, (given) => {
        const before = explain(when, given);
        for (const flip of before.flips) {
          const [group = '', member = ''] = (flip.facts[0] ?? '').split('.');
          const value = (given as Record<string, Record<string, unknown>>)[group]?.[member];
          const after = explain(when, { ...given, ...instead[flip.facts[0] as keyof typeof instead](value) });
          expect(after.truth).not.toBe(before.truth);
        }
      }),
    );
  });
});
