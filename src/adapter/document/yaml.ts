import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar } from 'yaml';
import type { DocumentNode } from '../../domain/operation/index.ts';
import { Excess, MAX_DEPTH, MAX_DOCUMENT, MAX_DOCUMENTS, NodeCount } from './limit.ts';
import { guardNesting } from './yaml-nesting.ts';

/**
 * The documents of a YAML text, empty ones left out. Tolerates tags, merge keys and repeated keys (the last counts), as
 * the programs that read such files do. Throws {@link Excess}.
 */
export function readYaml(text: string): readonly DocumentNode[] {
  const nodes = new NodeCount();
  return documentTexts(text).flatMap(({ part, firstLine }) => {
    if (part.trim() === '') return [];
    if (part.length > MAX_DOCUMENT) {
      throw new Excess('too-large', `the document at line ${firstLine} is larger than ${MAX_DOCUMENT / 1024} KiB`);
    }
    guardNesting(part);
    return readOne(part, firstLine, nodes);
  });
}

interface Reading {
  /** Nodes by their anchor, as far as the walk has come: the library's own look-up walks the whole document each time. */
  readonly anchors: Map<string, Node>;
  readonly lines: LineCounter;
  readonly firstLine: number;
  readonly nodes: NodeCount;
}

function readOne(part: string, firstLine: number, nodes: NodeCount): readonly DocumentNode[] {
  const lines = new LineCounter();
  const document = parseDocument(part, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: 'silent',
  });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = firstLine - 1 + Math.max(1, lines.linePos(error.pos[0]).line);
    throw new Excess('malformed', `line ${line}: ${error.message.slice(0, 200)}`);
  }
  if (document.contents === null) return [];
  const reading = { anchors: new Map<string, Node>(), lines, firstLine, nodes };
  const node = nodeOf(reading, document.contents as Node, { line: null, depth: 0 });
  return node.kind === 'scalar' && node.value === null ? [] : [node];
}

interface At {
  /** Line of the key, where there is one. */
  readonly line: number | null;
  readonly depth: number;
}

function nodeOf(reading: Reading, node: Node | null, at: At): DocumentNode {
  reading.nodes.add();
  if (at.depth > MAX_DEPTH) throw new Excess('too-deep', `the file nests deeper than ${MAX_DEPTH} levels`);
  const line = at.line ?? lineOf(reading, node);
  if (node === null) return { kind: 'scalar', line, value: null, text: '' };
  if (isAlias(node)) {
    const target = reading.anchors.get(node.source);
    if (target === undefined) throw new Excess('malformed', `there is no anchor &${node.source.slice(0, 80)}`);
    return nodeOf(reading, target, { line, depth: at.depth + 1 });
  }
  const { anchor } = node as { readonly anchor?: string };
  if (anchor !== undefined) reading.anchors.set(anchor, node);
  if (isSeq(node)) {
    const items = node.items.map((item) => nodeOf(reading, item as Node | null, { line: null, depth: at.depth + 1 }));
    return { kind: 'list', line, items };
  }
  if (isMap(node)) return { kind: 'map', line, entries: entriesOf(reading, node.items, at.depth + 1) };
  return scalarOf(node, line);
}

function entriesOf(
  reading: Reading,
  pairs: readonly { readonly key: unknown; readonly value: unknown }[],
  depth: number,
): Map<string, DocumentNode> {
  const entries = new Map<string, DocumentNode>();
  const merged: DocumentNode[] = [];
  for (const pair of pairs) {
    const key = pair.key as Node | null;
    const value = nodeOf(reading, pair.value as Node | null, { line: lineOf(reading, key), depth });
    const name = isScalar(key) ? (key.source ?? String(key.value)) : 'null';
    // Quoted it is a key like any other.
    if (name === '<<' && isScalar(key) && key.type === Scalar.PLAIN) merged.push(value);
    else entries.set(name, value);
  }
  for (const [name, value] of merged.flatMap(mergedEntries)) {
    reading.nodes.add();
    if (!entries.has(name)) entries.set(name, value);
  }
  return entries;
}

/** What `<<` brings in: one mapping or a list of them, of which the first counts. */
function mergedEntries(node: DocumentNode): readonly (readonly [string, DocumentNode])[] {
  if (node.kind === 'map') return [...node.entries];
  return node.kind === 'list' ? node.items.flatMap((item) => (item.kind === 'map' ? [...item.entries] : [])) : [];
}

function scalarOf(node: Node, line: number | null): DocumentNode {
  const value = isScalar(node) ? node.value : null;
  const source = isScalar(node) ? node.source : undefined;
  if (value === null || value === undefined) return { kind: 'scalar', line, value: null, text: '' };
  if (typeof value === 'boolean') return { kind: 'scalar', line, value, text: String(value) };
  if (typeof value === 'number') return { kind: 'scalar', line, value, text: source ?? String(value) };
  return { kind: 'scalar', line, value: String(value), text: String(value) };
}

function lineOf(reading: Reading, node: Node | null): number | null {
  const offset = node?.range?.[0];
  if (offset === undefined) return null;
  return reading.firstLine - 1 + Math.max(1, reading.lines.linePos(offset).line);
}

/** A text cut at its `---` lines, so that a limit and a mistake are of one document. */
function documentTexts(text: string): readonly { readonly part: string; readonly firstLine: number }[] {
  const parts: { part: string; firstLine: number }[] = [];
  let start = 0;
  let startLine = 1;
  let line = 1;
  for (let at = 0; at < text.length; line++) {
    if (at > start && text.startsWith('---', at) && /^(?:\s|$)/.test(text.charAt(at + 3))) {
      parts.push({ part: text.slice(start, at), firstLine: startLine });
      if (parts.length >= MAX_DOCUMENTS) {
        throw new Excess('too-large', `the file holds more than ${MAX_DOCUMENTS} documents`);
      }
      start = at;
      startLine = line;
    }
    const end = text.indexOf('\n', at);
    at = end < 0 ? text.length : end + 1;
  }
  parts.push({ part: text.slice(start), firstLine: startLine });
  return parts;
}
