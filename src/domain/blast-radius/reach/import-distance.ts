import type { FilePath } from '../../change/index.ts';
import type { Adjacency, CodeGraph } from '../../code-graph/index.ts';
import { DEPENDENCY_DEPTH, DEPENDENT_DEPTH, type ImportDistance } from './candidate.ts';

/** How far every file of a graph is from the given ones, both ways. Paths that the graph does not know are left out. */
export function importDistance(graph: CodeGraph, changed: readonly FilePath[]): ImportDistance {
  const files = graph.tree.paths.length;
  const starts = changed.flatMap((path) => graph.fileNode(path) ?? []);
  const ways = { graph, starts, files };
  return {
    dependents: distances({ ...ways, edges: graph.reverse, depth: DEPENDENT_DEPTH }),
    dependencies: distances({ ...ways, edges: graph.forward, depth: DEPENDENCY_DEPTH }),
    directUses: counter(graph, links(graph.reverse, starts)),
    directUsedBy: counter(graph, links(graph.forward, starts)),
    degree: (path) => {
      const node = graph.fileNode(path);
      return node === null ? 0 : degreeIn(graph.forward, node) + degreeIn(graph.reverse, node);
    },
  };
}

function distances(search: {
  readonly graph: CodeGraph;
  readonly starts: readonly number[];
  /** Nodes from here on are packages of elsewhere: two files that use one are not near for it. */
  readonly files: number;
  readonly edges: Adjacency;
  readonly depth: number;
}): ReadonlyMap<FilePath, number> {
  const { graph, files, edges } = search;
  const seen = new Set(search.starts);
  const found = new Map<FilePath, number>();
  let ring = [...seen];
  for (let hops = 1; hops <= search.depth && ring.length > 0; hops += 1) {
    const next: number[] = [];
    for (const node of ring) {
      for (const other of neighbours(edges, node)) {
        if (other >= files || seen.has(other)) continue;
        seen.add(other);
        next.push(other);
        found.set(graph.tree.paths[other] as FilePath, hops);
      }
    }
    ring = next;
  }
  return found;
}

/** How many of the starts each node is linked with. */
function links(edges: Adjacency, starts: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const start of starts) {
    for (const other of neighbours(edges, start)) counts.set(other, (counts.get(other) ?? 0) + 1);
  }
  return counts;
}

function counter(graph: CodeGraph, counts: ReadonlyMap<number, number>): (path: FilePath) => number {
  return (path) => counts.get(graph.fileNode(path) ?? -1) ?? 0;
}

function neighbours({ offsets, targets }: Adjacency, node: number): Uint32Array {
  return targets.subarray(offsets[node] ?? 0, offsets[node + 1] ?? 0);
}

function degreeIn({ offsets }: Adjacency, node: number): number {
  return (offsets[node + 1] ?? 0) - (offsets[node] ?? 0);
}
