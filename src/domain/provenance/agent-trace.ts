import { excerpt } from '../../kernel/index.ts';
import type { Commit, FilePath } from '../change/index.ts';
import { type LineRange, lineRange } from './line-range.ts';
import type { Tool } from './model.ts';
import { toolByAlias } from './tool-name.ts';
import { UNNAMED_TOOL } from './tool-table.ts';

/** What a trace says of one file: lines by contributor, or the file as a whole. */
export interface TraceFile {
  readonly path: FilePath;
  /** Lines written by AI or by both. */
  readonly ai: readonly LineRange[];
  /** AI took part, but the record states no lines. */
  readonly aiSomewhere: boolean;
  readonly models: readonly string[];
}

/** One record of Agent Trace, reduced to what can be used. */
export interface TraceRecord {
  /** The commit the record names: HEAD before the edit was committed, or the commit that holds it. */
  readonly revision: string;
  /** Epoch milliseconds of the edit; `null` where it is not stated or no date. */
  readonly at: number | null;
  readonly tool: Tool;
  readonly files: readonly TraceFile[];
  /** 1-based line in the JSONL file. */
  readonly line: number;
}

/** The records of one file of traces, with what could not be read. */
export interface AgentTraces {
  readonly records: readonly TraceRecord[];
  readonly problems: readonly string[];
}

/** Records by the revision they name. */
export type TraceIndex = ReadonlyMap<string, readonly TraceRecord[]>;

/** Longest file of traces and longest record read, in characters. */
export const TRACE_FILE_LIMIT = 64_000_000;
const RECORD_LIMIT = 4_000_000;
/** Most records, files a record and ranges a file. */
const COUNT_LIMIT = 100_000;
const PROBLEM_LIMIT = 20;

/** The schema of 0.1.0 wants three parts, its own store writes two. */
const VERSION = /^\d{1,6}\.\d{1,6}(?:\.\d{1,6})?$/;

/**
 * Reads `.agent-trace/traces.jsonl` (Agent Trace 0.1.0, cursor/agent-trace), leniently: bad lines are told and left out,
 * records of other version control systems or without a revision are skipped.
 */
export function readAgentTraces(text: string): AgentTraces {
  if (text.length > TRACE_FILE_LIMIT)
    return { records: [], problems: [`the traces are larger than ${TRACE_FILE_LIMIT} characters`] };
  const records: TraceRecord[] = [];
  const problems: string[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    if (records.length >= COUNT_LIMIT) return { records, problems: [...problems, `more than ${COUNT_LIMIT} traces`] };
    const read = readRecord(line, index + 1);
    if (typeof read === 'string') problems.push(read);
    else if (read !== null) records.push(read);
  }
  return { records, problems: problems.slice(0, PROBLEM_LIMIT) };
}

/** Puts records under the revision they name, so that a long history finds its own at once. */
export function indexTraces(records: readonly TraceRecord[]): TraceIndex {
  const index = new Map<string, TraceRecord[]>();
  for (const record of records) {
    const known = index.get(record.revision);
    if (known === undefined) index.set(record.revision, [record]);
    else known.push(record);
  }
  return index;
}

/** The records that may speak of the commit: those that name it or its parent. */
export function tracesFor(commit: Commit, index: TraceIndex): readonly TraceRecord[] {
  if (index.size === 0) return [];
  return [...commit.parents, commit.id].flatMap((revision) => index.get(revision) ?? []);
}

function readRecord(line: string, number: number): TraceRecord | string | null {
  if (line.length > RECORD_LIMIT) return `trace ${number} is longer than ${RECORD_LIMIT} characters`;
  const record = parse(line);
  if (!isObject(record)) return `trace ${number} is not a JSON object`;
  const version = own(record, 'version');
  if (typeof version !== 'string' || !VERSION.test(version)) return `trace ${number} has no version such as 0.1.0`;
  const files = own(record, 'files');
  if (!Array.isArray(files)) return `trace ${number} has no list of files`;
  const vcs = own(record, 'vcs');
  const type = own(vcs, 'type') ?? 'git';
  const revision = own(vcs, 'revision');
  if (type !== 'git' || typeof revision !== 'string' || !/^[0-9a-f]{7,64}$/.test(revision)) return null;
  return {
    revision,
    at: timeOf(own(record, 'timestamp')),
    tool: toolOf(own(record, 'tool')),
    files: files.slice(0, COUNT_LIMIT).flatMap(readFile),
    line: number,
  };
}

function readFile(file: unknown): TraceFile[] {
  const path = own(file, 'path');
  const conversations = own(file, 'conversations');
  if (typeof path !== 'string' || path === '' || !Array.isArray(conversations)) return [];
  const ai: LineRange[] = [];
  const models = new Set<string>();
  let aiSomewhere = false;
  for (const conversation of conversations.slice(0, COUNT_LIMIT)) {
    const contributor = own(conversation, 'contributor');
    const ranges = own(conversation, 'ranges');
    const stated = Array.isArray(ranges) ? ranges.slice(0, COUNT_LIMIT) : [];
    if (stated.length === 0) aiSomewhere ||= isAi(contributor);
    for (const range of stated) {
      const by = own(range, 'contributor') ?? contributor;
      if (!isAi(by)) continue;
      const model = own(by, 'model_id') ?? own(contributor, 'model_id');
      if (typeof model === 'string' && model.trim() !== '') models.add(excerpt(model.trim(), 80));
      const lines = lineRange(own(range, 'start_line'), own(range, 'end_line'));
      // 1-1 is what the reference store writes when it does not know: the file, not its first line.
      if (lines === null || lines.end === 1) aiSomewhere = true;
      else ai.push(lines);
    }
    const model = own(contributor, 'model_id');
    if (stated.length === 0 && isAi(contributor) && typeof model === 'string') models.add(excerpt(model.trim(), 80));
  }
  return [{ path: path.replace(/^\.\//, '') as FilePath, ai, aiSomewhere, models: [...models].sort() }];
}

/** `mixed` has AI in it; `human` is a claim of a store that sees no human typing, so it stays unknown. */
function isAi(contributor: unknown): boolean {
  const type = own(contributor, 'type');
  return type === 'ai' || type === 'mixed';
}

function toolOf(tool: unknown): Tool {
  const name = own(tool, 'name');
  if (typeof name !== 'string' || name.trim() === '') return { name: UNNAMED_TOOL, model: null };
  return { name: toolByAlias(name)?.name ?? excerpt(name.trim(), 80), model: null };
}

function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' && value.length <= 40 ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
