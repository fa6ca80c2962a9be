import type { Commit, CommitId, HistoryReader } from '../domain/change/index.ts';
import { type Provenance, recordNote, recordTrailers, verifyRecord } from '../domain/provenance/index.ts';
import { DAY_MS, Fault, type Instant, instant } from '../kernel/index.ts';
import { provenanceOfCommit } from './assess.ts';
import { NOTES_REF, readRecords, type WindowStart } from './history.ts';
import type { PlannedWrite, World } from './port.ts';
import { type PolicyChoice, readRulebook } from './proposal.ts';
import { type ProvenanceRecords, readRecordedLines, withRecordedLines } from './recorded-lines.ts';

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

/** What is asked of a repository's commits. */
export interface ProvenanceQuery {
  readonly world: World;
  readonly repository: string;
  readonly selection: CommitSelection;
  readonly signal?: AbortSignal | undefined;
  readonly watch?: (done: number) => void;
}

/** The provenance of the commits selected, newest first. */
export async function* showProvenance(query: ProvenanceQuery): AsyncIterable<FoundProvenance> {
  // Counting the lines of a whole history takes minutes; one revision is shown with all there is.
  const counted = query.selection.revision !== null;
  for await (const { commit, lines, known, history } of recordedCommits(query, { counted })) {
    const found = provenanceOfCommit(commit, { ...known, addedLines: lines });
    yield {
      commit,
      provenance:
        counted || !needsCount(found)
          ? found
          : provenanceOfCommit(commit, {
              ...known,
              addedLines: await readCounted(history, known.records, commit),
            }),
    };
  }
}

/** A person is attested, which counts only where every added line is: then the lines must be counted. */
function needsCount({ assistance, evidence }: Provenance): boolean {
  return assistance === 'unknown' && evidence.some((piece) => piece.assistance === 'human');
}

async function readCounted(history: HistoryReader, records: ProvenanceRecords, commit: Commit) {
  const lines = await readRecordedLines({ history, records, commits: [commit], counted: true });
  return lines.get(commit.id) ?? null;
}

/** What contradicts itself or its commit among the records of the commits selected, newest first. */
export async function* verifyProvenance(query: ProvenanceQuery): AsyncIterable<FoundProvenance> {
  for await (const { commit, lines, known } of recordedCommits(query, { counted: false })) {
    const note = known.records.notes.get(commit.id) ?? null;
    // The length of a file is not read, so paths are checked and line numbers are not.
    const files = lines === null ? null : new Map([...lines.keys()].map((path) => [path, null]));
    const findings = verifyRecord({ commit, note, files });
    yield { commit, provenance: { ...provenanceOfCommit(commit, { ...known, addedLines: lines }), findings } };
  }
}

async function* recordedCommits(query: ProvenanceQuery, { counted }: { readonly counted: boolean }) {
  const { world, repository, selection, signal, watch } = query;
  const history = await world.openRepository({ path: repository, signal });
  const { tip } = await history.describe();
  const records = await readRecords(history, tip);
  const known = { records, agents: (await readRulebook({ world, history, revision: tip, policy: NO_POLICY })).agents };
  const items = commitsOf(history, selection);
  let done = 0;
  for await (const { item, lines } of withRecordedLines({
    history,
    records: async () => records,
    items,
    commitsOf: (commit) => [commit],
    counted,
  })) {
    yield { commit: item, lines: lines.get(item.id) ?? null, known, history };
    done += 1;
    watch?.(done);
  }
}

const NO_POLICY: PolicyChoice = { file: null };

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
  const [files = null] = await collect(history.filesOf([commit], { lines: true }));
  if (files === null) throw refused('unreadable-commit', 'what the commit changes cannot be read: objects are missing');
  const whole = files.flatMap((file) =>
    file.status === 'added' && file.kind === 'text' && (file.addedLines ?? 0) > 0
      ? [{ path: file.path, ranges: [{ start: 1, end: file.addedLines ?? 1 }] }]
      : [],
  );
  if (whole.length === 0) {
    throw refused(
      'no-added-file',
      'a note names lines, and without a line-level record only files that the commit adds whole can be named; record a trailer instead',
    );
  }
  return { commit, author: commit.author, files: whole };
}

async function collect<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function newestCommit(history: HistoryReader, tip: CommitId): Promise<Commit> {
  for await (const commit of history.commits({ tip, since: null, limit: 1 })) return commit;
  throw refused('no-commit', 'there is no commit to record it on');
}

function refused(code: string, message: string): Fault {
  return new Fault({ kind: 'usage', code, message, fix: 'Change the arguments and run the command again.' });
}
