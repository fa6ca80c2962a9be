import { printable } from '../../kernel/index.ts';
import type { Commit, FilePath } from '../change/index.ts';
import { judgeAssistant } from './attribution.ts';
import { detectCommitProvenance } from './detect.ts';
import { type GitAiNote, readGitAiNote } from './git-ai-note.ts';
import { lastLine } from './line-range.ts';
import { type MessageLine, readLines } from './message-line.ts';
import type { ProvenanceFinding } from './model.ts';
import { SESSION_TRAILER } from './record-trailer.ts';
import { isKnownKey, readTrailer, type Trailer } from './trailer.ts';
import { uniqueFindings } from './verdict.ts';

/** Files of a commit with their number of lines after it; `null` where lines are not counted. */
export type FileLengths = ReadonlyMap<FilePath, number | null>;

/** Most places told for one kind of wrong. */
const TOLD_LIMIT = 20;

/**
 * Checks the records of one commit against each other and against the commit: the note parses and its keys resolve,
 * paths and ranges exist, no line belongs to two, trailers are well formed and stand where git reads them, no session
 * is exposed and no AI signs off. Empty = nothing wrong, which includes a commit without any record.
 */
export function verifyRecord(input: {
  readonly commit: Commit;
  readonly note: string | null;
  /** Files the commit touches; leave out where they are not known, and paths and ranges are not checked. */
  readonly files?: FileLengths | null;
}): readonly ProvenanceFinding[] {
  const { commit, note } = input;
  const found = [...detectCommitProvenance({ commit, note, traces: [] }).findings];
  const add = (code: ProvenanceFinding['code'], messages: readonly string[]): void => {
    for (const message of messages.slice(0, TOLD_LIMIT)) found.push({ code, commit: commit.id, message });
  };
  add('unreadable-record', trailerProblems(commit.message));
  const read = note === null ? null : readGitAiNote(note);
  if (read?.ok === true && input.files !== undefined && input.files !== null) {
    add('record-mismatch', fileProblems(read.value, input.files));
  }
  return uniqueFindings(found);
}

function fileProblems(note: GitAiNote, files: FileLengths): string[] {
  const problems: string[] = [];
  for (const file of note.files) {
    const length = files.get(file.path);
    if (length === undefined) {
      problems.push(`the note names ${printable(file.path)}, which the commit does not touch`);
      continue;
    }
    const last = lastLine(file.entries.flatMap((entry) => entry.ranges));
    if (length !== null && last > length) {
      problems.push(`the note names line ${last} of ${printable(file.path)}, which has ${length} lines`);
    }
  }
  return problems;
}

function trailerProblems(message: string): string[] {
  return readLines(message, 'commit-message').flatMap((line) => {
    const trailer = line.zone === 'subject' || line.zone === 'quoted' ? null : readTrailer(line.text);
    if (trailer === null) return [];
    const problem = problemOf(trailer, line);
    return problem === null ? [] : [`line ${line.number} of the message: ${problem}`];
  });
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

function problemOf(trailer: Trailer, line: MessageLine): string | null {
  const isDigest = trailer.key === SESSION_TRAILER.toLowerCase();
  if (!isDigest && !isKnownKey(trailer.key)) return null;
  if (trailer.value === '') return `the trailer ${trailer.key} is empty`;
  if (isDigest && !DIGEST.test(trailer.value)) return `${SESSION_TRAILER} must be sha256: and 64 hex digits`;
  if (trailer.key === 'assisted-by' && judgeAssistant(trailer.value).kind === 'nothing') {
    return 'Assisted-by names neither TOOL:MODEL, nor a person, nor none';
  }
  if (line.zone === 'body')
    return `the trailer ${trailer.key} stands outside the last paragraph, where git does not read it`;
  return null;
}
