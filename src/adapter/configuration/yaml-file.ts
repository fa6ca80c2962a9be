import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { ConfigurationProblem } from '../../domain/policy/index.ts';
import { accept, type Result, reject } from '../../kernel/index.ts';
import type { NodePath, YamlFile } from './located.ts';
import { MAX_PROBLEMS, problemAt, quoted } from './problem.ts';
import { firstExcess, MAX_DEPTH } from './yaml-limit.ts';

/** Largest file read: a catalog of a thousand services with their people takes less than half. */
export const MAX_FILE_BYTES = 512 * 1024;

/** Nodes after aliases are put in; ten aliases of ten aliases cannot grow beyond. */
export const MAX_NODES = 100_000;

/**
 * Reads one YAML 1.2 document. Rejects all that is not plain data for people to review: bytes that are not UTF-8,
 * several documents, tags, duplicate keys, merge keys, a nesting or an expansion beyond the limits. An empty document
 * is `null`.
 */
export function readYaml(options: {
  readonly name: string;
  readonly content: Uint8Array | string;
}): Result<YamlFile, readonly ConfigurationProblem[]> {
  const { name, content } = options;
  const refused = (code: string, message: string, place = START): Result<YamlFile, readonly ConfigurationProblem[]> =>
    reject([problemAt({ name, value: null, locate: () => place }, [], { code, message })]);
  if (content.length > MAX_FILE_BYTES) {
    return refused('file-too-large', `the file is larger than ${MAX_FILE_BYTES / 1024} KiB`);
  }
  const text = decode(content);
  if (text === null) return refused('not-utf8', 'the file is not UTF-8; save it as UTF-8');
  const excess = firstExcess(text);
  if (excess !== null) return refused(excess.code, excess.message, { line: excess.line, column: 1 });
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Found below in linear time; the parser's own check compares every pair of keys.
    uniqueKeys: false,
    logLevel: 'error',
  });
  const file: YamlFile = {
    name,
    value: null,
    locate: (path, at) => positionAt(lines, offsetOf(document, path, at)),
  };
  const wrong = [...document.errors, ...document.warnings].slice(0, MAX_PROBLEMS);
  if (wrong.length > 0) {
    return reject(
      wrong.map((error) => ({
        ...problemAt(file, [], { code: 'yaml-syntax', message: explain(error.code, error.message) }),
        ...positionAt(lines, error.pos[0]),
      })),
    );
  }
  const reading: Reading = { document, lines, file, problems: [], nodes: 0 };
  const value = document.contents === null ? null : plain(reading, document.contents as Node, []);
  return reading.problems.length > 0 ? reject(reading.problems.slice(0, MAX_PROBLEMS)) : accept({ ...file, value });
}

const START = { line: 1, column: 1 };

interface Reading {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly file: YamlFile;
  readonly problems: ConfigurationProblem[];
  nodes: number;
}

function plain(reading: Reading, node: Node, path: NodePath): unknown {
  reading.nodes++;
  if (reading.nodes > MAX_NODES || path.length > MAX_DEPTH) {
    if (reading.nodes !== Number.POSITIVE_INFINITY) {
      const message = 'the aliases of this file expand to too much; write out what is meant';
      reading.problems.push(problemAt(reading.file, path, { code: 'too-many-aliases', message }));
      reading.nodes = Number.POSITIVE_INFINITY;
    }
    return null;
  }
  if (isAlias(node)) {
    const target = node.resolve(reading.document);
    if (target !== undefined) return plain(reading, target, path);
    const message = `there is no anchor &${node.source} before this`;
    reading.problems.push(problemAt(reading.file, path, { code: 'yaml-syntax', message }));
    return null;
  }
  if (isSeq(node)) return node.items.map((item, index) => plain(reading, item as Node, [...path, index]));
  if (isMap(node)) return plainMap(reading, node, path);
  return isScalar(node) ? node.value : null;
}

function plainMap(reading: Reading, map: YAMLMap, path: NodePath): Record<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const pair of map.items) {
    const key = keyOf(pair);
    const at = [...path, key ?? ''];
    const complaint = complaintOfKey(key, entries);
    if (key === null || complaint !== null) {
      reading.problems.push({
        ...problemAt(reading.file, at, { code: 'bad-key', message: complaint ?? 'a key must be a word' }),
        ...positionAt(reading.lines, (pair.key as Node | null)?.range?.[0] ?? map.range?.[0] ?? 0),
      });
    } else {
      entries.set(key, pair.value === null ? null : plain(reading, pair.value as Node, at));
    }
  }
  return Object.fromEntries(entries);
}

function complaintOfKey(key: string | null, known: ReadonlyMap<string, unknown>): string | null {
  if (key === null) return 'a key must be a word';
  if (key === '<<') return 'merge keys (`<<`) are not part of YAML 1.2; write the keys out';
  if (key === '__proto__') return `${quoted(key)} cannot be a key`;
  return known.has(key) ? `${quoted(key)} stands twice in this mapping; keep one` : null;
}

function keyOf(pair: Pair): string | null {
  if (!isScalar(pair.key)) return null;
  const { value } = pair.key;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

/** Offset of a node, or of the nearest one above it that exists. */
function offsetOf(document: Document, path: NodePath, at: 'key' | 'value'): number {
  let node = document.contents as Node | null;
  let offset = node?.range?.[0] ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document) ?? null;
    if (isSeq(node) && typeof step === 'number') {
      node = (node.items[step] as Node | undefined) ?? null;
      if (node === null) break;
      offset = node.range?.[0] ?? offset;
    } else if (isMap(node)) {
      const pair = pairsOf(node).get(String(step));
      if (pair === undefined) break;
      const key = pair.key as Node;
      const value = pair.value as Node | null;
      const wanted = at === 'key' && index === path.length - 1 ? key : (value ?? key);
      offset = wanted.range?.[0] ?? key.range?.[0] ?? offset;
      node = value;
    } else {
      break;
    }
  }
  return offset;
}

const pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** Pairs by key, the first of each: found once, since every mistake of a large file is looked up in it. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = pairs.get(map);
  if (known !== undefined) return known;
  const found = new Map<string, Pair>();
  for (const pair of map.items) {
    const key = keyOf(pair);
    if (key !== null && !found.has(key)) found.set(key, pair);
  }
  pairs.set(map, found);
  return found;
}

function positionAt(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? START : { line, column: col };
}

function decode(content: Uint8Array | string): string | null {
  if (typeof content === 'string') return content.replace(/^\uFEFF/, '');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return null;
  }
}

/** What the commonest slips look like to the parser, in words that name the fix. */
function explain(code: string, message: string): string {
  if (code === 'BAD_SCALAR_START' && message.includes('@'))
    return 'a word that begins with @ must stand in quotes: "@name"';
  if (code === 'TAB_AS_INDENT') return 'a tab is not indentation in YAML; use spaces';
  if (code === 'MULTIPLE_DOCS') return 'several documents in one file (`---`); keep one';
  if (code === 'TAG_RESOLVE_FAILED') return 'tags (`!name`) are not read here; write plain values';
  return message.charAt(0).toLowerCase() + message.slice(1);
}
