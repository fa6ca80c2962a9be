import { DAY_MS, type Instant } from '../../kernel/index.ts';
import type { PathTouch } from './model.ts';

/** Days after which having touched a file counts half. A judgement: what one knows of code fades within months. */
export const HALF_LIFE_DAYS = 180;

/** What one touch counts: to write teaches more than to read, and the file itself more than its neighbour. */
export const TOUCH_WEIGHT = { authored: 1, reviewed: 0.5, neighbour: 0.2 } as const;

/** How well somebody knows a set of files. */
export interface Expertise {
  /** 0..1: mean over the files of x / (1 + x), x the sum of the touches' faded weights. */
  readonly score: number;
  /** Files of the set that were touched themselves. */
  readonly knownFiles: number;
  /** `null` = never touched one of them. */
  readonly lastTouchedAt: Instant | null;
}

const NONE: Expertise = { score: 0, knownFiles: 0, lastTouchedAt: null };

/**
 * By person, how well they know the paths; who touched neither them nor a file beside them is left out. A touch after `now`
 * counts as one of now: commits state their own times. Diminishing: ten touches of one file are not ten files known.
 */
export function expertiseOf(
  paths: readonly string[],
  touches: readonly PathTouch[],
  now: Instant,
): ReadonlyMap<string, Expertise> {
  const wanted = [...new Set(paths)];
  const byPerson = new Map<string, PathTouch[]>();
  for (const touch of touches) {
    const own = byPerson.get(touch.person);
    if (own === undefined) byPerson.set(touch.person, [touch]);
    else own.push(touch);
  }
  const found = new Map<string, Expertise>();
  for (const [person, own] of byPerson) {
    const expertise = expertiseOfOne(wanted, own, now);
    if (expertise.score > 0) found.set(person, expertise);
  }
  return found;
}

/** What {@link expertiseOf} says of somebody it leaves out. */
export function noExpertise(): Expertise {
  return NONE;
}

function expertiseOfOne(paths: readonly string[], touches: readonly PathTouch[], now: Instant): Expertise {
  const direct = new Map<string, number>();
  const beside = new Map<string, number>();
  let last: Instant | null = null;
  const asked = new Set(paths);
  for (const touch of touches) {
    const weight = TOUCH_WEIGHT[touch.kind] * faded(now - touch.at);
    add(direct, touch.path, weight);
    add(beside, folderOf(touch.path), weight);
    if (asked.has(touch.path) && (last === null || touch.at > last)) last = touch.at;
  }
  if (paths.length === 0) return NONE;
  let sum = 0;
  let knownFiles = 0;
  for (const path of paths) {
    const own = direct.get(path) ?? 0;
    const others = (beside.get(folderOf(path)) ?? 0) - own;
    const known = own + TOUCH_WEIGHT.neighbour * Math.max(0, others);
    sum += known / (1 + known);
    if (own > 0) knownFiles += 1;
  }
  return { score: sum / paths.length, knownFiles, lastTouchedAt: last };
}

function faded(ageMs: number): number {
  return 0.5 ** (Math.max(0, ageMs) / DAY_MS / HALF_LIFE_DAYS);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
