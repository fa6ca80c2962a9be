import {
  type Change,
  type Commit,
  type CommitId,
  type ContentGap,
  groupLandings,
  type Landing,
} from '../../domain/change/index.ts';
import type { Instant } from '../../kernel/index.ts';
import { firstParentLine, type LineCommit, streamCommits } from './commit-stream.ts';
import { type Content, shallowGap } from './content.ts';
import type { GitProgram } from './git-program.ts';

/** First-parent commits read at once: few at first, so that the first change shows quickly, then many. */
const FIRST_PIECE = 64;
const LARGEST_PIECE = 1_024;
/** Commits held for one piece: a merge of a whole foreign history must not fill the memory. */
const PIECE_COMMIT_LIMIT = 50_000;
/** Commits that one landed change carries, newest kept. */
export const LANDING_COMMIT_LIMIT = 5_000;

export interface LandingQuery {
  readonly tip: CommitId;
  readonly since: Instant | null;
  readonly limit: number | null;
}

/** A landing with what the clone lacks of it. */
export interface ReadLanding {
  readonly landing: Landing;
  /** The clone is cut off right below it: what it stands on, and so its difference, is not known. */
  readonly cutOff: boolean;
  readonly gaps: readonly ContentGap[];
}

/** Landings newest first, read piece by piece; the next piece is read while this one is used. */
export async function* streamLandings(
  git: GitProgram,
  query: LandingQuery,
  shallow: ReadonlySet<string>,
): AsyncGenerator<ReadLanding> {
  const line = firstParentLine(git, query);
  const early = new AbortController();
  const source = { git, line, stopped: early.signal };
  let yielded = 0;
  try {
    let next: Promise<Piece | null> = readPiece(source, { size: FIRST_PIECE, carried: [] });
    for (;;) {
      const piece = await next;
      if (piece === null) return;
      const { whole, open } = landingsOf(piece);
      next = piece.last
        ? Promise.resolve(null)
        : readPiece(source, { size: Math.min(LARGEST_PIECE, piece.size * 4), carried: open });
      // Awaited in the next turn, or not at all when the reader stops early.
      next.catch(() => {});
      for (const landing of whole) {
        if (query.limit !== null && yielded >= query.limit) return;
        yielded += 1;
        yield withGaps(landing, { shallow, cut: piece.cut });
      }
    }
  } finally {
    early.abort();
    await line.return(undefined);
  }
}

interface Piece {
  /** Newest first. */
  readonly firstParent: readonly LineCommit[];
  readonly commits: ReadonlyMap<CommitId, Commit>;
  readonly size: number;
  readonly last: boolean;
  /** Whether commits were left out for {@link PIECE_COMMIT_LIMIT}. */
  readonly cut: boolean;
}

interface Source {
  readonly git: GitProgram;
  readonly line: AsyncGenerator<LineCommit>;
  /** Set when nobody reads on: the piece under way is given up. */
  readonly stopped: AbortSignal;
}

async function readPiece(
  { git, line, stopped }: Source,
  from: { readonly size: number; readonly carried: readonly LineCommit[] },
): Promise<Piece | null> {
  const fresh: LineCommit[] = [];
  let last = false;
  while (fresh.length < from.size && !last) {
    const step = await line.next();
    if (step.done === true) last = true;
    else fresh.push(step.value);
  }
  const firstParent = [...from.carried, ...fresh];
  const newest = firstParent[0];
  if (newest === undefined) return null;
  const below = firstParent.at(-1)?.parent ?? null;
  const commits = new Map<CommitId, Commit>();
  const query = { tip: newest.id, not: below === null ? [] : [below], since: null, order: 'topology' } as const;
  for await (const commit of streamCommits(git, { ...query, limit: PIECE_COMMIT_LIMIT })) {
    if (stopped.aborted) return null;
    commits.set(commit.id, commit);
  }
  await addMissing(git, firstParent, commits);
  return { firstParent, commits, size: from.size, last, cut: commits.size >= PIECE_COMMIT_LIMIT };
}

/** The line itself is always read, even where a merge's commits used up the limit before it. */
async function addMissing(
  git: GitProgram,
  firstParent: readonly LineCommit[],
  commits: Map<CommitId, Commit>,
): Promise<void> {
  for (const { id } of firstParent) {
    if (commits.has(id)) continue;
    const query = { tip: id, not: [], since: null, order: 'date', limit: 1 } as const;
    for await (const commit of streamCommits(git, query)) commits.set(commit.id, commit);
  }
}

/** All landings of a piece but the oldest where a series may go on in the next piece. */
function landingsOf(piece: Piece): { readonly whole: readonly Landing[]; readonly open: readonly LineCommit[] } {
  const landings = groupLandings({ firstParent: piece.firstParent.map(({ id }) => id), commits: piece.commits });
  const oldest = landings.at(-1);
  if (piece.last || oldest === undefined || oldest.form === 'merge' || oldest.pullRequest === null) {
    return { whole: landings, open: [] };
  }
  return { whole: landings.slice(0, -1), open: piece.firstParent.slice(-oldest.commits.length) };
}

function withGaps(
  landing: Landing,
  known: { readonly shallow: ReadonlySet<string>; readonly cut: boolean },
): ReadLanding {
  const gaps: ContentGap[] = [];
  const border = landing.commits.find((commit) => known.shallow.has(commit.id));
  if (border !== undefined) gaps.push(shallowGap(border.id));
  const kept = landing.commits.slice(-LANDING_COMMIT_LIMIT);
  if (kept.length < landing.commits.length || (known.cut && landing.form === 'merge')) gaps.push(TOO_MANY_COMMITS);
  const oldest = landing.form === 'merge' ? landing.head : landing.commits[0];
  return {
    landing: { ...landing, commits: kept },
    cutOff: oldest !== undefined && known.shallow.has(oldest.id),
    gaps,
  };
}

const TOO_MANY_COMMITS: ContentGap = {
  code: 'too-many-commits',
  message: `this change brought in more commits than are read at once; the newest ${LANDING_COMMIT_LIMIT} count`,
};

/** The change that a landing and its content make. */
export function changeOf(read: ReadLanding, content: Content, baseBranch: string | null): Change {
  const { landing } = read;
  return {
    id: `landed:${landing.head.id}`,
    kind: 'landed',
    landing: landing.form,
    pullRequest: landing.pullRequest,
    headBranch: landing.headBranch,
    baseBranch,
    base: landing.base,
    head: landing.head.id,
    author: landing.author,
    title: landing.title,
    at: landing.head.committedAt,
    commits: landing.commits,
    files: content.files,
    contentDigest: null,
    gaps: [...read.gaps, ...content.gaps],
  };
}
