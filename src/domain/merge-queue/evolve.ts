import { assertNever } from '../../kernel/index.ts';
import type { QueueEvent } from './event.ts';
import { learn } from './forecast.ts';
import { NOTHING_LEARNT } from './forecast-memory.ts';
import { entryOf, firstNumber } from './look.ts';
import {
  GONE,
  MAX_DECIDED,
  MAX_DURATIONS,
  MAX_LANDINGS,
  MAX_PROVEN,
  MAX_TRIALS,
  type MergeQueue,
  type QueueEntry,
  type QueueTrial,
} from './model.ts';

type Of<Kind extends QueueEvent['kind']> = Extract<QueueEvent, { readonly kind: Kind }>;

/** The queue after an event; `null` before it was opened. What was told already changes nothing. */
export function evolve(before: MergeQueue | null, event: QueueEvent): MergeQueue | null {
  if (event.kind === 'QueueOpened') return before ?? opened(event);
  if (before === null) return null;
  const after = changed(before, event);
  return after === before ? before : { ...after, forecast: learn(before, event, after) };
}

function changed(before: MergeQueue, event: Exclude<QueueEvent, Of<'QueueOpened'>>): MergeQueue {
  switch (event.kind) {
    case 'EntryQueued':
      return queued(before, event);
    case 'EntryJudged':
      return withEntry(before, event.number, (entry) => ({ ...entry, gate: event.gate }));
    case 'TrialStarted':
      return withTrial(before, event, null);
    case 'TrialConflicted': {
      const { entry, files, at } = event;
      return withTrial(before, { ...event, commit: null, tree: null }, { outcome: 'conflict', entry, files, at });
    }
    case 'TrialEnded':
      return ended(before, event);
    case 'FailureJudged':
      return {
        ...before,
        trials: before.trials.map((each) =>
          each.number === event.trial ? { ...each, judgement: event.judgement } : each,
        ),
      };
    case 'LandRequested': {
      const { kind: _kind, id: _id, landing: number, ...landing } = event;
      return { ...before, pending: { number, ...landing }, nextLanding: number + 1 };
    }
    case 'Landed':
      return landed(before, event);
    case 'LandRefused':
      return before.pending?.number === event.landing ? { ...before, pending: null } : before;
    case 'Ejected':
      return forgetting(
        withEntry(before, event.number, (entry) =>
          entry.state === 'waiting'
            ? { ...entry, state: 'ejected', decidedAt: event.at, ejection: event.reason }
            : entry,
        ),
      );
    case 'QueuePaused':
      return { ...before, paused: event.pause };
    case 'QueueResumed':
      return { ...before, paused: null };
    case 'QueueFrozen': {
      const others = before.freezes.filter(({ id }) => id !== event.freeze.id);
      return { ...before, freezes: [...others, event.freeze] };
    }
    case 'QueueThawed':
      return { ...before, freezes: before.freezes.filter(({ id }) => id !== event.freeze) };
    case 'ForeignPush': {
      const { number, from, to, targets, at } = event;
      return {
        ...withLanded(before, [number]),
        head: to,
        items: appended(before.items, { kind: 'foreign', number, from, to, targets, at }),
        nextNumber: number + 1,
      };
    }
    default:
      return assertNever(event);
  }
}

function opened({ id, head }: Of<'QueueOpened'>): MergeQueue {
  return {
    id,
    head,
    items: [],
    nextNumber: 1,
    trials: [],
    nextTrial: 1,
    landed: [],
    landedCount: 0,
    pending: null,
    landings: [],
    nextLanding: 1,
    proven: [],
    paused: null,
    freezes: [],
    durations: [],
    forecast: NOTHING_LEARNT,
  };
}

function queued(before: MergeQueue, event: Of<'EntryQueued'>): MergeQueue {
  const { number, content, parents, children, at } = event;
  const entry: QueueEntry = {
    ...content,
    kind: 'entry',
    number,
    queuedAt: at,
    parents,
    state: 'waiting',
    decidedAt: null,
    ejection: null,
    landing: null,
    lost: 0,
    gone: 0,
  };
  const stacked = [...new Set(children)].reduce(
    (queue, child) => withEntry(queue, child, (each) => ({ ...each, parents: [...each.parents, number] })),
    before,
  );
  return { ...before, items: appended(stacked.items, entry), nextNumber: number + 1 };
}

function withTrial(
  before: MergeQueue,
  told: Pick<Of<'TrialStarted'>, 'trial' | 'base' | 'assumes' | 'subjects' | 'attempt' | 'controls' | 'at'> &
    Pick<QueueTrial, 'commit' | 'tree'>,
  end: QueueTrial['end'],
): MergeQueue {
  const { trial: number, base, assumes, subjects, attempt, commit, tree, at: startedAt } = told;
  const landedBefore = before.landedCount;
  const trial: QueueTrial = {
    number,
    base,
    landedBefore,
    assumes,
    subjects,
    attempt,
    commit,
    tree,
    startedAt,
    end,
    controls: told.controls ?? null,
    tests: null,
    judgement: null,
  };
  return { ...before, trials: kept([...before.trials, trial]), nextTrial: number + 1 };
}

function ended(before: MergeQueue, event: Of<'TrialEnded'>): MergeQueue {
  const { trial: number, outcome, build, code, detail, at } = event;
  const trial = before.trials.find((each) => each.number === number);
  if (trial === undefined || trial.end !== null) return before;
  const end: QueueTrial['end'] = { outcome, build, code, ...(detail === undefined ? {} : { detail }), at };
  const tests = event.tests ?? null;
  const trials = before.trials.map((each) => (each.number === number ? { ...each, end, tests } : each));
  const isTold = outcome === 'passed' || outcome === 'failed';
  const isNew = isTold && code !== 'same-tree';
  const { tree } = trial;
  const proven =
    outcome === 'passed' && tree !== null && !before.proven.some((each) => each.tree === tree)
      ? [...before.proven, { tree, trial: number, build: build ?? '' }].slice(-MAX_PROVEN)
      : before.proven;
  const durations = isNew ? [...before.durations, at - trial.startedAt].slice(-MAX_DURATIONS) : before.durations;
  return { ...counted({ ...before, trials }, trial, event), proven, durations };
}

/** Builds that nobody's content ended count for the entry that was built alone on what has landed, until one tells something. */
function counted(before: MergeQueue, trial: QueueTrial, { outcome, code }: Of<'TrialEnded'>): MergeQueue {
  const [only, ...others] = trial.subjects;
  if (only === undefined || others.length > 0 || outcome === 'cancelled') return before;
  if (outcome !== 'infrastructure') return withEntry(before, only, (entry) => ({ ...entry, lost: 0, gone: 0 }));
  // Whatever else waited in the tree may have ended it as well; what it is stacked on goes where it goes.
  const family = ancestorsOf(before, only);
  if (trial.assumes.some((each) => entryOf(before, each)?.state === 'waiting' && !family.has(each))) return before;
  const isGone = code === GONE;
  return withEntry(before, only, (entry) =>
    isGone ? { ...entry, gone: entry.gone + 1 } : { ...entry, lost: entry.lost + 1 },
  );
}

function ancestorsOf(queue: MergeQueue, number: number): ReadonlySet<number> {
  const found = new Set<number>();
  const open = [number];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const parent of entryOf(queue, next)?.parents ?? []) {
      if (found.has(parent)) continue;
      found.add(parent);
      open.push(parent);
    }
  }
  return found;
}

function landed(before: MergeQueue, event: Of<'Landed'>): MergeQueue {
  const { pending } = before;
  if (pending === null || pending.number !== event.landing) return before;
  const decided = { state: 'landed', decidedAt: event.at, landing: pending.number } as const;
  const { items } = pending.entries.reduce(
    (queue, number) => withEntry(queue, number, (entry) => ({ ...entry, ...decided })),
    before,
  );
  const landings = [...before.landings, { ...pending, at: event.at }].slice(-MAX_LANDINGS);
  return forgetting({
    ...withLanded(before, pending.entries),
    head: pending.to,
    pending: null,
    items,
    landings,
  });
}

function withLanded(before: MergeQueue, numbers: readonly number[]): MergeQueue {
  const landed = [...before.landed, ...numbers];
  return { ...before, landed, landedCount: before.landedCount + numbers.length };
}

function withEntry(before: MergeQueue, number: number, change: (entry: QueueEntry) => QueueEntry): MergeQueue {
  const entry = entryOf(before, number);
  if (entry === null) return { ...before };
  const items = before.items.slice();
  items[number - firstNumber(before)] = change(entry);
  return { ...before, items };
}

/** A copy by blocks of memory: a spread asks for each item, which a crowd that is queued at once pays ten thousand times. */
function appended(items: MergeQueue['items'], item: MergeQueue['items'][number]): MergeQueue['items'] {
  return items.concat([item]);
}

/** Drops what was decided long ago from the front, and with it what hangs on nothing else. */
function forgetting(queue: MergeQueue): MergeQueue {
  const isDecided = (item: MergeQueue['items'][number]): boolean => item.kind === 'foreign' || item.state !== 'waiting';
  if (queue.items.length <= 2 * MAX_DECIDED) return queue;
  const firstWaiting = queue.items.findIndex((item) => !isDecided(item));
  const end = firstWaiting < 0 ? queue.items.length : firstWaiting;
  const cut = Math.max(0, end - MAX_DECIDED);
  if (cut === 0) return queue;
  const items = queue.items.slice(cut);
  const first = items[0]?.number ?? queue.nextNumber;
  return { ...queue, items, landed: queue.landed.filter((number) => number >= first) };
}

/** Running ones and the newest of the others. */
function kept(trials: readonly QueueTrial[]): readonly QueueTrial[] {
  if (trials.length <= 2 * MAX_TRIALS) return trials;
  const old = trials.slice(0, -MAX_TRIALS).filter(({ end }) => end === null);
  return [...old, ...trials.slice(-MAX_TRIALS)];
}
