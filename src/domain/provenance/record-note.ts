import { accept, digestOf, type Result, reject } from '../../kernel/index.ts';
import type { CommitId, FilePath, Identity } from '../change/index.ts';
import { readGitAiNote } from './git-ai-note.ts';
import { formatRanges, type LineRange, lineRange } from './line-range.ts';
import { splitNote } from './note-text.ts';
import { writePath } from './quoted-path.ts';
import { type AssistanceClaim, type RecordRejection, toolToken } from './record-trailer.ts';

/** What a note is to attest. */
export interface NoteClaim extends AssistanceClaim {
  /** The person who directed the agent; `null` where not known. */
  readonly prompter: Identity | null;
  /** Parent of the noted commit; `null` for a root commit. */
  readonly base: CommitId | null;
  /** Lines written by the tool, as line numbers after the commit. */
  readonly files: readonly { readonly path: FilePath; readonly ranges: readonly LineRange[] }[];
  /** Text of the commit's note so far, which is kept and added to; `null` where there is none. */
  readonly existing: string | null;
}

/** Hex digits of session and trace ids (Git AI Standard 3.0.0). */
const ID_LENGTH = 14;

/**
 * The text of a git-ai note (3.0.0) for `refs/notes/ai` that gives the lines to a session of the tool. The session is
 * named by the digest of what the caller calls it, so the note exposes no transcript. Rejects paths and ranges that no
 * file can have, and an existing note that cannot be read (nothing is thrown away silently).
 */
export function recordNote(claim: NoteClaim): Result<string, RecordRejection> {
  const tool = toolToken(claim.tool);
  if (tool === null)
    return reject({ code: 'malformed-tool', message: 'the tool must be one word such as claude-code' });
  const wrong = malformedFile(claim);
  if (wrong !== null) return reject(wrong);
  const existing = claim.existing === null ? EMPTY : readExisting(claim.existing);
  if (existing === null) {
    return reject({
      code: 'unreadable-note',
      message: 'the commit has a note that cannot be read; remove or repair it first',
    });
  }
  const session = digestOf(claim.session ?? `${tool}\n${claim.base ?? ''}\n${filesText(claim)}`);
  const key = `s_${hex(`${tool}:${session}`)}`;
  const trace = `t_${hex(`${session}\n${filesText(claim)}`)}`;
  const sections = withEntries(existing.sections, { claim, key: `${key}::${trace}` });
  const metadata = withSession(existing.metadata, { claim, key, tool, session });
  const attestations = [...sections].flatMap(([path, entries]) => [path, ...entries]);
  return accept([...attestations, '---', JSON.stringify(metadata, null, 2)].join('\n'));
}

type Metadata = Readonly<Record<string, unknown>>;

interface ExistingNote {
  /** Written path to entry lines, in order. */
  readonly sections: ReadonlyMap<string, readonly string[]>;
  readonly metadata: Metadata | null;
}

const EMPTY: ExistingNote = { sections: new Map(), metadata: null };

function malformedFile({ files }: NoteClaim): RecordRejection | null {
  for (const { path, ranges } of files) {
    if (path === '' || /[\n\0]/.test(path)) {
      return { code: 'malformed-path', message: 'a path with a newline cannot stand in a git-ai note; use a trailer' };
    }
    if (ranges.length === 0 || ranges.some(({ start, end }) => lineRange(start, end) === null)) {
      return { code: 'malformed-lines', message: `the lines of ${path} must be ranges such as 1-4,9` };
    }
  }
  return null;
}

function readExisting(text: string): ExistingNote | null {
  const read = readGitAiNote(text);
  const parts = splitNote(text);
  if (!read.ok || read.value.problems.length > 0 || parts === null) return null;
  const sections = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of parts.attestations) {
    if (line === '') continue;
    if (line.startsWith(' ')) current.push(line);
    else {
      current = sections.get(line) ?? [];
      sections.set(line, current);
    }
  }
  return { sections, metadata: JSON.parse(parts.metadata) as Metadata };
}

function withEntries(
  sections: ExistingNote['sections'],
  { claim, key }: { readonly claim: NoteClaim; readonly key: string },
): ReadonlyMap<string, readonly string[]> {
  const all = new Map(sections);
  for (const { path, ranges } of claim.files) {
    const written = writePath(path);
    const entry = `  ${key} ${formatRanges(ranges)}`;
    const known = all.get(written) ?? [];
    if (!known.includes(entry)) all.set(written, [...known, entry]);
  }
  return all;
}

interface SessionEntry {
  readonly claim: NoteClaim;
  readonly key: string;
  readonly tool: string;
  readonly session: string;
}

function withSession(metadata: Metadata | null, { claim, key, tool, session }: SessionEntry): Metadata {
  const start = metadata ?? { schema_version: 'authorship/3.0.0', base_commit_sha: claim.base ?? '', prompts: {} };
  const person = claim.prompter;
  const record = {
    agent_id: { tool, id: session, model: claim.model ?? 'unknown' },
    human_author: person === null ? null : `${person.name} <${person.mail}>`,
  };
  const known = start['sessions'];
  const sessions = typeof known === 'object' && known !== null && !Array.isArray(known) ? known : {};
  return { ...start, sessions: { ...sessions, [key]: record } };
}

function filesText({ files }: NoteClaim): string {
  return files
    .map(({ path, ranges }) => `${path} ${formatRanges(ranges)}`)
    .sort()
    .join('\n');
}

function hex(text: string): string {
  return digestOf(text).slice('sha256:'.length, 'sha256:'.length + ID_LENGTH);
}
