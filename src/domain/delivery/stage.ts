import { normalQuantile, type WatchedSpan } from '../../statistics/index.ts';
import { type TimeFigure, timeFigure, WEEK_MS } from './figure.ts';
import type { DeliveredChange, Span } from './model.ts';
import { spanOf } from './service-metric.ts';

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
  readonly spans: WatchedSpan[];
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
    (): Tally => ({ spans: [], unknown: 0, arrivals: 0, departures: 0, waiting: 0, inside: 0 }),
  );
  const perChange: number[][] = [];
  let unreviewed = 0;
  for (const change of options.changes) {
    const stays = staysOf(change, deployedAt?.get(change.id) ?? null, deployedAt !== undefined);
    const own = stays.map((stay, at) => count(tallies[at] as Tally, stay, span));
    if (own.some((time) => time > 0)) perChange.push(own);
    const { landed, answered, opened } = change.moments;
    const isLanded = landed !== null && landed >= span.from && landed < span.to;
    if (isLanded && opened !== null && answered === null) unreviewed += 1;
  }
  const all = tallies.reduce((sum, { inside }) => sum + inside, 0);
  const weeks = (span.to - span.from) / WEEK_MS;
  const stages = STAGES.map((stage, at): StageFigure => {
    const { spans, unknown, arrivals, departures, waiting, inside } = tallies[at] as Tally;
    return {
      stage,
      time: timeFigure('stage/1', { spans, unknown }),
      arrivals: arrivals / weeks,
      departures: departures / weeks,
      waiting,
      meanWaiting: inside / (span.to - span.from),
      share: all > 0 ? inside / all : null,
    };
  });
  return { service, changes: perChange.length, stages, bottleneck: bottleneckOf(stages, perChange), unreviewed };
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
  tally.spans.push(spanOf(at.from, at.to, to));
  if (at.from >= from) tally.arrivals += 1;
  if (at.to === null || at.to >= to) tally.waiting += 1;
  else tally.departures += 1;
  const inside = Math.min(to, at.to ?? to) - Math.max(from, at.from);
  tally.inside += inside;
  return inside;
}

function bottleneckOf(
  stages: readonly StageFigure[],
  perChange: readonly (readonly number[])[],
): StageSplit['bottleneck'] {
  if (perChange.length < LEAST_CHANGES) return null;
  const order = stages.map((_, at) => at).sort((a, b) => (stages[b]?.share ?? 0) - (stages[a]?.share ?? 0));
  const [first = 0, second = 0] = order;
  const leading = stages[first];
  if (leading === undefined || leading.share === null || leading.share === 0) return null;
  return { stage: leading.stage, share: leading.share, isClear: leads(perChange, first, second) };
}

/** Whether changes spend more time in one stage than in another by more than chance: paired, one-sided 5 %. */
function leads(perChange: readonly (readonly number[])[], first: number, second: number): boolean {
  const n = perChange.length;
  let sum = 0;
  let squares = 0;
  for (const times of perChange) {
    const lead = (times[first] ?? 0) - (times[second] ?? 0);
    sum += lead;
    squares += lead * lead;
  }
  const mean = sum / n;
  const variance = Math.max(0, squares / n - mean * mean) / (n - 1);
  return variance === 0 ? mean > 0 : mean / Math.sqrt(variance) > normalQuantile(0.95);
}
