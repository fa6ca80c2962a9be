import type { Change, ChangeSelector, Commit, CommitId, ContentGap, Identity } from '../../domain/change/index.ts';
import { subjectOf } from '../../domain/change/index.ts';
import { assertNever, Fault, printable } from '../../kernel/index.ts';
import type { Ref } from './branch.ts';
import { streamCommits } from './commit-stream.ts';
import { compare } from './comparison.ts';
import { shallowGap } from './content.ts';
import { findLanding } from './landing-search.ts';
import { EMPTY_TREE } from './object-format.ts';
import type { Repository } from './repository.ts';

/** Commits that one proposal carries, newest kept. */
const PROPOSAL_COMMIT_LIMIT = 5_000;

/** Reads one change; every revision that names nothing is a Fault, never an empty change. */
export async function readChange(repository: Repository, selector: ChangeSelector): Promise<Change> {
  switch (selector.kind) {
    case 'branch':
      return selector.base === null
        ? readAgainstDefault(repository, selector.head)
        : readBranch(repository, {
            head: selector.head,
            base: selector.base,
            baseBranch: await repository.branchNamed(selector.base),
          });
    case 'range':
      return readRange(repository, selector);
    case 'staged':
      return readStaged(repository);
    case 'landed':
      return findLanding(repository, await repository.required(selector.commit));
    default:
      return assertNever(selector);
  }
}

/**
 * A branch against the default branch as origin has it, or as it is here where origin has none. Of the default branch
 * itself, and of a detached HEAD, what has not landed yet is compared; where all of it has, the landed change that
 * its newest commit belongs to is what there is to look at.
 */
async function readAgainstDefault(repository: Repository, head: string): Promise<Change> {
  const base = await repository.defaultBranch();
  if (base === null) throw noDefault();
  if (base.rivals.length > 0) throw manyDefaults([base.ref, ...base.rivals]);
  const headCommit = await repository.required(head);
  const branch = (await repository.branchNamed(head)) ?? base.name;
  const landed = branch === base.name && (await repository.isAncestor(headCommit, base.ref.commit));
  if (landed) return findLanding(repository, headCommit);
  return readBranch(repository, { head, base: base.ref.name, baseBranch: base.name });
}

async function readBranch(
  repository: Repository,
  named: { readonly head: string; readonly base: string; readonly baseBranch: string | null },
): Promise<Change> {
  const head = await repository.required(named.head);
  const baseTip = await repository.required(named.base);
  const base = await mergeBase(repository, { head, base: baseTip, baseName: named.base });
  const branch = await repository.branchNamed(named.head);
  const kind = 'branch';
  return proposal(repository, {
    kind,
    id: `branch:${branch ?? head}`,
    headBranch: branch,
    baseBranch: named.baseBranch,
    base,
    head,
    not: baseTip,
  });
}

async function readRange(repository: Repository, range: { from: string; to: string }): Promise<Change> {
  const base = await repository.required(range.from);
  const head = await repository.required(range.to);
  const [from, to] = [await repository.branchNamed(range.from), await repository.branchNamed(range.to)];
  return proposal(repository, {
    kind: 'range',
    id: `range:${range.from}..${range.to}`,
    headBranch: to,
    baseBranch: from,
    base,
    head,
    not: base,
  });
}

interface Named {
  readonly kind: 'branch' | 'range';
  readonly id: string;
  readonly headBranch: string | null;
  readonly baseBranch: string | null;
  readonly base: CommitId;
  readonly head: CommitId;
  /** What this reaches is no part of the proposal. */
  readonly not: CommitId;
}

async function proposal(repository: Repository, named: Named): Promise<Change> {
  const [compared, read, headCommit] = await Promise.all([
    compare({ repository, sides: { from: named.base, to: named.head } }),
    readCommits(repository, named),
    repository.commit(named.head),
  ]);
  const { kind, id, headBranch, baseBranch, base, head } = named;
  return {
    kind,
    id,
    headBranch,
    baseBranch,
    base,
    head,
    landing: null,
    pullRequest: null,
    author: headCommit.author,
    title: subjectOf(headCommit.message),
    at: headCommit.committedAt,
    commits: read.commits,
    files: compared.files,
    contentDigest: compared.digest,
    gaps: [...read.gaps, ...compared.gaps],
  };
}

async function readCommits(
  repository: Repository,
  named: Named,
): Promise<{ readonly commits: readonly Commit[]; readonly gaps: readonly ContentGap[] }> {
  const commits: Commit[] = [];
  const gaps: ContentGap[] = [];
  const limit = PROPOSAL_COMMIT_LIMIT + 1;
  const query = { tip: named.head, not: [named.not], since: null, limit, order: 'topology' } as const;
  for await (const commit of streamCommits(repository.git, query)) commits.push(commit);
  const border = commits.find((commit) => repository.located.shallow.has(commit.id));
  if (border !== undefined) gaps.push(shallowGap(border.id));
  if (commits.length > PROPOSAL_COMMIT_LIMIT) {
    commits.length = PROPOSAL_COMMIT_LIMIT;
    gaps.push({
      code: 'too-many-commits',
      message: `more than ${PROPOSAL_COMMIT_LIMIT} commits; the newest count. Is the base right?`,
    });
  }
  return { commits: commits.reverse(), gaps };
}

async function readStaged(repository: Repository): Promise<Change> {
  const { located } = repository;
  if (located.bare) throw noIndex();
  const head = await repository.resolve('HEAD');
  const from = head ?? EMPTY_TREE[located.objectFormat];
  const compared = await compare({ repository, sides: { from, to: null } });
  return {
    id: 'staged',
    kind: 'staged',
    landing: null,
    pullRequest: null,
    headBranch: await repository.currentBranch(),
    baseBranch: null,
    base: head,
    head: null,
    author: stagingAuthor(located.user),
    title: '',
    at: null,
    commits: [],
    files: compared.files,
    contentDigest: compared.digest,
    gaps: compared.gaps,
  };
}

/** Git takes the environment's word before the configuration's. */
function stagingAuthor(user: Identity): Identity {
  return {
    name: process.env['GIT_AUTHOR_NAME'] ?? user.name,
    mail: process.env['GIT_AUTHOR_EMAIL'] ?? user.mail,
  };
}

/** The newest of the best common ancestors; a Fault where there is none, as everything would seem changed. */
async function mergeBase(
  repository: Repository,
  sides: { readonly head: CommitId; readonly base: CommitId; readonly baseName: string },
): Promise<CommitId> {
  const { stdout } = await repository.git.run(['merge-base', sides.base, sides.head]);
  const found = stdout.toString('latin1').trim();
  if (found !== '') return found as CommitId;
  const name = printable(sides.baseName);
  if (repository.located.shallow.size > 0) {
    throw new Fault({
      kind: 'usage',
      code: 'shallow-history',
      message: `the clone is cut off before the point where the branch left ${name}`,
      fix: 'Fetch the history: git fetch --unshallow (in GitHub Actions: fetch-depth: 0)',
    });
  }
  throw new Fault({
    kind: 'usage',
    code: 'unrelated-histories',
    message: `the branch and ${name} have no commit in common`,
    fix: 'Name the branch it is to land on with --base, or compare two commits with --range A..B',
  });
}

function noDefault(): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-default-branch',
    message: 'the repository has no commit on a branch that could be the default one',
    fix: 'Name the branch to compare with: --base BRANCH. Before the first commit: --staged',
  });
}

function manyDefaults(refs: readonly Ref[]): Fault {
  const [first = '', second = ''] = refs.map(({ name }) => printable(name));
  return new Fault({
    kind: 'usage',
    code: 'ambiguous-default-branch',
    message: `nothing says which branch is the default one: ${first} or ${second}${refs.length > 2 ? ' or another' : ''}`,
    fix: 'Name what the change will land on with --base, or say it once: git remote set-head origin NAME',
  });
}

function noIndex(): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-index',
    message: 'a bare repository has no index, so nothing is staged',
    fix: 'Run it in a work tree, or check a branch: --base BRANCH',
  });
}
