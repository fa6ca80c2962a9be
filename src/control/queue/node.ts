import type { CommitId } from '../../domain/change/index.ts';
import type { ForgeName } from '../../domain/forge/index.ts';
import {
  type BuildOutput,
  type Executor,
  firebreakScheduler,
  type MergeQueue,
  type QueueRules,
  type RemoteQueue,
  type TrialBuilder,
} from '../../domain/merge-queue/index.ts';
import type { QueueStatement } from '../../domain/policy/index.ts';
import { readBrakes } from '../brake/stream.ts';
import type { World } from '../port.ts';
import { readRulebook } from '../proposal.ts';
import type { ServerNode } from '../server/port.ts';
import { openTestMemory, type TestMemory } from '../test-memory.ts';
import { openQueueBook, type QueueBook } from './book.ts';
import { queueRulesOf, type StatedQueue, targetFinder } from './content.ts';
import { type Inquiries, openInquiries } from './inquiry.ts';
import { openLocalGate } from './local.ts';
import { passQueue } from './pass.ts';
import type { QueueGate, QueueWorld, RemoteQueues } from './port.ts';
import { serverGate } from './server-gate.ts';
import { buildId, LOCAL_BUILD as LOCAL } from './trial.ts';

/** A queue that a server serves: the default branch of a repository. */
export interface NodeQueue {
  /** `FORGE:REPOSITORY@BRANCH`. */
  readonly id: string;
  readonly forge: ForgeName;
  readonly repository: string;
  /** Short name of the branch that changes land on. */
  readonly branch: string;
  /** The git directory. */
  readonly folder: string;
  readonly builder: TrialBuilder;
  /** As the branch states it now. */
  readonly stated: () => Promise<StatedQueue>;
  readonly tests: TestMemory;
  /** Brings what is judged here up to what lies there; nothing where it lies here. */
  readonly refresh: () => Promise<unknown>;
  /** What the gate says of reverts that the queue made. */
  readonly reverts: QueueGate;
  /** Where it lies; `null` = here. */
  readonly remote: RemoteQueue | null;
}

/** Where builds of a server run. */
export interface BuildPlace {
  readonly folder: string;
  /** Names of variables that builds may see. */
  readonly variables: readonly string[];
}

/** The queues of one node. */
export interface NodeQueues {
  readonly book: QueueBook;
  /** One for each repository on this machine, and for each elsewhere that may be moved from here. */
  list(): Promise<readonly NodeQueue[]>;
  find(id: string): Promise<NodeQueue | null>;
  /** `null` = nobody queued anything yet. */
  load(id: string): Promise<MergeQueue | null>;
  rulesOf(queue: NodeQueue): Promise<QueueRules>;
  /** One pass over every queue that this node has the lease of; a fault of one never stops the others. */
  pass(onFault: (id: string, error: unknown) => void): Promise<void>;
  /** What a build printed, as far as this node can show it; `null` = not kept here. */
  outputOf(queue: NodeQueue, build: string): Promise<BuildOutput | null>;
  /** Something happened in a repository: its queue looks again. */
  heard(forge: ForgeName, repository: string): void;
  /** Ends builds, and gives leases back. */
  close(): Promise<void>;
}

/** A node that froze longer than this has lost its queues. */
const CLAIM_MS = 60_000;
/** Repositories come and go rarely. */
const LIST_MS = 10_000;
/** A queue in which nothing waits and nothing runs is looked at again after this: somebody may have pushed. */
const QUIET_MS = 5_000;
/** A queue that could not be worked on elsewhere is tried again after this, or when something is heard of it. */
const FAULT_MS = 10_000;
const TIMEOUT_MINUTES = 60;
const MINUTE_MS = 60_000;

/** Opens the queues of a node; `builds` = `null`: those on this machine are shown and filled, and nothing is built or landed. */
export function openNodeQueues(options: {
  readonly world: World;
  readonly node: ServerNode;
  readonly builds: BuildPlace | null;
  readonly remotes: readonly RemoteQueues[];
}): NodeQueues {
  return new Queues(options);
}

/** What a node keeps of a queue that it works on. */
interface Worked {
  token: number;
  heldAt: number;
  executor: Executor | null;
  command: string;
  quietUntil: number;
  version: number;
  readonly inquiries: Inquiries;
}

class Queues implements NodeQueues {
  readonly book = openQueueBook();
  readonly #world: World;
  readonly #node: ServerNode;
  readonly #builds: BuildPlace | null;
  readonly #remotes: readonly RemoteQueues[];
  /** Queues elsewhere that are left alone for a while, and until when. */
  readonly #resting = new Map<string, number>();
  /** Repositories whose queue could not be opened at the last try. */
  readonly #unopened = new Map<string, unknown>();
  readonly #opened = new Map<string, NodeQueue>();
  readonly #worked = new Map<string, Worked>();
  #listed: Promise<readonly NodeQueue[]> | null = null;
  #listedAt = 0;

  constructor({ world, node, builds, remotes }: Parameters<typeof openNodeQueues>[0]) {
    this.#world = world;
    this.#node = node;
    this.#builds = builds;
    this.#remotes = remotes;
  }

  list(): Promise<readonly NodeQueue[]> {
    const now = this.#world.now();
    if (this.#listed === null || now - this.#listedAt > LIST_MS) {
      this.#listedAt = now;
      this.#listed = this.#list();
      // A failed listing is not remembered.
      this.#listed.catch(() => {
        this.#listed = null;
      });
    }
    return this.#listed;
  }

  async find(id: string): Promise<NodeQueue | null> {
    return (await this.list()).find((queue) => queue.id === id) ?? null;
  }

  async load(id: string): Promise<MergeQueue | null> {
    return (await this.book.load(this.#node.store, id)).queue;
  }

  async rulesOf(queue: NodeQueue): Promise<QueueRules> {
    return queueRulesOf((await queue.stated()).statement);
  }

  async pass(onFault: (id: string, error: unknown) => void): Promise<void> {
    if (this.#builds === null && this.#remotes.length === 0) return;
    const queues = await this.list();
    for (const [about, error] of this.#unopened) onFault(about, error);
    this.#unopened.clear();
    for (const queue of queues) {
      try {
        await this.#passOne(queue);
      } catch (error) {
        if (queue.remote !== null) this.#resting.set(queue.id, this.#world.now() + FAULT_MS);
        onFault(queue.id, error);
      }
    }
  }

  async outputOf(queue: NodeQueue, build: string): Promise<BuildOutput | null> {
    if (queue.remote !== null || this.#builds === null || !build.startsWith(LOCAL)) return null;
    const folder = buildFolderOf(this.#builds, queue.id);
    return this.#world.readBuildOutput({ folder, build: build.slice(LOCAL.length) });
  }

  heard(forge: ForgeName, repository: string): void {
    const queue = this.#opened.get(`${forge}:${repository}`);
    if (queue === undefined || queue.remote === null) return;
    queue.remote.heard();
    this.#resting.delete(queue.id);
    const worked = this.#worked.get(queue.id);
    if (worked !== undefined) worked.quietUntil = 0;
  }

  async close(): Promise<void> {
    for (const [id, { executor, token }] of this.#worked) {
      await executor?.close();
      await this.#node.store.leases.release({ name: leaseOf(id), token });
    }
    this.#worked.clear();
  }

  async #passOne(queue: NodeQueue): Promise<void> {
    const { id, remote } = queue;
    if (remote === null ? this.#builds === null : this.#world.now() < (this.#resting.get(id) ?? 0)) return;
    const { queue: state, version } = await this.book.load(this.#node.store, id);
    if (state === null) return;
    const now = this.#world.now();
    const before = this.#worked.get(id);
    if (before !== undefined && before.version === version && now < before.quietUntil) return;
    const worked = await this.#claim(id, before);
    if (worked === null) return;
    const { statement, quarantines } = await queue.stated();
    const executor = await this.#executorOf(queue, { worked, statement });
    if (executor === null) return;
    const { token } = worked;
    const world: QueueWorld = {
      id,
      store: this.#node.store,
      fence: { name: leaseOf(id), token },
      builder: queue.builder,
      executor,
      gate: serverGate({ store: this.#node.store, now: this.#world.now, reverts: queue.reverts }),
      inquiries: worked.inquiries,
      rules: queueRulesOf(statement),
      scheduler: firebreakScheduler(),
      folder: queue.folder,
      targetsOf: targetFinder(statement),
      tests: queue.tests,
      quarantines,
      patienceMs: remote === null ? null : buildTimeOf(statement),
      now: this.#world.now,
    };
    const passed = await passQueue(world, this.book);
    worked.version = (await this.book.load(this.#node.store, id)).version;
    worked.quietUntil = passed.running + passed.waiting === 0 ? now + QUIET_MS : 0;
  }

  /** Keeps the lease between passes: builds of this node are known to it alone. */
  async #claim(id: string, before: Worked | undefined): Promise<Worked | null> {
    const { leases } = this.#node.store;
    const now = this.#world.now();
    const name = leaseOf(id);
    if (before !== undefined) {
      if (now - before.heldAt < CLAIM_MS / 4) return before;
      if (await leases.renew({ name, token: before.token, now, ttlMs: CLAIM_MS })) {
        before.heldAt = now;
        return before;
      }
      // Another node took over; what runs here is of no use to it.
      await before.executor?.close();
      this.#worked.delete(id);
    }
    const lease = await leases.claim({ name, holder: this.#node.holder, now, ttlMs: CLAIM_MS });
    if (lease === null) return null;
    const fresh = { executor: null, command: '', quietUntil: 0, version: -1, inquiries: openInquiries() };
    const worked: Worked = { token: lease.token, heldAt: now, ...fresh };
    this.#worked.set(id, worked);
    return worked;
  }

  /** Builds as the branch states now; `null` = it states nothing, so that nothing can be built. */
  async #executorOf(
    queue: NodeQueue,
    given: { readonly worked: Worked; readonly statement: QueueStatement },
  ): Promise<Executor | null> {
    const { worked, statement } = given;
    const { build, checks, limits, junit } = statement;
    const timeMs = buildTimeOf(statement);
    const command = JSON.stringify(queue.remote === null ? [timeMs, limits, build, junit] : checks);
    if (worked.executor !== null && worked.command === command) return worked.executor;
    await worked.executor?.close();
    worked.executor = null;
    worked.command = command;
    if (queue.remote !== null) {
      if (checks.length > 0) worked.executor = queue.remote.openExecutor(checks);
      return worked.executor;
    }
    const builds = this.#builds;
    if (build === null || builds === null) return null;
    worked.executor = await this.#world.openLocalExecutor({
      folder: buildFolderOf(builds, queue.id),
      command: build,
      timeMs,
      limits,
      junit,
      variables: builds.variables,
    });
    return worked.executor;
  }

  async #list(): Promise<readonly NodeQueue[]> {
    const found: NodeQueue[] = [];
    for (const forge of this.#node.forges) {
      // Other forges have merge queues of their own, which the gate answers; what may be moved there is named below.
      if (forge.name !== 'local') continue;
      for (const repository of await forge.repositories()) {
        found.push(
          await this.#open({ forge: forge.name, repository, path: await forge.localCopy({ repository, commits: [] }) }),
        );
      }
    }
    for (const remote of this.#remotes) {
      for (const repository of remote.repositories) {
        try {
          found.push(await this.#openRemote(remote, repository));
        } catch (error) {
          // What cannot be reached hides nothing that can.
          this.#unopened.set(`${remote.forge}:${repository}`, error);
        }
      }
    }
    return found;
  }

  async #openRemote(remote: RemoteQueues, repository: string): Promise<NodeQueue> {
    const known = this.#opened.get(`${remote.forge}:${repository}`);
    if (known !== undefined) return known;
    const forge = this.#node.forges.find(({ name }) => name === remote.forge);
    if (forge === undefined) throw new RangeError('a queue elsewhere is one of a forge that is served');
    const path = await forge.localCopy({ repository, commits: [] });
    const fetch = (commits: readonly CommitId[]) => forge.localCopy({ repository, commits });
    return this.#open({
      forge: remote.forge,
      repository,
      path,
      refresh: () => fetch([]),
      remote: (given) => remote.open({ ...given, repository, fetch }),
    });
  }

  async #open(given: {
    readonly forge: ForgeName;
    readonly repository: string;
    readonly path: string;
    readonly refresh?: () => Promise<unknown>;
    /** Absent = it lies here. */
    readonly remote?: (given: Omit<Parameters<RemoteQueues['open']>[0], 'repository' | 'fetch'>) => RemoteQueue;
  }): Promise<NodeQueue> {
    const { forge, repository, path } = given;
    const key = `${forge}:${repository}`;
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const history = await this.#world.openRepository({ path });
    const branch = (await history.describe()).defaultBranch ?? 'main';
    const { builder: trials, folder } = await this.#world.openTrials({ path, branch });
    const id = `${key}@${branch}`;
    const remote = given.remote?.({ branch, slug: slugOf(id), folder, trials }) ?? null;
    const builder = remote?.builder ?? trials;
    let held: { readonly head: string; readonly stated: StatedQueue } | null = null;
    const stated = async (): Promise<StatedQueue> => {
      const head = await builder.head();
      if (held?.head === head) return held.stated;
      const read = await this.#world.openRepository({ path });
      const { configuration } = await readRulebook({
        world: this.#world,
        history: read,
        revision: head,
        policy: { file: null },
      });
      held = { head, stated: { statement: configuration.queue, quarantines: configuration.quarantines } };
      return held.stated;
    };
    const tests = openTestMemory(() => this.#world.openRepository({ path: folder }));
    const { refresh = async () => {} } = given;
    const judged = openLocalGate({
      world: this.#world,
      branch,
      folder,
      builder,
      signal: undefined,
      brakes: async () => (await readBrakes(this.#node.store)).brakes,
    });
    const reverts: QueueGate = {
      glance: (entries) => judged.glance(entries),
      async judge(entry) {
        await refresh();
        return judged.judge(entry);
      },
    };
    const place = { id, forge, repository, branch, folder, builder };
    const opened = { ...place, stated, tests, remote, refresh, reverts };
    this.#opened.set(key, opened);
    return opened;
  }
}

/** Part of the names of what a queue leaves elsewhere and here: two queues keep apart. */
function slugOf(id: string): string {
  return buildId(id, { number: 0, commit: null }).split('-')[0] ?? '';
}

function buildFolderOf(builds: BuildPlace, queue: string): string {
  return `${builds.folder}/${slugOf(queue)}`;
}

function buildTimeOf({ timeoutMinutes }: QueueStatement): number {
  return (timeoutMinutes ?? TIMEOUT_MINUTES) * MINUTE_MS;
}

function leaseOf(id: string): string {
  return `queue:${encodeURI(id)}`;
}
