import type { DemoReport, RolloutReport } from '../../../contract/index.ts';
import { Fault } from '../../../kernel/index.ts';
import { pause } from './collect.ts';
import type { Scenario } from './scenario.ts';
import type { DemoLogin, DemoSession } from './session.ts';
import type { DemoStage } from './stage.ts';

/** What a watcher is shown while it goes on. */
export interface DemoWatch {
  /** Everything is up; before anything else. */
  ready(told: { readonly stage: DemoStage; readonly logins: readonly DemoLogin[] }): void;
  moment(moment: DemoReport['moments'][number]): void;
  /** Several times a second, while the rollout goes on. */
  look(look: DemoLook): void;
}

/** One look at the rollout. */
export interface DemoLook {
  readonly atMs: number;
  readonly rollout: RolloutReport;
  readonly customers: { readonly answered: number; readonly bad: number };
  readonly isBad: boolean;
}

/** What every part of the story works with. */
export interface Playing {
  readonly owner: DemoSession;
  readonly stage: DemoStage;
  readonly scenario: Scenario;
  readonly watch: DemoWatch;
  readonly signal: AbortSignal;
  /** Tells that something happened now. */
  readonly tell: (code: string, text: string) => void;
  /** Milliseconds since the beginning. */
  readonly elapsed: () => number;
  /** Filled as it goes on. */
  readonly times: { -readonly [K in keyof DemoReport['times']]: number | null };
}

/** Between two looks, in milliseconds. */
export const LOOK_MS = 250;
/** What takes longer than this on one machine is stuck. */
const PATIENCE_MS = 120_000;

/** Looks until something is there. Fault `demo-stuck`: it did not come. */
export async function until<T>(signal: AbortSignal, what: string, look: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    signal.throwIfAborted();
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > end) throw stuck(`${what} did not come`);
    await pause(LOOK_MS, signal);
  }
}

/** The demo does not go on. */
export function stuck(message: string): Fault {
  return new Fault({
    kind: 'unreachable',
    code: 'demo-stuck',
    message,
    fix: 'Run it again; on a machine that is very busy, without --fast.',
  });
}
