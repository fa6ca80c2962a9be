import {
  beganAt,
  evolve,
  INCIDENT_EVENTS,
  type Incident,
  type IncidentEvent,
  type IncidentRejection,
  type Origin,
} from '../../domain/incident/index.ts';
import {
  type Envelope,
  type EventStore,
  type NewEvent,
  PAGE,
  payloadOf,
  type StreamId,
  streamId,
  type View,
} from '../../event-log/index.ts';
import { accept, Fault, type Result, reject } from '../../kernel/index.ts';

const STREAM = 'incident';
const KINDS: ReadonlySet<string> = new Set(INCIDENT_EVENTS);

/** An incident with the version of its stream. */
export interface KeptIncident {
  readonly version: number;
  readonly incident: Incident | null;
}

/** The stream of one incident. */
export function incidentStream(id: string): StreamId {
  return streamId(STREAM, id);
}

/** The event of an incident in an envelope; `null` for events of other kinds. */
export function incidentEventOf(envelope: Envelope): IncidentEvent | null {
  if (!KINDS.has(envelope.type)) return null;
  // The log checked on writing and verifies by digest: its payload is what this room wrote.
  return { kind: envelope.type, ...(payloadOf(envelope) as object) } as IncidentEvent;
}

/** Each incident as its events tell, by id. */
export const INCIDENTS: View = {
  name: 'incident',
  version: 1,
  keysOf: (envelope) => (KINDS.has(envelope.type) ? [idOf(envelope)] : []),
  evolve: ({ document, event: envelope }) => {
    const event = incidentEventOf(envelope);
    const before = document as KeptIncident | null;
    return event === null ? before : { version: envelope.version, incident: evolve(before?.incident ?? null, event) };
  },
};

/** Ids of incidents that have not ended. */
export const OPEN_INCIDENTS: View = {
  name: 'open-incident',
  version: 1,
  keysOf: INCIDENTS.keysOf,
  evolve: ({ document, event: envelope }) => {
    const event = incidentEventOf(envelope);
    if (event?.kind === 'IncidentOpened') return { since: event.at };
    if (event?.kind !== 'IncidentStaged') return document;
    return event.stage === 'closed' ? null : { since: event.at };
  },
};

/** Which incident something opened, by where it came from. */
export const INCIDENT_ORIGINS: View = {
  name: 'incident-origin',
  version: 1,
  keysOf: (envelope) => {
    const event = incidentEventOf(envelope);
    return event?.kind === 'IncidentOpened' && event.told.origin.id !== '' ? [originKey(event.told.origin)] : [];
  },
  evolve: ({ document, event: envelope }) => document ?? { incident: idOf(envelope) },
};

/** How many there are. */
export const INCIDENT_COUNT: View = {
  name: 'incident-count',
  version: 1,
  keysOf: (envelope) => (envelope.type === 'IncidentOpened' ? [ALL] : []),
  evolve: ({ document }) => ({ count: ((document as { count: number } | null)?.count ?? 0) + 1 }),
};

const ALL = 'all';

/** The views of incidents. */
export const INCIDENT_VIEWS = [INCIDENTS, OPEN_INCIDENTS, INCIDENT_ORIGINS, INCIDENT_COUNT] as const;

/** What reads incidents. */
export type IncidentReader = Pick<EventStore, 'readDocument' | 'listDocuments'>;

/** One incident as it stands in the log. */
export async function readIncident(store: Pick<EventStore, 'readDocument'>, id: string): Promise<KeptIncident> {
  if (!/^INC-\d{1,9}$/.test(id)) return { version: 0, incident: null };
  return ((await store.readDocument(INCIDENTS, id)) as KeptIncident | null) ?? { version: 0, incident: null };
}

/** The incident that something opened; `null` = none. */
export async function incidentFrom(store: Pick<EventStore, 'readDocument'>, origin: Origin): Promise<string | null> {
  const found = (await store.readDocument(INCIDENT_ORIGINS, originKey(origin))) as { incident: string } | null;
  return found?.incident ?? null;
}

/** Those that have not ended, at most a page. */
export async function openIncidents(store: IncidentReader): Promise<readonly Incident[]> {
  const rows = await store.listDocuments(OPEN_INCIDENTS, { after: '', limit: PAGE });
  const kept = await Promise.all(rows.map(({ key }) => readIncident(store, key)));
  return kept.flatMap(({ incident }) => incident ?? []);
}

/** All of them, the one that began last first. */
export async function listIncidents(store: IncidentReader): Promise<readonly Incident[]> {
  const found: Incident[] = [];
  for (let after = ''; ; ) {
    const rows = await store.listDocuments(INCIDENTS, { after, limit: PAGE });
    for (const { document } of rows) {
      const { incident } = document as KeptIncident;
      if (incident !== null) found.push(incident);
    }
    if (rows.length < PAGE) break;
    after = rows.at(-1)?.key ?? '';
  }
  return found.sort((a, b) => beganAt(b) - beganAt(a) || numberOf(b) - numberOf(a));
}

/** Reads, decides, appends; when somebody else wrote in between, from the beginning. Fault: others write without a pause. */
export async function handleIncident(options: {
  readonly store: EventStore;
  readonly id: string;
  readonly actor: string | null;
  readonly plan: (incident: Incident) => Result<readonly IncidentEvent[], IncidentRejection>;
}): Promise<Result<{ readonly incident: Incident; readonly position: number }, IncidentRejection>> {
  const { store, id, actor, plan } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { incident, version } = await readIncident(store, id);
    if (incident === null) return reject({ code: 'no-such-incident' });
    const planned = plan(incident);
    if (!planned.ok) return planned;
    const appended = await store.append({
      stream: incidentStream(id),
      expected: version,
      events: planned.value.map((event) => newIncidentEvent(event, actor)),
    });
    if (!appended.ok) continue;
    const after = planned.value.reduce<Incident | null>(evolve, incident) ?? incident;
    return accept({ incident: after, position: appended.value.at(-1)?.position ?? 0 });
  }
  throw busy(id);
}

/**
 * Opens one under the next free number, with whatever else is told of it, all or nothing. What came from somewhere opens one incident: who
 * comes second is given the first, and nothing is written.
 */
export async function openNewIncident(options: {
  readonly store: EventStore;
  readonly actor: string | null;
  readonly origin: Origin;
  readonly plan: (id: string) => Result<readonly IncidentEvent[], IncidentRejection>;
}): Promise<
  Result<{ readonly incident: Incident; readonly position: number; readonly isNew: boolean }, IncidentRejection>
> {
  const { store, actor, origin, plan } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const before = origin.id === '' ? null : await incidentFrom(store, origin);
    const known = before === null ? null : (await readIncident(store, before)).incident;
    if (known !== null) return accept({ incident: known, position: 0, isNew: false });
    const count = ((await store.readDocument(INCIDENT_COUNT, ALL)) as { count: number } | null)?.count ?? 0;
    const id = `INC-${count + 1}`;
    const planned = plan(id);
    if (!planned.ok) return planned;
    const incident = planned.value.reduce<Incident | null>(evolve, null);
    const appended = await store.append({
      stream: incidentStream(id),
      expected: 0,
      events: planned.value.map((event) => newIncidentEvent(event, actor)),
    });
    // Whoever opened one meanwhile took the number, and may have told of the same thing.
    if (!appended.ok || incident === null) continue;
    return accept({ incident, position: appended.value.at(-1)?.position ?? 0, isNew: true });
  }
  throw busy('the next incident');
}

/** Many may be opened at once by an outage; each attempt sees one of the others done. */
const MAX_ATTEMPTS = 50;

function newIncidentEvent(event: IncidentEvent, actor: string | null): NewEvent {
  const { kind, ...payload } = event;
  return { type: kind, schemaVersion: 1, at: event.at, actor, payload };
}

function busy(what: string): Fault {
  return new Fault({
    kind: 'unreachable',
    code: 'busy-incident',
    message: `${what} is being changed by others without a pause`,
    fix: 'Try again in a moment.',
  });
}

function numberOf({ id }: Incident): number {
  return Number(id.slice('INC-'.length));
}

function originKey({ kind, id }: Origin): string {
  return `${kind} ${id}`.slice(0, MAX_KEY);
}

/** Views take no longer keys. */
const MAX_KEY = 300;

function idOf({ stream }: Envelope): string {
  return stream.slice(STREAM.length + 1);
}
