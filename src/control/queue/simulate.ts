import type { RepositoryDescription } from '../../domain/change/index.ts';
import {
  type Comparison,
  compareStrategies,
  drawWorkload,
  type PastLanding,
  replayWorkload,
  type WorkloadPlan,
} from '../../domain/queue-simulation/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import type { Progress } from '../repository.ts';

/** Fewer landings make no queue. */
const FEWEST_LANDINGS = 20;
/** Lock files are touched by nearly all changes and merged by tools: they tie everything to everything. */
const LOCK_FILE = /(^|\/)([^/]*\.lock|package-lock\.json|pnpm-lock\.yaml|go\.sum)$/;

/** What queues are simulated on: drawn changes, or with `repository` its own landings. */
export interface QueueSimulationOptions {
  readonly world: World;
  /** `null` = arrivals and conflicts are drawn too. */
  readonly repository: string | null;
  readonly plan: Required<
    Pick<
      WorkloadPlan,
      'changes' | 'perHour' | 'workers' | 'medianMinutes' | 'sigma' | 'failure' | 'potential' | 'real' | 'flake'
    >
  >;
  /** Of a repository: keep the rate at which its changes landed instead of `plan.perHour`. */
  readonly keepsRate: boolean;
  readonly names: readonly string[];
  readonly seeds: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** What a simulation rests on and came to. */
export interface QueueSimulation {
  readonly description: RepositoryDescription | null;
  readonly changes: number;
  readonly comparison: Comparison;
}

/** Runs queues over the same changes. Fault: the repository cannot be read, or has too few landings with a time. */
export async function simulateQueues(options: QueueSimulationOptions): Promise<QueueSimulation> {
  const { plan, names, progress } = options;
  const past = options.repository === null ? null : await readLandings({ ...options, repository: options.repository });
  const workloadOf =
    past === null
      ? (seed: number) => drawWorkload({ ...plan, name: 'drawn' }, seed)
      : (seed: number) =>
          replayWorkload(
            past.landings,
            { ...plan, name: 'landed', perHour: options.keepsRate ? null : plan.perHour },
            seed,
          );
  const comparison = compareStrategies({
    workloadOf,
    seeds: Array.from({ length: options.seeds }, (_, at) => at + 1),
    names,
    watch: (done, total) => progress?.({ what: 'simulating', done, total }),
  });
  return {
    description: past?.description ?? null,
    changes: past?.landings.length ?? plan.changes,
    comparison,
  };
}

async function readLandings(options: QueueSimulationOptions & { readonly repository: string }): Promise<{
  readonly description: RepositoryDescription;
  readonly landings: readonly PastLanding[];
}> {
  const { world, progress, plan } = options;
  const history = await world.openRepository({ path: options.repository, signal: options.signal });
  const description = await history.describe();
  const landings: PastLanding[] = [];
  for await (const change of history.landedChanges({ tip: null, since: null, limit: plan.changes }, { lines: false })) {
    progress?.({ what: 'reading landed changes', done: landings.length, total: plan.changes });
    const touches = change.files.map(({ path }) => path).filter((path) => !LOCK_FILE.test(path));
    if (change.at !== null) landings.push({ at: change.at, touches });
  }
  if (landings.length < FEWEST_LANDINGS) {
    throw new Fault({
      kind: 'malformed',
      code: 'too-few-landings',
      message: `${landings.length} landed changes have a time; a simulation needs ${FEWEST_LANDINGS}`,
      fix: 'Fetch more history, or leave --landed out and simulate drawn changes.',
    });
  }
  return { description, landings: landings.sort((a, b) => a.at - b.at) };
}
