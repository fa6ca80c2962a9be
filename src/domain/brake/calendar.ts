import { type Instant, instant } from '../../kernel/index.ts';
import type { Brake, BrakeLanes, BrakeScope } from './model.ts';
import type { Recurrence } from './recurrence.ts';

/** A freeze of the calendar, as the protected base of a repository states it. */
export interface CalendarBrake {
  readonly name: string;
  readonly scope: BrakeScope;
  readonly reason: string;
  readonly window: Recurrence;
  readonly lanes: BrakeLanes;
  /** From this moment on it holds nothing any more; `null` = it is there until somebody takes it out. */
  readonly expires: Instant | null;
}

/** The brakes that a calendar makes. They hold in their windows and end by a change of the configuration. */
export function calendarBrakes(calendar: readonly CalendarBrake[]): readonly Brake[] {
  return calendar.map(({ name, scope, reason, window, lanes, expires }) => ({
    id: `calendar/${name}`,
    scope,
    reason,
    by: { kind: 'calendar', id: `calendar/${name}`, name: 'firebreak.yaml' },
    at: BEGINNING,
    from: BEGINNING,
    end: expires === null ? { kind: 'review', at: FOR_EVER } : { kind: 'until', at: expires },
    window,
    lanes,
    cause: null,
    strictSince: BEGINNING,
    amendments: [],
    released: null,
  }));
}

const BEGINNING = instant(0);
/** The last moment that a date can name: the configuration is looked at whenever it changes. */
const FOR_EVER = instant(8.64e15);
