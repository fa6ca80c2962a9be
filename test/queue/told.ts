import type { CommitId } from '../../src/domain/change/index.ts';
import {
  evolve,
  type MergeQueue,
  type QueuedContent,
  type QueueEvent,
  type QueueRules,
} from '../../src/domain/merge-queue/index.ts';
import { digestOf, type Instant, instant } from '../../src/kernel/index.ts';

export const ID = 'local:shop@main';
export const HEAD = 'a'.repeat(40) as CommitId;
export const NOW = instant(1_800_000_000_000);
export const RULES: QueueRules = { proof: 'tree', workers: 2, expectedMs: 60_000, spreadMs: 10_000 };

/** A commit of a test, by its number. */
export function commitOf(number: number): CommitId {
  return number.toString(16).padStart(40, '0') as CommitId;
}

/** The queue that events tell of, opened before them. */
export function told(...events: readonly QueueEvent[]): MergeQueue {
  const opened: QueueEvent = { kind: 'QueueOpened', id: ID, head: HEAD, at: NOW };
  const queue = [opened, ...events].reduce<MergeQueue | null>(evolve, null);
  if (queue === null) throw new Error('a queue that was opened is there');
  return queue;
}

/** The content of a change by its name. */
export function content(change: string, more: Partial<QueuedContent> = {}): QueuedContent {
  const contentDigest = digestOf(change);
  const word = { policyDigest: null, factsDigest: null, reasons: [], at: NOW };
  return {
    change,
    title: change,
    head: commitOf(change.length),
    contentDigest,
    gate: { verdict: 'allow', contentDigest, ...word },
    targets: null,
    lane: 'normal',
    revertOf: null,
    cohort: null,
    failure: 0.05,
    ...more,
  };
}

export function queued(number: number, change: string, more: Partial<QueuedContent> = {}): QueueEvent {
  return { kind: 'EntryQueued', id: ID, number, content: content(change, more), parents: [], children: [], at: NOW };
}

export function started(
  trial: number,
  subjects: readonly number[],
  assumes: readonly number[] = [],
  attempt = 0,
): QueueEvent {
  const tree = `tree-${[...assumes, ...subjects].join('-')}`;
  return {
    kind: 'TrialStarted',
    id: ID,
    trial,
    base: HEAD,
    assumes,
    subjects,
    attempt,
    commit: commitOf(trial),
    tree,
    at: NOW,
  };
}

export function ended(
  trial: number,
  outcome: Extract<QueueEvent, { readonly kind: 'TrialEnded' }>['outcome'],
  at: Instant = NOW,
): QueueEvent {
  return { kind: 'TrialEnded', id: ID, trial, outcome, build: `build-${trial}`, code: outcome, at };
}

export function conflicted(trial: number, subject: number, assumes: readonly number[]): QueueEvent {
  const parts = { base: HEAD, assumes, subjects: [subject], attempt: 0, at: NOW };
  return { kind: 'TrialConflicted', id: ID, trial, ...parts, entry: subject, files: ['src/price.ts'] };
}
