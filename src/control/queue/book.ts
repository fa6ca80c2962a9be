import { evolve, type MergeQueue, QUEUE_EVENTS, type QueueEvent } from '../../domain/merge-queue/index.ts';
import {
  type Envelope,
  type EventStore,
  type Fence,
  type NewEvent,
  PAGE,
  payloadOf,
  type StreamId,
  streamId,
} from '../../event-log/index.ts';
import { Fault, type Instant, type Result } from '../../kernel/index.ts';

/** Kind of the streams that tell of queues. */
export const QUEUE_STREAM = 'queue';

const KINDS: ReadonlySet<string> = new Set(QUEUE_EVENTS);

/** The stream of one queue; a branch may hold characters that a stream's name may not. */
export function queueStream(id: string): StreamId {
  return streamId(QUEUE_STREAM, encodeURI(id));
}

/** The queue event in an envelope; `null` for events of other kinds. */
export function queueEventOf(envelope: Envelope): QueueEvent | null {
  if (!KINDS.has(envelope.type)) return null;
  // The log checked on writing and verifies by digest: its payload is what this room wrote.
  return { kind: envelope.type, ...(payloadOf(envelope) as object) } as QueueEvent;
}

/** A queue with the version of its stream. */
export interface LoadedQueue {
  readonly queue: MergeQueue | null;
  readonly version: number;
}

/** Queues held in memory and brought up to the log each time they are asked for. */
export interface QueueBook {
  load(store: EventStore, id: string): Promise<LoadedQueue>;
}

/** An empty book. */
export function openQueueBook(): QueueBook {
  const held = new Map<string, LoadedQueue>();
  return {
    async load(store, id) {
      const stream = queueStream(id);
      let { queue, version } = held.get(id) ?? { queue: null, version: 0 };
      for (;;) {
        const page = await store.readStream({ stream, after: version, limit: PAGE });
        for (const envelope of page) {
          const event = queueEventOf(envelope);
          if (event !== null) queue = evolve(queue, event);
          version = envelope.version;
        }
        if (page.length < PAGE) break;
      }
      const loaded = { queue, version };
      held.set(id, loaded);
      return loaded;
    },
  };
}

/** Appends events of a queue that is still at this version; null = somebody else wrote first, or holds the lease. */
export async function appendQueue(options: {
  readonly store: EventStore;
  readonly id: string;
  readonly version: number;
  readonly events: readonly QueueEvent[];
  readonly actor: string | null;
  readonly at: Instant;
  readonly fence?: Fence | undefined;
}): Promise<number | null> {
  const { store, id, version, events, actor, at, fence } = options;
  const appended = await store.append({
    stream: queueStream(id),
    expected: version,
    events: events.map((event): NewEvent => {
      const { kind, ...payload } = event;
      return { type: kind, schemaVersion: 1, at, actor, payload };
    }),
    ...(fence === undefined ? {} : { fence }),
  });
  return appended.ok ? (appended.value.at(-1)?.position ?? null) : null;
}

/**
 * Reads, decides, appends; when somebody else wrote in between, from the beginning. Fault: the queue is not open, or others write to it
 * without a pause.
 */
export async function handleQueue<R>(options: {
  readonly store: EventStore;
  readonly book: QueueBook;
  readonly id: string;
  readonly actor: string | null;
  readonly now: () => Instant;
  readonly plan: (queue: MergeQueue | null) => Result<readonly QueueEvent[], R>;
}): Promise<Result<{ readonly queue: MergeQueue; readonly position: number }, R>> {
  const { store, book, id, actor, now, plan } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { queue, version } = await book.load(store, id);
    const planned = plan(queue);
    if (!planned.ok) return planned;
    const after = planned.value.reduce<MergeQueue | null>(evolve, queue);
    if (after === null) throw notOpen(id);
    if (planned.value.length === 0) return { ok: true, value: { queue: after, position: 0 } };
    const position = await appendQueue({ store, id, version, events: planned.value, actor, at: now() });
    if (position !== null) return { ok: true, value: { queue: after, position } };
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'busy-queue',
    message: `the queue ${id} is being changed by others without a pause`,
    fix: 'Try again in a moment.',
  });
}

function notOpen(id: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-queue',
    message: `there is no queue ${id} yet`,
    fix: 'Add a change to it: firebreak queue add BRANCH',
  });
}

/** Writers of one queue are few: its reconciler, and whoever adds or ejects. */
const MAX_ATTEMPTS = 20;
