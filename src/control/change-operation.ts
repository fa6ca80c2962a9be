import type { Change, FilePath, HistoryReader } from '../domain/change/index.ts';
import { decodeSource } from '../domain/code-graph/index.ts';
import {
  type Dialect,
  dialectsNear,
  type FileMode,
  FOLDER_FILES,
  isDialectFile,
  isMigration,
  MAX_CHANGE_FILES,
  MIGRATION_HEAD,
  type OperationReading,
  readFileList,
  readOperations,
  squawkOperations,
  type Unread,
} from '../domain/operation/index.ts';
import { Fault } from '../kernel/index.ts';
import { readChangeContent } from './change-content.ts';
import type { World } from './port.ts';

/** Files that only the caller can bring. */
export interface BlastFiles {
  /** Plans of Terraform or OpenTofu, as JSON. */
  readonly plans: readonly string[];
  /** Reports of squawk, as JSON. */
  readonly squawk: readonly string[];
  /** Observed service graphs. */
  readonly observed: readonly string[];
}

/** Nothing was brought. */
export const NO_FILES: BlastFiles = { plans: [], squawk: [], observed: [] };

/**
 * What the content of a change does when it runs, with what the caller's files say of it. Parts that could not be read are in
 * the answer; the grammar of PostgreSQL is loaded only where a migration may need it.
 */
export async function readChangeOperations(options: {
  readonly world: World;
  readonly history: HistoryReader;
  readonly change: Change;
  readonly files: BlastFiles;
}): Promise<OperationReading> {
  const { world, history, change, files } = options;
  const { pairs, unread } = await readChangeContent({ history, change });
  const migrates = pairs.some(({ path, after }) => after !== null && isMigration(path, after.slice(0, MIGRATION_HEAD)));
  const migration = {
    parser: migrates ? await world.loadSqlParser() : null,
    dialect: migrates ? await dialectsOf(history, change) : null,
  };
  const own = readOperations(pairs, { documents: world.documents, migration });
  const listed = readFileList({
    files: change.files,
    filesBelow: await foldersBefore(history, change),
    modes: await modesOf(history, change),
  });
  const plans = await Promise.all(files.plans.map((path) => world.readPlan(path)));
  const squawk = await Promise.all(files.squawk.map((path) => world.readSquawk(path)));
  const misfits = squawk.flatMap(({ skipped }, at): readonly Unread[] => {
    const message = `${skipped} entries of this report do not fit what squawk writes`;
    return skipped === 0 ? [] : [{ path: (files.squawk[at] ?? '') as FilePath, code: 'malformed', message }];
  });
  return {
    operations: [
      ...plans.flatMap((plan) => plan.operations),
      ...own.operations,
      ...listed,
      ...squawk.flatMap(({ findings }) => squawkOperations(findings)),
    ],
    unread: [...plans.flatMap((plan) => plan.unread), ...own.unread, ...unread, ...misfits],
  };
}

/** How many files stood below each folder that files were deleted from; not asked where too few are gone to matter. */
async function foldersBefore(history: HistoryReader, change: Change): Promise<(folder: string) => number | null> {
  const deleted = change.files.filter(({ status }) => status === 'deleted');
  if (change.base === null || deleted.length < FOLDER_FILES) return () => null;
  const counts = new Map<string, number>();
  for (const path of (await unlessFault(history.listFiles(change.base, null))) ?? []) {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const folder = path.slice(0, end);
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  }
  return (folder) => counts.get(folder) ?? null;
}

/** Modes of the files that stand on both sides. */
async function modesOf(history: HistoryReader, change: Change): Promise<readonly FileMode[]> {
  const { base, head } = change;
  if (base === null) return [];
  const modes: FileMode[] = [];
  for (const { path, previousPath, kind, status } of change.files.slice(0, MAX_CHANGE_FILES)) {
    if (kind === 'submodule' || kind === 'symlink' || status === 'added' || status === 'deleted') continue;
    const before = await unlessFault(history.modeOf(base, previousPath ?? path));
    modes.push({ path, before, after: await unlessFault(history.modeOf(head, path)) });
  }
  return modes;
}

/** Configurations that tell a dialect; a monorepo of more keeps the usual ones near its root, which come first. */
const DIALECT_FILES = 50;

/** The dialect of migrations near a path, as the repository's own configuration tells. */
export async function dialectsOf(
  history: HistoryReader,
  change: Pick<Change, 'base' | 'head'>,
): Promise<(path: FilePath) => Dialect | null> {
  // The base is asked first: a change that names another dialect would choose how its own migrations are read.
  const revision = change.base ?? change.head;
  if (revision === null) return () => null;
  const paths = (await history.listFiles(revision, null)).filter(isDialectFile).sort((a, b) => a.length - b.length);
  const files: { readonly path: FilePath; readonly text: string }[] = [];
  for (const path of paths.slice(0, DIALECT_FILES)) {
    const bytes = await unlessFault(history.readFile(revision, path));
    const text = bytes === null ? null : decodeSource(bytes);
    if (text !== null) files.push({ path, text });
  }
  return dialectsNear(files);
}

/** `null` for what a cut clone does not hold; that content itself is missing is said where it is read. */
function unlessFault<T>(read: Promise<T>): Promise<T | null> {
  return read.catch((error: unknown) => {
    if (error instanceof Fault) return null;
    throw error;
  });
}
