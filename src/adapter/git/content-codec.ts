import type { ContentGap, FileChange, FileKind, FilePath, FileStatus } from '../../domain/change/index.ts';
import type { Content } from './content.ts';

/** Order counts: positions are what is stored. A change here asks for another format version of the cache. */
const STATUSES: readonly FileStatus[] = ['added', 'modified', 'deleted', 'renamed', 'copied', 'type-changed'];
const KINDS: readonly FileKind[] = ['text', 'binary', 'symlink', 'submodule'];
/** Gaps that can follow from the objects alone. */
const LASTING: readonly ContentGap['code'][] = ['too-many-files', 'diff-too-large'];

type StoredFile = readonly [
  path: string,
  previousPath: string | null,
  status: number,
  kind: number,
  addedLines: number | null,
  deletedLines: number | null,
];
type StoredGap = readonly [code: string, message: string];

/** A content as plain JSON data. */
export type StoredContent = readonly [files: readonly StoredFile[], gaps: readonly StoredGap[]];

/** Makes a content ready to be stored. */
export function encodeContent({ files, gaps }: Omit<Content, 'lasting'>): StoredContent {
  return [
    files.map((file) => [
      file.path,
      file.previousPath,
      STATUSES.indexOf(file.status),
      KINDS.indexOf(file.kind),
      file.addedLines,
      file.deletedLines,
    ]),
    gaps.map((gap) => [gap.code, gap.message]),
  ];
}

/** The content that was stored, equal in every member; `null` where the data is none. */
export function decodeContent(stored: unknown): Content | null {
  if (!Array.isArray(stored) || stored.length !== 2) return null;
  const [files, gaps] = stored;
  if (!Array.isArray(files) || !Array.isArray(gaps)) return null;
  const known = {
    files: files.map(fileOf).filter((file) => file !== null),
    gaps: gaps.map(gapOf).filter((gap) => gap !== null),
  };
  const whole = known.files.length === files.length && known.gaps.length === gaps.length;
  return whole ? { ...known, lasting: true } : null;
}

function fileOf(stored: unknown): FileChange | null {
  if (!Array.isArray(stored) || stored.length !== 6) return null;
  const [path, previousPath, statusAt, kindAt, addedLines, deletedLines] = stored;
  const status = STATUSES[statusAt];
  const kind = KINDS[kindAt];
  const known = typeof path === 'string' && (previousPath === null || typeof previousPath === 'string');
  if (!known || status === undefined || kind === undefined) return null;
  if (!isCount(addedLines) || !isCount(deletedLines)) return null;
  return {
    path: path as FilePath,
    previousPath: previousPath as FilePath | null,
    status,
    kind,
    addedLines,
    deletedLines,
  };
}

function isCount(value: unknown): value is number | null {
  return value === null || (Number.isSafeInteger(value) && (value as number) >= 0);
}

function gapOf(stored: unknown): ContentGap | null {
  if (!Array.isArray(stored) || stored.length !== 2) return null;
  const [code, message] = stored;
  const lasting = LASTING.find((known) => known === code);
  return lasting === undefined || typeof message !== 'string' ? null : { code: lasting, message };
}
