import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A commit of the shop's repository, on top of what its branch holds, or of `main` where the branch is new. */
export interface ShopCommit {
  readonly branch: string;
  readonly message: string;
  /** Name before the `@` of the mail. */
  readonly by: string;
  readonly files: Readonly<Record<string, string>>;
}

const run = promisify(execFile);

/** Makes a bare repository with these commits, one after the other; nothing of the machine's own configuration of git counts. */
export async function makeShopRepository(folder: string, commits: readonly ShopCommit[], now: Date): Promise<void> {
  await mkdir(folder, { recursive: true });
  await git(folder, ['init', '--quiet', '--bare', '--initial-branch=main', '.']);
  const seen = new Set<string>();
  const at = Math.floor(now.getTime() / 1000) - commits.length;
  const stream = commits.map((commit, index) => {
    const from = seen.has(commit.branch) ? '' : seen.has('main') ? 'from refs/heads/main\n' : '';
    seen.add(commit.branch);
    return commitText(commit, { at: at + index, from });
  });
  await git(folder, ['fast-import', '--quiet'], stream.join(''));
}

/** Adds one more. */
export async function addShopCommit(folder: string, commit: ShopCommit, now: Date): Promise<void> {
  const at = Math.floor(now.getTime() / 1000);
  await git(folder, ['fast-import', '--quiet'], commitText(commit, { at, from: 'from refs/heads/main^0\n' }));
}

function commitText(
  { branch, message, by, files }: ShopCommit,
  { at, from }: { readonly at: number; readonly from: string },
): string {
  const who = `${by} <${by}@shop.example> ${at} +0000`;
  const parts = Object.entries(files).map(([path, content]) => `M 100644 inline ${path}\n${dataOf(content)}`);
  return `commit refs/heads/${branch}\nauthor ${who}\ncommitter ${who}\n${dataOf(message)}${from}${parts.join('')}\n`;
}

const dataOf = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;

async function git(folder: string, args: readonly string[], input?: string): Promise<string> {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  const env = { ...Object.fromEntries(own), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C' };
  const started = run('git', [...args], { cwd: folder, env, encoding: 'utf8' });
  started.child.stdin?.end(input ?? '');
  return (await started).stdout;
}
