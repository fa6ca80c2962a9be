import { addBit, type Bits, hasBit, sameBits } from './bits.ts';
import type { Board, EndedTrial, SharedTargets, StartedTrial } from './board.ts';

/** What a proof is looked for in. */
export type ProofBoard = Pick<Board, 'entries' | 'shared' | 'landed' | 'ended'>;

/**
 * Builds that together show that the branch is green with `entries` landed on what has landed, or null where that is not shown. Each entry has a
 * build of its own that passed. Where targets are known, each target of the entries was built with exactly the entries that then touch it,
 * by a build of one of these. Where they are not, the very tree that lands was built.
 */
export function proofOf(board: ProofBoard, entries: readonly number[]): readonly EndedTrial[] | null {
  const after = board.landed.slice();
  for (const entry of entries) addBit(after, entry);
  if (board.shared === null) return treeProof(board, after, entries);
  const proof = new Set<EndedTrial>();
  for (const entry of entries) {
    const shown = targetProof(board, after, entry);
    if (shown === null) return null;
    for (const trial of shown) proof.add(trial);
  }
  return [...proof];
}

function treeProof(board: ProofBoard, after: Bits, entries: readonly number[]): readonly EndedTrial[] | null {
  let tree: EndedTrial | undefined;
  const own: EndedTrial[] = [];
  for (const entry of entries) {
    const passed = (board.ended.get(entry) ?? []).filter(({ hasPassed }) => hasPassed);
    if (passed[0] === undefined) return null;
    own.push(passed[0]);
    tree ??= passed.find(({ content }) => sameBits(content, after));
  }
  return tree === undefined ? null : [...new Set([tree, ...own])];
}

function targetProof(board: ProofBoard, after: Bits, entry: number): readonly EndedTrial[] | null {
  const shared = board.shared as SharedTargets;
  const mask = neighboursOf(board, entry);
  const own = board.ended.get(entry)?.findLast((trial) => trial.hasPassed && !hasForeign(mask, trial.content, after));
  if (own === undefined) return null;
  const found: EndedTrial[] = [own];
  for (const target of shared.of[entry] ?? []) {
    const shown = showing(board, { target, after, own });
    if (shown === null) return null;
    found.push(shown);
  }
  return found;
}

/** A build that passed, ran the target, and held exactly the entries of `after` that touch it. */
function showing(
  board: ProofBoard,
  { target, after, own }: { readonly target: number; readonly after: Bits; readonly own: EndedTrial },
): EndedTrial | null {
  const members = (board.shared as SharedTargets).members[target] ?? [];
  if (holdsSame(members, own.content, after)) return own;
  for (const member of members) {
    if (!hasBit(after, member)) continue;
    for (const trial of board.ended.get(member) ?? []) {
      if (trial.hasPassed && holdsSame(members, trial.content, after)) return trial;
    }
  }
  return null;
}

/** Whether a tree holds, of these entries, exactly those of `after`. */
export function holdsSame(members: readonly number[], content: Bits, after: Bits): boolean {
  return members.every((member) => has(content, member) === has(after, member));
}

function has(bits: Bits, member: number): boolean {
  return (((bits[member >>> 5] ?? 0) as number) & (1 << (member & 31))) !== 0;
}

function hasForeign(mask: Bits, content: StartedTrial['content'], after: Bits): boolean {
  for (let word = 0; word < content.length; word += 1) {
    if (((content[word] as number) & (mask[word] ?? 0) & ~(after[word] ?? 0)) !== 0) return true;
  }
  return false;
}

function neighboursOf(board: ProofBoard, entry: number): Bits {
  const found = board.entries[entry];
  if (found === undefined) throw new RangeError(`no entry ${entry}`);
  return found.neighbours;
}
