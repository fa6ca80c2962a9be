import { NameTable } from '../../src/domain/code-graph/php/name-table.ts';
import { type NamedOracle, type NamedWalker, openNamedOracle } from './named-oracle.ts';
import { nodesOf, type SyntaxNode } from './tree-sitter.ts';

/**
 * tree-sitter's PHP: imports, declared classes and functions, classes in each place that the grammar knows, calls of functions,
 * and the paths that included expressions spell out.
 */
export function openPhpOracle(): Promise<NamedOracle> {
  return openNamedOracle('php', () => new PhpWalker());
}

const TYPES = new Set(['class_declaration', 'interface_declaration', 'trait_declaration', 'enum_declaration']);

/** Below these a name is a class. */
const CLASS_PARENTS = new Set([
  'named_type',
  'base_clause',
  'class_interface_clause',
  'attribute',
  'object_creation_expression',
  'use_declaration',
]);

class PhpWalker implements NamedWalker {
  readonly references = new Set<string>();
  readonly declares = new Set<string>();
  readonly mentions = new Set<string>();
  readonly own = new Set<string>();
  readonly #names = new NameTable();
  #types = 0;

  enter(node: SyntaxNode): void {
    const { type } = node;
    if (type === 'namespace_definition') this.#enterNamespace(node);
    else if (TYPES.has(type)) this.#declareType(node);
    else if (isAnonymous(node)) this.#types += 1;
    else if (type === 'function_definition' && this.#types === 0) {
      this.declares.add(`${this.#names.qualify(node.childForFieldName('name')?.text ?? '')}()`);
    } else if (type === 'const_declaration' && this.#types === 0) this.#declareConstants(node);
    else if (type === 'namespace_use_declaration') this.#use(node);
    else if (/^(?:require|include)(?:_once)?_expression$/.test(type)) this.#include(node);
    else if (type === 'name' || type === 'qualified_name') this.#name(node);
  }

  leave(node: SyntaxNode): void {
    if (TYPES.has(node.type) || isAnonymous(node)) this.#types -= 1;
  }

  #enterNamespace(node: SyntaxNode): void {
    const name = node.childForFieldName('name')?.text ?? '';
    this.#names.enter(name);
    if (name !== '') this.declares.add(`namespace ${name}`);
  }

  #declareType(node: SyntaxNode): void {
    this.#types += 1;
    this.declares.add(this.#names.qualify(node.childForFieldName('name')?.text ?? ''));
  }

  #declareConstants(node: SyntaxNode): void {
    const first = nodesOf(node.namedChildren).find(({ type }) => type === 'const_element');
    const name = nodesOf(first?.namedChildren ?? [])[0];
    if (name !== undefined) this.declares.add(`const ${this.#names.qualify(name.text)}`);
  }

  #use(node: SyntaxNode): void {
    const group = nodesOf(node.namedChildren).find(({ type }) => type === 'namespace_use_group');
    const head = nodesOf(node.namedChildren).find(({ type }) => type === 'namespace_name')?.text ?? '';
    const prefix = group === undefined ? '' : `${head.replace(/^\\|\\$/g, '')}\\`;
    const lineKind = kindOf(node);
    for (const clause of nodesOf((group ?? node).namedChildren)) {
      if (!/^namespace_use(?:_group)?_clause$/.test(clause.type)) continue;
      const kind = kindOf(clause) ?? lineKind;
      const path = nodesOf(clause.namedChildren).find(({ type }) => type === 'name' || type === 'qualified_name');
      const full = prefix + (path?.text ?? '').replace(/^\\/, '');
      const alias = clause.childForFieldName('alias')?.text ?? full.slice(full.lastIndexOf('\\') + 1);
      this.references.add(kind === null ? full : `${kind} ${full}`);
      if (kind === null) this.#names.importClass(full, alias);
      if (kind === 'function') this.#names.importFunction(full, alias);
    }
  }

  #include(node: SyntaxNode): void {
    const expression = nodesOf(node.namedChildren).find(({ type }) => type !== 'comment');
    const path = expression === undefined ? null : pathOf(piecesOf(expression));
    if (path !== null) this.references.add(`include ${path}`);
  }

  #name(node: SyntaxNode): void {
    const parent = node.parent;
    if (parent === null || (node.type === 'name' && parent.type === 'qualified_name')) return;
    if (parent.type === 'function_call_expression') {
      if (parent.childForFieldName('function')?.startIndex === node.startIndex) {
        this.mentions.add(`${this.#names.functionOf(node.text)}()`);
      }
    } else if (isClassPlace(node, parent)) {
      const full = this.#names.classOf(node.text);
      if (full !== null) this.references.add(full);
    }
  }
}

function kindOf(node: SyntaxNode): 'function' | 'const' | null {
  const word = nodesOf(node.children).find(({ type }) => type === 'function' || type === 'const')?.type;
  return word === 'function' || word === 'const' ? word : null;
}

function isAnonymous(node: SyntaxNode): boolean {
  return (
    node.type === 'anonymous_class' ||
    (node.type === 'declaration_list' && node.parent?.type === 'object_creation_expression')
  );
}

function isClassPlace(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (CLASS_PARENTS.has(parent.type)) return true;
  if (/^scoped_|^class_constant_access/.test(parent.type)) {
    return nodesOf(parent.namedChildren)[0]?.startIndex === node.startIndex;
  }
  if (parent.type !== 'binary_expression') return false;
  const isInstance = nodesOf(parent.children).some(({ type }) => type === 'instanceof');
  return isInstance && parent.childForFieldName('right')?.startIndex === node.startIndex;
}

/** What a part of a path's expression gives: its text, the file's folder (so many steps up), or a value of elsewhere. */
type Piece = { readonly text: string } | { readonly up: number } | 'constant' | 'computed';

function piecesOf(node: SyntaxNode): readonly Piece[] {
  const children = nodesOf(node.namedChildren).filter(({ type }) => type !== 'comment');
  if (node.type === 'parenthesized_expression') return children.flatMap(piecesOf);
  if (node.type === 'binary_expression') return children.flatMap(piecesOf);
  if (node.type === 'string' || node.type === 'encapsed_string') return [textPiece(node)];
  if (node.type === 'name') return [constantPiece(node.text)];
  if (node.type !== 'function_call_expression') return ['computed'];
  const given = nodesOf(node.childForFieldName('arguments')?.namedChildren ?? []).flatMap(({ namedChildren }) =>
    nodesOf(namedChildren),
  );
  const [first, second] = given;
  const inner = first === undefined ? [] : piecesOf(first);
  if (node.childForFieldName('function')?.text.toLowerCase() !== 'dirname')
    return ['constant', ...given.flatMap(piecesOf)];
  const [folder] = inner;
  if (inner.length !== 1 || typeof folder !== 'object' || !('up' in folder)) return ['computed'];
  return [{ up: folder.up + Number(second?.text ?? 1) }];
}

function textPiece(node: SyntaxNode): Piece {
  const text = node.text.slice(1, -1);
  return text.includes('$') ? 'computed' : { text };
}

function constantPiece(name: string): Piece {
  if (name === '__DIR__') return { up: 0 };
  if (name === '__FILE__') return { up: -1 };
  return name === 'DIRECTORY_SEPARATOR' ? { text: '/' } : 'constant';
}

/** In the words of the scanner (include.ts); `null` where the path is not spelt out. */
function pathOf(pieces: readonly Piece[]): string | null {
  const [first] = pieces;
  const rest = typeof first === 'object' && 'text' in first ? pieces : pieces.slice(1);
  const texts = rest.map((piece) => (typeof piece === 'object' && 'text' in piece ? piece.text : null));
  if (first === undefined || first === 'computed' || texts.includes(null)) return null;
  const text = texts.join('');
  const relative = text.replace(/^\/+/, '');
  if (text === '') return null;
  if (first === 'constant') return relative.includes('/') ? `*/${relative}` : null;
  if ('text' in first) return text.startsWith('/') ? null : text;
  return first.up < 0 ? null : `./${'../'.repeat(first.up)}${relative}`;
}
