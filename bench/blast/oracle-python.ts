import type { Oracle } from './oracle.ts';
import { nodesOf, openGrammar, type SyntaxNode } from './tree-sitter.ts';

/** tree-sitter's Python, every import statement wherever it stands, and literal calls of `import_module`, `__import__`. */
export async function openPythonOracle(): Promise<Oracle> {
  const read = await openGrammar('python');
  return { name: 'tree-sitter-python', references: (_, text) => read(text, referencesOf) };
}

function referencesOf(root: SyntaxNode): ReadonlySet<string> {
  const found = new Set<string>();
  const kinds = ['import_statement', 'import_from_statement', 'future_import_statement', 'call'];
  for (const node of nodesOf(root.descendantsOfType(kinds))) {
    for (const each of node.type === 'call' ? calledModule(node) : importedBy(node)) found.add(each);
  }
  return found;
}

function importedBy(node: SyntaxNode): readonly string[] {
  const names = nodesOf(node.childrenForFieldName('name')).map(nameOf);
  if (node.type === 'import_statement') return names;
  const module = node.type === 'future_import_statement' ? '__future__' : bare(node.childForFieldName('module_name'));
  const star = nodesOf(node.namedChildren).some(({ type }) => type === 'wildcard_import');
  return (star ? ['*'] : names).map((name) => `${module}:${name}`);
}

function calledModule(node: SyntaxNode): readonly string[] {
  const called = node.childForFieldName('function');
  const name = called?.type === 'attribute' ? called.childForFieldName('attribute')?.text : called?.text;
  if (name !== 'import_module' && name !== '__import__') return [];
  const first = nodesOf(node.childForFieldName('arguments')?.namedChildren ?? []).find(
    ({ type }) => type !== 'comment',
  );
  const module = first?.type === 'string' ? first.text.slice(1, -1) : '';
  return /^\w+(?:\.\w+)*$/.test(module) ? [module] : [];
}

/** Without its alias. */
function nameOf(node: SyntaxNode): string {
  return bare(node.type === 'aliased_import' ? node.childForFieldName('name') : node);
}

function bare(node: SyntaxNode | null): string {
  return (node?.text ?? '').replace(/[\s\\]+/g, '');
}
