import { dispersionOf } from '../../statistics/index.ts';
import type { Dispersion } from './model.ts';

/** What stable against stable has shown of each metric's scatter, by split and traffic level. Plain data; it does not grow with time. */
export interface DispersionLedger {
  readonly entries: readonly DispersionEntry[];
}

export interface DispersionEntry extends DispersionPlace {
  /** Ascending by minutes. */
  readonly lengths: readonly LengthRecord[];
}

/** Of which metric, and under which conditions: scatter grows with what is counted. */
export interface DispersionPlace {
  readonly metric: string;
  /** Threshold of a latency metric; else `null`. */
  readonly part: string | null;
  /** Binary logarithm of the odds of the canary's share, rounded: 0 = halves, -4 = 6 %. */
  readonly split: number;
  /** Logarithm to base 4 of events a minute in both arms, rounded. */
  readonly level: number;
}

/** Windows of one length. */
export interface LengthRecord {
  readonly minutes: number;
  /** Counted up to {@link WINDOW_MEMORY}: older ones fade. */
  readonly windows: number;
  readonly meanSquare: number;
  /** Mean variance that counts alone would have: what the square grows with. */
  readonly meanVariance: number;
}

/** One window of stable against stable that came to its end. */
export interface DispersionWindow extends DispersionPlace {
  readonly minutes: number;
  /** The squared deviation in units of what it is where counts scatter as counts do. */
  readonly square: number;
  readonly variance: number;
}

export const EMPTY_LEDGER: DispersionLedger = { entries: [] };

/** Lengths of windows in minutes. Noise that lasts shows in long ones, and early looks need the short ones. */
export const WINDOW_MINUTES = [1, 4, 16, 64] as const;
/**
 * A proof is tempered at least by the dispersion of so many minutes: early calm is often luck, and a promotion is in no hurry (measured
 * in docs/judge.md).
 */
export const PROOF_LEAST_MINUTES = 16;
/** Windows that one length remembers. */
export const WINDOW_MEMORY = 500;
/** Fewer tell nothing. */
export const LEAST_WINDOWS = 20;
/**
 * A square so much greater than those before counts as no more: one instance that breaks for an hour is an incident, and must not make the judge
 * blind for weeks. Noise that lasts is still learnt, for each window raises the mean. Five standard deviations: of counts that scatter
 * as learnt one in a million windows.
 */
const GREATEST_SURPRISE = 25;

/** Where a comparison stands in the ledger. `share` between 0 and 1, `eventsPerMinute` above 0. */
export function placeOf(options: {
  metric: string;
  part: string | null;
  share: number;
  eventsPerMinute: number;
}): DispersionPlace {
  const { metric, part, share, eventsPerMinute } = options;
  const split = Math.round(Math.log2(share / (1 - share)));
  return { metric, part, split, level: Math.round(Math.log(eventsPerMinute) / Math.log(4)) };
}

/** Takes windows in. The order of windows of one place and length matters only once older ones fade. */
export function recordWindows(ledger: DispersionLedger, windows: readonly DispersionWindow[]): DispersionLedger {
  if (windows.length === 0) return ledger;
  const entries = new Map(ledger.entries.map((entry) => [keyOf(entry), entry]));
  for (const window of windows) {
    const { metric, part, split, level } = window;
    const before = entries.get(keyOf(window)) ?? { metric, part, split, level, lengths: [] };
    entries.set(keyOf(window), { ...before, lengths: recorded(before.lengths, window) });
  }
  return { entries: [...entries.values()].slice(-MAX_ENTRIES) };
}

/**
 * How much a comparison of `minutes` scatters. Where its place was not learnt, what a place of the same metric showed where at least as much is
 * counted holds as a bound; else the nearest is carried over, grown by what is counted; where nothing was learnt it is unknown: phi 1, to be
 * used with a margin.
 */
export function dispersionAt(
  ledger: DispersionLedger,
  { minutes, ...place }: DispersionPlace & { readonly minutes: number },
): Dispersion {
  return dispersionCurve(ledger, place)(minutes);
}

/** The same for any number of minutes at one place. */
export function dispersionCurve(ledger: DispersionLedger, place: DispersionPlace): (minutes: number) => Dispersion {
  const nearest = nearestTo(ledger, place);
  if (nearest === null) return () => UNKNOWN;
  const points = pointsOf(nearest);
  const grown = growth(nearest, place);
  const isBounded = isBoundOf(nearest, place);
  return (minutes) => {
    const { excess, windows, isCovered } = excessOver(points, minutes);
    return { phi: 1 + excess * grown, windows, state: isBounded && isCovered ? 'learnt' : 'carried' };
  };
}

/**
 * The dispersion by which evidence is tempered: noise of one arm has a longer tail than the squares of windows tell, and it is looked at all the time.
 * Measured on seeds that no figure of docs/judge.md is of: 0.4 to 0.6 % of rollouts that are no worse were stopped without it, 0.2 to 0.3 % with it; of
 * canaries at the limit 0.8 to 4.3 % and 0.5 to 3 % passed.
 */
export function cautiousPhi({ phi }: Pick<Dispersion, 'phi'>): number {
  return 1 + CAUTION * (phi - 1);
}

const CAUTION = 1.2;

/**
 * The dispersion by which a proof is tempered after so many minutes: of at least {@link PROOF_LEAST_MINUTES}, and grown by what a canary at the
 * limit would add to what is counted (its share of events is then greater, and scatters more).
 */
export function proofPhi(
  curve: (minutes: number) => Dispersion,
  { minutes, share, limit }: { minutes: number; share: number; limit: number },
): number {
  const phi = cautiousPhi(curve(Math.max(PROOF_LEAST_MINUTES, minutes)));
  const ofEvents = (limit * share) / (limit * share + 1 - share);
  return 1 + (phi - 1) * Math.max(1, (ofEvents * (1 - ofEvents)) / (share * (1 - share)));
}

const UNKNOWN: Dispersion = { phi: 1, state: 'unknown', windows: 0 };
/** Metrics times splits times levels that anybody has; the newest are kept. */
const MAX_ENTRIES = 5_000;
/** How surely phi is not underestimated for want of windows. */
const CONFIDENCE = 0.95;
/** A comparison may last so much longer than the longest window that was learnt. */
export const REACH = 4;

const keyOf = ({ metric, part, split, level }: DispersionPlace) => JSON.stringify([metric, part, split, level]);
const learnt = ({ lengths }: DispersionEntry) => lengths.filter(({ windows }) => windows >= LEAST_WINDOWS);
const distance = (one: DispersionPlace, other: DispersionPlace) =>
  Math.abs(one.split - other.split) + Math.abs(one.level - other.level);

function recorded(lengths: readonly LengthRecord[], { minutes, square, variance }: DispersionWindow): LengthRecord[] {
  const before = lengths.find((each) => each.minutes === minutes);
  const windows = Math.min(WINDOW_MEMORY, (before?.windows ?? 0) + 1);
  const most = windows > LEAST_WINDOWS ? GREATEST_SURPRISE * Math.max(1, before?.meanSquare ?? 0) : square;
  const record: LengthRecord = {
    minutes,
    windows,
    meanSquare: moved(before?.meanSquare ?? 0, Math.min(square, most), windows),
    meanVariance: moved(before?.meanVariance ?? 0, variance, windows),
  };
  return [...lengths.filter((each) => each.minutes !== minutes), record].sort(
    (one, other) => one.minutes - other.minutes,
  );
}

const moved = (mean: number, value: number, windows: number) => mean + (value - mean) / windows;

/** The nearest that bounds the place, else the nearest. */
function nearestTo({ entries }: DispersionLedger, place: DispersionPlace): DispersionEntry | null {
  const own = entries.filter(
    (entry) => entry.metric === place.metric && entry.part === place.part && learnt(entry).length > 0,
  );
  const bounds = own.filter((entry) => isBoundOf(entry, place));
  let nearest: DispersionEntry | null = null;
  for (const entry of bounds.length > 0 ? bounds : own) {
    if (nearest === null || distance(entry, place) < distance(nearest, place)) nearest = entry;
  }
  return nearest;
}

/** Excess grows with what is counted: where at least as much was, it is no smaller. */
function isBoundOf(entry: DispersionPlace, place: DispersionPlace): boolean {
  return entry.level >= place.level && spread(entry) >= spread(place);
}

/** Share * (1 - share). */
const spread = ({ split }: DispersionPlace) => 2 ** split / (1 + 2 ** split) ** 2;

interface LengthPoint {
  readonly minutes: number;
  /** phi - 1. */
  readonly excess: number;
  readonly windows: number;
}

/** Never empty; phi never falls with time. */
function pointsOf(entry: DispersionEntry): readonly LengthPoint[] {
  let least = 1;
  return learnt(entry).map(({ minutes, meanSquare: mean, windows }) => {
    const raised = dispersionOf({ mean, windows, confidence: CONFIDENCE });
    least = Math.max(least, 1 + (raised - 1) * clearness(mean - 1, windows));
    return { minutes, excess: least - 1, windows };
  });
}

/** How clearly an excess stands out of what so many windows scatter by chance, 0..1: counts that scatter as counts do are not tempered. */
function clearness(excess: number, windows: number): number {
  const square = Math.max(0, excess) ** 2;
  return square / (square + 2 / windows);
}

/** Between learnt lengths the excess is a power of time; beyond them it grows at most as time does. */
function excessOver(
  points: readonly LengthPoint[],
  minutes: number,
): { readonly excess: number; readonly windows: number; readonly isCovered: boolean } {
  const last = points.at(-1) as LengthPoint;
  const isCovered = minutes <= REACH * last.minutes;
  const at = points.findIndex((point) => point.minutes >= minutes);
  const [before, after] = [points[at - 1], points[at]];
  if (after === undefined) {
    const excess = last.excess * (minutes / last.minutes) ** powerOf(points.at(-2), last);
    return { excess, windows: last.windows, isCovered };
  }
  if (before === undefined) return { excess: after.excess, windows: after.windows, isCovered };
  const share = Math.log(minutes / before.minutes) / Math.log(after.minutes / before.minutes);
  return { excess: between(before.excess, after.excess, share), windows: after.windows, isCovered };
}

const between = (low: number, high: number, share: number) =>
  low > 0 ? low * (high / low) ** share : low + (high - low) * share;

/** Growth of the excess with time between two lengths: 0 levels off, 1 as time does (the worst case where nothing tells). */
function powerOf(before: LengthPoint | undefined, last: LengthPoint): number {
  if (before === undefined || !(before.excess > 0)) return 1;
  return Math.min(1, Math.max(0, Math.log(last.excess / before.excess) / Math.log(last.minutes / before.minutes)));
}

/** Excess grows with events and with share * (1 - share); where there are fewer it is not taken to fall. */
function growth(from: DispersionPlace, to: DispersionPlace): number {
  return Math.max(1, 4 ** (to.level - from.level)) * Math.max(1, spread(to) / spread(from));
}
