import type { QueueReport } from '../../contract/index.ts';
import {
  BRAKE_RULE,
  type Constraint,
  type Ejection,
  type Explanation,
  entryOf,
  type FailureJudgement,
  type MergeQueue,
  type Sooner,
  type Todo,
} from '../../control/index.ts';
import { assertNever, excerpt, printable } from '../../kernel/index.ts';
import { isoTime } from '../server/time.ts';

type ConstraintDocument = QueueReport['entries'][number]['constraint'];
type TodoDocument = QueueReport['entries'][number]['todo'];

/** Digits of a commit that people read. */
const SHORT = 12;
/** Letters of a reason that people wrote. */
const SHOWN = 200;

/** The binding constraint in one sentence, with what it is about. */
export function constraintOf(queue: MergeQueue, { constraint }: Explanation): ConstraintDocument {
  const about = aboutOf(constraint);
  return {
    code: constraint.kind,
    reason: constraint.kind === 'ejected' ? constraint.reason.code : null,
    text: sentenceOf(queue, constraint),
    entries: [...about.entries],
    files: about.files.map(printable),
    build: about.build,
    freeze: constraint.kind === 'freeze' ? printable(constraint.freeze.id) : null,
  };
}

/** The one thing to do, with the command for it where there is one. */
export function todoOf(queue: MergeQueue, { todo, entry, constraint }: Explanation): TodoDocument {
  if (todo.code === 'sign' && brakesOf(entry.gate.reasons).length > 0) {
    return { code: 'brake', text: 'see what is braked, why and until when', command: 'firebreak brake list' };
  }
  const [text, command] = todo.code === 'none' ? nothingText(constraint) : todoText(queue, todo);
  const named = command === null ? null : command.replace('CHANGE', quoted(entry.change));
  return { code: todo.code, text, command: named };
}

/** What would make it land sooner. */
export function soonerText(sooner: Sooner): string {
  switch (sooner.code) {
    case 'more-workers':
      return `${sooner.more} more ${sooner.more === 1 ? 'build' : 'builds'} at once: it would be built now`;
    case 'hotfix-lane':
      return `the hotfix lane, if it is one: ${sooner.ahead} go before it`;
    case 'declare-targets':
      return 'a declared target for each of its paths: it may conflict with everything as it is';
    case 'sign-parent':
      return `a sign-off on entry ${sooner.parent}, on which it is stacked`;
    default:
      return assertNever(sooner);
  }
}

/** Ids of the brakes among what holds an entry. */
function brakesOf(reasons: readonly string[]): readonly string[] {
  const prefix = `${BRAKE_RULE}/`;
  return reasons.filter((code) => code.startsWith(prefix)).map((code) => printable(code.slice(prefix.length)));
}

function sentenceOf(queue: MergeQueue, constraint: Constraint): string {
  switch (constraint.kind) {
    case 'landed': {
      const { landing } = constraint;
      return landing === null ? 'it landed' : `it landed as ${landing.to.slice(0, SHORT)} at ${isoTime(landing.at)}`;
    }
    case 'ejected':
      return ejectionText(queue, constraint.reason);
    case 'landing':
      return 'it is landing at this moment';
    case 'paused':
      return `the queue is paused: ${shown(constraint.pause.reason)}`;
    case 'freeze': {
      const { reason, until } = constraint.freeze;
      const what = constraint.isProved ? 'it is proved; landing' : 'landing';
      return `${what} is frozen${until === null ? '' : ` until ${isoTime(until)}`}: ${shown(reason)}`;
    }
    case 'sign-off': {
      const brakes = brakesOf(constraint.reasons);
      if (brakes.length > 0) return `landing is held by ${brakes.join(', ')}; builds go on`;
      const reasons = constraint.reasons.length === 0 ? '' : ` (${constraint.reasons.map(printable).join(', ')})`;
      return `the gate says ${constraint.verdict}${reasons}`;
    }
    case 'stack-parent':
      return `it is stacked on ${named(queue, constraint.parent)}, which has not landed`;
    case 'textual-conflict':
      return `it changes the same lines as ${listed(queue, constraint.with)}: ${files(constraint.files)}`;
    case 'flake-hold':
      return constraint.judgement === null
        ? 'its build failed once and runs again, since a failure may be a flake'
        : flakeText(constraint.judgement);
    case 'own-build':
      return 'its own build is running';
    case 'predecessor':
      return `${named(queue, constraint.entry)} is decided first`;
    case 'slot':
      return slotText(constraint);
    default:
      return assertNever(constraint);
  }
}

/** Which tests failed, how often they do on good code, and what is done about it. */
function flakeText({ tests, innocent, advice, because, when, control, attempts }: FailureJudgement): string {
  const [first, ...others] = tests;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const rate = first === undefined ? '' : `, which fails on good code in ${share(first.rate)}${more}`;
  const times = attempts === 1 ? 'its build failed' : `its builds failed ${attempts} times`;
  const by = first === undefined ? '' : ` by ${shown(first.test)}${rate}`;
  const base =
    control === null ? '' : `; on the branch alone ${control === 'failed' ? 'they fail too' : 'they passed'}`;
  return `${times}${by}${base}; no fault of it with ${share(innocent)}: ${nextText({ advice, because, when })}`;
}

function nextText({ advice, because, when }: Pick<FailureJudgement, 'advice' | 'because' | 'when'>): string {
  if (advice === 'control') return 'the branch alone is built to compare';
  if (because === 'base-fails-too')
    return 'it is built again when a worker is idle, since what is broken is not of its making';
  return when === 'now' ? 'it is built again' : 'it is built again when a worker is idle';
}

function share({ value, low, high }: FailureJudgement['innocent']): string {
  const of = (part: number): string => String(Number((100 * part).toFixed(part < 0.1 ? 1 : 0)));
  return `${of(value)} % (${of(low)} to ${of(high)} %)`;
}

function slotText({ running, workers }: Extract<Constraint, { readonly kind: 'slot' }>): string {
  if (running === 0) return 'nothing is built at this moment';
  if (running < workers) return `it is built next: ${running} of ${workers} workers are busy`;
  return `it waits for a worker: all ${workers} are busy`;
}

function ejectionText(queue: MergeQueue, reason: Ejection): string {
  switch (reason.code) {
    case 'build-failed': {
      const tests = reason.detail === undefined ? testsText(reason.tests ?? []) : `: ${shown(reason.detail)}`;
      return reason.with.length === 0
        ? `its build failed on what the branch holds${tests}`
        : `its build failed together with ${listed(queue, reason.with)}${tests}`;
    }
    case 'textual-conflict':
      return `it changes the same lines as what the branch holds: ${files(reason.files)}`;
    case 'content-changed':
      return 'its branch holds something else than what was queued';
    case 'superseded':
      return `it was queued again with other content, as entry ${reason.by}`;
    case 'gate-blocks':
      return `the gate blocks it (${reason.reasons.map(printable).join(', ') || 'no reason given'})`;
    case 'parent-ejected':
      return `${named(queue, reason.parent)}, on which it is stacked, was sent back`;
    case 'infrastructure':
      return `its builds were lost again and again (${printable(reason.detail)}): nothing is known of it`;
    case 'by-hand':
      return `somebody took it out: ${shown(reason.reason)}`;
    case 'nothing-to-land':
      return 'the branch holds it already';
    default:
      return assertNever(reason);
  }
}

type TodoWords = readonly [text: string, command: string | null];

/** Why there is nothing to do. */
function nothingText(constraint: Constraint): TodoWords {
  if (constraint.kind === 'landed') return ['nothing: it landed', null];
  if (constraint.kind === 'freeze') {
    const end = `firebreak queue freeze --end ${printable(constraint.freeze.id)}`;
    return ['nothing: the freeze ends by itself; whoever may can end it sooner', end];
  }
  const reason = constraint.kind === 'ejected' ? constraint.reason : null;
  if (reason?.code === 'nothing-to-land') return ['nothing: the branch holds it', null];
  if (reason?.code === 'superseded') {
    return [`nothing: entry ${reason.by} stands for it`, `firebreak queue why ${reason.by}`];
  }
  return ['nothing: it goes on by itself', null];
}

function todoText(queue: MergeQueue, todo: Exclude<Todo, { readonly code: 'none' }>): TodoWords {
  switch (todo.code) {
    case 'run':
      return ['run the queue, if nobody does', 'firebreak queue run'];
    case 'resume':
      return ['end the pause', 'firebreak queue resume'];
    case 'thaw':
      return ['end the freeze', `firebreak queue freeze --end ${printable(todo.freeze)}`];
    case 'sign':
      return ['get it allowed again, then it goes on by itself', 'firebreak check --head CHANGE'];
    case 'land-parent':
      return [`see why ${named(queue, todo.parent)} does not land`, `firebreak queue why ${todo.parent}`];
    case 'rebase':
      return [`rebase it and settle ${files(todo.files)}, then queue it again`, 'firebreak queue add CHANGE'];
    case 'repair':
      return ['repair what its build found, then queue it again', 'firebreak queue add CHANGE'];
    case 'add-again':
      return ['queue what its branch holds now', 'firebreak queue add CHANGE'];
    case 'judge-again':
      return ['see what blocks it', 'firebreak check --head CHANGE'];
    case 'look-at-runner':
      return ['look at the runner, then queue it again', 'firebreak queue add CHANGE'];
    case 'ask':
      return ['ask whoever took it out', null];
    default:
      return assertNever(todo);
  }
}

function aboutOf(constraint: Constraint): {
  readonly entries: readonly number[];
  readonly files: readonly string[];
  readonly build: string | null;
} {
  const nothing = { entries: [], files: [], build: null };
  switch (constraint.kind) {
    case 'stack-parent':
      return { ...nothing, entries: [constraint.parent] };
    case 'predecessor':
      return { ...nothing, entries: [constraint.entry] };
    case 'textual-conflict':
      return { ...nothing, entries: constraint.with, files: constraint.files };
    case 'ejected': {
      const { reason } = constraint;
      if (reason.code === 'build-failed') return { ...nothing, entries: reason.with, build: reason.build };
      if (reason.code === 'textual-conflict') return { ...nothing, entries: reason.with, files: reason.files };
      if (reason.code === 'parent-ejected') return { ...nothing, entries: [reason.parent] };
      if (reason.code === 'superseded') return { ...nothing, entries: [reason.by] };
      return nothing;
    }
    case 'landed':
      return { ...nothing, build: constraint.landing?.evidence.builds[0] ?? null };
    default:
      return nothing;
  }
}

function named(queue: MergeQueue, number: number): string {
  const entry = entryOf(queue, number);
  return entry === null ? `entry ${number}` : `entry ${number} (${printable(entry.change)})`;
}

function listed(queue: MergeQueue, numbers: readonly number[]): string {
  return numbers.length === 0 ? 'what the branch holds' : numbers.map((number) => named(queue, number)).join(', ');
}

function testsText(tests: readonly string[]): string {
  const [first, ...others] = tests;
  if (first === undefined) return '';
  return others.length === 0 ? `: ${shown(first)}` : `: ${shown(first)} and ${others.length} more`;
}

function files(paths: readonly string[]): string {
  const [first, ...others] = paths.map(printable);
  if (first === undefined) return 'files that git does not name';
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function shown(text: string): string {
  return excerpt(text, SHOWN);
}

/** As a shell takes it. */
function quoted(text: string): string {
  const safe = printable(text);
  return /^[\w./@:+-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", `'\\''`)}'`;
}
