import { excerpt } from '../../kernel/index.ts';
import type { Commit, CommitId, FilePath } from '../change/index.ts';
import type { TraceRecord } from './agent-trace.ts';
import { type GitAiNote, readGitAiNote } from './git-ai-note.ts';
import type { LineRange } from './line-range.ts';
import { type AddedLines, type RecordedLines, shareOf } from './line-share.ts';
import { type Evidence, EXCERPT_LIMIT, type LineShare, type ProvenanceFinding, type Tool } from './model.ts';

/** What line-level records (git-ai notes, Agent Trace) say of one commit. */
export interface RecordReading {
  readonly evidence: readonly Evidence[];
  readonly findings: readonly ProvenanceFinding[];
  /** `null` where no record states lines or the commit's added lines are not known. */
  readonly lines: LineShare | null;
  /** Whether human records cover every added line and nothing in the records was unreadable. */
  readonly humanCovers: boolean;
  readonly prompters: readonly string[];
}

/** A commit with its records. */
export interface RecordedCommit {
  readonly commit: Commit;
  /** Text of the note on `refs/notes/ai`; `null` where there is none. */
  readonly note: string | null;
  readonly traces: readonly TraceRecord[];
  readonly addedLines: AddedLines | null;
}

const NOTHING: RecordReading = { evidence: [], findings: [], lines: null, humanCovers: false, prompters: [] };

/** Longest a commit's clock may lag behind the one that stamped a trace (git keeps whole seconds). */
const CLOCK_SKEW_MS = 5_000;
/**
 * A trace that names the commit itself belongs, most likely, to a later commit where it was made after this one, or
 * where nothing shows that this one touches the file: the reference store names HEAD before the edit is committed.
 */
const DOUBTFUL_TRACE_CONFIDENCE = 0.4;

/** Reads the note and the traces of a commit. Linear in their sizes; a range is never expanded. */
export function readRecords(recorded: RecordedCommit): RecordReading {
  if (recorded.note === null && recorded.traces.length === 0) return NOTHING;
  const note = readNote(recorded);
  const traces = readTraces(recorded);
  const parts: readonly Part[] = [note, traces];
  const share = shareOf(
    parts.map((part) => part.lines),
    recorded.addedLines,
  );
  const findings = parts.flatMap((part) => part.findings);
  const told = [
    ...share.mismatches.map((message) => finding('record-mismatch', recorded.commit.id, message)),
    ...share.conflicts.map((message) => finding('conflicting-evidence', recorded.commit.id, message)),
  ];
  const readable = !findings.some(({ code }) => code === 'unreadable-record');
  return {
    evidence: parts.flatMap((part) => part.evidence),
    findings: [...findings, ...told],
    lines: share.lines,
    humanCovers: readable && share.lines !== null && share.lines.total > 0 && share.lines.human === share.lines.total,
    prompters: note.prompters,
  };
}

interface Part {
  readonly evidence: readonly Evidence[];
  readonly findings: readonly ProvenanceFinding[];
  readonly lines: RecordedLines;
  readonly prompters: readonly string[];
}

const NO_PART: Part = {
  evidence: [],
  findings: [],
  lines: { files: new Map(), complete: true, present: false },
  prompters: [],
};

function readNote({ commit, note, addedLines }: RecordedCommit): Part {
  if (note === null) return NO_PART;
  const read = readGitAiNote(note);
  if (!read.ok)
    return {
      ...NO_PART,
      findings: [finding('unreadable-record', commit.id, `the git-ai note cannot be read: ${read.rejection}`)],
    };
  const { value } = read;
  const findings = value.problems.map((problem) => finding('unreadable-record', commit.id, problem));
  const unresolved = firstUnresolved(value);
  if (unresolved !== null) {
    findings.push(
      finding(
        'record-mismatch',
        commit.id,
        `line ${unresolved} of the git-ai note names a key that its metadata lacks`,
      ),
    );
  }
  if (addedLines !== null && isMisplaced(value, addedLines))
    return { ...NO_PART, findings: [...findings, misplaced(commit.id)] };
  return { evidence: noteEvidence(value, commit.id), findings, lines: noteLines(value), prompters: value.prompters };
}

/**
 * Whether a note speaks of another commit: rebases and squashes copy notes to commits they do not belong to. A note that
 * names at least one file of its commit is kept, and what does not fit is told by the line share.
 */
function isMisplaced(note: GitAiNote, touched: AddedLines): boolean {
  return note.files.length > 0 && note.files.every((file) => !touched.has(file.path));
}

function misplaced(commit: CommitId): ProvenanceFinding {
  const message = 'the git-ai note names only files that the commit does not touch: it belongs to another commit';
  return finding('record-mismatch', commit, message);
}

function firstUnresolved(note: GitAiNote): number | null {
  for (const file of note.files) for (const entry of file.entries) if (!entry.resolved) return entry.line;
  return null;
}

function noteEvidence(note: GitAiNote, commit: CommitId): Evidence[] {
  const found = new Map<string, Evidence>();
  const add = (key: string, part: Pick<Evidence, 'assistance' | 'tool' | 'line' | 'text'>): void => {
    if (!found.has(key)) found.set(key, { class: 'attested', place: 'git-ai-note', commit, confidence: 1, ...part });
  };
  for (const file of note.files) {
    for (const { attestor, key, line } of file.entries) {
      const text = excerpt(`${file.path}: ${key}`, EXCERPT_LIMIT);
      if (attestor.kind === 'ai') add(toolKey(attestor.tool), { assistance: 'ai', tool: attestor.tool, line, text });
      if (attestor.kind === 'human') add('human', { assistance: 'human', tool: null, line, text });
    }
  }
  // A session without a line of its own still took part: git-ai lists only what its agents did for this commit.
  for (const tool of note.tools) {
    const text = excerpt(
      `${tool.name}${tool.model === null ? '' : ` (${tool.model})`}: session without lines`,
      EXCERPT_LIMIT,
    );
    add(toolKey(tool), { assistance: 'ai', tool, line: null, text });
  }
  return [...found.values()];
}

function toolKey(tool: Tool | null): string {
  return tool === null ? 'ai' : `ai\0${tool.name}\0${tool.model ?? ''}`;
}

function noteLines(note: GitAiNote): RecordedLines {
  const files = new Map<FilePath, { ai: LineRange[]; human: LineRange[] }>();
  for (const file of note.files) {
    const known = files.get(file.path) ?? { ai: [], human: [] };
    files.set(file.path, known);
    for (const { attestor, ranges } of file.entries) {
      const into = attestor.kind === 'ai' ? known.ai : attestor.kind === 'human' ? known.human : null;
      if (into !== null) for (const range of ranges) into.push(range);
    }
  }
  return { files, complete: true, present: true };
}

function readTraces({ commit, traces, addedLines }: RecordedCommit): Part {
  const evidence = new Map<string, Evidence>();
  const files = new Map<FilePath, { ai: LineRange[]; human: LineRange[] }>();
  let complete = true;
  for (const record of traces) {
    const confidence = traceConfidence(record, { commit, filesKnown: addedLines !== null });
    if (confidence === 0) continue;
    for (const file of record.files) {
      if (file.ai.length === 0 && !file.aiSomewhere) continue;
      if (addedLines !== null && !addedLines.has(file.path)) continue;
      const tool = { name: record.tool.name, model: file.models[0] ?? null };
      const key = `${toolKey(tool)}\0${confidence}`;
      if (!evidence.has(key))
        evidence.set(key, traceEvidence({ tool, record, confidence, path: file.path, commit: commit.id }));
      if (confidence < 1) continue;
      if (file.aiSomewhere) complete = false;
      const known = files.get(file.path) ?? { ai: [], human: [] };
      files.set(file.path, known);
      for (const range of file.ai) known.ai.push(range);
    }
  }
  return { ...NO_PART, evidence: [...evidence.values()], lines: { files, complete, present: files.size > 0 } };
}

/** 1 where the record speaks of this commit, little where it more likely speaks of a later one, 0 where it cannot. */
function traceConfidence(
  record: TraceRecord,
  { commit, filesKnown }: { readonly commit: Commit; readonly filesKnown: boolean },
): number {
  if (commit.parents.some((parent) => parent === record.revision)) return 1;
  if (record.revision !== commit.id) return 0;
  const before = record.at === null || record.at <= commit.committedAt + CLOCK_SKEW_MS;
  return before && filesKnown ? 1 : DOUBTFUL_TRACE_CONFIDENCE;
}

interface TraceClaim {
  readonly tool: Tool;
  readonly record: TraceRecord;
  readonly confidence: number;
  readonly path: string;
  readonly commit: CommitId;
}

function traceEvidence({ tool, record, confidence, path, commit }: TraceClaim): Evidence {
  const text = excerpt(`${path} (trace of ${record.revision.slice(0, 12)})`, EXCERPT_LIMIT);
  const evidenceClass = confidence === 1 ? 'attested' : 'inferred';
  return {
    class: evidenceClass,
    assistance: 'ai',
    tool,
    place: 'agent-trace',
    commit,
    line: record.line,
    text,
    confidence,
  };
}

function finding(code: ProvenanceFinding['code'], commit: CommitId, message: string): ProvenanceFinding {
  return { code, commit, message };
}
