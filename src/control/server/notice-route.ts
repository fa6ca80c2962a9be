import {
  type Audience,
  audiencesOf,
  countInto,
  type Digest,
  emptyDigest,
  isEmptyDigest,
} from '../../domain/notice/index.ts';
import type { Envelope } from '../../event-log/index.ts';
import { DAY_MS, type Instant } from '../../kernel/index.ts';
import { holding } from './hold-lease.ts';
import { mayBeNews } from './notice-news.ts';
import {
  changeState,
  EMPTY_QUEUE,
  NOTICE_KINDS,
  type QueueState,
  type RouteState,
  readState,
  type Waiting,
} from './notice-record.ts';
import type { NoticeWays, NoticeWorld } from './notice-world.ts';
import { submissionEventOf } from './stream.ts';

/** Events that are read at once. */
const READ = 500;
/** Events that one receiver waits for by name; more are counted. */
const MAX_WAITING = 100;
/** From the first event to the message, so that what comes at once is told at once. */
const SETTLE_MS = 5_000;

const PLACE = { kind: NOTICE_KINDS.route, key: 'log' } as const;

/**
 * Reads what is new in the log and puts it into the queues of those who are to be told, or into the digest. The queues first,
 * then how far it read: after a crash between, what is put in again is known by its position.
 */
export async function routeNotices(world: NoticeWorld): Promise<void> {
  const { node, now, ways } = world;
  const { store } = node;
  const begun = await readState<RouteState>(store, { ...PLACE, now: now() });
  const head = await store.head();
  if (begun === null) {
    const fresh = freshState(head, { now: now(), ways });
    await changeState<RouteState>(store, { ...PLACE, now: now() }, { change: (state) => state ?? fresh });
    return;
  }
  if (begun.cursor >= head && begun.digestAt > now()) return;
  await holding({ node, name: 'notice-route', now }, async (stillHeld) => {
    let state = await readState<RouteState>(store, { ...PLACE, now: now() });
    while (state !== null && (await stillHeld())) {
      const before: RouteState = state;
      const next = before.digestAt <= now() ? await routeDigest(world, before) : await routePage(world, before);
      if (next === null) return;
      state = await changeState<RouteState>(
        store,
        { ...PLACE, now: now() },
        { change: (found) => (isSame(found, before) ? next : found) },
      );
      if (state === null || !isSame(state, next)) return;
    }
  });
}

/** `null` = nothing is new. */
async function routePage(world: NoticeWorld, state: RouteState): Promise<RouteState | null> {
  const page = await world.node.store.readAll({ after: state.cursor, limit: READ });
  const last = page.at(-1);
  if (last === undefined) return null;
  let { digest } = state;
  const byQueue = new Map<string, Waiting[]>();
  for (const envelope of page) {
    digest = counted(digest, envelope);
    for (const { key, isMandatory } of queuesFor(envelope, world.ways)) {
      const waiting = byQueue.get(key) ?? [];
      waiting.push({ position: envelope.position, isMandatory });
      byQueue.set(key, waiting);
    }
  }
  for (const [key, waiting] of byQueue) {
    await changeQueue(world, key, (queue) => withWaiting(queue, { waiting, now: world.now() }));
  }
  return { ...state, digest, cursor: last.position };
}

/** The digest of the day, into the queue of each channel. */
async function routeDigest(world: NoticeWorld, state: RouteState): Promise<RouteState> {
  const { ways, now } = world;
  if (!isEmptyDigest(state.digest)) {
    for (const { name } of ways.channels) {
      await changeQueue(world, channelKey(name), (queue) =>
        queue.digestSeen >= state.cursor ? queue : { ...queue, digestSeen: state.cursor, digest: state.digest },
      );
    }
  }
  return { ...freshState(state.cursor, { now: now(), ways }) };
}

function freshState(cursor: number, { now, ways }: { readonly now: Instant; readonly ways: NoticeWays }): RouteState {
  return { cursor, digest: emptyDigest(now), digestAt: nextHour(now, ways.digestHour) };
}

/** The next moment after `now` at which it is that hour, UTC. */
export function nextHour(now: Instant, hour: number): Instant {
  const today = Math.floor(now / DAY_MS) * DAY_MS + hour * 3_600_000;
  return (today > now ? today : today + DAY_MS) as Instant;
}

function counted(digest: Digest, envelope: Envelope): Digest {
  const event = submissionEventOf(envelope);
  return event === null ? digest : countInto(digest, event);
}

function queuesFor(
  envelope: Envelope,
  ways: NoticeWays,
): readonly { readonly key: string; readonly isMandatory: boolean }[] {
  const event = submissionEventOf(envelope);
  if (event === null) {
    const told = mayBeNews(envelope) ? ways.channels : [];
    return told.map(({ name }) => ({ key: channelKey(name), isMandatory: false }));
  }
  return audiencesOf(event).flatMap(({ to, isMandatory }) => {
    if (to.kind === 'channel') return ways.channels.map(({ name }) => ({ key: channelKey(name), isMandatory }));
    if (ways.personal.length === 0 || (ways.optedOut.has(to.person) && !isMandatory)) return [];
    return [{ key: personKey(to.person), isMandatory }];
  });
}

/** Adds events that the queue has not seen; what is mandatory is kept by name before what is not. */
function withWaiting(
  queue: QueueState,
  given: { readonly waiting: readonly Waiting[]; readonly now: Instant },
): QueueState {
  const fresh = given.waiting.filter(({ position }) => position > queue.seen);
  const last = fresh.at(-1);
  if (last === undefined) return queue;
  const all = [...queue.waiting, ...fresh];
  const kept = [...all.filter(({ isMandatory }) => isMandatory), ...all.filter((each) => !each.isMandatory)].slice(
    0,
    MAX_WAITING,
  );
  const settled = (given.now + SETTLE_MS) as Instant;
  const isFirst = queue.waiting.length === 0;
  return {
    ...queue,
    seen: last.position,
    waiting: kept.sort((a, b) => a.position - b.position),
    more: queue.more + all.length - kept.length,
    notBefore: isFirst && queue.notBefore < settled ? settled : queue.notBefore,
  };
}

/** Changes a queue; one with nothing left in it runs out after a day. */
export async function changeQueue(
  { node, now }: Pick<NoticeWorld, 'node' | 'now'>,
  key: string,
  change: (queue: QueueState) => QueueState,
): Promise<QueueState | null> {
  return changeState<QueueState>(
    node.store,
    { kind: NOTICE_KINDS.queue, key, now: now() },
    {
      change: (state) => {
        const before = state ?? EMPTY_QUEUE;
        const after = change(before);
        return after === before ? state : after;
      },
      expiresAt: (queue) => (isIdle(queue) ? ((now() + DAY_MS) as Instant) : null),
    },
  );
}

/** Whether nothing of it needs to be kept. */
function isIdle({ waiting, digest, sending, disabled, lost }: QueueState): boolean {
  return waiting.length === 0 && digest === null && sending === null && disabled === null && lost === 0;
}

/** Names of queues: `channel:slack`, `person:ada`. */
export function channelKey(name: string): string {
  return `channel:${name}`;
}

export function personKey(person: string): string {
  return `person:${person}`;
}

/** Whom a queue is for. */
export function audienceOfKey(key: string): Audience {
  return key.startsWith('person:') ? { kind: 'person', person: key.slice('person:'.length) } : { kind: 'channel' };
}

function isSame(a: RouteState | null, b: RouteState): boolean {
  return a !== null && a.cursor === b.cursor && a.digestAt === b.digestAt && a.digest.since === b.digest.since;
}
