import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MARK, maskWith } from './mask.ts';
import {
  blockComment,
  characterLiteral,
  delimiterQuoted,
  hashQuoted,
  lineComment,
  quoted,
  runQuoted,
} from './mask-reader.ts';

const plain = maskWith([
  lineComment('//', { continued: true }),
  blockComment('/*', '*/'),
  quoted({ open: '"""', multiline: true, escaping: 'none' }),
  quoted({ open: '"' }),
  characterLiteral(),
]);

describe('maskWith', () => {
  it('puts a space for a comment and a numbered placeholder for a string', () => {
    expect(plain('a("x\\"y") /* "no" */ + "z" // "no"\nb')).toEqual({
      code: 'a(¤0¤)   + ¤1¤  \nb',
      strings: ['x\\"y', 'z'],
    });
  });

  it('keeps every newline', () => {
    const text = 'a /* 1\n2\n */ b """x\n""" // c \\\n d\ne';
    expect(plain(text)).toEqual({ code: 'a  \n\n b ¤0¤\n  \n\ne', strings: ['x\n'] });
  });

  it('ends a string that is never closed with its line, and a comment with the text', () => {
    expect(plain('a "b\nc')).toEqual({ code: 'a ¤0¤\nc', strings: ['b'] });
    expect(plain('a /* b\nc')).toEqual({ code: 'a  \n', strings: [] });
  });

  it('takes no placeholder from the text itself', () => {
    expect(plain(`import ${MARK}0${MARK} "x"`)).toEqual({ code: 'import  0  ¤0¤', strings: ['x'] });
  });

  it('leaves a lone quote in the code and reads characters', () => {
    expect(plain(`<'a>(x: 'b', '\\'', '\\u{1f600}', '😀', 1'000)`).code).toBe("<'a>(x: ¤0¤, ¤1¤, ¤2¤, ¤3¤, 1'000)");
  });

  it('nests comments where the language does', () => {
    const nested = maskWith([blockComment('/*', '*/', { nested: true })]);
    expect(nested('a/*b/*c*/d*/e').code).toBe('a e');
    expect(maskWith([blockComment('/*', '*/')])('a/*b/*c*/d*/e').code).toBe('a d*/e');
  });

  it('closes raw strings by what opened them', () => {
    const raw = maskWith([hashQuoted(['r', 'br']), delimiterQuoted(), quoted({ open: '"' })]);
    expect(raw('r#"a"b"# R"x(a)"b)x" "c"').strings).toEqual(['a"b', 'a)"b', 'c']);
    expect(maskWith([runQuoted('"', 3)])('""""a"""b"""" c').code).toBe('¤0¤ c');
  });

  it('reads doubled quotes, prefixes and code inside strings', () => {
    const sharp = maskWith([
      quoted({ open: '"', after: ['@'], escaping: 'doubled', multiline: true }),
      quoted({ open: '"', after: ['$'], interpolation: '{' }),
      quoted({ open: '"' }),
    ]);
    expect(sharp('@"a\\""b" $"x {f("y")} z" "w"').strings).toEqual(['a\\""b', 'x {f("y")} z', 'w']);
    expect(sharp('a($"{{"); b($"{{{c("d")}}}");').code).toBe('a($¤0¤); b($¤1¤);');
    const lines = maskWith([quoted({ open: '"', interpolation: '${', multilineCode: true })]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text is Kotlin's
    expect(lines('"a ${\n b\n} c" d "e\nf').code).toBe('¤0¤\n\n d ¤1¤\nf');
  });

  it('keeps the lines and the code of any text', () => {
    const part = fc.constantFrom('"', '"""', "'", '/*', '*/', '//', '\n', '\\', 'a', ' ', MARK, '😀');
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        const { code, strings } = plain(text);
        const count = (of: string, what: string) => of.split(what).length - 1;
        expect(count(code, '\n')).toBe(count(text, '\n'));
        expect(count(code, MARK)).toBe(strings.length * 2);
      }),
    );
  });

  it('is linear in what is never closed', () => {
    for (const piece of ['"', '/*', "'", '/', '\\"', "'\\", '"\n', '//\\\n', 'x""']) {
      const time = (length: number) => {
        const text = piece.repeat(length / piece.length);
        const start = performance.now();
        plain(text);
        return performance.now() - start;
      };
      time(10_000);
      expect(time(300_000)).toBeLessThan(2_000);
    }
  });
});
