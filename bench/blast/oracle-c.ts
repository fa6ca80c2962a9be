import type { Oracle } from './oracle.ts';
import { nodesOf, openGrammar, type SyntaxNode } from './tree-sitter.ts';

/**
 * tree-sitter's C++, which reads C too: include directives with a written path. A macro as a path is followed on our side
 * only where the file defines it, so files with one are passed over.
 */
export async function openCOracle(): Promise<Oracle> {
  const read = await openGrammar('cpp');
  return { name: 'tree-sitter-cpp', references: (_, text) => read(text, referencesOf) };
}

function referencesOf(root: SyntaxNode): ReadonlySet<string> | null {
  const found = new Set<string>();
  for (const node of nodesOf(root.descendantsOfType(['preproc_include', 'preproc_call']))) {
    const directive = node.childForFieldName('directive')?.text.replace(/\s+/g, '');
    if (node.type === 'preproc_call' && directive !== '#import' && directive !== '#include_next') continue;
    const path = node.childForFieldName(node.type === 'preproc_call' ? 'argument' : 'path')?.text.trim() ?? '';
    const written = /^"[^"]*"|^<[^>]*>/.exec(path)?.[0];
    if (written === undefined) return null;
    found.add(written);
  }
  return found;
}
