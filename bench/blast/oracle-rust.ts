import type { Oracle } from './oracle.ts';
import { nodesOf, openGrammar, type SyntaxNode } from './tree-sitter.ts';

/**
 * tree-sitter's Rust: leaves of `use`, modules in other files and extern crates, each as the file's own module would write it.
 * Files that macros read are not compared: to the grammar a macro is a heap of tokens.
 */
export async function openRustOracle(): Promise<Oracle> {
  const read = await openGrammar('rust');
  return {
    name: 'tree-sitter-rust',
    references: (_, text) => read(text, referencesOf),
    compares: (reference) => !reference.startsWith('include '),
  };
}

function referencesOf(root: SyntaxNode): ReadonlySet<string> | null {
  const found = new Set<string>();
  const kinds = ['use_declaration', 'mod_item', 'extern_crate_declaration'];
  for (const node of nodesOf(root.descendantsOfType(kinds))) {
    const outer = modulesAround(node);
    if (node.type === 'mod_item') {
      const name = plain(node.childForFieldName('name')?.text ?? '');
      if (node.childForFieldName('body') === null) found.add(`mod ${[...outer, name].join('::')}${pathOf(node)}`);
    } else if (node.type === 'extern_crate_declaration') for (const each of declared(node)) found.add(each);
    else for (const leaf of useLeaves(node)) found.add(seenFromFile(leaf, outer));
  }
  for (const own of ['', 'self', 'self::*']) found.delete(own);
  return found;
}

/** Names of the inline modules around a node, outermost first. */
function modulesAround(node: SyntaxNode): readonly string[] {
  const names: string[] = [];
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.type === 'mod_item') names.unshift(plain(at.childForFieldName('name')?.text ?? ''));
  }
  return names;
}

function seenFromFile(leaf: string, outer: readonly string[]): string {
  const match = /^(self|super)((?:::super)*)(?=::| |$)/.exec(leaf);
  if (match === null || outer.length === 0) return leaf;
  const ups = (match[1] === 'super' ? 1 : 0) + (match[2] ?? '').length / '::super'.length;
  const rest = leaf.slice(match[0].length);
  if (ups > outer.length) return new Array(ups - outer.length).fill('super').join('::') + rest;
  return ['self', ...outer.slice(0, outer.length - ups)].join('::') + rest;
}

/** `#[path = "x.rs"]` before a module. */
function pathOf(node: SyntaxNode): string {
  const siblings = nodesOf(node.parent?.namedChildren ?? []);
  const index = siblings.findIndex(({ startIndex }) => startIndex === node.startIndex);
  for (
    let at = index - 1;
    siblings[at]?.type === 'attribute_item' || /comment$/.test(siblings[at]?.type ?? '');
    at -= 1
  ) {
    const path = /^#\[\s*path\s*=\s*"([^"]*)"/.exec(siblings[at]?.text ?? '')?.[1];
    if (path !== undefined) return ` "${path}"`;
  }
  return '';
}

function declared(node: SyntaxNode): readonly string[] {
  const name = plain(node.childForFieldName('name')?.text ?? '');
  const alias = node.childForFieldName('alias')?.text;
  if (name === 'self') return [];
  return [alias === undefined ? `::${name}` : `::${name} as ${alias}`];
}

function useLeaves(node: SyntaxNode): readonly string[] {
  const argument = node.type === 'use_declaration' ? node.childForFieldName('argument') : null;
  return argument === null ? [] : leavesOf(argument, '');
}

function leavesOf(node: SyntaxNode, prefix: string): readonly string[] {
  const join = (path: string) => (prefix === '' ? path : path === '' ? prefix : `${prefix}::${path}`);
  switch (node.type) {
    case 'use_list':
      return nodesOf(node.namedChildren)
        .filter(({ type }) => !/comment$/.test(type))
        .flatMap((child) => leavesOf(child, prefix));
    case 'scoped_use_list': {
      const list = node.childForFieldName('list');
      const path = plain(node.childForFieldName('path')?.text ?? '');
      return list === null ? [] : leavesOf(list, join(path));
    }
    case 'use_wildcard':
      return [join(plain(node.text))];
    case 'use_as_clause': {
      const path = withoutSelf(join(plain(node.childForFieldName('path')?.text ?? '')));
      return [`${path} as ${plain(node.childForFieldName('alias')?.text ?? '')}`];
    }
    default:
      return [withoutSelf(join(plain(node.text)))];
  }
}

function withoutSelf(path: string): string {
  return path !== 'self' && path.endsWith('::self') ? path.slice(0, -'::self'.length) : path;
}

function plain(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|\s+|r#/g, '');
}
