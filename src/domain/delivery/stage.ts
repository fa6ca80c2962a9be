import { normalQuantile } from '../../statistics/index.ts';
import { type TimeFigure, TimeList, WEEK_MS } from './figure.ts';
import type { DeliveredChange, Span } from './model.ts';

/** Where a change can wait, in order. */
export const STAGES = ['coding', 'pickup', 'review', 'queue', 'deploy'] as const;
export type Stage = (typeof STAGES)[number];

/** One stage of the changes of one service in the window. */
export interface StageFigure {
  readonly stage: Stage;
  readonly time: TimeFigure;
  /** Changes that began and that ended it in the window, by week. */
  readonly arrivals: number;
  readonly departures: number;
  /** Changes in it at the end of the window. */
  readonly waiting: number;
  /** Mean number of changes in it over the window (Little's law: arrivals by time). */
  readonly meanWaiting: number;
  /** Share 0..1 of the time of all stages; `null` = no time is known. */
  readonly share: number | null;
}

/** The stages of one service, and the one that costs most. */
export interface StageSplit {
  readonly service: string;
  /** Changes of which at least one stage is known. */
  readonly changes: number;
  /** In the order of {@link STAGES}. */
  readonly stages: readonly StageFigure[];
  /** `null` = too few changes, or no time is known. */
  readonly bottleneck: { readonly stage: Stage; readonly share: number; readonly isClear: boolean } | null;
  /** Landed changes of the window that no human answered before; not counted where the record does not tell of answers. */
  readonly unreviewed: number;
}

/** Fewer changes name no bottleneck. */
export const LEAST_CHANGES = 10;

/** When a change entered and left a stage; `null` = it never entered, or nobody knows. */
interface Stay {
  readonly from: number;
  readonly to: number | null;
}

interface Tally {
  readonly times: TimeList;
  unknown: number;
  arrivals: number;
  departures: number;
  waiting: number;
  /** Milliseconds inside the window. */
  inside: number;
}

/** Splits the time of a service's changes. `deployedAt` tells when a change was in production. */
export function splitStages(options: {
  readonly service: string;
  readonly changes: readonly DeliveredChange[];
  readonly deployedAt: ReadonlyMap<string, number> | undefined;
  readonly span: Span;
}): StageSplit {
  const { service, span, deployedAt } = options;
  const tallies = STAGES.map(
    (): Tally => ({ times: new TimeList(), unknown: 0, arrivals: 0, departures: 0, waiting: 0, inside: 0 }),
  );
  const shared = new SharedTime();
  let unreviewed = 0;
  for (const change of options.changes) {
    const stays = staysOf(change, deployedAt?.get(change.id) ?? null, deployedAt !== undefined);
    shared.add(stays.map((stay, at) => count(tallies[at] as Tally, stay, span)));
    const { landed, answered, opened } = change.moments;
    const isLanded = landed !== null && landed >= span.from && landed < span.to;
    if (isLanded && opened !== null && answered === null) unreviewed += 1;
  }
  const all = tallies.reduce((sum, { inside }) => sum + inside, 0);
  const weeks = (span.to - span.from) / WEEK_MS;
  const stages = STAGES.map((stage, at): StageFigure => {
    const { times, unknown, arrivals, departures, waiting, inside } = tallies[at] as Tally;
    return {
      stage,
      time: times.figure('stage/1', unknown),
      arrivals: arrivals / weeks,
      departures: departures / weeks,
      waiting,
      meanWaiting: inside / (span.to - span.from),
      share: all > 0 ? inside / all : null,
    };
  });
  return { service, changes: shared.changes, stages, bottleneck: bottleneckOf(stages, shared), unreviewed };
}

/** `'unknown'` = it went through the stage, but nobody knows how long; `null` = it did not. */
function staysOf(
  change: DeliveredChange,
  deployed: number | null,
  isDeploymentKnown: boolean,
): (Stay | 'unknown' | null)[] {
  const { begun, opened, answered, approved, queued, landed, closed } = change.moments;
  const end = landed ?? closed;
  const reviewed = approved ?? queued ?? landed ?? closed;
  return [
    opened === null ? null : stay(begun, opened),
    opened === null ? null : answered === null && end !== null ? null : stay(opened, answered),
    answered === null ? null : stay(answered, reviewed),
    queued === null ? null : stay(queued, end),
    landed === null || !isDeploymentKnown
      ? null
      : change.repair.kind === 'reverted' && deployed === null
        ? null
        : stay(landed, deployed),
  ];
}

function stay(from: number | null, to: number | null): Stay | 'unknown' {
  return from === null || (to !== null && to < from) ? 'unknown' : { from, to };
}

/** Counts one stay as far as it concerns the window; gives its milliseconds inside. */
function count(tally: Tally, at: Stay | 'unknown' | null, { from, to }: Span): number {
  if (at === null) return 0;
  if (at === 'unknown') {
    tally.unknown += 1;
    return 0;
  }
  if (at.from >= to || (at.to !== null && at.to < from)) return 0;
  tally.times.add(at.from, at.to, to);
  if (at.from >= from) tally.arrivals += 1;
  if (at.to === null || at.to >= to) tally.waiting += 1;
  else tally.departures += 1;
  const inside = Math.min(to, at.to ?? to) - Math.max(from, at.from);
  tally.inside += inside;
  return inside;
}

function bottleneckOf(stages: readonly StageFigure[], shared: SharedTime): StageSplit['bottleneck'] {
  if (shared.changes < LEAST_CHANGES) return null;
  const order = stages.map((_, at) => at).sort((a, b) => (stages[b]?.share ?? 0) - (stages[a]?.share ?? 0));
  const [first = 0, second = 0] = order;
  const leading = stages[first];
  if (leading === undefined || leading.share === null || leading.share === 0) return null;
  return { stage: leading.stage, share: leading.share, isClear: shared.leads(first, second) };
}

/** Sums and products of the times that changes spent in each stage: enough to compare any two, change by change. */
class SharedTime {
  changes = 0;
  readonly #sums = STAGES.map(() => 0);
  readonly #products = STAGES.map(() => STAGES.map(() => 0));

  /** Milliseconds in each stage; a change without any is not counted. */
  add(times: readonly number[]): void {
    if (!times.some((time) => time > 0)) return;
    this.changes += 1;
    for (let one = 0; one < times.length; one += 1) {
      const time = (times[one] as number) / HOUR_MS;
      if (time === 0) continue;
      this.#sums[one] = (this.#sums[one] as number) + time;
      const row = this.#products[one] as number[];
      for (let other = 0; other < times.length; other += 1) {
        row[other] = (row[other] as number) + (time * (times[other] as number)) / HOUR_MS;
      }
    }
  }

  /** Whether changes spend more time in one stage than in another by more than chance: paired, one-sided 5 %. */
  leads(one: number, other: number): boolean {
    const n = this.changes;
    const product = (a: number, b: number) => this.#products[a]?.[b] ?? 0;
    const mean = ((this.#sums[one] ?? 0) - (this.#sums[other] ?? 0)) / n;
    const squares = product(one, one) - 2 * product(one, other) + product(other, other);
    const variance = Math.max(0, squares / n - mean * mean) / (n - 1);
    return variance === 0 ? mean > 0 : mean / Math.sqrt(variance) > normalQuantile(0.95);
  }
}

const HOUR_MS = 3_600_000;
