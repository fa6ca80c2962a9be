import {
  type Change,
  type CommitId,
  classifyFile,
  type FileClass,
  type FilePath,
  type HistoryReader,
} from '../domain/change/index.ts';
import { decodeSource } from '../domain/code-graph/index.ts';
import {
  type Dialect,
  dialectsNear,
  type FilePair,
  isDialectFile,
  isMigration,
  MAX_CHANGE_FILES,
  MAX_CHANGE_TEXT,
  MIGRATION_HEAD,
  type OperationReading,
  readFileList,
  readOperations,
  squawkOperations,
  type Unread,
} from '../domain/operation/index.ts';
import { Fault } from '../kernel/index.ts';
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

/** Text of one side that is read; longer files are listed as unread. Bytes are bounded by the reader too. */
const SIDE_LIMIT = 8 * 1024 * 1024;

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
  const pairs: FilePair[] = [];
  const unread: Unread[] = [];
  let characters = 0;
  for (const { path, previousPath, kind, status } of change.files) {
    if (kind === 'submodule' || kind === 'symlink') continue;
    if (characters > MAX_CHANGE_TEXT || pairs.length >= MAX_CHANGE_FILES) {
      unread.push({ path, code: 'too-large', message: 'the change is larger than what is read of one change' });
      continue;
    }
    try {
      const before = status === 'added' ? null : await textAt(history, change.base, previousPath ?? path);
      const after = status === 'deleted' ? null : await textAt(history, change.head, path);
      // An attribute can call any text binary, so the bytes decide; what is none is no migration that anybody could read.
      if (before === null && after === null && GRAVE.has(classifyFile(path))) {
        unread.push({ path, code: 'not-text', message: 'is no text, so what it does could not be judged' });
      }
      pairs.push({ path, before, after });
      characters += (before?.length ?? 0) + (after?.length ?? 0);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      unread.push({ path, code: 'unreadable', message: error.message });
    }
  }
  const migrates = pairs.some(({ path, after }) => after !== null && isMigration(path, after.slice(0, MIGRATION_HEAD)));
  const migration = {
    parser: migrates ? await world.loadSqlParser() : null,
    dialect: migrates ? await dialectsOf(history, change) : null,
  };
  const own = readOperations(pairs, { documents: world.documents, migration });
  const listed = readFileList({ files: change.files, filesBelow: () => null, modes: [] });
  const plans = await Promise.all(files.plans.map((path) => world.readPlan(path)));
  const squawk = await Promise.all(files.squawk.map((path) => world.readSquawk(path)));
  return {
    operations: [
      ...plans.flatMap((plan) => plan.operations),
      ...own.operations,
      ...listed,
      ...squawk.flatMap((findings) => squawkOperations(findings)),
    ],
    unread: [...plans.flatMap((plan) => plan.unread), ...own.unread, ...unread],
  };
}

async function textAt(history: HistoryReader, revision: CommitId | null, path: FilePath): Promise<string | null> {
  if (revision === null) return null;
  const bytes = await history.readFile(revision, path);
  if (bytes === null) return null;
  return decodeSource(bytes.subarray(0, SIDE_LIMIT));
}

/** Kinds of files whose content decides what happens; of pictures and archives nobody asks. */
const GRAVE: ReadonlySet<FileClass> = new Set(['migration', 'infrastructure', 'configuration', 'ci', 'policy']);

/** Configurations that tell a dialect; a monorepo of more keeps the usual ones near its root, which come first. */
const DIALECT_FILES = 50;

async function dialectsOf(history: HistoryReader, change: Change): Promise<(path: FilePath) => Dialect | null> {
  const revision = change.head ?? change.base;
  if (revision === null) return () => null;
  const paths = (await history.listFiles(revision, null)).filter(isDialectFile).sort((a, b) => a.length - b.length);
  const files: { readonly path: FilePath; readonly text: string }[] = [];
  for (const path of paths.slice(0, DIALECT_FILES)) {
    const text = await textAt(history, revision, path).catch((error: unknown) => {
      if (error instanceof Fault) return null;
      throw error;
    });
    if (text !== null) files.push({ path, text });
  }
  return dialectsNear(files);
}
