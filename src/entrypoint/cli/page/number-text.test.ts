import { describe, expect, it } from 'vitest';
import { changesText, dateText, minutesText, ordinal, percentText, rangeText } from './number-text.ts';

describe('percentText', () => {
  it.each([
    [null, '–'],
    [0, '0 %'],
    [0.0004, '< 0.1 %'],
    [0.0625, '6.3 %'],
    [0.48, '48 %'],
    [0.9995, '> 99.9 %'],
    [1, '100 %'],
  ])('writes %f as %s', (share, text) => {
    expect(percentText(share)).toBe(text);
  });
});

describe('the other texts', () => {
  it('separate thousands, count in words and keep small minutes exact', () => {
    expect(changesText(1)).toBe('1 change');
    expect(changesText(1204)).toBe('1,204 changes');
    expect(minutesText(3.24)).toBe('3.2');
    expect(minutesText(2321.4)).toBe('2,321');
  });

  it('write a range once with its unit, and nothing for nothing', () => {
    expect(rangeText({ low: 0.31, high: 0.66 })).toBe('31–66 %');
    expect(rangeText({ low: null, high: null })).toBe('');
  });

  it('number places in English', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 92, 100].map(ordinal)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '92nd',
      '100th',
    ]);
  });

  it('say when a date is not known', () => {
    expect(dateText(null)).toBe('date unknown');
    expect(dateText(Number.NaN)).toBe('date unknown');
  });
});
