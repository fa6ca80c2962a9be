import { evolve, SUBMISSION_EVENTS, type Submission, type SubmissionEvent } from '../../domain/submission/index.ts';
import {
  type Envelope,
  type EventStore,
  type NewEvent,
  PAGE,
  payloadOf,
  type RecordPut,
  type StreamId,
  streamId,
} from '../../event-log/index.ts';
import { Fault, type Instant } from '../../kernel/index.ts';

/** Kind of the streams that tell of submissions. */
export const SUBMISSION_STREAM = 'change';

/** Each view asks the same of the same envelope, several times. */
const READ = new WeakMap<Envelope, SubmissionEvent>();

const KINDS: ReadonlySet<string> = new Set(SUBMISSION_EVENTS);

/** The stream of one submission. */
export function submissionStream(id: string): StreamId {
  return streamId(SUBMISSION_STREAM, id);
}

/** The submission event in an envelope; `null` for events of other kinds. */
export function submissionEventOf(envelope: Envelope): SubmissionEvent | null {
  if (!KINDS.has(envelope.type)) return null;
  const known = READ.get(envelope);
  if (known !== undefined) return known;
  // The log checked on writing and verifies by digest: its payload is what this room wrote.
  const event = { kind: envelope.type, ...(payloadOf(envelope) as object) } as SubmissionEvent;
  READ.set(envelope, event);
  return event;
}

/** Puts a submission's event into the shape of the log. */
export function newEventOf(
  event: SubmissionEvent,
  by: { readonly actor: string | null; readonly at: Instant },
): NewEvent {
  const { kind, ...payload } = event;
  return { type: kind, schemaVersion: 1, at: by.at, actor: by.actor, payload };
}

/** A submission with the version of its stream. */
export interface LoadedSubmission {
  readonly state: Submission | null;
  readonly version: number;
}

/** Folds a submission from its stream. */
export async function loadSubmission(store: EventStore, id: string): Promise<LoadedSubmission> {
  const stream = submissionStream(id);
  let state: Submission | null = null;
  let version = 0;
  for (;;) {
    const page = await store.readStream({ stream, after: version, limit: PAGE });
    for (const envelope of page) {
      const event = submissionEventOf(envelope);
      if (event !== null) state = evolve(state, event);
      version = envelope.version;
    }
    if (page.length < PAGE) return { state, version };
  }
}

/** What a decider makes of a submission: events, or nothing. */
export type Plan<T> = (state: Submission | null) => { readonly events: readonly SubmissionEvent[]; readonly answer: T };

/** What came of handling a submission; `position` is that of the last event, `null` = nothing was appended. */
export interface Handled<T> {
  readonly answer: T;
  readonly state: Submission | null;
  readonly position: number | null;
  readonly once: 'written' | 'not-written' | 'there';
}

/**
 * Reads, decides, appends; when somebody else wrote in between, from the beginning. The answer is that of the plan whose
 * events were taken. Fault: others write to the same submission without a pause.
 */
export async function handle<T>(options: {
  readonly store: EventStore;
  readonly id: string;
  readonly actor: string | null;
  readonly now: () => Instant;
  readonly plan: Plan<T>;
  /** Remembered with the events or not at all; where it is there already nothing is appended. */
  readonly once?: RecordPut | undefined;
}): Promise<Handled<T>> {
  const { store, id, actor, now, plan, once } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { state, version } = await loadSubmission(store, id);
    const { events, answer } = plan(state);
    if (events.length === 0) return { answer, state, position: null, once: 'not-written' };
    const at = now();
    const appended = await store.append({
      stream: submissionStream(id),
      expected: version,
      events: events.map((event) => newEventOf(event, { actor, at })),
      ...(once === undefined ? {} : { records: { now: at, changes: [once] } }),
    });
    if (appended.ok) {
      const after = events.reduce<Submission | null>(evolve, state);
      return { answer, state: after, position: appended.value.at(-1)?.position ?? null, once: 'written' };
    }
    if (appended.rejection.code === 'fenced') throw overtaken(id);
    if (appended.rejection.code === 'record-conflict') return { answer, state, position: null, once: 'there' };
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'busy-change',
    message: `${id} is being changed by others without a pause`,
    fix: 'Try again in a moment.',
  });
}

/** Another node has the work by now: what this one found no longer counts. */
function overtaken(id: string): Fault {
  return new Fault({
    kind: 'unreachable',
    code: 'overtaken',
    message: `another node took ${id} over while this one stood still`,
    fix: 'Nothing: the other node does it.',
  });
}

/** Writers of one submission are few: a webhook, a poll, a reconciler, a person. */
const MAX_ATTEMPTS = 20;
