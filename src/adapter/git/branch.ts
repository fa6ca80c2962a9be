import type { CommitId } from '../../domain/change/index.ts';
import type { GitProgram } from './git-program.ts';
import { decodePath } from './path-bytes.ts';

/** Names a default branch has where the repository does not say, most usual first. */
const USUAL = ['main', 'master', 'trunk', 'develop'];

/** Rivals that are listed: their policies all count, and more of them say no more. */
export const RIVAL_LIMIT = 20;

/** A whole id is one to git whatever refs are called. */
const WHOLE_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

export interface Ref {
  readonly name: string;
  readonly commit: CommitId;
  /** The ref it stands for, as `refs/remotes/origin/HEAD` does. */
  readonly target: string | null;
}

/** The default branch with the ref that shows where it stands. */
export interface DefaultBranch {
  readonly name: string;
  /** Whether the repository says so, rather than a usual name or what is checked out. */
  readonly stated: boolean;
  /** Other branches that could be it as well, where nothing says which is; at most {@link RIVAL_LIMIT}. */
  readonly rivals: readonly Ref[];
  /**
   * Remote-tracking where there is one: it shows what has landed, a local branch may be ahead or behind. Changes land
   * in a bare repository itself, so there its own branch comes first.
   */
  readonly ref: Ref;
}

/** Refs by exact name; those that do not exist are absent. */
export async function readRefs(git: GitProgram, names: readonly string[]): Promise<ReadonlyMap<string, Ref>> {
  const wanted = names.filter((name) => !/[\n\0*?[\\]/.test(name));
  const refs = new Map<string, Ref>();
  if (wanted.length === 0) return refs;
  const format = '--format=%(refname)%00%(objectname)%00%(*objectname)%00%(symref)';
  const { stdout } = await git.run(['for-each-ref', format, '--', ...wanted]);
  for (const line of linesOf(stdout)) {
    const [name = '', object = '', peeled = '', target = ''] = decodePath(line).split('\0');
    if (!wanted.includes(name)) continue;
    const commit = (peeled === '' ? object : peeled) as CommitId;
    refs.set(name, { name, commit, target: target || null });
  }
  return refs;
}

/** Short name of the checked-out branch, also where it has no commit yet; `null` when HEAD is detached. */
export async function readCurrentBranch(git: GitProgram): Promise<string | null> {
  const { code, stdout } = await git.run(['symbolic-ref', '--quiet', 'HEAD']);
  if (code !== 0) return null;
  return decodePath(stdout.subarray(0, -1)).replace(/^refs\/heads\//, '');
}

/**
 * What origin says its default branch is; of a bare repository, what its HEAD says; else a usual name that exists,
 * locally or at origin; else the current branch. `null` where there is no commit on any of them.
 */
export async function findDefaultBranch(
  git: GitProgram,
  known: { readonly current: string | null; readonly bare: boolean },
): Promise<DefaultBranch | null> {
  const names = known.current === null ? USUAL : [...USUAL, known.current];
  const refs = await readRefs(git, [
    'refs/remotes/origin/HEAD',
    ...names.flatMap((name) => [local(name), remote(name)]),
  ]);
  const stated = refs.get('refs/remotes/origin/HEAD')?.target ?? null;
  if (stated?.startsWith('refs/remotes/origin/')) {
    const name = stated.slice('refs/remotes/origin/'.length);
    const all = await readRefs(git, [local(name), remote(name)]);
    const ref = refOf(name, { refs: all, bare: known.bare });
    if (ref !== null) return { name, ref, stated: true, rivals: [] };
  }
  const order = known.bare && known.current !== null ? [known.current, ...USUAL] : names;
  for (const name of order) {
    const ref = refOf(name, { refs, bare: known.bare });
    if (ref === null) continue;
    const stated = known.bare && name === known.current;
    const rivals = stated ? [] : USUAL.includes(name) ? usualAtOrigin(name, refs) : await otherBranches(git, name);
    return { name, ref, stated, rivals };
  }
  return null;
}

/** Origin's other branches with a usual name: anybody who may push a branch may push one of that name. */
function usualAtOrigin(name: string, refs: ReadonlyMap<string, Ref>): readonly Ref[] {
  return USUAL.filter((other) => other !== name).flatMap((other) => refs.get(remote(other)) ?? []);
}

/** A checked-out branch is taken for the default one only for want of a better name: any other could be it. */
async function otherBranches(git: GitProgram, name: string): Promise<readonly Ref[]> {
  const format = '--format=%(refname)';
  const args = ['for-each-ref', `--count=${RIVAL_LIMIT + 2}`, format, 'refs/heads', 'refs/remotes/origin'];
  const { stdout } = await git.run(args);
  const names = linesOf(stdout)
    .map(decodePath)
    .filter((ref) => shortName(ref) !== name);
  return [...(await readRefs(git, names)).values()].slice(0, RIVAL_LIMIT);
}

/** Short name of the branch a name stands for, local before remote; `null` for a plain commit or none of these. */
export async function findBranch(git: GitProgram, name: string): Promise<string | null> {
  if (WHOLE_ID.test(name)) return null;
  const names = [name, local(name), `refs/remotes/${name}`, remote(name)].filter((ref) => ref.startsWith('refs/'));
  const refs = await readRefs(git, names);
  const found = names.find((ref) => refs.has(ref));
  return found === undefined ? null : shortName(found);
}

/** Tags and branches that a short name could mean, in git's own order, one for each commit: more than one is ambiguous. */
export async function namesakes(git: GitProgram, revision: string): Promise<readonly Ref[]> {
  const name = revision.replace(/[~^:].*$|@\{.*$/s, '');
  if (WHOLE_ID.test(name) || /^(?:|HEAD|@|refs\/.*)$/s.test(name)) return [];
  const names = ['refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'].map((folder) => `${folder}${name}`);
  const refs = await readRefs(git, names);
  const found = names.flatMap((full) => refs.get(full) ?? []);
  return found.filter((ref, at) => found.findIndex(({ commit }) => commit === ref.commit) === at);
}

/** A branch name as people write it, without the folder of its ref or the name of its remote. */
export function shortName(name: string): string {
  return name.replace(/^refs\/heads\/|^(?:refs\/remotes\/)?origin\/|^refs\/remotes\/[^/]+\//, '');
}

function refOf(name: string, known: { readonly refs: ReadonlyMap<string, Ref>; readonly bare: boolean }): Ref | null {
  const here = known.refs.get(local(name)) ?? null;
  const there = known.refs.get(remote(name)) ?? null;
  return known.bare ? (here ?? there) : (there ?? here);
}

/** The full name of a local branch. */
export function local(name: string): string {
  return `refs/heads/${name}`;
}

/** The full name of origin's branch as it was last fetched. */
export function remote(name: string): string {
  return `refs/remotes/origin/${name}`;
}

function linesOf(output: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0, end = output.indexOf(0x0a); end >= 0; at = end + 1, end = output.indexOf(0x0a, at)) {
    lines.push(output.subarray(at, end));
  }
  return lines;
}
