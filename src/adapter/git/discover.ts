import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Fault } from '../../kernel/index.ts';
import { discoveryEnvironment } from './environment.ts';
import { GitProgram } from './git-program.ts';
import type { ObjectFormat } from './object-format.ts';
import { firstLine } from './object-store.ts';

/** Where a repository is and of what kind, before anything of it is read. */
export interface Located {
  /** Absolute; of this work tree where there are several. */
  readonly gitDir: string;
  /** Shared by all work trees of the repository. */
  readonly commonDir: string;
  /** Work tree, or the bare repository itself. */
  readonly path: string;
  readonly name: string;
  readonly bare: boolean;
  readonly objectFormat: ObjectFormat;
  /** Commits whose parents were cut off; empty for a whole clone. */
  readonly shallow: ReadonlySet<string>;
  /** The identity the user's configuration would commit with; empty where it states none. */
  readonly user: { readonly name: string; readonly mail: string };
  readonly partialClone: boolean;
}

/**
 * Finds the repository that a folder belongs to, as git itself would, including its refusal of repositories that the
 * user does not trust. Throws a Fault where there is none or it cannot be read.
 */
export async function locate(options: { path: string; signal: AbortSignal | undefined }): Promise<Located> {
  const folder = resolve(options.path);
  await requireFolder(folder);
  const git = new GitProgram({
    environment: discoveryEnvironment(process.env),
    cwd: folder,
    globals: ['--no-pager'],
    signal: options.signal,
  });
  const [found, top, configured] = await Promise.all([
    git.run(['rev-parse', '--is-bare-repository', '--show-object-format', '--absolute-git-dir']),
    git.run(['rev-parse', '--show-toplevel']),
    git.run([
      'config',
      '-z',
      '--get-regexp',
      '^(user\\.(name|email)|extensions\\.partialclone|remote\\..*\\.promisor)$',
    ]),
  ]);
  if (found.code !== 0) throw refusal(folder, found.stderr);
  const [bare, format, ...rest] = found.stdout.toString('utf8').replace(/\n$/, '').split('\n');
  const gitDir = rest.join('\n');
  const path = top.code === 0 ? top.stdout.toString('utf8').replace(/\n$/, '') : gitDir;
  const commonDir = await commonDirOf(gitDir);
  return {
    gitDir,
    commonDir,
    path,
    name: basename(basename(path) === '.git' ? dirname(path) : path).replace(/\.git$/, ''),
    bare: bare === 'true',
    objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
    shallow: await shallowCommits(commonDir),
    ...fromConfiguration(configured.stdout.toString('utf8')),
  };
}

async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory() === true) return;
  throw new Fault({
    kind: 'usage',
    code: 'no-such-folder',
    message: found === null ? `${folder} does not exist` : `${folder} is not a folder`,
    fix: 'Give the folder of a git repository.',
  });
}

async function commonDirOf(gitDir: string): Promise<string> {
  const text = await readFile(resolve(gitDir, 'commondir'), 'utf8').catch(() => null);
  return text === null ? gitDir : resolve(gitDir, text.trimEnd());
}

async function shallowCommits(commonDir: string): Promise<ReadonlySet<string>> {
  const text = await readFile(resolve(commonDir, 'shallow'), 'utf8').catch(() => '');
  return new Set(text.split('\n').filter((line) => /^[0-9a-f]{40,64}$/.test(line)));
}

function fromConfiguration(text: string): Pick<Located, 'user' | 'partialClone'> {
  const user = { name: '', mail: '' };
  let partialClone = false;
  for (const entry of text.split('\0')) {
    const [key = '', ...lines] = entry.split('\n');
    const value = lines.join('\n').trim();
    if (key === 'user.name') user.name = value;
    else if (key === 'user.email') user.mail = value;
    else if (key === 'extensions.partialclone') partialClone = true;
    else if (key !== '') partialClone ||= value === '' || /^(?:true|yes|on|1)$/i.test(value);
  }
  return { user, partialClone };
}

function refusal(folder: string, stderr: string): Fault {
  if (/dubious ownership|unsafe repository/.test(stderr)) {
    return new Fault({
      kind: 'permission',
      code: 'untrusted-repository',
      message: `${folder} belongs to another user, so git does not trust it`,
      fix: `If you trust it: git config --global --add safe.directory '${folder}'`,
    });
  }
  if (/cannot use bare repository/.test(stderr)) {
    return new Fault({
      kind: 'permission',
      code: 'untrusted-repository',
      message: `${folder} is a bare repository, which your git configuration (safe.bareRepository) does not use unasked`,
      fix: 'If you trust it: git config --global safe.bareRepository all',
    });
  }
  if (/not a git repository/i.test(stderr)) {
    return new Fault({
      kind: 'usage',
      code: 'not-a-repository',
      message: `${folder} is not in a git repository`,
      fix: 'Give the folder of a repository, or make one with: git init',
    });
  }
  return new Fault({
    kind: 'malformed',
    code: 'repository-unreadable',
    message: `git cannot read the repository at ${folder}: ${firstLine(stderr)}`,
    fix: 'Check it with: git status',
  });
}
