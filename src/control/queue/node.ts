import type { ForgeName } from '../../domain/forge/index.ts';
import {
  type Executor,
  firebreakScheduler,
  type MergeQueue,
  type QueueRules,
  type TrialBuilder,
} from '../../domain/merge-queue/index.ts';
import type { QueueStatement } from '../../domain/policy/index.ts';
import type { World } from '../port.ts';
import { readRulebook } from '../proposal.ts';
import type { ServerNode } from '../server/port.ts';
import { openTestMemory, type TestMemory } from '../test-memory.ts';
import { openQueueBook, type QueueBook } from './book.ts';
import { queueRulesOf, type StatedQueue, targetFinder } from './content.ts';
import { buildId, passQueue } from './pass.ts';
import type { QueueWorld } from './port.ts';
import { serverGate } from './server-gate.ts';

/** A queue that a server serves: the default branch of a repository. */
export interface NodeQueue {
  /** `FORGE:REPOSITORY@BRANCH`. */
  readonly id: string;
  readonly forge: ForgeName;
  readonly repository: string;
  /** The git directory. */
  readonly folder: string;
  readonly builder: TrialBuilder;
  /** As the branch states it now. */
  readonly stated: () => Promise<StatedQueue>;
  readonly tests: TestMemory;
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
  /** One for each repository on this machine. */
  list(): Promise<readonly NodeQueue[]>;
  find(id: string): Promise<NodeQueue | null>;
  /** `null` = nobody queued anything yet. */
  load(id: string): Promise<MergeQueue | null>;
  rulesOf(queue: NodeQueue): Promise<QueueRules>;
  /** One pass over every queue that this node has the lease of; a fault of one never stops the others. */
  pass(onFault: (id: string, error: unknown) => void): Promise<void>;
  /** Ends builds, and gives leases back. */
  close(): Promise<void>;
}

/** A node that froze longer than this has lost its queues. */
const CLAIM_MS = 60_000;
/** Repositories come and go rarely. */
const LIST_MS = 10_000;
/** A queue in which nothing waits and nothing runs is looked at again after this: somebody may have pushed. */
const QUIET_MS = 5_000;
const TIMEOUT_MINUTES = 60;
const MINUTE_MS = 60_000;

/** Opens the queues of a node; `builds` = `null`: they are shown and filled, and nothing is built or landed. */
export function openNodeQueues(options: {
  readonly world: World;
  readonly node: ServerNode;
  readonly builds: BuildPlace | null;
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
}

class Queues implements NodeQueues {
  readonly book = openQueueBook();
  readonly #world: World;
  readonly #node: ServerNode;
  readonly #builds: BuildPlace | null;
  readonly #opened = new Map<string, NodeQueue>();
  readonly #worked = new Map<string, Worked>();
  #listed: Promise<readonly NodeQueue[]> | null = null;
  #listedAt = 0;

  constructor({ world, node, builds }: Parameters<typeof openNodeQueues>[0]) {
    this.#world = world;
    this.#node = node;
    this.#builds = builds;
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
    if (this.#builds === null) return;
    for (const queue of await this.list()) {
      try {
        await this.#passOne(queue, this.#builds);
      } catch (error) {
        onFault(queue.id, error);
      }
    }
  }

  async close(): Promise<void> {
    for (const [id, { executor, token }] of this.#worked) {
      await executor?.close();
      await this.#node.store.leases.release({ name: leaseOf(id), token });
    }
    this.#worked.clear();
  }

  async #passOne(queue: NodeQueue, builds: BuildPlace): Promise<void> {
    const { id } = queue;
    const { queue: state, version } = await this.book.load(this.#node.store, id);
    if (state === null) return;
    const now = this.#world.now();
    const before = this.#worked.get(id);
    if (before !== undefined && before.version === version && now < before.quietUntil) return;
    const worked = await this.#claim(id, before);
    if (worked === null) return;
    const { statement, quarantines } = await queue.stated();
    const executor = await this.#executorOf(queue, { worked, statement, builds });
    if (executor === null) return;
    const { token } = worked;
    const world: QueueWorld = {
      id,
      store: this.#node.store,
      fence: { name: leaseOf(id), token },
      builder: queue.builder,
      executor,
      gate: serverGate(this.#node.store, this.#world.now),
      rules: queueRulesOf(statement),
      scheduler: firebreakScheduler(),
      folder: queue.folder,
      targetsOf: targetFinder(statement),
      tests: queue.tests,
      quarantines,
      patienceMs: null,
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
    const worked: Worked = { token: lease.token, heldAt: now, executor: null, command: '', quietUntil: 0, version: -1 };
    this.#worked.set(id, worked);
    return worked;
  }

  /** Runs the command that the branch states now; `null` = it states none, so that nothing can be built. */
  async #executorOf(
    queue: NodeQueue,
    given: { readonly worked: Worked; readonly statement: QueueStatement; readonly builds: BuildPlace },
  ): Promise<Executor | null> {
    const { worked, statement, builds } = given;
    const timeMs = (statement.timeoutMinutes ?? TIMEOUT_MINUTES) * MINUTE_MS;
    const command = JSON.stringify([timeMs, statement.build, statement.junit]);
    if (worked.executor !== null && worked.command === command) return worked.executor;
    await worked.executor?.close();
    worked.executor = null;
    if (statement.build === null) return null;
    worked.command = command;
    worked.executor = await this.#world.openLocalExecutor({
      folder: `${builds.folder}/${buildId(queue.id, { number: 0, commit: null }).split('-')[0]}`,
      command: statement.build,
      timeMs,
      junit: statement.junit,
      variables: builds.variables,
    });
    return worked.executor;
  }

  async #list(): Promise<readonly NodeQueue[]> {
    const found: NodeQueue[] = [];
    for (const forge of this.#node.forges) {
      // Other forges have merge queues of their own, which the gate answers.
      if (forge.name !== 'local') continue;
      for (const repository of await forge.repositories()) {
        found.push(
          await this.#open({ forge: forge.name, repository, path: await forge.localCopy({ repository, commits: [] }) }),
        );
      }
    }
    return found;
  }

  async #open(given: {
    readonly forge: ForgeName;
    readonly repository: string;
    readonly path: string;
  }): Promise<NodeQueue> {
    const { forge, repository, path } = given;
    const key = `${forge}:${repository}`;
    const known = this.#opened.get(key);
    if (known !== undefined) return known;
    const history = await this.#world.openRepository({ path });
    const branch = (await history.describe()).defaultBranch ?? 'main';
    const { builder, folder } = await this.#world.openTrials({ path, branch });
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
    const opened = { id: `${key}@${branch}`, forge, repository, folder, builder, stated, tests };
    this.#opened.set(key, opened);
    return opened;
  }
}

function leaseOf(id: string): string {
  return `queue:${encodeURI(id)}`;
}
