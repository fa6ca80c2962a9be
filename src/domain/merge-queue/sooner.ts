import type { Instant } from '../../kernel/index.ts';
import { boardOf, indexOf } from './board-of.ts';
import type { Constraint, Explanation } from './explain.ts';
import { entryOf } from './look.ts';
import type { MergeQueue, QueueEntry, QueueRules } from './model.ts';
import { firebreakScheduler } from './planner.ts';

/** What would make it land sooner, without anything being weakened. */
export type Sooner =
  /** With so many more builds at once it would be built now; fewer would not reach it. */
  | { readonly code: 'more-workers'; readonly more: number }
  | { readonly code: 'hotfix-lane'; readonly ahead: number }
  | { readonly code: 'declare-targets' }
  | { readonly code: 'sign-parent'; readonly parent: number };

/** Workers that are tried, the fewest first. */
const MORE_WORKERS = [1, 2, 4, 8];

/** What would make an explained entry land sooner: only what takes away the very thing that it waits for. May be empty. */
export function soonerFor(
  queue: MergeQueue,
  given: { readonly explained: Explanation; readonly rules: QueueRules; readonly now: Instant },
): readonly Sooner[] {
  const { explained, rules, now } = given;
  const { entry, constraint, ahead } = explained;
  if (constraint.kind === 'stack-parent') return signParent(queue, constraint.parent);
  if (constraint.kind !== 'slot' && constraint.kind !== 'predecessor') return [];
  const found: Sooner[] = [];
  if (isFull(constraint)) {
    const more = MORE_WORKERS.find((each) => isBuiltWith(queue, { entry, rules, now, more: each }));
    if (more !== undefined) found.push({ code: 'more-workers', more });
  }
  if (rules.proof === 'targets' && entry.targets === null) found.push({ code: 'declare-targets' });
  if (entry.lane === 'normal' && ahead.length > 0) found.push({ code: 'hotfix-lane', ahead: ahead.length });
  return found;
}

function signParent(queue: MergeQueue, number: number): readonly Sooner[] {
  const parent = entryOf(queue, number);
  return parent === null || parent.gate.verdict === 'allow' ? [] : [{ code: 'sign-parent', parent: number }];
}

function isFull(constraint: Constraint): boolean {
  return constraint.kind === 'slot' && constraint.running >= constraint.workers;
}

/** Whether the scheduler would build it now if it had so many more workers. */
function isBuiltWith(
  queue: MergeQueue,
  given: { readonly entry: QueueEntry; readonly rules: QueueRules; readonly now: Instant; readonly more: number },
): boolean {
  const { entry, rules, now, more } = given;
  const board = boardOf(queue, { rules: { ...rules, workers: rules.workers + more }, now });
  const index = indexOf(queue, entry.number);
  return firebreakScheduler()
    .plan(board)
    .wanted.some(({ subjects }) => subjects.includes(index));
}
