import { type NamedOracle, type NamedWalker, openNamedOracle, plainName } from './named-oracle.ts';
import { nodesOf, type SyntaxNode } from './tree-sitter.ts';

/** tree-sitter's Java: imports, declared types, types used and owners of members. */
export function openJavaOracle(): Promise<NamedOracle> {
  return openNamedOracle('java', () => new JavaWalker());
}

const TYPES = new Set([
  'class_declaration',
  'interface_declaration',
  'enum_declaration',
  'record_declaration',
  'annotation_type_declaration',
]);

/** What makes a type local: no other file can name it. */
const CODE = new Set(['block', 'object_creation_expression', 'lambda_expression', 'switch_block', 'constructor_body']);

class JavaWalker implements NamedWalker {
  readonly references = new Set<string>();
  readonly declares = new Set<string>();
  readonly mentions = new Set<string>();
  readonly own = new Set<string>();
  readonly #outer: string[] = [];
  #package = '';
  #code = 0;

  enter(node: SyntaxNode): void {
    if (CODE.has(node.type)) this.#code += 1;
    else if (TYPES.has(node.type)) this.#declare(node);
    else if (node.type === 'package_declaration') this.#enterPackage(node);
    else if (node.type === 'import_declaration') this.#import(node);
    else if (node.type === 'requires_module_directive') {
      this.references.add(`module ${plainName(node.childForFieldName('modules')?.text ?? '')}`);
    } else if (node.type === 'module_declaration') {
      this.declares.add(`module ${plainName(node.childForFieldName('name')?.text ?? '')}`);
    } else this.#use(node);
  }

  leave(node: SyntaxNode): void {
    if (CODE.has(node.type)) this.#code -= 1;
    else if (TYPES.has(node.type)) this.#outer.pop();
  }

  #declare(node: SyntaxNode): void {
    const simple = node.childForFieldName('name')?.text ?? '';
    const outer = this.#outer.at(-1) ?? this.#package;
    const name = outer === '' ? simple : `${outer}.${simple}`;
    this.#outer.push(name);
    this.own.add(simple);
    if (this.#code === 0) this.declares.add(name);
  }

  #enterPackage(node: SyntaxNode): void {
    const name = nodesOf(node.namedChildren).find(({ type }) => /identifier$/.test(type));
    this.#package = plainName(name?.text ?? '');
    this.declares.add(`package ${this.#package}`);
  }

  #import(node: SyntaxNode): void {
    const children = nodesOf(node.children);
    const isStatic = children.some(({ type }) => type === 'static');
    const isWild = children.some(({ type }) => type === 'asterisk');
    const name = children.find(({ type }) => /identifier$/.test(type));
    this.references.add(`${isStatic ? 'static ' : ''}${plainName(name?.text ?? '')}${isWild ? '.*' : ''}`);
  }

  #use(node: SyntaxNode): void {
    const parent = node.parent?.type ?? '';
    if (node.type === 'type_identifier' && parent !== 'scoped_type_identifier') this.#mention(node.text);
    else if (node.type === 'scoped_type_identifier' && parent !== node.type) this.#scoped(node);
    else if (node.type === 'identifier' && isOwner(node)) this.#mention(node.text);
    else if (node.type === 'field_access' && parent !== 'field_access') this.#scoped(node);
    else if (/annotation$/.test(node.type)) this.#scopedName(node.childForFieldName('name'));
  }

  /** A name in capitals may be a type; `a.b.C` a full name. */
  #scoped(node: SyntaxNode): void {
    const name = plainName(node.text)
      .replace(/<.*$/, '')
      .replace(/@[\w.]+/g, '');
    if (/^[A-Z]/.test(name)) this.#mention(name.split('.')[0] ?? '');
    else if (/^[a-z_$][\w$]*(?:\.[\w$]+)+$/.test(name) && !/^(?:this|super)\./.test(name)) this.mentions.add(name);
  }

  #scopedName(node: SyntaxNode | null): void {
    const name = plainName(node?.text ?? '');
    if (name.includes('.')) this.mentions.add(name);
    else this.#mention(name);
  }

  #mention(name: string): void {
    if (/^[A-Za-z_$][\w$]*$/.test(name)) this.mentions.add(name);
  }
}

/** The first of `Shop.open()`, `Shop.field`, `Shop::open`, `Shop[]::new`: a variable or a type. */
function isOwner(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (parent === null || !/^[A-Z]/.test(node.text)) return false;
  if (parent.type === 'method_invocation' || parent.type === 'field_access') {
    return parent.childForFieldName('object')?.startIndex === node.startIndex;
  }
  return parent.type === 'method_reference' && parent.startIndex === node.startIndex;
}
