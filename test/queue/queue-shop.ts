import { execFileSync } from 'node:child_process';
import { openLocalExecutor } from '../../src/adapter/build-local/index.ts';
import { readTestReport } from '../../src/adapter/junit/index.ts';
import { runGit, startGit } from '../../src/adapter/mirror/index.ts';
import { openTrialRepository } from '../../src/adapter/queue-git/index.ts';
import {
  addToQueue,
  type GateAnswer,
  openInquiries,
  openQueueBook,
  openTestMemory,
  type QueueGate,
  type QueueWorld,
  type TestMemory,
} from '../../src/control/index.ts';
import type { CommitId } from '../../src/domain/change/index.ts';
import type { Quarantine } from '../../src/domain/flaky-test/index.ts';
import {
  type Executor,
  firebreakScheduler,
  type MergeQueue,
  type QueuedContent,
  type QueueEntry,
  type QueueRules,
  type Scheduler,
  type TrialBuilder,
} from '../../src/domain/merge-queue/index.ts';
import type { EventStore } from '../../src/event-log/index.ts';
import { digestOf, instant } from '../../src/kernel/index.ts';
import { emptyMemory, memoryStore } from '../event-store/memory-store.ts';
import { makeRepository, TEST_ENVIRONMENT, type TestRepository, temporaryFolder } from '../support/git-repository.ts';

/** Green unless it holds a file named `red...`, or both `left` and `right`; `wait` in `slow` holds the build up. */
const CHECK = `for f in red*; do test -e "$f" && exit 1; done
test -e left && test -e right && exit 1
if test -e slow; then sleep "$(cat slow)"; fi
exit 0
`;

/** Rules of a queue in tests: two builds at once. */
export const RULES: QueueRules = { proof: 'tree', workers: 2, expectedMs: 100, spreadMs: 20 };

/** A bare repository with a queue over it, as a test needs it. */
export interface QueueShop {
  readonly repository: TestRepository;
  readonly store: EventStore;
  readonly builds: string;
  /** Makes a branch with one commit on another; gives its head. */
  branch(name: string, files: Readonly<Record<string, string | null>>, from?: string): CommitId;
  /** Puts files onto `main` as somebody would who does not know of the queue. */
  push(files: Readonly<Record<string, string>>): CommitId;
  tip(branch: string): CommitId;
  /** Files of a commit. */
  files(commit: string): readonly string[];
}

/** Makes one with one commit on `main`. */
export function makeQueueShop(): QueueShop {
  const repository = makeRepository('--bare');
  repository.git('config', 'core.logAllRefUpdates', 'always');
  const tip = (branch: string): CommitId => repository.git('rev-parse', `refs/heads/${branch}`).trim() as CommitId;
  const commit = (
    ref: string,
    given: { readonly onto: string | null; readonly files: Readonly<Record<string, string | null>> },
  ): CommitId => {
    importCommit(repository.path, { ref, ...given });
    return repository.git('rev-parse', ref).trim() as CommitId;
  };
  commit('refs/heads/main', { onto: null, files: { 'check.sh': CHECK, base: '1\n2\n3\n' } });
  return {
    repository,
    store: memoryStore({ memory: emptyMemory(), views: [], upCasters: [] }),
    builds: temporaryFolder(),
    branch: (name, files, from = 'main') =>
      commit(`refs/heads/${name}`, { onto: repository.git('rev-parse', from).trim(), files }),
    push: (files) => commit('refs/heads/main', { onto: tip('main'), files }),
    tip,
    files: (of) => repository.git('ls-tree', '-r', '--name-only', of).trim().split('\n'),
  };
}

/** Whether a commit's files are green, by the rule that its builds check. */
export function isGreen(shop: QueueShop, commit: string): boolean {
  const files = shop.files(commit);
  return !files.some((file) => file.startsWith('red')) && !(files.includes('left') && files.includes('right'));
}

/** A gate that says what a table says; what is not in it is allowed. */
export function tableGate(table: ReadonlyMap<string, 'hold' | 'block' | 'moved'> = new Map()): QueueGate {
  const judge = async ({ change, gate }: QueueEntry): Promise<GateAnswer> => {
    const said = table.get(change);
    if (said === undefined) return { kind: 'word', gate: { ...gate, verdict: 'allow', reasons: [] } };
    if (said === 'moved') return { kind: 'moved' };
    return { kind: 'word', gate: { ...gate, verdict: said, reasons: ['needs-signoff'] } };
  };
  return { judge, glance: (entries) => Promise.all(entries.map(judge)) };
}

const NOTHING_KEPT = { recall: async () => null, keep: async () => {} };

/** The world of one pass. */
export async function openShopQueue(
  shop: QueueShop,
  options: {
    readonly executor?: Executor;
    readonly builder?: TrialBuilder;
    readonly gate?: QueueGate;
    readonly scheduler?: Scheduler;
    readonly rules?: QueueRules;
    readonly store?: EventStore;
    readonly targetsOf?: QueueWorld['targetsOf'];
    readonly tests?: TestMemory;
    readonly quarantines?: readonly Quarantine[];
  } = {},
): Promise<QueueWorld> {
  return {
    id: 'local:shop@main',
    store: options.store ?? shop.store,
    builder: options.builder ?? (await openBuilder(shop)),
    executor: options.executor ?? (await openExecutor(shop)),
    gate: options.gate ?? tableGate(),
    inquiries: openInquiries(),
    rules: options.rules ?? RULES,
    scheduler: options.scheduler ?? firebreakScheduler(),
    folder: shop.repository.path,
    targetsOf: options.targetsOf ?? (() => null),
    tests: options.tests ?? openTestMemory(async () => NOTHING_KEPT),
    quarantines: options.quarantines ?? [],
    patienceMs: null,
    now: () => instant(Date.now()),
  };
}

export function openBuilder(shop: QueueShop): Promise<TrialBuilder> {
  return openTrialRepository({ folder: shop.repository.path, branch: 'main', git: runGit, start: startGit });
}

export function openExecutor(
  shop: QueueShop,
  timeMs = 20_000,
  given: { readonly command?: string; readonly processes?: number } = {},
): Promise<Executor> {
  return openLocalExecutor({
    folder: shop.builds,
    command: given.command ?? 'sh check.sh',
    limits: {
      timeMs,
      outputBytes: 1_000_000,
      memoryBytes: null,
      processes: given.processes ?? null,
      diskBytes: null,
      processorS: null,
      nice: 0,
    },
    variables: {},
    reports: { globs: ['reports'], read: readTestReport },
  });
}

/** What is queued of a branch. */
export function contentOf(shop: QueueShop, change: string, more: Partial<QueuedContent> = {}): QueuedContent {
  const head = more.head ?? shop.tip(change);
  const contentDigest = digestOf(head);
  const gate = {
    verdict: 'allow',
    contentDigest,
    policyDigest: null,
    factsDigest: null,
    reasons: [],
    at: instant(0),
  } as const;
  return {
    change,
    title: change,
    head,
    contentDigest,
    gate,
    targets: null,
    lane: 'normal',
    revertOf: null,
    cohort: null,
    failure: 0.05,
    ...more,
  };
}

/** Queues a branch; gives its number. */
export async function add(
  world: QueueWorld,
  shop: QueueShop,
  change: string,
  more: Partial<QueuedContent> = {},
): Promise<number> {
  const added = await addToQueue({ world, book: openQueueBook(), content: contentOf(shop, change, more), actor: null });
  if (!added.ok) throw new Error(`not queued: ${JSON.stringify(added.rejection)}`);
  return added.value.number;
}

/** The queue as its events tell. */
export async function stateOf(world: Pick<QueueWorld, 'store' | 'id'>): Promise<MergeQueue> {
  const { queue } = await openQueueBook().load(world.store, world.id);
  if (queue === null) throw new Error('the queue is not open');
  return queue;
}

function importCommit(
  folder: string,
  given: {
    readonly ref: string;
    readonly onto: string | null;
    readonly files: Readonly<Record<string, string | null>>;
  },
): void {
  const { ref, onto, files } = given;
  const lines = [`commit ${ref}`, 'committer Ann <ann@example.org> 1700000000 +0000', `data ${ref.length}`, ref];
  if (onto !== null) lines.push(`from ${onto}`);
  for (const [name, text] of Object.entries(files)) {
    if (text === null) lines.push(`D ${name}`);
    else lines.push(`M 100644 inline ${name}`, `data ${Buffer.byteLength(text)}`, text);
  }
  const input = `${lines.join('\n')}\n`;
  execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: folder, env: TEST_ENVIRONMENT, input });
}
