import { intervalsAt, type MergeQueue, middlingBuild, type QueueEntry } from '../../src/domain/merge-queue/index.ts';
import type { Workload } from '../../src/domain/queue-simulation/index.ts';
import { quantile } from '../../src/statistics/index.ts';
import { ASK_EVERY_MS, followRun } from './interval-run.ts';

/** Ways to state when an entry lands, ours first. All see the same at the same moments. */
export const METHODS = ['firebreak', 'recent turnarounds', 'place times pace', 'waves of builds'] as const;
export type Method = (typeof METHODS)[number];

/** When it was asked: on arrival, or while it waited, by how far it was. */
export const ASKED = ['arrival', 'untried', 'building', 'passed', 'failed'] as const;

/** One interval and what came of it. Milliseconds from the asking. */
interface Answer {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** An answer that was scored. */
export interface Scored {
  readonly asked: (typeof ASKED)[number];
  readonly isLanded: boolean;
  /** Whether the queue itself said that its intervals are learnt from enough landings of its own. */
  readonly isCalibrated: boolean;
  readonly tookMs: number;
  readonly unitMs: number;
  readonly likelyMs: number;
  readonly answers: Readonly<Record<Method, Answer | null>>;
}

/** Asks through a whole run and scores each answer when the entry is decided: what is asked knows nothing that comes later. */
export function scoreRun(workload: Workload, seed: number): readonly Scored[] {
  const open = new Map<number, (Omit<Scored, 'isLanded' | 'tookMs'> & { readonly at: number })[]>();
  const past: Past = { arrivedAt: new Map(), turnaroundsMs: [], landedAt: [] };
  const scored: Scored[] = [];
  followRun({
    workload,
    seed,
    everyMs: ASK_EVERY_MS,
    ask: ({ queue, at, waiting, isArrival }) => {
      if (isArrival) for (const { number } of waiting) past.arrivedAt.set(number, at);
      const unitMs = middlingBuild(queue.durations);
      if (unitMs === null) return;
      const read = intervalsAt(queue, { now: at, unitMs, parallel: workload.workers });
      const order = placesOf(queue);
      for (const entry of waiting) {
        const { earliestMs, likelyMs, latestMs, stage, isCalibrated } = read(entry);
        const given = { entry, at, unitMs, place: order.get(entry.number) ?? 0, workers: workload.workers, queue };
        const answers = {
          firebreak: { earliestMs, latestMs },
          'recent turnarounds': recentTurnarounds(past, given),
          'place times pace': placeTimesPace(past, given),
          'waves of builds': wavesOfBuilds(given),
        };
        const list = open.get(entry.number) ?? [];
        open.set(entry.number, list);
        list.push({ asked: isArrival ? 'arrival' : stage, isCalibrated, unitMs, likelyMs, answers, at });
      }
    },
    decided: ({ number, at, isLanded }) => {
      for (const { at: from, ...answer } of open.get(number) ?? [])
        scored.push({ ...answer, isLanded, tookMs: at - from });
      open.delete(number);
      if (!isLanded) return;
      past.turnaroundsMs.push(at - (past.arrivedAt.get(number) ?? at));
      past.landedAt.push(at);
    },
  });
  return scored;
}

interface Past {
  readonly arrivedAt: Map<number, number>;
  readonly turnaroundsMs: number[];
  readonly landedAt: number[];
}

interface Given {
  readonly entry: QueueEntry;
  readonly at: number;
  readonly place: number;
  readonly workers: number;
  readonly queue: MergeQueue;
}

/** Landings that the competitors look back on. */
const RECENT = 50;
const FEWEST = 10;
/** Standard deviations on either side of nine of ten. */
const NINE_OF_TEN = 1.645;

/** From the fifth to the ninety-fifth hundredth of the newest landings' times in the queue, less what it has waited. */
function recentTurnarounds({ turnaroundsMs }: Past, { entry, at }: Given): Answer | null {
  if (turnaroundsMs.length < FEWEST) return null;
  const recent = turnaroundsMs.slice(-RECENT);
  const age = at - entry.queuedAt;
  const left = (share: number): number => Math.max(0, (quantile(recent, share) ?? 0) - age);
  return { earliestMs: left(0.05), latestMs: left(0.95) };
}

/** Its place times the mean time between the newest landings, with the spread of as many of them in a row. */
function placeTimesPace({ landedAt }: Past, { place }: Given): Answer | null {
  const recent = landedAt.slice(-RECENT);
  if (recent.length < FEWEST) return null;
  const gaps = recent.slice(1).map((at, before) => at - (recent[before] ?? at));
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / Math.max(1, gaps.length - 1);
  const many = place + 1;
  const spread = NINE_OF_TEN * Math.sqrt(variance * many);
  return { earliestMs: Math.max(0, many * mean - spread), latestMs: many * mean + spread };
}

/** Builds in waves of as many as there are workers; the late end lets half of those before it fail once. */
function wavesOfBuilds({ entry, at, place, workers, queue }: Given): Answer {
  const { durations } = queue;
  const mean = durations.reduce((sum, each) => sum + each, 0) / durations.length;
  const variance = durations.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (durations.length - 1);
  const [short, long] = [-1, 1].map((side) => Math.max(0, mean + side * NINE_OF_TEN * Math.sqrt(variance)));
  const own = queue.trials.find(({ end, subjects }) => end === null && subjects.includes(entry.number));
  const passedMs = own === undefined ? 0 : at - own.startedAt;
  const waves = Math.ceil((place + 1) / workers);
  const earliestMs = Math.max(0, (own === undefined ? waves : 1) * (short ?? 0) - passedMs);
  return { earliestMs, latestMs: Math.max(earliestMs, (waves + Math.ceil(place / 2)) * (long ?? 0)) };
}

function placesOf(queue: MergeQueue): ReadonlyMap<number, number> {
  const waiting = queue.items.filter((item) => item.kind === 'entry' && item.state === 'waiting');
  return new Map(waiting.map(({ number }, place) => [number, place]));
}
