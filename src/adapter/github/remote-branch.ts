import type { CommitId } from '../../domain/change/index.ts';
import type { TrialBuilder } from '../../domain/merge-queue/index.ts';
import { excerpt, Fault, printable } from '../../kernel/index.ts';
import { TRIALS } from './executor.ts';
import { RemoteGit, type RemoteOptions } from './remote-git.ts';

/** What is seen of the branch is as old as this at most; a push that was told, and every own one, is seen at once. */
const LOOK_MS = 5_000;
/** Commits that are known to lie in the copy. */
const MAX_HELD = 20_000;
const LANDINGS = 'refs/firebreak/landing/';

/** A branch on GitHub as the queue's own; trees are made in a copy here. */
export interface RemoteBranch extends TrialBuilder {
  /** Something was pushed: the next look is a new one. */
  heard(): void;
}

/**
 * The queue's side of a branch that lies on GitHub. It is moved by one atomic push with a lease: the branch from exactly the commit that
 * the landing was made on, and with it the mark of the landing, a ref of its own. Fault where GitHub refuses the push by a rule.
 */
export function openRemoteBranch(
  options: RemoteOptions & {
    /** Short name. */
    readonly branch: string;
    /** Of the queue: letters and digits. */
    readonly slug: string;
    /** Makes trees in the copy. */
    readonly trials: TrialBuilder;
    /** Brings commits into the copy. */
    readonly fetch: (commits: readonly CommitId[]) => Promise<unknown>;
    readonly now: () => number;
  },
): RemoteBranch {
  const { branch, slug, trials, repository, now } = options;
  const remote = new RemoteGit(options);
  const place = `refs/heads/${branch}`;
  const markOf = (landing: number): string => `${LANDINGS}${slug}/${landing}`;
  let seen: { readonly head: CommitId; readonly at: number } | null = null;

  const held = new Set<CommitId>();
  const have = async (commits: readonly CommitId[]): Promise<void> => {
    const missing: CommitId[] = [];
    for (const commit of commits) {
      if (!held.has(commit) && (await trials.commitOf(commit)) === null) missing.push(commit);
    }
    if (missing.length > 0) await options.fetch(missing);
    if (held.size > MAX_HELD) held.clear();
    for (const commit of commits) held.add(commit);
  };
  const look = async (): Promise<CommitId> => {
    const head = (await remote.refs([place])).get(place);
    if (head === undefined) throw noBranch(repository, branch);
    await have([head as CommitId]);
    seen = { head: head as CommitId, at: now() };
    return seen.head;
  };
  const tipsOf = async (names: readonly string[]): Promise<ReadonlyMap<string, CommitId>> => {
    const refs = names.length === 0 ? null : await remote.refs(names.map((name) => `refs/heads/${name}`));
    return new Map(
      names.flatMap((name): [string, CommitId][] => {
        const tip = refs?.get(`refs/heads/${name}`);
        return tip === undefined ? [] : [[name, tip as CommitId]];
      }),
    );
  };

  return {
    heard() {
      seen = null;
    },
    head: async () => (seen !== null && now() - seen.at < LOOK_MS ? seen.head : look()),
    async make(request) {
      await have([request.base, ...request.steps.map(({ head }) => head)]);
      return trials.make(request);
    },
    async moveBranch({ landing, from, to }) {
      seen = null;
      const mark = markOf(landing);
      const push = (marked: string) => {
        const leases = [`--force-with-lease=${place}:${from}`, `--force-with-lease=${mark}:${marked}`];
        return remote.remote(['push', '--porcelain', '--atomic', ...leases], [`${to}:${place}`, `${to}:${mark}`]);
      };
      let ran = await push('');
      if (ran.code !== 0) {
        // Somebody else was first, or it happened and the answer was lost: the mark tells, whoever asks next.
        const refs = await remote.refs([place, mark]);
        const marked = refs.get(mark);
        if (refs.get(place) !== from || marked === to) return false;
        // A mark of another commit is of another log, and gives way.
        if (marked !== undefined) ran = await push(marked);
      }
      if (ran.code === 0) {
        seen = { head: to, at: now() };
        return true;
      }
      const refused = /\[remote rejected\] \(([^\n]*)\)/.exec(ran.stdout.replaceAll('(atomic transaction failed)', ''));
      throw refused === null ? remote.unreachable(ran) : notLet({ repository, branch, said: refused[1] ?? '' });
    },
    // Asked only while a landing is pending, and then what is true now counts.
    async isLanded({ landing, to }) {
      seen = null;
      return (await remote.refs([markOf(landing)])).get(markOf(landing)) === to;
    },
    async tidy(request) {
      await trials.tidy(request);
      const marks = `${LANDINGS}${slug}/`;
      const old = `${TRIALS}${slug}-`;
      const names = [...(await remote.refs([`${marks}*`, `${old}*`])).keys()];
      await remote.drop(
        names.filter((name) =>
          name.startsWith(marks)
            ? Number(name.slice(marks.length)) < request.landing
            : name.startsWith(old) && Number(name.slice(old.length).split('-')[0]) < request.trial,
        ),
      );
    },
    keep: (request) => trials.keep(request),
    async tipOf(name) {
      return (await tipsOf([name])).get(name) ?? null;
    },
    tipsOf,
    commitOf: (revision) => trials.commitOf(revision),
    ownCommits: (request) => trials.ownCommits(request),
    holds: (tip, commit) => trials.holds(tip, commit),
    heldBy: (tip, commits) => trials.heldBy(tip, commits),
    commonBase: (one, other) => trials.commonBase(one, other),
    changedPaths: (from, to) => trials.changedPaths(from, to),
    makeRevert: (request) => trials.makeRevert(request),
  };
}

function noBranch(repository: string, branch: string): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-such-branch',
    message: `${repository} has no branch ${printable(branch)}`,
    fix: 'Check its default branch, and that the App is installed on it.',
  });
}

function notLet(given: { readonly repository: string; readonly branch: string; readonly said: string }): Fault {
  const { repository, branch, said } = given;
  return new Fault({
    kind: 'permission',
    code: 'landing-refused',
    message: `${repository} does not let ${printable(branch)} be moved: ${excerpt(said, 300)}`,
    fix: 'Give the App the permission to write contents, and let it bypass the ruleset of the branch.',
  });
}
