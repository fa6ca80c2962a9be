import { Fault } from '../../kernel/index.ts';

const GZIP = [0x1f, 0x8b] as const;

/**
 * The file's text as UTF-8 without a byte order mark: Windows shells write UTF-16, with and without one. A compressed file
 * is a Fault.
 */
export function utf8Of(bytes: Buffer, file: string): Uint8Array {
  const [first, second, third] = bytes;
  if (first === GZIP[0] && second === GZIP[1]) {
    throw new Fault({
      kind: 'malformed',
      code: 'sarif-compressed',
      message: `${file} is compressed`,
      fix: 'Unpack it first: gunzip FILE.',
    });
  }
  if (first === 0xef && second === 0xbb && third === 0xbf) return bytes.subarray(3);
  if (first === 0xff && second === 0xfe) return fromUtf16(bytes.subarray(2));
  if (first === 0xfe && second === 0xff) return fromUtf16(swapped(bytes.subarray(2)));
  // A report starts with a brace or white space: a zero beside it tells the encoding (RFC 4627, section 3).
  if (bytes.length > 1 && first !== 0 && second === 0) return fromUtf16(bytes);
  if (bytes.length > 1 && first === 0 && second !== 0) return fromUtf16(swapped(bytes));
  return bytes;
}

function fromUtf16(littleEndian: Buffer): Uint8Array {
  return Buffer.from(littleEndian.toString('utf16le'), 'utf8');
}

/** An odd byte at the end belongs to no character. */
function swapped(bigEndian: Buffer): Buffer {
  return Buffer.from(bigEndian.subarray(0, bigEndian.length & ~1)).swap16();
}
