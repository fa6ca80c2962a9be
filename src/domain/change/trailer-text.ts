/** `Token: value` as git knows trailers: letters, digits and dashes, then what a person reads on one line. */
const TRAILER = /^[A-Za-z0-9][A-Za-z0-9-]{0,99}: [^\x00-\x1f\x7f]{1,2000}$/;
const TRAILER_LIKE = /^(?:[A-Za-z0-9][A-Za-z0-9-]{0,99}[ \t]{0,4}:|\(cherry picked from commit |[ \t])/;

/** Whether a line may be written as a trailer: one line, no control characters. */
export function isTrailer(line: string): boolean {
  return TRAILER.test(line);
}

/**
 * The message with trailer lines at its end, in the block of trailers that is there or in a new one. A line that stands
 * there already is not repeated. Ends with one newline.
 */
export function withTrailers(message: string, trailers: readonly string[]): string {
  const text = message.trimEnd();
  const block = trailerBlock(text);
  const fresh = [...new Set(trailers)].filter((line) => !block.includes(line));
  if (fresh.length === 0) return `${text}\n`;
  const gap = text === '' ? '' : block.length > 0 ? '\n' : '\n\n';
  return `${text}${gap}${fresh.join('\n')}\n`;
}

/** Lines of the last paragraph where all look like trailers; never the subject's paragraph. */
function trailerBlock(text: string): readonly string[] {
  const start = text.lastIndexOf('\n\n');
  if (start < 0) return [];
  const lines = text.slice(start + 2).split('\n');
  return lines.every((line) => TRAILER_LIKE.test(line)) ? lines : [];
}
