import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPath, writePath } from './quoted-path.ts';

describe('paths of a note', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['"my file.ts"', 'my file.ts'],
    [String.raw`"tab\there"`, 'tab\there'],
    [String.raw`"say \"hi\""`, 'say "hi"'],
    [String.raw`"caf\303\251.md"`, 'café.md'],
    [String.raw`"bad\377byte"`, 'bad\uDCFFbyte'],
    [String.raw`"half\303 x"`, 'half\uDCC3 x'],
    [String.raw`"back\\slash"`, 'back\\slash'],
    [String.raw`"odd\qescape"`, String.raw`odd\qescape`],
    [String.raw`bare\name`, String.raw`bare\name`],
    ['日本語.md', '日本語.md'],
  ])('reads %s', (text, path) => {
    expect(readPath(text)).toBe(path);
  });

  it.each(['', '"', '""', '"open'])('refuses %j', (text) => {
    expect(readPath(text)).toBeNull();
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom('', '\uDC80', '\uDCFFé', '\\303', ' "', '---'),
        (text, extra) => {
          const path = `${text}${extra}`;
          const written = writePath(path);
          expect(written).not.toMatch(/[\n\r]/);
          expect(readPath(written)).toBe(path);
        },
      ),
    );
  });
});
