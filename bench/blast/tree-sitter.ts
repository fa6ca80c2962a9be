import { readFileSync } from 'node:fs';
import { loadTool, toolFile } from './tool.ts';

/** A node of a syntax tree, of which only the members used are named. */
export interface SyntaxNode {
  readonly type: string;
  readonly text: string;
  readonly hasError: boolean;
  readonly isMissing: boolean;
  readonly startIndex: number;
  readonly parent: SyntaxNode | null;
  readonly namedChildren: readonly (SyntaxNode | null)[];
  readonly children: readonly (SyntaxNode | null)[];
  childForFieldName(name: string): SyntaxNode | null;
  childrenForFieldName(name: string): readonly (SyntaxNode | null)[];
  descendantsOfType(types: string | readonly string[]): readonly (SyntaxNode | null)[];
}

interface TreeSitter {
  readonly Parser: {
    init(): Promise<void>;
    new (): {
      setLanguage(grammar: unknown): void;
      parse(text: string): { readonly rootNode: SyntaxNode; delete(): void } | null;
    };
  };
  readonly Language: { load(bytes: Uint8Array): Promise<unknown> };
}

/** `@vscode/tree-sitter-wasm` has these; C is read with the grammar of C++, and there is none for Kotlin. */
export type Grammar = 'c-sharp' | 'cpp' | 'go' | 'java' | 'php' | 'python' | 'ruby' | 'rust' | 'tsx' | 'typescript';

/** Lets `read` look at the tree of one text; `null` where the grammar finds an error in it, or no tree. */
export type SyntaxReader = <Answer>(text: string, read: (root: SyntaxNode) => Answer) => Answer | null;

/** Opens a grammar. Trees are freed at once: their memory is not the garbage collector's. */
export async function openGrammar(grammar: Grammar): Promise<SyntaxReader> {
  const { Parser, Language } = loadTool('web-tree-sitter') as TreeSitter;
  await Parser.init();
  const file = toolFile(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${grammar}.wasm`);
  const parser = new Parser();
  parser.setLanguage(await Language.load(readFileSync(file)));
  return (text, read) => {
    const tree = parser.parse(text);
    if (tree === null) return null;
    try {
      return tree.rootNode.hasError ? null : read(tree.rootNode);
    } finally {
      tree.delete();
    }
  };
}

/** Children without the gaps that the types allow for. */
export function nodesOf(nodes: readonly (SyntaxNode | null)[]): readonly SyntaxNode[] {
  return nodes.filter((node) => node !== null);
}
