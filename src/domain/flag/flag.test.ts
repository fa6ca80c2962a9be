import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type Digest, type Instant } from '../../kernel/index.ts';
import {
  compareFlagSets,
  evaluateServed,
  evolve,
  exposureChanges,
  type FlagEvaluator,
  type FlagEvent,
  type FlagSet,
  type Json,
  killFlag,
  killsAt,
  nextKillEnd,
  offVariant,
  publishFlags,
  readFlagSet,
  restoreFlag,
  type ServedFlags,
  servedVersion,
  sharesText,
  staleFlags,
  summarizeFlagChange,
} from './index.ts';

const SWITCH = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };
const NOW = 1_700_000_000_000 as Instant;

function setOf(flags: Json): FlagSet {
  const { set, problems } = readFlagSet({ flags });
  if (set === null) throw new Error(JSON.stringify(problems));
  return set;
}

/** Rules of this test: a share of the keys by their first hexadecimal digit, and constants; what flagd does is tested beside its adapter. */
function evaluatorOf(set: FlagSet): FlagEvaluator {
  return {
    set,
    evaluate(key, { targetingKey }) {
      const flag = set.flags.get(key);
      if (flag === undefined) return { kind: 'error', code: 'FLAG_NOT_FOUND', message: '', metadata: {} };
      if (flag.state === 'DISABLED') return { kind: 'code-default', reason: 'DISABLED', metadata: {} };
      const split = (flag.targeting as { readonly fractional?: readonly (readonly [string, number])[] } | null)
        ?.fractional;
      let at = Number.parseInt(String(targetingKey).slice(0, 4), 16) / 65_536;
      const total = split?.reduce((sum, [, weight]) => sum + weight, 0) ?? 1;
      const found = split?.find(([, weight]) => {
        at -= weight / total;
        return at < 0;
      });
      const variant = found?.[0] ?? flag.defaultVariant ?? 'off';
      return { kind: 'value', variant, value: flag.variants.get(variant) ?? null, reason: 'STATIC', metadata: {} };
    },
  };
}

const split = (on: number, rest: Json[] = [['off', 100 - on]]): Json => ({ fractional: [['on', on], ...rest] });

function changed(before: Json, after: Json) {
  const [old, next] = [evaluatorOf(setOf(before)), evaluatorOf(setOf(after))];
  const differences = compareFlagSets(old.set, next.set);
  return summarizeFlagChange(differences, exposureChanges({ differences, before: old, after: next, sample: 1_000 }));
}

describe('differences of two sets', () => {
  it('names each flag that differs and what of it', () => {
    const before = setOf({ a: SWITCH, b: { ...SWITCH, targeting: split(5) }, c: SWITCH, same: SWITCH });
    const after = setOf({
      a: { ...SWITCH, state: 'DISABLED', defaultVariant: 'on' },
      b: { ...SWITCH, targeting: split(20) },
      d: SWITCH,
      same: { defaultVariant: 'off', variants: { off: false, on: true }, state: 'ENABLED' },
    });
    expect(compareFlagSets(before, after).map(({ key, kind, parts }) => [key, kind, parts])).toEqual([
      ['a', 'changed', ['state', 'default']],
      ['b', 'changed', ['percentage']],
      ['c', 'removed', []],
      ['d', 'added', []],
    ]);
  });

  it('calls it targeting where other variants or users are named, and shows shares as they stand', () => {
    const before = setOf({ b: { ...SWITCH, targeting: split(5) } });
    const seeded = setOf({ b: { ...SWITCH, targeting: { fractional: [{ var: 'tenant' }, ['on', 5], ['off', 95]] } } });
    expect(compareFlagSets(before, seeded)[0]?.parts).toEqual(['targeting']);
    expect(sharesText(before.flags.get('b')?.targeting ?? null)).toBe('on 5 %, off 95 %');
  });

  it('gives sets of one meaning one digest, and others another', () => {
    const one = setOf({ a: SWITCH, b: SWITCH });
    expect(setOf({ b: SWITCH, a: SWITCH }).digest).toBe(one.digest);
    expect(setOf({ a: SWITCH, b: { ...SWITCH, state: 'DISABLED' } }).digest).not.toBe(one.digest);
  });
});

describe('who is exposed by a change', () => {
  it('counts users that see the new, and moves nobody while the first share grows', () => {
    const summary = changed({ a: { ...SWITCH, targeting: split(5) } }, { a: { ...SWITCH, targeting: split(25) } });
    expect(summary.exposureJump).toBeGreaterThan(17);
    expect(summary.exposureJump).toBeLessThan(23);
    expect(summary).toMatchObject({ groupJump: 20, moved: 0, movesUsers: false, onlyOff: false });
  });

  it('tells that users are moved where an earlier share changes', () => {
    const variants = { a: 1, b: 2, off: 0 };
    const flag = (a: number) => ({
      state: 'ENABLED',
      variants,
      defaultVariant: 'off',
      targeting: {
        fractional: [
          ['a', a],
          ['b', 10],
          ['off', 90 - a],
        ],
      },
    });
    expect(changed({ x: flag(5) }, { x: flag(25) })).toMatchObject({ movesUsers: true });
  });

  it('counts a variant that has another value as a move', () => {
    const old = { ...SWITCH, variants: { on: 'a', off: 'z' }, targeting: split(50) };
    const summary = changed({ a: old }, { a: { ...old, variants: { on: 'b', off: 'z' } } });
    expect(summary.movesUsers).toBe(true);
    expect(summary.exposureJump).toBe(0);
  });

  it('sees the group that a rule names though no user at large is in it', () => {
    const staff = { if: [{ ends_with: [{ var: 'email' }, '@shop.example'] }, 'on', 'off'] };
    const summary = changed({ a: SWITCH }, { a: { ...SWITCH, targeting: staff } });
    expect(summary).toMatchObject({ exposureJump: 0, groupJump: 100 });
  });

  it('knows a change that only switches off, by state, default or share, and no other', () => {
    const half = { ...SWITCH, targeting: split(50) };
    expect(changed({ a: half }, { a: { ...half, state: 'DISABLED' } })).toMatchObject({
      onlyOff: true,
      movesUsers: false,
    });
    expect(changed({ a: half }, { a: SWITCH })).toMatchObject({ onlyOff: true });
    expect(changed({ a: half }, { a: { ...half, targeting: split(10) } })).toMatchObject({
      onlyOff: false,
      movesUsers: true,
    });
    const inverted = { ...SWITCH, variants: { on: false, off: true } };
    expect(changed({ a: half }, { a: inverted })).toMatchObject({ onlyOff: false });
    expect(changed({ a: half }, {})).toMatchObject({ onlyOff: false });
    expect(changed({ a: half }, { a: half })).toMatchObject({ onlyOff: false });
  });

  it('never says less of a group than of users at large', () => {
    const share = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(share, share, (one, other) => {
        const at = (on: number): Json => (on === 0 ? SWITCH : { ...SWITCH, targeting: split(on) });
        const { exposureJump, groupJump } = changed({ a: at(one) }, { a: at(other) });
        expect(groupJump).toBeGreaterThanOrEqual(exposureJump - 5);
      }),
      { numRuns: 8 },
    );
  });
});

describe('the off-variant', () => {
  it('is the one that metadata names, the only false, or the one called off', () => {
    const of = (flag: Json) => {
      const found = setOf({ a: flag }).flags.get('a');
      return found === undefined ? undefined : offVariant(found);
    };
    expect(of(SWITCH)).toBe('off');
    expect(of({ ...SWITCH, variants: { yes: true, no: false }, defaultVariant: 'yes' })).toBe('no');
    const texts = { state: 'ENABLED', variants: { red: 'r', blue: 'b' } };
    expect(of(texts)).toBeNull();
    expect(of({ ...texts, metadata: { offVariant: 'blue' } })).toBe('blue');
    expect(of({ ...texts, variants: { off: 'r', blue: 'b' } })).toBe('off');
  });
});

describe('a kill switch', () => {
  const set = setOf({
    a: { ...SWITCH, defaultVariant: 'on' },
    plain: { state: 'ENABLED', variants: { red: 'r', blue: 'b' } },
  });
  const empty: ServedFlags = { id: 'local:shop', publications: [], kills: [], shares: [], actions: [], refused: null };
  const kill = (more: object = {}) =>
    killFlag(empty, {
      set,
      flag: 'a',
      variant: null,
      reason: 'errors',
      by: 'account:1',
      until: null,
      now: NOW,
      ...more,
    });
  const folded = (events: readonly FlagEvent[], from: ServedFlags = empty) => events.reduce(evolve, from);
  const told = (answer: ReturnType<typeof killFlag>) => (answer.ok ? answer.value : []);

  it('gives everybody the off-variant at once, until it is restored', () => {
    const served = folded(told(kill()));
    const kills = new Map(killsAt(served, NOW).map((each) => [each.flag, each]));
    const evaluator = evaluatorOf(set);
    const evaluation = evaluateServed({ evaluator, kills, shared: null, key: 'a', context: {} });
    expect(evaluation).toMatchObject({ kind: 'value', variant: 'off', value: false, reason: 'DISABLED' });
    expect(servedVersion(set, [...kills.values()])).not.toBe(servedVersion(set, []));
    const restored = restoreFlag(served, { flag: 'a', reason: 'fixed', by: null, isAutomated: false, now: NOW });
    expect(killsAt(folded(told(restored), served), NOW)).toEqual([]);
  });

  it('ends by itself where an end is given', () => {
    const until = (NOW + 60_000) as Instant;
    const served = folded(told(kill({ until })));
    expect(nextKillEnd(served, NOW)).toBe(until);
    expect(killsAt(served, (until - 1) as Instant)).toHaveLength(1);
    expect(killsAt(served, until)).toEqual([]);
    expect(nextKillEnd(served, until)).toBeNull();
  });

  it('is refused where it cannot be meant: no flag, no reason, an end that is past, a variant nobody knows', () => {
    expect(kill({ flag: 'b' })).toMatchObject({ rejection: { code: 'no-such-flag' } });
    expect(kill({ reason: ' ' })).toMatchObject({ rejection: { code: 'no-reason' } });
    expect(kill({ until: NOW })).toMatchObject({ rejection: { code: 'bad-end' } });
    expect(kill({ flag: 'plain' })).toMatchObject({ rejection: { code: 'no-off-variant', variants: ['red', 'blue'] } });
    expect(kill({ flag: 'plain', variant: 'green' })).toMatchObject({ rejection: { code: 'no-such-variant' } });
    expect(kill({ flag: 'plain', variant: 'red' }).ok).toBe(true);
  });

  it('is ended by a human only, and only where it holds', () => {
    const served = folded(told(kill()));
    const asked = { flag: 'a', reason: 'fixed', by: null, isAutomated: true, now: NOW };
    expect(restoreFlag(served, asked)).toMatchObject({ rejection: { code: 'automated' } });
    expect(restoreFlag(empty, { ...asked, isAutomated: false })).toMatchObject({ rejection: { code: 'not-killed' } });
  });

  it('holds through new definitions, and leaves the code to decide where they lost its variant', () => {
    const served = folded(told(kill()));
    const kills = new Map(killsAt(served, NOW).map((each) => [each.flag, each]));
    const renamed = evaluatorOf(setOf({ a: { ...SWITCH, variants: { yes: true, no: false }, defaultVariant: 'yes' } }));
    expect(evaluateServed({ evaluator: renamed, kills, shared: null, key: 'a', context: {} })).toMatchObject({
      kind: 'code-default',
    });
  });

  it('survives a replay of its events in any split, each flag killed once at most', () => {
    const step = fc.record({ flag: fc.constantFrom('a', 'plain'), restore: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let served = empty;
        const events: FlagEvent[] = [];
        for (const { flag, restore } of steps) {
          const answer = restore
            ? restoreFlag(served, { flag, reason: 'r', by: null, isAutomated: false, now: NOW })
            : killFlag(served, {
                set,
                flag,
                variant: flag === 'a' ? null : 'red',
                reason: 'r',
                by: null,
                until: null,
                now: NOW,
              });
          events.push(...told(answer));
          served = folded(told(answer), served);
        }
        expect(folded(events)).toEqual(served);
        expect(new Set(served.kills.map(({ flag }) => flag)).size).toBe(served.kills.length);
      }),
    );
  });
});

describe('publication', () => {
  it('tells which flags differ, and nothing where the same set is served', () => {
    const [before, after] = [setOf({ a: SWITCH }), setOf({ a: SWITCH, b: SWITCH })];
    const publication = { digest: after.digest, document: 'sha256:x' as Digest, commit: 'c1', flags: 2, at: NOW };
    const [event] = publishFlags(null, { id: 'local:shop', before, after, publication });
    expect(event).toMatchObject({ kind: 'FlagsPublished', changed: ['b'], changes: 1, previous: null });
    const served = event === undefined ? null : evolve(null, event);
    expect(publishFlags(served, { id: 'local:shop', before: after, after, publication })).toEqual([]);
  });
});

describe('flags that may go', () => {
  it('names what is settled, unchanged or not referred to, and takes the unknown for no reason', () => {
    const set = setOf({
      done: {
        ...SWITCH,
        targeting: {
          fractional: [
            ['on', 100],
            ['off', 0],
          ],
        },
      },
      live: { ...SWITCH, targeting: split(5) },
      young: SWITCH,
      off: { ...SWITCH, state: 'DISABLED' },
    });
    const old = (NOW - 200 * DAY_MS) as Instant;
    const changedAt = new Map([
      ['done', old],
      ['live', old],
      ['young', NOW],
      ['off', old],
    ]);
    const asked = { set, changedAt, readSince: null, days: 90, now: NOW };
    const reasons = (references: ReadonlyMap<string, number> | null) =>
      staleFlags({ ...asked, references }).map(({ key, reasons: why, settledOn }) => [key, why, settledOn]);
    expect(reasons(null)).toEqual([
      ['done', ['settled'], 'on'],
      ['live', ['unchanged'], null],
      ['off', ['settled'], null],
    ]);
    expect(
      reasons(
        new Map([
          ['done', 2],
          ['live', 1],
          ['off', 1],
        ]),
      ),
    ).toContainEqual(['young', ['unreferenced'], 'off']);
    expect(staleFlags({ ...asked, changedAt: new Map(), references: null })).toEqual([]);
    expect(staleFlags({ ...asked, changedAt: new Map(), readSince: old, references: null })).toHaveLength(4);
  });
});
