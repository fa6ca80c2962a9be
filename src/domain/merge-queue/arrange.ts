import type { Instant } from '../../kernel/index.ts';
import { addBit, type Bits, bitsOf, sameWithin } from './bits.ts';
import type { Board, Plan, Trial } from './board.ts';
import { indexOf, numberAt } from './board-of.ts';
import { isFoundGuilty, isHeldBack, wantedControls } from './failure.ts';
import { entryOf, runningTrials, trialsOf, waitingEntries } from './look.ts';
import {
  type Ejection,
  GONE,
  MAX_FAILURES,
  MAX_GONE,
  MAX_JUDGED,
  MAX_LOST,
  type MergeQueue,
  type QueueEntry,
  type QueueTrial,
} from './model.ts';
import { isReady, mayLand, missingParents } from './standing.ts';

/** A build that shall run, by numbers of entries. */
export interface WantedTrial {
  readonly assumes: readonly number[];
  readonly subjects: readonly number[];
  readonly attempt: number;
  /** Trial whose failed tests it runs on the branch alone; absent = it decides its subjects. */
  readonly controls?: number;
  /** Trial that runs already and is to go on, whatever landed since it was started; absent = what is to be built is said above. */
  readonly running?: number;
}

/** What is to be done for a queue at one moment. */
export interface Steps {
  /** Entries that land together, parents first. */
  readonly land: readonly (readonly number[])[];
  readonly eject: readonly { readonly number: number; readonly reason: Ejection }[];
  /** To be started, the most valuable first. */
  readonly start: readonly WantedTrial[];
  /** Numbers of trials that nobody wants any more. */
  readonly cancel: readonly number[];
}

/**
 * What a scheduler's plan comes to under what it does not know of: stacks, freezes, pauses, what was lost. A parent lands before or with
 * its child; a child is not sent back before its parent is decided; frozen entries are built with workers that are left over, so
 * that they land at once when the freeze ends.
 */
export function arrange(
  queue: MergeQueue,
  given: {
    readonly board: Board;
    readonly plan: Plan;
    readonly now: Instant;
    /** Landings of which no tree was built, so that they are built as they would land. */
    readonly confirm: readonly WantedTrial[];
  },
): Steps {
  const { board, plan, now, confirm } = given;
  const spent = [...spentEntries(queue), ...hopelessEntries(queue), ...guiltyEntries(queue)];
  if (spent.length > 0) return { land: [], eject: spent, start: [], cancel: [] };
  const land = plan.land.flatMap(({ entries }) => {
    const family = withParents(
      queue,
      entries.map((index) => numberAt(queue, index)),
    );
    const isFree = family.every((number, at) => {
      const entry = entryOf(queue, number);
      return entry !== null && mayLand(queue, { entry, together: family.slice(0, at), now });
    });
    return isFree ? [family] : [];
  });
  const eject = plan.eject.flatMap((index) => {
    const entry = entryOf(queue, numberAt(queue, index));
    if (entry === null || missingParents(queue, entry, []).length > 0) return [];
    return [{ number: entry.number, reason: reasonFor(queue, entry) }];
  });
  if (queue.paused !== null) return { land: [], eject: [], start: [], cancel: [] };
  const controls = controlRuns(queue).slice(0, board.workers);
  const wanted: readonly WantedTrial[] = [
    ...confirm,
    // They are asked for only where workers are idle, and whoever failed waits for what they say.
    ...controls,
    ...plan.wanted.map((trial) => wantedOf(queue, board, trial)),
    ...validations(queue, now),
  ].filter((each) => !isControlled(queue, each, controls));
  return { land, eject, ...reconciled(queue, { board, wanted: wanted.slice(0, board.workers) }) };
}

/** A build that a scheduler hands back as it was shown is kept; one that it makes up may have to be started. */
function wantedOf(queue: MergeQueue, board: Board, trial: Trial): WantedTrial {
  const { assumes, subjects, attempt } = trial;
  const wanted = {
    assumes: assumes.map((index) => numberAt(queue, index)),
    subjects: subjects.map((index) => numberAt(queue, index)),
    attempt,
  };
  const shown = board.running.find((each) => each === trial);
  return shown === undefined ? narrowed(queue, wanted) : { ...wanted, running: shown.id };
}

/** Why an entry fails, of the builds that told so. */
export function reasonFor(queue: MergeQueue, { number }: QueueEntry): Ejection {
  const told = trialsOf(queue, number).filter(({ end }) => end?.outcome === 'failed' || end?.outcome === 'conflict');
  const believed = told.filter((each) => !isHeldBack(each));
  const trial = believed.findLast(({ subjects }) => subjects.length === 1) ?? believed.at(-1) ?? told.at(-1);
  if (trial === undefined || trial.end === null) return { code: 'build-failed', trial: null, build: null, with: [] };
  const isUndecided = (each: number): boolean => each !== number && entryOf(queue, each)?.state === 'waiting';
  const beside = [...trial.assumes, ...trial.subjects].filter(isUndecided);
  if (trial.end.outcome === 'conflict') return { code: 'textual-conflict', files: trial.end.files, with: beside };
  const failed = { code: 'build-failed', trial: trial.number, build: trial.end.build, with: beside } as const;
  return trial.tests === null ? failed : { ...failed, tests: trial.tests.failed.slice(0, MAX_JUDGED) };
}

/** Entries whose failed tests leave no doubt. */
function guiltyEntries(queue: MergeQueue): Steps['eject'] {
  const accused = queue.trials.flatMap(({ judgement, subjects }) => (judgement?.advice === 'believe' ? subjects : []));
  return [...new Set(accused)].flatMap((number) => {
    const entry = entryOf(queue, number);
    if (entry === null || entry.state !== 'waiting' || missingParents(queue, entry, []).length > 0) return [];
    return isFoundGuilty(queue, entry) ? [{ number, reason: reasonFor(queue, entry) }] : [];
  });
}

/** The branch alone, built anew: what was proved of it before says nothing of what is broken around it now. */
function controlRuns(queue: MergeQueue): readonly WantedTrial[] {
  return wantedControls(queue).map((controls) => ({ assumes: [], subjects: [], attempt: 1, controls }));
}

/** Whether it builds again what a control run is made for. */
function isControlled(queue: MergeQueue, wanted: WantedTrial, controls: readonly WantedTrial[]): boolean {
  return controls.some(({ controls: number }) => {
    const subjects = queue.trials.find((trial) => trial.number === number)?.subjects ?? [];
    return wanted.controls === undefined && wanted.subjects.some((each) => subjects.includes(each));
  });
}

/** Entries whose builds were lost too often: nothing is known of them, and others wait. */
function spentEntries(queue: MergeQueue): Steps['eject'] {
  const spent = waitingEntries(queue).filter(({ lost, gone }) => lost >= MAX_LOST || gone >= MAX_GONE);
  return spent.map(({ number }) => {
    const last = trialsOf(queue, number).findLast(
      ({ subjects, end }) => subjects.length === 1 && end?.outcome === 'infrastructure',
    );
    const detail = last?.end?.outcome === 'infrastructure' ? last.end.code : 'lost';
    return { number, reason: { code: 'infrastructure', trial: last?.number ?? 0, detail } as const };
  });
}

/**
 * Entries that fail alone on the branch as it stands, which is all that can be asked for them: at once where they cannot be merged, after
 * some builds where a failure may be a flake. A bound on every scheduler's patience.
 */
function hopelessEntries(queue: MergeQueue): Steps['eject'] {
  const tried = waitingEntries(queue).filter(({ number }) => trialsOf(queue, number).length > 0);
  return tried.flatMap((entry) => {
    const told = trialsOf(queue, entry.number).filter(
      ({ landedBefore, assumes, subjects }) =>
        landedBefore === queue.landedCount && assumes.length === 0 && subjects.length === 1,
    );
    if (missingParents(queue, entry, []).length > 0) return [];
    const count = (outcome: string): number =>
      told.filter((trial) => trial.end?.outcome === outcome && !isHeldBack(trial)).length;
    const isHopeless = count('conflict') > 0 || (count('failed') >= MAX_FAILURES && count('passed') === 0);
    return isHopeless ? [{ number: entry.number, reason: reasonFor(queue, entry) }] : [];
  });
}

/** In the order in which they are merged: what an entry stands on before it. */
function withParents(queue: MergeQueue, numbers: readonly number[]): readonly number[] {
  const family: number[] = [];
  const add = (number: number): void => {
    if (family.includes(number)) return;
    const entry = entryOf(queue, number);
    for (const parent of entry?.parents ?? []) if (entryOf(queue, parent)?.state === 'waiting') add(parent);
    family.push(number);
  };
  for (const number of numbers) add(number);
  return family;
}

/**
 * A batch that was lost again and again is built one by one, and an entry whose build ran out of something on others is built without them:
 * nobody else finds out which of them it is.
 */
function narrowed(queue: MergeQueue, wanted: WantedTrial): WantedTrial {
  const [first, second] = wanted.subjects;
  if (first === undefined) return wanted;
  if (second === undefined) return wasSpoilt(queue, first) ? { ...wanted, assumes: parentsOf(queue, first) } : wanted;
  const key = wanted.subjects.join(' ');
  const lost = trialsOf(queue, first).filter(
    ({ subjects, end }) => end?.outcome === 'infrastructure' && subjects.join(' ') === key,
  ).length;
  return lost < MAX_LOST ? wanted : { ...wanted, subjects: [first], assumes: parentsOf(queue, first) };
}

function parentsOf(queue: MergeQueue, number: number): readonly number[] {
  return withParents(queue, [number]).filter((each) => each !== number);
}

/** Whether a build of it alone, on others, came to no end of its own since one last told something. */
function wasSpoilt(queue: MergeQueue, number: number): boolean {
  const ends = trialsOf(queue, number).filter(({ end }) => end !== null && end.outcome !== 'cancelled');
  const last = ends.findLastIndex(({ end }) => end?.outcome !== 'infrastructure');
  return ends
    .slice(last + 1)
    .some(
      ({ subjects, assumes, end }) =>
        subjects.length === 1 && assumes.length > 0 && end?.outcome === 'infrastructure' && end.code !== GONE,
    );
}

/** Builds of entries that may not land now, each on the branch as it stands, where nothing is known of that yet. */
function validations(queue: MergeQueue, now: Instant): readonly WantedTrial[] {
  const open = waitingEntries(queue).filter((entry) => !isReady(queue, entry, now) && !isValidated(queue, entry));
  return open.map(({ number }) => ({ assumes: [], subjects: [number], attempt: 0 }));
}

/** Whether something is known of an entry alone on the branch as it stands. */
export function isValidated(queue: MergeQueue, { number }: QueueEntry): boolean {
  return trialsOf(queue, number).some(
    (trial) =>
      trial.landedBefore === queue.landedCount &&
      trial.assumes.length === 0 &&
      trial.subjects.length === 1 &&
      !isHeldBack(trial) &&
      (trial.end?.outcome === 'passed' || trial.end?.outcome === 'failed' || trial.end?.outcome === 'conflict'),
  );
}

/** What runs and is still wanted is kept, whatever became of the assumptions that it does not depend on. */
function reconciled(
  queue: MergeQueue,
  given: { readonly board: Board; readonly wanted: readonly WantedTrial[] },
): Pick<Steps, 'start' | 'cancel'> {
  const { board, wanted } = given;
  const running = runningTrials(queue);
  const kept = new Set<number>();
  const start: WantedTrial[] = [];
  const held = new Map(board.running.map(({ id, content }) => [id, content]));
  const none = bitsOf(board.entries.length, []);
  const goesOn = new Set(wanted.map(({ running: number }) => number));
  for (const { number } of running) if (goesOn.has(number)) kept.add(number);
  for (const each of wanted) {
    if (each.running !== undefined && kept.has(each.running)) continue;
    const [first] = each.subjects;
    const alike = first === undefined || each.controls !== undefined ? running : trialsOf(queue, first);
    const content = contentOf(queue, { board, wanted: each });
    const found = alike.find(
      (trial) =>
        trial.end === null &&
        !kept.has(trial.number) &&
        isSame(queue, { board, trial, wanted: each, held: held.get(trial.number) ?? none, content }),
    );
    if (found === undefined) start.push(each);
    else kept.add(found.number);
  }
  const cancel = running.filter(({ number }) => !kept.has(number)).map(({ number }) => number);
  return { start, cancel };
}

function contentOf(
  queue: MergeQueue,
  { board, wanted }: { readonly board: Board; readonly wanted: WantedTrial },
): Bits {
  const content = board.landed.slice();
  for (const number of [...wanted.assumes, ...wanted.subjects]) addBit(content, indexOf(queue, number));
  return content;
}

function isSame(
  queue: MergeQueue,
  given: {
    readonly board: Board;
    readonly trial: QueueTrial;
    readonly wanted: WantedTrial;
    /** What the trial's tree holds, and what the wanted one would. */
    readonly held: Bits;
    readonly content: Bits;
  },
): boolean {
  const { board, trial, wanted, held, content } = given;
  if (trial.controls !== (wanted.controls ?? null)) return false;
  if (trial.controls !== null) return true;
  if (trial.attempt !== wanted.attempt || trial.subjects.length !== wanted.subjects.length) return false;
  return trial.subjects.every((subject, at) => {
    const neighbours = board.entries[indexOf(queue, subject)]?.neighbours;
    return subject === wanted.subjects[at] && neighbours !== undefined && sameWithin(neighbours, held, content);
  });
}
