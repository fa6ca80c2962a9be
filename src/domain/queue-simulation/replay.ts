import { seededRandom } from '../../statistics/index.ts';
import type { SimulatedChange, Workload } from './model.ts';
import { riskOf } from './prediction.ts';
import { durationOf } from './workload.ts';

/** What landed in the past: when, and what it touched. */
export interface PastLanding {
  /** Milliseconds, on any clock. */
  readonly at: number;
  /** Files or targets. */
  readonly touches: readonly string[];
}

/** What a history does not tell. */
export interface ReplayPlan {
  readonly name: string;
  readonly workers: number;
  /** Mean landings an hour to which the gaps are scaled; null keeps them as they were. */
  readonly perHour: number | null;
  /** Median minutes of a build. */
  readonly medianMinutes: number;
  readonly sigma: number;
  /** Probability that a change breaks the branch by itself, that two which share a target conflict, that a green build fails. */
  readonly failure: number;
  readonly real: number;
  readonly flake: number;
}

/** Changes so far apart in order do not really conflict: one was in the other's base. */
const CONFLICT_REACH = 20;
/** Relative error of the predicted build time. */
const DURATION_ERROR = 0.1;
const HOUR_MS = 3_600_000;

/**
 * Past landings as arrivals of a queue: times and what they share are the history's, oldest first; build times and fates are drawn. What a
 * single change touches is left out of the targets.
 */
export function replayWorkload(landings: readonly PastLanding[], plan: ReplayPlan, seed: number): Workload {
  const random = seededRandom(seed * 7919 + 29);
  const targets = sharedTargets(landings);
  const arrivals = arrivalsOf(landings, plan.perHour);
  const touching = new Map<number, number[]>();
  const changes = landings.map((_, index): SimulatedChange => {
    const mayConflict = earlierSharing(touching, targets[index] ?? [], index);
    const risk = riskOf(plan.failure, random);
    const durationMs = Math.round(durationOf(plan, random));
    return {
      arrivedAt: arrivals[index] ?? 0,
      durationMs,
      isBroken: random() < risk,
      mayConflict,
      conflicts: mayConflict.filter((other) => index - other < CONFLICT_REACH && random() < plan.real),
      failure: Math.min(0.9999, Math.max(0.0001, risk)),
      expectedMs: durationMs,
      spreadMs: Math.max(1, Math.round(durationMs * DURATION_ERROR)),
      cohort: null,
      priority: 0,
    };
  });
  return { name: plan.name, changes, targets, workers: plan.workers, flake: plan.flake, abortMs: 30_000 };
}

/** Numbers from 0 for what more than one landing touches. */
export function sharedTargets(landings: readonly Pick<PastLanding, 'touches'>[]): readonly (readonly number[])[] {
  const times = new Map<string, number>();
  for (const { touches } of landings) for (const each of new Set(touches)) times.set(each, (times.get(each) ?? 0) + 1);
  const numbers = new Map<string, number>();
  for (const [name, count] of times) if (count > 1) numbers.set(name, numbers.size);
  return landings.map(({ touches }) => [...new Set(touches)].flatMap((each) => numbers.get(each) ?? []));
}

/** Earlier changes that touch one of these targets, ascending; remembers that this one does. */
export function earlierSharing(
  touching: Map<number, number[]>,
  targets: readonly number[],
  index: number,
): readonly number[] {
  const found = new Set<number>();
  for (const target of targets) {
    const list = touching.get(target) ?? [];
    for (const other of list) found.add(other);
    list.push(index);
    touching.set(target, list);
  }
  return [...found].sort((a, b) => a - b);
}

function arrivalsOf(landings: readonly PastLanding[], perHour: number | null): readonly number[] {
  const start = landings[0]?.at ?? 0;
  const span = Math.max(1, (landings.at(-1)?.at ?? start) - start);
  const scale = perHour === null ? 1 : ((landings.length / perHour) * HOUR_MS) / span;
  return landings.map(({ at }) => Math.round((at - start) * scale));
}
