import type { Trial } from '../../merge-queue/index.ts';
import { keyFrom, type QueueRecord } from './record.ts';

/** What an outcome of an earlier neighbour is worth for the builds of an entry: how probable it is that such a build is needed. */
export interface OutcomeWeight {
  readonly entry: number;
  readonly lands: number;
  readonly fails: number;
}

/** A build that may be needed. */
export interface Speculation {
  readonly index: number;
  readonly key: number;
  /** Earlier neighbours that it assumes to land, ascending. */
  assumed(): readonly number[];
  /** Logarithm of the probability that it is needed. */
  readonly score: number;
}

interface Flip {
  readonly entry: number;
  readonly cost: number;
}

interface Node {
  readonly score: number;
  readonly root: Root;
  readonly high: number;
  readonly low: number;
  /** Place in the root's flips of the last flip made; -1 for none. */
  readonly last: number;
  readonly parent: Node | null;
}

interface Root {
  readonly index: number;
  readonly weights: readonly OutcomeWeight[];
  flips: readonly Flip[] | null;
}

/**
 * Enumerates the builds of all waiting entries from the most to the least likely to be needed, until `visit` answers false
 * or none above `threshold` (a probability) is left. Best-first over sets of flipped assumptions, by a heap.
 */
export function speculate(given: {
  readonly record: QueueRecord;
  readonly weightsOf: (index: number) => readonly OutcomeWeight[];
  readonly threshold: number;
  readonly visit: (found: Speculation) => boolean;
}): void {
  const { record, weightsOf, visit } = given;
  const least = Math.log(given.threshold);
  const heap: Node[] = [];
  for (const index of record.waiting) {
    const root = rootOf(record, index, weightsOf(index));
    if (root.score >= least) push(heap, root);
  }
  for (let node = pop(heap); node !== undefined; node = pop(heap)) {
    if (!visit(speculationOf(node))) return;
    for (const child of childrenOf(record, node)) if (child.score >= least) push(heap, child);
  }
}

/** The trial of a speculation: the running build where there is one. */
export function trialOf(record: QueueRecord, found: Speculation): Trial {
  return record.runningOf(found.key) ?? { subjects: [found.index], assumes: found.assumed(), attempt: 0 };
}

function rootOf(record: QueueRecord, index: number, weights: readonly OutcomeWeight[]): Node {
  let { high, low } = record.landedKey(index);
  let product = 1;
  let score = 0;
  for (const { entry, lands, fails } of weights) {
    product *= lands >= fails ? lands : fails;
    if (product < 1e-200) {
      score += Math.log(product);
      product = 1;
    }
    if (lands < fails) continue;
    high ^= record.highOf(entry);
    low ^= record.lowOf(entry);
  }
  return { score: score + Math.log(product), root: { index, weights, flips: null }, high, low, last: -1, parent: null };
}

function speculationOf(node: Node): Speculation {
  const { index } = node.root;
  return { index, key: keyFrom(index, node.high, node.low), score: node.score, assumed: () => assumedBy(node) };
}

function assumedBy(node: Node): readonly number[] {
  const flipped = new Set<number>();
  for (let at: Node | null = node; at !== null && at.last >= 0; at = at.parent) {
    // A replaced flip hangs under the parent of the one that it replaces, so each on the way counts.
    flipped.add(flipsOf(node.root)[at.last]?.entry as number);
  }
  return node.root.weights
    .filter(({ entry, lands, fails }) => lands >= fails !== flipped.has(entry))
    .map(({ entry }) => entry);
}

function* childrenOf(record: QueueRecord, node: Node): Iterable<Node> {
  const flips = flipsOf(node.root);
  const next = flips[node.last + 1];
  if (next === undefined) return;
  yield flippedFrom(record, node, node.last + 1);
  if (node.parent !== null) yield flippedFrom(record, node.parent, node.last + 1);
}

function flippedFrom(record: QueueRecord, parent: Node, place: number): Node {
  const flip = flipsOf(parent.root)[place] as Flip;
  return {
    score: parent.score - flip.cost,
    root: parent.root,
    high: parent.high ^ record.highOf(flip.entry),
    low: parent.low ^ record.lowOf(flip.entry),
    last: place,
    parent,
  };
}

function flipsOf(root: Root): readonly Flip[] {
  root.flips ??= root.weights
    .map(({ entry, lands, fails }) => ({ entry, cost: Math.log(Math.max(lands, fails) / Math.min(lands, fails)) }))
    .sort((a, b) => a.cost - b.cost || a.entry - b.entry);
  return root.flips;
}

/** Ties go to the entry that came first, then to the one pushed first by the order of the heap. */
function isBefore(a: Node, b: Node): boolean {
  return a.score > b.score || (a.score === b.score && a.root.index < b.root.index);
}

function push(heap: Node[], node: Node): void {
  let at = heap.push(node) - 1;
  while (at > 0) {
    const above = (at - 1) >> 1;
    if (!isBefore(node, heap[above] as Node)) break;
    heap[at] = heap[above] as Node;
    at = above;
  }
  heap[at] = node;
}

function pop(heap: Node[]): Node | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && isBefore(heap[below + 1] as Node, heap[below] as Node)) below += 1;
    if (!isBefore(heap[below] as Node, last)) break;
    heap[at] = heap[below] as Node;
    at = below;
  }
  heap[at] = last;
  return top;
}
