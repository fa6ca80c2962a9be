import type { CommitId, FilePath } from '../../domain/change/index.ts';
import { MAX_FILES, type MadeTree, type MergeStep, type TrialBuilder } from '../../domain/merge-queue/index.ts';
import { digestOf, excerpt, Fault, type Instant, printable } from '../../kernel/index.ts';
import { type GitDesk, openGitDesk } from './git-desk.ts';
import type { StartGit } from './git-session.ts';

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
  /** Starts what answers many questions; what it does not answer is asked of `git`. */
  readonly start: StartGit;
}): Promise<TrialBuilder> {
  const repository = new TrialRepository(options);
  await repository.check();
  return repository;
}

class TrialRepository implements TrialBuilder {
  readonly #git: RunGit;
  readonly #desk: GitDesk;
  readonly #folder: string;
  readonly #branch: string;
  /** Part of the names of our own refs: two queues of one repository keep apart. */
  readonly #slug: string;
  /** What merging came to; the same request always comes to the same. */
  readonly #made = new Map<string, MadeTree>();
  readonly #authors = new Map<string, string>();
  /** Trees of commits. */
  readonly #trees = new Map<string, string>();
  /** Our own refs that there may be; `null` = not listed yet. */
  #refs: Set<string> | null = null;

  constructor({ folder, branch, git, start }: Parameters<typeof openTrialRepository>[0]) {
    this.#git = git;
    this.#desk = openGitDesk(folder, start);
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
    const head = await this.tipOf(this.#branch);
    if (head !== null) return head;
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
    return made.tree !== '' ? made : { ...made, tree: await this.#treeOf(made.commit) };
  }

  async #treeOf(commit: CommitId): Promise<string> {
    const known = this.#trees.get(commit);
    if (known !== undefined) return known;
    const tree =
      (await this.#lookUp(`${commit}^{tree}`)) ?? (await this.#run(['rev-parse', `${commit}^{tree}`])).trim();
    remember(this.#trees, commit, tree);
    return tree;
  }

  async #merged(onto: CommitId, step: MergeStep): Promise<MadeTree> {
    const key = `${onto} ${step.head} ${step.number} ${step.queuedAt}`;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = await this.#merge(onto, step);
    remember(this.#made, key, made);
    return made;
  }

  async #merge(onto: CommitId, step: MergeStep): Promise<MadeTree> {
    // A git of its own: one for many merges holds answers back until its input ends.
    const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', onto, step.head];
    const ran = await this.#ran(args);
    const [tree = '', ...files] = ran.stdout.split('\0').filter((part) => part !== '');
    const isUnrelated = /unrelated histories/.test(ran.stderr);
    if (ran.code === 1 || isUnrelated) {
      return { kind: 'conflict', entry: step.number, files: [...new Set(files)].sort().slice(0, MAX_FILES) };
    }
    if (ran.code !== 0) throw this.#failed(ran.stderr);
    // Held already, by what it is stacked under: there is nothing to merge.
    if (tree === (await this.#treeOf(onto)) && (await this.holds(onto, step.head))) {
      return { kind: 'tree', commit: onto, tree };
    }
    const commit = await this.#commit({ onto, step, tree });
    remember(this.#trees, commit, tree);
    return { kind: 'tree', commit, tree };
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
    const author = authorIn(await this.#desk.read(commit)) ?? (await this.#loggedAuthorOf(commit));
    remember(this.#authors, commit, author);
    return author;
  }

  async #loggedAuthorOf(commit: CommitId): Promise<string> {
    const format = '--format=%an%x00%ae';
    const text = await this.#run(['log', '-1', '--no-show-signature', format, '--end-of-options', commit]);
    const [name = '', mail = ''] = text.trimEnd().split('\0');
    return identity(name, mail);
  }

  async moveBranch(request: {
    readonly landing: number;
    readonly from: CommitId;
    readonly to: CommitId;
  }): Promise<boolean> {
    const { landing, from, to } = request;
    const mark = this.#markOf(landing);
    const marked = await this.commitOf(mark);
    if (marked === to) return false;
    this.#refs?.add(mark);
    // A mark of another commit is of another log, and gives way.
    const marking = marked === null ? `create ${mark} ${to}` : `update ${mark} ${to} ${marked}`;
    return this.#change([`update refs/heads/${this.#branch} ${to} ${from}`, marking]);
  }

  async isLanded({ landing, to }: { readonly landing: number; readonly to: CommitId }): Promise<boolean> {
    return (await this.commitOf(this.#markOf(landing))) === to;
  }

  async keep({ trial, commit }: { readonly trial: number; readonly commit: CommitId }): Promise<void> {
    const name = `${TRIALS}/${this.#slug}/${trial}`;
    this.#refs?.add(name);
    if ((await this.#desk.change([`update ${name} ${commit}`])) === null) await this.#run(['update-ref', name, commit]);
  }

  async tidy({ landing, trial }: { readonly landing: number; readonly trial: number }): Promise<void> {
    this.#refs ??= new Set(await this.#listed());
    const gone = [...this.#refs].filter((name) => {
      const number = Number(name.slice(name.lastIndexOf('/') + 1));
      return number < (name.startsWith(LANDINGS) ? landing : trial);
    });
    if (gone.length === 0) return;
    const isDone = await this.#change(gone.map((name) => `delete ${name}`));
    if (!isDone) this.#refs = null;
    for (const name of gone) this.#refs?.delete(name);
  }

  async #listed(): Promise<readonly string[]> {
    const folders = [`${LANDINGS}/${this.#slug}/`, `${TRIALS}/${this.#slug}/`];
    const refs = await this.#run(['for-each-ref', '--format=%(refname)', ...folders]);
    return refs.split('\n').filter((name) => name !== '');
  }

  /** All of these changes of refs, or none. */
  async #change(lines: readonly string[]): Promise<boolean> {
    if ((await this.#desk.change(lines)) !== null) return true;
    const input = ['start', ...lines, 'prepare', 'commit', ''].join('\n');
    return (await this.#ran(['update-ref', '--stdin'], { input })).code === 0;
  }

  async tipOf(branch: string): Promise<CommitId | null> {
    return this.commitOf(`refs/heads/${branch}`);
  }

  async tipsOf(branches: readonly string[]): Promise<ReadonlyMap<string, CommitId>> {
    const tips = await Promise.all(branches.map((branch) => this.tipOf(branch)));
    return new Map(
      branches.flatMap((branch, at): readonly (readonly [string, CommitId])[] => {
        const tip = tips[at] ?? null;
        return tip === null ? [] : [[branch, tip]];
      }),
    );
  }

  async commitOf(revision: string): Promise<CommitId | null> {
    const seen = await this.#desk.look(`${revision}^{commit}`);
    if (seen === 'missing') return null;
    if (seen !== null) return seen.type === 'commit' ? (seen.id as CommitId) : null;
    const ran = await this.#ran(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
    const id = ran.stdout.trim().split('\n').at(-1) ?? '';
    return ran.code === 0 && id !== '' ? (id as CommitId) : null;
  }

  async #lookUp(revision: string): Promise<string | null> {
    const seen = await this.#desk.look(revision);
    return seen === null || seen === 'missing' ? null : seen.id;
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
    const stored = await this.#desk.store(commit);
    if (stored !== null && OBJECT.test(stored)) return stored as CommitId;
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

function remember<Value>(known: Map<string, Value>, key: string, value: Value): void {
  if (known.size >= MAX_REMEMBERED) known.clear();
  known.set(key, value);
}

/** Author of a stored commit (latin1); `null` where it is not written in UTF-8, so that git must read it. */
function authorIn(commit: string | null): string | null {
  const head = commit?.split('\n\n', 1)[0] ?? '';
  const [, name = '', mail = ''] = /^author (.*?) ?<([^>\n]*)> \d+ [-+]\d+$/m.exec(head) ?? [];
  if (/^encoding /m.test(head) || mail === '') return null;
  const [text, address] = [name, mail].map((part) => Buffer.from(part, 'latin1').toString('utf8'));
  if (text === undefined || address === undefined || `${text}${address}`.includes('\ufffd')) return null;
  return identity(text, address);
}

function identity(name: string, mail: string): string {
  const plain = (part: string): string => part.replace(/[<>\n\0]/g, '').trim();
  return `${plain(name) || 'unknown'} <${plain(mail)}>`;
}

function checkedOut(branch: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'branch-checked-out',
    message: `${printable(branch)} is checked out in a work tree, whose files would no longer be those of the branch`,
    fix: 'Run the queue over a bare repository: git clone --bare . ../queue.git',
  });
}
