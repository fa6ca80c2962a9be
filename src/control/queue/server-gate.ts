import { BRAKE_RULE } from '../../domain/gate/index.ts';
import type { GateWord, Lane, QueuedContent, QueueEntry } from '../../domain/merge-queue/index.ts';
import { type Submission, verdictApartFromBrakes } from '../../domain/submission/index.ts';
import type { EventStore } from '../../event-log/index.ts';
import type { Instant } from '../../kernel/index.ts';
import { askOfChanges, type BrakeStore, type ChangeQuestion } from '../brake/question.ts';
import { SUBMISSIONS } from '../server/view.ts';
import { heldBy, queuedContentOf, wordOnSameHead } from './content.ts';
import type { GateAnswer, QueueGate } from './port.ts';

/**
 * The gate of a server's queue: what the control plane says of the submission, of exactly the head that was queued. Brakes are asked at this
 * moment and by the lane of the entry, so that one that was pulled just now holds before anything is judged again.
 */
export function serverGate(given: {
  readonly store: BrakeStore;
  readonly now: () => Instant;
  /** What is said of reverts that the queue made: they are no submissions, and judged by their content. */
  readonly reverts: QueueGate;
}): QueueGate {
  const { store, now, reverts } = given;
  const judge = async (entry: QueueEntry, brakes: ChangeQuestion): Promise<GateAnswer> => {
    if (entry.revertOf !== null) return reverts.judge(entry);
    const state = await readSubmission(store, entry.change);
    if (state === null || state.state === 'landed') return { kind: 'gone' };
    if (state.state === 'closed' || state.revision.head !== entry.head) return { kind: 'moved' };
    const word = gateWordOfSubmission(state, now());
    const holds = await brakes.holds(state, entry.lane === 'normal' ? 'ordinary' : entry.lane);
    const codes = holds.map(({ brake }) => `${BRAKE_RULE}/${brake}`);
    return { kind: 'word', gate: wordOnSameHead(entry, heldBy(word, codes)) };
  };
  // A revert is made here: nobody moves it, and what the branch says of it is asked before it lands.
  const glance = async (entry: QueueEntry, brakes: ChangeQuestion): Promise<GateAnswer> =>
    entry.revertOf === null ? judge(entry, brakes) : ((await reverts.glance([entry]))[0] ?? { kind: 'same' });
  return {
    judge: async (entry) => judge(entry, await askOfChanges(store, now())),
    async glance(entries) {
      const brakes = await askOfChanges(store, now());
      return Promise.all(entries.map((entry) => glance(entry, brakes)));
    },
  };
}

/** A submission as it stands; `null` = there is none. */
export async function readSubmission(store: Pick<EventStore, 'readDocument'>, id: string): Promise<Submission | null> {
  return (await store.readDocument(SUBMISSIONS, id)) as Submission | null;
}

/** What the rules say of a submission now, apart from brakes. While it is to be judged again nothing is said of it. */
export function gateWordOfSubmission(state: Submission, now: Instant): GateWord {
  const { decided, isDue } = state;
  const verdict = verdictApartFromBrakes(state, now);
  return {
    verdict: isDue ? 'undecided' : verdict,
    contentDigest: decided?.contentDigest ?? null,
    policyDigest: decided?.policyDigest ?? null,
    factsDigest: decided?.factsDigest ?? null,
    reasons: [
      ...new Set(
        (decided?.reasons ?? [])
          .filter(({ mode, rule }) => mode === 'enforce' && rule !== BRAKE_RULE)
          .map(({ code }) => code),
      ),
    ],
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
