import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instant } from '../../kernel/index.ts';
import type { Tier } from '../catalog/index.ts';
import { engageBrake } from './decide.ts';
import { evolve } from './evolve.ts';
import { appliesTo, holdsOn } from './hold.ts';
import { holdMessage, howToPass } from './hold-text.ts';
import { type BrakeLanes, type BrakeScope, type BrakeTarget, type Known, NO_BRAKES, type ScopePart } from './model.ts';
import { coversScope, parseScope, scopePartText } from './scope.ts';
import { brakesAt } from './standing.ts';
import { known, targetOf, unknown } from './target.ts';

const NOW = instant(Date.parse('2026-11-21T12:00:00Z'));

function scopeOf(...texts: string[]): BrakeScope {
  const read = parseScope(texts);
  if (!read.ok) throw new Error(read.rejection);
  return read.value;
}

function activeOn(scope: BrakeScope, lanes: BrakeLanes = { hotfix: 1, revert: true }) {
  const engaged = engageBrake(
    NO_BRAKES,
    {
      scope,
      reason: 'incident 7',
      by: { kind: 'human', id: 'account:1', name: 'dora' },
      from: null,
      end: { kind: 'until', at: instant(NOW + 3_600_000) },
      window: null,
      lanes,
      cause: null,
    },
    NOW,
  );
  if (!engaged.ok) throw new Error(engaged.rejection.code);
  return brakesAt(engaged.value.reduce(evolve, NO_BRAKES), NOW);
}

const WHOLE: BrakeTarget = targetOf({
  services: known(['checkout']),
  tiers: known<Tier>([0, 2]),
  flows: known(['pay']),
  paths: known(['src/checkout/pay.ts', 'docs/a.md']),
  agents: known(['Claude Code']),
  models: known(['m-1']),
  patterns: known([]),
});

describe('a brake', () => {
  it.each([
    ['everything', 'covered'],
    ['tier:0', 'covered'],
    ['tier:1', 'apart'],
    ['service:checkout', 'covered'],
    ['service:cart', 'apart'],
    ['flow:pay', 'covered'],
    ['path:src/checkout', 'covered'],
    ['path:src/*.ts', 'apart'],
    ['agent:claude code', 'covered'],
    ['agent:Copilot', 'apart'],
    ['model:M-1', 'covered'],
    ['pattern:p1', 'apart'],
  ])('of %s finds a change %s', (text, kind) => {
    expect(appliesTo({ scope: scopeOf(text) }, WHOLE).kind).toBe(kind);
  });

  it('covers what is not known, and says which fact is missing', () => {
    const [hold] = holdsOn(activeOn(scopeOf('service:cart', 'agent:x')), {
      ...WHOLE,
      agents: unknown('provenance was not read'),
    });
    expect(hold).toMatchObject({ brake: 'brake-1', part: 'agent:x', unknown: 'provenance was not read' });
    expect(hold === undefined ? '' : holdMessage(hold)).toContain('provenance was not read');
    expect(hold === undefined ? '' : howToPass(hold)).toContain('releases brake-1');
  });

  it('lets a hotfix pass by enough sign-offs, a revert by its lane, and what stops always', () => {
    const held = (target: Partial<BrakeTarget>, lanes: BrakeLanes) =>
      holdsOn(activeOn(scopeOf('everything'), lanes), { ...WHOLE, ...target }).length > 0;
    const strict = { hotfix: null, revert: false };
    const open = { hotfix: 2, revert: true };
    expect(held({ signoffs: 9 }, open)).toBe(true);
    expect(held({ lane: 'hotfix', signoffs: 1 }, open)).toBe(true);
    expect(held({ lane: 'hotfix', signoffs: 2 }, open)).toBe(false);
    expect(held({ lane: 'hotfix', signoffs: 9 }, strict)).toBe(true);
    expect(held({ lane: 'revert' }, open)).toBe(false);
    expect(held({ lane: 'revert' }, strict)).toBe(true);
    expect(held({ lane: 'stop' }, strict)).toBe(false);
  });
});

const name = fc.constantFrom('a', 'b', 'c');
const part: fc.Arbitrary<ScopePart> = fc.oneof(
  fc.constant({ kind: 'everything' } as const),
  fc.constantFrom<Tier>(0, 1, 2, 3).map((tier) => ({ kind: 'tier', tier }) as const),
  name.map((service) => ({ kind: 'service', service }) as const),
  name.map((flow) => ({ kind: 'flow', flow }) as const),
  fc
    .constantFrom('**', 'a', 'a/**', 'a/b', 'a/b/*.ts', 'b/**', '**/*.md')
    .map((glob) => ({ kind: 'path', glob }) as const),
  fc.constantFrom('a', 'A', 'b').map((agent) => ({ kind: 'agent', agent }) as const),
  name.map((model) => ({ kind: 'model', model }) as const),
  name.map((pattern) => ({ kind: 'pattern', pattern }) as const),
);
const scope = fc.array(part, { minLength: 1, maxLength: 4 });

function knownOf<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Known<T>> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.uniqueArray(value, { maxLength: 3 }).map((values) => known(values)) },
    { weight: 1, arbitrary: fc.constant<Known<T>>(unknown('not read')) },
  );
}

const target: fc.Arbitrary<BrakeTarget> = fc.record({
  services: knownOf(name),
  tiers: knownOf(fc.constantFrom<Tier>(0, 1, 2, 3)),
  flows: knownOf(name),
  paths: knownOf(fc.constantFrom('a/x.ts', 'a/b/y.ts', 'a/b', 'b/z.md', 'c')),
  agents: knownOf(name),
  models: knownOf(name),
  patterns: knownOf(name),
  lane: fc.constantFrom('ordinary', 'hotfix', 'revert'),
  signoffs: fc.nat({ max: 3 }),
});

describe('scopes', () => {
  const applies = (of: BrakeScope, to: BrakeTarget) => appliesTo({ scope: of }, to).kind !== 'apart';

  it('never let more through when they are wider', () => {
    fc.assert(
      fc.property(scope, scope, target, (narrow, more, asked) => {
        if (applies(narrow, asked)) expect(applies([...narrow, ...more], asked)).toBe(true);
      }),
    );
  });

  it('cover what a scope covers that they are said to cover', () => {
    fc.assert(
      fc.property(scope, scope, target, (wide, narrow, asked) => {
        if (coversScope(wide, narrow) && applies(narrow, asked)) expect(applies(wide, asked)).toBe(true);
      }),
      { numRuns: 1000 },
    );
    // The law is not empty: wider ones are found.
    expect(coversScope(scopeOf('path:a'), scopeOf('path:a/b/*.ts'))).toBe(true);
    expect(coversScope(scopeOf('path:a/*'), scopeOf('path:a/b'))).toBe(false);
    expect(coversScope(scopeOf('everything'), scopeOf('service:x', 'tier:0'))).toBe(true);
  });

  it('hold no less when a fact becomes unknown, and never hold for a sign-off more', () => {
    const facts = ['services', 'tiers', 'flows', 'paths', 'agents', 'models', 'patterns'] as const;
    fc.assert(
      fc.property(scope, target, fc.constantFrom(...facts), (of, asked, fact) => {
        if (applies(of, asked)) expect(applies(of, { ...asked, [fact]: unknown('x') })).toBe(true);
        const held = (signoffs: number) => holdsOn(activeOn(of), { ...asked, signoffs }).length;
        expect(held(asked.signoffs + 1)).toBeLessThanOrEqual(held(asked.signoffs));
      }),
    );
  });

  it('are read back as what they were written', () => {
    fc.assert(
      fc.property(part, (each) => {
        expect(parseScope([scopePartText(each)])).toEqual({ ok: true, value: [each] });
      }),
    );
  });

  it.each(['', 'all', 'tier:4', 'service:', 'path:!x', 'team:a', `service:${'x'.repeat(301)}`, 'service:a\u202eb'])(
    'refuse %j',
    (text) => {
      expect(parseScope([text]).ok).toBe(false);
    },
  );
});
