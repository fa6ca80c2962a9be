import type { Oracle } from './oracle.ts';
import { type Grammar, nodesOf, openGrammar, type SyntaxNode } from './tree-sitter.ts';

/** What a parser says of a file of a language that imports names, in the words of that language's scanner. */
export interface NamedFile {
  readonly references: ReadonlySet<string>;
  readonly declares: ReadonlySet<string>;
  /** Names used, whatever they turn out to mean. */
  readonly mentions: ReadonlySet<string>;
}

/** An oracle that also tells names, so that edges can be compared: the same resolver leads both sides to files. */
export interface NamedOracle extends Oracle {
  named(text: string): NamedFile | null;
}

/** Opens an oracle that walks each node of a tree once. */
export async function openNamedOracle(grammar: Grammar, walker: () => NamedWalker): Promise<NamedOracle> {
  const read = await openGrammar(grammar);
  const named = (text: string) =>
    read(text, (root) => {
      const state = walker();
      walk(root, state);
      return { references: state.references, declares: state.declares, mentions: without(state.mentions, state.own) };
    });
  return {
    name: `tree-sitter-${grammar}`,
    named,
    references: (_, text) => named(text)?.references ?? null,
  };
}

/** Gathers while nodes come by; `leave` comes when all below a node is done. */
export interface NamedWalker extends NamedFile {
  readonly references: Set<string>;
  readonly declares: Set<string>;
  readonly mentions: Set<string>;
  /** Simple names that the file itself gives a meaning. */
  readonly own: Set<string>;
  enter(node: SyntaxNode): void;
  leave(node: SyntaxNode): void;
}

function walk(node: SyntaxNode, walker: NamedWalker): void {
  walker.enter(node);
  for (const child of nodesOf(node.children)) walk(child, walker);
  walker.leave(node);
}

function without(names: ReadonlySet<string>, own: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...names].filter((name) => !own.has(name)));
}

/** A dotted name without the spaces and comments in it. */
export function plainName(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|\s+/g, '');
}
