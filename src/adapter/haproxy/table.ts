/** Lines of a table by the names of its head; what a newer HAProxy adds is carried along. */
export type Row = Readonly<Record<string, string>>;

/** Rows of `show stat`: CSV whose head begins with `# ` (Management Guide, 9.1); `null` = it is none, or a row has fewer fields than promised. */
export function statRows(text: string): readonly Row[] | null {
  const [head, ...lines] = text.split('\n').filter((line) => line !== '');
  if (head === undefined || !head.startsWith('# ')) return null;
  const names = csvFields(head.slice(2));
  return rowsOf(names, lines.map(csvFields));
}

/** Rows of `show servers state`: a version, a head, then fields between spaces (Management Guide, 9.3); `null` = another version, or cut off. */
export function stateRows(text: string): readonly Row[] | null {
  const [version, head, ...lines] = text.split('\n').filter((line) => line !== '');
  if (version !== '1' || head === undefined || !head.startsWith('# ')) return null;
  const names = head.slice(2).split(' ');
  return rowsOf(
    names,
    lines.map((line) => line.split(' ')),
  );
}

function rowsOf(names: readonly string[], lines: readonly (readonly string[])[]): readonly Row[] | null {
  const rows: Row[] = [];
  for (const fields of lines) {
    if (fields.length < names.length) return null;
    rows.push(Object.fromEntries(names.map((name, at) => [name, fields[at] ?? ''])));
  }
  return rows;
}

/** Fields of one line; a quoted field doubles its quotes (RFC 4180). */
function csvFields(line: string): readonly string[] {
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const isQuoted = line[at] === '"';
    const end = isQuoted ? closingQuote(line, at) + 1 : nextComma(line, at);
    const raw = line.slice(at, end);
    fields.push(isQuoted ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    at = nextComma(line, end) + 1;
  }
  return fields;
}

function nextComma(line: string, from: number): number {
  const found = line.indexOf(',', from);
  return found === -1 ? line.length : found;
}

/** The quote that ends the field; the last character of the line where none does. */
function closingQuote(line: string, from: number): number {
  let at = from + 1;
  while (at < line.length) {
    if (line[at] === '"' && line[at + 1] !== '"') return at;
    at += line[at] === '"' ? 2 : 1;
  }
  return line.length - 1;
}
