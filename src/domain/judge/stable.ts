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
 * `canaryShare`: the pseudo-canary's configured share.
 */
export function learnDispersion(
  state: StableState,
  given: {
    plan: JudgePlan;
    samples: readonly Sample[];
    now: Instant;
    canaryShare: number;
    ledger: DispersionLedger;
  },
): { readonly state: StableState; readonly ledger: DispersionLedger } {
  const { plan, samples, now, canaryShare, ledger } = given;
  const windows: DispersionWindow[] = [];
  const metrics = plan.metrics.map((spec, at): StableMetric => {
    const { timeline: before, open } = state.metrics[at] as StableMetric;
    const own = samples.filter(({ metric }) => metric === spec.name);
    const from = hasRunBack(before, now) ? restarted(before, now) : before;
    const { timeline, pairs } = addSamples(from, { plan, spec, samples: own, now });
    return { timeline, open: open.map((window) => passed(window, { spec, pairs, canaryShare, windows })) };
  });
  return { state: { metrics }, ledger: recordWindows(ledger, windows) };
}

/** Adds pairs to a window; each time it is full, what it shows goes to `windows` and it starts anew. */
function passed(
  window: OpenWindow,
  given: { spec: MetricSpec; pairs: readonly Pair[]; canaryShare: number; windows: DispersionWindow[] },
): OpenWindow {
  const { spec, pairs, canaryShare, windows } = given;
  let open = window;
  for (const pair of pairs) {
    open = added(open, { spec, pair, canaryShare });
    if (open.observedMs < open.minutes * 60_000) continue;
    windows.push(...closed(open, { spec, canaryShare }));
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

function closed(
  window: OpenWindow,
  { spec, canaryShare }: { spec: MetricSpec; canaryShare: number },
): DispersionWindow[] {
  const { minutes, observedMs, canary, control } = window;
  const minutesSeen = observedMs / 60_000;
  const [n = 0, m = 0] = [canary[0], control[0]];
  const share = n > 0 && m > 0 ? n / (n + m) : canaryShare;
  if (spec.kind === 'continuous') {
    const [one, other] = [meanOf(canary), meanOf(control)];
    const score = one === null || other === null ? null : ratioScore({ canary: one, control: other, phi: 1 }, 1);
    if (score === null) return [];
    const place = placeOf({ metric: spec.name, part: null, share, eventsPerMinute: (n + m) / minutesSeen });
    return [{ ...place, minutes, square: score * score, variance: (n * m) / (n + m) }];
  }
  return partsOf(spec).flatMap((part, index) => {
    const deviation = window.deviations[index] ?? { deviation: 0, variance: 0 };
    const square = standardSquare(deviation);
    const events = (canary[index + 1] ?? 0) + (control[index + 1] ?? 0);
    if (square === null || !(events > 0)) return [];
    const place = placeOf({ metric: spec.name, part, share, eventsPerMinute: events / minutesSeen });
    return [{ ...place, minutes, square, variance: deviation.variance }];
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
