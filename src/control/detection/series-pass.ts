import { type AlarmEnd, type AlarmFinding, pictureOf, type WatchSignal } from '../../domain/detection/index.ts';
import type { SeriesStatement } from '../../domain/policy/index.ts';
import type { SeriesStore } from '../../domain/signal/index.ts';
import type { NodeStore } from '../../event-log/index.ts';
import { type Instant, instant } from '../../kernel/index.ts';
import { readBody, readHead, writeState } from './keep.ts';
import {
  bodyOf,
  LATE_STEPS,
  newSeries,
  restored,
  type SeriesHead,
  type SeriesState,
  settingDigest,
  withSteps,
} from './series-state.ts';
import { stepValues } from './step-value.ts';
import { knownOf, type WatchSummary } from './summary.ts';

/** How long samples of a step may be on their way: a source is asked each ten seconds. */
export const GRACE_MS = 15_000;
/** What a node remembers of measurements. */
export const REMEMBERED_MS = 4 * 3_600_000;
/** Entries that are kept beside a body before it is written anew. */
const JOURNAL = 60;
/** Points of a picture. */
const PICTURE = 60;

/** What a node holds of one series between its passes. */
export interface HeldSeries {
  readonly version: number | null;
  readonly parts: number;
  readonly state: SeriesState;
}

/** What became of a series in one pass, in order; the last is how it stands. */
export interface Found {
  readonly finding: AlarmFinding | null;
  readonly because: AlarmEnd;
}

interface KeptHead extends SeriesHead {
  readonly summary: WatchSummary;
}

/** Takes in what is new of a series, and keeps it; `null` = another node did in between. */
export async function passSeries(
  given: {
    readonly records: NodeStore['records'];
    readonly series: SeriesStore;
    readonly key: string;
    readonly statement: SeriesStatement;
    readonly now: Instant;
    /** When this node began to watch. */
    readonly since: Instant;
  },
  before: HeldSeries | null,
): Promise<{
  readonly held: HeldSeries;
  readonly found: readonly Found[];
  readonly picture: ReturnType<typeof pictureOf>;
} | null> {
  const { records, key, statement, now } = given;
  const held = await fresh(given, before);
  const { stepMs } = statement;
  const knownTo = instant(Math.floor((now - GRACE_MS) / stepMs) * stepMs);
  const { told, seenAt } = held.state;
  const earliest = Math.floor((now - REMEMBERED_MS) / stepMs) * stepMs;
  const from = instant(told === null ? earliest : Math.max(earliest, told - LATE_STEPS * stepMs));
  const values =
    knownTo <= from ? [] : stepValues(given.series, [statement.selector], { from, to: knownTo, stepMs, now });
  const wasAway = seenAt === null || seenAt < given.since;
  const awayUntil = wasAway ? instant(given.since + 2 * stepMs + GRACE_MS) : null;
  const { state, signals } = withSteps(held.state, { from, values, knownTo, awayUntil });
  const found = foundIn(signals, state);
  if (state === held.state) return { held, found, picture: [] };
  const picture = state.watch.open === null && signals.length === 0 ? [] : pictureOf(state.watch, PICTURE);
  const isFull = state.journal.length > JOURNAL || held.parts === 0;
  // Away stays to be known until samples came after it.
  const seen = { ...state, seenAt: wasAway && (state.told ?? 0) < (awayUntil ?? 0) ? seenAt : now };
  const next = isFull ? { ...seen, journal: [] } : seen;
  const { watch, ...head } = next;
  const summary: WatchSummary = { counts: watch.counts, ...knownOf(watch) };
  const body = isFull ? bodyOf(next) : null;
  const written = await writeState(records, {
    key,
    version: held.version,
    head: { ...head, summary } satisfies KeptHead,
    body,
    parts: held.parts,
    now,
  });
  return written === null ? null : { held: { ...written, state: next }, found, picture };
}

/** What this node holds, unless another one wrote since. */
async function fresh(
  { records, key, statement, now }: Parameters<typeof passSeries>[0],
  before: HeldSeries | null,
): Promise<HeldSeries> {
  const setting = settingDigest(statement);
  const { version, head, parts } = await readHead<KeptHead>(records, key, now);
  if (before !== null && before.version === version && before.state.setting === setting) return before;
  const empty = { version, parts: 0, state: newSeries(statement) };
  if (head === null || head.setting !== setting) return empty;
  const body = await readBody(records, key, now);
  if (body === null) return empty;
  const { summary: _, ...own } = head;
  return { version, parts, state: restored(own, body) };
}

/** Alarms that came and went, and the one that is there. */
function foundIn(signals: readonly WatchSignal[], { watch }: SeriesState): readonly Found[] {
  const found = signals.map(
    (signal): Found =>
      signal.kind === 'cleared'
        ? { finding: null, because: signal.because }
        : { finding: { kind: 'series', alarm: signal.alarm }, because: 'forgotten' },
  );
  const last: Found = {
    finding: watch.open === null ? null : { kind: 'series', alarm: watch.open.alarm },
    because: 'forgotten',
  };
  return [...found, last];
}
