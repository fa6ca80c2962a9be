import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePath, encodePath } from './path-bytes.ts';

describe('path bytes', () => {
  it('come back exactly, whatever they are', () => {
    const mixed = fc.oneof(
      fc.uint8Array(),
      fc
        .array(
          fc.oneof(
            fc.uint8Array({ maxLength: 3 }),
            fc.string().map((text) => new TextEncoder().encode(text)),
          ),
        )
        .map((parts) => new Uint8Array(Buffer.concat(parts))),
    );
    fc.assert(
      fc.property(mixed, (bytes) => {
        expect([...encodePath(decodePath(bytes))]).toEqual([...bytes]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('differ as text where they differ as bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), fc.uint8Array({ maxLength: 6 }), (a, b) => {
        expect(decodePath(a) === decodePath(b)).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });

  it('show valid UTF-8 as it is and stray bytes at U+DC80..U+DCFF, also those of encoded surrogates', () => {
    expect(decodePath(Buffer.from('käse/日本.ts'))).toBe('käse/日本.ts');
    expect(decodePath(Buffer.from([0x61, 0xff, 0xc3, 0x28]))).toBe('a\udcff\udcc3(');
    expect(decodePath(Buffer.from([0xed, 0xb2, 0x80]))).toBe('\udced\udcb2\udc80');
    expect(decodePath(Buffer.from([0xef, 0xbb, 0xbf, 0x61]))).toBe('\ufeffa');
  });
});
