import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommitId } from '../../domain/change/index.ts';
import type { MirrorRequest, RepositoryMirror } from '../../domain/forge/index.ts';
import { excerpt, Fault } from '../../kernel/index.ts';
import { type Ran, runGit } from './fetch-program.ts';
import { folderOf } from './place.ts';

/** Commits fetched by one call of git: each is an argument. */
const MAX_COMMITS = 100;
/** Another process may hold a lock of the copy for a moment. */
const MAX_TRIES = 3;
const RETRY_MS = 300;
/** Git looks whether a copy wants packing with the first of so many fetches: the look is a program more. */
const FETCHES_PER_LOOK = 50;

/** Branches, and the notes that tell who or what wrote a commit. */
const REFSPECS = ['+refs/heads/*:refs/heads/*', '+refs/notes/*:refs/notes/*'];

/** Copies below a folder; calls for one repository run one after the other, those that wait share the next fetch. */
export function openMirror(options: {
  readonly folder: string;
  readonly sleep: (ms: number) => Promise<void>;
}): RepositoryMirror {
  const waiting = new Map<string, Promise<void>>();
  const running = new Map<string, Promise<void>>();
  const fetches = new Map<string, number>();

  /** Resolves after a fetch that began after this call. */
  const refreshed = (folder: string, request: MirrorRequest): Promise<void> => {
    const queued = waiting.get(folder);
    if (queued !== undefined) return queued;
    const before = running.get(folder) ?? Promise.resolve();
    const next = before
      .catch(() => {})
      .then(() => {
        waiting.delete(folder);
        running.set(folder, next);
        const count = fetches.get(folder) ?? 0;
        fetches.set(folder, count + 1);
        return refresh({ folder, request, sleep: options.sleep, looks: count % FETCHES_PER_LOOK === 0 });
      });
    waiting.set(folder, next);
    return next.finally(() => {
      if (running.get(folder) === next) running.delete(folder);
    });
  };

  return async (request) => {
    const folder = folderOf(options.folder, request.place);
    await refreshed(folder, request);
    const missing = await missingOf(folder, request.commits);
    for (let from = 0; from < missing.length; from += MAX_COMMITS) {
      await pin({ folder, request, commits: missing.slice(from, from + MAX_COMMITS), sleep: options.sleep });
    }
    return folder;
  };
}

async function refresh(given: {
  readonly folder: string;
  readonly request: MirrorRequest;
  readonly sleep: (ms: number) => Promise<void>;
  readonly looks: boolean;
}): Promise<void> {
  const { folder, request } = given;
  if (!existsSync(join(folder, 'HEAD'))) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await local(folder, ['init', '--quiet', '--bare', '.']);
  }
  await fetched({ ...given, refspecs: REFSPECS, prune: true });
  // The default branch is what HEAD says: policies come from there.
  const head = `refs/heads/${request.defaultBranch}`;
  if ((await readFile(join(folder, 'HEAD'), 'utf8')) !== `ref: ${head}\n`)
    await local(folder, ['symbolic-ref', 'HEAD', head]);
}

/** A commit of a fork lies on no branch here; a ref of ours keeps it from being thrown away. */
async function pin(given: {
  readonly folder: string;
  readonly request: MirrorRequest;
  readonly commits: readonly CommitId[];
  readonly sleep: (ms: number) => Promise<void>;
}): Promise<void> {
  const refspecs = given.commits.map((commit) => `+${commit}:refs/firebreak/commit/${commit}`);
  await fetched({ ...given, refspecs, prune: false, looks: false });
}

async function fetched(given: {
  readonly folder: string;
  readonly request: MirrorRequest;
  readonly refspecs: readonly string[];
  readonly prune: boolean;
  /** Whether git looks afterwards if the copy wants packing. */
  readonly looks: boolean;
  readonly sleep: (ms: number) => Promise<void>;
}): Promise<void> {
  const { folder, request } = given;
  const flags = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
  const after = [given.prune ? '--prune' : '--no-prune', given.looks ? '--auto-maintenance' : '--no-auto-maintenance'];
  const args = ['fetch', ...flags, ...after, '--end-of-options', request.url];
  for (let tries = 1; ; tries += 1) {
    const ran = await runGit({ folder, args: [...args, ...given.refspecs], remote: request });
    if (ran.code === 0) return;
    if (tries >= MAX_TRIES || !/\.lock'|cannot lock ref/.test(ran.stderr)) throw failed(request, ran);
    await given.sleep(RETRY_MS * tries);
  }
}

/** Ids that this copy does not hold; an id that is none is a Fault before git sees it. */
async function missingOf(folder: string, commits: readonly CommitId[]): Promise<readonly CommitId[]> {
  const missing: CommitId[] = [];
  for (const commit of new Set(commits)) {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) throw badCommit();
    const { code } = await runGit({ folder, args: ['cat-file', '-e', `${commit}^{commit}`], remote: null });
    if (code !== 0) missing.push(commit);
  }
  return missing;
}

async function local(folder: string, args: readonly string[]): Promise<void> {
  const ran = await runGit({ folder, args, remote: null });
  if (ran.code === 0) return;
  throw new Fault({
    kind: 'permission',
    code: 'cannot-write-copy',
    message: `the copy in ${folder} could not be written: ${excerpt(ran.stderr.trim(), 300)}`,
    fix: 'Give the server a data folder that it may write to, with room.',
  });
}

function failed(request: MirrorRequest, ran: Ran): Fault {
  const absent = /not our ref ([0-9a-f]{40,64})|remote ref ([0-9a-f]{40,64})/.exec(ran.stderr);
  if (absent !== null) {
    return new Fault({
      kind: 'unreachable',
      code: 'commit-not-fetched',
      message: `${request.place.join('/')} did not give commit ${absent[1] ?? absent[2]}`,
      fix: 'It may have been replaced by a push; it is asked for again with the next notice.',
    });
  }
  const isRefused = /Authentication failed|could not read Username|HTTP 40[13]|returned error: 40[13]/.test(ran.stderr);
  return new Fault({
    kind: isRefused ? 'permission' : 'unreachable',
    code: isRefused ? 'fetch-forbidden' : 'fetch-failed',
    message: `${request.place.join('/')} could not be fetched: ${excerpt(ran.stderr.trim() || 'git was stopped', 300)}`,
    fix: isRefused
      ? 'Give the credentials the right to read contents.'
      : 'Check that the forge can be reached from here.',
  });
}

function badCommit(): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'bad-commit-id',
    message: 'a commit was named by something that is no id',
  });
}
