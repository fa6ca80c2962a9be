import type { Instant } from '../../kernel/index.ts';
import {
  countFailures,
  ejectionDoubt,
  type FailureCause,
  type FlakeModel,
  flakeProbability,
  judgeFailure,
  type Quarantine,
  type TestOutcome,
} from '../flaky-test/index.ts';
import type { QueueEvent } from './event.ts';
import { entryOf, runningTrials, trialsOf } from './look.ts';
import {
  type BuildOutcome,
  type FailureJudgement,
  MAX_JUDGED,
  MAX_TESTS,
  type MergeQueue,
  type QueueEntry,
  type QueueRules,
  type QueueTrial,
  type TrialTests,
} from './model.ts';

/** What a build reported of its tests. */
export interface ReportedTests {
  readonly outcomes: readonly TestOutcome[];
  /** A report ends in the middle, or could not be read: what it would have said is not known. */
  readonly isCut: boolean;
  /** Entries were left out: a test that failed may be among them. */
  readonly hasGaps: boolean;
}

/** How a build ended, and what it reported of tests that failed. */
export interface ReadEnd {
  readonly outcome: BuildOutcome;
  readonly code: string;
  readonly tests: TrialTests | null;
}

/** Share of good changes that may be sent back by mistake. */
const FALSE_EJECTIONS = 0.003;

/**
 * What a build's reports make of a failure. Only tests in quarantine failed: it passed, as `quarantined`. None failed and some were
 * stopped, or a report was cut off: nothing is known, as `tests-interrupted`. Everything else is as the executor told it, also where entries
 * were left out: what they would have said excuses nothing.
 */
export function readBuildEnd(
  told: { readonly outcome: BuildOutcome; readonly code: string },
  given: {
    /** `null` = it reported nothing. */
    readonly reported: ReportedTests | null;
    readonly quarantines: readonly Quarantine[];
    readonly now: Instant;
  },
): ReadEnd {
  const { reported, quarantines, now } = given;
  if (reported === null || told.outcome !== 'failed') return { ...told, tests: null };
  const { outcomes, isCut, hasGaps } = reported;
  const names = outcomes.filter(({ passes, failures }) => failures > 0 && passes === 0).map(({ test }) => test);
  const { counted, excused } = countFailures(names.sort(), quarantines, now);
  const tests: TrialTests = {
    ran: outcomes.length,
    failed: counted.slice(0, MAX_TESTS),
    failedCount: counted.length,
    excused: excused.map(({ test }) => test).slice(0, MAX_TESTS),
  };
  if (counted.length > 0) return { ...told, tests };
  if (hasGaps) return { ...told, tests: null };
  const isStopped = outcomes.some((each) => each.interruptions > 0 && each.passes + each.failures === 0);
  if (isStopped || isCut) return { outcome: 'infrastructure', code: 'tests-interrupted', tests };
  if (excused.length > 0) return { outcome: 'passed', code: 'quarantined', tests };
  return { ...told, tests: null };
}

/**
 * What follows from a build that ended: of one that failed by tests, whether that is believed; of a control run, what it says of the
 * trial that it was made for. `queue` is the one after the end. Empty where no test tells anything.
 */
export function judgeEnd(
  queue: MergeQueue,
  given: {
    readonly trial: number;
    readonly model: FlakeModel;
    readonly rules: QueueRules;
    readonly now: Instant;
  },
): readonly QueueEvent[] {
  const { model, rules, now } = given;
  const ended = queue.trials.find(({ number }) => number === given.trial);
  const controlled = ended?.controls ?? null;
  const trial = controlled === null ? ended : queue.trials.find(({ number }) => number === controlled);
  if (trial === undefined || !hasFailedTests(trial)) return [];
  if (controlled !== null && trial.judgement?.advice !== 'control') return [];
  const judgement = judgeTrial(queue, { trial, model, rules, now });
  return [{ kind: 'FailureJudged', id: queue.id, trial: trial.number, judgement }];
}

/** Whether a failure is not believed yet: it may be a flake, and nobody is sent back for it. */
export function isHeldBack({ judgement }: Pick<QueueTrial, 'judgement'>): boolean {
  return judgement !== null && judgement.advice !== 'believe';
}

/** The newest failure of an entry, where it is not believed yet and nothing was told of the entry since; `null` = none. */
export function heldFailure(queue: MergeQueue, number: number): (QueueTrial & { judgement: FailureJudgement }) | null {
  const last = trialsOf(queue, number).findLast(
    ({ end }) => end !== null && end.outcome !== 'cancelled' && end.outcome !== 'infrastructure',
  );
  const { judgement = null } = last ?? {};
  return last !== undefined && judgement !== null && isHeldBack(last) ? { ...last, judgement } : null;
}

/** Trials whose failed tests shall run on the branch alone, each once; those whose entries still wait. */
export function wantedControls(queue: MergeQueue): readonly number[] {
  return queue.trials
    .filter(({ judgement, subjects }) => {
      return judgement?.advice === 'control' && subjects.some((each) => entryOf(queue, each)?.state === 'waiting');
    })
    .filter(({ number }) => !queue.trials.some(({ controls, end }) => controls === number && end !== null))
    .map(({ number }) => number);
}

/** Whether an entry is found to be at fault by a build of it on nothing that is undecided, which nothing later contradicts. */
export function isFoundGuilty(queue: MergeQueue, { number }: QueueEntry): boolean {
  const told = trialsOf(queue, number).filter(
    ({ subjects, end }) => subjects.length === 1 && (end?.outcome === 'failed' || end?.outcome === 'passed'),
  );
  const last = told.at(-1);
  if (last === undefined || last.end?.outcome !== 'failed' || last.judgement?.advice !== 'believe') return false;
  return last.assumes.every((each) => (entryOf(queue, each)?.state ?? 'landed') === 'landed');
}

function hasFailedTests({ end, tests }: QueueTrial): boolean {
  return end?.outcome === 'failed' && tests !== null && tests.failed.length > 0;
}

function judgeTrial(
  queue: MergeQueue,
  given: {
    readonly trial: QueueTrial;
    readonly model: FlakeModel;
    readonly rules: QueueRules;
    readonly now: Instant;
  },
): FailureJudgement {
  const { trial, model, rules, now } = given;
  const attempts = attemptsOf(queue, trial);
  const open = openIn(queue, trial);
  const busy = Math.min(rules.workers, runningTrials(queue).length);
  const load = busy / Math.max(1, rules.workers);
  const { control, isLost } = controlOf(queue, attempts);
  const cause = causeOf(model, { attempts, trial, load, control, breaks: breaksOf(open) });
  const doubt = ejectionDoubt({ bound: FALSE_EJECTIONS, failureShare: usualFailure(queue) });
  const { kind, because, when } = judgeFailure({
    cause: cause.cause,
    subjects: Math.max(1, open.length),
    attempts: attempts.length,
    workers: rules.workers,
    // A control run that was lost is not tried again: the build itself tells more.
    busy: isLost ? rules.workers : busy,
    isControlled: control !== null,
    doubt,
  });
  const tests = cause.failed
    .map((test, at) => ({ test, rate: cause.cause.rates[at] ?? { value: 0, low: 0, high: 1, n: 0 } }))
    .sort((a, b) => b.rate.value - a.rate.value)
    .slice(0, MAX_JUDGED);
  const { innocent } = cause.cause;
  return { advice: kind, because, when, innocent, doubt, attempts: attempts.length, tests, control, at: now };
}

/** Failed builds of the same entries since one passed, this one last: the same changes, on whatever the branch held. */
function attemptsOf(queue: MergeQueue, trial: QueueTrial): readonly QueueTrial[] {
  const key = trial.subjects.join(' ');
  const same = queue.trials.filter(({ number, subjects, end, controls }) => {
    const isTold = end?.outcome === 'passed' || end?.outcome === 'failed';
    return controls === null && number <= trial.number && isTold && subjects.join(' ') === key;
  });
  const passed = same.findLastIndex(({ end }) => end?.outcome === 'passed');
  return same.slice(passed + 1).filter(hasFailedTests);
}

/** A test that passed in one of the attempts is shown to flake: only those that failed in all of them accuse together. */
function causeOf(
  model: FlakeModel,
  given: {
    readonly attempts: readonly QueueTrial[];
    readonly trial: QueueTrial;
    readonly load: number;
    readonly control: 'passed' | 'failed' | null;
    readonly breaks: number;
  },
): { readonly cause: FailureCause; readonly failed: readonly string[] } {
  const { attempts, trial, load, control, breaks } = given;
  const own = trial.tests?.failed ?? [];
  const always = own.filter((test) => attempts.every(({ tests }) => tests?.failed.includes(test) === true));
  const failed = always.length > 0 ? always : own;
  const cause = flakeProbability(model, {
    failed: failed.map((test) => ({ test, reach: 'unknown' as const })),
    attempts: always.length > 0 ? attempts.length : 1,
    breaks,
    reachedShare: null,
    load,
    control,
  });
  return { cause, failed };
}

function controlOf(
  queue: MergeQueue,
  attempts: readonly QueueTrial[],
): { readonly control: 'passed' | 'failed' | null; readonly isLost: boolean } {
  const controls = queue.trials.filter(
    ({ controls, end }) => end !== null && attempts.some(({ number }) => number === controls),
  );
  const told = controls.findLast(({ end }) => end?.outcome === 'passed' || end?.outcome === 'failed');
  if (told === undefined) return { control: null, isLost: controls.length > 0 };
  if (told.end?.outcome === 'passed') return { control: 'passed', isLost: false };
  const wanted = new Set(attempts.flatMap(({ tests }) => tests?.failed ?? []));
  // Without reports a failed base says that something there is broken too.
  const isSame = told.tests === null || [...told.tests.failed, ...told.tests.excused].some((test) => wanted.has(test));
  return { control: isSame ? 'failed' : 'passed', isLost: false };
}

/** Undecided entries that a tree holds. */
function openIn(queue: MergeQueue, { assumes, subjects }: QueueTrial): readonly QueueEntry[] {
  return [...assumes, ...subjects].flatMap((number) => {
    const entry = entryOf(queue, number);
    return entry === null || entry.state !== 'waiting' ? [] : [entry];
  });
}

function breaksOf(open: readonly QueueEntry[]): number {
  return 1 - open.reduce((good, { failure }) => good * (1 - failure), 1);
}

/** Mean chance of the queue's changes to break the branch. */
function usualFailure({ items }: MergeQueue): number {
  const known = items.flatMap((item) => (item.kind === 'entry' ? [item.failure] : []));
  return known.reduce((sum, each) => sum + each, 0) / Math.max(1, known.length);
}
