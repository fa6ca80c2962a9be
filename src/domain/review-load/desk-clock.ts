import { DAY_MS } from '../../kernel/index.ts';
import type { Reviewer } from './reviewer.ts';
import { WORKING_DAYS, workingDay } from './working-time.ts';

const MINUTE_MS = 60_000;
/** Sums of minutes are not exact: a rest below a thousandth of a second is none. */
const NOTHING = 1e-5;
const WEEK_MS = WORKING_DAYS * DAY_MS;

/** One reviewer's time in a simulation: what of each day and week is read away, and when the next review may start. */
export class DeskClock {
  readonly reviewer: Reviewer;
  /** Working time (see `workingTime`) from which a review may start. */
  availableAt = Number.MIN_SAFE_INTEGER;
  /** Minutes read in all. */
  read = 0;
  #day = Number.MIN_SAFE_INTEGER;
  #week = Number.MIN_SAFE_INTEGER;
  #usedToday = 0;
  #usedThisWeek = 0;

  constructor(reviewer: Reviewer) {
    this.reviewer = reviewer;
  }

  /** Whether there are any minutes at all to be had. */
  get canWork(): boolean {
    return this.reviewer.minutesPerDay > 0 && this.reviewer.minutesPerWeek > 0;
  }

  /**
   * Reads for so many minutes from a working time on, and gives the working time at which it is done. What a day's or a week's
   * minutes do not hold goes on when the next begins; nothing is read meanwhile.
   */
  work(start: number, minutes: number): number {
    let at = start;
    let left = minutes;
    this.read += minutes;
    for (;;) {
      this.#turn(at);
      const room = this.#room();
      const midnight = Math.floor(at / DAY_MS + 1) * DAY_MS;
      const untilMidnight = (midnight - at) / MINUTE_MS;
      const now = Math.min(left, room, untilMidnight);
      this.#usedToday += now;
      this.#usedThisWeek += now;
      left -= now;
      if (left < NOTHING) {
        at += now * MINUTE_MS;
        break;
      }
      at = room <= untilMidnight ? this.#nextOpening(at) : midnight;
      const weeks = Math.floor(left / this.#weekMinutes()) - 1;
      if (weeks > 0 && at % WEEK_MS === 0) {
        // Whole weeks of one review: a tiny budget must not take a step for each day of years.
        at += weeks * WEEK_MS;
        left -= weeks * this.#weekMinutes();
      }
    }
    this.#turn(at);
    this.availableAt = this.#room() > 0 ? at : this.#nextOpening(at);
    return at;
  }

  #turn(at: number): void {
    const { day, week } = workingDay(at);
    if (day !== this.#day) this.#usedToday = 0;
    if (week !== this.#week) this.#usedThisWeek = 0;
    this.#day = day;
    this.#week = week;
  }

  #room(): number {
    const { minutesPerDay, minutesPerWeek } = this.reviewer;
    const room = Math.min(minutesPerDay - this.#usedToday, minutesPerWeek - this.#usedThisWeek);
    return room < NOTHING ? 0 : room;
  }

  #nextOpening(at: number): number {
    const weekIsFull = this.reviewer.minutesPerWeek - this.#usedThisWeek < NOTHING;
    const span = weekIsFull ? WEEK_MS : DAY_MS;
    return Math.floor(at / span + 1) * span;
  }

  #weekMinutes(): number {
    return Math.min(this.reviewer.minutesPerWeek, WORKING_DAYS * this.reviewer.minutesPerDay);
  }
}
