/** How far a NUL is looked for: git's own measure of what is binary. */
const BINARY_LIMIT = 8000;

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Source bytes as text; bytes that are no UTF-8 become U+FFFD. `null` for what is no text at all. */
export function decodeSource(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return bytes.subarray(0, BINARY_LIMIT).includes(0) ? null : utf8.decode(bytes);
}
