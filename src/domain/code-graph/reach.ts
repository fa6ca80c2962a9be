import type { FilePath } from '../change/index.ts';
import { FORM_BIT } from './adjacency.ts';
import type { CodeGraph } from './graph.ts';
import type { Language, ReferenceForm } from './model.ts';

/** Where reach starts. */
export type ReachStart =
  | { readonly kind: 'file'; readonly path: FilePath }
  /** A package of elsewhere whose locked version changed, itself or something that it depends on. */
  | { readonly kind: 'package'; readonly language: Language; readonly name: string; readonly lockFile: FilePath }
  /** A configuration, with the files that it is for; these are one hop away. */
  | { readonly kind: 'configuration'; readonly path: FilePath; readonly governs: readonly FilePath[] };

/** A file that a change can reach. */
export interface ReachedFile {
  readonly path: FilePath;
  /** How many references lie between; 0 for what changed itself. */
  readonly hops: number;
  /** One shortest way, from what changed to the file before this one; empty for what changed. */
  readonly why: readonly string[];
  /** How the last of these steps binds; empty where no reference does. */
  readonly forms: readonly ReferenceForm[];
}

/**
 * The files that depend on what changed, over references turned round, nearest first and then by path: those that changed, then
 * each with its distance and one way there. A start that the graph does not know reaches nothing but itself.
 */
export function dependentsOf(
  graph: CodeGraph,
  starts: readonly ReachStart[],
  options: {
    /** How many references far; not negative. */
    readonly depth: number;
    /** Whether references for types alone count, which no running program follows. */
    readonly types: boolean;
  },
): readonly ReachedFile[] {
  const search = new Search(graph, options.types);
  for (const start of starts) search.start(start);
  search.spread(options.depth);
  return search.reached();
}

const UNREACHED = -1;
const FORMS = Object.entries(FORM_BIT) as readonly (readonly [ReferenceForm, number])[];

class Search {
  readonly #graph: CodeGraph;
  /** Edges that count have one of these bits. */
  readonly #mask: number;
  readonly #hops: Int32Array;
  /** The node before, or `-2 - n` for the n-th label in {@link #labels}. */
  readonly #before: Int32Array;
  readonly #form: Uint8Array;
  readonly #labels: string[] = [];
  readonly #order: number[] = [];
  /** Nodes that are one hop away by a configuration; they wait for the first round. */
  readonly #governed: { readonly node: number; readonly label: number }[] = [];

  constructor(graph: CodeGraph, types: boolean) {
    this.#graph = graph;
    this.#mask = types ? 0xff : 0xff & ~FORM_BIT.type;
    const count = graph.tree.paths.length + graph.externals.length;
    this.#hops = new Int32Array(count).fill(UNREACHED);
    this.#before = new Int32Array(count).fill(UNREACHED);
    this.#form = new Uint8Array(count);
  }

  start(start: ReachStart): void {
    const { fileNode, externalNode } = this.#graph;
    if (start.kind === 'package') {
      const node = externalNode(start.language, start.name);
      if (node !== null) this.#visit(node, { hops: 0, before: this.#label(start.lockFile), form: 0 });
      return;
    }
    const node = fileNode(start.path);
    if (node !== null) this.#visit(node, { hops: 0, before: UNREACHED, form: 0 });
    if (start.kind === 'file') return;
    const label = this.#label(start.path);
    for (const path of start.governs) {
      const governed = fileNode(path);
      if (governed !== null) this.#governed.push({ node: governed, label });
    }
  }

  /** One round for each hop: what is in the order from the round before has all its users visited. */
  spread(depth: number): void {
    let from = 0;
    for (let hops = 1; hops <= depth; hops += 1) {
      const to = this.#order.length;
      for (let at = from; at < to; at += 1) this.#visitUsers(this.#order[at] ?? 0, hops);
      if (hops === 1) for (const { node, label } of this.#governed) this.#visit(node, { hops, before: label, form: 0 });
      if (this.#order.length === to) return;
      from = to;
    }
  }

  #visitUsers(node: number, hops: number): void {
    const { offsets, targets, forms } = this.#graph.reverse;
    for (let edge = offsets[node] ?? 0; edge < (offsets[node + 1] ?? 0); edge += 1) {
      const form = (forms[edge] ?? 0) & this.#mask;
      if (form !== 0) this.#visit(targets[edge] ?? 0, { hops, before: node, form });
    }
  }

  reached(): readonly ReachedFile[] {
    const { paths } = this.#graph.tree;
    return this.#order
      .filter((node) => node < paths.length)
      .sort((a, b) => (this.#hops[a] ?? 0) - (this.#hops[b] ?? 0) || a - b)
      .map((node) => ({
        path: paths[node] as FilePath,
        hops: this.#hops[node] ?? 0,
        why: this.#why(node),
        forms: FORMS.filter(([, bit]) => ((this.#form[node] ?? 0) & bit) !== 0).map(([form]) => form),
      }));
  }

  #visit(node: number, { hops, before, form }: { hops: number; before: number; form: number }): void {
    if (this.#hops[node] !== UNREACHED) return;
    this.#hops[node] = hops;
    this.#before[node] = before;
    this.#form[node] = form;
    this.#order.push(node);
  }

  #label(text: string): number {
    this.#labels.push(text);
    return -1 - this.#labels.length;
  }

  #why(node: number): readonly string[] {
    const way: string[] = [];
    for (let at = this.#before[node] ?? UNREACHED; at !== UNREACHED; at = this.#before[at] ?? UNREACHED) {
      way.push(at < 0 ? (this.#labels[-2 - at] ?? '') : this.#name(at));
      if (at < 0) break;
    }
    return way.reverse();
  }

  #name(node: number): string {
    const { paths } = this.#graph.tree;
    return paths[node] ?? this.#graph.externals[node - paths.length]?.name ?? '';
  }
}
