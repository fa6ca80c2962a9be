import { type Alert, type AlertPlace, closeSurge, type SurgeEvent, takeAlerts } from '../../domain/signal/index.ts';
import type { RecordPut } from '../../event-log/index.ts';
import { DAY_MS, Fault, type Instant, instant } from '../../kernel/index.ts';
import type { ServerNode } from '../server/port.ts';
import { newSurgeEvent, openSurgeKeys, readSurge, surgeKey, surgeStream } from './surge-stream.ts';

/** Surges that go on at once; alerts of further places belong to one surge without a place, so that an outage of everything is told. */
export const MAX_OPEN_SURGES = 500;
/** Texts that are kept of one event: what somebody reads. */
const MAX_TEXTS = 50;
/** What somebody wrote in an alert is kept this long, beside the log. */
const TEXT_MS = 30 * DAY_MS;
/** Writers of one group are few: two Alertmanagers, and the loop that closes. */
const MAX_ATTEMPTS = 20;

/** Record of what an alert says, by its key. */
export const ALERT_TEXT = 'alert-text';

/** What somebody wrote in an alert, and where it leads. */
export type AlertText = Pick<Alert, 'summary' | 'links' | 'labels'>;

interface Work {
  readonly node: ServerNode;
  readonly now: () => Instant;
}

/** Takes alerts into the surges of their groups; gives the ids of surges of which something new is known. */
export async function takeAlertDelivery(work: Work, alerts: readonly Alert[]): Promise<readonly string[]> {
  const { node } = work;
  const open = new Set(await openSurgeKeys(node.store));
  const groups = new Map<string, { readonly place: AlertPlace; readonly alerts: Alert[] }>();
  for (const alert of alerts) {
    const { key, place } = groupFor(alert, open);
    const group = groups.get(key) ?? { place, alerts: [] };
    group.alerts.push(alert);
    groups.set(key, group);
  }
  const touched: string[] = [];
  for (const [key, group] of groups) {
    const id = await changeSurge(work, key, (surge, version) =>
      takeAlerts(surge, { ...group, id: `${key}-${version + 1}`, now: work.now() }),
    );
    if (id !== null) {
      touched.push(id);
      await keepTexts(work, group.alerts);
    }
  }
  return touched;
}

/** Closes surges that are over. Any number of nodes may: who comes second finds it closed. */
export async function closeSurges(work: Work): Promise<void> {
  for (const key of await openSurgeKeys(work.node.store)) {
    await changeSurge(work, key, (surge) => closeSurge(surge, work.now()));
  }
}

/** What is known of an alert beyond its name; `null` = nothing any more. */
export async function readAlertText({ node, now }: Work, key: string): Promise<AlertText | null> {
  const record = await node.store.records.get({ kind: ALERT_TEXT, key, now: now() });
  return record === null ? null : (JSON.parse(record.json) as AlertText);
}

const NOWHERE: AlertPlace = { service: null, flow: null, environment: null };

/** Its own group while there is room, or where it has an open surge already; the end of what the common surge knows goes there. */
function groupFor({ place, status }: Alert, open: Set<string>): { readonly key: string; readonly place: AlertPlace } {
  const key = surgeKey(place);
  const common = surgeKey(NOWHERE);
  const isCommon = open.size >= MAX_OPEN_SURGES || (status === 'resolved' && open.has(common));
  if (!open.has(key) && isCommon) return { key: common, place: NOWHERE };
  if (status === 'firing') open.add(key);
  return { key, place };
}

/** Reads, decides, appends; when somebody else wrote in between, from the beginning. `null` = nothing new. */
async function changeSurge(
  { node }: Work,
  key: string,
  decide: (surge: Awaited<ReturnType<typeof readSurge>>['surge'], version: number) => readonly SurgeEvent[],
): Promise<string | null> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { surge, version } = await readSurge(node.store, key);
    const events = decide(surge, version);
    const [first] = events;
    if (first === undefined) return null;
    const appended = await node.store.append({
      stream: surgeStream(key),
      expected: version,
      events: events.map(newSurgeEvent),
    });
    if (appended.ok) return first.id;
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'busy-surge',
    message: 'alerts of one place are being taken by others without a pause',
    fix: 'Send them again in a moment.',
  });
}

/** Beside the log, since texts of alerts may hold anything, and must be able to disappear. */
async function keepTexts({ node, now }: Work, alerts: readonly Alert[]): Promise<void> {
  const at = now();
  const last = new Map(alerts.map((alert) => [alert.key as string, alert]));
  const changes = [...last].slice(0, MAX_TEXTS).map(
    ([key, { summary, links, labels }]): RecordPut => ({
      kind: ALERT_TEXT,
      key,
      expected: 'any',
      json: JSON.stringify({ summary, links, labels } satisfies AlertText),
      index: null,
      expiresAt: instant(at + TEXT_MS),
    }),
  );
  if (changes.length > 0) await node.store.records.change({ now: at, changes });
}
