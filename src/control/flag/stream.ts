import { evolve, FLAG_EVENTS, type FlagEvent, type ServedFlags } from '../../domain/flag/index.ts';
import {
  type Envelope,
  type EventStore,
  type NewEvent,
  PAGE,
  payloadOf,
  type StreamId,
  streamId,
} from '../../event-log/index.ts';
import { Fault, type Instant, type Result } from '../../kernel/index.ts';

const KINDS: ReadonlySet<string> = new Set(FLAG_EVENTS);

/** The stream of one definitions file. */
export function flagStream(id: string): StreamId {
  return streamId('flags', encodeURI(id));
}

/** The flag event in an envelope; `null` for events of other kinds. */
export function flagEventOf(envelope: Envelope): FlagEvent | null {
  if (!KINDS.has(envelope.type)) return null;
  // The log checked on writing and verifies by digest: its payload is what this room wrote.
  return { kind: envelope.type, ...(payloadOf(envelope) as object) } as FlagEvent;
}

/** What is served of a set, with the version of its stream. */
export interface LoadedFlags {
  readonly served: ServedFlags | null;
  readonly version: number;
}

/** Brings what was loaded up to the log; the same object where nothing was told. */
export async function loadFlags(
  store: Pick<EventStore, 'readStream'>,
  id: string,
  from: LoadedFlags = { served: null, version: 0 },
): Promise<LoadedFlags> {
  let { served, version } = from;
  for (;;) {
    const page = await store.readStream({ stream: flagStream(id), after: version, limit: PAGE });
    for (const envelope of page) {
      const event = flagEventOf(envelope);
      if (event !== null) served = evolve(served, event);
      version = envelope.version;
    }
    if (page.length < PAGE) return version === from.version ? from : { served, version };
  }
}

/** Whoever meets this many others at one set is in a storm, and waits. */
const MAX_ATTEMPTS = 8;

/** Reads, decides, appends; when somebody else wrote in between, from the beginning. Fault: others write without a pause. */
export async function handleFlags<R>(options: {
  readonly store: EventStore;
  readonly id: string;
  readonly actor: string | null;
  readonly now: () => Instant;
  readonly plan: (served: ServedFlags | null) => Result<readonly FlagEvent[], R>;
}): Promise<Result<{ readonly position: number }, R>> {
  const { store, id, actor, now, plan } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { served, version } = await loadFlags(store, id);
    const planned = plan(served);
    if (!planned.ok) return planned;
    if (planned.value.length === 0) return { ok: true, value: { position: 0 } };
    const events = planned.value.map((event): NewEvent => {
      const { kind, ...payload } = event;
      return { type: kind, schemaVersion: 1, at: now(), actor, payload };
    });
    const appended = await store.append({ stream: flagStream(id), expected: version, events });
    if (appended.ok) return { ok: true, value: { position: appended.value.at(-1)?.position ?? 0 } };
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'storm',
    message: 'others change these flags without a pause',
    fix: 'Try again.',
  });
}
