import { type Interval, type SurvivalTime, survivalTimes, wilson, Z_95 } from '../../statistics/index.ts';
import type { DefinitionId } from './definition.ts';
import type { Span } from './model.ts';

/** So many of so many, with interval and definition. `share` is `null` of none: 0 of 0 is no share. */
export interface ShareFigure extends Interval {
  readonly rule: DefinitionId;
  readonly numerator: number;
  readonly denominator: number;
  /** Distinct events among the counted: what one repair mended is one. */
  readonly events: number;
}

/** A share with its 95 % Wilson interval. */
export function shareFigure(rule: DefinitionId, numerator: number, denominator: number): ShareFigure {
  return { rule, numerator, denominator, events: numerator, ...wilson(numerator, denominator) };
}

/** The same where several of the counted are one event: the interval rests on so many members as there are events. `events` in 0..numerator. */
export function clusteredShare(
  rule: DefinitionId,
  counts: { readonly numerator: number; readonly denominator: number; readonly events: number },
): ShareFigure {
  const { count, n } = effectiveCounts(counts);
  return { rule, ...counts, ...wilson(count, n) };
}

/** What is counted, taken together by event: the same share of fewer members. */
export function effectiveCounts({
  numerator,
  denominator,
  events,
}: Pick<ShareFigure, 'numerator' | 'denominator' | 'events'>): { readonly count: number; readonly n: number } {
  const each = numerator === 0 ? 1 : events / numerator;
  return { count: numerator * each, n: denominator * each };
}

/** Something counted in a window. */
export interface PaceFigure {
  readonly rule: DefinitionId;
  readonly count: number;
  readonly weeks: number;
  readonly perWeek: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Events by week with a 95 % interval for a Poisson count.
 * Source: Byar's approximation (N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (1987), 2.3).
 */
export function paceFigure(rule: DefinitionId, count: number, span: Span): PaceFigure {
  const weeks = Math.max(1 / 7, (span.to - span.from) / WEEK_MS);
  const bound = (of: number, z: number) => of * Math.max(0, 1 - 1 / (9 * of) + z / (3 * Math.sqrt(of))) ** 3;
  const low = count === 0 ? 0 : bound(count, -Z_95);
  return { rule, count, weeks, perWeek: count / weeks, low: low / weeks, high: bound(count + 1, Z_95) / weeks };
}

export const WEEK_MS = 7 * 86_400_000;

/** How long something took. */
export interface TimeFigure {
  readonly rule: DefinitionId;
  /** Of those that ended, and of those that still lasted. */
  readonly ended: number;
  readonly lasting: number;
  /** Not known, and so not counted. */
  readonly unknown: number;
  /** Milliseconds; `null` members lie beyond what was seen. */
  readonly median: SurvivalTime;
  readonly p75: SurvivalTime;
  readonly p90: SurvivalTime;
}

/** Times of which some still last, packed: hundreds of thousands of them are measured at once. */
export class TimeList {
  readonly #packed: number[] = [];
  ended = 0;

  /** From one moment to another, or as long as it lasts up to the end of the window. */
  add(from: number, to: number | null, end: number): void {
    const isEnded = to !== null && to < end;
    const time = Math.max(0, Math.round((isEnded ? to : end) - from));
    this.#packed.push(2 * time + Number(!isEnded));
    this.ended += Number(isEnded);
  }

  /** Quantiles with their intervals; `unknown` of the same kind could not be timed. */
  figure(rule: DefinitionId, unknown: number): TimeFigure {
    const [median = NONE, p75 = NONE, p90 = NONE] = survivalTimes(Float64Array.from(this.#packed), [0.5, 0.75, 0.9]);
    return { rule, ended: this.ended, lasting: this.#packed.length - this.ended, unknown, median, p75, p90 };
  }
}

const NONE: SurvivalTime = { value: null, low: null, high: null };
