import type { Instant } from '../../kernel/index.ts';

/** What kind of thing a line tells of; each has a lane of its own in the picture. */
export const LINE_KINDS = [
  'change',
  'deployment',
  'config',
  'flag',
  'rollout',
  'alarm',
  'brake',
  'incident',
  'note',
] as const;
export type LineKind = (typeof LINE_KINDS)[number];

/** One thing that happened, as an event of the log tells. */
export interface TimelineLine {
  /** When it happened, which may be before it was told. */
  readonly at: Instant;
  readonly kind: LineKind;
  readonly text: string;
  /** Of the event in the log that it comes from. */
  readonly position: number;
  /** What the line is about, so that it can be opened; `null` = nothing that has a page. */
  readonly about: { readonly kind: 'change' | 'rollout' | 'brake' | 'incident' | 'flag'; readonly id: string } | null;
  /** Names of services and flows that it is about; empty = nobody knows, or everything. */
  readonly places: readonly string[];
  /** Whether it has to do with the incident: it is linked, names one of its places, or is of the incident itself. */
  readonly isNear: boolean;
}

/** Before the first harm this much is shown: what set it off may have been there for hours (3 to 150 minutes were seen). */
export const BEFORE_MS = 6 * 3_600_000;
/** After the end, so that what was done about it is seen. */
export const AFTER_MS = 3_600_000;
/** Lines that a document holds. */
export const MAX_LINES = 400;

/** The lines in order of time, what came first in the log first where times are equal. Where there are too many, what is near is kept. */
export function timelineOf(lines: readonly TimelineLine[]): {
  readonly lines: readonly TimelineLine[];
  readonly left: number;
} {
  const inOrder = (all: readonly TimelineLine[]): readonly TimelineLine[] =>
    [...all].sort((a, b) => a.at - b.at || a.position - b.position);
  if (lines.length <= MAX_LINES) return { lines: inOrder(lines), left: 0 };
  const near = lines.filter(({ isNear }) => isNear);
  const far = lines.filter(({ isNear }) => !isNear);
  const kept = [...near, ...far].slice(0, MAX_LINES);
  return { lines: inOrder(kept), left: lines.length - kept.length };
}
