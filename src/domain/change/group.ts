import type { Commit, CommitId, Identity, LandingForm } from './model.ts';
import { mergeSubject, ownNumber, trailerNumber } from './own-number.ts';

/** Commits of one rebased series: longer runs with one number are split, so that a hostile history stays bounded. */
export const SERIES_LIMIT = 500;

/** One change as it came into the first-parent history of its branch. */
export interface Landing {
  readonly form: LandingForm;
  /** Oldest first; the last is the landing itself (for a merge: the merge commit). Never empty. */
  readonly commits: readonly Commit[];
  readonly head: Commit;
  /** What the branch stood at before; `null` where the oldest commit is a root. */
  readonly base: CommitId | null;
  readonly pullRequest: string | null;
  readonly headBranch: string | null;
  /** Author of most of its commits (merge commits aside), the newest where equal. */
  readonly author: Identity;
  readonly title: string;
}

/** A piece of history: `firstParent` newest first; `commits` holds it and what its merges brought in, newest first. */
export interface HistoryPiece {
  readonly firstParent: readonly CommitId[];
  readonly commits: ReadonlyMap<CommitId, Commit>;
}

/**
 * Groups first-parent history into landings, newest first. A merge lands what its other parents reach and its first
 * parent does not; neighbours with one pull-request number are a rebased series; one commit with a number is a squash;
 * every other commit landed directly. What was reachable from before the piece must be left out of `commits`.
 */
export function groupLandings(piece: HistoryPiece): readonly Landing[] {
  const line = piece.firstParent.flatMap((id) => piece.commits.get(id) ?? []);
  const inner = innerCommits(piece, line);
  const landings: Landing[] = [];
  for (let at = 0; at < line.length; ) {
    const newest = line[at];
    if (newest === undefined) break;
    const series = newest.parents.length > 1 ? [newest] : seriesFrom(line, at);
    landings.push(newest.parents.length > 1 ? merged(newest, inner.get(newest.id) ?? []) : plain(series));
    at += series.length;
  }
  return landings;
}

/** First non-empty line of a message, trimmed. */
export function subjectOf(message: string): string {
  for (const line of message.split('\n', 50)) if (line.trim() !== '') return line.trim();
  return '';
}

/** The number a commit that is no merge states, in its subject or else in a trailer. */
export function pullRequestOf(commit: Commit): string | null {
  return ownNumber(subjectOf(commit.message)) ?? trailerNumber(commit.message);
}

function seriesFrom(line: readonly Commit[], start: number): readonly Commit[] {
  const newest = line[start];
  const number = newest === undefined ? null : pullRequestOf(newest);
  let end = start + 1;
  while (number !== null && end < line.length && end - start < SERIES_LIMIT) {
    const next = line[end];
    if (next === undefined || next.parents.length > 1 || pullRequestOf(next) !== number) break;
    end += 1;
  }
  return line.slice(start, end);
}

function plain(newestFirst: readonly Commit[]): Landing {
  const commits = [...newestFirst].reverse();
  const head = commits.at(-1) as Commit;
  const pullRequest = pullRequestOf(head);
  return {
    form: commits.length > 1 ? 'rebase-series' : pullRequest === null ? 'direct' : 'squash',
    commits,
    head,
    base: commits[0]?.parents[0] ?? null,
    pullRequest,
    headBranch: null,
    author: mainAuthor(commits),
    title: subjectOf(head.message),
  };
}

function merged(merge: Commit, inner: readonly Commit[]): Landing {
  const subject = subjectOf(merge.message);
  const stated = mergeSubject(subject);
  const pullRequest = stated?.pullRequest ?? ownNumber(subject) ?? trailerNumber(merge.message);
  const own = inner.filter((commit) => commit.parents.length < 2);
  return {
    form: 'merge',
    commits: [...inner, merge],
    head: merge,
    base: merge.parents[0] ?? null,
    pullRequest,
    headBranch: stated?.headBranch ?? null,
    author: mainAuthor(own.length > 0 ? own : [merge]),
    title: stated === null || pullRequest === null ? subject : (bodyTitle(merge.message) ?? subject),
  };
}

/** Hosts write the pull request's title below a merge's subject. */
function bodyTitle(message: string): string | null {
  const title = subjectOf(message.trimStart().replace(/^[^\n]*/, ''));
  return title === '' || NO_TITLE.test(title) ? null : title;
}

/** Comments of git, trailers and closing lines by name: `fix: x` and `ABC-12: x` are titles. */
const NO_TITLE =
  /^(?:#|conflicts:|see merge request |(?:[\w-]{1,40}-by|change-id|pr-url|part-of|link|cc|refs?|see|reviewed-(?:on|in)|pull-request|fixes|closes|resolves): |(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?) (?:#\d{1,10}|https?:\S{1,300})\.?$)/i;

function mainAuthor(commits: readonly Commit[]): Identity {
  const counts = new Map<string, { readonly who: Identity; readonly count: number }>();
  for (const { author } of commits) {
    const key = author.mail.toLowerCase();
    counts.set(key, { who: author, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  let best = commits.at(-1)?.author ?? { name: '', mail: '' };
  let most = counts.get(best.mail.toLowerCase())?.count ?? 0;
  for (const { who, count } of counts.values()) {
    if (count > most) {
      best = who;
      most = count;
    }
  }
  return best;
}

/** For each merge of the line, what it brought in, oldest first: the oldest merge that reaches a commit owns it. */
function innerCommits(piece: HistoryPiece, line: readonly Commit[]): ReadonlyMap<CommitId, readonly Commit[]> {
  const order = new Map([...piece.commits.keys()].map((id, index) => [id, index]));
  const claimed = new Set(piece.firstParent);
  const inner = new Map<CommitId, readonly Commit[]>();
  for (const merge of [...line].reverse()) {
    if (merge.parents.length < 2) continue;
    const brought = reached(merge.parents.slice(1), { commits: piece.commits, claimed });
    inner.set(
      merge.id,
      brought.sort((a, b) => (order.get(b.id) ?? 0) - (order.get(a.id) ?? 0)),
    );
  }
  return inner;
}

/** Adds to `claimed` what it returns. */
function reached(
  from: readonly CommitId[],
  known: { readonly commits: ReadonlyMap<CommitId, Commit>; readonly claimed: Set<CommitId> },
): Commit[] {
  const found: Commit[] = [];
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const commit = known.commits.get(id);
    if (commit === undefined || known.claimed.has(id)) continue;
    known.claimed.add(id);
    found.push(commit);
    open.push(...commit.parents);
  }
  return found;
}
