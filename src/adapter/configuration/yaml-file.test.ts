import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { MAX_FILE_BYTES, readYaml } from './yaml-file.ts';
import { MAX_DEPTH } from './yaml-limit.ts';

function read(content: string | Uint8Array) {
  return readYaml({ name: 'f.yaml', content });
}

function problems(content: string | Uint8Array) {
  const result = read(content);
  return result.ok ? [] : result.rejection.map(({ code, line, column }) => [code, line, column]);
}

function dataOf(content: string | Uint8Array): unknown {
  const result = read(content);
  return result.ok ? result.value.value : result.rejection;
}

describe('a YAML file of a team', () => {
  it('reads a byte order mark, CRLF, comments and plain aliases', () => {
    expect(dataOf(new TextEncoder().encode('\uFEFFa: 1 # one\r\nb:\r\n  - x\r\n'))).toEqual({ a: 1, b: ['x'] });
    expect(dataOf('a: &x [1]\nb: *x\n')).toEqual({ a: [1], b: [1] });
    expect(dataOf('')).toBeNull();
    expect(dataOf('# nothing\n')).toBeNull();
  });

  it('keeps what other YAML versions turn into dates and booleans as text', () => {
    expect(dataOf('a: 2027-03-01\nb: no\nc: on\nd: 1:30\n')).toEqual({ a: '2027-03-01', b: 'no', c: 'on', d: '1:30' });
  });

  it.each([
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', ['bad-key', 3, 1]],
    ['a merge key', 'x: &x {a: 1}\ny:\n  <<: *x\n', ['bad-key', 3, 3]],
    ['a key that is a prototype', 'a:\n  __proto__: 1\n', ['bad-key', 2, 3]],
    ['a key that is a list', '? [a]\n: 1\n', ['bad-key', 1, 3]],
    ['a tab as indentation', 'a:\n\tb: 1\n', ['yaml-syntax', 2, 1]],
    ['a tag', 'a: !!js/function x\n', ['yaml-syntax', 1, 4]],
    ['an unquoted handle', 'a: [@ann]\n', ['yaml-syntax', 1, 5]],
    ['a second document', 'a: 1\n---\nb: 2\n', ['yaml-syntax', 2, 1]],
    ['an alias without an anchor', 'a: *x\n', ['yaml-syntax', 1, 4]],
  ])('refuses %s and says where', (_what, text, expected) => {
    expect<unknown>(problems(text)[0]).toEqual(expected);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(problems(new Uint8Array([0x61, 0x3a, 0x20, 0xff]))).toEqual([['not-utf8', 1, 1]]);
    expect(problems(new Uint8Array([0xff, 0xfe, 0x61, 0x00]))).toEqual([['not-utf8', 1, 1]]);
  });

  it('names the key or the value, through aliases, and the nearest parent of what is missing', () => {
    const result = read('base: &b\n  k: v\nuse: *b\n');
    if (!result.ok) throw new Error('not read');
    expect(result.value.locate(['base', 'k'], 'key')).toEqual({ line: 2, column: 3 });
    expect(result.value.locate(['base', 'k'], 'value')).toEqual({ line: 2, column: 6 });
    expect(result.value.locate(['use', 'k'], 'value')).toEqual({ line: 2, column: 6 });
    expect(result.value.locate(['base', 'gone', 'deeper'], 'value')).toEqual({ line: 2, column: 3 });
  });

  it('gives plain documents the value that any YAML reader gives them', () => {
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const key = fc.stringMatching(/^[a-z]{1,5}$/);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('tree')), fc.dictionary(key, tie('tree'))),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        const text = JSON.stringify(value, null, 1);
        expect(dataOf(text)).toEqual(parse(text));
      }),
    );
  });
});

describe('hostile YAML', () => {
  const fill = (unit: string, line = 4000): string => {
    const text = `${unit.repeat(Math.floor(line / unit.length))}\n`;
    return text.repeat(Math.floor((MAX_FILE_BYTES - 100) / text.length));
  };
  const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n${[1, 2, 3, 4, 5, 6, 7, 8, 9]
    .map(
      (n) =>
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(', ')}]\n`,
    )
    .join('')}`;

  it.each([
    ['an alias bomb', bomb, 'too-many-aliases'],
    ['an alias of itself', 'a: &a [*a]\n', 'too-many-aliases'],
    ['open brackets', '['.repeat(100_000), 'too-deep'],
    ['open braces', '{a: '.repeat(100_000), 'too-deep'],
    ['nested dashes on one line', `${'- '.repeat(100_000)}x`, 'too-deep'],
    ['nested dashes on many lines', fill('- '), 'too-deep'],
    ['question marks', fill('? '), 'too-deep'],
    ['steps of indentation', Array.from({ length: 900 }, (_, n) => `${' '.repeat(n)}a:\n`).join(''), 'too-deep'],
    ['brackets over many lines', '[\n'.repeat(5000), 'too-deep'],
    ['brackets hidden behind closed ones in quotes', '["]", '.repeat(5000), 'too-deep'],
    ['anchors', fill('&a '), 'too-many-aliases'],
    ['aliases', fill('*a '), 'too-many-aliases'],
    ['tags', fill('!!a '), 'too-many-aliases'],
    ['a large file', 'x'.repeat(MAX_FILE_BYTES + 1), 'file-too-large'],
    ['one key again and again', 'a: 1\n'.repeat(20_000), 'bad-key'],
  ])('refuses %s', (_what, text, code) => {
    expect(problems(text)[0]?.[0]).toBe(code);
  });

  it.each([
    ['many keys', Array.from({ length: 20_000 }, (_, n) => `k${n}: 1`).join('\n')],
    ['many keys in braces', `{${Array.from({ length: 20_000 }, (_, n) => `k${n}: 1`).join(',\n')}}`],
    ['many spaces', `a: "${' \n'.repeat(200_000)}"`],
    ['many lines of one word', `a: b\n${'  c\n'.repeat(100_000)}`],
    ['many documents', '---\n'.repeat(100_000)],
  ])('answers soon on %s', (_what, text) => {
    const before = performance.now();
    read(text);
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('allows the nesting it states, and no more', () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(problems(nested(MAX_DEPTH - 1))).toEqual([]);
    expect(problems(nested(MAX_DEPTH + 1))[0]?.[0]).toBe('too-deep');
  });

  it('never throws on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void read(bytes)));
    const piece = fc.constantFrom(
      '- ',
      '? ',
      ': ',
      '[',
      ']',
      '{',
      '}',
      '\n',
      '  ',
      '&a ',
      '*a',
      '!t ',
      '|',
      '>',
      '"',
      "'",
      'a',
      '#',
      ',',
      '<<',
      '%',
      '---',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => void read(pieces.join(''))),
      { numRuns: 1000 },
    );
  });
});
