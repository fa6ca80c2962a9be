import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Content of a file by path; a path may be given as bytes (Latin-1 in a string) to make names that are not UTF-8. */
export interface Row {
  /** Named by later rows; also made a branch of that name when `branch` is not given. */
  readonly id: string;
  readonly parents?: readonly string[];
  readonly message?: string | Buffer;
  readonly files?: Readonly<
    Record<string, string | Buffer | { readonly mode: string; readonly content: string } | null>
  >;
  readonly author?: string;
  readonly at?: number;
  readonly encoding?: string;
}

/** A repository of a test, in a folder of its own. */
export interface TestRepository {
  readonly path: string;
  git(...args: readonly string[]): string;
  /** Commits by `git fast-import`, quick for thousands; gives the id of each row. The last row's branch is `main`. */
  import(
    rows: readonly Row[],
    options?: { readonly branches?: Readonly<Record<string, string>> },
  ): Record<string, string>;
}

const made: string[] = [];

/** A new folder that {@link removeFolders} takes away. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'firebreak-git-')));
  made.push(folder);
  return folder;
}

/** Call it after each file's tests. */
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** The environment tests run git in: no configuration of the machine, and fixed names and times. */
export const TEST_ENVIRONMENT: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.org',
  GIT_AUTHOR_DATE: '1700000000 +0000',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.org',
  GIT_COMMITTER_DATE: '1700000000 +0000',
  LC_ALL: 'C',
};

/** Makes an empty repository whose first branch is `main`. */
export function makeRepository(...initOptions: readonly string[]): TestRepository {
  const path = temporaryFolder();
  runGit(path, ['init', '--quiet', '--initial-branch=main', ...initOptions, '.']);
  return repositoryAt(path);
}

/** A repository that is already there: a clone, a linked work tree. */
export function repositoryAt(path: string): TestRepository {
  return {
    path,
    git: (...args) => runGit(path, args),
    import: (rows, options) => importRows(path, rows, options?.branches ?? {}),
  };
}

/** One commit that is put on a branch. */
export interface CommitOn {
  readonly branch: string;
  /** Commits or branches it stands on; none = it is a root. */
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** `null` takes a file or a folder away. Names are Unicode. */
  readonly files: NonNullable<Row['files']>;
  /** Starts from this tree instead of that of the first parent. */
  readonly tree?: string;
}

/** Makes the commit by one start of git, without a work tree; gives its id. */
export function commitOn(path: string, commit: CommitOn): string {
  const { branch, parents, author, at, tree } = commit;
  const [first, ...others] = parents;
  const message = Buffer.from(commit.message.endsWith('\n') ? commit.message : `${commit.message}\n`);
  const parts: Buffer[] = [
    Buffer.from(`feature done\ncommit refs/heads/${branch}\nmark :1\n`),
    Buffer.from(`author ${author} ${at} +0000\ncommitter ${author} ${at} +0000\ndata ${message.length}\n`),
    message,
    Buffer.from(first === undefined ? '\n' : `\nfrom ${first}^0\n`),
    ...others.map((parent) => Buffer.from(`merge ${parent}^0\n`)),
    Buffer.from(tree === undefined ? '' : `M 040000 ${tree} ""\n`),
  ];
  for (const [name, file] of Object.entries(commit.files)) {
    parts.push(...fileCommand(Buffer.from(name).toString('latin1'), file));
  }
  parts.push(Buffer.from('\nget-mark :1\ndone\n'));
  return runGit(path, ['fast-import', '--quiet'], Buffer.concat(parts)).trim();
}

function runGit(cwd: string, args: readonly string[], input?: Uint8Array): string {
  return execFileSync('git', [...args], {
    cwd,
    env: TEST_ENVIRONMENT,
    ...(input === undefined ? {} : { input }),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
}

function importRows(
  path: string,
  rows: readonly Row[],
  branches: Readonly<Record<string, string>>,
): Record<string, string> {
  const marks = new Map(rows.map((row, index) => [row.id, index + 1]));
  const parts: Uint8Array[] = [];
  rows.forEach((row, index) => {
    for (const part of commandsOf(row, { index, marks })) parts.push(part);
  });
  const named = { main: rows.at(-1)?.id ?? '', ...branches };
  for (const [branch, id] of Object.entries(named)) {
    parts.push(Buffer.from(`reset refs/heads/${branch}\nfrom :${marks.get(id)}\n\n`));
  }
  const marksFile = join(temporaryFolder(), 'marks');
  // A branch that was reset to nothing is not written.
  parts.push(Buffer.from('reset refs/import/tip\n\n'));
  runGit(path, ['fast-import', '--quiet', '--force', `--export-marks=${marksFile}`], Buffer.concat(parts));
  const ids: Record<string, string> = {};
  for (const line of readFileSync(marksFile, 'utf8').trim().split('\n')) {
    const [mark = '', id = ''] = line.split(' ');
    const row = rows[Number(mark.slice(1)) - 1];
    if (row !== undefined) ids[row.id] = id;
  }
  return ids;
}

function commandsOf(row: Row, at: { index: number; marks: ReadonlyMap<string, number> }): Buffer[] {
  const who = row.author ?? 'Ann <ann@example.org>';
  const when = `${row.at ?? 1_700_000_000 + at.index} +0000`;
  const message = Buffer.from(row.message ?? row.id);
  const parts: Buffer[] = [
    Buffer.from(`commit refs/import/tip\nmark :${at.index + 1}\n`),
    Buffer.from(`author ${who} ${when}\ncommitter ${who} ${when}\n`),
    Buffer.from(row.encoding === undefined ? '' : `encoding ${row.encoding}\n`),
    Buffer.from(`data ${message.length}\n`),
    message,
    Buffer.from('\n'),
  ];
  const [first, ...others] = row.parents ?? [];
  if (first !== undefined) parts.push(Buffer.from(`from :${at.marks.get(first)}\n`));
  for (const other of others) parts.push(Buffer.from(`merge :${at.marks.get(other)}\n`));
  for (const [name, file] of Object.entries(row.files ?? {})) parts.push(...fileCommand(name, file));
  // A root must not go on from the commit before it.
  if (first === undefined) parts.unshift(Buffer.from('reset refs/import/tip\n\n'));
  return [...parts, Buffer.from('\n')];
}

function fileCommand(name: string, file: NonNullable<Row['files']>[string]): Buffer[] {
  const quoted = `"${[...Buffer.from(name, 'latin1')].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')}"`;
  if (file === null) return [Buffer.from(`D ${quoted}\n`)];
  const plain = typeof file === 'string' || Buffer.isBuffer(file);
  const mode = plain ? '100644' : file.mode;
  if (mode === '160000' && !plain) return [Buffer.from(`M 160000 ${file.content} ${quoted}\n`)];
  const content = Buffer.from(plain ? file : file.content);
  return [Buffer.from(`M ${mode} inline ${quoted}\ndata ${content.length}\n`), content, Buffer.from('\n')];
}
