import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, isWellFormed } from './index.ts';

describe('fitted', () => {
  it('keeps text that fits, and cuts no character in two', () => {
    expect(fitted('short', 10)).toBe('short');
    expect(fitted('😀😀😀😀', 4)).toBe('😀…');
  });

  it('is well-formed and within its limit whatever it is given', () => {
    const units = fc.array(fc.integer({ min: 0xd700, max: 0xe010 }), { maxLength: 400 });
    fc.assert(
      fc.property(units, fc.integer({ min: 2, max: 300 }), (codes, limit) => {
        const text = fitted(String.fromCharCode(...codes), limit);
        expect([text.length <= limit, isWellFormed(text)]).toEqual([true, true]);
      }),
    );
  });

  it('would notice a lone surrogate', () => {
    expect([isWellFormed('a\ud800'), isWellFormed('\udc00a'), isWellFormed('😀')]).toEqual([false, false, true]);
  });
});
