import type { Executor, TrialBuilder } from '../../src/domain/merge-queue/index.ts';
import type { EventStore } from '../../src/event-log/index.ts';

/** Ends a pass at once, as a process that is killed. */
export class Crash extends Error {}

/** Where a process was killed: before a call took place, or after it, when nobody heard of it. */
export type CrashPoint = `${'before' | 'after'} ${string}`;

/** Kills at chance moments, and remembers where. */
export interface Killer {
  readonly points: Set<CrashPoint>;
  /** Kills before and after calls of the named methods with that probability. */
  around<T extends object>(what: T, methods: readonly (keyof T & string)[]): T;
}

/** Kills around each act once, the first time it comes, and later by chance as long as `isOn` says so. */
export function openKiller(options: {
  readonly random: () => number;
  /** Of being killed before an act that was killed there before, and again after it. */
  readonly probability: number;
  readonly isOn: () => boolean;
}): Killer {
  const { random, probability, isOn } = options;
  const points = new Set<CrashPoint>();
  const maybe = (point: CrashPoint): void => {
    const isFirst = !points.has(point);
    if (!isFirst && !(isOn() && random() < probability)) return;
    points.add(point);
    throw new Crash(point);
  };
  return {
    points,
    around: (what, methods) =>
      new Proxy(what, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          const call = value.bind(target) as (...args: unknown[]) => Promise<unknown>;
          if (!methods.includes(name as never)) return call;
          return async (...args: unknown[]) => {
            maybe(`before ${String(name)}`);
            const answer = await call(...args);
            maybe(`after ${String(name)}`);
            return answer;
          };
        },
      }),
  };
}

/** What changes something, and so must be safe to be cut off from. */
export const STORE_CALLS = ['append'] as const satisfies readonly (keyof EventStore)[];
export const BUILDER_CALLS = ['make', 'keep', 'moveBranch', 'tidy'] as const satisfies readonly (keyof TrialBuilder)[];
export const EXECUTOR_CALLS = ['start', 'poll', 'cancel'] as const satisfies readonly (keyof Executor)[];
