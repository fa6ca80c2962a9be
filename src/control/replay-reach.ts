import { assert } from '../kernel/index.ts';
import type { Assessment } from './assess.ts';

/** What a replayed change did and reached, as far as some rule asks. */
export interface ReplayReach {
  /** Rules of its operations; `null` = its content was not read. */
  readonly operations: readonly string[] | null;
  readonly reversible: NonNullable<Assessment['reversal']>['answer'] | null;
  /** Files that import what changed; `null` = imports were not read. */
  readonly dependents: number | null;
  /** Critical flows; `null` = they were not looked for. */
  readonly flows: readonly string[] | null;
}

/** How many of some changes later needed repair. */
export interface ReachCount {
  readonly changes: number;
  readonly harmful: number;
}

/** What the replayed changes did and reached, in counts; a part is `null` where no rule asks for it. */
export interface ReplayReachCounts {
  readonly content: {
    readonly read: number;
    readonly cannotBeUndone: ReachCount;
    readonly notKnown: ReachCount;
  } | null;
  readonly flows: { readonly read: number; readonly critical: ReachCount } | null;
}

/** Takes from an assessment what the replay shows of content and reach. */
export function replayReachOf({ facts, reversal, reach }: Assessment): ReplayReach {
  const { operation, blast } = facts.values;
  return {
    operations: reach.operations === null ? null : (operation.rules ?? []),
    reversible: reversal?.answer ?? null,
    dependents: blast.dependents ?? null,
    flows: blast.flows ?? null,
  };
}

/** Adds up over all rows; `harmful` is in the order of `rows`. */
export function countReach(rows: readonly ReplayReach[], harmful: readonly boolean[]): ReplayReachCounts {
  assert(rows.length === harmful.length, 'each row has its outcome');
  const counted = (applies: (row: ReplayReach) => boolean): ReachCount => ({
    changes: rows.filter(applies).length,
    harmful: rows.filter((row, index) => applies(row) && harmful[index] === true).length,
  });
  const content = counted(({ operations }) => operations !== null).changes;
  const flows = counted(({ flows: found }) => found !== null).changes;
  return {
    content:
      content === 0
        ? null
        : {
            read: content,
            cannotBeUndone: counted(({ reversible }) => reversible === 'no'),
            notKnown: counted(({ reversible }) => reversible === 'unknown'),
          },
    flows: flows === 0 ? null : { read: flows, critical: counted(({ flows: found }) => (found ?? []).length > 0) },
  };
}
