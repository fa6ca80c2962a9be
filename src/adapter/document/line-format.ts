import type { DocumentNode, ScalarNode } from '../../domain/operation/index.ts';
import { NodeCount } from './limit.ts';

/** Longest line read; a longer one is cut, so its value is compared by its beginning. */
const LINE_LIMIT = 20_000;

/** `KEY=value` lines, with `export` and quotes as dotenv has them. Lines that are none are left out. */
export function readEnv(text: string): DocumentNode {
  return collect(text, (line) => {
    const setting = settingOf(line, { separators: '=', comments: '#' });
    if (setting === null) return null;
    const key = setting.key.replace(/^export /, '').trim();
    return /^[A-Za-z_][\w.-]*$/.test(key) ? { key, value: unquoted(setting.value, '#') } : null;
  });
}

/** Java properties: `a.b=value`, `a.b: value`. Continuation lines are joined. */
export function readProperties(text: string): DocumentNode {
  return collect(text, (line) => settingOf(line, { separators: '=:', comments: '#!' }));
}

/** INI: `[section]` and `key = value`; a key is known as `section.key`. */
export function readIni(text: string): DocumentNode {
  let section = '';
  return collect(text, (line) => {
    if (line.startsWith('[')) {
      section = line.slice(1, line.includes(']') ? line.indexOf(']') : undefined).trim();
      return null;
    }
    const setting = settingOf(line, { separators: '=:', comments: '#;' });
    if (setting === null) return null;
    const key = section === '' ? setting.key : `${section}.${setting.key}`;
    return { key, value: unquoted(setting.value, ';') };
  });
}

/** A line cut at its first separator; `null` for a comment or a line without one. */
function settingOf(
  line: string,
  { separators, comments }: { readonly separators: string; readonly comments: string },
): Setting | null {
  if (line === '' || comments.includes(line.charAt(0))) return null;
  const ends = [...separators].map((separator) => line.indexOf(separator)).filter((at) => at > 0);
  if (ends.length === 0) return null;
  const end = Math.min(...ends);
  return { key: line.slice(0, end).trim(), value: line.slice(end + 1).trim() };
}

interface Setting {
  readonly key: string;
  readonly value: string;
}

function collect(text: string, read: (line: string) => Setting | null): DocumentNode {
  const nodes = new NodeCount();
  const entries = new Map<string, DocumentNode>();
  for (const { line, number } of joinedLines(text)) {
    const setting = read(line.trim());
    if (setting === null) continue;
    nodes.add();
    entries.set(setting.key, scalar(setting.value, number));
  }
  return { kind: 'map', line: 1, entries };
}

/** Lines, those that end in a backslash with what follows them; comments and blank lines stay as they are. */
function* joinedLines(text: string): Generator<{ readonly line: string; readonly number: number }> {
  let held = '';
  let heldFrom = 0;
  let number = 0;
  for (const raw of text.split('\n')) {
    number += 1;
    const line = raw.slice(0, LINE_LIMIT).replace(/\r$/, '');
    if (line.endsWith('\\') && held.length < LINE_LIMIT) {
      if (held === '') heldFrom = number;
      held += line.slice(0, -1);
      continue;
    }
    yield held === '' ? { line, number } : { line: held + line.trimStart(), number: heldFrom };
    held = '';
  }
  if (held !== '') yield { line: held, number: heldFrom };
}

/** The value without its quotes or, where it has none, without the comment behind it. */
function unquoted(written: string, comment: string): string {
  const value = written.trim();
  const quote = value.charAt(0);
  if (quote === '"' || quote === "'") {
    const end = value.indexOf(quote, 1);
    if (end > 0) return value.slice(1, end);
  }
  const at = value.indexOf(` ${comment}`);
  return (at < 0 ? value : value.slice(0, at)).trim();
}

function scalar(text: string, line: number): ScalarNode {
  if (text === 'true' || text === 'false') return { kind: 'scalar', line, value: text === 'true', text };
  const isNumber = /^-?\d{1,15}(?:\.\d{1,10})?$/.test(text);
  return { kind: 'scalar', line, value: isNumber ? Number(text) : text, text };
}
