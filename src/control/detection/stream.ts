import { ALARM_EVENTS, type AlarmEvent, evolveAlarm, type StandingAlarm } from '../../domain/detection/index.ts';
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
import { digestOf, Fault } from '../../kernel/index.ts';

const STREAM = 'detection';
const EVENTS = eventReader<AlarmEvent>(ALARM_EVENTS);
/** Alarms of one series that are shown. */
const KEPT = 5;

/** The newest alarms of what is watched, the newest first, with the version of its stream. */
export interface KeptAlarms {
  readonly version: number;
  readonly alarms: readonly StandingAlarm[];
}

/** A short name of what a repository watches under a name. */
export function watchedKey(repository: string, name: string): string {
  return digestOf(`${repository}\n${name}`).slice('sha256:'.length, 'sha256:'.length + 16);
}

/** The stream of the alarms of what is watched. */
export function alarmStream(key: string): StreamId {
  return streamId(STREAM, key);
}

/** The event of an alarm in an envelope; `null` for events of other kinds. */
export function alarmEventOf(envelope: Envelope): AlarmEvent | null {
  return EVENTS.read(envelope);
}

/** The newest alarms of each series and objective, by its key. */
export const ALARMS: View = {
  name: 'alarm',
  version: 1,
  keysOf: (envelope) => (EVENTS.holds(envelope) ? [keyOf(envelope)] : []),
  evolve: ({ document, event: envelope }) => {
    const event = alarmEventOf(envelope);
    const before = document as KeptAlarms | null;
    if (event === null) return before;
    const alarms = before?.alarms ?? [];
    const next = evolveAlarm(alarms[0] ?? null, event);
    const older = event.kind === 'AlarmOpened' ? alarms : alarms.slice(1);
    return { version: envelope.version, alarms: [...(next === null ? [] : [next]), ...older].slice(0, KEPT) };
  },
};

/** What has an open alarm, by key. */
export const OPEN_ALARMS: View = {
  name: 'open-alarm',
  version: 1,
  keysOf: ALARMS.keysOf,
  evolve: ({ document, event }) => {
    if (event.type === 'AlarmOpened') return { since: event.at };
    return event.type === 'AlarmCleared' ? null : document;
  },
};

/** The views of alarms. */
export const ALARM_VIEWS = [ALARMS, OPEN_ALARMS] as const;

type Store = Pick<NodeStore, 'readDocument' | 'listDocuments'>;

/** The newest alarms under a key. */
export async function readAlarms(store: Pick<NodeStore, 'readDocument'>, key: string): Promise<KeptAlarms> {
  return ((await store.readDocument(ALARMS, key)) as KeptAlarms | null) ?? { version: 0, alarms: [] };
}

/** Open alarms, by key; at most a page. */
export async function openAlarms(
  store: Store,
): Promise<readonly { readonly key: string; readonly alarm: StandingAlarm }[]> {
  const rows = await store.listDocuments(OPEN_ALARMS, { after: '', limit: PAGE });
  const kept = await Promise.all(
    rows.map(async ({ key }) => ({ key, alarm: (await readAlarms(store, key)).alarms[0] })),
  );
  return kept.flatMap(({ key, alarm }) => (alarm === undefined || alarm.closed !== null ? [] : [{ key, alarm }]));
}

/** Open alarms first, then those that are over, the newest first; at most a page of what was ever watched. */
export async function listAlarms(
  store: Store,
): Promise<readonly { readonly key: string; readonly alarm: StandingAlarm }[]> {
  const rows = await store.listDocuments(ALARMS, { after: '', limit: PAGE });
  const all = rows.flatMap(({ key, document }) => (document as KeptAlarms).alarms.map((alarm) => ({ key, alarm })));
  const rank = ({ alarm }: (typeof all)[number]): number => (alarm.closed === null ? 0 : 1);
  return all.sort(
    (a, b) => rank(a) - rank(b) || b.alarm.openedAt - a.alarm.openedAt || (a.alarm.id < b.alarm.id ? -1 : 1),
  );
}

/** Reads, decides, appends; when somebody else wrote in between, from the beginning. Gives the newest alarm after it. */
export async function tellAlarms(
  store: NodeStore,
  key: string,
  decide: (before: StandingAlarm | null, version: number) => readonly AlarmEvent[],
): Promise<StandingAlarm | null> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { alarms, version } = await readAlarms(store, key);
    const before = alarms[0] ?? null;
    const events = decide(before, version);
    if (events.length === 0) return before;
    const appended = await store.append({ stream: alarmStream(key), expected: version, events: events.map(newEvent) });
    if (appended.ok) return events.reduce(evolveAlarm, before);
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'busy-alarms',
    message: 'alarms of one series are being told by others without a pause',
    fix: 'Try again in a moment.',
  });
}

/** One node at a time watches; who else writes comes from an older lease. */
const MAX_ATTEMPTS = 20;

function newEvent(event: AlarmEvent): NewEvent {
  return asNewEvent(event, { at: event.at, actor: null });
}

function keyOf({ stream }: Envelope): string {
  return stream.slice(STREAM.length + 1);
}
