import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../kernel/index.ts';
import { ByteReader, TOKEN_LIMIT } from './byte-reader.ts';

async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

const sizes = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 40 });
const codeOf = (promise: Promise<unknown>) => promise.then(String, (error: unknown) => (error as Fault).code);

describe('ByteReader', () => {
  it('reads the same however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.base64String({ maxLength: 12 })), sizes, async (words, cuts) => {
        const bytes = Buffer.from(words.map((word) => `${word.length}\n${word}\0`).join(''));
        const reader = new ByteReader(chunksOf(bytes, cuts));
        const read: string[] = [];
        for (let head = await reader.until(0x0a); head !== null; head = await reader.until(0x0a)) {
          const length = Number(head.toString());
          if (length % 2 === 0) read.push((await reader.take(length)).toString());
          else {
            expect(await reader.peekAt(length)).toBe(0);
            await reader.skip(length);
          }
          expect(await reader.peek()).toBe(0);
          await reader.skip(1);
        }
        expect(read).toEqual(words.filter((word) => word.length % 2 === 0));
        expect(await reader.peek()).toBeNull();
      }),
    );
  });

  it('gives what is left as a last token, and faults where bytes are missing or never end', async () => {
    const reader = (text: string) => new ByteReader(chunksOf(Buffer.from(text), [1, 1]));
    expect((await reader('abc').until(0))?.toString()).toBe('abc');
    expect(await reader('').until(0)).toBeNull();
    expect(await codeOf(reader('abc').take(4))).toBe('git-output-malformed');
    expect(await codeOf(reader('abc').skip(4))).toBe('git-output-malformed');
    expect(await codeOf(reader('x'.repeat(TOKEN_LIMIT + 10)).until(0))).toBe('git-output-malformed');
  });
});
