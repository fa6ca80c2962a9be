/** Code within strings within code ...: deeper levels are rarely written and not read. */
export const INTERPOLATION_LIMIT = 3;

/**
 * The code inside the strings of a text, one piece a line: `name` of `"Dear ${name}"`. Linear; a doubled opener of one
 * character (`{{`) is an escape.
 */
export function interpolatedCode(strings: readonly string[], opener: string): string {
  const pieces: string[] = [];
  for (const string of strings) {
    for (let at = string.indexOf(opener); at >= 0; ) {
      const from = at + opener.length;
      if (opener.length === 1 && string[from] === opener) {
        at = string.indexOf(opener, from + 1);
        continue;
      }
      const end = closeOf(string, from);
      pieces.push(string.slice(from, end));
      at = string.indexOf(opener, end);
    }
  }
  return pieces.join('\n;');
}

function closeOf(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === OPEN_BRACE) depth += 1;
    else if (code === CLOSE_BRACE) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return text.length;
}

const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
