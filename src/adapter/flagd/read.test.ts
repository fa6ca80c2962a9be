import { describe, expect, it } from 'vitest';
import type { EvaluationContext, FlagEvaluator } from '../../domain/flag/index.ts';
import { MAX_DEFINITIONS } from '../../domain/flag/index.ts';
import { flagReader } from './read.ts';

const SWITCH = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };

function text(flags: object, more: object = {}): string {
  return JSON.stringify({ $schema: 'https://flagd.dev/schema/v0/flags.json', flags, ...more }, null, 2);
}

function open(flags: object, more: object = {}): FlagEvaluator {
  const read = flagReader.read(text(flags, more));
  if (!read.ok) throw new Error(JSON.stringify(read.rejection));
  return read.value.evaluator;
}

function problems(written: string): readonly string[] {
  const read = flagReader.read(written);
  const told = read.ok ? read.value.problems : read.rejection;
  return told.map(({ code, line }) => `${code}@${line}`);
}

describe('evaluation by the library of flagd', () => {
  const split = {
    fractional: [
      ['on', 5],
      ['off', 95],
    ],
  };

  it('splits users as flagd does: the same key gets the same variant, about as many as were asked for', () => {
    const evaluator = open({ checkout: { ...SWITCH, targeting: split } });
    const keys = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);
    const on = keys.filter((targetingKey) => valueFor(evaluator, 'checkout', { targetingKey }) === true);
    expect(on.length / keys.length).toBeGreaterThan(0.045);
    expect(on.length / keys.length).toBeLessThan(0.055);
    // Taken from flagd 0.12 and up (murmur3 of key and user, times the total weight, shifted by 32 bits).
    expect(on.slice(0, 3)).toMatchInlineSnapshot(`
      [
        "user-14",
        "user-29",
        "user-88",
      ]
    `);
  });

  it('moves nobody off who is on while the first share grows, and does where what stands before it changes', () => {
    const keys = Array.from({ length: 2_000 }, (_, index) => `user-${index}`);
    const exposed = (targeting: object) => {
      const evaluator = open({ checkout: { ...SWITCH, targeting } });
      return new Set(keys.filter((targetingKey) => valueFor(evaluator, 'checkout', { targetingKey }) === true));
    };
    const few = exposed(split);
    const more = exposed({
      fractional: [
        ['on', 20],
        ['off', 80],
      ],
    });
    expect([...few].filter((key) => !more.has(key))).toEqual([]);
    const three = (a: number) =>
      exposed({
        fractional: [
          ['off', 50],
          ['on', a],
          ['off', 50 - a],
        ],
      });
    expect([...three(10)].filter((key) => !three(20).has(key))).toEqual([]);
    const last = (on: number) =>
      exposed({
        fractional: [
          ['off', 100 - on],
          ['on', on],
        ],
      });
    expect([...last(5)].filter((key) => !last(20).has(key))).toEqual([]);
    const middle = exposed({
      fractional: [
        ['off', 30],
        ['on', 5],
        ['off', 65],
      ],
    });
    const shifted = exposed({
      fractional: [
        ['off', 10],
        ['on', 5],
        ['off', 85],
      ],
    });
    expect([...middle].some((key) => !shifted.has(key))).toBe(true);
  });

  it('says that the targeting key is missing where a split needs it, and only there', () => {
    const targeting = { if: [{ ends_with: [{ var: 'email' }, '@shop.example'] }, 'on', split] };
    const evaluator = open({ checkout: { ...SWITCH, targeting } });
    expect(evaluator.evaluate('checkout', {})).toMatchObject({ kind: 'error', code: 'TARGETING_KEY_MISSING' });
    expect(evaluator.evaluate('checkout', { email: 'ann@shop.example' })).toMatchObject({
      kind: 'value',
      variant: 'on',
    });
    expect(open({ plain: SWITCH }).evaluate('plain', {})).toMatchObject({ variant: 'off', reason: 'STATIC' });
    const seeded = { fractional: [{ var: 'tenant' }, ['on', 1], ['off', 1]] };
    expect(open({ a: { ...SWITCH, targeting: seeded } }).evaluate('a', { tenant: 't1' }).kind).toBe('value');
  });

  it('tells apart what is disabled, unknown, without an answer, and asked with a strange context', () => {
    const evaluator = open({
      gone: { ...SWITCH, state: 'DISABLED', metadata: { flow: 'payment' } },
      bare: { state: 'ENABLED', variants: { on: true } },
      wrong: { ...SWITCH, targeting: { cat: ['o', 'nn'] } },
    });
    expect(evaluator.evaluate('gone', {})).toEqual({
      kind: 'code-default',
      reason: 'DISABLED',
      metadata: { flow: 'payment' },
    });
    expect(evaluator.evaluate('bare', {})).toMatchObject({ kind: 'code-default', reason: 'DEFAULT' });
    expect(evaluator.evaluate('nowhere', {})).toMatchObject({ kind: 'error', code: 'FLAG_NOT_FOUND' });
    expect(evaluator.evaluate('wrong', {})).toMatchObject({ kind: 'error', code: 'GENERAL' });
    expect(evaluator.evaluate('bare', { targetingKey: 7 })).toMatchObject({ kind: 'error', code: 'INVALID_CONTEXT' });
  });

  it('puts shared rules in, and keeps metadata of the set below those of a flag', () => {
    const evaluator = open(
      { a: { ...SWITCH, targeting: { if: [{ $ref: 'staff' }, 'on'] }, metadata: { service: 'checkout' } } },
      { $evaluators: { staff: { in: ['@shop.example', { var: 'email' }] } }, metadata: { service: 'all', team: 'x' } },
    );
    expect(evaluator.evaluate('a', { email: 'ann@shop.example' })).toMatchObject({
      variant: 'on',
      metadata: { service: 'checkout', team: 'x' },
    });
    expect(evaluator.evaluate('a', {})).toMatchObject({ variant: 'off', reason: 'DEFAULT' });
  });
});

describe('a definitions file that is wrong', () => {
  it.each([
    ['{"flags": {"a": 1,}}', ['malformed@1']],
    ['{', ['truncated@1']],
    [`${'['.repeat(100)}${']'.repeat(100)}`, ['too-deep@1']],
    ['[]', ['no-flags@1']],
    [
      '{\n "flags": {\n  "a": {"state": "ENABLED", "variants": {"on": true}},\n  "a": {"state": "ENABLED", "variants": {"on": true}}\n}}',
      ['repeated-member@4'],
    ],
    [text({ a: { ...SWITCH, state: 'ON' } }), ['bad-state@5']],
    [text({ a: { ...SWITCH, defaultVariant: 'of' } }), ['unknown-default@10']],
    [text({ a: { ...SWITCH, variants: { on: true, off: 'no' } } }), ['mixed-types@6']],
    [text({ a: { ...SWITCH, variants: {} } }), ['bad-variants@6']],
    [text({ a: { ...SWITCH, targeting: { reduce: [[1], { var: 'x' }, 0] } } }), ['unknown-operator@11']],
    [text({ a: { ...SWITCH, targeting: { map: [[1], { filter: [[1], true] }] } } }), ['nested-loop@16']],
    [text({ a: { ...SWITCH, targeting: { sem_ver: [1, 2] } } }), ['schema@11']],
    [
      text({
        a: {
          ...SWITCH,
          targeting: {
            fractional: [
              ['on', 1],
              ['offf', 3],
            ],
          },
        },
      }),
      ['unknown-variant@12'],
    ],
    [
      text({
        a: {
          ...SWITCH,
          targeting: {
            fractional: [
              ['on', 1.5],
              ['off', 3],
            ],
          },
        },
      }),
      ['bad-weight@13'],
    ],
    [text({ a: { ...SWITCH, targeting: { $ref: 'staff' } } }), ['unknown-evaluator@11']],
    [
      text({ a: { ...SWITCH, targeting: { $ref: 'x' } } }, { $evaluators: { x: { '!': { $ref: 'x' } } } }),
      ['nested-reference@11'],
    ],
    [text({ a: { ...SWITCH, targetting: {} } }), ['unknown-member@11']],
    [text({ 'a\u202eb': SWITCH }), ['bad-key@4']],
  ])('%# is told by code and line', (written, expected) => {
    expect(problems(written)).toEqual(expected);
  });

  it('is refused before it costs much: size, flags, rules that grow by references', () => {
    const large = flagReader.read(' '.repeat(MAX_DEFINITIONS + 1));
    expect(large).toMatchObject({ ok: false, rejection: [{ code: 'too-large' }] });
    const rule = { or: Array.from({ length: 300 }, (_, index) => ({ '==': [{ var: 'x' }, index] })) };
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`f${index}`, { ...SWITCH, targeting: { if: [{ $ref: 'r' }, 'on'] } }]),
    );
    const told = problems(text(many, { $evaluators: { r: rule } }));
    expect(told.every((each) => each.startsWith('targeting-too-large@'))).toBe(true);
    expect(told.length).toBeGreaterThan(0);
  });
});

function valueFor(evaluator: FlagEvaluator, key: string, context: EvaluationContext): unknown {
  const answer = evaluator.evaluate(key, context);
  return answer.kind === 'value' ? answer.value : null;
}
