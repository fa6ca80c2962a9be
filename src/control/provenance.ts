import type { Change, Commit, CommitId, FilePath, HistoryReader } from '../domain/change/index.ts';
import {
  type Provenance,
  type ProvenanceFinding,
  recordNote,
  recordTrailers,
  verifyRecord,
} from '../domain/provenance/index.ts';
import { DAY_MS, Fault, type Instant, instant } from '../kernel/index.ts';
import { addedLinesOf, provenanceOfCommit } from './assess.ts';
import { NOTES_REF, readRecords, type WindowStart } from './history.ts';
import type { PlannedWrite, World } from './port.ts';

/** Which commits are meant: one revision or `a..b`, or a window of history. */
export interface CommitSelection {
  readonly revision: string | null;
  readonly tip: string | null;
  readonly start: WindowStart | null;
  readonly limit: number | null;
}

/** One commit with what was found. */
export interface FoundProvenance {
  readonly commit: Commit;
  readonly provenance: Provenance;
}

/** The provenance of the commits selected, newest first. */
export async function* showProvenance(options: {
  readonly world: World;
  readonly repository: string;
  readonly selection: CommitSelection;
  readonly signal?: AbortSignal;
  readonly watch?: (done: number) => void;
}): AsyncIterable<FoundProvenance> {
  const history = await options.world.openRepository({
    path: options.repository,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const { tip } = await history.describe();
  const records = await readRecords(history, tip);
  let done = 0;
  for await (const commit of commitsOf(history, options.selection)) {
    const found = provenanceOfCommit(commit, records, null);
    const provenance = needsLines(found, options.selection)
      ? provenanceOfCommit(commit, records, addedLinesOf(await changeOf(history, commit)))
      : found;
    yield { commit, provenance };
    done += 1;
    options.watch?.(done);
  }
}

/**
 * Whether the commit's own files would say more: a person is attested, which counts only where every added line is; a
 * trace may speak of this commit or of the next; or one revision with a line-level record is asked for. Reading the
 * lines of a whole history would take minutes.
 */
function needsLines(found: Provenance, selection: CommitSelection): boolean {
  const recorded = found.evidence.filter(({ place }) => place === 'git-ai-note' || place === 'agent-trace');
  const human = found.assistance === 'unknown' && recorded.some((piece) => piece.assistance === 'human');
  return (
    human ||
    recorded.some(({ place }) => place === 'agent-trace') ||
    (selection.revision !== null && recorded.length > 0)
  );
}

/** What contradicts itself or its commit among the records of the commits selected, newest first. */
export async function* verifyProvenance(options: {
  readonly world: World;
  readonly repository: string;
  readonly selection: CommitSelection;
  readonly signal?: AbortSignal;
  readonly watch?: (done: number) => void;
}): AsyncIterable<FoundProvenance> {
  const history = await options.world.openRepository({
    path: options.repository,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const { tip } = await history.describe();
  const records = await readRecords(history, tip);
  let done = 0;
  for await (const commit of commitsOf(history, options.selection)) {
    const note = records.notes.get(commit.id) ?? null;
    const files = note === null ? null : await lengthsOf(history, commit);
    const findings: readonly ProvenanceFinding[] = verifyRecord({ commit, note, files });
    yield { commit, provenance: { ...provenanceOfCommit(commit, records, null), findings } };
    done += 1;
    options.watch?.(done);
  }
}

/** Files of one commit; their length is not counted, so only paths are checked. */
async function lengthsOf(history: HistoryReader, commit: Commit): Promise<ReadonlyMap<FilePath, null>> {
  const change = await changeOf(history, commit);
  return new Map(change.files.map((file) => [file.path, null]));
}

function changeOf(history: HistoryReader, commit: Commit): Promise<Change> {
  const parent = commit.parents[0];
  return history.readChange(
    parent === undefined ? { kind: 'landed', commit: commit.id } : { kind: 'range', from: parent, to: commit.id },
  );
}

async function* commitsOf(history: HistoryReader, selection: CommitSelection): AsyncIterable<Commit> {
  const { revision, tip, limit } = selection;
  if (revision === null) {
    let from: Instant | null = null;
    for await (const commit of history.commits({ tip, since: null, limit })) {
      from ??= startOf(selection.start, commit);
      // Commit times are not monotonic: an old time inside the window does not end it.
      if (from === null || commit.committedAt >= from) yield commit;
    }
    return;
  }
  if (revision.includes('..')) {
    const [from = '', to = ''] = revision.split(/\.{2,3}/);
    const change = await history.readChange({ kind: 'range', from: from || 'HEAD', to: to || 'HEAD' });
    yield* [...change.commits].reverse();
    return;
  }
  const id = await history.resolve(revision);
  if (id === null) {
    throw new Fault({
      kind: 'usage',
      code: 'unknown-revision',
      message: `${revision} names no commit`,
      fix: 'Give a commit, a branch, or a range such as main..HEAD.',
    });
  }
  yield* history.commits({ tip: id, since: null, limit: 1 });
}

function startOf(start: WindowStart | null, newest: Commit): Instant | null {
  if (start === null) return null;
  return start.kind === 'moment' ? start.at : instant(newest.committedAt - start.days * DAY_MS);
}

/** What recording would write on HEAD; nothing is written until it is applied. */
export async function planRecord(options: {
  readonly world: World;
  readonly repository: string;
  readonly tool: string;
  readonly model: string | null;
  readonly session: string | null;
  readonly form: 'trailer' | 'note';
}): Promise<PlannedWrite> {
  const { world, repository, form, tool, model, session } = options;
  if (form === 'trailer') {
    const trailers = recordTrailers({ tool, model, session });
    if (!trailers.ok) throw refused(trailers.rejection.code, trailers.rejection.message);
    return world.planTrailers({ repository, trailers: trailers.value });
  }
  const history = await world.openRepository({ path: repository });
  const head = await history.resolve('HEAD');
  if (head === null) throw refused('no-commit', 'there is no commit to record it on');
  const change = await headChange(history, head);
  const notes = await history.notes(NOTES_REF);
  const note = recordNote({
    tool,
    model,
    session,
    prompter: change.author,
    base: change.commit.parents[0] ?? null,
    files: change.files,
    existing: notes.find((each) => each.commit === head)?.text ?? null,
  });
  if (!note.ok) throw refused(note.rejection.code, note.rejection.message);
  return world.planNote({ repository, ref: NOTES_REF, commit: head, text: note.value });
}

/** HEAD with the files it adds whole; only of those the lines are known to be the tool's without a record of each line. */
async function headChange(history: HistoryReader, head: CommitId) {
  const commit = await newestCommit(history, head);
  const change = await changeOf(history, commit);
  const files = change.files.flatMap((file) =>
    file.status === 'added' && file.kind === 'text' && (file.addedLines ?? 0) > 0
      ? [{ path: file.path, ranges: [{ start: 1, end: file.addedLines ?? 1 }] }]
      : [],
  );
  if (files.length === 0) {
    throw refused(
      'no-added-file',
      'a note names lines, and without a line-level record only files that the commit adds whole can be named; record a trailer instead',
    );
  }
  return { commit, author: commit.author, files };
}

async function newestCommit(history: HistoryReader, tip: CommitId): Promise<Commit> {
  for await (const commit of history.commits({ tip, since: null, limit: 1 })) return commit;
  throw refused('no-commit', 'there is no commit to record it on');
}

function refused(code: string, message: string): Fault {
  return new Fault({ kind: 'usage', code, message, fix: 'Change the arguments and run the command again.' });
}
