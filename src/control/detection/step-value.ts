import {
  growthBySteps,
  growthOf,
  type KnownSeries,
  type Sample,
  type SeriesName,
  type SeriesStore,
} from '../../domain/signal/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';

/** Whole steps on the grid of the epoch, and the moment up to which samples count: those after a step show that it was measured to its end. */
export interface StepSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly stepMs: number;
  readonly now: Instant;
}

/**
 * What all lines of selectors come to in each step: of counters what came to them, of levels the sum of their means. `null` = not known: no
 * line was seen in the step and at its end or in the next one, so that part of it would look like all of it, or one that was seen in the step before is
 * missing, whose part would look like a drop. A line that is missing twice is gone.
 */
export function stepValues(
  store: SeriesStore,
  selectors: readonly SeriesName[],
  span: StepSpan,
): readonly (number | null)[] {
  const found = new Map(selectors.flatMap((selector) => store.find(selector)).map((line) => [line.series, line]));
  const lines = [...found.values()].map((line) => lineOf(store, line, span));
  return Array.from({ length: Math.floor((span.to - span.from) / span.stepMs) }, (_, step) => {
    if (lines.some((line) => !line.isSeen(step) && line.isSeen(step - 1))) return null;
    const seen = lines.filter((line) => line.isSeen(step));
    if (!seen.some((line) => line.goesOn(step))) return null;
    // One that goes on may be late; two steps later it is gone.
    const isSettled = span.now >= span.from + (step + 3) * span.stepMs;
    if (!isSettled && seen.some((line) => !line.goesOn(step))) return null;
    const whole = lines.flatMap((line) => line.whole(step) ?? []);
    if (whole.length === 0) return null;
    // A line that was not there in the step before brings what is known of it.
    return lines.reduce((sum, line) => sum + (line.whole(step) ?? line.part(step)), 0);
  });
}

interface Line {
  isSeen(step: number): boolean;
  /** Whether it was seen at the end of the step, or in the next one. */
  goesOn(step: number): boolean;
  whole(step: number): number | null;
  part(step: number): number;
}

function lineOf(store: SeriesStore, { series, kind }: KnownSeries, span: StepSpan): Line {
  const { from, stepMs, now } = span;
  const samples = store.samplesOf(series, instant(from - stepMs), now);
  const bySteps = new Map<number, Sample[]>();
  for (const sample of samples) {
    const step = Math.ceil((sample.at - from) / stepMs) - 1;
    const own = bySteps.get(step) ?? [];
    own.push(sample);
    bySteps.set(step, own);
  }
  const isSeen = (step: number): boolean => bySteps.has(step);
  const goesOn = (step: number): boolean =>
    isSeen(step + 1) || bySteps.get(step)?.at(-1)?.at === from + (step + 1) * stepMs;
  if (kind === 'gauge') {
    const mean = (step: number): number | null => {
      const own = bySteps.get(step);
      return own === undefined ? null : own.reduce((sum, { value }) => sum + value, 0) / own.length;
    };
    return { isSeen, goesOn, whole: mean, part: () => 0 };
  }
  const growth = growthBySteps(samples, span);
  return { isSeen, goesOn, whole: (step) => growth[step] ?? null, part: (step) => growthOf(bySteps.get(step) ?? []) };
}
