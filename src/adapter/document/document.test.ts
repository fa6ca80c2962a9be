import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentFormat, DocumentNode } from '../../domain/operation/index.ts';
import { documentParser } from './index.ts';

const parse = (format: DocumentFormat, text: string) => documentParser.parse(format, text);

function plain(node: DocumentNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, value]) => [key, plain(value)]));
}

function first(format: DocumentFormat, text: string): DocumentNode {
  const answer = parse(format, text);
  if (answer.kind !== 'parsed' || answer.documents[0] === undefined) throw new Error(JSON.stringify(answer));
  return answer.documents[0];
}

function lineAt(node: DocumentNode, key: string): number | null {
  return node.kind === 'map' ? (node.entries.get(key)?.line ?? null) : null;
}

const json = fc.jsonValue({ maxDepth: 6 }).filter((value) => !JSON.stringify(value).includes('__proto__'));

describe('JSON', () => {
  it('is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(plain(first('json', text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused where JSON.parse refuses it, apart from comments and trailing commas', () => {
    const pieces = fc.array(fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1', 'null', 'x', ' '), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        const trailing = text.replace(/,(\s*[}\]])/g, '$1');
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const answer = parse('json', text);
        if (isJson) expect(answer.kind).toBe('parsed');
        else if (trailing === text) expect([text, answer.kind]).toEqual([text, 'refused']);
      }),
      { numRuns: 2_000 },
    );
  });

  it('tolerates comments and trailing commas, and knows the line of each key', () => {
    const node = first('json', '{ // why\n  "a": 1, /* two\n lines */\n  "b": [1, 2,],\n}');
    expect(plain(node)).toEqual({ a: 1, b: [1, 2] });
    expect([lineAt(node, 'a'), lineAt(node, 'b')]).toEqual([2, 4]);
  });
});

describe('YAML', () => {
  it('gives documents with lines, keeps what was written, and leaves empty documents out', () => {
    const answer = parse('yaml', '---\n# nothing\n---\na: 1.10\nb:\n  - x: yes\n---\n"on": [push]\n');
    if (answer.kind !== 'parsed') throw new Error(answer.message);
    expect(answer.documents.map(plain)).toEqual([{ a: 1.1, b: [{ x: 'yes' }] }, { on: ['push'] }]);
    const [node] = answer.documents;
    const a = node?.kind === 'map' ? node.entries.get('a') : undefined;
    expect(a).toMatchObject({ line: 4, text: '1.10' });
  });

  it('expands anchors and merge keys, and takes tags for what is behind them', () => {
    const node = first('yaml', 'base: &b { x: 1, y: 2 }\nmore:\n  <<: *b\n  y: 3\nref: !Ref name\n');
    expect(plain(node)).toEqual({ base: { x: 1, y: 2 }, more: { x: 1, y: 3 }, ref: 'name' });
  });

  it('merges by a plain key of two angle brackets, and keeps a quoted one', () => {
    expect(plain(first('yaml', 'a: &a {x: 1}\nb: {<<: *a}\nc: {"<<": 0}'))).toEqual({
      a: { x: 1 },
      b: { x: 1 },
      c: { '<<': 0 },
    });
  });

  it('reads JSON as JSON is read', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify({ value }, null, 2);
        expect(plain(first('yaml', text))).toEqual(JSON.parse(text));
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    [
      'billion laughs',
      `a: &a [x, x, x, x, x, x, x, x, x, x]\n${[...'bcdefghij'].map((name, at) => `${name}: &${name} [${`*${'abcdefghij'[at]},`.repeat(10)}]`).join('\n')}`,
      'too-many-nodes',
    ],
    ['a wall of brackets', '['.repeat(50_000), 'too-deep'],
    ['a wall of dashes', '- '.repeat(50_000), 'too-deep'],
    ['one long line', `a: "${'x'.repeat(9 * 1024 * 1024)}"`, 'too-large'],
    ['a document beyond its limit', `a: "${'x'.repeat(2 * 1024 * 1024)}"`, 'too-large'],
    [
      'more anchors than a person writes',
      Array.from({ length: 600 }, (_, at) => `k${at}: &a${at} 1`).join('\n'),
      'too-many-nodes',
    ],
    ['an alias of itself', 'a: &a [*a]', 'too-deep'],
    ['a text that is cut off', 'a: "b', 'malformed'],
  ])('refuses %s with a code', (_, text, code) => {
    expect(parse('yaml', text)).toMatchObject({ kind: 'refused', code });
  });
});

describe('TOML', () => {
  it('gives values with the lines of their keys', () => {
    const node = first('toml', 'top = 1\n[a.b]\n# note\nc = "x"\n[[list]]\nn = true\n[[list]]\nn = false\n');
    expect(plain(node)).toEqual({ top: 1, a: { b: { c: 'x' } }, list: [{ n: true }, { n: false }] });
    expect(lineAt(node, 'top')).toBe(1);
    const a = node.kind === 'map' ? node.entries.get('a') : undefined;
    const b = a?.kind === 'map' ? a.entries.get('b') : undefined;
    expect(b && lineAt(b, 'c')).toBe(4);
  });

  it.each([['a = '], [`a = ${'['.repeat(5_000)}`], ['[a\nb=1']])('refuses %j', (text) => {
    expect(parse('toml', text.slice(0, 6_000))).toMatchObject({ kind: 'refused' });
  });
});

describe('lines of settings', () => {
  it('reads .env with quotes, exports and comments', () => {
    const text = "# note\nexport A=1\nB='x # y'\nC=plain # gone\nnonsense\nD=\n";
    expect(plain(first('env', text))).toEqual({ A: 1, B: 'x # y', C: 'plain', D: '' });
  });

  it('reads properties with both separators and joined lines', () => {
    expect(plain(first('properties', 'a.b = 1\n! note\nc: x=y\nd=one,\\\n  two\n'))).toEqual({
      'a.b': 1,
      c: 'x=y',
      d: 'one,two',
    });
  });

  it('reads INI with sections', () => {
    expect(plain(first('ini', '; note\n[a]\nx = 1 ; why\n[b]\nx: "2;3"\n'))).toEqual({ 'a.x': 1, 'b.x': '2;3' });
  });
});

describe('any text', () => {
  it('is answered, never thrown at, and in every format', () => {
    const formats: readonly DocumentFormat[] = ['yaml', 'json', 'toml', 'env', 'properties', 'ini'];
    const texts = fc.oneof(fc.string({ maxLength: 300 }), fc.stringMatching(/^[-:{}[\]&*!|>"'#\n a=.]{0,120}$/));
    fc.assert(
      fc.property(texts, fc.constantFrom(...formats), (text, format) => {
        expect(['parsed', 'refused']).toContain(parse(format, text).kind);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps a key named __proto__ as a key', () => {
    const node = first('json', '{"__proto__": {"polluted": true}}');
    expect(node.kind === 'map' && node.entries.has('__proto__')).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each(['json', 'toml', 'env', 'properties', 'ini'] as const)('takes linear time on long lines of %s', (format) => {
    for (const unit of ['a=', '= ', ' ', '[', '"', 'a: ', '\\']) {
      const started = performance.now();
      parse(format, unit.repeat(500_000));
      expect(performance.now() - started).toBeLessThan(20_000);
    }
  });
});
