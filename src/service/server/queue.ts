import type { QueueAnswer, QueueExplanation, QueueList, QueueOutput, QueueReport } from '../../contract/index.ts';
import {
  addToQueue,
  areTargetsFree,
  ejectByHand,
  findEntry,
  freeze,
  handleQueue,
  judgeForQueue,
  type MergeQueue,
  type NodeQueue,
  type NodeQueues,
  openQueue,
  type Principal,
  pause,
  principalActor,
  type QueuedContent,
  type QueueEvent,
  type QueueRejection,
  readSubmission,
  resume,
  submittedContent,
  targetFinder,
  thaw,
} from '../../control/index.ts';
import { Fault, type Instant, printable, type Result } from '../../kernel/index.ts';
import { queueAnswerOf, queueExplanationOf, queueReportOf, refusedAnswerOf } from '../queue/document.ts';
import { freezeOf, frozenText } from '../queue/local.ts';
import { type OutputPlace, outputOfEjection, queueOutputOf } from '../queue/output.ts';
import { noSuchEntry, noSuchQueue, queueRefusal } from '../queue/refusal.ts';
import { requirePermission } from './acting.ts';
import { noSuchChange } from './change.ts';
import type { Plane } from './plane.ts';
import { queueListOf } from './queue-list.ts';
import { queueMay } from './queue-may.ts';
import { viewerOf } from './viewer.ts';

/** The merge queues of a server. Methods reject with a `Fault` that says what to do. */
export interface QueueDesk {
  list(principal: Principal): Promise<QueueList>;
  /** `first` = so many waiting entries, those that land first; `null` = all. */
  report(principal: Principal, request: { readonly id: string; readonly first: number | null }): Promise<QueueReport>;
  why(principal: Principal, request: { readonly id: string; readonly entry: string }): Promise<QueueExplanation>;
  /** The end of what a build printed, or where the forge shows it. `named` = number or change of an entry, or id of a build. */
  output(
    principal: Principal,
    request: { readonly id: string; readonly named: string; readonly lines: number | null },
  ): Promise<QueueOutput>;
  /** Queues a change that the gate lets pass; the hotfix lane needs the right to run the plant. */
  add(
    principal: Principal,
    request: {
      readonly id: string;
      readonly change?: string | undefined;
      /** Commit of the branch that is to be taken back; needs the right to run the plant. `change` is not given then. */
      readonly revert?: string | undefined;
      readonly lane?: 'hotfix' | 'normal' | undefined;
    },
  ): Promise<QueueAnswer>;
  eject(
    principal: Principal,
    request: { readonly id: string; readonly entry: string; readonly reason: string },
  ): Promise<QueueAnswer>;
  pause(principal: Principal, request: { readonly id: string; readonly reason: string }): Promise<QueueAnswer>;
  resume(principal: Principal, request: { readonly id: string }): Promise<QueueAnswer>;
  freeze(
    principal: Principal,
    request: {
      readonly id: string;
      readonly reason: string;
      readonly targets?: readonly string[] | undefined;
      readonly until?: string | undefined;
    },
  ): Promise<QueueAnswer>;
  thaw(principal: Principal, request: { readonly id: string; readonly freeze: string }): Promise<QueueAnswer>;
}

/** The desk of one node. */
export function makeQueueDesk(plane: Pick<Plane, 'world' | 'node' | 'queues' | 'board'>): QueueDesk {
  const { world, node, queues } = plane;
  const found = async (id: string): Promise<NodeQueue> => (await queues.find(id)) ?? refuse(noSuchQueue(printable(id)));
  const loaded = async (id: string): Promise<MergeQueue> => {
    const { builder } = await found(id);
    await openQueue({ id, store: node.store, builder, book: queues.book, now: world.now });
    return (await queues.load(id)) ?? refuse(noSuchQueue(printable(id)));
  };
  const telling = async (
    principal: Principal,
    id: string,
    plan: (
      queue: MergeQueue,
      told: { readonly by: string | null; readonly now: Instant },
    ) => Result<readonly QueueEvent[], QueueRejection>,
    text: (queue: MergeQueue) => { readonly entry: number | null; readonly text: string },
  ): Promise<QueueAnswer> => {
    requirePermission(principal, 'operate');
    await loaded(id);
    const { actor } = principalActor(principal);
    const came = await handleQueue({
      store: node.store,
      book: queues.book,
      id,
      actor,
      now: world.now,
      plan: (queue) => (queue === null ? { ok: true, value: [] } : plan(queue, { by: actor, now: world.now() })),
    });
    if (!came.ok) throw refusalOf(came.rejection);
    return queueAnswerOf({ queue: id, position: came.value.position, ...text(came.value.queue) });
  };
  return {
    async list(principal) {
      requirePermission(principal, 'read');
      return queueListOf(plane, viewerOf(principal));
    },
    async report(principal, { id, first }) {
      requirePermission(principal, 'read');
      const queue = await loaded(id);
      const rules = await queues.rulesOf(await found(id));
      return queueReportOf({
        queue,
        rules,
        viewer: viewerOf(principal),
        now: world.now(),
        first: first ?? undefined,
        may: queueMay(queue, principal),
      });
    },
    async why(principal, { id, entry }) {
      requirePermission(principal, 'read');
      const queue = await loaded(id);
      const rules = await queues.rulesOf(await found(id));
      const asked = entryNamed(queue, entry);
      const output = await outputOfEjection(queue, asked, outputPlace(queues, await found(id)));
      return queueExplanationOf({
        queue,
        entry: asked,
        rules,
        viewer: viewerOf(principal),
        now: world.now(),
        output,
      });
    },
    async output(principal, { id, named, lines }) {
      requirePermission(principal, 'read');
      const queue = await loaded(id);
      return queueOutputOf({
        queue,
        named,
        lines,
        place: outputPlace(queues, await found(id)),
        viewer: viewerOf(principal),
        now: world.now(),
      });
    },
    async add(principal, { id, change, revert, lane = 'normal' }) {
      requirePermission(principal, 'submit');
      if (lane === 'hotfix' || revert !== undefined) requirePermission(principal, 'operate');
      const { actor } = principalActor(principal);
      const queue = await found(id);
      if (revert !== undefined) return addRevert(plane, { queue, revert, actor });
      return addChange(plane, { queue, change: change ?? '', lane, actor });
    },
    eject: (principal, { id, entry, reason }) =>
      telling(
        principal,
        id,
        (queue, { now }) => ejectByHand(queue, { number: entryNamed(queue, entry).number, reason, now }),
        (queue) => {
          const { number, change } = entryNamed(queue, entry);
          return { entry: number, text: `entry ${number} (${printable(change)}) was taken out` };
        },
      ),
    pause: (principal, { id, reason }) =>
      telling(
        principal,
        id,
        (queue, { by, now }) => pause(queue, { reason, by, now }),
        () => ({ entry: null, text: 'paused: nothing is built and nothing lands' }),
      ),
    resume: (principal, { id }) =>
      telling(
        principal,
        id,
        (queue, { now }) => resume(queue, now),
        () => ({ entry: null, text: 'goes on' }),
      ),
    async freeze(principal, { id, reason, targets, until }) {
      requirePermission(principal, 'operate');
      const { statement } = await (await found(id)).stated();
      const areFree = areTargetsFree(statement, targets ?? []);
      return telling(
        principal,
        id,
        (queue, { by, now }) =>
          freeze(queue, { ...freezeOf(queue, { reason, targets: targets ?? null, until: until ?? null }, now), by }),
        (queue) => ({ entry: null, text: frozenText(queue, areFree) }),
      );
    },
    thaw: (principal, { id, freeze: ended }) =>
      telling(
        principal,
        id,
        (queue, { now }) => thaw(queue, { freeze: ended, now }),
        () => ({ entry: null, text: 'landing goes on' }),
      ),
  };
}

/** What this node can show of builds: files where it built itself, addresses where a forge did. */
function outputPlace(queues: NodeQueues, queue: NodeQueue): OutputPlace {
  return {
    read: (build) => queues.outputOf(queue, build),
    pagesOf: (build) => queue.remote?.pagesOf(build) ?? [],
  };
}

/** Queues a submission of this very repository and branch. */
async function addChange(
  plane: Pick<Plane, 'world' | 'node' | 'queues'>,
  asked: {
    readonly queue: NodeQueue;
    readonly change: string;
    readonly lane: 'hotfix' | 'normal';
    readonly actor: string | null;
  },
): Promise<QueueAnswer> {
  const { world, node } = plane;
  const { queue, change, lane, actor } = asked;
  const { id, forge, repository } = queue;
  const state = await readSubmission(node.store, change);
  if (state === null || state.ref?.forge !== forge || state.ref.repository !== repository) throw noSuchChange(change);
  if (state.state !== 'open') throw queueRefusal({ code: 'nothing-to-land' });
  const { baseBranch } = state.revision;
  if (baseBranch !== null && baseBranch !== queue.branch) throw otherBranch(baseBranch, queue.branch);
  const { head } = state.revision;
  const paths = head === null ? null : await ownPaths(queue, head);
  const { statement } = await queue.stated();
  if (queue.remote !== null && statement.checks.length === 0) throw noChecks(queue.branch);
  const targets = targetFinder(statement)(paths);
  const content = submittedContent({ state, lane, targets, now: world.now() });
  if (content === null) return refusedAnswerOf({ queue: id, change, verdict: 'undecided', reasons: [] });
  return queueContent(plane, { queue, content, actor });
}

/** Queues what takes back a landed commit, judged by its content as `firebreak check` would. */
async function addRevert(
  plane: Pick<Plane, 'world' | 'node' | 'queues'>,
  asked: { readonly queue: NodeQueue; readonly revert: string; readonly actor: string | null },
): Promise<QueueAnswer> {
  const { queue, revert, actor } = asked;
  const { branch, folder, builder } = queue;
  await queue.refresh();
  const content = await judgeForQueue(
    { world: plane.world, branch, folder, builder, signal: undefined },
    { change: '', lane: 'revert', revert, targets: null, context: null },
  );
  return queueContent(plane, { queue, content, actor });
}

async function queueContent(
  { world, node, queues }: Pick<Plane, 'world' | 'node' | 'queues'>,
  asked: { readonly queue: NodeQueue; readonly content: QueuedContent; readonly actor: string | null },
): Promise<QueueAnswer> {
  const { queue, content, actor } = asked;
  const { id, builder } = queue;
  const came = await addToQueue({
    world: { id, store: node.store, builder, now: world.now },
    book: queues.book,
    content,
    actor,
  });
  if (came.ok) {
    const { number, position } = came.value;
    return queueAnswerOf({ queue: id, entry: number, position, text: `queued as entry ${number}` });
  }
  const { rejection } = came;
  if (rejection.code === 'not-allowed') return refusedAnswerOf({ ...rejection, queue: id, change: content.change });
  throw queueRefusal(rejection);
}

/** It would wait for ever: nothing says when a trial has passed. */
function noChecks(branch: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-checks',
    message: `firebreak.yaml of ${printable(branch)} names no checks that a trial branch must pass`,
    fix: 'Write queue: { checks: ["ci / build"] }, and let the workflow of that name run for firebreak/trial/**.',
  });
}

/** It was judged against another branch than the one that it would land on. */
function otherBranch(meant: string, branch: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'other-branch',
    message: `the change is meant for ${printable(meant)}, and this queue lands on ${printable(branch)}`,
    fix: 'Let it land there by another way, or propose it for the branch of the queue.',
  });
}

/** Paths that a head changes against where it left the branch; `null` = not known. */
async function ownPaths({ builder }: NodeQueue, head: Parameters<NodeQueue['builder']['holds']>[1]) {
  const from = await builder.commonBase(await builder.head(), head);
  return from === null ? null : builder.changedPaths(from, head);
}

function entryNamed(queue: MergeQueue, named: string): NonNullable<ReturnType<typeof findEntry>> {
  return findEntry(queue, named) ?? refuse(noSuchEntry(printable(named)));
}

function refusalOf(rejection: QueueRejection): Fault {
  return rejection.code === 'not-allowed'
    ? new Fault({ kind: 'usage', code: rejection.code, message: 'the gate does not let it pass' })
    : queueRefusal(rejection);
}

function refuse(fault: Fault): never {
  throw fault;
}
