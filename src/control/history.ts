import type { Change, CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import type { ReferenceInput } from '../domain/gate/index.ts';
import { reviewLinesOf } from '../domain/gate/index.ts';
import { condenseGitAiNote, indexTraces, readAgentTraces } from '../domain/provenance/index.ts';
import { foldHistory, type HistoryFold, REFERENCE_WINDOW } from '../domain/replay/index.ts';
import { DAY_MS, type Instant, instant } from '../kernel/index.ts';
import { type ProvenanceRecords, touchesTests } from './assess.ts';

/** Where a window of history starts: days before the newest landing, or a moment. */
export type WindowStart =
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'moment'; readonly at: Instant };

/** Landed changes to judge, with those before them that they are compared with. */
export interface HistoryWindow {
  /** Oldest first. */
  readonly judged: readonly Change[];
  /** What landed right before, oldest first, at most {@link REFERENCE_WINDOW}. */
  readonly before: readonly Change[];
  /** Whether `before` starts with the first change of the repository. */
  readonly fromStart: boolean;
}

/** Tells how far reading is. */
export type Watch = (done: number, total: number | null) => void;

export const NOTES_REF = 'refs/notes/ai';
const TRACE_PATH = '.agent-trace/traces.jsonl';

/** Reads the window's landed changes, and as many before it as facts are measured against. */
export async function readWindow(options: {
  readonly history: HistoryReader;
  readonly description: RepositoryDescription;
  readonly tip: string | null;
  readonly start: WindowStart | null;
  readonly limit: number | null;
  readonly watch?: Watch;
}): Promise<HistoryWindow> {
  const { history, description, tip, start, limit } = options;
  const reach = limit === null ? null : limit + REFERENCE_WINDOW;
  const newestFirst: Change[] = [];
  let judgedCount: number | null = null;
  let from: Instant | null = null;
  let ended = true;
  for await (const change of history.landedChanges({ tip, since: null, limit: reach }, { lines: true })) {
    from ??= startOf(start, change.at);
    const inside =
      (from === null || change.at === null || change.at >= from) && (limit === null || newestFirst.length < limit);
    if (!inside && judgedCount === null) judgedCount = newestFirst.length;
    newestFirst.push(change);
    options.watch?.(newestFirst.length, reach);
    if (judgedCount !== null && newestFirst.length >= judgedCount + REFERENCE_WINDOW) {
      ended = false;
      break;
    }
  }
  const count = judgedCount ?? newestFirst.length;
  return {
    judged: newestFirst.slice(0, count).reverse(),
    before: newestFirst.slice(count).reverse(),
    fromStart: ended && !description.shallow && (reach === null || newestFirst.length < reach),
  };
}

function startOf(start: WindowStart | null, newest: Instant | null): Instant | null {
  if (start === null) return null;
  if (start.kind === 'moment') return start.at;
  return newest === null ? null : instant(newest - start.days * DAY_MS);
}

/** A fold that has seen the given changes, oldest first. */
export function foldOf(before: readonly Change[], options: { readonly fromStart: boolean }): HistoryFold {
  const fold = foldHistory(options);
  for (const change of before) land(fold, change);
  return fold;
}

/** Records that a change landed. */
export function land(fold: HistoryFold, change: Change): void {
  fold.land(stepOf(change));
}

/** The facts of comparison for a change that would land next. */
export function referenceOf(fold: HistoryFold, change: Change): ReferenceInput {
  return fold.peek(stepOf(change));
}

function stepOf(change: Change) {
  return {
    reviewLines: reviewLinesOf(change),
    author: change.author.mail.trim().toLowerCase(),
    touchesTests: touchesTests(change),
  };
}

/** Reads the line-level records of a repository; an unreadable trace file is a finding of provenance, not a fault. */
export async function readRecords(history: HistoryReader, tip: CommitId | null): Promise<ProvenanceRecords> {
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
  readonly history: HistoryReader;
  readonly description: RepositoryDescription;
  readonly base: CommitId | null;
  readonly watch?: Watch;
}): Promise<HistoryFold> {
  const { history, description, base } = options;
  const newestFirst: Change[] = [];
  if (base !== null) {
    const range = { tip: base, since: null, limit: REFERENCE_WINDOW };
    for await (const change of history.landedChanges(range, { lines: true })) {
      newestFirst.push(change);
      options.watch?.(newestFirst.length, REFERENCE_WINDOW);
    }
  }
  const fromStart = !description.shallow && newestFirst.length < REFERENCE_WINDOW;
  return foldOf(newestFirst.reverse(), { fromStart });
}
