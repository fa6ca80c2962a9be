import { describe, expect, it } from 'vitest';
import { isTrailer, withTrailers } from './trailer-text.ts';

describe('withTrailers', () => {
  it.each([
    ['Subject', 'Subject\n\nA: b\n'],
    ['Subject\n\nBody\n', 'Subject\n\nBody\n\nA: b\n'],
    ['Subject\n\nBody\n\nC: d\n\n', 'Subject\n\nBody\n\nC: d\nA: b\n'],
    ['Subject\n\nC: d\n  goes on', 'Subject\n\nC: d\n  goes on\nA: b\n'],
    ['Subject\n\nA: b', 'Subject\n\nA: b\n'],
    ['fix: subject', 'fix: subject\n\nA: b\n'],
    ['S\n\nC: d\nnot one', 'S\n\nC: d\nnot one\n\nA: b\n'],
    ['', 'A: b\n'],
  ])('adds to %j', (message, expected) => {
    expect(withTrailers(message, ['A: b', 'A: b'])).toBe(expected);
    expect(withTrailers(expected, ['A: b'])).toBe(message === '' ? 'A: b\n\nA: b\n' : expected);
  });
});

describe('isTrailer', () => {
  it('takes one line of a token and a value, without control characters', () => {
    expect(['A: b', 'Co-authored-by: X <x@y.z>'].map(isTrailer)).toEqual([true, true]);
    expect(['A:b', 'A b: c', 'A: ', 'A: b\nB: c', 'A: \x1b[0m', '-A: b', ''].map(isTrailer)).toEqual(
      Array(7).fill(false),
    );
  });
});
