import type { Side } from './model.ts';
import { type Tail, withAlarm, withPeak } from './tail.ts';

/** Deviations count for at most this much: one burst must not undo the evidence of an hour, nor one sample make an alarm. */
const CLIP = { against: -2, towards: 3 } as const;
/** What is usual noise and leads nowhere, in units of noise. */
const DRIFT = 0.75;
/** A deviation below this is inside the usual. */
const JUMP_FROM = 1;
const JUMP_MOST = 100;

/** No evidence, from `index` on. */
export function quietSide(index: number): Side {
  return {
    sum: 0,
    sumPeak: 0,
    since: index,
    seen: 0,
    expected: 0,
    jumpPeak: 0,
    isSumCounted: false,
    isJumpCounted: false,
  };
}

/** The two tails of a direction. */
export interface SideTails {
  readonly sum: Tail;
  readonly jump: Tail;
}

/** A side after one more sample that deviates by `z` units of noise (positive = its direction), and the tails with excursions that ended. */
export function advanced(
  side: Side,
  tails: SideTails,
  sample: { readonly z: number; readonly index: number; readonly seen: number; readonly expected: number },
): { readonly side: Side; readonly tails: SideTails } {
  const { z, index, seen, expected } = sample;
  const sum = Math.max(0, side.sum + Math.min(CLIP.towards, Math.max(CLIP.against, z)) - DRIFT);
  const isOut = z > JUMP_FROM;
  const hasSumEnded = sum === 0 && side.sumPeak > 0;
  const hasJumpEnded = !isOut && side.jumpPeak > 0;
  const next = {
    ...(sum === 0
      ? { sum, sumPeak: 0, since: index + 1, seen: 0, expected: 0, isSumCounted: false }
      : {
          sum,
          sumPeak: Math.max(side.sumPeak, sum),
          since: side.since,
          seen: side.seen + seen,
          expected: side.expected + expected,
          isSumCounted: side.isSumCounted,
        }),
    jumpPeak: isOut ? Math.max(side.jumpPeak, Math.min(JUMP_MOST, z)) : 0,
    isJumpCounted: isOut && side.isJumpCounted,
  };
  return {
    side: next,
    tails: {
      sum: hasSumEnded && !side.isSumCounted ? withPeak(tails.sum, side.sumPeak) : tails.sum,
      jump: hasJumpEnded && !side.isJumpCounted ? withPeak(tails.jump, side.jumpPeak) : tails.jump,
    },
  };
}

/** A side whose excursion alarmed: it is counted once, as an alarm. */
export function counted(
  side: Side,
  tails: SideTails,
  which: 'sum' | 'jump',
): { readonly side: Side; readonly tails: SideTails } {
  if (which === 'sum') {
    if (side.isSumCounted) return { side, tails };
    return { side: { ...side, isSumCounted: true }, tails: { ...tails, sum: withAlarm(tails.sum, side.sum) } };
  }
  if (side.isJumpCounted) return { side, tails };
  return { side: { ...side, isJumpCounted: true }, tails: { ...tails, jump: withAlarm(tails.jump, side.jumpPeak) } };
}
