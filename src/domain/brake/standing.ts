import { type Instant, instant } from '../../kernel/index.ts';
import { hasEnded } from './evolve.ts';
import type { Brake, BrakeBoard } from './model.ts';
import { windowAt } from './recurrence.ts';

/** A brake that holds at one moment. */
export interface ActiveBrake {
  readonly brake: Brake;
  /** Since when it holds without a break. */
  readonly since: Instant;
  /** When it stops holding by itself; `null` = only a human ends it. */
  readonly until: Instant | null;
  /** It should have been looked at again by now. */
  readonly isOverdue: boolean;
}

/** How a brake stands at one moment. */
export type BrakeStanding =
  | { readonly state: 'active'; readonly active: ActiveBrake }
  /** Nothing is held now; `next` = when it holds next, `null` = not within what is looked at. */
  | { readonly state: 'waiting'; readonly next: Instant | null }
  | { readonly state: 'ended'; readonly at: Instant };

/** How one brake stands. */
export function standingOf(brake: Brake, now: Instant): BrakeStanding {
  const { from, end, released, window } = brake;
  if (hasEnded(brake, now)) return { state: 'ended', at: released?.at ?? end.at };
  const stop = end.kind === 'until' ? end.at : null;
  if (window === null) {
    if (now < from) return { state: 'waiting', next: from };
    return active(brake, { since: from, until: stop, now });
  }
  const { inside, next } = windowAt(window, instant(Math.max(now, from)));
  if (inside === null || now < from) {
    const begins = inside !== null ? from : (next?.start ?? null);
    return { state: 'waiting', next: begins === null || (stop !== null && begins >= stop) ? null : begins };
  }
  const since = instant(Math.max(from, inside.start));
  return active(brake, { since, until: instant(Math.min(inside.end, stop ?? inside.end)), now });
}

/** The brakes that hold at a moment, in the order in which they were asked for. */
export function brakesAt(board: BrakeBoard, now: Instant): readonly ActiveBrake[] {
  return activeOf(board.brakes, now);
}

/** Those of some brakes that hold at a moment. */
export function activeOf(brakes: readonly Brake[], now: Instant): readonly ActiveBrake[] {
  return brakes.flatMap((brake) => {
    const standing = standingOf(brake, now);
    return standing.state === 'active' ? [standing.active] : [];
  });
}

/** The next moment at which time alone makes one of them begin or stop holding; `null` = none that can be seen from here. */
export function nextChangeOf(brakes: readonly Brake[], now: Instant): Instant | null {
  const moments = brakes.flatMap((brake) => {
    const standing = standingOf(brake, now);
    const moment =
      standing.state === 'active' ? standing.active.until : standing.state === 'waiting' ? standing.next : null;
    return moment ?? [];
  });
  return moments.length === 0 ? null : instant(Math.min(...moments));
}

function active(
  brake: Brake,
  given: { readonly since: Instant; readonly until: Instant | null; readonly now: Instant },
): BrakeStanding {
  const { since, until, now } = given;
  const isOverdue = brake.end.kind === 'review' && brake.end.at <= now;
  return { state: 'active', active: { brake, since, until, isOverdue } };
}
