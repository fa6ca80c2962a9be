import { type Construct, type ConstructReader, type Masked, maskWith } from '../mask.ts';
import { blockComment, quoted } from '../mask-reader.ts';

/** PHP without comments, strings and what stands outside of `<?php ... ?>`. */
export function maskPhp(text: string): Masked {
  return maskCode(`?>${text}`);
}

const maskCode = maskWith([
  { opener: '?>', read: readMarkup },
  lineUpToMarkup('//'),
  lineUpToMarkup('#'),
  blockComment('/*', '*/'),
  { opener: '<<<', read: readHeredoc },
  quoted({ open: "'", multiline: true }),
  quoted({ open: '"', multiline: true, interpolation: '{$' }),
  quoted({ open: '`', multiline: true }),
]);

/** From `?>` behind the next `<?php`, `<?=` or `<?`; `<?xml` is markup. */
function readMarkup(text: string, at: number): Construct {
  let open = text.indexOf('<?', at);
  while (open >= 0 && text.startsWith('xml', open + 2)) open = text.indexOf('<?', open + 2);
  if (open < 0) return { end: text.length, text: null };
  const isLong = /^php/i.test(text.slice(open + 2, open + 5));
  return { end: open + (isLong ? 5 : text[open + 2] === '=' ? 3 : 2), text: null };
}

/** A comment that ends with its line or with the code; `#[` is an attribute. */
function lineUpToMarkup(opener: string): ConstructReader {
  return {
    opener,
    read: (text, at) => {
      if (opener === '#' && text[at + 1] === '[') return null;
      const newline = text.indexOf('\n', at);
      const line = text.slice(at, newline < 0 ? text.length : newline);
      const close = line.indexOf('?>');
      return { end: at + (close < 0 ? line.length : close), text: null };
    },
  };
}

/** `<<<NAME`, `<<<"NAME"`, `<<<'NAME'` up to the line that starts with the name. */
function readHeredoc(text: string, at: number): Construct | null {
  const head = HEREDOC.exec(text.slice(at, at + HEREDOC_HEAD));
  const name = head?.[2];
  if (head === null || name === undefined) return null;
  const from = at + head[0].length;
  for (let close = text.indexOf(name, from); close >= 0; close = text.indexOf(name, close + name.length)) {
    const isLineStart = /\n[ \t]*$/.test(text.slice(Math.max(from - 1, close - INDENT_LIMIT), close));
    if (!isLineStart || /\w/.test(text[close + name.length] ?? '')) continue;
    return { end: close + name.length, text: text.slice(from, close) };
  }
  return { end: text.length, text: text.slice(from) };
}

const HEREDOC = /^<<<[ \t]{0,8}(["']?)([A-Za-z_]\w{0,99})\1\r?\n/;
const HEREDOC_HEAD = 128;
/** The closing name may stand in so many spaces. */
const INDENT_LIMIT = 100;
