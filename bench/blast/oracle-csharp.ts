import { type NamedOracle, type NamedWalker, openNamedOracle, plainName } from './named-oracle.ts';
import { nodesOf, type SyntaxNode } from './tree-sitter.ts';

/** tree-sitter's C#: usings, namespaces, declared types and extension methods, types used, owners and calls of members. */
export function openCSharpOracle(): Promise<NamedOracle> {
  return openNamedOracle('c-sharp', () => new CSharpWalker());
}

const NAMESPACES = new Set(['namespace_declaration', 'file_scoped_namespace_declaration']);
const TYPES = new Set([
  'class_declaration',
  'struct_declaration',
  'interface_declaration',
  'enum_declaration',
  'record_declaration',
  'delegate_declaration',
]);

/** Below these an identifier that is no name of something new is a type. */
const TYPE_PARENTS = new Set([
  'base_list',
  'primary_constructor_base_type',
  'type_argument_list',
  'nullable_type',
  'array_type',
  'pointer_type',
  'ref_type',
  'type_parameter_constraint',
  'type_pattern',
  'constant_pattern',
]);

class CSharpWalker implements NamedWalker {
  readonly references = new Set<string>();
  readonly declares = new Set<string>();
  readonly mentions = new Set<string>();
  readonly own = new Set<string>();
  readonly #around: { readonly name: string; readonly node: SyntaxNode }[] = [];
  #namespace = '';

  enter(node: SyntaxNode): void {
    const { type } = node;
    if (NAMESPACES.has(type)) this.#enterNamespace(node);
    else if (TYPES.has(type)) this.#declare(node);
    else if (type === 'using_directive') this.#using(node);
    else if (type === 'method_declaration') this.#method(node);
    else if (type === 'identifier' || type === 'generic_name') this.#name(node);
    else if (type === 'qualified_name' && node.parent?.type !== type && !isInUsing(node)) this.#chain(node);
    else if (type === 'member_access_expression') this.#access(node);
    else if (type === 'member_binding_expression') this.#call(node, node.parent?.parent ?? null);
  }

  leave(node: SyntaxNode): void {
    if (node.type === 'namespace_declaration' || TYPES.has(node.type)) this.#around.pop();
    if (node.type === 'namespace_declaration') this.#namespace = this.#around.at(-1)?.name ?? '';
  }

  #full(name: string): string {
    const outer = this.#around.at(-1)?.name ?? '';
    return outer === '' ? name : `${outer}.${name}`;
  }

  #enterNamespace(node: SyntaxNode): void {
    const name = this.#full(plainName(node.childForFieldName('name')?.text ?? ''));
    const segments = name.split('.');
    for (let count = 1; count <= segments.length; count += 1) {
      this.declares.add(`namespace ${segments.slice(0, count).join('.')}`);
    }
    this.#around.push({ name, node });
    this.#namespace = name;
  }

  #declare(node: SyntaxNode): void {
    const simple = node.childForFieldName('name')?.text ?? '';
    const name = this.#full(simple);
    this.#around.push({ name, node });
    this.own.add(simple);
    this.declares.add(name);
  }

  #using(node: SyntaxNode): void {
    const children = nodesOf(node.children);
    const alias = node.childForFieldName('name');
    const target = children.findLast(
      (child) => /name$|identifier$/.test(child.type) && child.startIndex !== alias?.startIndex,
    );
    const mark = (what: string) => (children.some(({ type }) => type === what) ? `${what} ` : '');
    const name = plainName(target?.text ?? '')
      .replace(/^global::/, '')
      .replace(/<.*$/, '');
    if (target === undefined) return;
    this.references.add(
      alias === null ? `${mark('global')}${mark('static')}${name}` : `${mark('global')}${name} as ${alias.text}`,
    );
  }

  #method(node: SyntaxNode): void {
    const parameters = nodesOf(node.childForFieldName('parameters')?.namedChildren ?? []);
    const first = parameters.find(({ type }) => type === 'parameter');
    const isExtension = nodesOf(first?.children ?? []).some(({ text }) => text === 'this');
    const method = node.childForFieldName('name')?.text ?? '';
    if (isExtension) this.declares.add(this.#namespace === '' ? `.${method}` : `${this.#namespace}..${method}`);
  }

  #name(node: SyntaxNode): void {
    const parent = node.parent;
    if (parent === null) return;
    const simple = node.type === 'generic_name' ? (nodesOf(node.namedChildren)[0]?.text ?? '') : node.text;
    if (isType(node, parent)) this.#mention(simple);
    if (parent.type === 'attribute' && isField(parent, 'name', node)) {
      this.#mention(simple);
      this.#mention(`${simple}Attribute`);
    }
  }

  #mention(name: string): void {
    if (/^[A-Z]/.test(name)) this.mentions.add(name);
  }

  /** `A.B.C` in a type's place. */
  #chain(node: SyntaxNode): void {
    const name = plainName(node.text)
      .replace(/^global::/, '')
      .replace(/<.*$/, '');
    const inAttribute = node.parent?.type === 'attribute';
    if (!/^[A-Z]/.test(name)) return;
    this.mentions.add(name.split('.')[0] ?? '');
    this.mentions.add(name);
    if (inAttribute) this.mentions.add(`${name}Attribute`);
  }

  #access(node: SyntaxNode): void {
    this.#call(node, node.parent);
    const owner = node.childForFieldName('expression');
    if (owner?.type === 'identifier' || owner?.type === 'generic_name')
      this.#mention(owner.text.replace(/<[\s\S]*$/, ''));
    const chain = plainName(node.text);
    if (/^(?:[A-Z]\w*\.)+[A-Z]\w*$/.test(chain)) this.mentions.add(chain);
  }

  /** `.Method(`. */
  #call(node: SyntaxNode, parent: SyntaxNode | null): void {
    if (parent?.type !== 'invocation_expression' && node.parent?.type !== 'invocation_expression') return;
    const name = node.childForFieldName('name')?.text.replace(/<[\s\S]*$/, '') ?? '';
    if (/^[A-Z]/.test(name)) this.mentions.add(`.${name}`);
  }
}

function isInUsing(node: SyntaxNode): boolean {
  return node.parent?.type === 'using_directive' || NAMESPACES.has(node.parent?.type ?? '');
}

function isType(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (TYPE_PARENTS.has(parent.type)) return true;
  if (isField(parent, 'type', node) || isField(parent, 'returns', node)) return true;
  return (parent.type === 'as_expression' || parent.type === 'is_expression') && isField(parent, 'right', node);
}

function isField(parent: SyntaxNode, name: string, node: SyntaxNode): boolean {
  return parent.childForFieldName(name)?.startIndex === node.startIndex;
}
