import { personOf } from '../../domain/catalog/index.ts';
import type { Change, CommitId, HistoryReader } from '../../domain/change/index.ts';
import type { Forge, ForgeChange } from '../../domain/forge/index.ts';
import { COMPANION_WINDOW_MS } from '../../domain/gate/index.ts';
import type { Submission } from '../../domain/submission/index.ts';
import { Fault, type Instant } from '../../kernel/index.ts';
import type { Rulebook } from '../assess.ts';
import type { OpenProposal, OpenProposals } from '../companion.ts';

/** Proposals of one maker that are read beside another: more in a day are no person's, and each costs a difference. */
const MAX_BESIDE = 50;

/** A submission that is open beside the one that is judged, with the commit that it stands at. */
interface Beside {
  readonly submission: Submission;
  readonly head: CommitId;
  readonly name: string;
}

/**
 * Reads from the local copy the open proposals that somebody who made this change opened or pushed to within the window;
 * who else made them, their commits tell. What cannot be read is said.
 */
export async function readOpenBeside(options: {
  readonly forge: Forge;
  readonly history: HistoryReader;
  readonly rulebooks: readonly Rulebook[];
  readonly change: Change;
  readonly told: ForgeChange;
  readonly submission: Submission;
  /** All that is open. */
  readonly open: readonly Submission[];
  readonly now: Instant;
}): Promise<OpenProposals> {
  const { forge, history, submission } = options;
  const near = besideOf(options);
  const read = near.slice(0, MAX_BESIDE);
  const unread = near.slice(MAX_BESIDE).map(({ name }) => name);
  const missing: CommitId[] = [];
  for (const { head } of read) if ((await history.resolve(head)) === null) missing.push(head);
  if (missing.length > 0 && submission.ref !== null) {
    const { repository } = submission.ref;
    await orUnread(() => forge.localCopy({ repository, commits: missing }));
  }
  const proposals: OpenProposal[] = [];
  for (const { submission: other, head, name } of read) {
    const { baseBranch } = other.revision;
    const change = await orUnread(() => history.readChange({ kind: 'branch', head, base: baseBranch }));
    if (change === null) unread.push(name);
    else {
      const { headBranch } = other.revision;
      const placed = { ...change, headBranch: headBranch ?? change.headBranch, baseBranch };
      proposals.push({ id: other.id, name, handle: accountOf(other), change: placed });
    }
  }
  const told = `open proposals of the same author could not be read: ${unread.join(', ')}`;
  return { proposals, unread: unread.length === 0 ? null : told };
}

/** Newest first. */
function besideOf(options: Omit<Parameters<typeof readOpenBeside>[0], 'forge' | 'history'>): readonly Beside[] {
  const { rulebooks, change, told, submission, open, now } = options;
  const mails = [change.author, ...change.commits.map(({ author }) => author)].map(({ mail }) => mail.toLowerCase());
  const own = new Set([
    ...keysOf(submission, rulebooks),
    ...accountKeys(told.author.handle, rulebooks),
    ...mails.flatMap((mail) => [
      mail,
      ...rulebooks.flatMap(({ catalog }) => personOf(catalog.people, { mail })?.id ?? []),
    ]),
  ]);
  return open
    .flatMap((other): readonly Beside[] => {
      const { ref, revision } = other;
      const isHere =
        ref !== null && ref.forge === submission.ref?.forge && ref.repository === submission.ref.repository;
      const isLate = Math.max(other.openedAt, revision.at) >= now - COMPANION_WINDOW_MS;
      if (!isHere || !isLate || revision.head === null || other.id === submission.id) return [];
      const isSame = keysOf(other, rulebooks).some((key) => own.has(key));
      return isSame ? [{ submission: other, head: revision.head, name: `#${ref.number}` }] : [];
    })
    .sort((a, b) => b.submission.revision.at - a.submission.revision.at);
}

function keysOf(submission: Submission, rulebooks: readonly Rulebook[]): readonly string[] {
  const { author, decided } = submission;
  const person = author.personId === null ? [] : [author.personId];
  return [...person, ...accountKeys(author.handle, rulebooks), ...(decided?.makers ?? [])];
}

function accountKeys(handle: string | null, rulebooks: readonly Rulebook[]): readonly string[] {
  if (handle === null) return [];
  const known = rulebooks.flatMap(({ catalog }) => personOf(catalog.people, { mail: null, handle })?.id ?? []);
  return [`@${handle.toLowerCase()}`, ...known];
}

/** Where a forge knows no accounts it gives a mail, which the commits tell better. */
function accountOf({ author }: Submission): string | null {
  return author.handle?.includes('@') ? null : author.handle;
}

/** A proposal that is gone, or that the forge does not give, makes the sum unknown; it stops nothing. */
async function orUnread<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return null;
  }
}
