import type { FilePath } from '../change/index.ts';

const NAMED: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
  ['"', 34],
  ['\\', 92],
]);

/**
 * Reads a path as a note writes it: bare, or in double quotes where it holds white space, with git's C-style escapes
 * (`\t`, `\"`, `\303\251`). A backslash that starts no escape stands for itself. `null` for an open quote or no path.
 */
export function readPath(text: string): FilePath | null {
  if (!text.startsWith('"')) return text === '' ? null : (text as FilePath);
  if (text.length < 3 || !text.endsWith('"')) return null;
  const inside = text.slice(1, -1);
  return (inside.includes('\\') ? decodeEscapes(inside) : inside) as FilePath;
}

/** Writes a path as a note wants it: quoted where it holds white space or could be read as something else. */
export function writePath(path: string): string {
  if (path !== '---' && !/[\s"\\\uDC80-\uDCFF]/u.test(path)) return path;
  const escaped = path.replace(/["\\\t\n\v\f\r]/g, (sign) => `\\${escapeOf(sign)}`);
  return `"${escaped.replace(/[\uDC80-\uDCFF]/gu, (byte) => `\\${(byte.charCodeAt(0) - 0xdc00).toString(8)}`)}"`;
}

function escapeOf(sign: string): string {
  const code = sign.charCodeAt(0);
  for (const [name, value] of NAMED) if (value === code) return name;
  return sign;
}

/** Octal escapes are bytes of UTF-8; bytes that are no UTF-8 become U+DC80..U+DCFF, as everywhere in this code. */
function decodeEscapes(text: string): string {
  let result = '';
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) result += decodeBytes(bytes);
    bytes = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const octal = text[at] === '\\' ? /^[0-3][0-7]{2}/.exec(text.slice(at + 1, at + 4))?.[0] : undefined;
    if (octal !== undefined) {
      bytes.push(Number.parseInt(octal, 8));
      at += octal.length;
      continue;
    }
    flush();
    const named = text[at] === '\\' ? NAMED.get(text[at + 1] ?? '') : undefined;
    if (named === undefined) result += text[at];
    else {
      result += String.fromCharCode(named);
      at += 1;
    }
  }
  flush();
  return result;
}

function decodeBytes(bytes: readonly number[]): string {
  let decoded = '';
  for (let at = 0; at < bytes.length; ) {
    const size = sequenceLength(bytes, at);
    if (size === 0) {
      decoded += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
      at += 1;
    } else {
      decoded += decodeURIComponent(
        bytes
          .slice(at, at + size)
          .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
          .join(''),
      );
      at += size;
    }
  }
  return decoded;
}

/** Length of the well-formed UTF-8 sequence at `at`; 0 where there is none (RFC 3629). */
function sequenceLength(bytes: readonly number[], at: number): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = bytes.slice(at, at + 4);
  const tail = (byte: number): boolean => (byte & 0xc0) === 0x80;
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf && tail(second)) return 2;
  if (first >= 0xe0 && first <= 0xef && tail(second) && tail(third)) {
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
    return 3;
  }
  if (first >= 0xf0 && first <= 0xf4 && tail(second) && tail(third) && tail(fourth)) {
    if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
    return 4;
  }
  return 0;
}
