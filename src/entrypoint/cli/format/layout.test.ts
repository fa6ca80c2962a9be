import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileText } from '../../../../test/format/arbitrary.ts';
import { bar } from './bar.ts';
import { labelled, padEnd, padStart, textWidth, truncate, truncateStart, wrap } from './layout.ts';
import { plain } from './plain.ts';

const words = hostileText.map(plain);
const width = fc.integer({ min: 2, max: 60 });

describe('layout', () => {
  it('wraps into the width and loses nothing but the spaces at the breaks', () => {
    fc.assert(
      fc.property(words, width, (text, columns) => {
        const lines = wrap(text, columns);
        expect(lines.every((line) => textWidth(line) <= columns)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  it('truncates to the width, and not where the text fits', () => {
    fc.assert(
      fc.property(words, width, (text, columns) => {
        for (const cut of [truncate(text, columns), truncateStart(text, columns)]) {
          expect(textWidth(cut)).toBeLessThanOrEqual(columns);
          if (textWidth(text) <= columns) expect(cut).toBe(text);
        }
      }),
    );
  });

  it('counts wide characters as two columns and colour codes as none', () => {
    expect(textWidth('日本')).toBe(4);
    expect(textWidth('\u001b[31mred\u001b[39m')).toBe(3);
    expect(padEnd('日本', 6)).toBe('日本  ');
    expect(padStart('7', 3)).toBe('  7');
  });

  it('hangs wrapped prose under its label', () => {
    expect(labelled({ label: 'why', labelWidth: 6, text: 'one two three', width: 14 })).toEqual([
      'why   one two',
      '      three',
    ]);
  });

  it('draws bars to an eighth, at least a sliver above zero and never too long', () => {
    expect(bar(0, 20)).toBe('');
    expect(bar(0.0001, 20)).toBe('▏');
    expect(bar(0.5, 4)).toBe('██');
    expect(bar(7, 4)).toBe('████');
  });
});
