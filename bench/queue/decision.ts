import {
  arrange,
  type Board,
  boardOf,
  evolve,
  firebreakScheduler,
  type MergeQueue,
  type Plan,
  type QueueEvent,
  type QueueRules,
  type Scheduler,
  type Steps,
} from '../../src/domain/merge-queue/index.ts';
import { drawWorkload, simulateQueue } from '../../src/domain/queue-simulation/index.ts';
import { instant } from '../../src/kernel/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { crowdEvents, QUEUE, startEvents } from './crowd.ts';

/** Times of one kind of work, in milliseconds of processor. */
export interface DecisionTimes {
  readonly what: string;
  readonly runs: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  /** What nearly every one shall stay below; `null` = no limit is set. */
  readonly limit: number | null;
  /** Whether P99 does, which one collection of garbage does not decide. */
  readonly isWithin: boolean;
}

/** Limits of one decision: at 500 changes an hour with 500 workers, and with 10,000 waiting. */
const LIMIT = { busy: 20, crowd: 200 } as const;
/** Waiting entries of the second figure. */
const CROWD = 10_000;
const WORKERS = 500;
/** Changes of a simulated run. */
const CHANGES = 500;
/** How often the decisions over a crowd are repeated, to see the times after the first. */
const REPEATS = 15;
const MINUTE_MS = 60_000;

/** Times decisions; takes minutes. */
export function measureDecisions(given: {
  /** Only cases whose name holds this. */
  readonly cell: string;
  readonly progress: (line: string) => void;
}): readonly DecisionTimes[] {
  const cases: readonly (readonly [string, () => readonly DecisionTimes[]])[] = [
    ['sparse', () => [simulated('sparse, q = 0.05', 0.05)]],
    ['dense', () => [simulated('dense, q = 0.3', 0.3)]],
    ['order', () => [simulated('total order, q = 1', 1)]],
    ['crowd by targets', () => crowded('targets')],
    ['crowd by tree', () => crowded('tree')],
  ];
  return cases
    .filter(([name]) => name.includes(given.cell))
    .flatMap(([, run]) => {
      const times = run();
      for (const each of times) given.progress(lineOf(each));
      return times;
    });
}

/** The times as text. */
export function decisionText(found: readonly DecisionTimes[]): string {
  return found.map((each) => `${lineOf(each)}\n`).join('');
}

/** The times as a table of a paper. */
export function decisionTable(found: readonly DecisionTimes[]): string {
  const rows = found.map(({ what, runs, median, p95, p99, max, limit, isWithin }) => {
    const judged = limit === null ? '' : `${limit} | ${isWithin ? 'yes' : '**no**'}`;
    return `| ${what} | ${runs} | ${[median, p95, p99, max].map(ms).join(' | ')} | ${limit === null ? ' | ' : judged} |`;
  });
  return [
    '| decision, in ms of processor | number | median | P95 | P99 | longest | limit | P99 within |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function lineOf({ what, runs, median, p95, p99, max, limit, isWithin }: DecisionTimes): string {
  const limited = limit === null ? '' : ` limit ${limit} ${isWithin ? 'within' : 'OVER'}`;
  const times = `median ${ms(median)} P95 ${ms(p95)} P99 ${ms(p99)} max ${ms(max)}`;
  return `${what.padEnd(58)} ${String(runs).padStart(6)} ${times}${limited}`;
}

/** Every plan of a run in virtual time, of a fresh scheduler. */
function simulated(what: string, potential: number): DecisionTimes {
  const times: number[] = [];
  const firebreak = firebreakScheduler();
  const scheduler: Scheduler = {
    plan(board) {
      const [plan, took] = timed(() => firebreak.plan(board));
      times.push(took);
      return plan;
    },
  };
  const workload = drawWorkload(
    {
      changes: CHANGES,
      potential,
      name: what,
      perHour: 500,
      workers: WORKERS,
      medianMinutes: 27,
      sigma: 0.55,
      floorMinutes: 4,
      real: 0.01,
    },
    1,
  );
  simulateQueue({ workload, scheduler, seed: 1 });
  return timesOf(`500 changes/h, 500 workers, ${what}: plan`, times, LIMIT.busy);
}

/** A real queue's state with a crowd that waits: how it comes about, and what one decision over it takes. */
function crowded(proof: QueueRules['proof']): readonly DecisionTimes[] {
  const order = proof === 'targets' ? 'targets' : 'total order';
  const rules: QueueRules = { proof, workers: WORKERS, expectedMs: 27 * MINUTE_MS, spreadMs: 5 * MINUTE_MS };
  const events = crowdEvents({ count: CROWD, seed: 1 });
  const [fresh, foldMs] = timed(() => folded(null, events));
  const first = decide(fresh, rules, 0);
  const idle = Array.from({ length: REPEATS }, (_, at) => decide(renewed(fresh), rules, at + 1));
  const [busy] = timed(() => folded(fresh, startEvents(fresh, first.steps.start)));
  const busyRuns = Array.from({ length: REPEATS }, (_, at) => decide(renewed(busy), rules, at + 1));
  const again = Array.from({ length: REPEATS }, (_, at) => decide(busy, rules, at + 1));
  const name = `${CROWD} wait, ${order}`;
  const whole = (what: string, runs: readonly Decision[]): DecisionTimes =>
    timesOf(`${name}, ${what}: whole decision`, runs.map(totalOf), LIMIT.crowd);
  const part = (what: keyof Decision['took']): DecisionTimes =>
    timesOf(
      `${name}, 500 builds run: of it ${what}`,
      busyRuns.map(({ took }) => took[what]),
      null,
    );
  return [
    timesOf(`${name}: folding their ${events.length} events`, [foldMs], null),
    whole('the first of the process', [first]),
    whole('nothing built yet', idle),
    whole('500 builds run', busyRuns),
    part('board'),
    part('plan'),
    part('arrange'),
    whole('500 builds run, entries unchanged', again),
  ];
}

interface Decision {
  readonly took: { readonly board: number; readonly plan: number; readonly arrange: number };
  readonly steps: Steps;
}

/** From the state to what is to be done. */
function decide(queue: MergeQueue, rules: QueueRules, minute: number): Decision {
  const now = instant(QUEUE.now + minute * MINUTE_MS);
  const [board, boardMs] = timed<Board>(() => boardOf(queue, { rules, now }));
  const [plan, planMs] = timed<Plan>(() => firebreakScheduler().plan(board));
  const [steps, arrangeMs] = timed(() => arrange(queue, { board, plan, now, confirm: [] }));
  return { took: { board: boardMs, plan: planMs, arrange: arrangeMs }, steps };
}

function totalOf({ took }: Decision): number {
  return took.board + took.plan + took.arrange;
}

/** The same queue with one entry told anew, so that nothing that was read of its entries before is found again. */
function renewed(queue: MergeQueue): MergeQueue {
  const last = queue.items.at(-1);
  if (last?.kind !== 'entry') throw new RangeError('the last item of a crowd is an entry');
  const { id } = queue;
  return folded(queue, [{ kind: 'EntryJudged', id, number: last.number, gate: { ...last.gate } }]);
}

function folded(before: MergeQueue | null, events: readonly QueueEvent[]): MergeQueue {
  const after = events.reduce<MergeQueue | null>(evolve, before);
  if (after === null) throw new RangeError('no event opens the queue');
  return after;
}

/** Milliseconds of processor, of all threads of the process: what others run on the machine counts for nothing. */
function timed<Value>(work: () => Value): readonly [Value, number] {
  const from = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(from);
  return [value, (user + system) / 1000];
}

function timesOf(what: string, times: readonly number[], limit: number | null): DecisionTimes {
  const at = (share: number): number => quantile(times, share) ?? 0;
  const p99 = at(0.99);
  const isWithin = limit === null || p99 < limit;
  return { what, runs: times.length, median: at(0.5), p95: at(0.95), p99, max: at(1), limit, isWithin };
}

function ms(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
