import type { CommitId, FilePath } from '../../domain/change/index.ts';
import { MAX_FILES, type MadeTree, type MergeStep, type TrialBuilder } from '../../domain/merge-queue/index.ts';
import { digestOf, excerpt, Fault, type Instant, printable } from '../../kernel/index.ts';

/** Runs git in a repository, with arguments as an array; never rejects for an exit code. */
export type RunGit = (options: {
  readonly folder: string;
  readonly args: readonly string[];
  readonly remote: null;
  readonly input?: string;
}) => Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;

/** Paths of one foreign push that are told apart; more of them touch everything. */
const MAX_PATHS = 20_000;
/** Who commits what the queue merges; the author is that of the change. */
const COMMITTER = 'Firebreak <firebreak@localhost>';
/** Commits of one change that are looked through for changes that it is stacked on. */
const MAX_OWN = 10_000;
const OBJECT = /^[0-9a-f]{40,64}$/;
const LANDINGS = 'refs/firebreak/landing';
const TRIALS = 'refs/firebreak/trial';
const REVERTS = 'refs/firebreak/revert';
/** As a bare repository, whatever it is: no index and no work tree has a say. */
const BARE = ['-c', 'core.bare=true'];

/** The queue's side of one repository, for one branch. Fault: git cannot merge without a work tree, or the branch is checked out. */
export async function openTrialRepository(options: {
  /** The git directory. */
  readonly folder: string;
  /** Short name. */
  readonly branch: string;
  readonly git: RunGit;
}): Promise<TrialBuilder> {
  const repository = new TrialRepository(options);
  await repository.check();
  return repository;
}

class TrialRepository implements TrialBuilder {
  readonly #git: RunGit;
  readonly #folder: string;
  readonly #branch: string;
  /** Part of the names of our own refs: two queues of one repository keep apart. */
  readonly #slug: string;
  /** What merging came to; the same request always comes to the same. */
  readonly #made = new Map<string, MadeTree>();
  readonly #authors = new Map<string, string>();

  constructor({ folder, branch, git }: { readonly folder: string; readonly branch: string; readonly git: RunGit }) {
    this.#git = git;
    this.#folder = folder;
    this.#branch = branch;
    this.#slug = digestOf(branch).slice('sha256:'.length, 'sha256:'.length + 12);
  }

  async check(): Promise<void> {
    const ran = await this.#ran(['worktree', 'list', '--porcelain', '-z'], { asItIs: true });
    if (ran.code !== 0) throw this.#failed(ran.stderr);
    // The record of a bare repository itself names no branch.
    if (ran.stdout.split('\0').includes(`branch refs/heads/${this.#branch}`)) throw checkedOut(this.#branch);
  }

  async head(): Promise<CommitId> {
    const ran = await this.#ran(['rev-parse', '--verify', '--quiet', `refs/heads/${this.#branch}^{commit}`]);
    if (ran.code === 0) return ran.stdout.trim() as CommitId;
    throw new Fault({
      kind: 'usage',
      code: 'no-such-branch',
      message: `the repository has no branch ${printable(this.#branch)}`,
      fix: 'Name the branch that changes land on with --branch.',
    });
  }

  async make(request: { readonly base: CommitId; readonly steps: readonly MergeStep[] }): Promise<MadeTree> {
    let made: MadeTree = { kind: 'tree', commit: request.base, tree: '' };
    for (const step of request.steps) {
      made = await this.#merged(made.commit, step);
      if (made.kind === 'conflict') return made;
    }
    if (made.tree !== '') return made;
    return { ...made, tree: (await this.#run(['rev-parse', `${made.commit}^{tree}`])).trim() };
  }

  async #merged(onto: CommitId, step: MergeStep): Promise<MadeTree> {
    const key = `${onto} ${step.head} ${step.number} ${step.queuedAt}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = await this.#merge(onto, step);
    if (this.#made.size >= MAX_REMEMBERED) this.#made.clear();
    this.#made.set(key, made);
    return made;
  }

  async #merge(onto: CommitId, step: MergeStep): Promise<MadeTree> {
    // Held already, by what it is stacked under: there is nothing to merge.
    if (await this.holds(onto, step.head)) return { kind: 'tree', commit: onto, tree: '' };
    const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', onto, step.head];
    const ran = await this.#ran(args);
    const [tree = '', ...files] = ran.stdout.split('\0').filter((part) => part !== '');
    if (ran.code === 0) return { kind: 'tree', commit: await this.#commit({ onto, step, tree }), tree };
    const isUnrelated = /unrelated histories/.test(ran.stderr);
    if (ran.code !== 1 && !isUnrelated) throw this.#failed(ran.stderr);
    return { kind: 'conflict', entry: step.number, files: [...new Set(files)].sort().slice(0, MAX_FILES) };
  }

  /** With moments of the entry, so that the same merge is the same commit. */
  async #commit(given: {
    readonly onto: CommitId;
    readonly step: MergeStep;
    readonly tree: string;
  }): Promise<CommitId> {
    const { onto, step, tree } = given;
    const when = `${Math.floor(step.queuedAt / 1000)} +0000`;
    const text = [
      `tree ${tree}`,
      `parent ${onto}`,
      `parent ${step.head}`,
      `author ${await this.#authorOf(step.head)} ${when}`,
      `committer ${COMMITTER} ${when}`,
      '',
      `Merge ${printable(step.change)}`,
      '',
      `Firebreak-Queue-Entry: ${step.number}`,
      '',
    ].join('\n');
    return this.#write(text);
  }

  async #authorOf(commit: CommitId): Promise<string> {
    const known = this.#authors.get(commit);
    if (known !== undefined) return known;
    const text = await this.#run([
      'log',
      '-1',
      '--no-show-signature',
      '--format=%an%x00%ae',
      '--end-of-options',
      commit,
    ]);
    const [name = '', mail = ''] = text.trimEnd().split('\0');
    const plain = (part: string): string => part.replace(/[<>\n\0]/g, '').trim();
    const author = `${plain(name) || 'unknown'} <${plain(mail)}>`;
    if (this.#authors.size >= MAX_REMEMBERED) this.#authors.clear();
    this.#authors.set(commit, author);
    return author;
  }

  async moveBranch(request: {
    readonly landing: number;
    readonly from: CommitId;
    readonly to: CommitId;
  }): Promise<boolean> {
    const { landing, from, to } = request;
    const input = [
      'start',
      `update refs/heads/${this.#branch} ${to} ${from}`,
      `create ${this.#markOf(landing)} ${to}`,
      'prepare',
      'commit',
      '',
    ].join('\n');
    return (await this.#ran(['update-ref', '--stdin'], { input })).code === 0;
  }

  async isLanded(landing: number): Promise<boolean> {
    return (await this.#ran(['rev-parse', '--verify', '--quiet', this.#markOf(landing)])).code === 0;
  }

  async keep({ trial, commit }: { readonly trial: number; readonly commit: CommitId }): Promise<void> {
    await this.#run(['update-ref', `${TRIALS}/${this.#slug}/${trial}`, commit]);
  }

  async tidy({ landing, trial }: { readonly landing: number; readonly trial: number }): Promise<void> {
    const refs = await this.#run([
      'for-each-ref',
      '--format=%(refname)',
      `${LANDINGS}/${this.#slug}/`,
      `${TRIALS}/${this.#slug}/`,
    ]);
    const gone = refs.split('\n').filter((name) => {
      const number = Number(name.slice(name.lastIndexOf('/') + 1));
      return name !== '' && number < (name.startsWith(LANDINGS) ? landing : trial);
    });
    if (gone.length === 0) return;
    await this.#run(['update-ref', '--stdin'], gone.map((name) => `delete ${name}\n`).join(''));
  }

  async tipOf(branch: string): Promise<CommitId | null> {
    return this.commitOf(`refs/heads/${branch}`);
  }

  async tipsOf(branches: readonly string[]): Promise<ReadonlyMap<string, CommitId>> {
    // A name that would break the lines of the question names no branch.
    const asked = branches.filter((branch) => !/[\n\0]/.test(branch));
    if (asked.length === 0) return new Map();
    const question = asked.map((branch) => `refs/heads/${branch}^{commit}\n`).join('');
    const text = await this.#run(['cat-file', '--batch-check=%(objectname) %(objecttype)'], question);
    const answers = text.split('\n');
    return new Map(
      asked.flatMap((branch, at) => {
        const [id = '', type = ''] = (answers[at] ?? '').split(' ');
        return type === 'commit' && OBJECT.test(id) ? [[branch, id as CommitId]] : [];
      }),
    );
  }

  async commitOf(revision: string): Promise<CommitId | null> {
    const ran = await this.#ran(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
    const id = ran.stdout.trim().split('\n').at(-1) ?? '';
    return ran.code === 0 && id !== '' ? (id as CommitId) : null;
  }

  async ownCommits({ base, head }: { readonly base: CommitId; readonly head: CommitId }): Promise<readonly CommitId[]> {
    const text = await this.#run(['rev-list', `--max-count=${MAX_OWN}`, head, `^${base}`]);
    return text.split('\n').filter((id) => id !== '') as CommitId[];
  }

  async holds(tip: CommitId, commit: CommitId): Promise<boolean> {
    return tip === commit || (await this.#ran(['merge-base', '--is-ancestor', commit, tip])).code === 0;
  }

  async heldBy(tip: CommitId, commits: readonly CommitId[]): Promise<ReadonlySet<CommitId>> {
    if (commits.length === 0) return new Set();
    const input = `${commits.join('\n')}\n^${tip}\n`;
    const ran = await this.#ran(['rev-list', `--max-count=${MAX_OWN}`, '--stdin'], { input });
    const missing = new Set(ran.stdout.split('\n').filter((id) => id !== ''));
    // A list that was cut off, or that stopped at a commit that is gone, says nothing of what is not on it.
    if (ran.code === 0 && missing.size < MAX_OWN) return new Set(commits.filter((commit) => !missing.has(commit)));
    const held = new Set<CommitId>();
    for (const commit of commits) if (!missing.has(commit) && (await this.holds(tip, commit))) held.add(commit);
    return held;
  }

  async commonBase(one: CommitId, other: CommitId): Promise<CommitId | null> {
    const ran = await this.#ran(['merge-base', one, other]);
    return ran.code === 0 ? (ran.stdout.trim() as CommitId) : null;
  }

  async changedPaths(from: CommitId, to: CommitId): Promise<readonly FilePath[] | null> {
    const ran = await this.#ran(['diff-tree', '-r', '-z', '--no-renames', '--name-only', from, to]);
    if (ran.code !== 0) return null;
    const paths = ran.stdout.split('\0').filter((path) => path !== '');
    return paths.length > MAX_PATHS ? null : (paths as FilePath[]);
  }

  async makeRevert(request: { readonly commit: CommitId; readonly at: Instant }): Promise<CommitId> {
    const { commit, at } = request;
    const ran = await this.#ran(['rev-parse', '--verify', '--quiet', `${commit}^1^{tree}`]);
    if (ran.code !== 0) {
      throw new Fault({
        kind: 'usage',
        code: 'nothing-before',
        message: `nothing stands before ${printable(commit)}, so that it cannot be taken back`,
      });
    }
    const when = `${Math.floor(at / 1000)} +0000`;
    const subject = (
      await this.#run(['log', '-1', '--no-show-signature', '--format=%s', '--end-of-options', commit])
    ).trim();
    const text = [
      `tree ${ran.stdout.trim()}`,
      `parent ${commit}`,
      `author ${COMMITTER} ${when}`,
      `committer ${COMMITTER} ${when}`,
      '',
      `Revert "${subject}"`,
      '',
      `This reverts commit ${commit}.`,
      '',
    ].join('\n');
    const revert = await this.#write(text);
    await this.#run(['update-ref', `${REVERTS}/${commit}`, revert]);
    return revert;
  }

  #markOf(landing: number): string {
    return `${LANDINGS}/${this.#slug}/${landing}`;
  }

  async #write(commit: string): Promise<CommitId> {
    const id = await this.#run(['hash-object', '-t', 'commit', '-w', '--stdin'], commit);
    return id.trim() as CommitId;
  }

  async #run(args: readonly string[], input?: string): Promise<string> {
    const ran = await this.#ran(args, input === undefined ? {} : { input });
    if (ran.code === 0) return ran.stdout;
    throw this.#failed(ran.stderr);
  }

  #ran(
    args: readonly string[],
    given: { readonly input?: string; readonly asItIs?: boolean } = {},
  ): ReturnType<RunGit> {
    const all = given.asItIs === true ? args : [...BARE, ...args];
    const options = { folder: this.#folder, args: all, remote: null };
    return this.#git(given.input === undefined ? options : { ...options, input: given.input });
  }

  #failed(stderr: string): Fault {
    const isOld = /usage: git merge-tree|unknown option .*write-tree/.test(stderr);
    return new Fault({
      kind: isOld ? 'unreachable' : 'malformed',
      code: isOld ? 'git-too-old' : 'queue-repository-unusable',
      message: isOld
        ? 'this git cannot merge without a work tree'
        : `the repository could not be used by the queue: ${excerpt(stderr.trim() || 'git was stopped', 300)}`,
      fix: isOld ? 'Install git 2.38 or newer.' : 'Check that it is whole (git fsck) and may be written to.',
    });
  }
}

/** Merges that are remembered: a plan asks for the same ones again and again. */
const MAX_REMEMBERED = 5_000;

function checkedOut(branch: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'branch-checked-out',
    message: `${printable(branch)} is checked out in a work tree, whose files would no longer be those of the branch`,
    fix: 'Run the queue over a bare repository: git clone --bare . ../queue.git',
  });
}
