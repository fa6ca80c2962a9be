import { parse, type TomlValue } from 'smol-toml';
import type { DocumentNode } from '../../domain/operation/index.ts';
import { Excess, MAX_DEPTH, NodeCount } from './limit.ts';

/** The table of a TOML text. Lines are found by a second look at headers and keys, since the parser gives none. */
export function readToml(text: string): DocumentNode {
  const lines = linesOfKeys(text);
  const nodes = new NodeCount();
  return nodeOf(parsed(text), { way: '', lines, nodes, depth: 0 });
}

interface Walk {
  readonly way: string;
  readonly lines: ReadonlyMap<string, number>;
  readonly nodes: NodeCount;
  readonly depth: number;
}

function parsed(text: string): TomlValue {
  try {
    return parse(text, { maxDepth: MAX_DEPTH });
  } catch (error) {
    const line = (error as { readonly line?: number }).line;
    throw new Excess('malformed', `${line === undefined ? '' : `line ${line}: `}not TOML`);
  }
}

function nodeOf(value: unknown, walk: Walk): DocumentNode {
  walk.nodes.add();
  if (walk.depth > MAX_DEPTH) throw new Excess('too-deep', `the file nests deeper than ${MAX_DEPTH} levels`);
  const line = walk.lines.get(walk.way) ?? null;
  if (Array.isArray(value)) {
    const items = value.map((item, at) => nodeOf(item, { ...walk, way: `${walk.way}[${at}]`, depth: walk.depth + 1 }));
    return { kind: 'list', line, items };
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    const entries = new Map<string, DocumentNode>();
    for (const [key, below] of Object.entries(value)) {
      const way = walk.way === '' ? key : `${walk.way}.${key}`;
      entries.set(key, nodeOf(below, { ...walk, way, depth: walk.depth + 1 }));
    }
    return { kind: 'map', line, entries };
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    return { kind: 'scalar', line, value, text: String(value) };
  }
  return { kind: 'scalar', line, value: String(value), text: String(value) };
}

/** Longest line looked at for a key. */
const LINE_LIMIT = 2_000;

function linesOfKeys(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let table = '';
  const remember = (way: string, line: number): void => {
    if (!lines.has(way)) lines.set(way, line);
  };
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.slice(0, LINE_LIMIT).trim();
    const header = headerOf(line);
    if (header !== null) {
      table = header.way;
      if (header.isArray) {
        const count = counts.get(table) ?? 0;
        counts.set(table, count + 1);
        remember(table, at + 1);
        table = `${table}[${count}]`;
      }
      remember(table, at + 1);
      continue;
    }
    const key = line.slice(0, Math.max(0, line.indexOf('='))).trim();
    if (/^[\w."' -]+$/.test(key)) remember(table === '' ? plainWay(key) : `${table}.${plainWay(key)}`, at + 1);
  }
  return lines;
}

/** `[table]` or `[[table]]`; `null` for any other line, such as an item of an array. */
function headerOf(line: string): { readonly way: string; readonly isArray: boolean } | null {
  const end = line.indexOf(']');
  if (!line.startsWith('[') || end < 0) return null;
  const isArray = line.startsWith('[[');
  const way = line.slice(isArray ? 2 : 1, end).trim();
  return /^[\w."' -]+$/.test(way) ? { way: plainWay(way), isArray } : null;
}

function plainWay(written: string): string {
  return written
    .split('.')
    .map((part) => part.trim().replace(/^["']|["']$/g, ''))
    .join('.');
}
