import type { Commit, CommitId } from '../../domain/change/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import { type DefaultBranch, findBranch, findDefaultBranch, namesakes, type Ref, readCurrentBranch } from './branch.ts';
import { parseCommit } from './commit-object.ts';
import { streamCommits } from './commit-stream.ts';
import type { Located } from './discover.ts';
import { NEUTRAL_CONFIGURATION, readingEnvironment } from './environment.ts';
import { GitProgram } from './git-program.ts';
import { EMPTY_TREE } from './object-format.ts';
import { ObjectStore } from './object-store.ts';

/** Bytes of a commit that is asked for by name; a longer one is read as a stream. */
const NAMED_COMMIT_LIMIT = 1_048_576;

/** One repository as the readers share it: the program, the object stores and what was found out once. */
export class Repository {
  readonly located: Located;
  readonly git: GitProgram;
  /** The only one that sees the index. */
  readonly indexed: GitProgram;
  readonly objects: ObjectStore;
  /** Headers only. */
  readonly sizes: ObjectStore;
  #currentBranch: Promise<string | null> | null = null;
  #defaultBranch: Promise<DefaultBranch | null> | null = null;

  constructor(located: Located, signal: AbortSignal | undefined) {
    this.located = located;
    this.git = programFor({ located, signal, index: false });
    this.indexed = programFor({ located, signal, index: true });
    this.objects = new ObjectStore(this.git, { contents: true });
    this.sizes = new ObjectStore(this.git, { contents: false });
  }

  async resolve(revision: string): Promise<CommitId | null> {
    const found = await this.sizes.read(`${revision}^{commit}`, 0);
    return found?.type === 'commit' ? (found.id as CommitId) : null;
  }

  /** As `resolve`, but a revision that names no commit, or that could mean two, is a Fault. */
  async required(revision: string): Promise<CommitId> {
    const [rival, other] = await namesakes(this.git, revision);
    if (rival !== undefined && other !== undefined) throw ambiguous(revision, [rival, other]);
    return (await this.resolve(revision)) ?? this.unknown(revision);
  }

  async commit(id: CommitId): Promise<Commit> {
    const found = await this.objects.read(id, NAMED_COMMIT_LIMIT);
    if (found?.type === 'commit' && found.content !== null) return parseCommit(found.id, found.content);
    const query = { tip: id, not: [], since: null, limit: 1, order: 'date' } as const;
    for await (const commit of streamCommits(this.git, query)) return commit;
    return this.vanished(id);
  }

  /** Looked up once: a reader lives for one question or one history. */
  currentBranch(): Promise<string | null> {
    this.#currentBranch ??= readCurrentBranch(this.git);
    return this.#currentBranch;
  }

  /** The branch a revision stands for; `null` for a plain commit or a detached HEAD. */
  async branchNamed(revision: string): Promise<string | null> {
    const name = revision === 'HEAD' || revision === '@' ? await this.currentBranch() : revision;
    return name === null ? null : findBranch(this.git, name);
  }

  /** Looked up once, too. */
  defaultBranch(): Promise<DefaultBranch | null> {
    this.#defaultBranch ??= this.currentBranch().then((current) =>
      findDefaultBranch(this.git, { current, bare: this.located.bare }),
    );
    return this.#defaultBranch;
  }

  /** Whether the second commit reaches the first; a commit reaches itself. */
  async isAncestor(older: CommitId, newer: CommitId): Promise<boolean> {
    if (older === newer) return true;
    return (await this.git.run(['merge-base', '--is-ancestor', older, newer])).code === 0;
  }

  unknown(revision: string): never {
    throw new Fault({
      kind: 'usage',
      code: 'unknown-revision',
      message: `${printable(revision)} names no commit of this repository`,
      fix:
        this.located.shallow.size > 0
          ? 'Check the spelling, or fetch it: git fetch --unshallow origin'
          : 'Check the spelling (git branch --all lists the branches), or fetch it: git fetch origin',
    });
  }

  vanished(commit: CommitId): never {
    throw new Fault({
      kind: 'malformed',
      code: 'history-unreadable',
      message: `commit ${commit} could not be found again in the history`,
      fix: 'Check the repository with: git fsck',
    });
  }
}

/** A tag named like a branch would be taken before it, and whoever may push a tag could so choose what is compared. */
function ambiguous(revision: string, refs: readonly [Ref, Ref]): Fault {
  const [one, other] = refs.map(({ name }) => printable(name));
  return new Fault({
    kind: 'usage',
    code: 'ambiguous-revision',
    message: `${printable(revision)} could mean ${one} or ${other}, which are different commits`,
    fix: `Write the one you mean in full: ${one} or ${other}`,
  });
}

function programFor(given: {
  readonly located: Located;
  readonly signal: AbortSignal | undefined;
  readonly index: boolean;
}): GitProgram {
  const { gitDir, objectFormat } = given.located;
  const emptyTree = EMPTY_TREE[objectFormat];
  return new GitProgram({
    environment: readingEnvironment(process.env, { gitDir, emptyTree, index: given.index }),
    cwd: gitDir,
    globals: NEUTRAL_CONFIGURATION,
    signal: given.signal,
  });
}
