import type { QueueAnswer, QueueExplanation, QueueOutput, QueueReport, QueueRun } from '../../contract/index.ts';
import {
  addToQueue,
  areTargetsFree,
  ejectByHand,
  findEntry,
  freeze,
  handleQueue,
  judgeForQueue,
  LOCAL_BUILD,
  type LocalQueue,
  type MergeQueue,
  openLocalQueue,
  openQueue,
  openQueueBook,
  pause,
  type QueueBook,
  type QueueEvent,
  type QueueRejection,
  queueRulesOf,
  readQueueStatement,
  resume,
  thaw,
  type World,
  withQueueLog,
} from '../../control/index.ts';
import { Fault, type Instant, instant, printable, type Result } from '../../kernel/index.ts';
import { queueAnswerOf, queueExplanationOf, queueReportOf, refusedAnswerOf } from './document.ts';
import { buildFolderOf, runLocalQueue } from './local-run.ts';
import { type OutputPlace, outputOfEjection, queueOutputOf } from './output.ts';
import { noSuchEntry, noSuchQueue, queueRefusal } from './refusal.ts';

/** Which queue is meant. */
export interface LocalQueueRequest {
  /** Any path inside the repository, or a bare one. */
  readonly repository: string;
  /** `null` = the default branch. */
  readonly branch: string | null;
  /** Folder of the queue's log; `null` = one inside the git directory. */
  readonly data: string | null;
  readonly signal?: AbortSignal;
}

export interface LocalAddRequest extends LocalQueueRequest {
  readonly change: string;
  readonly lane: 'normal' | 'hotfix';
  readonly revert: string | null;
  readonly targets: readonly string[] | null;
  readonly context: string | null;
}

export interface LocalRunRequest extends LocalQueueRequest {
  /** Command that builds a tree; `null` = as the configuration of the branch states. */
  readonly build: string | null;
  readonly workers: number | null;
  /** Names of variables that builds may see. */
  readonly variables: readonly string[];
  /** Whether it goes on when there is nothing to do. */
  readonly isWatching: boolean;
  /** Told after each pass that changed something. */
  readonly onChange: (report: QueueReport) => void;
}

/** A merge queue over a repository of this machine. Methods reject with a `Fault` that says what to do. */
export interface LocalQueueDesk {
  add(request: LocalAddRequest): Promise<QueueAnswer>;
  /** `first` = so many waiting entries, those that land first; `null` = all. */
  list(request: LocalQueueRequest & { readonly first: number | null }): Promise<QueueReport>;
  why(request: LocalQueueRequest & { readonly entry: string }): Promise<QueueExplanation>;
  /** The end of what a build printed: of the build that decided an entry, or of a build that is named. */
  output(
    request: LocalQueueRequest & {
      /** Number or change of an entry, or id of a build. */
      readonly named: string;
      /** `null` = a usual number. */
      readonly lines: number | null;
    },
  ): Promise<QueueOutput>;
  eject(request: LocalQueueRequest & { readonly entry: string; readonly reason: string }): Promise<QueueAnswer>;
  pause(request: LocalQueueRequest & { readonly reason: string }): Promise<QueueAnswer>;
  resume(request: LocalQueueRequest): Promise<QueueAnswer>;
  freeze(
    request: LocalQueueRequest & {
      readonly reason: string;
      readonly targets: readonly string[] | null;
      /** RFC 3339; `null` = until it is ended. */
      readonly until: string | null;
    },
  ): Promise<QueueAnswer>;
  thaw(request: LocalQueueRequest & { readonly freeze: string }): Promise<QueueAnswer>;
  /** Builds and lands until nothing more can be done. */
  run(request: LocalRunRequest): Promise<QueueRun>;
}

/** The desk over a world. */
export function makeLocalQueueDesk(world: World): LocalQueueDesk {
  const opened = (request: LocalQueueRequest): Promise<LocalQueue> => openLocalQueue({ world, ...request });
  const telling = async (
    request: LocalQueueRequest,
    plan: (queue: MergeQueue, now: Instant) => Result<readonly QueueEvent[], QueueRejection>,
    told: (queue: MergeQueue) => { readonly entry: number | null; readonly text: string },
  ): Promise<QueueAnswer> => {
    const queue = await opened(request);
    const { id, builder } = queue;
    return withQueueLog(queue, async ({ store }) => {
      const book = openQueueBook();
      await openQueue({ id, store, builder, book, now: world.now });
      const came = await handleQueue({
        store,
        book,
        id,
        actor: null,
        now: world.now,
        plan: (state) => (state === null ? { ok: true, value: [] } : plan(state, world.now())),
      });
      if (!came.ok) throw refusalOf(came.rejection);
      return queueAnswerOf({ queue: id, position: came.value.position, ...told(came.value.queue) });
    });
  };
  return {
    add: (request) => add(world, request),
    async list({ first, ...request }) {
      const queue = await opened(request);
      const rules = queueRulesOf(await readQueueStatement(queue));
      const now = world.now();
      return queueReportOf({ queue: await required(queue), rules, viewer: null, now, first: first ?? undefined });
    },
    async why(request) {
      const queue = await opened(request);
      const rules = queueRulesOf(await readQueueStatement(queue));
      const state = await required(queue);
      const entry = entryNamed(state, request.entry);
      const output = await outputOfEjection(state, entry, outputPlace(queue));
      return queueExplanationOf({ queue: state, entry, rules, viewer: null, now: world.now(), output });
    },
    async output({ named, lines, ...request }) {
      const queue = await opened(request);
      return queueOutputOf({
        queue: await required(queue),
        named,
        lines,
        place: outputPlace(queue),
        viewer: null,
        now: world.now(),
      });
    },
    eject: (request) =>
      telling(
        request,
        (queue, now) => {
          const { number } = entryNamed(queue, request.entry);
          return ejectByHand(queue, { number, reason: request.reason, now });
        },
        (queue) => {
          const { number, change } = entryNamed(queue, request.entry);
          return { entry: number, text: `entry ${number} (${printable(change)}) was taken out` };
        },
      ),
    pause: (request) =>
      telling(
        request,
        (queue, now) => pause(queue, { reason: request.reason, by: null, now }),
        () => ({ entry: null, text: 'paused: nothing is built and nothing lands' }),
      ),
    resume: (request) =>
      telling(
        request,
        (queue, now) => resume(queue, now),
        () => ({ entry: null, text: 'goes on' }),
      ),
    async freeze(request) {
      const statement = await readQueueStatement(await opened(request));
      const areFree = areTargetsFree(statement, request.targets ?? []);
      return telling(
        request,
        (queue, now) => freeze(queue, freezeOf(queue, request, now)),
        (queue) => ({ entry: null, text: frozenText(queue, areFree) }),
      );
    },
    thaw: (request) =>
      telling(
        request,
        (queue, now) => thaw(queue, { freeze: request.freeze, now }),
        () => ({ entry: null, text: 'landing goes on' }),
      ),
    run: async (request) => runLocalQueue(await opened(request), request),
  };
}

async function add(world: World, request: LocalAddRequest): Promise<QueueAnswer> {
  const queue = await openLocalQueue({ world, ...request });
  const { id, builder } = queue;
  const content = await judgeForQueue(queue, request);
  return withQueueLog(queue, async ({ store }) => {
    const book = openQueueBook();
    const came = await addToQueue({ world: { id, store, builder, now: world.now }, book, content, actor: null });
    if (came.ok) {
      const { number, position } = came.value;
      return queueAnswerOf({ queue: id, entry: number, position, text: `queued as entry ${number}` });
    }
    const { rejection } = came;
    if (rejection.code === 'not-allowed') return refusedAnswerOf({ ...rejection, queue: id, change: content.change });
    throw queueRefusal(rejection);
  });
}

/** A freeze of a readable name: the queue's own count, so that two at one moment differ. */
export function freezeOf(
  queue: MergeQueue,
  asked: { readonly reason: string; readonly targets: readonly string[] | null; readonly until: string | null },
  now: Instant,
): Parameters<typeof freeze>[1] {
  const until = asked.until === null ? null : Date.parse(asked.until);
  if (until !== null && !(until > now)) {
    throw new Fault({
      kind: 'usage',
      code: 'bad-until',
      message: 'a freeze ends at a moment to come',
      fix: 'Write it as 2026-01-31T18:00:00Z.',
    });
  }
  const used = new Set(queue.freezes.map(({ id }) => id));
  let number = queue.freezes.length + 1;
  while (used.has(`freeze-${number}`)) number += 1;
  return {
    id: `freeze-${number}`,
    targets: asked.targets,
    reason: asked.reason,
    by: null,
    at: now,
    until: until === null ? null : instant(until),
  };
}

/** What the newest freeze does; `areFree` = nothing declares targets, so that it may hold more or less than was meant. */
export function frozenText({ freezes }: MergeQueue, areFree: boolean): string {
  const { id = '', targets = null } = freezes.at(-1) ?? {};
  const said = `frozen as ${id}: builds go on, landing waits`;
  if (targets === null || !areFree) return said;
  const names = targets.map(printable).join(', ');
  return `${said}\nfirebreak.yaml declares no targets: this holds what was added with --target ${names}, and whatever was added without --target`;
}

function outputPlace(queue: LocalQueue): OutputPlace {
  const folder = buildFolderOf(queue);
  return {
    read: async (build) =>
      build.startsWith(LOCAL_BUILD)
        ? queue.world.readBuildOutput({ folder, build: build.slice(LOCAL_BUILD.length) })
        : null,
    pagesOf: () => [],
  };
}

async function required(queue: LocalQueue): Promise<MergeQueue> {
  const { id } = queue;
  const state = await withQueueLog(queue, ({ store }) => load(openQueueBook(), store, id));
  if (state === null) throw noSuchQueue(printable(id));
  return state;
}

async function load(book: QueueBook, store: Parameters<QueueBook['load']>[0], id: string): Promise<MergeQueue | null> {
  return (await book.load(store, id)).queue;
}

function entryNamed(queue: MergeQueue, named: string): NonNullable<ReturnType<typeof findEntry>> {
  const entry = findEntry(queue, named);
  if (entry === null) throw noSuchEntry(printable(named));
  return entry;
}

function refusalOf(rejection: QueueRejection): Fault {
  return rejection.code === 'not-allowed'
    ? new Fault({ kind: 'usage', code: rejection.code, message: 'the gate does not let it pass' })
    : queueRefusal(rejection);
}
