import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastLines } from './output.ts';

const ESCAPE = String.fromCharCode(27);
const shown = (text: string, most = 10) => lastLines({ text }, most).lines;

describe('the last lines of what a build printed', () => {
  it('are those before the end, with how many came before', () => {
    expect(lastLines({ text: 'a\nb\nc\n\n' }, 2)).toEqual({ lines: ['b', 'c'], leftOut: 1 });
    expect(lastLines({ text: '' }, 2)).toEqual({ lines: [], leftOut: 0 });
  });

  it('stand as a terminal would leave them', () => {
    expect(shown(`${ESCAPE}[1;31mred${ESCAPE}[0m and ${ESCAPE}[Kplain\r\n`)).toEqual(['red and plain']);
    expect(shown('10 %\r50 %\r100 %\n')).toEqual(['100 %']);
    expect(shown('a\tb\n\tc')).toEqual(['a       b', '        c']);
  });

  it('hold nothing that acts: what is no colour becomes an escape', () => {
    expect(shown(`${ESCAPE}]0;title\u0007${ESCAPE}[2J`)).toEqual(['\\x1b]0;title\\x07\\x1b[2J']);
    expect(shown('\u202egnp.exe')).toEqual(['\\u{202e}gnp.exe']);
    const acting = /[\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', ESCAPE, `${ESCAPE}[0`, '\r'), (one, other) => {
        for (const line of shown(`${one}${other}${one}`)) expect(line).not.toMatch(acting);
      }),
    );
    expect(ESCAPE).toMatch(acting);
  });

  it('are short, and no line fills a screen', () => {
    const [line = ''] = shown('x'.repeat(1_000_000));
    expect(line.length).toBeLessThanOrEqual(1_000);
  });
});
