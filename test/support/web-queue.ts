import type { QueueExplanation, QueueList, QueueReport, QueueStanding, Viewer } from '../../src/contract/index.ts';
import type { CommitId } from '../../src/domain/change/index.ts';
import {
  evolve,
  findEntry,
  inLandingOrder,
  type Lane,
  type MergeQueue,
  nextToLand,
  type QueueEvent,
  type QueueRules,
  runningTrials,
} from '../../src/domain/merge-queue/index.ts';
import { digestOf, type Instant, instant } from '../../src/kernel/index.ts';
import { queueExplanationOf, queueReportOf, queueStandingOf } from '../../src/service/queue/document.ts';

/** One queue as the fixture serves it: the documents are made by the service's own code. */
export interface WebQueue {
  readonly id: string;
  readonly row: QueueList['queues'][number];
  report(first: number | null): QueueReport;
  why(entry: string): QueueExplanation | null;
  standing(change: string): QueueStanding | null;
}

export const QUEUE_ID = 'local:store@main';

const RULES: QueueRules = { proof: 'tree', workers: 6, expectedMs: 8 * 60_000, spreadMs: 90_000 };
/** What is seen in a day, front first: sizes of batches that are built on top of each other. */
const BATCHES = [3, 2, 1, 4, 6, 2] as const;
const TITLES = ['Round totals to the cent', 'Retry card payments', 'Cache prices', 'Search by article number'] as const;

interface QueueMaking {
  readonly at: number;
  readonly viewer: Viewer;
  readonly said: (text: string) => string;
}

/** The queues of one state of the shop. */
export function webQueues(state: 'busy' | 'empty' | 'hostile' | 'many', making: QueueMaking): readonly WebQueue[] {
  const waiting = { busy: 14, empty: 0, hostile: 14, many: 500 }[state];
  return [webQueue({ ...making, waiting })];
}

/** A queue with so many waiting entries; with any, builds run, some were proved, and something landed and was sent back before. */
export function webQueue(
  making: QueueMaking & {
    readonly waiting: number;
    readonly id?: string;
    readonly more?: readonly QueueEvent[];
    readonly may?: boolean;
  },
): WebQueue {
  const { at, viewer, waiting, more = [], id = QUEUE_ID } = making;
  const now = instant(at);
  const events = waiting === 0 ? [] : eventsOf({ ...making, now, waiting });
  const opened: QueueEvent = { kind: 'QueueOpened', id, head: commit(0), at: now };
  const queue = [opened, ...events, ...more].reduce<MergeQueue | null>(evolve, null);
  if (queue === null) throw new Error('a queue that was opened is there');
  const can = (why: string | null) => ({ allowed: why === null, why_not: why });
  const operate = making.may === false ? 'your role does not include this' : null;
  const may = {
    add: can(null),
    hotfix: can(operate),
    revert: can(operate),
    eject: can(operate),
    pause: can(operate ?? (queue.paused === null ? null : 'it is paused already')),
    resume: can(operate ?? (queue.paused === null ? 'it is not paused' : null)),
    freeze: can(operate),
    thaw: can(operate ?? (queue.freezes.length === 0 ? 'nothing is frozen' : null)),
  };
  const order = inLandingOrder(queue);
  const given = { queue, rules: RULES, now };
  return {
    id,
    row: {
      queue: id,
      waiting: order.length,
      head: queue.head,
      paused: queue.paused !== null,
      freezes: queue.freezes.length,
      running: runningTrials(queue).length,
      next: [...nextToLand(queue, now)],
      yours: order.slice(3, 5).map((entry) => queueStandingOf({ ...given, entry })),
    },
    report: (first) => queueReportOf({ ...given, viewer, may, first: first ?? undefined }),
    why: (named) => {
      const entry = findEntry(queue, named);
      if (entry === null) return null;
      const output = entry.ejection?.code === 'build-failed' ? outputOf(making.said) : null;
      return queueExplanationOf({ ...given, entry, viewer, output });
    },
    standing: (change) => {
      const entry = findEntry(queue, change);
      return entry === null ? null : queueStandingOf({ ...given, entry });
    },
  };
}

/** What the build printed that sent an entry back. */
function outputOf(said: (text: string) => string): QueueExplanation['output'] {
  const lines = ['FAIL  src/total.test.ts', said('expected 1999 to be 2000')];
  return {
    build: 'build-3',
    trial: 3,
    subjects: [3],
    outcome: 'failed',
    code: 'exit-1',
    decided: true,
    lines,
    left_out: 40,
    cut: false,
    kept: true,
    pages: [],
  };
}

/** A pause, or a freeze of everything, at that moment. */
export function stopped(kind: 'pause' | 'freeze', at: number, reason: string): QueueEvent {
  const told = { reason, by: 'mara', at: instant(at - 12 * 60_000) };
  return kind === 'pause'
    ? { kind: 'QueuePaused', id: QUEUE_ID, pause: told }
    : { kind: 'QueueFrozen', id: QUEUE_ID, freeze: { ...told, id: 'freeze-1', targets: null, until: null } };
}

interface EventMaking {
  readonly now: Instant;
  readonly waiting: number;
  readonly said: (text: string) => string;
}

/** Four landed two and two, two were sent back, the rest waits. */
function eventsOf({ now, waiting, said }: EventMaking): readonly QueueEvent[] {
  const ago = (minutes: number) => instant(now - minutes * 60_000);
  const first = 7;
  const number = (place: number) => first + place;
  const lane = (entry: number): Lane =>
    waiting < 8 ? 'normal' : entry === number(4) ? 'revert' : entry === number(6) ? 'hotfix' : 'normal';
  const queued = Array.from({ length: first - 1 + waiting }, (_, at): QueueEvent => {
    const name = `github:shop/store#${at + 1}`;
    const contentDigest = digestOf(name);
    const word = { policyDigest: null, factsDigest: null, at: ago(90) };
    const isHeld = at + 1 === number(9);
    return {
      kind: 'EntryQueued',
      id: QUEUE_ID,
      number: at + 1,
      content: {
        change: lane(at + 1) === 'revert' ? 'revert 8b3e2f24dd' : name,
        title: said(TITLES[at % TITLES.length] ?? ''),
        head: commit(100 + at),
        contentDigest,
        gate: {
          ...word,
          verdict: isHeld ? 'hold' : 'allow',
          contentDigest,
          reasons: isHeld ? ['senior-for-critical'] : [],
        },
        targets: at % 3 === 0 ? [said('checkout')] : at % 3 === 1 ? ['search', 'docs'] : null,
        lane: lane(at + 1),
        revertOf: null,
        cohort: null,
        failure: 0.05,
      },
      parents: at + 1 === number(12) ? [number(11)] : [],
      children: [],
      at: ago(80 - Math.min(70, at)),
    };
  });
  return [
    ...queued,
    ...built({ trial: 1, subjects: [1, 2], assumes: [], from: ago(60), to: ago(52) }),
    ...landed({ landing: 1, trial: 1, entries: [1, 2], at: ago(52) }),
    ...built({ trial: 2, subjects: [4, 5], assumes: [], from: ago(50), to: ago(41) }),
    ...landed({ landing: 2, trial: 2, entries: [4, 5], at: ago(41) }),
    ...built({ trial: 3, subjects: [3], assumes: [], from: ago(40), to: ago(33), outcome: 'failed' }),
    sentBack(3, { code: 'build-failed', trial: 3, build: 'build-3', with: [] }, ago(33)),
    sentBack(6, { code: 'by-hand', reason: said('It waits for the new contract.') }, ago(31)),
    ...running(waiting, { number, ago, lane }),
  ];
}

/** Builds on top of each other, in the order in which entries land; the second passed, the third runs again. */
function running(
  waiting: number,
  making: {
    readonly number: (place: number) => number;
    readonly ago: (minutes: number) => Instant;
    readonly lane: (entry: number) => Lane;
  },
): readonly QueueEvent[] {
  const { number, ago, lane } = making;
  const rank = { revert: 0, hotfix: 1, normal: 2 };
  const order = Array.from({ length: waiting }, (_, place) => number(place)).sort(
    (a, b) => rank[lane(a)] - rank[lane(b)] || a - b,
  );
  // What the gate holds, and what hangs on it, is built by nobody.
  const free = order.filter((entry) => ![number(9), number(11), number(12)].includes(entry));
  let from = 0;
  return BATCHES.flatMap((size, at): readonly QueueEvent[] => {
    const subjects = free.slice(from, from + size);
    const assumes = free.slice(0, from);
    from += size;
    if (subjects.length === 0) return [];
    const trial = 10 + at;
    if (at === 1) return built({ trial, subjects, assumes, from: ago(11), to: ago(2) });
    if (at === 2) {
      return [
        ...built({ trial: 30, subjects, assumes, from: ago(20), to: ago(12), outcome: 'failed' }),
        start({ trial, subjects, assumes, attempt: 1, at: ago(6) }),
      ];
    }
    return [start({ trial, subjects, assumes, attempt: 0, at: ago(7 - at) })];
  });
}

interface Built {
  readonly trial: number;
  readonly subjects: readonly number[];
  readonly assumes: readonly number[];
}

function start({
  trial,
  subjects,
  assumes,
  attempt,
  at,
}: Built & { readonly attempt: number; readonly at: Instant }): QueueEvent {
  const made = { commit: commit(1_000 + trial), tree: `tree${trial}`.padEnd(40, '0') };
  return { kind: 'TrialStarted', id: QUEUE_ID, trial, base: commit(0), assumes, subjects, attempt, ...made, at };
}

function built(given: Built & { readonly from: Instant; readonly to: Instant; readonly outcome?: 'failed' }) {
  const { trial, from, to, outcome = 'passed' } = given;
  const code = outcome === 'passed' ? 'exit-0' : 'exit-1';
  const end: QueueEvent = {
    kind: 'TrialEnded',
    id: QUEUE_ID,
    trial,
    outcome,
    build: `build-${trial}`,
    code,
    at: to,
  };
  return [start({ ...given, attempt: 0, at: from }), end];
}

function landed(given: {
  readonly landing: number;
  readonly trial: number;
  readonly entries: readonly number[];
  readonly at: Instant;
}): readonly QueueEvent[] {
  const { landing, trial, entries, at } = given;
  return [
    {
      kind: 'LandRequested',
      id: QUEUE_ID,
      landing,
      entries,
      from: commit(landing - 1),
      to: commit(landing),
      tree: `tree${trial}`.padEnd(40, '0'),
      assumed: [],
      evidence: { kind: 'tree', trials: [trial], builds: [`build-${trial}`] },
      at,
    },
    { kind: 'Landed', id: QUEUE_ID, landing, at },
  ];
}

function sentBack(number: number, reason: Extract<QueueEvent, { kind: 'Ejected' }>['reason'], at: Instant): QueueEvent {
  return { kind: 'Ejected', id: QUEUE_ID, number, reason, at };
}

function commit(seed: number): CommitId {
  return digestOf(`commit ${seed}`).slice(7, 47) as CommitId;
}
