import type { Change, CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import type { ReferenceInput } from '../domain/gate/index.ts';
import { reviewLinesOf } from '../domain/gate/index.ts';
import { condenseGitAiNote, indexTraces, readAgentTraces } from '../domain/provenance/index.ts';
import {
  foldHistory,
  type HistoryFold,
  type HistoryStep,
  REFERENCE_WINDOW,
  type RecentSteps,
} from '../domain/replay/index.ts';
import { DAY_MS, type Instant, instant } from '../kernel/index.ts';
import { touchesTests } from './assess.ts';
import type { ProvenanceRecords } from './recorded-lines.ts';

/** Where a window of history starts: days before the newest landing, or a moment. */
export type WindowStart =
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'moment'; readonly at: Instant };

/** A landed change with the facts of comparison, as they were known when it landed. */
export interface ReferencedChange {
  readonly change: Change;
  readonly reference: ReferenceInput;
  /** The changes that landed before it. */
  readonly before: RecentLandings;
}

/** A landed change as a step of the fold over history. */
export interface LandedStep extends HistoryStep {
  readonly change: Change;
}

/** What landed before a change, as far back as facts of comparison look. */
export type RecentLandings = RecentSteps<LandedStep>;

/** Tells how far reading is. */
export type Watch = (done: number, total: number | null) => void;

export const NOTES_REF = 'refs/notes/ai';
const TRACE_PATH = '.agent-trace/traces.jsonl';

/**
 * The window's landed changes, newest first, each as soon as the {@link REFERENCE_WINDOW} changes before it are read: so
 * that they are judged while git reads on, and no more than that many are held at once.
 */
export async function* readWindow(options: {
  readonly history: HistoryReader;
  readonly description: RepositoryDescription;
  readonly tip: string | null;
  readonly start: WindowStart | null;
  readonly limit: number | null;
  readonly watch?: Watch | undefined;
}): AsyncGenerator<ReferencedChange> {
  const { history, description, tip, start, limit } = options;
  const reach = limit === null ? null : limit + REFERENCE_WINDOW;
  const fold = foldHistory<LandedStep>({ fromStart: false });
  const waiting: Change[] = [];
  let from: Instant | null = null;
  let judged: number | null = null;
  let read = 0;
  for await (const change of history.landedChanges({ tip, since: null, limit: reach }, { lines: true })) {
    from ??= startOf(start, change.at);
    const inside = (from === null || change.at === null || change.at >= from) && (limit === null || read < limit);
    if (!inside) judged ??= read;
    if (judged === null) waiting.push(change);
    land(fold, change);
    read += 1;
    options.watch?.(read, reach);
    if (read > REFERENCE_WINDOW) yield* referenced(waiting.shift(), fold);
    if (judged !== null && waiting.length === 0) return;
  }
  // A branch that ended before the window's own limit ended at its first change.
  if (!description.shallow && (reach === null || read < reach)) fold.reachStart();
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    fold.leave();
    yield* referenced(next, fold);
  }
}

function* referenced(change: Change | undefined, fold: HistoryFold<LandedStep>): Generator<ReferencedChange> {
  if (change !== undefined) yield { change, reference: referenceOf(fold, change), before: fold.recent() };
}

function startOf(start: WindowStart | null, newest: Instant | null): Instant | null {
  if (start === null) return null;
  if (start.kind === 'moment') return start.at;
  return newest === null ? null : instant(newest - start.days * DAY_MS);
}

/** Records that a change landed. */
function land(fold: HistoryFold<LandedStep>, change: Change): void {
  fold.land(stepOf(change));
}

/** The facts of comparison for a change that would land next. */
export function referenceOf(fold: HistoryFold<LandedStep>, change: Change): ReferenceInput {
  return fold.peek(stepOf(change));
}

function stepOf(change: Change): LandedStep {
  return {
    change,
    reviewLines: reviewLinesOf(change),
    author: change.author.mail.trim().toLowerCase(),
    touchesTests: touchesTests(change),
  };
}

/** Reads the line-level records of a repository; an unreadable trace file is a finding of provenance, not a fault. */
export async function readRecords(
  history: Pick<HistoryReader, 'notes' | 'readFile'>,
  tip: CommitId | null,
): Promise<ProvenanceRecords> {
  const notes = await history.notes(NOTES_REF, condenseGitAiNote);
  const traces = tip === null ? null : await history.readFile(tip, TRACE_PATH as never);
  const text = traces === null ? '' : new TextDecoder().decode(traces);
  return {
    notes: new Map(notes.map((note) => [note.commit, note.text])),
    traces: indexTraces(readAgentTraces(text).records),
  };
}

/** A fold that has seen the changes that landed before `base`, as far back as facts look. */
export async function foldBefore(options: {
  readonly history: Pick<HistoryReader, 'landedChanges'>;
  readonly description: RepositoryDescription;
  readonly base: CommitId | null;
  readonly watch?: Watch | undefined;
}): Promise<HistoryFold<LandedStep>> {
  const { history, description, base } = options;
  const fold = foldHistory<LandedStep>({ fromStart: false });
  let read = 0;
  if (base !== null) {
    const range = { tip: base, since: null, limit: REFERENCE_WINDOW };
    for await (const change of history.landedChanges(range, { lines: true })) {
      land(fold, change);
      read += 1;
      options.watch?.(read, REFERENCE_WINDOW);
    }
  }
  if (!description.shallow && read < REFERENCE_WINDOW) fold.reachStart();
  return fold;
}
