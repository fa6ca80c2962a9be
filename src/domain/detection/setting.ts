import { assert, DAY_MS } from '../../kernel/index.ts';
import type { Direction, TailedDetector, Watch, WatchSetting } from './model.ts';
import { emptyTail, type Tail } from './tail.ts';
import { emptyTrack } from './track.ts';

/** Samples of the past that are kept, at most: four weeks at five minutes and a week at one minute, 40 kB. */
const KEPT = 10_200;
/** Seasons that the expectation is the median of: more are steadier, and slower to follow a new habit (chosen on synthetic series). */
const SEASONS = 7;
/** A season shorter than this is no season but noise. */
const SEASON_LEAST = 12;
/** Samples before those of the level that stay for pictures, and for samples that come late. */
const SLACK = 192;

/** Samples about three hours apart, by which candidates are compared: as long as a drop may take to be found. */
const COMPARED_MS = 3 * 3_600_000;
const COMPARED = { least: 6, most: 36 } as const;

/** The window of the level: a day, within what is enough for a median and what is cheap to sort. */
const WINDOW = { least: 48, most: 288 } as const;
/** Neighbours of a season-old sample that count too: three quarters of an hour to each side, within what is cheap to add up. */
const NEIGHBOUR_MS = 45 * 60_000;
const NEIGHBOURS = 9;

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

/** A watch that has seen nothing, but for its drops. */
export function emptyWatch(setting: WatchSetting): Watch {
  const kept = Math.max(
    windowOf(setting) + COMPARED.most,
    ...setting.seasons.map((season) => depthOf(season) * season),
  );
  const candidates = [null, ...setting.seasons].map((season) => ({
    season,
    residuals: emptyTrack(windowOf(setting) + COMPARED.most + LAG),
    all: emptyTrack(COMPARED.most + 1),
    error: 0,
    n: 0,
  }));
  return {
    setting,
    origin: null,
    next: 0,
    lastKnown: -1,
    values: emptyTrack(windowOf(setting) + 2 * HORIZON + SLACK),
    means: emptyTrack(kept),

    candidates,
    chosen: 0,
    level: null,
    sides: {},
    tails: tailsOf(setting),
    drops: null,
    spent: { alarms: 0, weeks: 0 },
    flat: { value: null, run: 0, isCounted: false },
    recent: [],
    open: null,
    surge: 0,
    clearedAt: null,
    counts: { taken: 0, missing: 0, late: 0, doubled: 0, refused: 0, restarts: 0 },
  };
}

/** Samples within which a drop ought to be found, and the longest window. */
export const HORIZON = 36;

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
  return within(COMPARED, Math.round(COMPARED_MS / stepMs));
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

function tailsOf(setting: WatchSetting): Readonly<Record<TailedDetector, Tail>> {
  const tails = DETECTORS.map((detector): [TailedDetector, Tail] => {
    const height = HEIGHT[(detector.split('-')[1] ?? detector) as keyof typeof HEIGHT];
    return [detector, emptyTail({ budget: budgetOf(setting, detector), ...height })];
  });
  return Object.fromEntries(tails) as Record<TailedDetector, Tail>;
}

/** The part of the budget that one detector gets, in alarms a week; `drop` = all that find drops together. */
export function budgetOf({ directions, alarmsPerWeek }: WatchSetting, detector: TailedDetector | 'drop'): number {
  const ofDirection = WEIGHT.sum + WEIGHT.jump;
  const all = directions.length * ofDirection + WEIGHT.flat + WEIGHT.missing;
  const [first = '', second] = detector.split('-');
  const weight =
    detector === 'flat' || detector === 'missing'
      ? WEIGHT[detector]
      : directions.includes(first as Direction)
        ? second === undefined
          ? ofDirection
          : WEIGHT[second as 'sum' | 'jump']
        : 0;
  return (alarmsPerWeek * weight) / all;
}

/** All detectors with one tail, the most telling first. */
export const DETECTORS: readonly TailedDetector[] = [
  'drop-sum',
  'drop-jump',
  'rise-sum',
  'rise-jump',
  'flat',
  'missing',
];
