import {
  evolve,
  ROLLOUT_EVENTS,
  type Rollout,
  type RolloutEvent,
  type RolloutRejection,
} from '../../domain/rollout/index.ts';
import {
  asNewEvent,
  type Envelope,
  eventReader,
  type Fence,
  type NodeStore,
  PAGE,
  type StreamId,
  streamId,
  type View,
} from '../../event-log/index.ts';
import { Fault, type Result } from '../../kernel/index.ts';

const STREAM = 'rollout';
const EVENTS = eventReader<RolloutEvent>(ROLLOUT_EVENTS);

/** Rollouts of one plan that are shown once they have ended. */
const SHOWN_ENDED = 5;

/** A rollout with the version of its stream. */
export interface KeptRollout {
  readonly version: number;
  readonly rollout: Rollout | null;
}

/** The stream of one rollout. */
export function rolloutStream(id: string): StreamId {
  return streamId(STREAM, id);
}

/** The event of a rollout in an envelope; `null` for events of other kinds. */
export function rolloutEventOf(envelope: Envelope): RolloutEvent | null {
  return EVENTS.read(envelope);
}

/** Id of the rollout that an event of {@link rolloutEventOf} is of. */
export function rolloutIdOf({ stream }: Envelope): string {
  return stream.slice(STREAM.length + 1);
}

/** The rollout right before one of its events; `null` = the event begins it. */
export async function rolloutBefore(store: Pick<NodeStore, 'readStream'>, envelope: Envelope): Promise<Rollout | null> {
  let rollout: Rollout | null = null;
  for (let after = 0; after < envelope.version - 1; ) {
    const limit = Math.min(PAGE, envelope.version - 1 - after);
    const page = await store.readStream({ stream: rolloutStream(rolloutIdOf(envelope)), after, limit });
    for (const each of page) {
      const event = rolloutEventOf(each);
      if (event !== null) rollout = evolve(rollout, event);
    }
    after = page.at(-1)?.version ?? envelope.version;
  }
  return rollout;
}

/** Each rollout as its events tell, by id. */
export const ROLLOUTS: View = {
  name: 'rollout',
  version: 1,
  keysOf: (envelope) => (EVENTS.holds(envelope) ? [rolloutIdOf(envelope)] : []),
  evolve: ({ document, event: envelope }) => {
    const event = rolloutEventOf(envelope);
    const before = document as KeptRollout | null;
    return event === null ? before : { version: envelope.version, rollout: evolve(before?.rollout ?? null, event) };
  },
};

/** Ids of rollouts that have not ended. */
export const OPEN_ROLLOUTS: View = {
  name: 'open-rollout',
  version: 1,
  keysOf: ROLLOUTS.keysOf,
  evolve: ({ document, event }) => {
    if (event.type === 'RolloutStarted') return { since: event.at };
    return event.type === 'RolloutEnded' ? null : document;
  },
};

/** The newest rollouts of each plan, by repository and plan. */
export const PLAN_ROLLOUTS: View = {
  name: 'plan-rollout',
  version: 1,
  keysOf: (envelope) => {
    const event = rolloutEventOf(envelope);
    return event?.kind === 'RolloutStarted' ? [planKey(event.subject.repository, event.plan.name)] : [];
  },
  evolve: ({ document, event: envelope }) => {
    const event = rolloutEventOf(envelope);
    const before = (document as readonly string[] | null) ?? [];
    return event?.kind === 'RolloutStarted' ? [event.id, ...before].slice(0, SHOWN_ENDED) : before;
  },
};

/** The views of rollouts. */
export const ROLLOUT_VIEWS = [ROLLOUTS, OPEN_ROLLOUTS, PLAN_ROLLOUTS] as const;

/** One name for a plan of a repository. */
export function planKey(repository: string, plan: string): string {
  return `${repository} ${plan}`.slice(0, MAX_KEY);
}

/** Views take no longer keys. */
const MAX_KEY = 300;

/** One rollout as it stands in the log. */
export async function readRollout(store: Pick<NodeStore, 'readDocument'>, id: string): Promise<KeptRollout> {
  if (!/^[\w.-]{1,100}$/.test(id)) return { version: 0, rollout: null };
  return ((await store.readDocument(ROLLOUTS, id)) as KeptRollout | null) ?? { version: 0, rollout: null };
}

/** Rollouts that have not ended, at most a page. */
export async function openRollouts(store: NodeStore): Promise<readonly Rollout[]> {
  const rows = await store.listDocuments(OPEN_ROLLOUTS, { after: '', limit: PAGE });
  const kept = await Promise.all(rows.map(({ key }) => readRollout(store, key)));
  return kept.flatMap(({ rollout }) => (rollout === null || rollout.end !== null ? [] : [rollout]));
}

/** Rollouts that have not ended, and the newest of each plan; what changed last first. */
export async function listRollouts(store: NodeStore): Promise<readonly Rollout[]> {
  const rows = await store.listDocuments(PLAN_ROLLOUTS, { after: '', limit: PAGE });
  const ids = new Set(rows.flatMap(({ document }) => document as readonly string[]));
  const kept = await Promise.all([...ids].map((id) => readRollout(store, id)));
  const found = new Map((await openRollouts(store)).map((rollout) => [rollout.id, rollout]));
  for (const { rollout } of kept) if (rollout !== null) found.set(rollout.id, rollout);
  return [...found.values()].sort((a, b) => b.changedAt - a.changedAt || (a.id < b.id ? -1 : 1));
}

/** The rollout of a plan that has not ended, and the one that began last; `null` = none. */
export async function runningOf(
  store: NodeStore,
  repository: string,
  plan: string,
): Promise<{ readonly running: string | null; readonly previous: string | null }> {
  const kept = (await store.readDocument(PLAN_ROLLOUTS, planKey(repository, plan))) as readonly string[] | null;
  const ids = kept ?? [];
  const previous = ids[0] ?? null;
  for (const id of ids) {
    const { rollout } = await readRollout(store, id);
    if (rollout !== null && rollout.end === null) return { running: id, previous };
  }
  return { running: null, previous };
}

/** Appends events of a rollout that is still at this version; `null` = somebody else wrote first, or holds the lease. */
export async function appendRollout(options: {
  readonly store: NodeStore;
  readonly id: string;
  readonly version: number;
  readonly events: readonly RolloutEvent[];
  readonly actor: string | null;
  readonly fence?: Fence | undefined;
}): Promise<{ readonly version: number; readonly position: number } | null> {
  const { store, id, version, events, actor, fence } = options;
  const appended = await store.append({
    stream: rolloutStream(id),
    expected: version,
    events: events.map((event) => asNewEvent(event, { at: event.at, actor })),
    ...(fence === undefined ? {} : { fence }),
  });
  const last = appended.ok ? appended.value.at(-1) : undefined;
  return last === undefined ? null : { version: last.version, position: last.position };
}

/** Reads, decides, appends; when somebody else wrote in between, from the beginning. Fault: others write without a pause. */
export async function handleRollout(options: {
  readonly store: NodeStore;
  readonly id: string;
  readonly actor: string | null;
  readonly plan: (rollout: Rollout | null) => Result<readonly RolloutEvent[], RolloutRejection>;
}): Promise<Result<{ readonly rollout: Rollout | null; readonly position: number }, RolloutRejection>> {
  const { store, id, actor, plan } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const { rollout, version } = await readRollout(store, id);
    const planned = plan(rollout);
    if (!planned.ok) return planned;
    const after = planned.value.reduce<Rollout | null>(evolve, rollout);
    if (planned.value.length === 0) return { ok: true, value: { rollout: after, position: 0 } };
    const appended = await appendRollout({ store, id, version, events: planned.value, actor });
    if (appended !== null) return { ok: true, value: { rollout: after, position: appended.position } };
  }
  throw new Fault({
    kind: 'unreachable',
    code: 'busy-rollout',
    message: `the rollout ${id} is being changed by others without a pause`,
    fix: 'Try again in a moment.',
  });
}

/** Writers of one rollout are few: its reconciler, and whoever pauses or stops it. */
const MAX_ATTEMPTS = 20;
