import { excerpt, printable } from '../../kernel/index.ts';
import type { Effect, Operation, OperationReading } from '../operation/index.ts';
import { type FoundUplift, UPLIFT_POINTS } from './risk.ts';

/** Characters of an operation's words in one line of reasons. */
const TEXT_LENGTH = 100;

/** What each kind of danger adds; an operation counts once, under the first that fits. */
const DANGERS: readonly { readonly effects: readonly Effect[]; readonly points: number }[] = [
  { effects: ['data-losing', 'secret-exposing'], points: UPLIFT_POINTS.destructiveOperation },
  {
    effects: ['old-code-breaking', 'new-data-unreadable', 'service-stopping', 'access-widening'],
    points: UPLIFT_POINTS.breakingOperation,
  },
];

/**
 * What dangerous operations add to the risk: once for each kind, by its first operation, however many there are. Only
 * certain ones count: what is merely possible is shown and adds nothing.
 */
export function operationUplifts(reading: OperationReading | null): readonly FoundUplift[] {
  const left = (reading?.operations ?? []).filter(({ certainty }) => certainty === 'certain');
  const uplifts: FoundUplift[] = [];
  const seen = new Set<Operation>();
  for (const { effects, points } of DANGERS) {
    const found = left.filter((each) => !seen.has(each) && each.effects.some((effect) => effects.includes(effect)));
    for (const each of found) seen.add(each);
    const [first] = found;
    if (first !== undefined) uplifts.push({ name: nameOf(first, found.length), points, relief: reliefOf(first) });
  }
  return uplifts;
}

function nameOf(operation: Operation, count: number): string {
  const more = count > 1 ? ` and ${count - 1} more` : '';
  return `${excerpt(printable(operation.what), TEXT_LENGTH)} (${operation.rule})${more}`;
}

function reliefOf({ safer }: Operation): string {
  return excerpt(safer, 2 * TEXT_LENGTH);
}
