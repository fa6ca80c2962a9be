import type { FileClass } from '../change/index.ts';

/**
 * Lines an hour of a careful inspection. Published inspection practice lies between 200 and 400 lines an hour
 * (Fagan 1976; Cohen, "Best Kept Secrets of Peer Code Review", 2006, on 2,500 reviews at Cisco). It is an assumption
 * about a team, not a measurement of it.
 */
export const INSPECTION_LINES_PER_HOUR = { fast: 400, usual: 300, careful: 200 } as const;

/** Attention falls after about an hour of reading in one sitting (Cohen 2006): a longer change is read less, not longer. */
export const ATTENTION_CAP_MINUTES = 60;

/** Opening the change, reading why it is made, answering: spent on any change. */
export const ORIENTATION_MINUTES = 2;

/** Finding one's place again in the next file and in the next area (top-level folders, two levels). */
export const MINUTES_PER_FILE = 0.25;
export const MINUTES_PER_AREA = 1;

/** Nobody steps through more files and areas than this in one sitting; the rest is skimmed. */
export const COUNTED_FILES = 40;
export const COUNTED_AREAS = 10;

/** Classes where a line asks for more thought than a line of code, and by how much. */
export const CLASS_WEIGHT: Readonly<Partial<Record<FileClass, number>>> = {
  migration: 1.5,
  infrastructure: 1.5,
  policy: 1.5,
  ci: 1.25,
};

/**
 * How far the author's experience moves the minutes: from this much more for somebody's first change to this much less
 * from {@link FULL_EXPERIENCE} file changes on, along their logarithm. It follows what merges of public projects show
 * (`./script/bench review`, docs/decisions/0013-review-minutes.md): a tenth fewer follow-up commits between the two ends.
 */
export const EXPERIENCE_EFFECT = 0.05;
export const FULL_EXPERIENCE = 1_000;

/** Bounds of a team's own factor: beyond, it is a slip of the pen. */
export const MINUTES_FACTOR_RANGE = { min: 0.1, max: 10 } as const;

/** Minutes of one careful review, and the range they may lie in. */
export interface ReviewEstimate {
  readonly minutes: number;
  readonly low: number;
  readonly high: number;
  /** The formula with its numbers and source, one sentence. */
  readonly method: string;
}

/** What the estimate rests on; `null` = not known. */
export interface ReviewLoad {
  readonly reviewLines: number | null;
  readonly files: number | null;
  readonly areas: number | null;
  readonly classes: readonly string[] | null;
  /** File changes of the author that landed before this change. */
  readonly fileChangesBefore: number | null;
  /** What the team found its reviews to take, as a multiple of the formula; `null` = not stated, which is 1. */
  readonly teamFactor: number | null;
}

/**
 * Predicted minutes of one careful review: (orientation + files + areas + lines / rate x weight of the heaviest class) x
 * experience x the team's factor, at most {@link ATTENTION_CAP_MINUTES}. With all else equal more to read never takes less.
 * Unknown lines give the whole range up to the cap, unknown experience widens it. Rounded to a tenth.
 */
export function estimateReview(load: ReviewLoad): ReviewEstimate {
  const around =
    ORIENTATION_MINUTES +
    Math.min(load.files ?? 1, COUNTED_FILES) * MINUTES_PER_FILE +
    Math.min(load.areas ?? 1, COUNTED_AREAS) * MINUTES_PER_AREA;
  const team = load.teamFactor ?? 1;
  const pace = paceOf(load.fileChangesBefore);
  const method = methodOf(load);
  if (load.reviewLines === null) {
    const low = around * pace.low * team;
    return {
      minutes: capped((Math.min(low, ATTENTION_CAP_MINUTES) + ATTENTION_CAP_MINUTES) / 2),
      low: capped(low),
      high: ATTENTION_CAP_MINUTES,
      method,
    };
  }
  const weight = Math.max(1, ...(load.classes ?? []).map((name) => CLASS_WEIGHT[name as FileClass] ?? 1));
  const at = (linesPerHour: number, factor: number): number =>
    capped((around + ((load.reviewLines ?? 0) / linesPerHour) * 60 * weight) * factor * team);
  return {
    minutes: at(INSPECTION_LINES_PER_HOUR.usual, pace.usual),
    low: at(INSPECTION_LINES_PER_HOUR.fast, pace.low),
    high: at(INSPECTION_LINES_PER_HOUR.careful, pace.high),
    method,
  };
}

/** What the author's experience multiplies the minutes by; unknown experience may be any. */
function paceOf(fileChangesBefore: number | null): {
  readonly low: number;
  readonly usual: number;
  readonly high: number;
} {
  if (fileChangesBefore === null) return { low: 1 - EXPERIENCE_EFFECT, usual: 1, high: 1 + EXPERIENCE_EFFECT };
  const experience = Math.min(1, Math.log1p(Math.max(0, fileChangesBefore)) / Math.log1p(FULL_EXPERIENCE));
  const usual = 1 + EXPERIENCE_EFFECT * (1 - 2 * experience);
  return { low: usual, usual, high: usual };
}

const FORMULA =
  `${ORIENTATION_MINUTES} min + ${MINUTES_PER_FILE} min a file + ` +
  `${MINUTES_PER_AREA} min an area + review lines at ${INSPECTION_LINES_PER_HOUR.usual} an hour ` +
  `(${INSPECTION_LINES_PER_HOUR.careful} to ${INSPECTION_LINES_PER_HOUR.fast} published for inspections), ` +
  `more for migrations, infrastructure, policy and CI, ${100 * EXPERIENCE_EFFECT} % more or less by how much the author ` +
  `has changed here before, at most ${ATTENTION_CAP_MINUTES} min`;

function methodOf({ teamFactor, reviewLines }: ReviewLoad): string {
  const kind =
    teamFactor === null
      ? 'an assumption, not a measurement of your team'
      : `scaled by your team's own factor ${teamFactor} (review.minutes_factor), not measured on this change`;
  const unknown =
    reviewLines === null
      ? `the number of changed lines is not known, so the range goes up to ${ATTENTION_CAP_MINUTES} min; `
      : '';
  return `${kind}: ${unknown}${FORMULA}`;
}

function capped(minutes: number): number {
  return Math.round(Math.min(minutes, ATTENTION_CAP_MINUTES) * 10) / 10;
}
