import type { Instant } from '../../kernel/index.ts';
import { LEVELS, type Level } from '../catalog/index.ts';
import { DeskClock } from './desk-clock.ts';
import type { Reviewer } from './reviewer.ts';
import { workingTime } from './working-time.ts';

const MINUTE_MS = 60_000;

/** A change that asks for reviews. */
export interface QueuedChange {
  readonly at: Instant;
  readonly minutes: number;
  readonly author: string | null;
  /** Level of each sign-off, by distinct people; never empty. */
  readonly signoffs: readonly (Level | null)[];
}

/** One review in a simulation; working time in milliseconds (see `workingTime`). */
export interface SimulatedReview {
  /** Position in the arrivals. */
  readonly change: number;
  readonly reviewer: string;
  readonly start: number;
  readonly end: number;
}

export interface QueueRun {
  /** In the order in which they start. */
  readonly reviews: readonly SimulatedReview[];
  /**
   * By position of the change: milliseconds of working time from its arrival until its last review is done, less that
   * review's own minutes; `null` = some sign-off can be given by nobody.
   */
  readonly waits: readonly (number | null)[];
}

/**
 * Lets reviewers read what arrives, first come first served: each of them takes, when free, the oldest review they may do; one
 * that several are free for goes to the lowest level, then to who has read least. Nobody reviews their own change, nor a change twice.
 * A review that does not fit in the rest of a day's minutes is finished on the next day. Arrivals in any order; runs until
 * everything is read. Deterministic.
 */
export function runQueue(arrivals: readonly QueuedChange[], reviewers: readonly Reviewer[]): QueueRun {
  const clocks = reviewers.map((reviewer) => new DeskClock(reviewer)).filter(({ canWork }) => canWork);
  const line = new WaitingLine();
  const pending = arrivals
    .map((change, position) => ({ change, position, at: workingTime(change.at) }))
    .filter(({ change }) => isPossible(change, clocks))
    .sort((a, b) => a.at - b.at || a.position - b.position);
  const waits = arrivals.map((change): number | null => (isPossible(change, clocks) ? 0 : null));
  const reviews: SimulatedReview[] = [];
  const readBy = new Map<number, Set<string>>();
  let next = 0;
  let now = Number.NEGATIVE_INFINITY;
  for (;;) {
    now = nextMoment(now, pending[next]?.at ?? null, line, clocks);
    if (now === Number.POSITIVE_INFINITY) break;
    for (let arrived = pending[next]; arrived !== undefined && arrived.at <= now; arrived = pending[next]) {
      line.add(arrived);
      next += 1;
    }
    for (let pick = pickOf(line, clocks, readBy, now); pick !== null; pick = pickOf(line, clocks, readBy, now)) {
      const { clock, job } = pick;
      const end = clock.work(now, job.minutes);
      line.remove(job);
      readBy.set(job.change, (readBy.get(job.change) ?? new Set()).add(clock.reviewer.id));
      reviews.push({ change: job.change, reviewer: clock.reviewer.id, start: now, end });
      const wait = Math.max(0, Math.round(end - job.arrivedAt - job.minutes * MINUTE_MS));
      waits[job.change] = Math.max(waits[job.change] ?? 0, wait);
    }
  }
  return { reviews, waits };
}

interface Job {
  readonly change: number;
  readonly arrivedAt: number;
  readonly minutes: number;
  readonly author: string | null;
  /** Position of the level in a line; 0 = any. */
  readonly rank: number;
  readonly order: number;
}

/** Jobs by the level they ask for, oldest first in each. */
class WaitingLine {
  readonly #lines: Job[][] = Array.from({ length: LEVELS.length + 1 }, () => []);
  readonly #heads: number[] = Array.from({ length: LEVELS.length + 1 }, () => 0);
  readonly #gone = new Set<Job>();
  #order = 0;
  size = 0;

  add(arrived: { readonly change: QueuedChange; readonly position: number; readonly at: number }): void {
    // Highest level first, or a principal would take the place that anybody could and leave the other to nobody.
    const ranks = arrived.change.signoffs.map(rankOf).sort((a, b) => b - a);
    for (const rank of ranks) {
      const { minutes, author } = arrived.change;
      const job: Job = {
        change: arrived.position,
        arrivedAt: arrived.at,
        minutes,
        author,
        rank,
        order: this.#order,
      };
      this.#order += 1;
      this.#lines[rank]?.push(job);
      this.size += 1;
    }
  }

  remove(job: Job): void {
    this.#gone.add(job);
    this.size -= 1;
  }

  /** The oldest job that asks for at most this rank and is not refused. */
  oldest(rank: number, refuses: (job: Job) => boolean): Job | null {
    let found: Job | null = null;
    for (let each = 0; each <= rank; each += 1) {
      const job = this.#first(each, refuses);
      if (job !== null && (found === null || job.order < found.order)) found = job;
    }
    return found;
  }

  #first(rank: number, refuses: (job: Job) => boolean): Job | null {
    const line = this.#lines[rank] ?? [];
    let head = this.#heads[rank] ?? 0;
    for (let job = line[head]; job !== undefined && this.#gone.delete(job); job = line[head]) head += 1;
    this.#heads[rank] = head;
    for (let at = head; at < line.length; at += 1) {
      const job = line[at];
      if (job !== undefined && !this.#gone.has(job) && !refuses(job)) return job;
    }
    return null;
  }
}

/** The oldest review that somebody free may do, with the reviewer it goes to; `null` = nobody free may do any. */
function pickOf(
  line: WaitingLine,
  clocks: readonly DeskClock[],
  readBy: ReadonlyMap<number, ReadonlySet<string>>,
  now: number,
): { readonly clock: DeskClock; readonly job: Job } | null {
  if (line.size === 0) return null;
  let best: { readonly clock: DeskClock; readonly job: Job } | null = null;
  for (const clock of clocks) {
    if (clock.availableAt > now) continue;
    const { id, level } = clock.reviewer;
    const job = line.oldest(rankOf(level), (each) => each.author === id || (readBy.get(each.change)?.has(id) ?? false));
    if (job === null) continue;
    if (best === null || job.order < best.job.order || (job === best.job && isBefore(clock, best.clock))) {
      best = { clock, job };
    }
  }
  return best;
}

function isBefore(one: DeskClock, other: DeskClock): boolean {
  return (rankOf(one.reviewer.level) - rankOf(other.reviewer.level) || one.read - other.read) < 0;
}

/** The next arrival or, while something waits, the next moment at which somebody is free again. */
function nextMoment(now: number, arrival: number | null, line: WaitingLine, clocks: readonly DeskClock[]): number {
  let next = arrival ?? Number.POSITIVE_INFINITY;
  if (line.size === 0) return next;
  for (const { availableAt } of clocks) if (availableAt > now && availableAt < next) next = availableAt;
  return next;
}

/** Whether there are as many distinct people as each level of the change asks for, its author left out. */
function isPossible({ signoffs, author }: QueuedChange, clocks: readonly DeskClock[]): boolean {
  const able = clocks.map(({ reviewer }) => reviewer).filter(({ id }) => id !== author);
  return [0, ...LEVELS.map((_, index) => index + 1)].every((rank) => {
    const wanted = signoffs.filter((level) => rankOf(level) >= rank).length;
    return able.filter(({ level }) => rankOf(level) >= rank).length >= wanted;
  });
}

function rankOf(level: Level | null): number {
  return level === null ? 0 : LEVELS.indexOf(level) + 1;
}
