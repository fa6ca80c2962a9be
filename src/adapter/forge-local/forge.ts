import type { CommitId } from '../../domain/change/index.ts';
import {
  type Forge,
  type ForgeChange,
  type PublishedVerdict,
  requireHeld,
  type StillHeld,
} from '../../domain/forge/index.ts';
import { canonicalJson, Fault, instant, printable } from '../../kernel/index.ts';
import { BareRepository, type RunGit } from './bare-repository.ts';
import { type Proposal, ProposalBook } from './proposal.ts';

/** Own commits of a proposal that are looked through for its author; a longer branch is its newest ones' author's. */
const MAX_COMMITS = 1000;
const VERDICTS = 'refs/firebreak/verdict/';

export interface LocalRepository {
  /** As ids and links show it: `shop`, `team/shop`. */
  readonly name: string;
  /** Absolute path of the bare repository. */
  readonly folder: string;
}

export interface LocalForgeOptions {
  readonly repositories: readonly LocalRepository[];
  readonly git: RunGit;
}

/** Bare repositories of this machine as a forge; polled, there are no webhooks. */
export function openLocalForge(options: LocalForgeOptions): Forge {
  const opened = new Map(
    options.repositories.map(({ name, folder }) => {
      const repository = new BareRepository(options.git, folder);
      return [name, { name, repository, book: new ProposalBook(repository), changes: new Map<string, ForgeChange>() }];
    }),
  );
  const of = (name: string): Opened => opened.get(name) ?? unknown(name);

  return {
    name: 'local',
    repositories: async () => [...opened.keys()],
    async *openChanges(name) {
      const found = of(name);
      for (const proposal of await found.book.refresh()) {
        if (proposal.state === 'open') yield await changeOf(found, proposal);
      }
    },
    async readChange({ repository, number }) {
      const found = of(repository);
      const proposal = (await found.book.refresh()).find((each) => each.number === number);
      return proposal === undefined ? null : changeOf(found, proposal);
    },
    readReviews: async () => [],
    readComments: async () => [],
    readTeam: async () => null,
    async localCopy({ repository: name, commits }) {
      const { repository } = of(name);
      for (const commit of commits) if ((await repository.commit(commit)) === null) throw absent(name, commit);
      return repository.folder;
    },
    publish: async (verdict, stillHeld) => publish(of(verdict.ref.repository).repository, verdict, stillHeld),
    publishGroup: async () => {},
    answerDeployment: async () => {
      throw new Fault({
        kind: 'usage',
        code: 'no-deployments',
        message: 'no deployment waits for an answer on a local forge',
      });
    },
  };
}

interface Opened {
  readonly name: string;
  readonly repository: BareRepository;
  readonly book: ProposalBook;
  /** What commits say, by proposal and what it was made of. */
  readonly changes: Map<string, ForgeChange>;
}

async function changeOf(opened: Opened, proposal: Proposal): Promise<ForgeChange> {
  const { repository, changes, name } = opened;
  const { number, head, state, branch } = proposal;
  const baseBranch = await repository.defaultBranch();
  const base = await repository.commit(`refs/heads/${baseBranch}`);
  const key = `${number} ${head} ${base} ${state}`;
  const kept = changes.get(key);
  if (kept !== undefined) return kept;
  // Of what has landed the default branch holds everything: then the author is the head's.
  const own = base === null || state === 'merged' ? [head] : [`^${base}`, head];
  const fields = ['%s', '%b', '%ct', '%an', '%ae'];
  const commits = await repository.log({ revisions: own, fields, limit: state === 'merged' ? 1 : MAX_COMMITS });
  const [title = '', body = '', committedAt = '0'] = commits[0] ?? [];
  const [, , , author = '', mail = ''] = commits.at(-1) ?? [];
  const change: ForgeChange = {
    ref: { forge: 'local', repository: name, number },
    title,
    body,
    // A claim: whoever writes to the repository can write any name.
    author: { handle: mail.toLowerCase() || 'unknown', isBot: /\[bot\]/.test(`${author} ${mail}`) },
    headBranch: `changes/${branch}`,
    baseBranch,
    head: head as CommitId,
    base,
    state,
    isDraft: false,
    labels: [],
    url: null,
    updatedAt: instant(Number(committedAt) * 1000),
  };
  if (changes.size > MAX_COMMITS) changes.clear();
  changes.set(key, change);
  return change;
}

/** The same verdict makes the same commit: publishing it again changes nothing. */
async function publish(
  repository: BareRepository,
  verdict: PublishedVerdict,
  stillHeld: StillHeld | undefined,
): Promise<void> {
  const { ref, comment, ...check } = verdict;
  const files = { 'verdict.json': `${canonicalJson(check)}\n`, ...(comment === null ? {} : { 'comment.md': comment }) };
  const commit = await repository.writeFiles(files);
  if (stillHeld !== undefined) await requireHeld(stillHeld);
  await repository.forceRef(`${VERDICTS}${ref.number}`, commit);
}

function unknown(name: string): never {
  throw new Fault({
    kind: 'usage',
    code: 'unknown-repository',
    message: `the local forge has no repository ${printable(name)}`,
    fix: 'Name one of those that the server was started with.',
  });
}

function absent(name: string, commit: CommitId): Fault {
  return new Fault({
    kind: 'unreachable',
    code: 'commit-not-fetched',
    message: `${printable(name)} holds no commit ${printable(commit)}`,
    fix: 'It may have been replaced by a push; it is asked for again with the next poll.',
  });
}
