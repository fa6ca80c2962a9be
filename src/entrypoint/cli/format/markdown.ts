import { excerpt, plain } from './plain.ts';

/** Longest foreign text in a comment: GitHub refuses bodies over 65,536 characters, and entities lengthen text. */
const TEXT_LIMIT = 240;

/**
 * What means something inside a line of Markdown, HTML, a table, GitHub's mathematics or GFM's bare links (which are found
 * inside `<code>` as well).
 */
const SYNTAX = /[!#$&*<>@[\\\]_`{|}~]|:(?=\/\/)|(?<=www)\./gi;

/** What would start a list, a heading or a rule where foreign text starts a line: `- `, `+ `, `---`, `===`, `1.`, `1)`. */
const BLOCK_START = /^(?:[-+=]|\d{1,10}[.)])/;

/**
 * What forges act on after rendering: mentions and references (`@name`, `#1`, `!1`, `~label`, `GH-1`) and bare links. A
 * zero-width space behind the sign keeps the text readable and harmless: nobody is told, no issue is linked or closed.
 */
const REFERENCE = /[@#!~%$&](?=[\p{L}\p{N}_"])|:(?=\/\/)|www(?=\.)|GH(?=-\d)/giu;

/** Foreign text as inert Markdown: it renders as itself and does nothing. One line, cut at 240 characters. */
export function markdownText(text: string): string {
  return encode(excerpt(text, TEXT_LIMIT).replace(REFERENCE, '$&\u{200b}'));
}

/** Foreign text as inline code; forges look for no mention or reference in it. One line, cut at 240 characters. */
export function markdownCode(text: string): string {
  return `<code>${encode(excerpt(text, TEXT_LIMIT))}</code>`;
}

/** A whole command as inline code, never cut. */
export function markdownCommand(command: string): string {
  return `<code>${encode(plain(command))}</code>`;
}

/** A table row; cells come escaped. */
export function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** A table with its head; columns named in `right` are aligned to the right. */
export function markdownTable(options: {
  readonly head: readonly string[];
  readonly right?: readonly string[];
  readonly rows: readonly (readonly string[])[];
}): string[] {
  const { head, right = [], rows } = options;
  return [
    markdownRow(head),
    markdownRow(head.map((name) => (right.includes(name) ? '--:' : ':--'))),
    ...rows.map(markdownRow),
  ];
}

/** A collapsed block; the summary comes escaped. */
export function markdownDetails(summary: string, lines: readonly string[]): string[] {
  return ['<details>', `<summary>${summary}</summary>`, '', ...lines, '', '</details>'];
}

function encode(text: string): string {
  const trimmed = text.trim();
  const start = BLOCK_START.exec(trimmed)?.[0] ?? '';
  const sign = start.slice(-1);
  const rest = trimmed.slice(start.length).replace(SYNTAX, entity).replaceAll('\u{200b}', '&#8203;');
  return `${start.slice(0, -1)}${sign === '' ? '' : entity(sign)}${rest}`;
}

function entity(character: string): string {
  return `&#${character.charCodeAt(0)};`;
}
