import { accept, type Instant, type Result, reject } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import type { QueueEvent } from './event.ts';
import { evidenceFor } from './evidence.ts';
import { entryOf, waitingEntries } from './look.ts';
import {
  type BuildOutcome,
  type Ejection,
  type Freeze,
  type GateWord,
  MAX_FILES,
  MAX_REASON,
  MAX_WAITING,
  type MergeQueue,
  type QueuedContent,
  type QueueRules,
  type TrialTests,
} from './model.ts';
import { mayLand } from './standing.ts';

/** Why something was not taken. */
export type QueueRejection =
  | { readonly code: 'not-allowed'; readonly verdict: GateWord['verdict']; readonly reasons: readonly string[] }
  | { readonly code: 'already-queued'; readonly number: number }
  | { readonly code: 'queue-full'; readonly limit: number }
  | { readonly code: 'not-waiting' }
  | { readonly code: 'no-reason' }
  | { readonly code: 'already-paused' }
  | { readonly code: 'not-paused' }
  | { readonly code: 'already-frozen' }
  | { readonly code: 'not-frozen' }
  /** The branch or the queue is not what the landing was made for, or nothing shows that it is green. */
  | { readonly code: 'landing-pending' }
  | { readonly code: 'branch-moved' }
  | { readonly code: 'may-not-land'; readonly number: number }
  | { readonly code: 'not-proven' };

type Answer = Result<readonly QueueEvent[], QueueRejection>;

/**
 * Takes a change that the gate let pass, with exactly the content that it judged. The same change with other content replaces the
 * one that waits. `parents` and `children` are waiting entries whose commits it holds, and that hold its.
 */
export function enqueue(
  queue: MergeQueue,
  asked: {
    readonly content: QueuedContent;
    readonly parents: readonly number[];
    readonly children: readonly number[];
    readonly now: Instant;
  },
): Answer {
  const { content, parents, children, now } = asked;
  const { gate } = content;
  if (gate.verdict !== 'allow' || gate.contentDigest !== content.contentDigest) {
    return reject({ code: 'not-allowed', verdict: gate.verdict, reasons: gate.reasons });
  }
  const waiting = waitingEntries(queue);
  const same = waiting.find(({ change }) => change === content.change);
  if (same !== undefined && same.head === content.head) return reject({ code: 'already-queued', number: same.number });
  if (waiting.length >= MAX_WAITING) return reject({ code: 'queue-full', limit: MAX_WAITING });
  const number = queue.nextNumber;
  const { id } = queue;
  const old: readonly QueueEvent[] =
    same === undefined
      ? []
      : [{ kind: 'Ejected', id, number: same.number, reason: { code: 'superseded', by: number }, at: now }];
  const isOther = (each: number): boolean => each !== same?.number;
  return accept([
    ...old,
    {
      kind: 'EntryQueued',
      id,
      number,
      content,
      parents: parents.filter(isOther),
      children: children.filter(isOther),
      at: now,
    },
  ]);
}

/** Sends an entry back, and with it what is stacked on it. */
export function eject(
  queue: MergeQueue,
  asked: { readonly number: number; readonly reason: Ejection; readonly now: Instant },
): Answer {
  const entry = entryOf(queue, asked.number);
  if (entry === null || entry.state !== 'waiting') return reject({ code: 'not-waiting' });
  if (queue.pending?.entries.includes(asked.number) === true) return reject({ code: 'landing-pending' });
  const { id } = queue;
  const events: QueueEvent[] = [];
  const send = (number: number, reason: Ejection): void => {
    if (events.some((event) => event.kind === 'Ejected' && event.number === number)) return;
    events.push({ kind: 'Ejected', id, number, reason, at: asked.now });
    for (const child of waitingEntries(queue)) {
      if (child.parents.includes(number)) send(child.number, { code: 'parent-ejected', parent: number });
    }
  };
  send(asked.number, detailed(queue, asked.reason));
  return accept(events);
}

/** With what its build says is wrong: the build itself is forgotten before the entry is. */
function detailed(queue: MergeQueue, reason: Ejection): Ejection {
  if (reason.code !== 'build-failed') return reason;
  const end = queue.trials.find(({ number }) => number === reason.trial)?.end;
  if (end === undefined || end === null || end.outcome === 'conflict' || end.detail === undefined) return reason;
  return { ...reason, detail: end.detail };
}

/** Sends an entry back because somebody asks for it. */
export function ejectByHand(
  queue: MergeQueue,
  asked: { readonly number: number; readonly reason: string; readonly now: Instant },
): Answer {
  const reason = asked.reason.trim();
  if (reason === '' || reason.length > MAX_REASON) return reject({ code: 'no-reason' });
  return eject(queue, { ...asked, reason: { code: 'by-hand', reason } });
}

/** What the gate says now of an entry's content; nothing where it says the same. A block sends it back. */
export function judgeEntry(
  queue: MergeQueue,
  told: { readonly number: number; readonly gate: GateWord; readonly now: Instant },
): readonly QueueEvent[] {
  const entry = entryOf(queue, told.number);
  if (entry === null || entry.state !== 'waiting') return [];
  const { gate, now } = told;
  const send = (reason: Ejection): readonly QueueEvent[] => {
    const sent = eject(queue, { number: told.number, reason, now });
    return sent.ok ? sent.value : [];
  };
  if (gate.contentDigest !== null && gate.contentDigest !== entry.contentDigest)
    return send({ code: 'content-changed' });
  if (gate.verdict === 'block') return send({ code: 'gate-blocks', reasons: gate.reasons });
  const isSame = gate.verdict === entry.gate.verdict && gate.policyDigest === entry.gate.policyDigest;
  return isSame ? [] : [{ kind: 'EntryJudged', id: queue.id, number: told.number, gate }];
}

/** Asks that the branch be moved to a tree that is shown to be green, for entries that may land. Pure, so the last word on it. */
export function requestLanding(
  queue: MergeQueue,
  asked: {
    /** In the order in which they were merged. */
    readonly entries: readonly number[];
    /** Tip of the branch, as it was read just now. */
    readonly from: CommitId;
    readonly to: CommitId;
    readonly tree: string;
    readonly rules: QueueRules;
    readonly now: Instant;
  },
): Answer {
  const { entries, from, to, tree, rules, now } = asked;
  if (queue.pending !== null) return reject({ code: 'landing-pending' });
  if (queue.head !== from) return reject({ code: 'branch-moved' });
  for (const [at, number] of entries.entries()) {
    const entry = entryOf(queue, number);
    const before = entries.slice(0, at);
    if (entry === null || !mayLand(queue, { entry, together: before, now }))
      return reject({ code: 'may-not-land', number });
  }
  const found = evidenceFor(queue, { entries, tree, rules, now });
  if (found === null) return reject({ code: 'not-proven' });
  const { evidence, assumed } = found;
  const landing = queue.nextLanding;
  return accept([
    { kind: 'LandRequested', id: queue.id, landing, entries, from, to, tree, assumed, evidence, at: now },
  ]);
}

/**
 * What the branch as it stands tells. `isDone` = the landing that was asked for happened, which the move itself leaves a mark of. A
 * landing that did not happen while the branch still stands where it should is left as it is: it is to be done.
 */
export function observeBranch(
  queue: MergeQueue,
  seen: {
    readonly head: CommitId;
    readonly isDone: boolean;
    /** Of what a foreign push brought; `null` = not known. */
    readonly targets: readonly string[] | null;
    readonly now: Instant;
  },
): readonly QueueEvent[] {
  const { head, isDone, targets, now: at } = seen;
  const { id, pending } = queue;
  const events: QueueEvent[] = [];
  let stands = queue.head;
  if (pending !== null && isDone) {
    events.push({ kind: 'Landed', id, landing: pending.number, at });
    stands = pending.to;
  } else if (pending !== null && head !== pending.from) {
    events.push({ kind: 'LandRefused', id, landing: pending.number, at });
  }
  if (head === stands) return events;
  return [...events, { kind: 'ForeignPush', id, number: queue.nextNumber, from: stands, to: head, targets, at }];
}

/** Starts a trial of a tree, or tells that its parts cannot be merged. */
export function startTrial(
  queue: MergeQueue,
  asked: {
    readonly base: CommitId;
    readonly assumes: readonly number[];
    readonly subjects: readonly number[];
    readonly attempt: number;
    /** Trial that this is a control run of; absent = none. */
    readonly controls?: number | undefined;
    readonly made:
      | { readonly kind: 'tree'; readonly commit: CommitId; readonly tree: string }
      | { readonly kind: 'conflict'; readonly entry: number; readonly files: readonly string[] };
    readonly now: Instant;
  },
): readonly QueueEvent[] {
  const { base, assumes, subjects, attempt, controls, made, now: at } = asked;
  const { id, nextTrial: trial } = queue;
  const common = { id, trial, base, assumes, subjects, attempt, at };
  if (made.kind === 'conflict') {
    const files = made.files.slice(0, MAX_FILES);
    return [{ kind: 'TrialConflicted', ...common, entry: made.entry, files }];
  }
  const { commit, tree } = made;
  const marked = controls === undefined ? common : { ...common, controls };
  const started: QueueEvent = { kind: 'TrialStarted', ...marked, commit, tree };
  // The same tree was built before, for these entries or for others: what it told still holds. A retry asks for a build of its own.
  const known = attempt === 0 ? queue.proven.find((each) => each.tree === tree) : undefined;
  if (known === undefined) return [started];
  return [started, { kind: 'TrialEnded', id, trial, outcome: 'passed', build: known.build, code: 'same-tree', at }];
}

/** How a build ended; told twice it is told once. */
export function endTrial(
  queue: MergeQueue,
  told: {
    readonly trial: number;
    readonly outcome: BuildOutcome;
    readonly build: string | null;
    readonly code: string;
    /** What is wrong with what was built, in words; absent = its output tells. */
    readonly detail?: string | undefined;
    /** What it reported of tests that failed; absent or `null` = nothing. */
    readonly tests?: TrialTests | null;
    readonly now: Instant;
  },
): readonly QueueEvent[] {
  const trial = queue.trials.find(({ number }) => number === told.trial);
  if (trial === undefined || trial.end !== null) return [];
  const { outcome, build, code, detail, tests = null, now: at } = told;
  return [
    {
      kind: 'TrialEnded',
      id: queue.id,
      trial: told.trial,
      outcome,
      build,
      code,
      ...(detail === undefined ? {} : { detail: detail.slice(0, MAX_REASON) }),
      ...(tests === null ? {} : { tests }),
      at,
    },
  ];
}

/** Stops building and landing. */
export function pause(
  queue: MergeQueue,
  asked: { readonly reason: string; readonly by: string | null; readonly now: Instant },
): Answer {
  const reason = asked.reason.trim();
  if (queue.paused !== null) return reject({ code: 'already-paused' });
  if (reason === '' || reason.length > MAX_REASON) return reject({ code: 'no-reason' });
  return accept([{ kind: 'QueuePaused', id: queue.id, pause: { reason, by: asked.by, at: asked.now } }]);
}

/** Goes on. */
export function resume(queue: MergeQueue, now: Instant): Answer {
  if (queue.paused === null) return reject({ code: 'not-paused' });
  return accept([{ kind: 'QueueResumed', id: queue.id, at: now }]);
}

/** Lets landing wait for some targets or for all; building goes on. */
export function freeze(queue: MergeQueue, asked: Freeze): Answer {
  const reason = asked.reason.trim();
  if (reason === '' || reason.length > MAX_REASON) return reject({ code: 'no-reason' });
  if (queue.freezes.some(({ id }) => id === asked.id)) return reject({ code: 'already-frozen' });
  const targets = asked.targets === null ? null : [...new Set(asked.targets)].sort();
  return accept([{ kind: 'QueueFrozen', id: queue.id, freeze: { ...asked, reason, targets } }]);
}

/** Ends a freeze. */
export function thaw(queue: MergeQueue, asked: { readonly freeze: string; readonly now: Instant }): Answer {
  if (!queue.freezes.some(({ id }) => id === asked.freeze)) return reject({ code: 'not-frozen' });
  return accept([{ kind: 'QueueThawed', id: queue.id, freeze: asked.freeze, at: asked.now }]);
}
