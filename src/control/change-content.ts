import type { Change, FileChange, FilePath, HistoryReader } from '../domain/change/index.ts';
import { decodeSource } from '../domain/code-graph/index.ts';
import { type FilePair, isJudged, MAX_CHANGE_FILES, MAX_CHANGE_TEXT, type Unread } from '../domain/operation/index.ts';
import { Fault } from '../kernel/index.ts';

/** What a change's files say on both sides, and what cannot be looked into. */
export interface ChangeContent {
  readonly pairs: readonly FilePair[];
  readonly unread: readonly Unread[];
}

/**
 * Reads the files of a change as text. What hides its content where somebody would look (a link, a submodule, bytes that
 * are no text, more than the limits of one change) is unread. An attribute can call any text binary, so the bytes decide.
 */
export async function readChangeContent(options: Reading): Promise<ChangeContent> {
  const pairs: FilePair[] = [];
  const unread: Unread[] = [];
  let left = MAX_CHANGE_TEXT;
  for (const file of options.change.files) {
    if (left <= 0 || pairs.length >= MAX_CHANGE_FILES) {
      unread.push({ path: file.path, code: 'too-large', message: 'the change is too large to be read as a whole' });
      continue;
    }
    try {
      const found = await readFilePair(options, file);
      left -= (found.pair?.before?.length ?? 0) + (found.pair?.after?.length ?? 0);
      if (found.pair !== null) pairs.push(found.pair);
      if (found.unread !== null) unread.push(found.unread);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      unread.push({ path: file.path, code: 'unreadable', message: error.message });
    }
  }
  return { pairs, unread };
}

interface Found {
  readonly pair: FilePair | null;
  readonly unread: Unread | null;
}

async function readFilePair({ history, change }: Reading, file: FileChange): Promise<Found> {
  const { path, previousPath, kind, status } = file;
  const hidden = (code: string, message: string): Unread => ({ path, code, message });
  if (kind === 'submodule') {
    return { pair: null, unread: hidden('submodule', 'the content of a submodule is not in this repository') };
  }
  const judged = isJudged(path) || isJudged(previousPath ?? path);
  const link = kind === 'symlink' && judged ? hidden('symbolic-link', 'what a link leads to was not read') : null;
  if (kind === 'symlink' && status !== 'type-changed') return { pair: null, unread: link };
  const before = status === 'added' ? NO_FILE : await sideOf(baseBytes(history, change, previousPath ?? path));
  const gone = status === 'deleted' || kind === 'symlink';
  const after = gone ? NO_FILE : await sideOf(headBytes(history, change, path));
  const isText = before.isText && after.isText;
  const noText = isText || !judged ? null : hidden('no-text', 'it is no text, so what it does was not judged');
  const pair = after.isText ? { path, previousPath, before: before.text, after: after.text } : null;
  return { pair, unread: link ?? noText };
}

interface Reading {
  readonly history: HistoryReader;
  readonly change: Change;
}

interface Side {
  readonly text: string | null;
  /** Whether the text says all: not so of bytes that are no text. */
  readonly isText: boolean;
}

const NO_FILE: Side = { text: null, isText: true };

async function sideOf(read: Promise<Uint8Array | null>): Promise<Side> {
  const bytes = await read;
  if (bytes === null) return NO_FILE;
  const text = decodeSource(bytes);
  return { text, isText: text !== null };
}

function baseBytes(history: HistoryReader, { base }: Change, path: FilePath): Promise<Uint8Array | null> {
  return base === null ? Promise.resolve(null) : history.readFile(base, path);
}

/** A change without a head commit is what is staged. */
function headBytes(history: HistoryReader, { head }: Change, path: FilePath): Promise<Uint8Array | null> {
  return head === null ? history.readStaged(path) : history.readFile(head, path);
}
