/**
 * How high a statistic rises on a clean series, and from which height on it rises so seldom that the budget holds. Peaks of separate
 * excursions are kept as a histogram; their upper tail is taken as exponential. For the CUSUM that is the law of a random walk
 * with downward drift (Cramer-Lundberg). Single deviations, runs of equal values and gaps may have any law: their logarithms are
 * taken as exponential, a Pareto tail. Lighter tails are overstated, which errs to the side of fewer alarms.
 */
export interface Tail {
  /** Peaks a week that may exceed the threshold. */
  readonly budget: number;
  /** Threshold while too little is known; it doubles with each alarm that it raises. */
  readonly prior: number;
  /** The least threshold there is ever. */
  readonly least: number;
  readonly law: 'exponential' | 'pareto';
  /** Peaks and the sum of their sizes by height up to the highest, older ones counted for less. */
  readonly counts: readonly number[];
  readonly sums: readonly number[];
  /** Clean weeks watched, older ones counted for less. */
  readonly weeks: number;
  readonly fit: TailFit | null;
  /** Alarms of the last four weeks: how high each rose, and how many weeks ago. */
  readonly told: readonly { readonly height: number; readonly weeks: number }[];
}

/** The exponential tail of sizes (heights, or their logarithms): `rate` peaks a week above `start`, on average `excess` above it, from `n` of them. */
export interface TailFit {
  readonly start: number;
  readonly excess: number;
  readonly rate: number;
  readonly n: number;
}

/** Geometric classes: eight to a doubling, up to 2^12. */
const CLASSES_PER_DOUBLING = 8;
const CLASSES = 12 * CLASSES_PER_DOUBLING;
/** The share of the peaks that make the tail, and how many at least: fewer say too little, more are no tail (chosen on synthetic series). */
const TAIL_SHARE = 0.05;
const TAIL_LEAST = 10;
const PEAKS_LEAST = 20;
const WEEKS_LEAST = 1.5 / 7;
/** What a history counts for a week later: months of an older life of the series must not outvote the last one. */
export const KEPT_PER_WEEK = 0.92;

/** Alarms are remembered for so long, and so many. */
const TOLD_WEEKS = 4;
const TOLD_MOST = 40;
/** Alarms in four weeks beyond those of the budget before they are a habit, and by how much higher one must be then. */
const HABIT_LEAST = 2;
const HIGHER = 1.05;

/** A tail of which nothing is known. */
export function emptyTail(options: Pick<Tail, 'budget' | 'prior' | 'least' | 'law'>): Tail {
  return { ...options, counts: [], sums: [], weeks: 0, fit: null, told: [] };
}

/** With one peak more. */
export function withPeak(tail: Tail, height: number): Tail {
  const place = classOf(height);
  const counts = withMore(tail.counts, place, 1);
  const sums = withMore(tail.sums, place, sizeOf(tail, height));
  return refitted({ ...tail, counts, sums });
}

/**
 * With the peak of an excursion that alarmed: whether it was false is not known, nor how high a clean one would have gone. It counts
 * as the mean of a tail above the threshold, the expectation of a censored value. How high it `rose` by now is noted beside.
 */
export function withAlarm(before: Tail, rose: number): Tail {
  const threshold = thresholdOf(before);
  const tail = { ...before, told: [...before.told, { height: rose, weeks: 0 }].slice(-TOLD_MOST) };
  if (tail.fit === null) return withPeak({ ...tail, prior: 2 * tail.prior }, threshold);
  return withPeak(tail, heightOf(tail, sizeOf(tail, threshold) + tail.fit.excess));
}

/** With clean time, in weeks; the fit follows with the next peak. */
export function withTime(tail: Tail, weeks: number): Tail {
  return { ...tail, weeks: tail.weeks + weeks };
}

/** What is known weighs a given share of what it did. */
export function faded(tail: Tail, share: number): Tail {
  const fade = (numbers: readonly number[]) => numbers.map((number) => number * share);
  return refitted({ ...tail, counts: fade(tail.counts), sums: fade(tail.sums), weeks: tail.weeks * share });
}

/** After `weeks` more, older peaks weigh less. */
export function aged(tail: Tail, weeks: number): Tail {
  const told = tail.told.map((each) => ({ ...each, weeks: each.weeks + weeks }));
  const recent = told.filter((each) => each.weeks < TOLD_WEEKS);
  return faded({ ...tail, told: recent }, KEPT_PER_WEEK ** weeks);
}

/**
 * The height that peaks of a clean series exceed as often as the budget allows; Infinity for a budget of 0. The tail's mean is
 * itself an estimate of few peaks: the threshold is that of the predictive distribution (Lomax), which is higher the less is known.
 */
export function thresholdOf(tail: Tail): number {
  const { budget, prior, least, fit } = tail;
  if (budget <= 0) return Number.POSITIVE_INFINITY;
  const habit = habitOf(tail);
  if (fit === null) return Math.max(prior, habit);
  const { start, excess, rate, n } = fit;
  const size = rate <= budget ? start : start + n * excess * ((rate / budget) ** (1 / n) - 1);
  return Math.max(least, heightOf(tail, size), habit);
}

/** What comes back as often as this in four weeks is a habit of the series: it is told again where it goes higher than before. */
function habitOf({ told, budget }: Tail): number {
  const borne = HABIT_LEAST + Math.ceil(budget * TOLD_WEEKS);
  if (told.length < borne) return 0;
  const heights = told.map(({ height }) => height).sort((one, other) => other - one);
  return HIGHER * (heights[borne - 1] ?? 0);
}

/** How many peaks a week of a clean series reach a height; `null` = not known yet. */
export function ratePerWeek(tail: Tail, height: number): number | null {
  if (tail.fit === null) return null;
  const { start, excess, rate, n } = tail.fit;
  const size = sizeOf(tail, height);
  if (size <= start || excess <= 0) return rate;
  return rate * (1 + (size - start) / (n * excess)) ** -n;
}

/** How many peaks are known, older ones counted for less. */
export function peaksOf({ counts }: Tail): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function withMore(numbers: readonly number[], place: number, more: number): readonly number[] {
  const grown = numbers.slice();
  while (grown.length <= place) grown.push(0);
  grown[place] = (grown[place] ?? 0) + more;
  return grown;
}

function sizeOf({ law }: Tail, height: number): number {
  return law === 'exponential' ? height : Math.log1p(Math.max(0, height));
}

function heightOf({ law }: Tail, size: number): number {
  return law === 'exponential' ? size : Math.expm1(size);
}

function classOf(height: number): number {
  return Math.min(CLASSES - 1, Math.max(0, Math.floor(CLASSES_PER_DOUBLING * Math.log2(1 + Math.max(0, height)))));
}

/** The lower end of a class. */
function startOf(place: number): number {
  return 2 ** (place / CLASSES_PER_DOUBLING) - 1;
}

function refitted(tail: Tail): Tail {
  const total = peaksOf(tail);
  if (total < PEAKS_LEAST || tail.weeks < WEEKS_LEAST) return { ...tail, fit: null };
  const wanted = Math.max(TAIL_LEAST, TAIL_SHARE * total);
  let n = 0;
  let sum = 0;
  let place = tail.counts.length;
  while (place > 0 && n < wanted) {
    place -= 1;
    n += tail.counts[place] ?? 0;
    sum += tail.sums[place] ?? 0;
  }
  const start = sizeOf(tail, startOf(place));
  return { ...tail, fit: { start, excess: Math.max(0, sum / n - start), rate: n / tail.weeks, n } };
}
