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
}

/**
 * Predicted minutes of one careful review: orientation + files + areas + lines / rate x weight of the heaviest class,
 * at most {@link ATTENTION_CAP_MINUTES}. Unknown lines give the whole range up to the cap. Rounded to a tenth.
 */
export function estimateReview(load: ReviewLoad): ReviewEstimate {
  const around =
    ORIENTATION_MINUTES +
    Math.min(load.files ?? 1, COUNTED_FILES) * MINUTES_PER_FILE +
    Math.min(load.areas ?? 1, COUNTED_AREAS) * MINUTES_PER_AREA;
  if (load.reviewLines === null) {
    return {
      minutes: capped((around + ATTENTION_CAP_MINUTES) / 2),
      low: capped(around),
      high: ATTENTION_CAP_MINUTES,
      method: UNKNOWN_METHOD,
    };
  }
  const weight = Math.max(1, ...(load.classes ?? []).map((name) => CLASS_WEIGHT[name as FileClass] ?? 1));
  const at = (linesPerHour: number): number => capped(around + ((load.reviewLines ?? 0) / linesPerHour) * 60 * weight);
  return {
    minutes: at(INSPECTION_LINES_PER_HOUR.usual),
    low: at(INSPECTION_LINES_PER_HOUR.fast),
    high: at(INSPECTION_LINES_PER_HOUR.careful),
    method: METHOD,
  };
}

const METHOD =
  `an assumption, not a measurement of your team: ${ORIENTATION_MINUTES} min + ${MINUTES_PER_FILE} min a file + ` +
  `${MINUTES_PER_AREA} min an area + review lines at ${INSPECTION_LINES_PER_HOUR.usual} an hour ` +
  `(${INSPECTION_LINES_PER_HOUR.careful} to ${INSPECTION_LINES_PER_HOUR.fast} published for inspections), ` +
  `more for migrations, infrastructure, policy and CI, at most ${ATTENTION_CAP_MINUTES} min`;

const UNKNOWN_METHOD = `the number of changed lines is not known, so the range goes up to ${ATTENTION_CAP_MINUTES} min; ${METHOD}`;

function capped(minutes: number): number {
  return Math.round(Math.min(minutes, ATTENTION_CAP_MINUTES) * 10) / 10;
}
