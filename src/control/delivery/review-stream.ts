import {
  emptyRecord,
  evolveReview,
  REVIEW_EVENTS,
  type ReviewEvent,
  type ReviewRecord,
  type ReviewRejection,
} from '../../domain/operations-review/index.ts';
import {
  type Envelope,
  type EventStore,
  type NewEvent,
  payloadOf,
  type StreamId,
  streamId,
  type View,
} from '../../event-log/index.ts';
import { accept, Fault, type Instant, type Result } from '../../kernel/index.ts';

const KINDS: ReadonlySet<string> = new Set(REVIEW_EVENTS);

/** The stream of one week's review. */
export function reviewStream(week: string): StreamId {
  return streamId('operations-review', week);
}

/** The event of a review in an envelope; `null` for events of other kinds. */
export function reviewEventOf(envelope: Envelope): ReviewEvent | null {
  if (!KINDS.has(envelope.type)) return null;
  // The log checked on writing and verifies by digest: its payload is what this room wrote.
  return { kind: envelope.type, ...(payloadOf(envelope) as object) } as ReviewEvent;
}

/** What is recorded of each week, with the version of its stream and the place of its newest event. */
export const WEEK_REVIEWS: View = {
  name: 'week-review',
  version: 1,
  keysOf: (envelope) => {
    const event = reviewEventOf(envelope);
    return event === null ? [] : [event.week];
  },
  evolve: ({ document, event: envelope }) => {
    const before = document as KeptReview | null;
    const event = reviewEventOf(envelope);
    if (event === null) return before;
    const { version, position } = envelope;
    return { record: evolveReview(before?.record ?? null, event), version, position };
  },
};

/** A record as the view keeps it. */
export interface KeptReview {
  readonly record: ReviewRecord;
  readonly version: number;
  readonly position: number;
}

/** What is recorded of a week; a week of which nothing is has version 0. */
export async function readReview(store: Pick<EventStore, 'readDocument'>, week: string): Promise<KeptReview> {
  const kept = (await store.readDocument(WEEK_REVIEWS, week)) as KeptReview | null;
  return kept ?? { record: emptyRecord(week), version: 0, position: 0 };
}

/** Reads, decides, appends; when somebody else wrote in between, from the beginning. Fault: others write without a pause. */
export async function handleReview(options: {
  readonly store: EventStore;
  readonly week: string;
  readonly actor: string | null;
  readonly now: () => Instant;
  readonly plan: (record: ReviewRecord) => Result<readonly ReviewEvent[], ReviewRejection>;
}): Promise<Result<KeptReview, ReviewRejection>> {
  const { store, week, actor, now, plan } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { record, version } = await readReview(store, week);
    const planned = plan(record);
    if (!planned.ok) return planned;
    const events = planned.value.map((event): NewEvent => {
      const { kind, ...payload } = event;
      return { type: kind, schemaVersion: 1, at: now(), actor, payload };
    });
    const appended = await store.append({ stream: reviewStream(week), expected: version, events });
    if (!appended.ok) continue;
    const last = appended.value.at(-1);
    const after = planned.value.reduce<ReviewRecord>(evolveReview, record);
    return accept({ record: after, version: last?.version ?? version, position: last?.position ?? 0 });
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'busy-review',
    message: `the review of ${week} is being changed by others without a pause`,
    fix: 'Try again in a moment.',
  });
}

/** Few write in one meeting. */
const MAX_ATTEMPTS = 20;
