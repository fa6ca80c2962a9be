import type { ReferenceForm } from './model.ts';

/** Edges from each node, grouped by node: those of node `n` lie from `offsets[n]` up to `offsets[n + 1]`. */
export interface Adjacency {
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
  /** Bits of {@link FORM_BIT}: how each edge binds. */
  readonly forms: Uint8Array;
}

/** One bit for each form, since one file may import another in several. */
export const FORM_BIT: Readonly<Record<ReferenceForm, number>> = { import: 1, dynamic: 2, type: 4, export: 8 };

/** Gathers edges; each pair of nodes is kept once, with all its forms. */
export class EdgeList {
  readonly #edges: number[] = [];
  /** Where the edge to a node is, of the node whose edges are being added. */
  readonly #place = new Map<number, number>();
  #from = -1;

  /** Edges of one node must be added together. */
  add(from: number, to: number, form: ReferenceForm): void {
    if (from !== this.#from) {
      this.#from = from;
      this.#place.clear();
    }
    const place = this.#place.get(to);
    if (place !== undefined) this.#edges[place + 2] = (this.#edges[place + 2] ?? 0) | FORM_BIT[form];
    else {
      this.#place.set(to, this.#edges.length);
      this.#edges.push(from, to, FORM_BIT[form]);
    }
  }

  /** Edges as they run. */
  forward(nodes: number): Adjacency {
    return grouped(this.#edges, { nodes, by: 0, other: 1 });
  }

  /** Edges turned round: from what is used to who uses it. */
  reverse(nodes: number): Adjacency {
    return grouped(this.#edges, { nodes, by: 1, other: 0 });
  }
}

/** A counting sort by one end. */
function grouped(
  edges: readonly number[],
  { nodes, by, other }: { nodes: number; by: 0 | 1; other: 0 | 1 },
): Adjacency {
  const count = edges.length / 3;
  const offsets = new Uint32Array(nodes + 1);
  for (let at = by; at < edges.length; at += 3) {
    const node = (edges[at] ?? 0) + 1;
    offsets[node] = (offsets[node] ?? 0) + 1;
  }
  for (let node = 0; node < nodes; node += 1) offsets[node + 1] = (offsets[node + 1] ?? 0) + (offsets[node] ?? 0);
  const next = offsets.slice();
  const targets = new Uint32Array(count);
  const forms = new Uint8Array(count);
  for (let at = 0; at < edges.length; at += 3) {
    const node = edges[at + by] ?? 0;
    const place = next[node] ?? 0;
    next[node] = place + 1;
    targets[place] = edges[at + other] ?? 0;
    forms[place] = edges[at + 2] ?? 0;
  }
  return { offsets, targets, forms };
}
