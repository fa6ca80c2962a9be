import { truncate } from './layout.ts';
import { duration } from './number.ts';
import { plain } from './plain.ts';

/** Ten redraws a second are smooth to the eye and cost nothing. */
const REDRAW_MS = 100;
/** An estimate from less than this is noise. */
const ESTIMATE_AFTER_MS = 1_000;
/** Return to the first column and clear the line (ECMA-48 EL). */
const CLEAR_LINE = '\r\u001b[2K';

/** How far a piece of work is; `total` is `null` while it is not known. */
export interface ProgressStep {
  readonly what: string;
  readonly done: number;
  readonly total: number | null;
}

/** Takes note of a step. `clear` removes the line, for other output or at the end; a later step draws it anew. */
export type ProgressLine = ((step: ProgressStep) => void) & { readonly clear: () => void };

/**
 * One line of progress for a person, redrawn in place at most ten times a second, with an estimate of what is left once
 * there is ground for one. `enabled` says whether a person watches (a terminal, not CI, not `TERM=dumb`); otherwise nothing
 * is ever written. `clock` gives milliseconds that never run backwards.
 */
export function makeProgress(options: {
  readonly write: (text: string) => void;
  readonly enabled: boolean;
  readonly columns: number;
  readonly clock: () => number;
}): ProgressLine {
  const { write, enabled, columns, clock } = options;
  let work: { readonly what: string; readonly since: number } | null = null;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let shown = false;
  const report = (step: ProgressStep): void => {
    if (!enabled) return;
    const now = clock();
    const since = work?.what === step.what ? work.since : now;
    work = { what: step.what, since };
    if (now - drawnAt < REDRAW_MS) return;
    drawnAt = now;
    shown = true;
    // One column is left free: a full last column would wrap on some terminals.
    write(CLEAR_LINE + truncate(lineOf(step, now - since), Math.max(1, columns - 1)));
  };
  const clear = (): void => {
    if (shown) write(CLEAR_LINE);
    shown = false;
  };
  return Object.assign(report, { clear });
}

function lineOf(step: ProgressStep, elapsedMs: number): string {
  const what = plain(step.what);
  if (step.total === null || step.total <= 0) return step.done > 0 ? `${what} ${step.done}` : what;
  const done = Math.min(step.done, step.total);
  const percent = Math.floor((done / step.total) * 100);
  const left = elapsedMs >= ESTIMATE_AFTER_MS && done > 0 ? (elapsedMs / done) * (step.total - done) : null;
  return `${what} ${done}/${step.total} ${percent} %${left === null ? '' : `, about ${duration(left)} left`}`;
}
