import { accept, type Digest, type Instant, type Result, reject } from '../../kernel/index.ts';
import { verdictOf } from './decide.ts';
import type { SubmissionEvent } from './event.ts';
import { MAX_TITLE, type OperationKind, type Revision, type StatedOperation, type Submission } from './model.ts';

/** An operation as somebody submits it, its text already kept under `contentDigest`. */
export interface SubmittedOperation extends StatedOperation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly title: string;
  readonly contentDigest: Digest;
  /** Branch whose rules judge it; `null` = not told yet. */
  readonly baseBranch: string | null;
  readonly now: Instant;
}

/** Why an operation was not taken, or not marked as carried out. */
export type OperationRejection =
  | { readonly code: 'no-operation' }
  /** The key was used for something that is over. */
  | { readonly code: 'key-used' }
  | { readonly code: 'not-open' }
  | { readonly code: 'stale-content'; readonly now: Digest | null }
  | { readonly code: 'not-allowed'; readonly verdict: ReturnType<typeof verdictOf>['verdict'] };

/**
 * Takes an operation: the same key with the same content is one submission, other content is a new revision, for which
 * older sign-offs do not count. A prompter who was not named before is new too, since what they signed counts no longer.
 */
export function submitOperation(
  state: Submission | null,
  given: SubmittedOperation,
): Result<readonly SubmissionEvent[], OperationRejection> {
  const { id, kind, forge, repository, by, prompter, contentDigest, baseBranch, now: at } = given;
  const title = given.title.slice(0, MAX_TITLE);
  const operation: StatedOperation = { forge, repository, by, prompter };
  const revision: Revision = { head: null, base: null, contentDigest, headBranch: null, baseBranch, at };
  if (state === null) {
    return accept([
      {
        kind: 'ChangeSubmitted',
        id,
        submission: kind,
        ref: null,
        title,
        author: by,
        url: null,
        isDraft: false,
        labels: [],
        revision,
        operation,
      },
    ]);
  }
  if (state.operation === null) return reject({ code: 'no-operation' });
  const isSame = state.revision.contentDigest === contentDigest;
  const isKnown = prompter === null || state.operation.prompters.includes(prompter);
  if (isSame && (isKnown || state.state !== 'open')) return accept([]);
  if (state.state !== 'open' || state.kind !== kind) return reject({ code: 'key-used' });
  const { isDraft, labels } = state;
  const renamed: readonly SubmissionEvent[] =
    state.title === title ? [] : [{ kind: 'DetailsChanged', id, title, isDraft, labels, at }];
  return accept([{ kind: 'RevisionObserved', id, revision, operation }, ...renamed]);
}

/** Marks an operation as carried out; refused unless exactly this content is let pass now. Twice is once. */
export function carryOutOperation(
  state: Submission,
  act: { readonly contentDigest: Digest; readonly now: Instant },
): Result<readonly SubmissionEvent[], OperationRejection> {
  const { contentDigest, now } = act;
  if (state.operation === null) return reject({ code: 'no-operation' });
  const newest = state.revision.contentDigest;
  if (newest !== contentDigest) return reject({ code: 'stale-content', now: newest });
  if (state.state === 'landed') return accept([]);
  if (state.state !== 'open') return reject({ code: 'not-open' });
  const { verdict } = verdictOf(state, now);
  // What waits for a new decision (a sign-off was taken back, a rule changed) is not allowed by the old one.
  if (verdict !== 'allow' || (state.isDue && !verdictOf(state, now).overridden)) {
    return reject({ code: 'not-allowed', verdict: verdict === 'allow' ? 'undecided' : verdict });
  }
  return accept([{ kind: 'ChangeClosed', id: state.id, as: 'landed', at: now }]);
}
