import { type Instant, instant } from '../../kernel/index.ts';
import type { QueueEvent } from './event.ts';
import { intervalReader, type LandingInterval, middlingBuild } from './forecast-interval.ts';
import { AIM, type Asked, type ForecastMemory, type KindMemory } from './forecast-memory.ts';
import { PACE_LANDINGS, sightOf } from './forecast-sign.ts';
import { entryOf, runningTrials, waitingEntries } from './look.ts';
import { GONE, type MergeQueue, type QueueEntry } from './model.ts';
import { freezeOf, shares } from './standing.ts';

/** Landings of one kind of situation that are remembered. */
const MAX_RATIOS = 150;
/** Open answers: while there are as many, nothing more is asked. */
const MAX_OPEN = 400;
/** Entries of which is asked at one moment, spread over the queue. */
const MAX_ASKED = 12;
/** Moments made up for at one event; a queue that slept does not ask for the whole night. */
const MAX_MOMENTS = 4;
/** How often is asked, in builds. */
const EVERY_BUILDS = 0.5;
/** How far one landing moves the share that is aimed at (step of adaptive conformal inference), and the bounds of that share. */
const STEP = 0.005;
const SHARE = { min: 0.005, max: 0.2 } as const;
/** What lands at once took that much of its guess. */
const LEAST = 1e-3;

/**
 * What the queue learnt after an event. Between events nothing changes, so at each the moments since the last are asked as they came:
 * an answer rests on nothing that was known later. What lands scores its answers; what is sent back, held, frozen or paused
 * scores none, since the interval is for what lands undisturbed.
 */
export function learn(before: MergeQueue, event: QueueEvent, after: MergeQueue): ForecastMemory {
  const at = momentOf(event);
  if (at === null) return before.forecast;
  const asked = askSince(before, at);
  const told = takeIn(asked, { before, event, after, at });
  // A word of the gate may be older than what was heard last.
  return { ...told, heardAt: instant(Math.max(at, told.heardAt ?? at)) };
}

/** Reads the interval of every waiting entry at one moment. */
export function intervalsAt(
  queue: MergeQueue,
  given: { readonly now: number; readonly unitMs: number; readonly parallel: number },
): (entry: QueueEntry) => LandingInterval {
  const sight = sightOf(queue, given);
  const read = intervalReader(queue.forecast, given.now);
  return (entry) => read(sight.of(entry), given.unitMs);
}

function takeIn(
  memory: ForecastMemory,
  told: { readonly before: MergeQueue; readonly event: QueueEvent; readonly after: MergeQueue; readonly at: Instant },
): ForecastMemory {
  const { before, event, after, at } = told;
  const without = (isGone: (entry: number) => boolean): ForecastMemory => ({
    ...memory,
    open: memory.open.filter(({ entry }) => !isGone(entry)),
  });
  switch (event.kind) {
    case 'EntryQueued':
      return asking({ ...after, forecast: memory }, at, (entries) =>
        entries.filter((each) => each.number === event.number),
      );
    case 'Landed':
      return before.pending?.number === event.landing ? scored(memory, before.pending.entries, at) : memory;
    case 'Ejected':
      return without((entry) => entry === event.number);
    case 'EntryJudged':
      return event.gate.verdict === 'allow' ? memory : without((entry) => entry === event.number);
    case 'QueueFrozen': {
      const { targets } = event.freeze;
      return without((entry) => targets === null || shares(entryOf(before, entry)?.targets ?? null, targets));
    }
    case 'QueuePaused':
      return { ...memory, open: [], askAt: null };
    case 'TrialEnded':
      // Its executor restarted: what waited, waited for that.
      return event.code === GONE ? { ...memory, open: [] } : memory;
    default:
      return memory;
  }
}

/** Asks at every moment since the last event at which it was time. */
function askSince(before: MergeQueue, until: Instant): ForecastMemory {
  const unitMs = middlingBuild(before.durations);
  if (unitMs === null || before.paused !== null) return before.forecast;
  const everyMs = Math.max(1, Math.round(EVERY_BUILDS * unitMs));
  let memory = before.forecast;
  if (stoodStill(before, until, unitMs)) return { ...memory, open: [], askAt: null };
  let askAt = memory.askAt ?? until;
  for (let moment = 0; moment < MAX_MOMENTS && askAt <= until; moment += 1) {
    memory = asking({ ...before, forecast: memory }, askAt, spread);
    askAt = instant(askAt + everyMs);
  }
  return { ...memory, askAt: askAt > until ? askAt : instant(until + everyMs) };
}

/** Whether nothing was built for longer than a build takes although entries waited: nobody ran the queue. */
function stoodStill(queue: MergeQueue, until: Instant, unitMs: number): boolean {
  const { heardAt } = queue.forecast;
  if (heardAt === null || until - heardAt <= unitMs || runningTrials(queue).length > 0) return false;
  return waitingEntries(queue).length > 0;
}

function asking(
  queue: MergeQueue,
  at: Instant,
  choose: (entries: readonly QueueEntry[]) => readonly QueueEntry[],
): ForecastMemory {
  const { forecast } = queue;
  const unitMs = middlingBuild(queue.durations);
  if (unitMs === null || queue.paused !== null || forecast.open.length >= MAX_OPEN) return forecast;
  const free = waitingEntries(queue).filter(
    (entry) => entry.gate.verdict === 'allow' && freezeOf(queue, entry, at) === null,
  );
  const chosen = choose(free);
  if (chosen.length === 0) return forecast;
  const read = intervalsAt(queue, { now: at, unitMs, parallel: 1 });
  const asked = chosen.map((entry): Asked => {
    const { kind, guessMs, earliestMs, latestMs } = read(entry);
    return { entry: entry.number, at, kind, guessMs, earliestMs, latestMs };
  });
  return { ...forecast, open: [...forecast.open, ...asked] };
}

/** Some of them, evenly over the order. */
function spread(entries: readonly QueueEntry[]): readonly QueueEntry[] {
  if (entries.length <= MAX_ASKED) return entries;
  const step = (entries.length - 1) / (MAX_ASKED - 1);
  return Array.from({ length: MAX_ASKED }, (_, at) => entries[Math.round(at * step)] as QueueEntry);
}

/** What landed tells of each answer that was given for it. */
function scored(memory: ForecastMemory, entries: readonly number[], at: Instant): ForecastMemory {
  const landed = new Set(entries);
  const kinds = [...memory.kinds];
  const scoredEntries = new Set<number>();
  for (const asked of memory.open) {
    const kind = kinds[asked.kind];
    if (kind === undefined || !landed.has(asked.entry)) continue;
    scoredEntries.add(asked.entry);
    kinds[asked.kind] = scoredKind(kind, asked, at - asked.at);
  }
  return {
    ...memory,
    kinds,
    open: memory.open.filter(({ entry }) => !landed.has(entry)),
    landedAt: [...memory.landedAt, ...entries.map(() => at)].slice(-PACE_LANDINGS),
    landings: memory.landings + scoredEntries.size,
  };
}

function scoredKind(kind: KindMemory, asked: Asked, tookMs: number): KindMemory {
  const ratio = Math.log(Math.max(LEAST, tookMs / asked.guessMs));
  return {
    ratios: [...kind.ratios, ratio].slice(-MAX_RATIOS),
    early: moved(kind.early, AIM.early, tookMs < asked.earliestMs),
    late: moved(kind.late, AIM.late, tookMs > asked.latestMs),
  };
}

/** Source: I. Gibbs and E. Candes, Adaptive conformal inference under distribution shift, NeurIPS 2021, equation 2. */
function moved(share: number, aim: number, isMissed: boolean): number {
  return Math.min(SHARE.max, Math.max(SHARE.min, share + STEP * (aim - (isMissed ? 1 : 0))));
}

/** When an event happened; `null` = it tells of no moment of the queue's. */
function momentOf(event: QueueEvent): Instant | null {
  switch (event.kind) {
    case 'EntryJudged':
      return event.gate.at;
    case 'QueuePaused':
      return event.pause.at;
    case 'QueueFrozen':
      return event.freeze.at;
    case 'FailureJudged':
      return null;
    default:
      return event.at;
  }
}
