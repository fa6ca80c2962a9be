import { assert, type Instant, instant } from '../../kernel/index.ts';
import type { Sample } from './model.ts';

/** Events of a business flow (orders, sign-ups, payments) on their way to counts a step. Bounded: a few open steps. */
export interface FlowCount {
  readonly stepMs: number;
  /** How long a step waits for events that come late. */
  readonly graceMs: number;
  /** Steps that are not told yet, by number since the epoch, ascending. */
  readonly open: readonly { readonly number: number; readonly count: number }[];
  /** Number of the next step to be told; `null` = none counted yet. */
  readonly next: number | null;
  /** Events that came after their step was told. */
  readonly late: number;
  /** Events ahead of the clock by more than the steps that are kept open. */
  readonly early: number;
}

/** Steps that may be open: those of the grace and, for clocks that run ahead, a few more. */
const AHEAD = 16;
/** Steps told at once after a pause: more say nothing new, and the watch takes the rest as missing. */
const TOLD_MOST = 1_000;
/** Events a step that make a halving plain within half an hour; fewer, and the step should be longer. */
const EVENTS_WANTED = 10;
const MINUTE_MS = 60_000;

/** A counter of a flow. Throws a Defect on a step or grace that is no time. */
export function newFlowCount(options: { readonly stepMs: number; readonly graceMs: number }): FlowCount {
  assert(options.stepMs > 0 && options.graceMs >= 0, 'a step is a positive time, a grace is not negative');
  return { ...options, open: [], next: null, late: 0, early: 0 };
}

/** With `count` events at a moment. Late ones are told of as late: their step stands. */
export function countEvents(flow: FlowCount, at: Instant, count: number): FlowCount {
  if (!(count > 0)) return flow;
  const number = Math.floor(at / flow.stepMs);
  if (flow.next !== null && number < flow.next) return { ...flow, late: flow.late + count };
  const first = flow.next ?? number;
  if (number > first + AHEAD + flow.graceMs / flow.stepMs + TOLD_MOST) return { ...flow, early: flow.early + count };
  const place = flow.open.findLastIndex((step) => step.number <= number);
  const same = flow.open[place];
  const open =
    same?.number === number
      ? flow.open.with(place, { number, count: same.count + count })
      : flow.open.toSpliced(place + 1, 0, { number, count });
  return { ...flow, open, next: first };
}

/**
 * The counts of the steps that are over at `now`, oldest first, zeros told as zeros. Whether a zero is silence of the flow or of
 * its source only the caller knows: a source that is down tells no step at all.
 */
export function tellSteps(
  flow: FlowCount,
  now: Instant,
): { readonly flow: FlowCount; readonly samples: readonly Sample[] } {
  if (flow.next === null) return { flow, samples: [] };
  const end = Math.floor((now - flow.graceMs) / flow.stepMs);
  const from = Math.max(flow.next, end - TOLD_MOST);
  if (end <= from) return { flow, samples: [] };
  const counts = new Map(flow.open.map(({ number, count }) => [number, count]));
  const samples = Array.from({ length: end - from }, (_, at) => ({
    at: instant((from + at) * flow.stepMs),
    value: counts.get(from + at) ?? 0,
  }));
  return { flow: { ...flow, open: flow.open.filter(({ number }) => number >= end), next: end }, samples };
}

/** The step for a flow of so many events a minute: a minute, or as many as bring ten events, at most an hour. */
export function stepFor(eventsPerMinute: number): number {
  const minutes = eventsPerMinute > 0 ? Math.ceil(EVENTS_WANTED / eventsPerMinute) : 60;
  const whole = [1, 2, 5, 10, 15, 30, 60].find((step) => step >= minutes) ?? 60;
  return whole * MINUTE_MS;
}
