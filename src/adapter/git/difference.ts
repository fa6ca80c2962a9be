import type { FileChange, FileKind, FilePath, FileStatus } from '../../domain/change/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { ByteReader } from './byte-reader.ts';
import { decodePath } from './path-bytes.ts';

/** Files of one proposal that are listed: ten times what any host shows, and about 20 MB of records. */
export const PROPOSAL_FILE_LIMIT = 50_000;
/** Files of one landed change that are listed: dozens are held at once while history is read. */
export const LANDED_FILE_LIMIT = 10_000;

const NUL = 0;
const COLON = 0x3a;
const DASH = 0x2d;

/** One file of a difference with the objects on both sides. */
export interface FileRecord extends FileChange {
  readonly oldObject: string;
  readonly newObject: string;
  /** Whether git gave no line count although it was asked: binary, or longer than its threshold. */
  readonly uncounted: boolean;
}

export interface Difference {
  /** Sorted by path, unique. */
  readonly files: readonly FileRecord[];
  /** How many more there were than the limit. */
  readonly omitted: number;
  /** Paths in conflict, whose content is not decided. */
  readonly unmerged: readonly FilePath[];
}

interface Raw {
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldObject: string;
  readonly newObject: string;
  readonly status: string;
  readonly path: Buffer;
  readonly previous: Buffer | null;
}

type Counts = readonly [added: number | null, deleted: number | null];

/**
 * Reads the records of `--raw -z`, and of `--numstat -z` behind them, up to the end of the stream or to a byte that
 * starts neither; file names cannot be taken for records, as every field is read by its place.
 */
export async function readDifference(reader: ByteReader, fileLimit: number): Promise<Difference> {
  const raws: Raw[] = [];
  let omitted = 0;
  while ((await reader.peek()) === COLON) {
    const raw = await readRaw(reader);
    if (raws.length < fileLimit) raws.push(raw);
    else omitted += 1;
  }
  const counts = await readCounts(reader, fileLimit);
  const files = raws.filter((raw) => raw.status !== 'U').map((raw) => recordOf(raw, counts));
  return {
    files: files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    omitted,
    unmerged: raws.filter((raw) => raw.status === 'U').map((raw) => decodePath(raw.path)),
  };
}

async function readRaw(reader: ByteReader): Promise<Raw> {
  const line = (await field(reader)).toString('latin1');
  const header = /^:(\d{6}) (\d{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([A-Z])\d*$/.exec(line);
  if (header === null) throw malformed(line);
  const [, oldMode = '', newMode = '', oldObject = '', newObject = '', status = ''] = header;
  const first = await field(reader);
  const renamed = status === 'R' || status === 'C';
  return {
    oldMode,
    newMode,
    oldObject,
    newObject,
    status,
    path: renamed ? await field(reader) : first,
    previous: renamed ? first : null,
  };
}

async function readCounts(reader: ByteReader, fileLimit: number): Promise<ReadonlyMap<string, Counts> | null> {
  const counts = new Map<string, Counts>();
  for (let byte = await reader.peek(); isCount(byte); byte = await reader.peek()) {
    const line = await field(reader);
    const first = line.indexOf(0x09);
    const second = line.indexOf(0x09, first + 1);
    if (first < 0 || second < 0) throw malformed(line.toString('latin1'));
    let path = line.subarray(second + 1);
    // A rename has its two paths in fields of their own.
    if (path.length === 0) {
      await field(reader);
      path = await field(reader);
    }
    if (counts.size < fileLimit) {
      counts.set(path.toString('latin1'), [
        countOf(line.toString('latin1', 0, first)),
        countOf(line.toString('latin1', first + 1, second)),
      ]);
    }
  }
  return counts.size === 0 ? null : counts;
}

function isCount(byte: number | null): boolean {
  return byte === DASH || (byte !== null && byte >= 0x30 && byte <= 0x39);
}

function countOf(text: string): number | null {
  return text === '-' ? null : Number(text);
}

async function field(reader: ByteReader): Promise<Buffer> {
  const found = await reader.until(NUL);
  if (found === null) throw malformed('end of output');
  return found;
}

const STATUS: Readonly<Record<string, FileStatus>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type-changed',
};

function recordOf(raw: Raw, counts: ReadonlyMap<string, Counts> | null): FileRecord {
  const status = STATUS[raw.status];
  if (status === undefined) throw malformed(`status ${raw.status}`);
  const counted = counts?.get(raw.path.toString('latin1'));
  const kind = kindOf(raw.newMode === '000000' ? raw.oldMode : raw.newMode);
  const [addedLines, deletedLines] = kind === 'submodule' ? [null, null] : (counted ?? [null, null]);
  const uncounted = kind === 'text' && counted !== undefined && counted[0] === null;
  return {
    path: decodePath(raw.path),
    previousPath: raw.previous === null ? null : decodePath(raw.previous),
    status,
    kind: uncounted ? 'binary' : kind,
    addedLines,
    deletedLines,
    oldObject: raw.oldObject,
    newObject: raw.newObject,
    uncounted,
  };
}

function kindOf(mode: string): FileKind {
  if (mode === '120000') return 'symlink';
  return mode === '160000' ? 'submodule' : 'text';
}

function malformed(what: string): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'git-output-malformed',
    message: `git wrote a difference that cannot be read, at: ${what.slice(0, 80)}`,
    fix: 'Check that `git --version` is 2.31 or newer, and the repository with: git fsck',
  });
}
