import { type Interval, wilson } from '../../../statistics/index.ts';
import type { Axis, Dot } from './page-data.ts';

/** What a reader of the page can set. */
export interface Settings {
  /** What the handle ranks by. */
  readonly axis: Axis;
  /** Changes whose percentile is at least this also go to a senior; {@link OFF} = none do. */
  readonly threshold: number;
  /** Indexes of rules that are switched off. */
  readonly off: ReadonlySet<number>;
}

/** The handle's resting place: nobody is asked for risk or size alone. */
export const OFF = 100;

/** The policy as it is written. */
export const AS_WRITTEN: Settings = { axis: 'risk', threshold: OFF, off: new Set() };

/** A counted share as the page shows it. */
export interface Counted extends Interval {
  readonly count: number;
  readonly n: number;
}

/** The three counters and what stands beside them. */
export interface Counters {
  readonly minutesPerWeek: number;
  /** Changes that wait for the sign-off of somebody else. */
  readonly waiting: number;
  readonly held: Counted;
  /** Of the changes later reverted or fixed. */
  readonly harm: Counted;
  /** Of the changes with no such statement that are old enough. */
  readonly harmless: Counted;
}

/** Whether later history says that it did harm. */
export function isHarm(dot: Dot): boolean {
  return dot.label === 'reverted' || dot.label === 'fixed';
}

/** Whether a rule that is switched on holds it. A hold without a rule to its name cannot be switched off. */
export function heldByRules(dot: Dot, off: ReadonlySet<number>): boolean {
  if (dot.decision === 'allow') return false;
  return dot.holding.length === 0 || dot.holding.some(({ rule }) => !off.has(rule));
}

/** Whether the handle asks for a senior. A change of unknown rank is asked for as soon as the handle asks at all. */
export function heldByHandle(dot: Dot, { axis, threshold }: Pick<Settings, 'axis' | 'threshold'>): boolean {
  const rank = dot[axis];
  return threshold < OFF && (rank === null || rank >= threshold);
}

/** Whether anything holds it under these settings. */
export function isHeld(dot: Dot, settings: Settings): boolean {
  return heldByRules(dot, settings.off) || heldByHandle(dot, settings);
}

/**
 * Senior minutes that the settings ask of one change. With every rule on it is the gate's own figure; with some off,
 * the most that any remaining rule asks for. The handle asks for one reading, which a senior who reads it anyway
 * does not do twice.
 */
export function seniorMinutes(dot: Dot, settings: Settings): number {
  const byRules = minutesByRules(dot, settings.off);
  return heldByHandle(dot, settings) ? Math.max(byRules, dot.reviewMinutes) : byRules;
}

function minutesByRules(dot: Dot, off: ReadonlySet<number>): number {
  if (!heldByRules(dot, off)) return 0;
  if (off.size === 0 || !dot.holding.some(({ rule }) => off.has(rule))) return dot.seniorMinutes;
  const remaining = dot.holding.filter(({ rule }) => !off.has(rule)).map((hold) => hold.seniorMinutes);
  return Math.min(dot.seniorMinutes, Math.max(0, ...remaining));
}

/** Whether somebody else has to sign it off: a rule that is on asks for that, or the handle does. */
export function isWaiting(dot: Dot, settings: Settings): boolean {
  if (heldByHandle(dot, settings)) return dot.decision !== 'block';
  if (dot.decision === 'block' || dot.decision === 'allow') return false;
  return dot.holding.some(({ rule, waits }) => waits && !settings.off.has(rule));
}

/** The counters over all changes. */
export function countersOf(dots: readonly Dot[], settings: Settings, weeks: number): Counters {
  let minutes = 0;
  let waiting = 0;
  const held = { all: 0, harm: 0, harmless: 0 };
  const n = { harm: 0, harmless: 0 };
  for (const dot of dots) {
    const group = isHarm(dot) ? 'harm' : dot.label === 'none' ? 'harmless' : null;
    if (group !== null) n[group] += 1;
    if (!isHeld(dot, settings)) continue;
    minutes += seniorMinutes(dot, settings);
    if (isWaiting(dot, settings)) waiting += 1;
    held.all += 1;
    if (group !== null) held[group] += 1;
  }
  return {
    minutesPerWeek: minutes / weeks,
    waiting,
    held: counted(held.all, dots.length),
    harm: counted(held.harm, n.harm),
    harmless: counted(held.harmless, n.harmless),
  };
}

function counted(count: number, n: number): Counted {
  return { count, n, ...wilson(count, n) };
}

/** What one rule does that no other setting does already. */
export interface Marginal {
  /** Changes that pass without it and are held with it. */
  readonly held: number;
  readonly harm: number;
  readonly minutesPerWeek: number;
}

/** For each rule, the difference between having it on and off, everything else as it is set. */
export function marginals(
  dots: readonly Dot[],
  given: { readonly settings: Settings; readonly weeks: number; readonly rules: number },
): readonly Marginal[] {
  const { settings, weeks } = given;
  const sums = Array.from({ length: given.rules }, (_, rule) => ({
    on: { ...settings, off: without(settings.off, rule) },
    off: { ...settings, off: new Set([...settings.off, rule]) },
    held: 0,
    harm: 0,
    minutes: 0,
  }));
  for (const dot of dots) {
    for (const { rule } of dot.holding) {
      const sum = sums[rule];
      if (sum === undefined) continue;
      sum.minutes += seniorMinutes(dot, sum.on) - seniorMinutes(dot, sum.off);
      if (!isHeld(dot, sum.on) || isHeld(dot, sum.off)) continue;
      sum.held += 1;
      if (isHarm(dot)) sum.harm += 1;
    }
  }
  return sums.map(({ held, harm, minutes }) => ({ held, harm, minutesPerWeek: minutes / weeks }));
}

function without(set: ReadonlySet<number>, member: number): ReadonlySet<number> {
  const rest = new Set(set);
  rest.delete(member);
  return rest;
}

/** One place of the handle, with what it costs and holds. */
export interface FrontierPoint {
  readonly threshold: number;
  readonly minutesPerWeek: number;
  /** `null` where there is no harm to hold. */
  readonly harmShare: number | null;
}

/** What the handle buys from {@link OFF} down to 0, in steps of one; cost never falls along it. */
export function frontier(
  dots: readonly Dot[],
  given: { readonly axis: Axis; readonly off: ReadonlySet<number>; readonly weeks: number },
): readonly FrontierPoint[] {
  const steps = OFF + 1;
  const extraMinutes = new Float64Array(steps);
  const extraHarm = new Float64Array(steps);
  let harm = 0;
  for (const dot of dots) {
    if (isHarm(dot)) harm += 1;
    const rules = { axis: given.axis, threshold: OFF, off: given.off };
    const rank = dot[given.axis];
    const held = isHeld(dot, rules);
    const without = seniorMinutes(dot, rules);
    const last = rank === null ? OFF - 1 : Math.min(OFF - 1, Math.floor(rank));
    extraMinutes[OFF] = (extraMinutes[OFF] ?? 0) + without;
    extraMinutes[last] = (extraMinutes[last] ?? 0) + Math.max(0, dot.reviewMinutes - without);
    if (!isHarm(dot)) continue;
    if (held) extraHarm[OFF] = (extraHarm[OFF] ?? 0) + 1;
    else extraHarm[last] = (extraHarm[last] ?? 0) + 1;
  }
  const points: FrontierPoint[] = [];
  let minutes = 0;
  let harmHeld = 0;
  for (let threshold = OFF; threshold >= 0; threshold -= 1) {
    minutes += extraMinutes[threshold] ?? 0;
    harmHeld += extraHarm[threshold] ?? 0;
    points.push({
      threshold,
      minutesPerWeek: minutes / given.weeks,
      harmShare: harm === 0 ? null : harmHeld / harm,
    });
  }
  return points;
}

/** The lowest place of the handle that stays within the budget; `null` where the rules alone exceed it. */
export function thresholdWithin(points: readonly FrontierPoint[], budget: number): number | null {
  return points.findLast((point) => point.minutesPerWeek <= budget)?.threshold ?? null;
}
