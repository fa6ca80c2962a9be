import { mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLocalExecutor } from '../../src/adapter/build-local/index.ts';
import { runGit, startGit } from '../../src/adapter/mirror/index.ts';
import { openTrialRepository } from '../../src/adapter/queue-git/index.ts';
import type { CommitId } from '../../src/domain/change/index.ts';
import type { Executor, MadeTree, TrialBuilder } from '../../src/domain/merge-queue/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { BUILD, BUILD_VARIABLES } from './build.ts';
import type { Outcome } from './outcome.ts';
import type { BenchChange, Workload } from './workload.ts';

const LOOK_MS = 20;
const TIMEOUT_MS = 120_000;

/** What a rival works with: the same merges, the same builds on this machine, and the branch. */
export class Yard {
  readonly #builder: TrialBuilder;
  readonly #executor: Executor;
  readonly #folder: string;
  readonly #changes: readonly BenchChange[];
  readonly landed = new Map<string, number>();
  readonly ejected = new Map<string, { at: number; code: string }>();
  /** When the queue was first given something to do. */
  startedAt = Date.now();
  #landing = 0;
  #build = 0;

  constructor(given: {
    readonly builder: TrialBuilder;
    readonly executor: Executor;
    readonly folder: string;
    readonly changes: readonly BenchChange[];
  }) {
    this.#builder = given.builder;
    this.#executor = given.executor;
    this.#folder = given.folder;
    this.#changes = given.changes;
  }

  /** Merges changes onto the branch as it stands, or onto another commit. */
  async make(names: readonly string[], base?: CommitId): Promise<MadeTree> {
    const steps = names.map((name) => {
      const number = this.#changes.findIndex((change) => change.name === name);
      const head = this.#changes[number]?.head as CommitId;
      return { number, change: name, head, lane: 'normal' as const, queuedAt: instant(number * 1000) };
    });
    return this.#builder.make({ base: base ?? (await this.#builder.head()), steps });
  }

  /** Starts a build; its end, or `cancelled` once it was stopped. */
  build(made: { readonly commit: CommitId; readonly tree: string }): RunningBuild {
    this.#build += 1;
    const id = `bench-${this.#build}`;
    const run = async (): Promise<'passed' | 'failed' | 'cancelled'> => {
      await this.#executor.start({ id, folder: this.#folder, ...made });
      for (;;) {
        const status = await this.#executor.poll(id);
        if (status.kind === 'unknown') return 'cancelled';
        if (status.kind === 'ended') return status.outcome === 'passed' ? 'passed' : 'failed';
        await sleep(LOOK_MS);
      }
    };
    return { ended: run(), stop: () => this.#executor.cancel(id) };
  }

  /** Moves the branch to a tree that was built. */
  async land(names: readonly string[], to: CommitId): Promise<void> {
    this.#landing += 1;
    const from = await this.#builder.head();
    if (!(await this.#builder.moveBranch({ landing: this.#landing, from, to })))
      throw new Error('the branch was moved');
    for (const name of names) this.landed.set(name, Date.now());
  }

  /** Sends a change back, and what is stacked on it. */
  eject(name: string, code: string): void {
    this.ejected.set(name, { at: Date.now(), code });
    for (const child of this.#changes) {
      if (child.parent === name && !this.ejected.has(child.name)) this.eject(child.name, 'parent-ejected');
    }
  }

  /** Undecided changes in the order of arrival. */
  waiting(): readonly string[] {
    return this.#changes.map(({ name }) => name).filter((name) => !this.landed.has(name) && !this.ejected.has(name));
  }
}

export interface RunningBuild {
  readonly ended: Promise<'passed' | 'failed' | 'cancelled'>;
  stop(): Promise<void>;
}

/** Runs a rival over a copy of the workload. */
export async function runRival(given: {
  readonly workload: Workload;
  readonly folder: string;
  readonly notes: string;
  readonly builds: string;
  readonly strategy: string;
  readonly workers: number;
  readonly drive: (yard: Yard) => Promise<void>;
}): Promise<Outcome> {
  const { workload, folder, notes, builds, strategy, workers, drive } = given;
  mkdirSync(builds, { recursive: true });
  const executor = await openLocalExecutor({
    folder: builds,
    command: BUILD,
    limits: {
      timeMs: TIMEOUT_MS,
      outputBytes: 1_000_000,
      memoryBytes: null,
      processes: null,
      diskBytes: null,
      processorS: null,
      nice: 10,
    },
    variables: { [BUILD_VARIABLES.notes]: notes },
    reports: null,
  });
  const builder = await openTrialRepository({ folder, branch: 'main', git: runGit, start: startGit });
  const before = processorSeconds();
  const yard = new Yard({ builder, executor, folder, changes: workload.changes });
  try {
    await drive(yard);
  } finally {
    await executor.close();
  }
  const { landed, ejected, startedAt } = yard;
  return {
    strategy,
    workers,
    folder,
    notes,
    startedAt,
    endedAt: Date.now(),
    landed,
    ejected,
    cpuS: processorSeconds() - before,
    noticedMs: [],
  };
}

/** Of this process and of all that it waited for (proc(5), `stat`: utime, stime, cutime, cstime, in hundredths). */
function processorSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0) / 100;
}
