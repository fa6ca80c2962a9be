import { assert, DAY_MS } from '../../kernel/index.ts';
import type { Detector, Direction, Watch, WatchSetting } from './model.ts';
import { emptyTail, type Tail } from './tail.ts';
import { emptyTrack } from './track.ts';

/** Samples of the past that are kept, at most: four weeks at five minutes and a week at one minute, 40 kB. */
const KEPT = 10_200;
/** Seasons that the expectation is the median of: more are steadier, and slower to follow a new habit (chosen on synthetic series). */
const SEASONS = 7;
/** A season shorter than this is no season but noise. */
const SEASON_LEAST = 12;
/** Samples before the season's own that stay for pictures. */
const SLACK = 192;

/** Samples about three hours apart, by which candidates are compared: as long as a drop may take to be found. */
const HORIZON_MS = 3 * 3_600_000;
const HORIZON = { least: 6, most: 36 } as const;

/** The window of the level: a day, within what is enough for a median and what is cheap to sort. */
const WINDOW = { least: 48, most: 288 } as const;
/** Neighbours of a season-old sample that count too: half an hour to each side. */
const NEIGHBOUR_MS = 30 * 60_000;
const NEIGHBOURS = 6;

/**
 * A setting with its defaults: seasons of a day and a week as far as memory allows, drops and rises, one false alarm a week, counts.
 * Throws a Defect on a step that is no positive number or a budget below 0.
 */
export function watchSetting(
  wanted: Partial<Omit<WatchSetting, 'stepMs'>> & { readonly stepMs: number },
): WatchSetting {
  const { stepMs, seasons, directions, alarmsPerWeek, unit } = wanted;
  assert(stepMs > 0 && Number.isFinite(stepMs), 'a step is a positive time');
  assert(!(alarmsPerWeek !== undefined && !(alarmsPerWeek >= 0)), 'a budget is not negative');
  const usual = [DAY_MS, 7 * DAY_MS].map((span) => Math.round(span / stepMs));
  return {
    stepMs,
    seasons: [...(seasons ?? usual)].filter(isSeason).sort((one, other) => one - other),
    directions: directions ?? ['drop', 'rise'],
    alarmsPerWeek: alarmsPerWeek ?? 1,
    unit: unit ?? 1,
  };
}

/** A watch that has seen nothing. */
export function newWatch(setting: WatchSetting): Watch {
  const kept = Math.max(windowOf(setting) + HORIZON.most, ...setting.seasons.map((season) => depthOf(season) * season));
  const candidates = [null, ...setting.seasons].map((season) => ({
    season,
    residuals: emptyTrack(windowOf(setting) + HORIZON.most + LAG),
    all: emptyTrack(HORIZON.most + 1),
    error: 0,
    n: 0,
  }));
  return {
    setting,
    origin: null,
    next: 0,
    lastKnown: -1,
    values: emptyTrack(kept + SLACK),
    candidates,
    chosen: 0,
    level: null,
    sides: {},
    tails: tailsOf(setting),
    flat: { value: null, run: 0, isCounted: false },
    recent: [],
    open: null,
    surge: 0,
    clearedAt: null,
    counts: { taken: 0, missing: 0, late: 0, doubled: 0, refused: 0, restarts: 0 },
  };
}

/** Samples between the newest and the window of the level: a drop that has just begun must not hide itself. */
export const LAG = 6;

/** How many seasons of a length are kept, at least two. */
export function depthOf(season: number): number {
  return Math.min(SEASONS, Math.floor(KEPT / season));
}

/** Samples in the window of the level. */
export function windowOf({ stepMs }: WatchSetting): number {
  return within(WINDOW, Math.round(DAY_MS / stepMs));
}

/** Samples over which candidates are compared. */
export function horizonOf({ stepMs }: WatchSetting): number {
  return within(HORIZON, Math.round(HORIZON_MS / stepMs));
}

/** Neighbours to each side of a season-old sample that count too, at least one. */
export function neighboursOf({ stepMs }: WatchSetting): number {
  return within({ least: 1, most: NEIGHBOURS }, Math.round(NEIGHBOUR_MS / stepMs));
}

function isSeason(season: number): boolean {
  return Number.isInteger(season) && season >= SEASON_LEAST && depthOf(season) >= 2;
}

function within({ least, most }: { readonly least: number; readonly most: number }, value: number): number {
  return Math.max(least, Math.min(most, value));
}

/** How the budget is shared: the sum finds most, so it gets most. */
const WEIGHT = { sum: 7, jump: 2, flat: 0.5, missing: 0.5 } as const;
/** Thresholds before anything is learnt, such that only what is plain is told, and the least there may ever be. */
const HEIGHT = {
  sum: { prior: 25, least: 4, law: 'exponential' },
  jump: { prior: 12, least: 4, law: 'pareto' },
  flat: { prior: 72, least: 12, law: 'pareto' },
  missing: { prior: 6, least: 3, law: 'pareto' },
} as const;

function tailsOf({ directions, alarmsPerWeek }: WatchSetting): Readonly<Record<Detector, Tail>> {
  const weight = (detector: Detector): number => {
    const [first = '', second] = detector.split('-');
    if (second === undefined) return WEIGHT[first as 'flat' | 'missing'];
    return directions.includes(first as Direction) ? WEIGHT[second as 'sum' | 'jump'] : 0;
  };
  const all = DETECTORS.reduce((sum, detector) => sum + weight(detector), 0);
  const tails = DETECTORS.map((detector): [Detector, Tail] => {
    const height = HEIGHT[(detector.split('-')[1] ?? detector) as keyof typeof HEIGHT];
    return [detector, emptyTail({ budget: (alarmsPerWeek * weight(detector)) / all, ...height })];
  });
  return Object.fromEntries(tails) as Record<Detector, Tail>;
}

/** All detectors, the most telling first. */
export const DETECTORS: readonly Detector[] = ['drop-sum', 'drop-jump', 'rise-sum', 'rise-jump', 'flat', 'missing'];
