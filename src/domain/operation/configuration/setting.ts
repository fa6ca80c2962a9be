import type { DocumentNode, ScalarNode } from '../document/model.ts';
import { textAt } from '../document/node.ts';

/** One value of a configuration with the way to it. */
export interface Setting {
  /** Whole key: `http.client.timeout`, `services[web].image`. */
  readonly way: string;
  /** Last key of the way that is a name. */
  readonly key: string;
  /** Key above it; empty at the top. */
  readonly parent: string;
  readonly node: ScalarNode;
}

/** A configuration flattened: values by their way, and sets of texts for lists without names. */
export interface Flattened {
  readonly settings: ReadonlyMap<string, Setting>;
  /** Ways of everything that has something below it. */
  readonly branches: ReadonlyMap<string, DocumentNode>;
  readonly lists: ReadonlyMap<string, readonly ScalarNode[]>;
}

/** Values of one file beyond which the rest is left out; reported as unread by the caller. */
export const MAX_SETTINGS = 100_000;

const NAMES = ['name', 'id', 'job_name', 'key', 'alias', 'hostname', 'service'];

/** Flattens a document; items of a list are known by their name where they have one, so that moving one is no change. */
export function flatten(node: DocumentNode): Flattened {
  const settings = new Map<string, Setting>();
  const branches = new Map<string, DocumentNode>();
  const lists = new Map<string, ScalarNode[]>();
  const walk = (at: DocumentNode, way: string, names: readonly [key: string, parent: string]): void => {
    if (settings.size > MAX_SETTINGS) return;
    if (at.kind === 'scalar') {
      settings.set(way, { way, key: names[0], parent: names[1], node: at });
    } else if (at.kind === 'map') {
      branches.set(way, at);
      for (const [key, below] of at.entries) walk(below, way === '' ? key : `${way}.${key}`, [key, names[0]]);
    } else {
      branches.set(way, at);
      for (const [index, item] of at.items.entries()) walkItem(item, index, way, names);
    }
  };
  const walkItem = (item: DocumentNode, index: number, way: string, names: readonly [string, string]): void => {
    if (item.kind === 'scalar') {
      const assigned = assignmentOf(item);
      if (assigned === null) append(lists, way, item);
      else
        settings.set(`${way}[${assigned.key}]`, {
          way: `${way}[${assigned.key}]`,
          key: assigned.key,
          parent: names[0],
          node: assigned.node,
        });
      return;
    }
    walk(item, `${way}[${nameOf(item) ?? index}]`, names);
  };
  walk(node, '', ['', '']);
  return { settings, branches, lists };
}

function nameOf(item: DocumentNode): string | null {
  for (const key of NAMES) {
    const text = textAt(item, key);
    if (text !== null && text.length <= 120) return text;
  }
  return null;
}

/** `KEY=value` as an item of a list, as compose files have it. */
function assignmentOf(item: ScalarNode): { readonly key: string; readonly node: ScalarNode } | null {
  const end = item.text.slice(0, 120).indexOf('=');
  const key = end < 0 ? '' : item.text.slice(0, end);
  if (!/^[A-Z_][A-Z0-9_]*$/.test(key)) return null;
  const text = item.text.slice(end + 1);
  return { key, node: { kind: 'scalar', line: item.line, value: text, text } };
}

function append(lists: Map<string, ScalarNode[]>, way: string, item: ScalarNode): void {
  const known = lists.get(way);
  if (known === undefined) lists.set(way, [item]);
  else known.push(item);
}
