import { accept, excerpt, type Result, reject } from '../../kernel/index.ts';
import type { FilePath } from '../change/index.ts';
import { identityIn } from './attribution.ts';
import { isPersonal } from './identity.ts';
import { type LineRange, readRanges } from './line-range.ts';
import type { Tool } from './model.ts';
import { splitNote } from './note-text.ts';
import { readPath } from './quoted-path.ts';
import { toolByAlias } from './tool-name.ts';

/** Who an attestation entry points at. */
export type Attestor =
  /** A session or legacy prompt; `tool` is `null` where the key is in no metadata. */
  | { readonly kind: 'ai'; readonly tool: Tool | null }
  /** A person seen typing. */
  | { readonly kind: 'human' }
  /** A human key in no metadata, or test data: says nothing. */
  | { readonly kind: 'nobody' };

/** One entry under a file: a key and the lines it speaks for. */
export interface AttestationEntry {
  readonly key: string;
  readonly attestor: Attestor;
  /** Whether the key is found in the metadata. */
  readonly resolved: boolean;
  readonly ranges: readonly LineRange[];
  /** 1-based line in the note. */
  readonly line: number;
}

/** The entries of one file; a path may come more than once in a hostile note. */
export interface FileAttestation {
  readonly path: FilePath;
  readonly entries: readonly AttestationEntry[];
}

/** A note of the Git AI Standard 3.0.0, read. */
export interface GitAiNote {
  readonly files: readonly FileAttestation[];
  /** Tools of all sessions and prompts, attested to lines or not; unique by name and model. */
  readonly tools: readonly Tool[];
  /** Lower-case mails of the people that sessions, prompts or human entries name. */
  readonly people: readonly string[];
  /** Lower-case mails of the people who directed sessions and prompts. */
  readonly prompters: readonly string[];
  /** What could not be read, each with its place; the rest of the note still counts. */
  readonly problems: readonly string[];
}

/** Longest note read, in characters: git-ai's own are far below, and a larger one would stall every reader. */
export const NOTE_LIMIT = 8_000_000;

/** Most entries and files taken from one note. */
const ENTRY_LIMIT = 100_000;

/** Test data of git-ai: never evidence. */
const MOCK_TOOL = 'mock_ai';

/**
 * Reads a note of `refs/notes/ai`. Lenient about ids of other lengths, unresolved keys and unknown members; rejects
 * (with one sentence) what has no divider, no JSON object, or is too large. Notes are unsigned: what they say is
 * attested by a tool, not proven. Source: git-ai-project/git-ai `specs/git_ai_standard_v3.0.0.md`.
 */
export function readGitAiNote(text: string): Result<GitAiNote, string> {
  if (text.length > NOTE_LIMIT) return reject(`the note is larger than ${NOTE_LIMIT} characters`);
  const parts = splitNote(text);
  if (parts === null) return reject('the note has no line `---` between attestations and metadata');
  const metadata = parseObject(parts.metadata);
  if (metadata === null) return reject('the metadata below the line `---` of the note is not a JSON object');
  const directory = readDirectory(metadata);
  const attestations = readAttestations(parts.attestations, directory);
  return accept({
    files: attestations.files,
    tools: uniqueTools(directory),
    people: [...new Set([...directory.humans.values(), ...directory.prompters])].filter((mail) => mail !== '').sort(),
    prompters: [...new Set(directory.prompters)].sort(),
    problems: [...directory.problems, ...attestations.problems].slice(0, PROBLEM_LIMIT),
  });
}

/** Problems told of one note; more say nothing new. */
const PROBLEM_LIMIT = 20;

interface Directory {
  /** Sessions and prompts by key; `null` for test data. */
  readonly agents: ReadonlyMap<string, Tool | null>;
  /** Human keys to mails (empty where none is stated). */
  readonly humans: ReadonlyMap<string, string>;
  readonly prompters: readonly string[];
  readonly problems: readonly string[];
}

function readDirectory(metadata: Readonly<Record<string, unknown>>): Directory {
  const problems: string[] = [];
  const version = member(metadata, 'schema_version');
  if (typeof version !== 'string' || !version.startsWith('authorship/3.')) {
    problems.push(
      `the note's schema_version is not authorship/3.x but ${excerpt(JSON.stringify(version) ?? 'missing', 40)}`,
    );
  }
  const agents = new Map<string, Tool | null>();
  const prompters: string[] = [];
  for (const group of ['sessions', 'prompts']) {
    for (const [key, record] of entriesOf(member(metadata, group))) {
      const agent = agentOf(record);
      agents.set(key, agent);
      const mail = agent === null ? '' : personIn(member(record, 'human_author'));
      if (mail !== '') prompters.push(mail);
    }
  }
  const humans = new Map<string, string>();
  for (const [key, record] of entriesOf(member(metadata, 'humans'))) {
    const author = typeof record === 'string' ? record : (member(record, 'author') ?? member(record, 'human_author'));
    humans.set(key, personIn(author));
  }
  return { agents, humans, prompters, problems };
}

/** The tool of a session or prompt; `null` for test data. */
function agentOf(record: unknown): Tool | null {
  const agent = member(record, 'agent_id');
  const name = member(agent, 'tool');
  if (name === MOCK_TOOL) return null;
  const model = member(agent, 'model');
  const shown = typeof name === 'string' && name.trim() !== '' ? excerpt(name.trim(), 80) : 'AI assistant';
  const stated = typeof model === 'string' && model.trim() !== '' && model.trim().toLowerCase() !== 'unknown';
  return {
    name: GIT_AI_TOOLS.get(shown) ?? toolByAlias(shown)?.name ?? shown,
    model: stated ? excerpt(model.trim(), 80) : null,
  };
}

/** git-ai's own names where they mean another row than the alias does. */
const GIT_AI_TOOLS: ReadonlyMap<string, string> = new Map([
  ['cloud-agent', 'AI assistant'],
  ['git-ai-cloud-agent', 'AI assistant'],
]);

function personIn(value: unknown): string {
  const identity = typeof value === 'string' ? identityIn(value.slice(0, 400)) : null;
  return identity !== null && isPersonal(identity) ? identity.mail.toLowerCase() : '';
}

function uniqueTools(directory: Directory): readonly Tool[] {
  const tools = new Map<string, Tool>();
  for (const tool of directory.agents.values()) if (tool !== null) tools.set(`${tool.name}\0${tool.model ?? ''}`, tool);
  return [...tools.values()];
}

interface Attestations {
  readonly files: readonly FileAttestation[];
  readonly problems: readonly string[];
}

function readAttestations(lines: readonly string[], directory: Directory): Attestations {
  const files: { path: FilePath; entries: AttestationEntry[] }[] = [];
  const problems: string[] = [];
  let entries = 0;
  let current: AttestationEntry[] | null = null;
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    if (!line.startsWith(' ')) {
      const path = readPath(line);
      current = path === null ? null : [];
      if (path === null || current === null) problems.push(`line ${index + 1} of the note is no path`);
      else files.push({ path, entries: current });
      continue;
    }
    entries += 1;
    if (entries > ENTRY_LIMIT)
      return { files, problems: [...problems, `the note has more than ${ENTRY_LIMIT} entries`] };
    const entry = readEntry(line, { number: index + 1, directory });
    if (entry === null || current === null) problems.push(`line ${index + 1} of the note is no attestation`);
    else current.push(entry);
  }
  return { files, problems };
}

/** Two blanks, a key, a blank, ranges. */
const ENTRY = /^ {2}(\w[\w-]*)(?:::t_[0-9a-f]+)? ([\d,-]+)$/;

/** Keys of AI beside those of the standard: early tools wrote `ai_agent` and bare session ids. */
const AI_KEY = /^(?:s_[0-9a-f]+|[0-9a-f]+|[0-9a-f]{8}-[0-9a-f-]{4,40}|ai_agent)$/;
const HUMAN_KEY = /^h_[0-9a-f]+$/;

function readEntry(
  line: string,
  at: { readonly number: number; readonly directory: Directory },
): AttestationEntry | null {
  const match = ENTRY.exec(line);
  const ranges = match === null ? null : readRanges(match[2] ?? '');
  const key = match?.[1] ?? '';
  const attestor = resolve(key, at.directory);
  return ranges === null || attestor === null ? null : { key, ...attestor, ranges, line: at.number };
}

/** Who a key stands for; `null` for what is no key. */
function resolve(key: string, { agents, humans }: Directory): Pick<AttestationEntry, 'attestor' | 'resolved'> | null {
  // Early tools wrote `human` for every line that no agent had touched: nobody was seen typing it.
  if (key === 'human') return { attestor: { kind: 'nobody' }, resolved: true };
  if (HUMAN_KEY.test(key)) {
    return humans.has(key)
      ? { attestor: { kind: 'human' }, resolved: true }
      : { attestor: { kind: 'nobody' }, resolved: false };
  }
  const tool = agents.get(key);
  if (tool !== undefined)
    return { attestor: tool === null ? { kind: 'nobody' } : { kind: 'ai', tool }, resolved: true };
  return AI_KEY.test(key) ? { attestor: { kind: 'ai', tool: null }, resolved: false } : null;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member; a key such as `__proto__` finds nothing that the document does not state. */
function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return isObject(value) ? Object.entries(value) : [];
}
