import type Database from 'libsql';
import { batching } from './append-queue.ts';
import { guarded, inTransaction } from './database.ts';

/** Does something in a transaction that is shared with whatever else is written at the same moment; what is thrown undoes it. */
export type Writing = <T>(work: () => T) => Promise<T>;

/** Everything that is written goes through one queue: one sync of the disk serves appends, leases and records together. */
export function writingTo(options: {
  readonly database: Database;
  /** Before the first write of a transaction; also when it is tried again after all of it was undone. */
  readonly begin: () => void;
  /** Ends what was written, inside the transaction; gives what to do once it is on the disk. */
  readonly beforeCommit: () => () => void;
}): Writing {
  const { database, begin, beforeCommit } = options;
  const write = batching((works: readonly (() => unknown)[]) => {
    const { answers, committed } = guarded(() =>
      inTransaction(database, () => {
        begin();
        return { answers: works.map((work) => work()), committed: beforeCommit() };
      }),
    );
    committed();
    return answers;
  });
  return <T>(work: () => T) => write(work) as Promise<T>;
}
