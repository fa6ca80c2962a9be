import type { Instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import type { ForgeAccount, ForgeReview } from '../forge/index.ts';

/** A comment on a proposal, as far as commands go. */
export interface CommandComment {
  readonly id: string;
  readonly by: ForgeAccount;
  readonly text: string;
  readonly at: Instant;
  /** Whether its text was changed after it was written. */
  readonly isEdited: boolean;
}

/** The command must stand alone on the first line: a quoted or mentioned one is none. */
const SIGN = /^\/firebreak[ \t]+sign[ \t]+([0-9a-f]{7,64})[ \t]*$/;
const RETURN = /^\/firebreak[ \t]+return[ \t]+\S/;

/**
 * What a comment says as a review: `/firebreak sign COMMIT` approves that commit, `/firebreak return REASON` sends the change
 * back; `null` = it says nothing of the kind. The commit is part of the command, since a comment does not say by itself what
 * its writer looked at; a short one counts where the newest head begins with it.
 */
export function commandReview(comment: CommandComment, head: CommitId): ForgeReview | null {
  const line = (comment.text.slice(0, 2_000).split('\n', 1)[0] ?? '').replace(/\r$/, '');
  const { by, at, isEdited } = comment;
  const common = { id: `comment:${comment.id}`, by, at, isEdited };
  const named = SIGN.exec(line)?.[1];
  if (named !== undefined) {
    return { ...common, state: 'approved', commit: head.startsWith(named) ? head : (named as CommitId) };
  }
  return RETURN.test(line) ? { ...common, state: 'changes-requested', commit: head } : null;
}
