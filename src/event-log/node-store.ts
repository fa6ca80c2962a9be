import type { EventStore } from './port.ts';
import type { DocumentTable, LeaseTable, RecordTable } from './side-table.ts';

/** The log with what a node keeps beside it, in one database and one backup. One contract suite: `test/event-store`. */
export interface NodeStore extends EventStore {
  readonly documents: DocumentTable;
  readonly leases: LeaseTable;
  readonly records: RecordTable;
  /**
   * Calls with the head of the log soon after it grew, by whichever node; several appends may come as one call, and a call may
   * come late, so that whoever listens reads from where it stood. It must not throw. Gives the way to stop.
   */
  onAppend(listener: (head: number) => void): () => void;
}
