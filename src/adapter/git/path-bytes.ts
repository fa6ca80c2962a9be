import type { FilePath } from '../../domain/change/index.ts';

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes that are not part of valid UTF-8 are carried at U+DC00 + byte (PEP 383): unique and reversible. */
const ESCAPE = 0xdc00;

/** A path of git as text: UTF-8 where it is valid, else byte by byte with each stray byte at U+DC80..U+DCFF. */
export function decodePath(bytes: Uint8Array): FilePath {
  try {
    return strict.decode(bytes) as FilePath;
  } catch {
    return decodeMixed(bytes) as FilePath;
  }
}

/** The exact bytes that {@link decodePath} read. A lone surrogate outside U+DC80..U+DCFF never comes from a path. */
export function encodePath(path: string): Buffer {
  if (!/[\ud800-\udfff]/.test(path)) return Buffer.from(path, 'utf8');
  const parts: Buffer[] = [];
  for (const character of path) {
    const code = character.codePointAt(0) ?? 0;
    parts.push(isEscaped(code) ? Buffer.of(code - ESCAPE) : Buffer.from(character, 'utf8'));
  }
  return Buffer.concat(parts);
}

function isEscaped(code: number): boolean {
  return code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff;
}

function decodeMixed(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += String.fromCharCode(ESCAPE + (bytes[at] ?? 0));
      at += 1;
    } else {
      text += strict.decode(bytes.subarray(at, at + length));
      at += length;
    }
  }
  return text;
}

/** Length of the valid UTF-8 sequence at that place; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  if (length === 0 || at + length > bytes.length) return 0;
  try {
    strict.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}
