import type { CommitId } from '../../domain/change/index.ts';

/** What the gate gets ready to say of a landing: builds start and end meanwhile. */
export interface Inquiry {
  /** Tip of the branch that it is about. */
  readonly head: CommitId;
  readonly entries: readonly number[];
  /** Whether the gate can answer at once. */
  readonly isReady: boolean;
  /** Whether more joined it since: once, so that it comes to an end. */
  readonly isWidened: boolean;
}

/** The one inquiry of a queue, as long as a process works with it. Nothing of it is written down: it is a matter of time only. */
export interface Inquiries {
  /** The one about this tip; `null` = none, or the gate was ready so long ago that it asks anew. */
  about(head: CommitId, now: number): Inquiry | null;
  /** Begins one in place of what was. `prepared` is fulfilled when the gate can answer at once; where it fails, answering fails too. */
  open(about: Pick<Inquiry, 'head' | 'entries' | 'isWidened'>, given: Preparing): void;
  /** Fulfilled when the one that is open is ready; at once where none is under way. */
  settled(): Promise<void>;
}

interface Preparing {
  readonly prepared: Promise<unknown>;
  readonly now: () => number;
}

/** A word that was prepared this long ago is prepared again before it is asked for: a gate lets its words grow old. */
const READY_MS = 30_000;

/** No inquiry yet. */
export function openInquiries(): Inquiries {
  let held: (Inquiry & { readonly readyAt: number | null; readonly settled: Promise<void> }) | null = null;
  return {
    about(head, now) {
      if (held === null || held.head !== head) return null;
      return held.readyAt !== null && now - held.readyAt > READY_MS ? null : held;
    },
    open(about, { prepared, now }) {
      const end = (): void => {
        if (held === own) held = { ...own, isReady: true, readyAt: now() };
      };
      const own = { ...about, isReady: false, readyAt: null, settled: prepared.then(end, end) };
      held = own;
    },
    settled: async () => held?.settled,
  };
}

/** What is to be done about a landing: ask, wait, or land these, which may be fewer. */
export type Readiness =
  | { readonly kind: 'ask'; readonly entries: readonly number[]; readonly isWidened: boolean }
  | { readonly kind: 'wait' }
  | { readonly kind: 'land'; readonly entries: readonly number[] };

/**
 * Lands what the gate was asked about. What became ready meanwhile joins once, since a gate that read the branch says more of it
 * cheaply; a second time it would be asked for ever.
 */
export function readinessOf(inquiry: Inquiry | null, planned: readonly number[]): Readiness {
  const isPart = inquiry?.entries.every((number) => planned.includes(number)) === true;
  const isCovered = inquiry !== null && planned.every((number) => inquiry.entries.includes(number));
  if (inquiry === null || !(isPart || isCovered)) return { kind: 'ask', entries: planned, isWidened: false };
  if (!inquiry.isReady) return { kind: 'wait' };
  if (isCovered) return { kind: 'land', entries: planned };
  if (inquiry.isWidened) return { kind: 'land', entries: inquiry.entries };
  return { kind: 'ask', entries: planned, isWidened: true };
}
