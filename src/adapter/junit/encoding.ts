import { TextDecoder } from 'node:util';
import { Fault, printable } from '../../kernel/index.ts';

/** A decoder that turns bytes that are no text into replacement characters, as a report of test output must not stop at them. */
export function decoderFor(start: Uint8Array, file: string): TextDecoder {
  const [first, second, third] = start;
  if (first === 0x1f && second === 0x8b) {
    const what = 'is compressed';
    throw encodingFault(file, { code: 'junit-compressed', what, fix: 'Unpack it first: gunzip FILE.' });
  }
  if (first === 0xef && second === 0xbb && third === 0xbf) return new TextDecoder('utf-8');
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  // Without a mark the first character, `<` or white space, tells how wide characters are (XML 1.0, appendix F).
  if (first !== 0 && second === 0) return new TextDecoder('utf-16le');
  if (first === 0 && second !== 0) return new TextDecoder('utf-16be');
  const stated = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']/.exec(
    Buffer.from(start.subarray(0, 300)).toString('latin1'),
  )?.[1];
  // Eight-bit text that says it is UTF-16 was converted by somebody who left the first line alone.
  if (stated === undefined || /^(?:utf-?16|ucs-?2|utf-?32)/i.test(stated)) return new TextDecoder('utf-8');
  try {
    return new TextDecoder(stated);
  } catch (cause) {
    const what = `is in an encoding that is not known here (${printable(stated)})`;
    throw encodingFault(file, { code: 'junit-encoding', what, fix: 'Let the tool write UTF-8.', cause });
  }
}

function encodingFault(
  file: string,
  given: { readonly code: string; readonly what: string; readonly fix: string; readonly cause?: unknown },
): Fault {
  const { code, what, fix, cause } = given;
  return new Fault({ kind: 'malformed', code, message: `${printable(file)} ${what}`, fix, cause });
}
