import { describe, expect, it } from 'vitest';
import { minutesText, moneyText, percentText, plural, workText } from './number.ts';
import { ageText, momentText, spanText } from './time.ts';
import { shellText, visibleText, webAddress } from './visible.ts';
import { entriesText, sentenceText } from './word.ts';

const NOW = Date.UTC(2030, 2, 3, 12, 0);
const MINUTE = 60_000;

describe('words for numbers and times', () => {
  it('tell spans in two units at most', () => {
    expect([0, 0.4, 7.4, 60, 125, 24 * 60, 25 * 60 + 40].map(minutesText)).toEqual([
      '0 min',
      '< 1 min',
      '7 min',
      '1 h',
      '2 h 5 min',
      '1 d',
      '1 d 2 h',
    ]);
    expect(workText(4_124)).toBe('68 h 44 min');
  });

  it('never round a part to none or to all', () => {
    expect([0, 0.0004, 0.05, 0.34, 0.9995, 1].map(percentText)).toEqual([
      '0 %',
      '< 0.1 %',
      '5 %',
      '34 %',
      '> 99.9 %',
      '100 %',
    ]);
  });

  it('tell how long ago and when, with the zone', () => {
    expect([0, 12, -90].map((minutes) => ageText(NOW - minutes * MINUTE, NOW))).toEqual([
      'just now',
      '12 min ago',
      'in 1 h 30 min',
    ]);
    expect(momentText(NOW, NOW, 'UTC')).toBe('12:00 UTC');
    expect(momentText(NOW - 1_440 * MINUTE, NOW, 'UTC')).toBe('2 Mar 12:00 UTC');
    expect(momentText(Date.UTC(2029, 0, 5), NOW, 'UTC')).toBe('5 Jan 2029 00:00 UTC');
  });

  it('count one and many', () => {
    expect([plural(1, 'change'), plural(1_204, 'change'), moneyText(1_380, 'GBP'), moneyText(2.5, 'EUR')]).toEqual([
      '1 change',
      '1,204 changes',
      'GBP 1,380',
      'EUR 2.5',
    ]);
  });
});

describe('text of strangers', () => {
  it('shows what hides or turns', () => {
    expect(visibleText('a\u202eb\u200bc\nd')).toBe('a\\u{202e}b\\u{200b}c d');
  });

  it('becomes a link only to a page of the web', () => {
    expect(['https://a.example/x', 'javascript:alert(1)', 'data:text/html,x', '/x', null].map(webAddress)).toEqual([
      'https://a.example/x',
      null,
      null,
      null,
      null,
    ]);
  });

  it('stays one word in a shell', () => {
    expect(shellText(['firebreak', 'explain', "a'b; rm -rf $(x)"])).toBe("firebreak explain 'a'\\''b; rm -rf $(x)'");
  });
});

describe('an interval to come', () => {
  const at = (minutes: number) => new Date(minutes * 60_000).toISOString();
  it.each([
    [0, 12, 'within 12 min'],
    [5, 12, 'in 5 to 12 min'],
    [7.2, 7.9, 'in 7 to 8 min'],
    [55, 65, 'in 55 min to 1 h 5 min'],
    [8, 8, 'in about 8 min'],
    [-9, -3, 'within 1 min'],
  ])('from %s to %s minutes reads %s %s', (from, to, text) => {
    expect(spanText({ earliest: at(from), latest: at(to) }, 0)).toBe(text);
  });
});

describe('a sentence', () => {
  it('ends once, whoever wrote its end', () => {
    expect(['it waits', 'it waits.', 'why?'].map((text) => sentenceText(text))).toEqual([
      'it waits.',
      'it waits.',
      'why?',
    ]);
    expect(sentenceText('it waits', { capital: true })).toBe('It waits.');
  });
});

describe('entries', () => {
  it('are named, of many the first', () => {
    expect(entriesText([4, 5])).toBe('#4, #5');
    expect(entriesText(Array.from({ length: 40 }, (_, at) => at))).toBe('#0, #1, #2, #3, #4, #5, #6, #7 and 32 more');
  });
});
