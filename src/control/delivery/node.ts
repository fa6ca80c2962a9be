import { PAGE, type View } from '../../event-log/index.ts';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import { listIncidents } from '../incident/index.ts';
import type { World } from '../port.ts';
import { listRollouts } from '../rollout/stream.ts';
import type { ServerNode } from '../server/port.ts';
import { type GitDelivery, readGitDelivery } from './git-history.ts';
import type { RecordedDelivery } from './record-fact.ts';
import {
  DELIVERED_CHANGES,
  DELIVERED_DEPLOYMENTS,
  type RecordedChange,
  type RecordedDeployment,
} from './record-view.ts';

/** Delivery as one node knows it. */
export interface NodeDelivery {
  /** The record beside the histories that were read so far; `unread` names repositories whose history is still being read. */
  read(): Promise<RecordedDelivery & { readonly unread: readonly string[] }>;
}

/** Half a year: twelve weeks before a quarter. */
const HISTORY_DAYS = 182;
/** Landings of one repository that are read at most; more are cut at their oldest. */
const HISTORY_LIMIT = 50_000;
/** A history is looked at again after this, in the background. */
const HISTORY_AGE_MS = 5 * 60_000;
/** A first question waits so long for histories, then goes on without. */
const PATIENCE_MS = 3_000;

interface Kept {
  history: GitDelivery | null;
  reading: Promise<void> | null;
  readAt: Instant | null;
  failed: string | null;
}

/** Opens what a node knows of delivery; histories are read in the background and kept. */
export function openNodeDelivery({ world, node }: { readonly world: World; readonly node: ServerNode }): NodeDelivery {
  const kept = new Map<string, Kept>();
  const read = async (place: string, path: string, repository: string, entry: Kept): Promise<void> => {
    try {
      entry.history = await readGitDelivery(world, {
        repository: path,
        name: repository,
        tip: null,
        start: { kind: 'days', days: HISTORY_DAYS },
        limit: HISTORY_LIMIT,
        policy: { file: null },
        labels: 'stated',
        lines: false,
        deployments: 'none',
      });
      entry.failed = null;
    } catch (error) {
      // An empty repository, or a forge that is away: the record stands without it.
      entry.failed = error instanceof Error ? error.message : String(error);
    } finally {
      entry.readAt = world.now();
      entry.reading = null;
    }
    kept.set(place, entry);
  };
  const refresh = async (): Promise<void> => {
    for (const forge of node.forges) {
      for (const repository of await forge.repositories()) {
        const place = `${forge.name}:${repository}`;
        const entry = kept.get(place) ?? { history: null, reading: null, readAt: null, failed: null };
        kept.set(place, entry);
        const isOld = entry.readAt === null || world.now() > entry.readAt + HISTORY_AGE_MS;
        if (!isOld || entry.reading !== null) continue;
        const path = await forge.localCopy({ repository, commits: [] });
        entry.reading ??= read(place, path, repository, entry);
      }
    }
  };
  return {
    async read() {
      const started = refresh().catch(() => {});
      await within(PATIENCE_MS, async () => {
        await started;
        await Promise.all([...kept.values()].map(({ history, reading }) => (history === null ? reading : null)));
      });
      const { store } = node;
      const [changes, deployments, rollouts, incidents] = await Promise.all([
        all<RecordedChange>(node, DELIVERED_CHANGES),
        all<RecordedDeployment>(node, DELIVERED_DEPLOYMENTS),
        listRollouts(store),
        listIncidents(store),
      ]);
      const known = [...kept].flatMap(([place, { history }]) => (history === null ? [] : [[place, history] as const]));
      const unread = [...kept].flatMap(([place, { history }]) => (history === null ? [place] : []));
      return { changes, deployments, rollouts, incidents, histories: new Map(known), unread };
    },
  };
}

/** Waits for the work no longer than so long; it goes on. */
async function within(ms: number, work: () => Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
    timer.unref();
  });
  await Promise.race([work(), late]);
  clearTimeout(timer);
}

async function all<T>({ store }: ServerNode, view: View): Promise<readonly T[]> {
  const found: T[] = [];
  for (let after = ''; ; ) {
    const page = await store.listDocuments(view, { after, limit: PAGE });
    for (const { document } of page) found.push(document as T);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return found;
    after = last.key;
  }
}

/** The window of so many days that ends now. */
export function daysBefore(now: Instant, days: number) {
  return { from: instant(now - days * DAY_MS), to: now };
}
