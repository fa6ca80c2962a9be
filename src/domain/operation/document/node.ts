import type { DocumentNode, ListNode, MapNode, ScalarNode } from './model.ts';

/** The node at the end of a way of keys through mappings; `null` where it leads nowhere. */
export function field(node: DocumentNode | null, ...keys: readonly string[]): DocumentNode | null {
  let at = node;
  for (const key of keys) {
    if (at === null || at.kind !== 'map') return null;
    at = at.entries.get(key) ?? null;
  }
  return at;
}

/** The text of a scalar that is not null; `null` for anything else. */
export function textOf(node: DocumentNode | null): string | null {
  return node?.kind === 'scalar' && node.value !== null ? node.text : null;
}

/** The text at the end of a way of keys. */
export function textAt(node: DocumentNode | null, ...keys: readonly string[]): string | null {
  return textOf(field(node, ...keys));
}

/** A finite number, also where it is written as a string. */
export function numberAt(node: DocumentNode | null, ...keys: readonly string[]): number | null {
  const text = textAt(node, ...keys);
  if (text === null || !/^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) return null;
  return Number(text);
}

/** Whether the scalar at the end of a way of keys is true. */
export function isTrueAt(node: DocumentNode | null, ...keys: readonly string[]): boolean {
  return textAt(node, ...keys) === 'true';
}

/** Items of a list; none for anything else. */
export function itemsAt(node: DocumentNode | null, ...keys: readonly string[]): readonly DocumentNode[] {
  const found = field(node, ...keys);
  return found?.kind === 'list' ? found.items : [];
}

/** Entries of a mapping; none for anything else. */
export function entriesAt(
  node: DocumentNode | null,
  ...keys: readonly string[]
): readonly (readonly [string, DocumentNode])[] {
  const found = field(node, ...keys);
  return found?.kind === 'map' ? [...found.entries] : [];
}

/** Texts of a list of scalars, or of one scalar standing for a list of one. */
export function textsAt(node: DocumentNode | null, ...keys: readonly string[]): readonly string[] {
  const found = field(node, ...keys);
  const single = textOf(found);
  return single !== null ? [single] : itemsAt(found).flatMap((item) => textOf(item) ?? []);
}

/** Whether two nodes hold the same data: lines, the order of keys and ways of writing a value do not count. */
export function sameData(a: DocumentNode | null, b: DocumentNode | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind === 'scalar') return b.kind === 'scalar' && sameScalar(a, b);
  if (a.kind === 'list') {
    return (
      b.kind === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, at) => sameData(item, b.items[at] ?? null))
    );
  }
  return (
    b.kind === 'map' &&
    a.entries.size === b.entries.size &&
    [...a.entries].every(([key, value]) => sameData(value, b.entries.get(key) ?? null))
  );
}

function sameScalar(a: ScalarNode, b: ScalarNode): boolean {
  return a.value === b.value || (a.value !== null && b.value !== null && a.text === b.text);
}

/** A mapping made of entries, for values that belong together without standing together. */
export function mapOf(entries: Iterable<readonly [string, DocumentNode]>, line: number | null = null): MapNode {
  return { kind: 'map', line, entries: new Map(entries) };
}

/** An empty list. */
export const NO_ITEMS: ListNode = { kind: 'list', line: null, items: [] };
