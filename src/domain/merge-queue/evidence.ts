import type { Instant } from '../../kernel/index.ts';
import { boardOf, indexOf } from './board-of.ts';
import type { LandingEvidence, MergeQueue, QueueRules } from './model.ts';
import { proofOf } from './proof.ts';

/**
 * What shows that the branch is green once these entries landed as that tree; `null` = nothing does. The very tree counts first; where the
 * rules let targets speak, builds of each entry with everything that shares a target with it.
 */
export function evidenceFor(
  queue: MergeQueue,
  asked: {
    readonly entries: readonly number[];
    readonly tree: string;
    readonly rules: QueueRules;
    readonly now: Instant;
  },
): { readonly evidence: LandingEvidence; readonly assumed: readonly number[] } | null {
  const { entries, tree, rules, now } = asked;
  const exact = queue.proven.find((each) => each.tree === tree);
  if (exact !== undefined) {
    const trials = [exact.trial];
    return { evidence: { kind: 'tree', trials, builds: [exact.build] }, assumed: assumedBy(queue, trials, entries) };
  }
  if (rules.proof !== 'targets') return null;
  const board = boardOf(queue, { rules, now });
  const proof = proofOf(
    board,
    entries.map((number) => indexOf(queue, number)),
  );
  if (proof === null || proof.length === 0) return null;
  const trials = [...new Set(proof.map(({ id }) => id))].sort((a, b) => a - b);
  const builds = trials.flatMap((number) => {
    const end = queue.trials.find((trial) => trial.number === number)?.end;
    return end === undefined || end === null || end.outcome === 'conflict' ? [] : (end.build ?? []);
  });
  return { evidence: { kind: 'targets', trials, builds }, assumed: assumedBy(queue, trials, entries) };
}

function assumedBy(queue: MergeQueue, trials: readonly number[], entries: readonly number[]): readonly number[] {
  const assumed = queue.trials.filter(({ number }) => trials.includes(number)).flatMap((trial) => trial.assumes);
  return [...new Set(assumed)].filter((number) => !entries.includes(number)).sort((a, b) => a - b);
}
