import {
  newWatch,
  packWatch,
  unobserved,
  unpackWatch,
  type Watch,
  type WatchSetting,
  type WatchSignal,
  watch,
  watchSetting,
  watchSilence,
} from '../../domain/detection/index.ts';
import type { SeriesStatement } from '../../domain/policy/index.ts';
import { type Digest, digestOfJson, type Instant, instant } from '../../kernel/index.ts';

/** What came to a watch since its body was written: the same entries give the same watch. */
export type Entry =
  | readonly ['value', Instant, number]
  /** Nothing came until this moment. */
  | readonly ['silence', Instant]
  /** Nobody looked until this moment. */
  | readonly ['away', Instant];

/** What is known of one series. A value that never changes. */
export interface SeriesState {
  readonly setting: Digest;
  readonly watch: Watch;
  /** Start of the newest step that was told; `null` = none. */
  readonly told: Instant | null;
  /** Starts of the newest steps that were not known when later ones were told. */
  readonly missed: readonly Instant[];
  readonly journal: readonly Entry[];
  /** The newest step that was looked at for silence. */
  readonly silentTo: Instant | null;
  /** When it was last written. */
  readonly seenAt: Instant | null;
}

/** Head of what is kept: all but the watch as it was at the last body. */
export type SeriesHead = Omit<SeriesState, 'watch'>;

/** Steps that may come late. */
export const LATE_STEPS = 20;

/** How a stated series is watched. */
export function settingOf({ stepMs, directions, alarmsPerWeek, unit }: SeriesStatement): WatchSetting {
  return watchSetting({ stepMs, directions, alarmsPerWeek, unit });
}

/** How a watch learns; what was learnt in another way is learnt anew. */
const METHOD = 2;

/** What is known under another setting, or of other lines, says nothing of this one. */
export function settingDigest(statement: SeriesStatement): Digest {
  const { selector, stepMs, directions, alarmsPerWeek, unit } = statement;
  return digestOfJson({ selector, stepMs, directions, alarmsPerWeek, unit, method: METHOD });
}

/** A series of which nothing is known. */
export function newSeries(statement: SeriesStatement): SeriesState {
  return {
    setting: settingDigest(statement),
    watch: newWatch(settingOf(statement)),
    told: null,
    missed: [],
    journal: [],
    silentTo: null,
    seenAt: null,
  };
}

/** The state of a head, and of the body that was written at or before it. */
export function restored(head: SeriesHead, body: string): SeriesState {
  const packed = unpackWatch(JSON.parse(body) as Parameters<typeof unpackWatch>[0]);
  return { ...head, watch: head.journal.reduce((reached, entry) => entered(reached, entry).watch, packed) };
}

/** The watch as it stands, to be kept; the journal begins anew with it. */
export function bodyOf({ watch: reached }: SeriesState): string {
  return JSON.stringify(packWatch(reached));
}

/** A state after an entry, with the alarms that came of it. */
export function withEntry(
  state: SeriesState,
  entry: Entry,
): { readonly state: SeriesState; readonly signals: readonly WatchSignal[] } {
  const { watch: reached, signals } = entered(state.watch, entry);
  return { state: { ...state, watch: reached, journal: [...state.journal, entry] }, signals };
}

/**
 * Takes the values of steps in, and notes silence. `values` begins at the step `from`; what is not known is left out. `awayUntil`: this node
 * was not there before, so that what is missing until then is no silence.
 */
export function withSteps(
  before: SeriesState,
  given: {
    readonly from: Instant;
    readonly values: readonly (number | null)[];
    /** The newest moment of which something could be known. */
    readonly knownTo: Instant;
    readonly awayUntil: Instant | null;
  },
): { readonly state: SeriesState; readonly signals: readonly WatchSignal[] } {
  const { from, values, knownTo, awayUntil } = given;
  const { stepMs } = before.watch.setting;
  let state = before;
  const signals: WatchSignal[] = [];
  const enter = (entry: Entry): void => {
    const next = withEntry(state, entry);
    state = next.state;
    signals.push(...next.signals);
  };
  const away = (until: number): void => {
    if (awayUntil === null || state.told === null || state.told + stepMs >= awayUntil) return;
    const reached = instant(Math.min(until, awayUntil));
    if (unobserved(state.watch, reached) !== state.watch) enter(['away', reached]);
  };
  for (const [index, value] of values.entries()) {
    const at = instant(from + index * stepMs);
    const isNew = state.told === null || at > state.told;
    if (value === null || !(isNew || state.missed.includes(at))) continue;
    if (isNew) away(at);
    const missed = isNew ? missedBefore(state, at) : state.missed.filter((each) => each !== at);
    enter(['value', at, value]);
    state = { ...state, missed, told: isNew ? at : state.told };
  }
  away(knownTo);
  // Once a step: nothing else can have changed in between.
  const silentTo = instant(Math.floor(knownTo / stepMs) * stepMs - stepMs);
  if (state.silentTo === null || silentTo > state.silentTo) {
    state = { ...state, silentTo };
    if (watchSilence(state.watch, silentTo).watch !== state.watch) enter(['silence', silentTo]);
  }
  return { state, signals };
}

function entered(reached: Watch, entry: Entry): { readonly watch: Watch; readonly signals: readonly WatchSignal[] } {
  switch (entry[0]) {
    case 'value':
      return watch(reached, { at: entry[1], value: entry[2] });
    case 'silence':
      return watchSilence(reached, entry[1]);
    case 'away':
      return { watch: unobserved(reached, entry[1]), signals: [] };
  }
}

/** Steps that are passed over now may still come late. */
function missedBefore({ told, missed, watch: reached }: SeriesState, at: Instant): readonly Instant[] {
  if (told === null) return [];
  const { stepMs } = reached.setting;
  const between = Math.min(LATE_STEPS, Math.round((at - told) / stepMs) - 1);
  const skipped = Array.from({ length: between }, (_, index) => instant(at - (between - index) * stepMs));
  return [...missed, ...skipped].filter((each) => each > at - LATE_STEPS * stepMs);
}
