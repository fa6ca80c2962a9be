import type { Oracle } from './oracle.ts';
import { nodesOf, openGrammar, type SyntaxNode } from './tree-sitter.ts';

/** tree-sitter's Ruby: calls of `require` and its kin whose argument is a written string. */
export async function openRubyOracle(): Promise<Oracle> {
  const read = await openGrammar('ruby');
  return { name: 'tree-sitter-ruby', references: (_, text) => read(text, referencesOf), compares: isWritten };
}

const METHODS = new Set(['require', 'require_relative', 'require_dependency', 'load', 'autoload']);

/** Paths that are put together from the file's own, and autoloads by custom, are worked out on our side alone. */
function isWritten(reference: string): boolean {
  return !/^\.\/(?:\.\.\/)*|^load \.\//.test(reference) && !/\/$/.test(reference);
}

function referencesOf(root: SyntaxNode): ReadonlySet<string> {
  const found = new Set<string>();
  for (const node of nodesOf(root.descendantsOfType('call'))) {
    const method = node.childForFieldName('method')?.text ?? '';
    if (!METHODS.has(method) || node.childForFieldName('receiver') !== null) continue;
    const last = nodesOf(node.childForFieldName('arguments')?.namedChildren ?? [])[method === 'autoload' ? 1 : 0];
    if (last?.type !== 'string' || nodesOf(last.descendantsOfType('interpolation')).length > 0) continue;
    const path = last.text.slice(1, -1);
    found.add(method === 'require_relative' ? `./${path}` : method === 'load' ? `load ${path}` : path);
  }
  return found;
}
