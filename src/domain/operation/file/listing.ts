import { classifyFile, type FileChange, type FilePath } from '../../change/index.ts';
import type { Operation } from '../model.ts';
import { type Finding, operationsOf } from '../rule.ts';
import { FILE_RULES, type FileRuleName } from './rule.ts';

/** Deleted files of one change from which it is a mass delete; ordinary clean-ups of one feature stay below. */
export const MASS_DELETE_FILES = 25;
/** Deleted lines from which it is one, however few the files. */
export const MASS_DELETE_LINES = 5_000;
/** Share of a folder's files from which the folder counts as removed, where at least this many files went. */
export const FOLDER_SHARE = 0.5;
export const FOLDER_FILES = 10;
/** Test files removed, net of those added, from which it is worth a word. */
export const TESTS_REMOVED = 3;

/** Modes of git on both sides: `100644`, `100755`, `120000`, ...; `null` where the file does not exist. */
export interface FileMode {
  readonly path: FilePath;
  readonly before: string | null;
  readonly after: string | null;
}

/** What the list of files of a change says without their content. */
export function readFileList(options: {
  readonly files: readonly FileChange[];
  /** Files below a folder before the change; `null` where it is not known. */
  readonly filesBelow: (folder: string) => number | null;
  readonly modes: readonly FileMode[];
}): readonly Operation[] {
  const deleted = options.files.filter((file) => file.status === 'deleted' && isSource(file.path));
  const findings = [
    ...massDelete(deleted),
    ...foldersRemoved(deleted, options.filesBelow),
    ...testsRemoved(options.files),
    ...options.files.flatMap(kindFindings),
    ...options.modes.flatMap(modeFindings),
  ];
  return operationsOf('file', FILE_RULES, findings);
}

type FileFinding = Finding<FileRuleName>;

/** Whether people wrote it: generated and vendored files and assets come and go in bulk. */
function isSource(path: string): boolean {
  const kind = classifyFile(path);
  return kind !== 'generated' && kind !== 'asset' && kind !== 'documentation';
}

function massDelete(deleted: readonly FileChange[]): readonly FileFinding[] {
  const lines = deleted.reduce((sum, file) => sum + (file.deletedLines ?? 0), 0);
  const [first] = deleted;
  if (first === undefined || (deleted.length < MASS_DELETE_FILES && lines < MASS_DELETE_LINES)) return [];
  const folder = commonFolder(deleted.map((file) => file.path));
  const what = `deletes ${deleted.length} files with ${lines} lines${folder === '' ? '' : ` below ${folder}`}`;
  return [{ rule: 'mass-delete', path: first.path, line: null, object: folder || 'several folders', what }];
}

function foldersRemoved(
  deleted: readonly FileChange[],
  filesBelow: (folder: string) => number | null,
): readonly FileFinding[] {
  const counts = new Map<string, FileChange[]>();
  for (const file of deleted) {
    for (const folder of foldersOf(file.path)) counts.set(folder, [...(counts.get(folder) ?? []), file]);
  }
  const heavy = [...counts].filter(([folder, files]) => {
    const all = filesBelow(folder);
    return files.length >= FOLDER_FILES && all !== null && files.length >= all * FOLDER_SHARE;
  });
  const named = new Set(heavy.map(([folder]) => folder));
  // The highest folder says it for those below.
  return heavy
    .filter(([folder]) => !foldersOf(`${folder}`).some((above) => named.has(above)))
    .map(([folder, files]) => {
      const what = `deletes ${files.length} of ${filesBelow(folder)} files below ${folder}`;
      return { rule: 'folder-removed', path: files[0]?.path ?? (folder as FilePath), line: null, object: folder, what };
    });
}

function testsRemoved(files: readonly FileChange[]): readonly FileFinding[] {
  const tests = files.filter((file) => classifyFile(file.path) === 'test');
  const gone = tests.filter((file) => file.status === 'deleted');
  const come = tests.filter((file) => file.status === 'added').length;
  const [first] = gone;
  if (first === undefined || gone.length - come < TESTS_REMOVED) return [];
  // Tests that go with what they tested are part of its removal.
  const code = files.filter((file) => file.status === 'deleted' && classifyFile(file.path) === 'code').length;
  const certainty = code === 0 ? 'certain' : 'possible';
  const what = `removes ${gone.length} test files${come > 0 ? ` and adds ${come}` : ''}${code > 0 ? `, with ${code} files of code` : ''}`;
  return [
    {
      rule: 'tests-removed',
      path: first.path,
      line: null,
      object: commonFolder(gone.map((file) => file.path)) || 'tests',
      what,
      certainty,
    },
  ];
}

function kindFindings(file: FileChange): readonly FileFinding[] {
  const { path, kind, status } = file;
  if (kind === 'submodule') {
    return [{ rule: 'submodule', path, line: null, object: path, what: `moves submodule ${path}` }];
  }
  if (kind !== 'symlink' || status !== 'type-changed') return [];
  return [{ rule: 'symbolic-link', path, line: null, object: path, what: `makes ${path} a symbolic link` }];
}

function modeFindings({ path, before, after }: FileMode): readonly FileFinding[] {
  if (before === null || after === null || before === after) return [];
  const [was, is] = [before.endsWith('755'), after.endsWith('755')];
  if (was === is) return [];
  return [
    { rule: 'executable', path, line: null, object: path, what: `makes ${path} ${is ? '' : 'no longer '}executable` },
  ];
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

function commonFolder(paths: readonly string[]): string {
  let common = (paths[0] ?? '').split('/').slice(0, -1);
  for (const path of paths) {
    const parts = path.split('/');
    const end = common.findIndex((part, at) => part !== parts[at]);
    if (end >= 0) common = common.slice(0, end);
  }
  return common.join('/');
}
