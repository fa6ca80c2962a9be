import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instant } from '../../kernel/index.ts';
import { believedTimes } from './landing-time.ts';

const times = (stated: readonly (number | null)[]) => stated.map((time) => (time === null ? null : instant(time)));

describe('believedTimes', () => {
  it('leaves out a clock that was wrong, forwards or backwards', () => {
    expect(believedTimes(times([10, 999, 11, 0, 11, null, 12]))).toEqual([10, null, 11, null, 11, null, 12]);
  });

  it('believes nothing of nothing', () => {
    expect(believedTimes([])).toEqual([]);
    expect(believedTimes([null])).toEqual([null]);
  });

  it('never goes backwards and keeps every order that is already right', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 50 }), { maxLength: 40 }), (stated) => {
        const kept = believedTimes(times(stated)).filter((time): time is Instant => time !== null);
        expect(kept).toEqual([...kept].sort((a, b) => a - b));
        const sorted = times([...stated].sort((a, b) => a - b));
        expect(believedTimes(sorted)).toEqual(sorted);
      }),
    );
  });
});
