import type { SqlNode } from './model.ts';

/** A member that is a node; an empty node where there is none, because the tree leaves out what is empty. */
export function nodeOf(node: SqlNode, name: string): SqlNode {
  const value = node[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as SqlNode) : {};
}

/** A member that is a list of nodes; may be empty. */
export function listOf(node: SqlNode, name: string): readonly SqlNode[] {
  const value = node[name];
  return Array.isArray(value) ? (value as readonly SqlNode[]) : [];
}

/** A member that is text; empty where there is none. */
export function textOf(node: SqlNode, name: string): string {
  const value = node[name];
  return typeof value === 'string' ? value : '';
}

/** Whether a flag is set. */
export function isSet(node: SqlNode, name: string): boolean {
  return node[name] === true;
}

/** The one kind of a wrapped node and its content: `{ "DropStmt": {...} }` is `['DropStmt', {...}]`. */
export function kindOf(wrapped: SqlNode): readonly [kind: string, content: SqlNode] {
  const kind = Object.keys(wrapped)[0] ?? '';
  return [kind, nodeOf(wrapped, kind)];
}

/** `schema.name` of a RangeVar. */
export function relationName(range: SqlNode): string {
  return [textOf(range, 'schemaname'), textOf(range, 'relname')].filter((part) => part !== '').join('.');
}

/** Names of a list of String nodes. */
export function namesOf(items: readonly SqlNode[]): readonly string[] {
  return items.map((item) => textOf(nodeOf(item, 'String'), 'sval')).filter((name) => name !== '');
}

/** `schema.name` of a list of String nodes, without the catalogue of built-in names. */
export function dotted(items: readonly SqlNode[]): string {
  const names = namesOf(items);
  return (names[0] === 'pg_catalog' ? names.slice(1) : names).join('.');
}

/** The name of what a DropStmt drops: a List, a TypeName, an ObjectWithArgs or a String. */
export function droppedName(object: SqlNode): readonly string[] {
  const [kind, content] = kindOf(object);
  if (kind === 'String') return [textOf(content, 'sval')];
  if (kind === 'List') return namesOf(listOf(content, 'items'));
  if (kind === 'TypeName') return namesOf(listOf(content, 'names'));
  if (kind === 'ObjectWithArgs') return namesOf(listOf(content, 'objname'));
  return [];
}

/** The constraints of a column or a table element by kind (`CONSTR_NOTNULL`, ...). */
export function constraintsOf(definition: SqlNode): ReadonlyMap<string, SqlNode> {
  const found = listOf(definition, 'constraints').map((item) => nodeOf(item, 'Constraint'));
  return new Map(found.map((constraint) => [textOf(constraint, 'contype'), constraint]));
}
