import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagReader } from '../../src/adapter/flagd/index.ts';
import {
  evaluateServed,
  evolve,
  type FlagEvaluator,
  type FlagKill,
  flagdDocument,
  publishFlags,
  type ServedFlags,
  setShare,
  sharedSet,
  sharesOver,
} from '../../src/domain/flag/index.ts';
import { type Digest, instant } from '../../src/kernel/index.ts';

const NOW = instant(1_700_000_000_000);

function read(document: unknown): FlagEvaluator {
  const answer = flagReader.read(JSON.stringify(document));
  if (!answer.ok) throw new Error(JSON.stringify(answer.rejection));
  return answer.value.evaluator;
}

type Buckets = readonly (readonly [string, number])[];

function defined(buckets: Buckets): FlagEvaluator {
  const flag = {
    state: 'ENABLED',
    variants: { on: true, off: false },
    defaultVariant: 'off',
    targeting: { fractional: buckets },
  };
  return read({ flags: { pay: flag } });
}

/** Who sees the flag with a share over it; `percent` = `null`: as it is defined. */
function shown(evaluator: FlagEvaluator, percent: number | null, kills: ReadonlyMap<string, FlagKill> = new Map()) {
  const { set } = evaluator;
  const publication = { digest: set.digest, document: 'sha256:0' as Digest, commit: 'c0ffee', flags: 1, at: NOW };
  const taken = publishFlags(null, { id: 'local:shop', before: null, after: set, publication });
  let served = taken.reduce<ServedFlags | null>(evolve, null) as ServedFlags;
  if (percent !== null) {
    const answer = setShare(served, { set, flag: 'pay', variant: 'on', percent, action: 'r.1', by: null, now: NOW });
    if (!answer.ok) throw new Error(answer.rejection.code);
    served = answer.value.reduce<ServedFlags | null>(evolve, served) as ServedFlags;
  }
  const shares = sharesOver(set, served);
  const shared = shares.length === 0 ? null : read(flagdDocument(sharedSet(set, shares)));
  return (targetingKey: string): boolean => {
    const answer = evaluateServed({ evaluator, kills, shared, key: 'pay', context: { targetingKey } });
    if (answer.kind !== 'value') throw new Error(answer.kind);
    return answer.value === true;
  };
}

const percents = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);
const weights = fc.integer({ min: 0, max: 1_000 });
const KEYS = Array.from({ length: 200 }, (_, at) => `user-${at}`);

/** Whether somebody who sees it at the less does not at the more. */
function movesAnybody(less: (key: string) => boolean, more: (key: string) => boolean): boolean {
  return KEYS.some((key) => less(key) && !more(key));
}

describe('users of a flag whose share grows, as flagd splits them', () => {
  it('keep it, from the share of the definition on, whatever its weights and whichever variant stands first', () => {
    fc.assert(
      fc.property(percents, percents, weights, fc.integer({ min: 1, max: 1_000 }), fc.boolean(), (...drawn) => {
        const [one, other, on, off, isOnFirst] = drawn;
        const buckets: Buckets = [['on', on] as const, ['off', off] as const];
        const evaluator = defined(isOnFirst ? buckets : buckets.toReversed());
        const [less, more] = [shown(evaluator, Math.min(one, other)), shown(evaluator, Math.max(one, other))];
        expect(movesAnybody(less, more)).toBe(false);
        const own = shown(evaluator, null);
        const percent = (on * 100) / (on + off);
        // A hundredth is the least step of a share.
        expect(movesAnybody(own, shown(evaluator, Math.min(100, percent + 0.01)))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('would lose it where the variants changed their places, which a share never does', () => {
    const [first, last] = [
      defined([
        ['on', 5],
        ['off', 95],
      ]),
      defined([
        ['off', 90],
        ['on', 10],
      ]),
    ];
    expect(movesAnybody(shown(first, null), shown(last, null))).toBe(true);
  });

  it('are as many as it says, nobody at 0 and everybody at 100', () => {
    const evaluator = defined([
      ['on', 5],
      ['off', 95],
    ]);
    const many = Array.from({ length: 2_000 }, (_, at) => `u${at}`);
    const counted = (percent: number): number => many.filter(shown(evaluator, percent)).length;
    expect([counted(0), counted(100)]).toEqual([0, 2_000]);
    // 4 standard errors of 2,000 draws of a quarter.
    expect(Math.abs(counted(25) - 500)).toBeLessThan(80);
  });

  it('all lose it at once to a kill, whatever the share', () => {
    const kill: FlagKill = { flag: 'pay', variant: 'off', reason: 'errors', by: null, at: NOW, until: null };
    const evaluator = defined([
      ['on', 5],
      ['off', 95],
    ]);
    expect(KEYS.filter(shown(evaluator, 100, new Map([['pay', kill]])))).toEqual([]);
  });
});
