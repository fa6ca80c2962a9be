import type { Instant } from '../../kernel/index.ts';
import {
  type Arm,
  type DropCode,
  type JudgePlan,
  MAX_OPEN_SAMPLES,
  MAX_SERIES,
  type MetricSpec,
  type Sample,
} from './model.ts';
import { type CountVector, hasGrown, minus, plus, readCounts } from './reading.ts';

/** What both arms counted over about the same time. */
export interface Pair {
  /** Start and end of what either arm counted. */
  readonly from: number;
  readonly to: number;
  /** How long both were seen, in milliseconds. */
  readonly spanMs: number;
  readonly canary: CountVector;
  readonly control: CountVector;
}

/** Samples of one metric on their way to pairs. Plain data. */
export interface Timeline {
  /** End of the newest sample. */
  readonly newest: number | null;
  /** What ends at or before is closed: samples of it come too late. */
  readonly closedUntil: number | null;
  readonly counters: Readonly<Record<string, Counter>>;
  /** Ascending by end. */
  readonly open: readonly OpenInterval[];
  /** Closed, and waits for the other arm. */
  readonly waiting: ArmSums;
  readonly dropped: Readonly<Partial<Record<DropCode, number>>>;
}

interface Counter {
  readonly arm: Arm;
  readonly at: number;
  readonly counts: CountVector;
  /** The greatest reading: a counter that falls and comes back above it had not restarted. */
  readonly peak: CountVector;
}

interface Sum {
  readonly from: number;
  readonly to: number;
  readonly counts: CountVector;
}

type ArmSums = Readonly<Record<Arm, Sum | null>>;

interface OpenInterval extends ArmSums {
  readonly end: number;
  /** Keys of the interval samples in it. */
  readonly seen: readonly string[];
}

export const EMPTY_TIMELINE: Timeline = {
  newest: null,
  closedUntil: null,
  counters: {},
  open: [],
  waiting: { canary: null, control: null },
  dropped: {},
};

/** Clocks of different machines differ by so much. */
const CLOCK_SKEW_MS = 60_000;
/** What one arm counted waits so long for the other. */
const WAIT_MS = 5 * 60_000;
/** Arms whose times differ by more do not compare the same time. */
const SPAN_RATIO = 3;
/** A counter that was not read for so long is forgotten: its process is gone. */
const FORGET_MS = 15 * 60_000;

/** Whether samples seen before lie in what is the future now: a clock ran back. */
export function hasRunBack({ newest }: Timeline, now: Instant): boolean {
  return newest !== null && newest > now + CLOCK_SKEW_MS;
}

/** After a clock ran back: what waits is given up, what follows is counted from now on, what was dropped stays counted. */
export function restarted({ dropped }: Timeline, now: Instant): Timeline {
  return { ...EMPTY_TIMELINE, closedUntil: now, dropped };
}

/** Adds samples of one metric, in any order, and gives the pairs that closed by them, oldest first. */
export function addSamples(
  timeline: Timeline,
  { plan, spec, samples, now }: { plan: JudgePlan; spec: MetricSpec; samples: readonly Sample[]; now: Instant },
): { readonly timeline: Timeline; readonly pairs: readonly Pair[] } {
  const draft = new Draft(timeline, plan, spec);
  for (const sample of [...samples].sort(byTime)) draft.add(sample, now);
  return draft.close();
}

/** By time; among samples of one moment by what they say, so that the order in which they came does not matter. */
function byTime(one: Sample, other: Sample): number {
  if (one.at !== other.at) return one.at - other.at;
  if (one.arm !== other.arm) return one.arm < other.arm ? -1 : 1;
  if (one.series !== other.series) return one.series < other.series ? -1 : 1;
  const [left, right] = [JSON.stringify([one.since, one.counts]), JSON.stringify([other.since, other.counts])];
  return left < right ? -1 : left > right ? 1 : 0;
}

const keyOf = ({ arm, series }: Sample) => `${arm} ${series}`;

class Draft {
  readonly #plan: JudgePlan;
  readonly #spec: MetricSpec;
  readonly #closedUntil: number | null;
  readonly #counters: Map<string, Counter>;
  readonly #open: Map<number, OpenInterval>;
  readonly #dropped: Partial<Record<DropCode, number>>;
  #newest: number | null;
  #waiting: ArmSums;
  #openSamples: number;

  constructor(timeline: Timeline, plan: JudgePlan, spec: MetricSpec) {
    this.#plan = plan;
    this.#spec = spec;
    this.#closedUntil = timeline.closedUntil;
    this.#newest = timeline.newest;
    this.#waiting = timeline.waiting;
    this.#counters = new Map(Object.entries(timeline.counters));
    this.#open = new Map(timeline.open.map((interval) => [interval.end, interval]));
    this.#dropped = { ...timeline.dropped };
    this.#openSamples = timeline.open.reduce((sum, { seen }) => sum + seen.length, 0);
  }

  add(sample: Sample, now: Instant): void {
    const code = this.#take(sample, now);
    if (code !== null) this.#drop(code);
  }

  close(): { readonly timeline: Timeline; readonly pairs: readonly Pair[] } {
    const pairs: Pair[] = [];
    const until = (this.#newest ?? Number.NEGATIVE_INFINITY) - this.#plan.latenessMs;
    let closedUntil = this.#closedUntil;
    const open: OpenInterval[] = [];
    for (const interval of [...this.#open.values()].sort((one, other) => one.end - other.end)) {
      if (interval.end > until) {
        open.push(interval);
        continue;
      }
      closedUntil = interval.end;
      const pair = this.#pairWith(interval);
      if (pair !== null) pairs.push(pair);
    }
    const timeline: Timeline = {
      newest: this.#newest,
      closedUntil,
      counters: this.#remembered(),
      open,
      waiting: this.#waiting,
      dropped: this.#dropped,
    };
    return { timeline, pairs };
  }

  #take(sample: Sample, now: Instant): DropCode | null {
    const counts = readCounts(this.#spec, sample.counts);
    if (typeof counts === 'string') return counts;
    if (!Number.isFinite(sample.at) || sample.at > now + CLOCK_SKEW_MS) return 'from-the-future';
    if (this.#closedUntil !== null && sample.at <= this.#closedUntil) return 'late';
    return sample.since === null
      ? this.#takeReading(sample, counts)
      : this.#takeInterval(sample, { since: sample.since, counts });
  }

  #takeReading(sample: Sample, counts: CountVector): DropCode | null {
    const key = keyOf(sample);
    const { arm, at } = sample;
    const last = this.#counters.get(key);
    if (last === undefined && this.#seriesOf(arm) >= MAX_SERIES) return 'too-many-series';
    if (last !== undefined && at <= last.at) return at === last.at ? 'doubled' : 'late';
    this.#newest = Math.max(this.#newest ?? at, at);
    const isBack = last === undefined || hasGrown(this.#spec, last.peak, counts);
    this.#counters.set(key, { arm, at, counts, peak: isBack ? counts : last.peak });
    // What a process counted before its first reading, or between a restart and the next, is not known to be of this interval.
    if (last === undefined || !hasGrown(this.#spec, last.counts, counts)) return null;
    this.#count(arm, { from: last.at, to: at, counts: minus(counts, isBack ? last.peak : last.counts) });
    return null;
  }

  #takeInterval(sample: Sample, { since, counts }: { since: number; counts: CountVector }): DropCode | null {
    const { arm, at } = sample;
    if (!(since < at)) return 'wrong-shape';
    const key = `${keyOf(sample)} ${at}`;
    const interval = this.#intervalAt(at);
    if (interval.seen.includes(key)) return 'doubled';
    if (this.#openSamples >= MAX_OPEN_SAMPLES) return 'too-many-samples';
    this.#openSamples += 1;
    this.#newest = Math.max(this.#newest ?? at, at);
    this.#open.set(interval.end, { ...interval, seen: [...interval.seen, key] });
    this.#count(arm, { from: since, to: at, counts });
    return null;
  }

  #count(arm: Arm, sum: Sum): void {
    const interval = this.#intervalAt(sum.to);
    this.#open.set(interval.end, { ...interval, [arm]: joined(interval[arm], sum) });
  }

  #intervalAt(at: number): OpenInterval {
    const end = Math.ceil(at / this.#plan.stepMs) * this.#plan.stepMs;
    return this.#open.get(end) ?? { end, canary: null, control: null, seen: [] };
  }

  #pairWith(interval: OpenInterval): Pair | null {
    const canary = joined(this.#waiting.canary, interval.canary);
    const control = joined(this.#waiting.control, interval.control);
    if (canary === null || control === null) {
      const alone = canary ?? control;
      const isTooOld = alone !== null && alone.to - alone.from > WAIT_MS;
      if (isTooOld) this.#drop('other-arm-missing');
      this.#waiting = isTooOld ? EMPTY_TIMELINE.waiting : { canary, control };
      return null;
    }
    this.#waiting = EMPTY_TIMELINE.waiting;
    const spans = [canary.to - canary.from, control.to - control.from];
    const spanMs = Math.min(...spans);
    if (Math.max(...spans) > SPAN_RATIO * spanMs) {
      this.#drop('other-arm-missing');
      return null;
    }
    const from = Math.min(canary.from, control.from);
    // What lies between two readings further apart may be a clock that jumped: it counts as no more time than is waited.
    const to = Math.max(canary.to, control.to);
    return { from, to, spanMs: Math.min(spanMs, WAIT_MS), canary: canary.counts, control: control.counts };
  }

  #seriesOf(arm: Arm): number {
    let count = 0;
    for (const counter of this.#counters.values()) count += counter.arm === arm ? 1 : 0;
    return count;
  }

  #remembered(): Record<string, Counter> {
    const oldest = (this.#newest ?? 0) - FORGET_MS;
    return Object.fromEntries([...this.#counters].filter(([, { at }]) => at >= oldest));
  }

  #drop(code: DropCode): void {
    this.#dropped[code] = (this.#dropped[code] ?? 0) + 1;
  }
}

function joined(one: Sum | null, other: Sum | null): Sum | null {
  if (one === null || other === null) return one ?? other;
  return {
    from: Math.min(one.from, other.from),
    to: Math.max(one.to, other.to),
    counts: plus(one.counts, other.counts),
  };
}
