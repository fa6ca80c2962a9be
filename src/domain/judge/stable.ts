import type { Instant } from '../../kernel/index.ts';
import { addShare, type ShareDeviation, standardSquare } from '../../statistics/index.ts';
import {
  type DispersionLedger,
  type DispersionWindow,
  placeOf,
  recordWindows,
  WINDOW_MINUTES,
} from './dispersion-ledger.ts';
import type { JudgePlan, MetricSpec, Sample } from './model.ts';
import { type CountVector, plus } from './reading.ts';
import { partsOf } from './side.ts';
import { pairedCounts, shareOf } from './tally.ts';
import { addSamples, EMPTY_TIMELINE, hasRunBack, type Pair, restarted, type Timeline } from './timeline.ts';
import { meanOf, ratioScore } from './two-means.ts';

/** Stable against stable of one service: what is on its way to windows. Plain data. */
export interface StableState {
  /** In the plan's order. */
  readonly metrics: readonly StableMetric[];
}

interface StableMetric {
  readonly timeline: Timeline;
  /** One a length of windows. */
  readonly open: readonly OpenWindow[];
}

interface OpenWindow {
  readonly minutes: number;
  readonly observedMs: number;
  readonly canary: CountVector;
  readonly control: CountVector;
  readonly deviations: readonly ShareDeviation[];
}

/** What came of samples of stable against stable. */
export interface Learnt {
  readonly state: StableState;
  readonly ledger: DispersionLedger;
  /** Windows that came to their end, of all lengths, places and parts. */
  readonly windows: number;
}

/** Nothing seen of stable against stable. */
export function startLearning(plan: JudgePlan): StableState {
  const metrics = plan.metrics.map((spec) => ({
    timeline: EMPTY_TIMELINE,
    open: WINDOW_MINUTES.map((minutes) => emptyWindow(spec, minutes)),
  }));
  return { metrics };
}

/**
 * Takes samples of two arms that both serve the stable version (the pseudo-canary as `canary`) and records the windows that came to their end.
 * `canaryShare`: the pseudo-canary's configured share. `smallerShares`: each window is also told as a canary of these shares would have shown
 * it, where they are smaller than the pseudo-canary's, for a stage may give a canary less than one instance serves.
 */
export function learnDispersion(
  state: StableState,
  given: {
    plan: JudgePlan;
    samples: readonly Sample[];
    now: Instant;
    canaryShare: number;
    smallerShares?: readonly number[];
    ledger: DispersionLedger;
  },
): Learnt {
  const { plan, samples, now, canaryShare, smallerShares = [], ledger } = given;
  const windows: DispersionWindow[] = [];
  const metrics = plan.metrics.map((spec, at): StableMetric => {
    const { timeline: before, open } = state.metrics[at] as StableMetric;
    const own = samples.filter(({ metric }) => metric === spec.name);
    const from = hasRunBack(before, now) ? restarted(before, now) : before;
    const { timeline, pairs } = addSamples(from, { plan, spec, samples: own, now });
    const passing = { spec, pairs, canaryShare, smallerShares, windows };
    return { timeline, open: open.map((window) => passed(window, passing)) };
  });
  return { state: { metrics }, ledger: recordWindows(ledger, windows), windows: windows.length };
}

/** Adds pairs to a window; each time it is full, what it shows goes to `windows` and it starts anew. */
function passed(
  window: OpenWindow,
  given: Shares & { spec: MetricSpec; pairs: readonly Pair[]; windows: DispersionWindow[] },
): OpenWindow {
  const { spec, pairs, canaryShare, smallerShares, windows } = given;
  let open = window;
  for (const pair of pairs) {
    open = added(open, { spec, pair, canaryShare });
    if (open.observedMs < open.minutes * 60_000) continue;
    windows.push(...closed(open, { spec, canaryShare, smallerShares }));
    open = emptyWindow(spec, open.minutes);
  }
  return open;
}

function added(
  window: OpenWindow,
  { spec, pair, canaryShare }: { spec: MetricSpec; pair: Pair; canaryShare: number },
): OpenWindow {
  return {
    minutes: window.minutes,
    observedMs: window.observedMs + pair.spanMs,
    canary: plus(window.canary, pair.canary),
    control: plus(window.control, pair.control),
    deviations: window.deviations.map((deviation, part) =>
      addShare(deviation, shareOf(pairedCounts({ spec, pair, part, canaryShare }))),
    ),
  };
}

interface Shares {
  readonly canaryShare: number;
  readonly smallerShares: readonly number[];
}

/** What a full window shows, at the pseudo-canary's own share and at smaller ones. */
function closed(
  window: OpenWindow,
  { spec, canaryShare, smallerShares }: Shares & { spec: MetricSpec },
): DispersionWindow[] {
  const { minutes, observedMs, canary, control } = window;
  const [n = 0, m = 0] = [canary[0], control[0]];
  const share = n > 0 && m > 0 ? n / (n + m) : canaryShare;
  return squaresOf(window, spec).flatMap(({ part, square, variance, events }) => {
    const told = (at: number, seen: { square: number; variance: number }): DispersionWindow => {
      const place = placeOf({ metric: spec.name, part, share: at, eventsPerMinute: (events * 60_000) / observedMs });
      return { ...place, minutes, ...seen };
    };
    const own = told(share, { square, variance });
    const places = new Map([[own.split, own]]);
    for (const smaller of smallerShares) {
      // The excess of a square is the noise of the ratio times the variance of the counts, and so smaller with a smaller canary.
      const part = (smaller * (1 - smaller)) / (share * (1 - share));
      if (smaller >= share || part >= 1) continue;
      const as = told(smaller, { square: 1 + (square - 1) * part, variance: variance * part });
      if (!places.has(as.split)) places.set(as.split, as);
    }
    return [...places.values()];
  });
}

interface WindowSquare {
  readonly part: string | null;
  readonly square: number;
  readonly variance: number;
  readonly events: number;
}

function squaresOf({ canary, control, deviations }: OpenWindow, spec: MetricSpec): WindowSquare[] {
  if (spec.kind === 'continuous') {
    const [n = 0, m = 0] = [canary[0], control[0]];
    const [one, other] = [meanOf(canary), meanOf(control)];
    const score = one === null || other === null ? null : ratioScore({ canary: one, control: other, phi: 1 }, 1);
    if (score === null) return [];
    return [{ part: null, square: score * score, variance: (n * m) / (n + m), events: n + m }];
  }
  return partsOf(spec).flatMap((part, index) => {
    const deviation = deviations[index] ?? { deviation: 0, variance: 0 };
    const square = standardSquare(deviation);
    const events = (canary[index + 1] ?? 0) + (control[index + 1] ?? 0);
    return square === null || !(events > 0) ? [] : [{ part, square, variance: deviation.variance, events }];
  });
}

function emptyWindow(spec: MetricSpec, minutes: number): OpenWindow {
  const parts = spec.kind === 'continuous' ? 0 : partsOf(spec).length;
  const zeros = new Array<number>(spec.kind === 'continuous' ? 3 : parts + 1).fill(0);
  return {
    minutes,
    observedMs: 0,
    canary: zeros,
    control: zeros,
    deviations: Array.from({ length: parts }, () => ({ deviation: 0, variance: 0 })),
  };
}
