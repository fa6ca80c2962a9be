import { type AlarmSubject, type PicturePoint, type StandingAlarm, standAs } from '../../domain/detection/index.ts';
import type { ObjectiveStatement, SeriesStatement } from '../../domain/policy/index.ts';
import { type SeriesName, seriesKey } from '../../domain/signal/index.ts';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import { holding } from '../server/hold-lease.ts';
import type { ServerNode } from '../server/port.ts';
import type { SignalHub } from '../signal/hub.ts';
import { takeAlertDelivery } from '../signal/take-alerts.ts';
import { alertOf } from './alert.ts';
import { readHead } from './keep.ts';
import { type HeldObjective, type ObjectiveHead, passObjective } from './objective-pass.ts';
import { type Found, type HeldSeries, passSeries } from './series-pass.ts';
import type { Stated } from './stated.ts';
import { openAlarms, readAlarms, tellAlarms, watchedKey } from './stream.ts';
import type { ShownHead } from './summary.ts';

/** What a node watches for alarms. */
export interface NodeDetection {
  /** Error budgets of services, and since when one is spent. */
  budgets(): Promise<
    readonly { readonly repository: string; readonly service: string; readonly spentAt: Instant | null }[]
  >;
  /** One look at everything that is stated; a fault of one series never stops the others. */
  pass(onFault: (about: string, error: unknown) => void): Promise<void>;
  /** What is stated, with how far it is known; `null` = nothing yet. */
  watched(): Promise<readonly (WatchedSeries | WatchedObjective)[]>;
  /** The picture of an alarm as of its last sample; empty = there is none any more. */
  pictureOf(id: string): Promise<readonly PicturePoint[]>;
  close(): void;
}

/** One stated objective. */
export interface WatchedObjective {
  readonly kind: 'objective';
  readonly key: string;
  readonly subject: AlarmSubject;
  readonly statement: ObjectiveStatement;
  readonly selectors: readonly string[];
  readonly known: ObjectiveHead | null;
}

/** One stated series. */
export interface WatchedSeries {
  readonly kind: 'series';
  readonly key: string;
  readonly subject: AlarmSubject;
  readonly statement: SeriesStatement;
  /** Canonical texts of what is selected. */
  readonly selectors: readonly string[];
  readonly known: ShownHead | null;
}

/** Series that are passed before the claim is looked at again; each is written against the version that was read. */
const HELD_FOR = 20;
const PICTURE_RECORD = 'alarm-picture';
const PICTURE_MS = 30 * DAY_MS;

/** Opens the watch of one node. Nodes that share a store take turns, and go on from what is kept. */
export function openNodeDetection(options: {
  readonly world: Pick<World, 'now'>;
  readonly node: ServerNode;
  readonly signals: SignalHub;
  readonly stated: () => Promise<Stated>;
}): NodeDetection {
  const { world, node, signals, stated } = options;
  const { store } = node;
  const held = new Map<string, HeldSeries>();
  const burning = new Map<string, HeldObjective>();
  const told = new Set<string>();
  const fetched = new Map<string, () => void>();
  let since: Instant | null = null;

  const passOne = async (each: Stating): Promise<void> => {
    const now = world.now();
    since ??= now;
    const { key, subject } = each;
    if (each.kind === 'objective') {
      const { statement } = each;
      const given = { records: store.records, series: signals.store, key, statement, now };
      const counted = await passObjective(given, burning.get(key) ?? null);
      if (counted === null) burning.delete(key);
      else {
        burning.set(key, counted.held);
        await tell(key, { subject, found: counted.found, picture: [] });
      }
      return;
    }
    const { statement } = each;
    const given = { records: store.records, series: signals.store, key, statement, now, since };
    const passed = await passSeries(given, held.get(key) ?? null);
    if (passed === null) {
      held.delete(key);
      return;
    }
    held.set(key, passed.held);
    await tell(key, { subject, found: passed.found, picture: passed.picture });
  };
  const tell = async (
    key: string,
    given: {
      readonly subject: AlarmSubject;
      readonly found: readonly Found[];
      readonly picture: readonly PicturePoint[];
    },
  ): Promise<void> => {
    const { subject, found, picture } = given;
    for (const { finding, because } of found) {
      const before = (await readAlarms(store, key)).alarms[0] ?? null;
      const alarm = await tellAlarms(store, key, (standing, version) =>
        standAs(standing, finding, { subject, id: `${key}-${version + 1}`, because, now: world.now() }),
      );
      if (alarm === null) continue;
      if (picture.length > 0 && (finding !== null || alarm.closed === null || alarm !== before)) {
        await keepPicture({ node, now: world.now() }, alarm.id, picture);
      }
      // The first time after a start too: whoever stopped in between may not have told.
      const isNews = before === null || alarm.changedAt !== before.changedAt || alarm.id !== before.id;
      if (isNews || !told.has(key)) await takeAlertDelivery({ node, now: world.now }, [alertOf(key, alarm)]);
    }
    told.add(key);
  };
  const closeStale = async (keys: ReadonlySet<string>): Promise<void> => {
    for (const { key, alarm } of await openAlarms(store)) {
      if (keys.has(key)) continue;
      const found: Found = { finding: null, because: 'not-watched' };
      await tell(key, { subject: alarm.subject, found: [found], picture: [] });
    }
  };
  return {
    async pass(onFault) {
      const all = await stated();
      const series = statedBy(all);
      watch(signals, { series, fetched });
      if (series.length === 0 && (await openAlarms(store)).length === 0) return;
      await holding({ node, name: 'detection', now: world.now }, async (stillHeld) => {
        for (const [index, each] of series.entries()) {
          if (index % HELD_FOR === 0 && !(await stillHeld())) return;
          await passOne(each).catch((error: unknown) => onFault(each.statement.name, error));
        }
        if (all.unread.length === 0) await closeStale(new Set(series.map(({ key }) => key)));
      });
    },
    async watched() {
      return Promise.all(
        statedBy(await stated()).map(async (each) =>
          each.kind === 'series'
            ? { ...each, known: (await readHead<ShownHead>(store.records, each.key, world.now())).head }
            : { ...each, known: (await readHead<ObjectiveHead>(store.records, each.key, world.now())).head },
        ),
      );
    },
    async budgets() {
      const objectives = statedBy(await stated()).filter((each) => each.kind === 'objective');
      return Promise.all(
        objectives.map(async ({ key, subject, statement }) => {
          const { head } = await readHead<ObjectiveHead>(store.records, key, world.now());
          return { repository: subject.repository, service: statement.service, spentAt: head?.spentAt ?? null };
        }),
      );
    },
    async pictureOf(id) {
      const record = await store.records.get({ kind: PICTURE_RECORD, key: id, now: world.now() });
      return record === null ? [] : (JSON.parse(record.json) as readonly PicturePoint[]);
    },
    close() {
      for (const stop of fetched.values()) stop();
      fetched.clear();
    },
  };
}

function seriesOf(repository: string, statement: SeriesStatement): Omit<WatchedSeries, 'known'> {
  const { name, about, environment } = statement;
  return {
    kind: 'series',
    key: watchedKey(repository, name),
    subject: { repository, name, about, environment },
    statement,
    selectors: textsOf([statement.selector]),
  };
}

function objectiveOf(repository: string, statement: ObjectiveStatement): Omit<WatchedObjective, 'known'> {
  const { name, service, environment } = statement;
  return {
    kind: 'objective',
    key: watchedKey(repository, name),
    subject: { repository, name, about: { kind: 'service', id: service }, environment },
    statement,
    selectors: textsOf([...statement.bad, ...statement.all]),
  };
}

function textsOf(selectors: readonly SeriesName[]): readonly string[] {
  return [
    ...new Set(
      selectors.flatMap((selector) => {
        const key = seriesKey(selector);
        return key.ok ? [key.value] : [];
      }),
    ),
  ];
}

type Stating = Omit<WatchedSeries, 'known'> | Omit<WatchedObjective, 'known'>;

function statedBy({ repositories }: Stated): readonly Stating[] {
  return repositories.flatMap(({ repository, detection }) => [
    ...detection.series.map((statement) => seriesOf(repository, statement)),
    ...detection.objectives.map((statement) => objectiveOf(repository, statement)),
  ]);
}

/** Fetches what is stated, as long as it is. */
function watch(
  signals: SignalHub,
  { series, fetched }: { readonly series: readonly Stating[]; readonly fetched: Map<string, () => void> },
): void {
  const wanted = new Set(series.flatMap(({ selectors }) => selectors));
  for (const [selector, stop] of fetched) {
    if (wanted.has(selector)) continue;
    stop();
    fetched.delete(selector);
  }
  for (const selector of wanted) if (!fetched.has(selector)) fetched.set(selector, signals.watch(selector).stop);
}

async function keepPicture(
  { node, now }: { readonly node: ServerNode; readonly now: Instant },
  id: StandingAlarm['id'],
  picture: readonly PicturePoint[],
): Promise<void> {
  await node.store.records.put({
    kind: PICTURE_RECORD,
    key: id,
    expected: 'any',
    json: JSON.stringify(picture),
    index: null,
    expiresAt: instant(now + PICTURE_MS),
    now,
  });
}
