import type { Change, CommitId, HistoryReader } from '../../domain/change/index.ts';
import type { CommitRecord, LandedVerdict, LandingRecord } from '../../domain/deployment/index.ts';
import type { ForgeName } from '../../domain/forge/index.ts';
import { Fault } from '../../kernel/index.ts';
import type { World } from '../port.ts';
import { type KnownIds, SUBMISSIONS_BY_CONTENT } from './deployment-view.ts';
import { forgeOf } from './judge-submission.ts';
import { isPassing, verdictAtLanding } from './landed-verdict.ts';
import type { ServerNode } from './port.ts';

/** Landings that one deployment is looked through for; who deploys less often than this is told so. */
export const MAX_LANDINGS = 200;

/** Which repository is read, and with what. */
export interface CommitReading {
  readonly world: World;
  readonly node: ServerNode;
  readonly place: { readonly forge: ForgeName; readonly repository: string };
  readonly signal?: AbortSignal | undefined;
}

/** A repository whose protected branch holds the commit. */
export interface OpenedCommit {
  readonly kind: 'opened';
  readonly history: HistoryReader;
  /** The protected branch, as proposals name it; `null` where it cannot be told. */
  readonly branch: string | null;
}

/** Opens the history that holds a commit on the protected branch, or says why it does not. Fault: the forge is away. */
export async function openCommit(options: CommitReading, commit: CommitId): Promise<OpenedCommit | CommitRecord> {
  const { world, node, place, signal } = options;
  const { repository } = place;
  const forge = forgeOf(node, place);
  let path = await forge.localCopy({ repository, commits: [] });
  let history = await world.openRepository({ path, signal });
  if ((await history.resolve(commit)) === null) {
    try {
      path = await forge.localCopy({ repository, commits: [commit] });
    } catch (error) {
      if (error instanceof Fault) return { kind: 'unknown' };
      throw error;
    }
    history = await world.openRepository({ path, signal });
  }
  const { defaultTips, defaultBranch, shallow } = await history.describe();
  if (shallow) return { kind: 'cannot-tell', why: 'the copy of the repository is cut' };
  const held = await Promise.all(defaultTips.map((tip) => history.reaches(tip, commit)));
  if (!held.some((each) => each)) return { kind: 'not-on-protected-branch' };
  return { kind: 'opened', history, branch: defaultBranch };
}

/** Whether one commit is part of another's history, as far as the copy tells. */
export async function holds(history: HistoryReader, newer: CommitId, older: CommitId): Promise<boolean> {
  return (await history.resolve(older)) !== null && (await history.reaches(newer, older));
}

/** What was said of a landing's content. */
export async function readLanding(
  options: CommitReading,
  given: Pick<OpenedCommit, 'history' | 'branch'> & { readonly landing: Change },
): Promise<LandingRecord> {
  const { world, node, place } = options;
  const { history, branch, landing } = given;
  const head = landing.head as CommitId;
  const digest = await landingContent(history, landing);
  const commits = [head, ...landing.commits.map(({ id }) => id)];
  const keys = [...(digest === null ? [] : [`content:${digest}`]), ...commits.map((id) => `head:${id}`)];
  const ids = new Set((await Promise.all(keys.map((key) => submissionIds(node, key)))).flat());
  let best: { readonly id: string; readonly verdict: LandedVerdict } | null = null;
  for (const id of ids) {
    const standing = await verdictAtLanding(node, id, world.now());
    const { ref = null, revision } = standing?.state ?? {};
    if (standing === null || ref?.forge !== place.forge || ref.repository !== place.repository) continue;
    // What was let pass into a branch of somebody's own was not let pass into this one.
    const isHere = branch === null || revision?.baseBranch === branch;
    const isContent = isHere && digest !== null && revision?.contentDigest === digest;
    const isHead = isHere && commits.some((each) => each === revision?.head);
    // An older head of it, or its head with something else on top: what was decided is not what landed.
    const verdict: LandedVerdict = isContent
      ? standing.verdict
      : isHead && isPassing(standing.verdict)
        ? 'other-content'
        : isHead
          ? standing.verdict
          : 'undecided';
    if (best === null || rank(verdict) < rank(best.verdict)) best = { id, verdict };
  }
  return { commit: head, submission: best?.id ?? null, verdict: best?.verdict ?? null };
}

/**
 * Digest of what a landing changes, as that of a proposal is made: a squash or a clean rebase has the same. `undone`: of what
 * takes it back. `null` = it has no parent.
 */
export async function landingContent(
  history: HistoryReader,
  { base, head }: Change,
  options: { readonly isUndone: boolean } = { isUndone: false },
): Promise<string | null> {
  if (base === null || head === null) return null;
  const [from, to] = options.isUndone ? [head, base] : [base, head];
  return (await history.readChange({ kind: 'range', from, to })).contentDigest;
}

/** Submissions that had a head or a content. */
export async function submissionIds(node: ServerNode, key: string): Promise<readonly string[]> {
  return ((await node.store.readDocument(SUBMISSIONS_BY_CONTENT, key)) as KnownIds | null)?.ids ?? [];
}

/** Of several submissions with one content the one that was let pass counts. */
function rank(verdict: LandedVerdict): number {
  return isPassing(verdict) ? 0 : verdict === 'other-content' ? 1 : verdict === 'undecided' ? 3 : 2;
}
