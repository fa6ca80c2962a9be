import type { Change, Commit, CommitId, FileChange, HistoryReader } from '../domain/change/index.ts';
import { type AddedLines, type TraceIndex, tracesFor } from '../domain/provenance/index.ts';

/** Line-level records of a repository, read once. */
export interface ProvenanceRecords {
  /** Text of the git-ai note by commit. */
  readonly notes: ReadonlyMap<CommitId, string>;
  readonly traces: TraceIndex;
}

/** What commits add, by commit and path; only of commits that a record speaks of. */
export type RecordedLines = ReadonlyMap<CommitId, AddedLines>;

/** Commits whose lines are read by one git process: enough to pay for its start, few enough to show progress. */
const BATCH = 64;

/** Reads the lines of those commits that a line-level record speaks of; the others need none. */
export async function readRecordedLines(options: {
  readonly history: HistoryReader;
  readonly records: ProvenanceRecords;
  readonly commits: readonly Commit[];
  /** False reads the paths alone, several times faster: enough to see that a record belongs to the commit. */
  readonly counted: boolean;
}): Promise<RecordedLines> {
  const { history, records, commits } = options;
  const wanted = commits.filter((commit) => isRecorded(commit, records));
  const lines = new Map<CommitId, AddedLines>();
  let next = 0;
  for await (const files of history.filesOf(wanted, { lines: options.counted })) {
    const commit = wanted[next];
    next += 1;
    if (commit !== undefined && files !== null) lines.set(commit.id, addedLines(files));
  }
  return lines;
}

/** Adds to each item the lines of its recorded commits, in the same order; one git process serves a batch. */
export async function* withRecordedLines<T>(options: {
  readonly history: HistoryReader;
  readonly records: () => Promise<ProvenanceRecords>;
  readonly items: AsyncIterable<T>;
  readonly commitsOf: (item: T) => readonly Commit[];
  readonly counted: boolean;
}): AsyncGenerator<{ readonly item: T; readonly lines: RecordedLines }> {
  let batch: T[] = [];
  const flush = async function* () {
    const items = batch;
    batch = [];
    const records = await options.records();
    const lines = await readRecordedLines({ ...options, records, commits: items.flatMap(options.commitsOf) });
    for (const item of items) yield { item, lines };
  };
  // The first alone, so that something shows at once.
  let size = 1;
  for await (const item of options.items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield* flush();
    size = BATCH;
  }
  yield* flush();
}

/** The commits of a change whose lines the change itself does not give: where it is one commit, its files are the commit's. */
export function commitsWithoutLines(change: Change): readonly Commit[] {
  return change.commits.length === 1 ? [] : change.commits.filter((commit) => commit.parents.length < 2);
}

/** Added lines by path, uncounted ones as `null`. */
export function addedLines(files: readonly FileChange[]): AddedLines {
  return new Map(files.map((file) => [file.path, file.addedLines]));
}

function isRecorded(commit: Commit, records: ProvenanceRecords): boolean {
  return records.notes.has(commit.id) || tracesFor(commit, records.traces).length > 0;
}
