import stringWidth from 'string-width';

/** Terminals narrower than this get lines of this width: anything less cannot be read. */
const NARROWEST = 40;
/** Prose wider than this is tiring to read, however wide the terminal is. */
const WIDEST = 100;

/** The width that prose is laid out in. */
export function proseWidth(columns: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, Math.floor(columns) || NARROWEST));
}

/** Columns that text takes in a terminal; colour codes take none, wide characters two. */
export function textWidth(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : stringWidth(text);
}

/** Pads with spaces to at least `width` columns. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}

/** Pads on the left to at least `width` columns. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - textWidth(text))) + text;
}

/** Cuts plain text to at most `width` columns, with an ellipsis where something is missing. */
export function truncate(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let shown = '';
  let used = 0;
  for (const character of text) {
    used += textWidth(character);
    if (used > width - 1) break;
    shown += character;
  }
  return `${shown}…`;
}

/** Cuts plain text at its start to at most `width` columns: the end of a path says most. */
export function truncateStart(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const characters = Array.from(text);
  let shown = '';
  let used = 0;
  for (const character of characters.reverse()) {
    used += textWidth(character);
    if (used > width - 1) break;
    shown = character + shown;
  }
  return `…${shown}`;
}

/** Breaks plain text at spaces into lines of at most `width` columns; a longer word is cut. At least one line. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && textWidth(line) + 1 + textWidth(word) <= width) {
      line += ` ${word}`;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = cut(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? '';
  }
  lines.push(line);
  return lines;
}

/** Wraps prose behind a label: the label stands in the first line, the rest is indented to the same column. */
export function labelled(options: {
  readonly label: string;
  readonly labelWidth: number;
  readonly text: string;
  readonly width: number;
  readonly paintLabel?: (label: string) => string;
  readonly paintText?: (line: string) => string;
}): string[] {
  const { label, labelWidth, text, width, paintLabel = same, paintText = same } = options;
  return wrap(text, Math.max(1, width - labelWidth)).map((line, index) =>
    `${index === 0 ? paintLabel(padEnd(label, labelWidth)) : ' '.repeat(labelWidth)}${paintText(line)}`.trimEnd(),
  );
}

function same(text: string): string {
  return text;
}

function cut(word: string, width: number): string[] {
  if (textWidth(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  let used = 0;
  for (const character of word) {
    const columns = textWidth(character);
    if (used + columns > width && piece !== '') {
      pieces.push(piece);
      piece = '';
      used = 0;
    }
    piece += character;
    used += columns;
  }
  return [...pieces, piece];
}
