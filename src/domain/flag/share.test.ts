import { describe, expect, it } from 'vitest';
import { type Digest, type Instant, instant } from '../../kernel/index.ts';
import {
  evolve,
  type FlagEvent,
  type FlagSet,
  type Json,
  killFlag,
  publishFlags,
  readFlagSet,
  type ServedFlags,
  setShare,
  sharedSet,
  shareStanding,
  sharesOver,
} from './index.ts';

const NOW = instant(1_700_000_000_000);
const SWITCH = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };
const split = (...buckets: Json[]): Json => ({ fractional: buckets });
const FLAG = { ...SWITCH, targeting: split(['on', 5], ['off', 95]) };

function setOf(flags: Json): FlagSet {
  const { set, problems } = readFlagSet({ flags });
  if (set === null) throw new Error(JSON.stringify(problems));
  return set;
}

function taken(before: ServedFlags | null, set: FlagSet, at: Instant = NOW): readonly FlagEvent[] {
  const publication = { digest: set.digest, document: 'sha256:0' as Digest, commit: 'c0ffee', flags: 1, at };
  return publishFlags(before, { id: 'local:shop', before: null, after: set, publication });
}

function served(set: FlagSet): ServedFlags {
  return told(null, taken(null, set)) as ServedFlags;
}

function told(before: ServedFlags | null, events: readonly FlagEvent[]): ServedFlags | null {
  return events.reduce<ServedFlags | null>(evolve, before);
}

function wish(set: FlagSet, more: Partial<Parameters<typeof setShare>[1]> = {}) {
  return { set, flag: 'a', variant: null, percent: 25, action: 'shop-1.1', by: null, now: NOW, ...more };
}

function moved(before: ServedFlags, set: FlagSet, more: Partial<Parameters<typeof setShare>[1]> = {}): ServedFlags {
  const answer = setShare(before, wish(set, more));
  if (!answer.ok) throw new Error(answer.rejection.code);
  return told(before, answer.value) as ServedFlags;
}

const set = setOf({ a: FLAG });

describe('a share over a definition', () => {
  it('rewrites the weights of the split and nothing else, in the order of the definition, with its seed', () => {
    const seeded = setOf({ a: { ...SWITCH, targeting: split({ var: 'email' }, ['off', 95], ['on', 5]) } });
    const after = moved(served(seeded), seeded, { percent: 12.5 });
    const [flag] = [...sharedSet(seeded, sharesOver(seeded, after)).flags.values()];
    expect(flag?.targeting).toEqual(split({ var: 'email' }, ['off', 8_750], ['on', 1_250]));
    expect(shareStanding(after, { set: seeded, flag: 'a', variant: null })).toMatchObject({
      value: { variant: 'on', rest: 'off', percent: 12.5, share: { action: 'shop-1.1' } },
    });
  });

  it('is told by the definition where none was set, and gives the least share to somebody', () => {
    expect(shareStanding(served(set), { set, flag: 'a', variant: 'on' })).toMatchObject({
      value: { percent: 5, share: null },
    });
    const least = sharedSet(set, moved(served(set), set, { percent: 1e-9 }).shares).flags.get('a');
    const most = sharedSet(set, moved(served(set), set, { percent: 99.999_9 }).shares).flags.get('a');
    expect([least?.targeting, most?.targeting]).toEqual([
      split(['on', 1], ['off', 9_999]),
      split(['on', 9_999], ['off', 1]),
    ]);
  });

  it.each([
    ['a rule', { if: [{ '==': [{ var: 'plan' }, 'free'] }, 'off', split(['on', 5], ['off', 95])] }, {}, 'no-split'],
    ['no targeting', null, {}, 'no-split'],
    ['three variants', split(['on', 5], ['off', 90], ['third', 5]), {}, 'no-split'],
    ['one variant twice', split(['on', 5], ['on', 95]), {}, 'no-split'],
    ['the default among them', split(['on', 5], [null, 95]), {}, 'no-split'],
    ['two variants, none of them off', split(['on', 5], ['third', 95]), { variant: null }, 'no-off-variant'],
    ['off to be given', split(['on', 5], ['off', 95]), { variant: 'off' }, 'other-variant'],
    ['more than all', split(['on', 5], ['off', 95]), { percent: 101 }, 'bad-percent'],
    ['no number', split(['on', 5], ['off', 95]), { percent: Number.NaN }, 'bad-percent'],
    ['an id with other signs', split(['on', 5], ['off', 95]), { action: 'a b' }, 'bad-action'],
    ['an unknown flag', split(['on', 5], ['off', 95]), { flag: 'b' }, 'no-such-flag'],
  ] as const)('is refused of %s', (_, targeting, more, code) => {
    const variants = { on: 'a', off: 'b', third: 'c' };
    const other = setOf({ a: { ...SWITCH, variants, targeting: targeting as Json } });
    expect(setShare(served(other), wish(other, more))).toMatchObject({ ok: false, rejection: { code } });
  });

  it('is refused of a disabled flag, and over definitions that are not served', () => {
    const disabled = setOf({ a: { ...FLAG, state: 'DISABLED' } });
    expect(setShare(served(disabled), wish(disabled))).toMatchObject({ rejection: { code: 'disabled' } });
    expect(setShare(served(set), wish(disabled))).toMatchObject({ rejection: { code: 'behind' } });
  });

  it('is set once by one action, however late it is asked again; one that takes all back is never too late', () => {
    const first = moved(served(set), set, { percent: 25, action: 'r.1' });
    const second = moved(first, set, { percent: 50, action: 'r.2' });
    expect(setShare(second, wish(set, { percent: 25, action: 'r.1' }))).toEqual({ ok: true, value: [] });
    const back = moved(second, set, { percent: 0, action: 'r.3' });
    const late = moved(back, set, { percent: 50, action: 'r.4' });
    expect(moved(late, set, { percent: 0, action: 'r.3' }).shares).toMatchObject([{ percent: 0 }]);
    expect(setShare(back, wish(set, { percent: 0, action: 'r.3' }))).toEqual({ ok: true, value: [] });
  });

  it('does not grow while the flag is killed, and may be taken back then', () => {
    const kill = { set, flag: 'a', variant: null, reason: 'errors', by: null, until: null, now: NOW };
    const killed = killFlag(served(set), kill);
    const off = told(served(set), killed.ok ? killed.value : []) as ServedFlags;
    expect(setShare(off, wish(set))).toMatchObject({ rejection: { code: 'killed' } });
    expect(moved(off, set, { percent: 0 }).shares).toMatchObject([{ percent: 0 }]);
  });
});

describe('newer definitions', () => {
  it.each([
    [
      'that change the flag end its share',
      { a: { ...FLAG, targeting: split(['on', 10], ['off', 90]) } },
      'definition-changed',
    ],
    ['that switch it off end its share', { a: { ...FLAG, state: 'DISABLED' } }, 'definition-changed'],
    ['without the flag end its share', { b: SWITCH }, 'flag-removed'],
    ['that change its metadata keep it', { a: { ...FLAG, metadata: { flow: 'pay' } } }, null],
    ['that change another flag keep it', { a: FLAG, b: SWITCH }, null],
  ] as const)('%s', (_, flags, why) => {
    const shared = moved(served(set), set);
    const next = setOf(flags as Json);
    const events = taken(shared, next);
    const dropped = events.filter(({ kind }) => kind === 'FlagShareDropped');
    expect(dropped).toMatchObject(why === null ? [] : [{ flag: 'a', action: 'shop-1.1', why, commit: 'c0ffee' }]);
    const after = told(shared, events) as ServedFlags;
    expect(after.shares.length).toBe(why === null ? 1 : 0);
    expect(after.actions).toEqual(['shop-1.1']);
    // Nor does it count before the event is written.
    expect(sharesOver(next, shared).length).toBe(why === null ? 1 : 0);
  });
});
