import { figuresOf, type RunFigures } from './figures.ts';
import type { Workload } from './model.ts';
import { FIREBREAK, ORACLE, RIVALS, runStrategy, type Strategy } from './strategies.ts';
import { type CellVerdict, judgeCell, type StrategyFigures } from './verdict.ts';

/** Strategies over the same workloads, and how Firebreak stands among them. */
export interface Comparison {
  /** The oracle first, Firebreak last. */
  readonly strategies: readonly StrategyFigures[];
  /** Null where Firebreak ran alone. */
  readonly verdict: CellVerdict | null;
}

/** Names by which strategies are chosen; the oracle and Firebreak always run. */
export const STRATEGY_NAMES: readonly string[] = RIVALS.map(({ name }) => name);

/** Runs the named strategies over one workload for each seed. Throws a RangeError for an unknown name. */
export function compareStrategies(given: {
  readonly workloadOf: (seed: number) => Workload;
  readonly seeds: readonly number[];
  readonly names: readonly string[];
  readonly watch?: (done: number, of: number) => void;
}): Comparison {
  const chosen = given.names.map((name) => {
    const found = RIVALS.find((each) => each.name === name);
    if (found === undefined) throw new RangeError(`no strategy ${name}`);
    return found;
  });
  const all = [ORACLE, ...chosen, FIREBREAK];
  const runs = new Map<Strategy, RunFigures[]>(all.map((strategy) => [strategy, []]));
  let done = 0;
  for (const seed of given.seeds) {
    const workload = given.workloadOf(seed);
    for (const strategy of all) {
      runs.get(strategy)?.push(figuresOf(workload, runStrategy({ strategy, workload, seed })));
      done += 1;
      given.watch?.(done, all.length * given.seeds.length);
    }
  }
  const strategies = all.map((strategy) => ({ name: strategy.name, runs: runs.get(strategy) ?? [] }));
  const own = strategies.at(-1);
  const rivals = strategies.slice(1, -1);
  return { strategies, verdict: own === undefined || rivals.length === 0 ? null : judgeCell(own, rivals) };
}
