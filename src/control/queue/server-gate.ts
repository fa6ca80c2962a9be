import type { GateWord, Lane, QueuedContent, QueueEntry } from '../../domain/merge-queue/index.ts';
import { type Submission, verdictOf } from '../../domain/submission/index.ts';
import type { EventStore } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';
import { SUBMISSIONS } from '../server/view.ts';
import { queuedContentOf, wordOnSameHead } from './content.ts';
import type { GateAnswer, QueueGate } from './port.ts';

/** The gate of a server's queue: what the control plane says of the submission, of exactly the head that was queued. */
export function serverGate(given: {
  readonly store: Pick<EventStore, 'readDocument'>;
  readonly now: () => Instant;
  /** What is said of reverts that the queue made: they are no submissions, and judged by their content. */
  readonly reverts: QueueGate;
}): QueueGate {
  const { store, now, reverts } = given;
  const judge = async (entry: QueueEntry): Promise<GateAnswer> => {
    if (entry.revertOf !== null) return reverts.judge(entry);
    const state = await readSubmission(store, entry.change);
    if (state === null || state.state === 'landed') return { kind: 'gone' };
    if (state.state === 'closed' || state.revision.head !== entry.head) return { kind: 'moved' };
    return { kind: 'word', gate: wordOnSameHead(entry, gateWordOfSubmission(state, now())) };
  };
  // A revert is made here: nobody moves it, and what the branch says of it is asked before it lands.
  const glance = async (entry: QueueEntry): Promise<GateAnswer> =>
    entry.revertOf === null ? judge(entry) : { kind: 'same' };
  return { judge, glance: (entries) => Promise.all(entries.map(glance)) };
}

/** A submission as it stands; `null` = there is none. */
export async function readSubmission(store: Pick<EventStore, 'readDocument'>, id: string): Promise<Submission | null> {
  return (await store.readDocument(SUBMISSIONS, id)) as Submission | null;
}

/** What the gate says of a submission now. While it is to be judged again nothing is said of it. */
export function gateWordOfSubmission(state: Submission, now: Instant): GateWord {
  const { decided, isDue } = state;
  const { verdict } = verdictOf(state, now);
  return {
    verdict: isDue ? 'undecided' : verdict,
    contentDigest: decided?.contentDigest ?? null,
    policyDigest: decided?.policyDigest ?? null,
    factsDigest: decided?.factsDigest ?? null,
    reasons: [...new Set((decided?.reasons ?? []).filter(({ mode }) => mode === 'enforce').map(({ code }) => code))],
    at: decided?.at ?? now,
  };
}

/** What is queued of a submission; `null` = its content is not known yet. */
export function submittedContent(given: {
  readonly state: Submission;
  readonly lane: Lane;
  readonly targets: readonly string[] | null;
  readonly now: Instant;
}): QueuedContent | null {
  const { state, lane, targets, now } = given;
  const { head } = state.revision;
  const { decided } = state;
  if (head === null || decided === null || decided.contentDigest === null || decided.head !== head) return null;
  return queuedContentOf({
    change: state.id,
    title: state.title,
    head,
    contentDigest: decided.contentDigest,
    gate: gateWordOfSubmission(state, now),
    targets,
    lane,
    revertOf: null,
    cohort: decided.cohort ?? null,
    risk: decided.risk,
  });
}
