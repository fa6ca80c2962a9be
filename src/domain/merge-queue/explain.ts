import { assertNever, type Instant } from '../../kernel/index.ts';
import { isValidated } from './arrange.ts';
import { type ExpectedLanding, expectedLandings } from './estimate.ts';
import { heldFailure } from './failure.ts';
import { entryOf, runningTrials, trialsOf } from './look.ts';
import type {
  Ejection,
  FailureJudgement,
  Freeze,
  GateWord,
  MergeQueue,
  Pause,
  QueueEntry,
  QueueLanding,
  QueueRules,
  QueueTrial,
} from './model.ts';
import { inLandingOrder, placesOf } from './outlook.ts';
import { freezeOf, isReady, missingParents, shares } from './standing.ts';

/** The one thing that an entry waits for, or what became of it. */
export type Constraint =
  | { readonly kind: 'landed'; readonly landing: QueueLanding | null }
  | { readonly kind: 'ejected'; readonly reason: Ejection }
  | { readonly kind: 'landing' }
  | { readonly kind: 'paused'; readonly pause: Pause }
  /** `isProved` = it lands at once when the freeze ends, if nothing else lands before. */
  | { readonly kind: 'freeze'; readonly freeze: Freeze; readonly isProved: boolean }
  | { readonly kind: 'sign-off'; readonly verdict: GateWord['verdict']; readonly reasons: readonly string[] }
  | { readonly kind: 'stack-parent'; readonly parent: number }
  /** It changes the same lines as an entry before it: once that one landed, it will be sent back. */
  | { readonly kind: 'textual-conflict'; readonly with: readonly number[]; readonly files: readonly string[] }
  /** Its build failed, and that is not believed yet: a failure may be a flake. `judgement` = what its tests say; `null` = it reported none. */
  | {
      readonly kind: 'flake-hold';
      readonly trial: number;
      readonly attempt: number;
      readonly judgement: FailureJudgement | null;
    }
  | { readonly kind: 'own-build'; readonly trial: number; readonly startedAt: Instant }
  | { readonly kind: 'predecessor'; readonly entry: number }
  | { readonly kind: 'slot'; readonly running: number; readonly workers: number };

/** The one thing to do. `none` = nothing: it goes on by itself. */
export type Todo =
  | { readonly code: 'none' }
  /** Nothing is built at this moment, though it could be: nobody may be running the queue. */
  | { readonly code: 'run' }
  | { readonly code: 'resume' }
  | { readonly code: 'thaw'; readonly freeze: string }
  | { readonly code: 'sign'; readonly change: string }
  | { readonly code: 'land-parent'; readonly parent: number }
  | { readonly code: 'rebase'; readonly files: readonly string[] }
  | { readonly code: 'repair'; readonly build: string | null }
  | { readonly code: 'add-again' }
  | { readonly code: 'judge-again' }
  | { readonly code: 'look-at-runner'; readonly detail: string }
  | { readonly code: 'ask'; readonly reason: string };

/** Why an entry stands where it stands. */
export interface Explanation {
  readonly entry: QueueEntry;
  readonly constraint: Constraint;
  readonly todo: Todo;
  /** Whether adding it again as it is may work; `null` = it was not sent back. */
  readonly isSafeToRearm: boolean | null;
  /** Entries that go before it, the first to land first. */
  readonly ahead: readonly number[];
  readonly expected: ExpectedLanding | null;
}

/** Explains one entry: the binding constraint alone, which is the first that would still hold if everything after it were gone. */
export function explainEntry(
  queue: MergeQueue,
  asked: {
    readonly entry: QueueEntry;
    readonly rules: QueueRules;
    readonly now: Instant;
    /** `expectedLandings` of the same queue and moment, where many entries are explained; left out = it is read anew. */
    readonly landings?: (entry: QueueEntry) => ExpectedLanding | null;
  },
): Explanation {
  const { entry, landings = expectedLandings(queue, asked) } = asked;
  const constraint = constraintOf(queue, asked);
  const ahead = entry.state === 'waiting' ? aheadOf(queue, entry) : [];
  const isHeld = ['paused', 'freeze', 'sign-off'].includes(constraint.kind);
  return {
    entry,
    constraint,
    todo: todoOf(constraint, entry),
    isSafeToRearm: entry.ejection === null ? null : isSafeToRearm(entry.ejection),
    ahead: ahead.map(({ number }) => number),
    expected: isHeld ? null : landings(entry),
  };
}

function constraintOf(
  queue: MergeQueue,
  { entry, rules, now }: { readonly entry: QueueEntry; readonly rules: QueueRules; readonly now: Instant },
): Constraint {
  if (entry.state === 'landed') {
    return { kind: 'landed', landing: queue.landings.find(({ number }) => number === entry.landing) ?? null };
  }
  if (entry.ejection !== null) return { kind: 'ejected', reason: entry.ejection };
  if (queue.pending?.entries.includes(entry.number) === true) return { kind: 'landing' };
  if (queue.paused !== null) return { kind: 'paused', pause: queue.paused };
  if (entry.gate.verdict !== 'allow') {
    return { kind: 'sign-off', verdict: entry.gate.verdict, reasons: entry.gate.reasons };
  }
  const freeze = freezeOf(queue, entry, now);
  if (freeze !== null) return { kind: 'freeze', freeze, isProved: isProvedAlone(queue, entry) };
  const [parent] = missingParents(queue, entry, []);
  if (parent !== undefined) return { kind: 'stack-parent', parent };
  return buildConstraint(queue, { entry, rules, now });
}

function buildConstraint(
  queue: MergeQueue,
  { entry, rules, now }: { readonly entry: QueueEntry; readonly rules: QueueRules; readonly now: Instant },
): Constraint {
  const { number } = entry;
  const own = trialsOf(queue, number);
  const running = own.findLast(({ end }) => end === null);
  const held = heldFailure(queue, number);
  if (held !== null) {
    const { judgement } = held;
    return { kind: 'flake-hold', trial: running?.number ?? held.number, attempt: judgement.attempts, judgement };
  }
  // The same entries may be built again because the branch moved: only a failure that still counts may be a flake.
  if (running !== undefined && running.attempt > 0 && own.some((trial) => isFailure(queue, trial))) {
    return { kind: 'flake-hold', trial: running.number, attempt: running.attempt, judgement: null };
  }
  const isUndecided = (each: number): boolean => entryOf(queue, each)?.state === 'waiting';
  const conflict = own.findLast(
    ({ end, assumes }) => end?.outcome === 'conflict' && end.entry === number && assumes.some(isUndecided),
  );
  if (conflict?.end?.outcome === 'conflict') {
    return { kind: 'textual-conflict', with: conflict.assumes.filter(isUndecided), files: conflict.end.files };
  }
  if (running !== undefined) return { kind: 'own-build', trial: running.number, startedAt: running.startedAt };
  const busy = runningTrials(queue).length;
  const slot = { kind: 'slot', running: busy, workers: rules.workers } as const;
  const hasPassed = own.some((trial) => trial.end?.outcome === 'passed' && holdsNothingSentBack(queue, trial));
  if (busy === 0 && !hasPassed) return slot;
  if (!hasPassed && busy >= rules.workers) return slot;
  // What is held or frozen lands nothing and so binds nobody.
  const predecessor = aheadOf(queue, entry).find(
    (other) => isReady(queue, other, now) && (rules.proof === 'targets' ? shares(other.targets, entry.targets) : true),
  );
  return predecessor === undefined ? slot : { kind: 'predecessor', entry: predecessor.number };
}

function isFailure(queue: MergeQueue, trial: QueueTrial): boolean {
  return trial.end?.outcome === 'failed' && holdsNothingSentBack(queue, trial);
}

function holdsNothingSentBack(queue: MergeQueue, { assumes, subjects }: QueueTrial): boolean {
  return [...assumes, ...subjects].every((number) => entryOf(queue, number)?.state !== 'ejected');
}

function todoOf(constraint: Constraint, entry: QueueEntry): Todo {
  switch (constraint.kind) {
    case 'landed':
    case 'landing':
    case 'flake-hold':
    case 'own-build':
    case 'predecessor':
      return { code: 'none' };
    case 'slot':
      return { code: constraint.running === 0 ? 'run' : 'none' };
    case 'paused':
      return { code: 'resume' };
    case 'freeze':
      return constraint.freeze.until === null ? { code: 'thaw', freeze: constraint.freeze.id } : { code: 'none' };
    case 'sign-off':
      return { code: 'sign', change: entry.change };
    case 'stack-parent':
      return { code: 'land-parent', parent: constraint.parent };
    case 'textual-conflict':
      return { code: 'rebase', files: constraint.files };
    case 'ejected':
      return todoAfter(constraint.reason);
    default:
      return assertNever(constraint);
  }
}

function todoAfter(reason: Ejection): Todo {
  switch (reason.code) {
    case 'build-failed':
      return { code: 'repair', build: reason.build };
    case 'textual-conflict':
      return { code: 'rebase', files: reason.files };
    case 'content-changed':
      return { code: 'add-again' };
    case 'gate-blocks':
      return { code: 'judge-again' };
    case 'parent-ejected':
      return { code: 'land-parent', parent: reason.parent };
    case 'infrastructure':
      return { code: 'look-at-runner', detail: reason.detail };
    case 'by-hand':
      return { code: 'ask', reason: reason.reason };
    case 'superseded':
    case 'nothing-to-land':
      return { code: 'none' };
    default:
      return assertNever(reason);
  }
}

/** Whether the same content may land on another try: its failing said nothing of it, or what it needs can come without it changing. */
function isSafeToRearm(reason: Ejection): boolean {
  switch (reason.code) {
    case 'infrastructure':
    case 'content-changed':
      return true;
    // It failed only together with what had not landed: alone it was not shown to fail.
    case 'build-failed':
    case 'textual-conflict':
      return reason.with.length > 0;
    case 'parent-ejected':
    case 'gate-blocks':
    case 'by-hand':
    case 'superseded':
    case 'nothing-to-land':
      return false;
    default:
      return assertNever(reason);
  }
}

/** Waiting entries that go before it, the first to land first. */
function aheadOf(queue: MergeQueue, { number }: QueueEntry): readonly QueueEntry[] {
  return inLandingOrder(queue).slice(0, placesOf(queue).get(number) ?? -1);
}

function isProvedAlone(queue: MergeQueue, entry: QueueEntry): boolean {
  return (
    isValidated(queue, entry) &&
    trialsOf(queue, entry.number).some(
      ({ landedBefore, subjects, assumes, end }) =>
        landedBefore === queue.landedCount &&
        assumes.length === 0 &&
        subjects.length === 1 &&
        end?.outcome === 'passed',
    )
  );
}
