import type { Instant } from '../../kernel/index.ts';
import { type ForgeChange, type ForgeReview, forgeRefText } from '../forge/index.ts';
import { verdictOf } from './decide.ts';
import type { SubmissionEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { type Actor, type GivenSignoff, MAX_TITLE, type Submission } from './model.ts';

/** What a forge's word on a proposal changes; empty where it tells nothing new, so that telling twice is telling once. */
export function observeChange(
  state: Submission | null,
  change: ForgeChange,
  context: { readonly author: Actor; readonly now: Instant },
): readonly SubmissionEvent[] {
  const id = forgeRefText(change.ref);
  const { head, base, headBranch, baseBranch, isDraft, labels } = change;
  const title = change.title.slice(0, MAX_TITLE);
  const revision = { head, base, contentDigest: null, headBranch, baseBranch, at: context.now };
  if (state === null) {
    if (change.state !== 'open') return [];
    const { ref, url } = change;
    return [
      {
        kind: 'ChangeSubmitted',
        id,
        submission: 'proposal',
        ref,
        title,
        author: context.author,
        url,
        isDraft,
        labels,
        revision,
      },
    ];
  }
  // Of two notices that overtook each other the older one tells nothing: a poll tells the truth again.
  const events: SubmissionEvent[] = [];
  if (state.state !== 'open' && change.state === 'open') events.push({ kind: 'ChangeReopened', id, at: context.now });
  const moved = state.revision.head !== head || state.revision.baseBranch !== baseBranch;
  if (moved) events.push({ kind: 'RevisionObserved', id, revision });
  const described = state.title !== title || state.isDraft !== isDraft || state.labels.join('\n') !== labels.join('\n');
  if (described) events.push({ kind: 'DetailsChanged', id, title, isDraft, labels, at: context.now });
  if (state.state === 'open' && change.state !== 'open') {
    const at = context.now;
    if (change.state === 'merged') events.push(...observeLanding(events.reduce(evolve, state) ?? state, at));
    else events.push({ kind: 'ChangeClosed', id, as: 'closed', at });
  }
  return events;
}

/** That an open proposal was seen to have landed, and whether nothing had let it pass. */
export function observeLanding(state: Submission, at: Instant): readonly SubmissionEvent[] {
  const { id, revision } = state;
  const { verdict } = verdictOf(state, at);
  const closed: SubmissionEvent = { kind: 'ChangeClosed', id, as: 'landed', at };
  if (verdict === 'allow') return [closed];
  return [closed, { kind: 'LandedWithoutPermission', id, head: revision.head, verdict, at }];
}

/** What a forge's review changes: an approval of the newest head signs its content, a dismissal or edit takes it back. */
export function observeReview(
  state: Submission,
  review: ForgeReview,
  context: { readonly by: Actor; readonly now: Instant },
): readonly SubmissionEvent[] {
  const known = knownSignoff(state, review);
  if (review.state === 'changes-requested' || review.state === 'dismissed') {
    const withdrawn = state.signoffs.filter((each) => each.id === review.id || sameForgePerson(each, review));
    const events: SubmissionEvent[] = withdrawn.map(({ id }) => ({
      kind: 'SignoffWithdrawn',
      id: state.id,
      signoff: id,
      at: context.now,
    }));
    const already = state.returned?.by.handle === review.by.handle;
    if (
      review.state === 'changes-requested' &&
      !context.by.isAutomated &&
      !already &&
      state.revision.head === review.commit
    ) {
      events.push({
        kind: 'ChangeReturned',
        id: state.id,
        by: context.by,
        reason: 'changes requested on the forge',
        contentDigest: state.revision.contentDigest,
        at: context.now,
      });
    }
    return events;
  }
  if (review.state !== 'approved' || context.by.isAutomated) return [];
  if (known !== null) {
    // The text of an approval was changed later: the gate must know.
    return review.isEdited && !known.isEdited
      ? [{ kind: 'SignedOff', id: state.id, signoff: { ...known, isEdited: true } }]
      : [];
  }
  const { contentDigest } = state.revision;
  if (!isOfNewest(state, review) || contentDigest === null) return [];
  const signoff: GivenSignoff = {
    id: review.id,
    by: context.by,
    contentDigest,
    source: 'forge-review',
    at: review.at,
    isEdited: review.isEdited,
  };
  return [{ kind: 'SignedOff', id: state.id, signoff }];
}

/** The sign-off that this very review is known as; `null` = none, or one that was given again since. */
export function knownSignoff(state: Submission, { id, at }: ForgeReview): GivenSignoff | null {
  return state.signoffs.find((each) => each.id === id && each.at === at) ?? null;
}

/**
 * Whether a review that is not known yet can only have meant what stands there now. A head says nothing of the base: what was
 * said before the change was meant for another branch was said of something else. A comment names a commit by its beginning,
 * which its author may have made to fit: it counts for what stood there when it was written.
 */
export function isOfNewest({ revision, revisions, retargetedAt }: Submission, review: ForgeReview): boolean {
  if (revision.head !== review.commit) return false;
  if (retargetedAt !== null && review.at < retargetedAt) return false;
  return revisions === 1 || !review.id.startsWith('comment:') || review.at >= revision.at;
}

function sameForgePerson(signoff: GivenSignoff, review: ForgeReview): boolean {
  return signoff.source === 'forge-review' && signoff.by.handle === review.by.handle;
}
