import type { Oracle } from './oracle.ts';
import { nodesOf, openGrammar, type SyntaxNode } from './tree-sitter.ts';

/** tree-sitter's Go: import specs as written. Embedded patterns and headers of cgo are comments to it and not compared. */
export async function openGoOracle(): Promise<Oracle> {
  const read = await openGrammar('go');
  return { name: 'tree-sitter-go', references: (_, text) => read(text, referencesOf), compares: isImport };
}

function isImport(reference: string): boolean {
  return !/^(?:embed|include) /.test(reference);
}

function referencesOf(root: SyntaxNode): ReadonlySet<string> {
  return new Set(
    nodesOf(root.descendantsOfType('import_spec')).map((spec) => {
      const alias = spec.childForFieldName('name')?.text ?? '';
      const path = (spec.childForFieldName('path')?.text ?? '').slice(1, -1);
      return alias === '' ? path : `${alias} ${path}`;
    }),
  );
}
