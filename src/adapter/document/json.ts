import type { DocumentNode, ScalarNode } from '../../domain/operation/index.ts';
import { Excess, MAX_DEPTH, NodeCount } from './limit.ts';

/** A map or list whose end has not been read yet. */
interface Open {
  readonly line: number;
  /** `null` for a list. */
  readonly entries: Map<string, DocumentNode> | null;
  readonly items: DocumentNode[];
  key: string | null;
  keyLine: number;
  /** Whether the key has its value. */
  isDone: boolean;
}

/** Blanks and comments, a string, punctuation, or a bare word; sticky, so that every character is looked at once. */
const TOKEN = /(?:[\s\uFEFF]|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)+|"(?:[^"\\\n]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/y;

/**
 * The value of a JSON text with the lines of its keys, which `JSON.parse` does not give. Comments and trailing commas
 * are tolerated. Needs no recursion. Throws {@link Excess}.
 */
export function readJson(text: string): DocumentNode {
  const reader = new JsonReader();
  let line = 1;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) throw malformed(line);
    reader.take(token, line);
    for (let end = token.indexOf('\n'); end >= 0; end = token.indexOf('\n', end + 1)) line++;
  }
  return reader.finish(line);
}

class JsonReader {
  readonly #open: Open[] = [];
  readonly #nodes = new NodeCount();
  #root: DocumentNode | null = null;
  /** What may come next in the innermost map or list: a value, or what ends one. */
  #wantsValue = true;

  take(token: string, line: number): void {
    const first = token.charAt(0);
    if (/\s|\/|\uFEFF/.test(first)) return;
    if (first === '{' || first === '[') this.#begin(first, line);
    else if (first === '}' || first === ']') this.#end(first, line);
    else if (first === ',') this.#next(line);
    else if (first === ':') this.#colon(line);
    else this.#scalar(token, line);
  }

  finish(line: number): DocumentNode {
    if (this.#open.length > 0 || this.#root === null) throw malformed(line);
    return this.#root;
  }

  #begin(bracket: string, line: number): void {
    this.#expectValue(line);
    if (this.#open.length >= MAX_DEPTH) throw new Excess('too-deep', `the file nests deeper than ${MAX_DEPTH} levels`);
    this.#open.push({
      line,
      entries: bracket === '{' ? new Map() : null,
      items: [],
      key: null,
      keyLine: line,
      isDone: true,
    });
    this.#wantsValue = true;
  }

  #end(bracket: string, line: number): void {
    const done = this.#open.pop();
    if (done === undefined || (done.entries === null) !== (bracket === ']') || !done.isDone) {
      throw malformed(line);
    }
    const { entries, items } = done;
    this.#put(
      entries === null ? { kind: 'list', line: done.line, items } : { kind: 'map', line: done.line, entries },
      line,
    );
  }

  #next(line: number): void {
    const inside = this.#open.at(-1);
    if (inside === undefined || this.#wantsValue || !inside.isDone) throw malformed(line);
    inside.key = null;
    this.#wantsValue = true;
  }

  #colon(line: number): void {
    const inside = this.#open.at(-1);
    if (inside?.entries == null || inside.key === null || inside.isDone || this.#wantsValue) throw malformed(line);
    this.#wantsValue = true;
  }

  #scalar(token: string, line: number): void {
    const inside = this.#open.at(-1);
    const isKey = inside?.entries != null && inside.key === null;
    const node = scalarOf(token, line);
    if (!isKey) {
      this.#expectValue(line);
      this.#put(node, line);
      return;
    }
    if (typeof node.value !== 'string') throw malformed(line);
    inside.key = node.value;
    inside.keyLine = line;
    inside.isDone = false;
    this.#wantsValue = false;
  }

  #expectValue(line: number): void {
    const inside = this.#open.at(-1);
    const isKeyless = inside?.entries != null && inside.key === null;
    if (!this.#wantsValue || isKeyless || (inside === undefined && this.#root !== null)) throw malformed(line);
  }

  #put(node: DocumentNode, line: number): void {
    this.#nodes.add();
    const parent = this.#open.at(-1);
    this.#wantsValue = false;
    if (parent === undefined) this.#root = node;
    else if (parent.entries === null) parent.items.push(node);
    else if (parent.key === null) throw malformed(line);
    else parent.entries.set(parent.key, { ...node, line: parent.keyLine });
    if (parent !== undefined) parent.isDone = true;
  }
}

function scalarOf(token: string, line: number): ScalarNode {
  const value = parsed(token, line);
  if (value === null) return { kind: 'scalar', line, value, text: '' };
  return { kind: 'scalar', line, value, text: typeof value === 'number' ? token : String(value) };
}

function parsed(token: string, line: number): string | number | boolean | null {
  try {
    const value: unknown = JSON.parse(token);
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value;
  } catch {
    // Reported below with its line.
  }
  throw malformed(line);
}

function malformed(line: number): Excess {
  return new Excess('malformed', `line ${line}: not JSON`);
}
