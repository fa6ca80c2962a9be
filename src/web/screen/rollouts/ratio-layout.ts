import type { RolloutMetric } from '../../../contract/index.ts';

/** What is drawn of one metric, in pixels. */
export interface RatioPicture {
  /** Path of the interval band, and of the estimate; empty = nothing was bounded yet. */
  readonly band: string;
  readonly line: string;
  /** The newest estimate; `null` = there is none. */
  readonly dot: { readonly x: number; readonly y: number } | null;
  /** Where both versions are the same, what a stop must exceed, and what must be ruled out before it goes on. */
  readonly same: number;
  readonly stop: number;
  readonly limit: number;
  /** The side on which the new version is worse. */
  readonly bad: { readonly y: number; readonly height: number };
  /** Values with their places. */
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Beyond these nothing more is to be seen: half is half, ten times is ten times. */
const LEAST = 0.1;
const MOST = 10;
const TICKS = [0.1, 0.2, 0.5, 0.8, 1, 1.25, 1.5, 2, 3, 5, 10];
/** Pixels of a band of one look. */
const BAR = 14;
/** Pixels between two words on the axis. */
const APART = 15;

/** Lays the ratio out over time, on a scale on which half and double are as far from each other as they are. */
export function layOutRatio(metric: Pick<RolloutMetric, 'trace' | 'stop' | 'proof'>, size: Size): RatioPicture {
  const { trace, stop, proof } = metric;
  const seen = trace.flatMap(({ estimate, low, high }) => [estimate, low, high].filter((each) => each !== null));
  const inside = seen.map((each) => Math.min(MOST, Math.max(LEAST, each)));
  const low = Math.min(0.5, stop.base * 0.8, proof.limit * 0.8, quantile(inside, 0.05) ?? 1);
  const high = Math.max(2, stop.base * 1.2, proof.limit * 1.2, quantile(inside, 0.95) ?? 1);
  const y = (ratio: number) => {
    const part = Math.log(Math.min(high, Math.max(low, ratio)) / low) / Math.log(high / low);
    return round(size.height * (1 - part));
  };
  const times = trace.map(({ at }) => Date.parse(at));
  const [first = 0, last = 1] = [times[0], times.at(-1)];
  const x = (time: number) => round(last === first ? size.width : ((time - first) / (last - first)) * size.width);
  const bounded = trace.filter((point) => point.low !== null || point.high !== null);
  const told = trace.flatMap(({ at, estimate }) =>
    estimate === null ? [] : [{ x: x(Date.parse(at)), y: y(estimate) }],
  );
  const top = bounded.map((point) => `${x(Date.parse(point.at))} ${y(point.high ?? MOST)}`);
  const bottom = bounded.map((point) => `${x(Date.parse(point.at))} ${y(point.low ?? LEAST)}`).reverse();
  const [only] = bounded;
  // One look has no length in time: it is drawn as wide as can be seen.
  const bar = `M${size.width - BAR} ${y(only?.high ?? MOST)}H${size.width}V${y(only?.low ?? LEAST)}H${size.width - BAR}Z`;
  const newest = told.at(-1);
  const isHigherWorse = proof.limit > 1;
  return {
    band: bounded.length === 0 ? '' : bounded.length === 1 ? bar : `M${[...top, ...bottom].join('L')}Z`,
    line: told.length < 2 ? '' : `M${told.map((point) => `${point.x} ${point.y}`).join('L')}`,
    dot: newest === undefined ? null : { x: bounded.length === 1 ? size.width - BAR / 2 : newest.x, y: newest.y },
    same: y(1),
    stop: y(stop.base),
    limit: y(proof.limit),
    bad: isHigherWorse
      ? { y: 0, height: y(stop.base) }
      : { y: y(stop.base), height: round(size.height - y(stop.base)) },
    ticks: ticksOf({ low, high, y }),
  };
}

function ticksOf({
  low,
  high,
  y,
}: {
  readonly low: number;
  readonly high: number;
  readonly y: (ratio: number) => number;
}) {
  const inside = TICKS.filter((tick) => tick >= low && tick <= high).sort((a, b) => rank(a) - rank(b));
  const kept: { y: number; text: string }[] = [];
  for (const tick of inside) {
    const at = y(tick);
    if (kept.every((other) => Math.abs(other.y - at) >= APART)) kept.push({ y: at, text: `${tick}×` });
  }
  return kept;
}

/** "The same" always has a word; the rest from the outside in. */
function rank(tick: number): number {
  return tick === 1 ? -1 : 1 / Math.abs(Math.log(tick));
}

function quantile(values: readonly number[], part: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(part * (sorted.length - 1))] ?? null;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
