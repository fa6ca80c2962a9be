import type { Brake, BrakeLane } from '../../domain/brake/index.ts';
import type { CommitId } from '../../domain/change/index.ts';
import { BRAKE_RULE } from '../../domain/gate/index.ts';
import {
  type Executor,
  firebreakScheduler,
  type Lane,
  type QueuedContent,
  type QueueEntry,
  type TrialBuilder,
} from '../../domain/merge-queue/index.ts';
import type { QueueStatement } from '../../domain/policy/index.ts';
import { sealLog } from '../../event-log/index.ts';
import { canonicalJson, Fault, type Instant, printable } from '../../kernel/index.ts';
import type { LandingMemory } from '../landing-memory.ts';
import type { OpenLog, World } from '../port.ts';
import { judgeProposal, readRulebook } from '../proposal.ts';
import { openProposalGround, type ProposalGround } from '../proposal-ground.ts';
import { openTestMemory, type TestMemory } from '../test-memory.ts';
import {
  cohortOf,
  gateWordOf,
  queuedContentOf,
  queueRulesOf,
  type StatedQueue,
  targetFinder,
  wordOnSameHead,
} from './content.ts';
import { areTargetsFree } from './declared-target.ts';
import type { Inquiries } from './inquiry.ts';
import type { GateAnswer, QueueGate, QueueWorld } from './port.ts';

/** A repository of this machine, or a copy here, in which contents are judged for a queue. */
export interface JudgedPlace {
  readonly world: World;
  /** Short name of the branch that changes land on. */
  readonly branch: string;
  /** The git directory. */
  readonly folder: string;
  readonly builder: TrialBuilder;
  readonly signal: AbortSignal | undefined;
  /** Brakes that somebody pulled, as they stand now; absent = only those of the calendar count. */
  readonly brakes?: () => Promise<readonly Brake[]>;
}

/** A queue over a repository of this machine, without a server. */
export interface LocalQueue extends JudgedPlace {
  /** `local:NAME@BRANCH`. */
  readonly id: string;
  /** Folder of the log and of builds. */
  readonly data: string;
}

/** Opens the queue of a repository and branch; nothing is written. Fault: no such branch, or it is checked out. */
export async function openLocalQueue(options: {
  readonly world: World;
  readonly repository: string;
  /** `null` = the default branch. */
  readonly branch: string | null;
  /** `null` = a folder inside the git directory. */
  readonly data: string | null;
  readonly signal?: AbortSignal | undefined;
}): Promise<LocalQueue> {
  const { world, repository, signal } = options;
  const history = await world.openRepository({ path: repository, signal });
  const { defaultBranch } = await history.describe();
  const branch = options.branch ?? defaultBranch;
  if (branch === null) {
    throw new Fault({
      kind: 'usage',
      code: 'no-such-branch',
      message: 'the repository does not say which branch changes land on',
      fix: 'Name it with --branch.',
    });
  }
  const { builder, folder, name } = await world.openTrials({ path: repository, branch, signal });
  await builder.head();
  return {
    world,
    id: `local:${name}@${branch}`,
    branch,
    folder,
    data: options.data ?? `${folder}/firebreak`,
    builder,
    signal,
  };
}

/** Works with the queue's log, which is sealed and closed afterwards: another process may work with it in between. */
export async function withQueueLog<T>(
  queue: Pick<LocalQueue, 'world' | 'data'>,
  work: (log: OpenLog) => Promise<T>,
): Promise<T> {
  const log = await queue.world.openLog({ folder: queue.data, use: 'write' });
  try {
    return await work(log);
  } finally {
    try {
      if (log.signer !== null) await sealLog(log.store, log.signer);
    } finally {
      await log.store.close();
    }
  }
}

/** Reads how the queue works from the branch that changes land on, anew where it moved. */
export function openQueueStatement(queue: JudgedPlace): () => Promise<StatedQueue> {
  let held: { readonly head: CommitId; readonly stated: StatedQueue } | null = null;
  return async () => {
    const head = await queue.builder.head();
    if (held?.head !== head) held = { head, stated: await statedAt(queue, head) };
    return held.stated;
  };
}

/** How the queue works, as the branch that changes land on states it. */
export async function readQueueStatement(queue: JudgedPlace): Promise<QueueStatement> {
  return (await statedAt(queue, await queue.builder.head())).statement;
}

async function statedAt(queue: JudgedPlace, revision: CommitId): Promise<StatedQueue> {
  const { world, folder } = queue;
  const history = await world.openRepository({ path: folder, signal: ownSignal(queue) });
  const { configuration } = await readRulebook({ world, history, revision, policy: { file: null } });
  return { statement: configuration.queue, quarantines: configuration.quarantines };
}

/** What is known of the tests of the repository. */
export function openQueueTests(queue: JudgedPlace): TestMemory {
  const { world, folder } = queue;
  let opened: ReturnType<World['openRepository']> | null = null;
  return openTestMemory(() => {
    opened ??= world.openRepository({ path: folder, signal: ownSignal(queue) });
    // What could not be opened is tried again.
    opened.catch(() => {
      opened = null;
    });
    return opened;
  });
}

/** Everything that one pass over a local queue needs. */
export function localQueueWorld(
  queue: LocalQueue,
  given: {
    readonly log: OpenLog;
    readonly executor: Executor;
    readonly stated: StatedQueue;
    readonly tests: TestMemory;
    readonly gate: QueueGate;
    readonly inquiries: Inquiries;
    readonly workers: number | null;
  },
): QueueWorld {
  const { id, builder, folder, world } = queue;
  const { log, executor, stated, tests, gate, inquiries, workers } = given;
  const { statement, quarantines } = stated;
  const rules = queueRulesOf(workers === null ? statement : { ...statement, workers });
  return {
    id,
    store: log.store,
    builder,
    executor,
    gate,
    inquiries,
    rules,
    scheduler: firebreakScheduler(),
    folder,
    targetsOf: targetFinder(statement),
    tests,
    quarantines,
    patienceMs: null,
    now: world.now,
  };
}

/** What somebody asks to be queued. */
export interface LocalAsk {
  /** Branch, or any revision. */
  readonly change: string;
  readonly lane: Lane;
  /** Takes back what this commit of the branch brought; `change` is not asked then. */
  readonly revert: string | null;
  /** Declared by the caller; `null` = as the configuration declares. */
  readonly targets: readonly string[] | null;
  /** File with what only the caller can know: sign-offs, pull request. */
  readonly context: string | null;
}

/** Judges what is to be queued by the one decision path, against the branch that it will land on. Fault: no such revision or target. */
export async function judgeForQueue(queue: JudgedPlace, ask: LocalAsk): Promise<QueuedContent> {
  const { builder, world } = queue;
  const statement = await readQueueStatement(queue);
  areTargetsFree(statement, ask.targets ?? []);
  const { change, head, revertOf } = await askedHead(queue, ask);
  if (ask.context !== null)
    await world.files(queue.folder).write(contextPath(head), await world.readCallerText(ask.context));
  const judged = await judge(queue, { head, lane: laneOf({ lane: ask.lane, revertOf }) });
  const { assessment } = judged;
  const gate = gateWordOf(assessment, 'apart');
  const { contentDigest } = assessment.change;
  if (contentDigest === null) {
    throw new Fault({
      kind: 'malformed',
      code: 'content-unknown',
      message: `${printable(change)} could not be read whole`,
      fix: 'Fetch what is missing: git fetch --unshallow',
    });
  }
  const paths = await builder.changedPaths(assessment.change.base ?? (await builder.head()), head);
  return queuedContentOf({
    change,
    title: assessment.change.title,
    head,
    contentDigest,
    gate,
    targets: ask.targets === null ? targetFinder(statement)(paths) : [...new Set(ask.targets)].sort(),
    lane: revertOf === null ? ask.lane : 'revert',
    revertOf,
    cohort: cohortOf(assessment),
    risk: assessment.risk?.probability ?? null,
  });
}

/** The gate of a local queue: a branch that moved is other content; before landing the content is judged by the branch as it stands. */
export function openLocalGate(queue: JudgedPlace): QueueGate {
  const { builder, world } = queue;
  const memory: LandingMemory = new Map();
  let standing: Standing | null = null;
  const standingNow = async (): Promise<Standing> => {
    const base = await builder.head();
    const now = world.now();
    const isFresh = standing?.base === base && Math.abs(now - standing.since) <= FRESH_MS;
    if (standing === null || !isFresh) {
      standing = { base, since: now, ground: openGround(queue, memory), words: new Map(), until: null, brakes: '' };
    }
    const brakes = canonicalJson((await queue.brakes?.()) ?? []);
    // Brakes were pulled, amended or released, or a window of the calendar began or ended: every word is old.
    if (brakes !== standing.brakes || (standing.until !== null && now >= standing.until)) {
      standing = { ...standing, words: new Map(), until: null, brakes };
    }
    return standing;
  };
  const wordOn = async (entry: QueueEntry, on: Standing): Promise<GateAnswer> => {
    const ground = await on.ground;
    const { assessment } = await judge(queue, { head: entry.head, lane: laneOf(entry), ground });
    const changesAt = assessment.braking?.changesAt ?? null;
    if (changesAt !== null && (on.until === null || changesAt < on.until)) on.until = changesAt;
    return { kind: 'word', gate: wordOnSameHead(entry, gateWordOf(assessment)) };
  };
  const wordNow = async (entry: QueueEntry): Promise<GateAnswer> => {
    const now = await standingNow();
    const key = `${entry.head} ${entry.lane}`;
    const word = now.words.get(key) ?? wordOn(entry, now);
    now.words.set(key, word);
    // What failed is not remembered.
    word.catch(() => {
      if (standing === now) standing = null;
    });
    return word;
  };
  return {
    async glance(entries) {
      const tips = await builder.tipsOf(entries.map(({ change }) => change).filter(isBranch));
      // What only brakes hold is asked again: time and people lift them, and nothing else tells the queue.
      return Promise.all(
        entries.map((entry): GateAnswer | Promise<GateAnswer> =>
          hasMoved(entry, tips) ? { kind: 'moved' } : isBraked(entry) ? wordNow(entry) : { kind: 'same' },
        ),
      );
    },
    async judge(entry) {
      const tips = await builder.tipsOf([entry.change].filter(isBranch));
      return hasMoved(entry, tips) ? { kind: 'moved' } : wordNow(entry);
    },
    // What fails here is not remembered, and told to whoever judges in earnest.
    prepare: (entries) => Promise.allSettled(entries.map(wordNow)),
  };
}

/** A last word is no older than this: notes, sign-offs and settings beside the branch are read again after it. */
const FRESH_MS = 60_000;

/** What was read and said while the branch stood at one commit. */
interface Standing {
  readonly base: CommitId;
  readonly since: Instant;
  readonly ground: Promise<ProposalGround>;
  /** By head and lane. */
  readonly words: Map<string, Promise<GateAnswer>>;
  /** Moment from which on the calendar says something else; `null` = none in sight. */
  until: Instant | null;
  /** Brakes that somebody pulled, as they were when the words were said. */
  readonly brakes: string;
}

async function openGround(queue: JudgedPlace, memory: LandingMemory): Promise<ProposalGround> {
  const { world, folder } = queue;
  const history = await world.openRepository({ path: folder, signal: ownSignal(queue) });
  return openProposalGround({ history, memory });
}

/** A signal of its own: whoever listens to the caller's is never let go of while the queue runs. */
function ownSignal({ signal }: JudgedPlace): AbortSignal | undefined {
  return signal === undefined ? undefined : AbortSignal.any([signal]);
}

/** Queued by its id, or made here: there is no branch that could move. */
function isBranch(change: string): boolean {
  return !/^[0-9a-f]{40,64}$/.test(change) && !change.startsWith(REVERT);
}

function hasMoved({ change, head }: QueueEntry, tips: ReadonlyMap<string, CommitId>): boolean {
  return isBranch(change) && tips.get(change) !== head;
}

const REVERT = 'revert ';

async function askedHead(
  queue: JudgedPlace,
  ask: LocalAsk,
): Promise<{ readonly change: string; readonly head: CommitId; readonly revertOf: CommitId | null }> {
  const { builder } = queue;
  if (ask.revert !== null) {
    const commit = await builder.commitOf(ask.revert);
    if (commit === null || !(await builder.holds(await builder.head(), commit))) throw unknown(ask.revert);
    const head = await builder.makeRevert({ commit, at: queue.world.now() });
    return { change: `${REVERT}${commit.slice(0, SHORT)}`, head, revertOf: commit };
  }
  const tip = await builder.tipOf(ask.change);
  if (tip !== null) return { change: ask.change, head: tip, revertOf: null };
  const commit = await builder.commitOf(ask.change);
  if (commit === null) throw unknown(ask.change);
  return { change: commit, head: commit, revertOf: null };
}

/** Digits of a commit that people read. */
const SHORT = 12;

/** By which way an entry passes brakes: only a revert that the queue made itself is one. */
function laneOf({ lane, revertOf }: Pick<QueueEntry, 'lane' | 'revertOf'>): BrakeLane | undefined {
  if (revertOf !== null) return 'revert';
  return lane === 'hotfix' ? 'hotfix' : undefined;
}

function isBraked({ gate }: QueueEntry): boolean {
  return gate.verdict === 'hold' && gate.reasons.some((code) => code.startsWith(`${BRAKE_RULE}/`));
}

async function judge(
  queue: JudgedPlace,
  asked: { readonly head: CommitId; readonly lane: BrakeLane | undefined; readonly ground?: ProposalGround },
) {
  const { world, folder, branch } = queue;
  const { head, lane, ground } = asked;
  const files = world.files(folder);
  const hasContext = (await files.read(contextPath(head))) !== null;
  return judgeProposal({
    // Agents that run beside the queue have nothing to do with anybody's change.
    world: { ...world, environment: { variables: {}, hasDevinFolder: false } },
    repository: folder,
    selector: { kind: 'branch', head, base: branch },
    policy: { file: null },
    stated: hasContext
      ? ({ head: of, contentDigest }) =>
          world.readContext(`${folder}/${contextPath(head)}`, { head: of, contentDigest })
      : null,
    scannerFiles: [],
    brakes: (await queue.brakes?.()) ?? [],
    lane,
    ...(ground === undefined ? {} : { ground }),
    signal: ownSignal(queue),
  });
}

function contextPath(head: CommitId): string {
  return `firebreak/context/${head}.json`;
}

function unknown(change: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'unknown-revision',
    message: `${printable(change)} names no branch and no commit of this repository that could be queued`,
    fix: 'Check the spelling: git branch --list',
  });
}
