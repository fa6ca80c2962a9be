import type { FilePath } from '../change/index.ts';
import { type Adjacency, EdgeList } from './adjacency.ts';
import type { FileScan, Language, LanguageSupport, Resolver, SourceTree } from './model.ts';

/** What could not be read, followed or trusted whole; all of it is listed. */
export type NotAnalysed =
  /** Source of a language that is not read. */
  | { readonly kind: 'language'; readonly path: FilePath }
  | { readonly kind: 'too-large'; readonly path: FilePath; readonly bytes: number }
  /** Its bytes are missing, or no text. */
  | { readonly kind: 'unreadable'; readonly path: FilePath }
  /** Refers to something of this repository that is not there, or nothing tells to what. */
  | { readonly kind: 'unresolved'; readonly path: FilePath; readonly text: string }
  /** Names what it uses by a value of the running program. */
  | { readonly kind: 'computed'; readonly path: FilePath }
  /** Says that a program made it: it is read, but what it is made from is not known to reach it. */
  | { readonly kind: 'generated'; readonly path: FilePath };

/** A package of elsewhere, as one language knows it. */
export interface ExternalPackage {
  readonly language: Language;
  readonly name: string;
}

/**
 * Who refers to whom at one revision. Nodes are numbers: the files of the tree in its order, then the external packages.
 */
export interface CodeGraph {
  readonly tree: SourceTree;
  readonly externals: readonly ExternalPackage[];
  readonly forward: Adjacency;
  readonly reverse: Adjacency;
  /** Sorted by path within each kind of cause as they were found. */
  readonly notAnalysed: readonly NotAnalysed[];
  /** `null` where no node is of that path. */
  fileNode(path: FilePath): number | null;
  /** `null` where no file of that language refers to it. */
  externalNode(language: Language, name: string): number | null;
}

/** A file that was scanned, and by which language. */
export interface ScannedFile {
  readonly path: FilePath;
  readonly language: Language;
  readonly scan: FileScan;
}

/**
 * Builds the graph piece by piece, so that a caller with other work to do can do it between: `step` resolves one file and
 * answers whether there was one left.
 */
export class GraphBuilder {
  readonly #tree: SourceTree;
  readonly #files: readonly ScannedFile[];
  readonly #resolvers: ReadonlyMap<Language, Resolver>;
  readonly #edges = new EdgeList();
  readonly #nodes: ReadonlyMap<FilePath, number>;
  readonly #externals: ExternalPackage[] = [];
  readonly #externalNodes = new Map<string, number>();
  readonly #notAnalysed: NotAnalysed[];
  #next = 0;

  constructor(given: {
    readonly tree: SourceTree;
    readonly files: readonly ScannedFile[];
    readonly supports: readonly LanguageSupport[];
    /** What is known to be left out already. */
    readonly notAnalysed: readonly NotAnalysed[];
  }) {
    this.#tree = given.tree;
    this.#files = given.files;
    const used = new Set(given.files.map(({ language }) => language));
    this.#resolvers = new Map(
      given.supports
        .filter(({ language }) => used.has(language))
        .map((support) => [support.language, support.resolver(given.tree)]),
    );
    this.#nodes = new Map(given.tree.paths.map((path, node) => [path, node]));
    this.#notAnalysed = [...given.notAnalysed];
  }

  step(): boolean {
    const file = this.#files[this.#next];
    if (file === undefined) return false;
    this.#next += 1;
    const from = this.#nodes.get(file.path);
    const resolve = this.#resolvers.get(file.language);
    if (from === undefined || resolve === undefined) return true;
    const { path, scan } = file;
    for (const { form, target } of resolve(path, scan)) {
      const to = this.#nodeOf(file, target);
      if (to !== null && to !== from) this.#edges.add(from, to, form);
    }
    if (scan.computed) this.#notAnalysed.push({ kind: 'computed', path });
    if (scan.generated) this.#notAnalysed.push({ kind: 'generated', path });
    return true;
  }

  /** The graph of all files; resolves those that are left. */
  finish(): CodeGraph {
    while (this.step());
    const tree = this.#tree;
    const count = tree.paths.length + this.#externals.length;
    const [nodes, externalNodes] = [this.#nodes, this.#externalNodes];
    return {
      tree,
      externals: this.#externals,
      forward: this.#edges.forward(count),
      reverse: this.#edges.reverse(count),
      notAnalysed: this.#notAnalysed,
      fileNode: (path) => nodes.get(path) ?? null,
      externalNode: (language, name) => externalNodes.get(`${language} ${name}`) ?? null,
    };
  }

  #nodeOf(file: ScannedFile, target: ReturnType<Resolver>[number]['target']): number | null {
    if (target.kind === 'standard') return null;
    if (target.kind === 'external') return this.#external({ language: file.language, name: target.name });
    const node = target.kind === 'file' ? this.#nodes.get(target.path) : undefined;
    if (node !== undefined) return node;
    const text = target.kind === 'file' ? target.path : target.text;
    this.#notAnalysed.push({ kind: 'unresolved', path: file.path, text });
    return null;
  }

  #external(external: ExternalPackage): number {
    const key = `${external.language} ${external.name}`;
    const known = this.#externalNodes.get(key);
    if (known !== undefined) return known;
    const node = this.#tree.paths.length + this.#externals.length;
    this.#externals.push(external);
    this.#externalNodes.set(key, node);
    return node;
  }
}
