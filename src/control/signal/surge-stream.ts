import {
  type AlertPlace,
  evolveSurge,
  groupOf,
  SURGE_EVENTS,
  type Surge,
  type SurgeEvent,
} from '../../domain/signal/index.ts';
import {
  asNewEvent,
  type Envelope,
  eventReader,
  type NewEvent,
  type NodeStore,
  PAGE,
  type StreamId,
  streamId,
  type View,
} from '../../event-log/index.ts';
import { digestOf } from '../../kernel/index.ts';

const STREAM = 'surge';
const EVENTS = eventReader<SurgeEvent>(SURGE_EVENTS);

/** The last surge of a group, with the version of its stream. */
export interface KeptSurge {
  readonly version: number;
  readonly surge: Surge | null;
}

/** A short name of a group: services may be called anything. */
export function surgeKey(place: AlertPlace): string {
  return digestOf(groupOf(place)).slice('sha256:'.length, 'sha256:'.length + 16);
}

/** The stream of the surges of one group. */
export function surgeStream(key: string): StreamId {
  return streamId(STREAM, key);
}

/** The surge event in an envelope; `null` for events of other kinds. */
export function surgeEventOf(envelope: Envelope): SurgeEvent | null {
  return EVENTS.read(envelope);
}

/** Puts an event into the shape of the log. */
export function newSurgeEvent(event: SurgeEvent): NewEvent {
  return asNewEvent(event, { at: event.at, actor: null });
}

/** The last surge of each group, by its key. */
export const SURGES: View = {
  name: 'surge',
  version: 1,
  keysOf: (envelope) => (EVENTS.holds(envelope) ? [keyOf(envelope)] : []),
  evolve: ({ document, event: envelope }) => {
    const event = surgeEventOf(envelope);
    const before = document as KeptSurge | null;
    return event === null ? before : { version: envelope.version, surge: evolveSurge(before?.surge ?? null, event) };
  },
};

/** Groups whose surge goes on, by key: since when. */
export const OPEN_SURGES: View = {
  name: 'open-surge',
  version: 1,
  keysOf: SURGES.keysOf,
  evolve: ({ document, event: envelope }) => {
    const event = surgeEventOf(envelope);
    if (event?.kind === 'SurgeOpened') return { since: event.at };
    return event?.kind === 'SurgeClosed' ? null : document;
  },
};

/** The views of signals. */
export const SIGNAL_VIEWS = [SURGES, OPEN_SURGES] as const;

/** The last surge of a group. */
export async function readSurge(store: NodeStore, key: string): Promise<KeptSurge> {
  return ((await store.readDocument(SURGES, key)) as KeptSurge | null) ?? { version: 0, surge: null };
}

/** Keys of groups whose surge goes on, at most a page. */
export async function openSurgeKeys(store: NodeStore): Promise<readonly string[]> {
  const rows = await store.listDocuments(OPEN_SURGES, { after: '', limit: PAGE });
  return rows.map(({ key }) => key);
}

/** Surges that go on, the one that changed last first. */
export async function listOpenSurges({ store }: { readonly store: NodeStore }): Promise<readonly Surge[]> {
  const kept = await Promise.all((await openSurgeKeys(store)).map((key) => readSurge(store, key)));
  return kept
    .flatMap(({ surge }) => (surge === null || surge.closedAt !== null ? [] : [surge]))
    .sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1));
}

/** The surge right before an event of its stream. */
export async function surgeBefore(store: NodeStore, { stream, version }: Envelope): Promise<Surge | null> {
  let surge: Surge | null = null;
  for (let from = 0; from < version - 1; ) {
    const page = await store.readStream({ stream, after: from, limit: Math.min(PAGE, version - 1 - from) });
    for (const envelope of page) {
      const event = surgeEventOf(envelope);
      if (event !== null) surge = evolveSurge(surge, event);
    }
    from = page.at(-1)?.version ?? version;
  }
  return surge;
}

function keyOf({ stream }: Envelope): string {
  return stream.slice(STREAM.length + 1);
}
