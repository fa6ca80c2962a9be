import {
  type Interval,
  type SurvivalTime,
  survivalCurve,
  survivalTime,
  type WatchedSpan,
  wilson,
  Z_95,
} from '../../statistics/index.ts';
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

/** Quantiles of times of which some still last; with so few ended no interval is given by chance alone. */
export function timeFigure(
  rule: DefinitionId,
  { spans, unknown }: { readonly spans: readonly WatchedSpan[]; readonly unknown: number },
): TimeFigure {
  const curve = survivalCurve(spans);
  const ended = spans.reduce((count, { isEnded }) => count + Number(isEnded), 0);
  return {
    rule,
    ended,
    lasting: spans.length - ended,
    unknown,
    median: survivalTime(curve, 0.5),
    p75: survivalTime(curve, 0.75),
    p90: survivalTime(curve, 0.9),
  };
}
