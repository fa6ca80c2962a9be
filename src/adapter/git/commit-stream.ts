import type { Commit, CommitId } from '../../domain/change/index.ts';
import { Fault, type Instant } from '../../kernel/index.ts';
import { COMMIT_LIMIT, parseCommit } from './commit-object.ts';
import type { GitProcess, GitProgram } from './git-program.ts';
import { firstLine, readObject } from './object-store.ts';

const NEWLINE = 0x0a;

/** Which commits to list, by full ids only. */
export interface CommitQuery {
  readonly tip: CommitId;
  /** What these reach is left out. */
  readonly not: readonly CommitId[];
  readonly since: Instant | null;
  readonly limit: number | null;
  /** `date` starts at once; `topology` never shows a commit before its children. */
  readonly order: 'date' | 'topology';
}

/** Commits newest first, read as one stream: `rev-list` names them and one `cat-file` gives their content. */
export async function* streamCommits(git: GitProgram, query: CommitQuery): AsyncGenerator<Commit> {
  const names = git.start(['rev-list', ...selection(query), query.tip, ...query.not.map((id) => `^${id}`), '--']);
  const contents = git.start(['cat-file', '--batch', '--buffer']);
  const fed = feed(names, contents);
  // A broken list shows when its end is awaited below.
  fed.catch(() => {});
  try {
    for (;;) {
      if ((await contents.output.peek()) === null) break;
      const object = await readObject(contents, { limit: COMMIT_LIMIT, name: null, contents: true });
      if (object === null) throw missingCommit();
      if (object.content !== null) yield parseCommit(object.id, object.content);
      else yield await readLongCommit(git, object.id);
    }
    await fed;
    await succeeded(names, 'rev-list');
    await succeeded(contents, 'cat-file');
  } finally {
    names.stop();
    contents.stop();
  }
}

/** One commit of the first-parent line with the parent it stands on; `null` at a root or where the clone is cut off. */
export interface LineCommit {
  readonly id: CommitId;
  readonly parent: CommitId | null;
}

/** The first-parent history of a commit, newest first, without reading more of it than is asked for. */
export async function* firstParentLine(
  git: GitProgram,
  query: { readonly tip: CommitId; readonly since: Instant | null },
): AsyncGenerator<LineCommit> {
  const list = git.start(['rev-list', '--first-parent', '--parents', ...sinceOf(query.since), query.tip, '--']);
  try {
    for (let line = await list.output.until(NEWLINE); line !== null; line = await list.output.until(NEWLINE)) {
      const [id = '', parent] = line.toString('latin1').split(' ');
      yield { id: id as CommitId, parent: (parent ?? null) as CommitId | null };
    }
    await succeeded(list, 'rev-list');
  } finally {
    list.stop();
  }
}

function selection(query: CommitQuery): readonly string[] {
  return [
    ...(query.order === 'topology' ? ['--topo-order'] : []),
    ...sinceOf(query.since),
    ...(query.limit === null ? [] : [`--max-count=${query.limit}`]),
  ];
}

function sinceOf(since: Instant | null): readonly string[] {
  return since === null ? [] : [`--max-age=${Math.max(0, Math.ceil(since / 1_000))}`];
}

async function feed(names: GitProcess, contents: GitProcess): Promise<void> {
  for (let chunk = await names.output.chunk(); chunk !== null; chunk = await names.output.chunk()) {
    if (!contents.input.write(chunk)) await drained(contents);
  }
  contents.input.end();
}

function drained(process: GitProcess): Promise<unknown> {
  const writable = new Promise((resolve) => process.input.once('drain', resolve));
  return Promise.race([writable, process.ended]);
}

async function readLongCommit(git: GitProgram, id: string): Promise<Commit> {
  const process = git.start(['cat-file', 'commit', id]);
  const half = COMMIT_LIMIT / 2;
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  try {
    for (let chunk = await process.output.chunk(); chunk !== null; chunk = await process.output.chunk()) {
      const room = Math.max(0, half - head.length);
      head = Buffer.concat([head, chunk.subarray(0, room)]);
      tail = Buffer.concat([tail, chunk.subarray(room)]).subarray(-half);
    }
  } finally {
    process.stop();
  }
  return parseCommit(id, Buffer.concat([head, Buffer.from('\n'), tail]));
}

async function succeeded(process: GitProcess, name: string): Promise<void> {
  const { code, stderr } = await process.ended;
  if (code === 0) return;
  throw new Fault({
    kind: 'malformed',
    code: 'history-unreadable',
    message: `git ${name} could not read the history: ${firstLine(stderr)}`,
    fix: 'Check the repository with: git fsck',
  });
}

function missingCommit(): Fault {
  return new Fault({
    kind: 'malformed',
    code: 'history-unreadable',
    message: 'the history names a commit that the repository does not have',
    fix: 'Fetch it again, or check the repository with: git fsck',
  });
}
