import type { CommitId } from '../../src/domain/change/index.ts';
import {
  evolve,
  type MergeQueue,
  type QueueEntry,
  type QueueEvent,
  waitingEntries,
} from '../../src/domain/merge-queue/index.ts';
import {
  FIREBREAK,
  type SimulatedMoment,
  simulateQueue,
  type Workload,
} from '../../src/domain/queue-simulation/index.ts';
import { digestOf, instant } from '../../src/kernel/index.ts';

/** How often is asked of everything that waits. */
export const ASK_EVERY_MS = 10 * 60_000;

/** A moment at which somebody asks when entries land. */
export interface Asking {
  readonly queue: MergeQueue;
  /** On the queue's clock. */
  readonly at: number;
  readonly waiting: readonly QueueEntry[];
  /** Whether it is asked on arrival. */
  readonly isArrival: boolean;
}

/** A simulated run told as the events of a real queue, so that what is asked of it is exactly what a real queue answers. */
export function followRun(given: {
  readonly workload: Workload;
  readonly seed: number;
  /** Milliseconds between two askings. */
  readonly everyMs: number;
  /** Asked of what just arrived, and of all that wait at each asking. */
  readonly ask: (asked: Asking) => void;
  /** Told when entries are decided. */
  readonly decided: (told: { readonly number: number; readonly at: number; readonly isLanded: boolean }) => void;
}): void {
  const { workload, seed, everyMs, ask, decided } = given;
  const told = new Telling(workload);
  let next = everyMs;
  simulateQueue({
    workload,
    scheduler: FIREBREAK.make(workload),
    seed,
    observe: (moment) => {
      for (; next < moment.at; next += everyMs) {
        ask({ queue: told.queue, at: START + next, waiting: waitingEntries(told.queue), isArrival: false });
      }
      const queue = told.tell(moment);
      const at = START + moment.at;
      if (moment.kind === 'arrived') ask({ queue, at, waiting: waitingEntries(queue).slice(-1), isArrival: true });
      else if (moment.kind === 'ejected') decided({ number: moment.index + 1, at, isLanded: false });
      else if (moment.kind === 'landed')
        for (const each of moment.entries) decided({ number: each + 1, at, isLanded: true });
    },
  });
}

/** The queue's clock at the start of a run. */
const START = Date.UTC(2026, 0, 5);
const ID = 'bench:queue@main';
const BASE = '0'.repeat(40) as CommitId;

class Telling {
  queue: MergeQueue;
  private readonly workload: Workload;
  private landings = 0;

  constructor(workload: Workload) {
    this.workload = workload;
    const opened = evolve(null, { kind: 'QueueOpened', id: ID, head: BASE, at: instant(START) });
    if (opened === null) throw new RangeError('a queue that was opened is there');
    this.queue = opened;
  }

  tell(moment: SimulatedMoment): MergeQueue {
    for (const event of this.eventsOf(moment)) this.queue = evolve(this.queue, event) ?? this.queue;
    return this.queue;
  }

  private eventsOf(moment: SimulatedMoment): readonly QueueEvent[] {
    const at = instant(START + moment.at);
    switch (moment.kind) {
      case 'arrived':
        return [this.queued(moment.index, at)];
      case 'started': {
        const { id: trial, attempt } = moment;
        const [subjects, assumes] = [numbers(moment.subjects), numbers(moment.assumes)];
        const commit = BASE;
        return [
          { kind: 'TrialStarted', id: ID, trial, base: BASE, assumes, subjects, attempt, commit, tree: `${trial}`, at },
        ];
      }
      case 'ended': {
        const outcome = moment.hasPassed ? 'passed' : 'failed';
        return [{ kind: 'TrialEnded', id: ID, trial: moment.id, outcome, build: `${moment.id}`, code: outcome, at }];
      }
      case 'aborted':
        return [
          { kind: 'TrialEnded', id: ID, trial: moment.id, outcome: 'cancelled', build: null, code: 'not-wanted', at },
        ];
      case 'ejected': {
        const reason = { code: 'build-failed', trial: null, build: null, with: [] } as const;
        return [{ kind: 'Ejected', id: ID, number: moment.index + 1, reason, at }];
      }
      case 'landed': {
        this.landings += 1;
        const landing = this.landings;
        const evidence = { kind: 'tree', trials: [], builds: [] } as const;
        const parts = { entries: numbers(moment.entries), from: BASE, to: BASE, tree: '', assumed: [], evidence };
        return [
          { kind: 'LandRequested', id: ID, landing, ...parts, at },
          { kind: 'Landed', id: ID, landing, at },
        ];
      }
    }
  }

  private queued(index: number, at: ReturnType<typeof instant>): QueueEvent {
    const change = this.workload.changes[index];
    const digest = digestOf(`${index}`);
    const gate = {
      verdict: 'allow',
      contentDigest: digest,
      policyDigest: null,
      factsDigest: null,
      reasons: [],
      at,
    } as const;
    const content = {
      change: `change-${index}`,
      title: '',
      head: BASE,
      contentDigest: digest,
      gate,
      targets: null,
      lane: 'normal',
      revertOf: null,
      cohort: change?.cohort ?? null,
      failure: change?.failure ?? 0.05,
    } as const;
    return { kind: 'EntryQueued', id: ID, number: index + 1, content, parents: [], children: [], at };
  }
}

function numbers(indexes: readonly number[]): readonly number[] {
  return indexes.map((index) => index + 1);
}
