import type { Instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';

/** Forges by the name that ids carry. */
export const FORGES = ['local', 'github', 'gitlab'] as const;
export type ForgeName = (typeof FORGES)[number];

/** Which proposal of which repository, on which forge. */
export interface ForgeRef {
  readonly forge: ForgeName;
  /** `OWNER/NAME`; on GitLab any depth of groups. */
  readonly repository: string;
  /** The forge's own number, 1 and up. */
  readonly number: number;
}

/** An account, as the forge names it. */
export interface ForgeAccount {
  /** Without `@`, lower-case. */
  readonly handle: string;
  /** Whether the forge itself says that it is software. */
  readonly isBot: boolean;
}

/** A pull or merge request as the forge shows it at one moment. Text of strangers: printable only after escaping. */
export interface ForgeChange {
  readonly ref: ForgeRef;
  readonly title: string;
  readonly body: string;
  readonly author: ForgeAccount;
  readonly headBranch: string;
  readonly baseBranch: string;
  readonly head: CommitId;
  /** Tip of the base branch as the forge last said it; `null` = it did not. */
  readonly base: CommitId | null;
  readonly state: 'open' | 'closed' | 'merged';
  readonly isDraft: boolean;
  readonly labels: readonly string[];
  /** Address of its page; `null` on a forge without pages. */
  readonly url: string | null;
  readonly updatedAt: Instant;
}

/** A human's word on a change. `dismissed` takes an earlier one back. */
export interface ForgeReview {
  /** Unique in its forge. */
  readonly id: string;
  readonly by: ForgeAccount;
  /** The head that was looked at. */
  readonly commit: CommitId;
  readonly state: 'approved' | 'changes-requested' | 'dismissed' | 'commented';
  readonly at: Instant;
  /** Whether its text was changed after it was given. */
  readonly isEdited: boolean;
}

/** What a forge tells, parsed; a reconciliation poll gives the same. */
export type ForgeNotice =
  | { readonly kind: 'change'; readonly change: ForgeChange }
  /** Something about a proposal changed, and the forge did not say enough to show it: it is to be read. */
  | { readonly kind: 'touched'; readonly ref: ForgeRef }
  | { readonly kind: 'review'; readonly ref: ForgeRef; readonly review: ForgeReview }
  /** A comment: read only for its commands. */
  | {
      readonly kind: 'comment';
      readonly ref: ForgeRef;
      readonly id: string;
      readonly by: ForgeAccount;
      readonly text: string;
      readonly at: Instant;
      readonly isEdited: boolean;
    }
  /** The forge's own merge queue asks about a trial merge. */
  | {
      readonly kind: 'merge-group';
      readonly repository: string;
      readonly head: CommitId;
      readonly base: CommitId;
      readonly numbers: readonly number[];
    }
  /** Somebody asks for the check again. */
  | { readonly kind: 'recheck'; readonly repository: string; readonly head: CommitId }
  /** A branch moved, the default one or another. */
  | { readonly kind: 'push'; readonly repository: string; readonly branch: string; readonly head: CommitId }
  /** A check or status of somebody else came to an end: a build may have. */
  | { readonly kind: 'build'; readonly repository: string; readonly head: CommitId }
  /** A deployment waits for a word (GitHub's deployment protection rule). */
  | {
      readonly kind: 'deployment-gate';
      readonly repository: string;
      readonly environment: string;
      readonly commit: CommitId;
      /** Where the answer goes, as the forge gave it: never called before its host was checked. */
      readonly callback: string;
      /** Tells one attempt of a run from the next; `null` = the forge does not. */
      readonly attempt: string | null;
    }
  /** Something now runs in production, as the forge was told. It names no service: the repository stands for all of its own. */
  | {
      readonly kind: 'deployment';
      readonly repository: string;
      readonly environment: string;
      readonly commit: CommitId;
      readonly at: Instant;
    };

/** A comment as a notice, and as reading gives it. */
export type ForgeComment = Extract<ForgeNotice, { readonly kind: 'comment' }>;

/** A webhook that was shown to come from the forge. */
export interface Delivery {
  /** The forge's id of it: the same one twice is one delivery. */
  readonly id: string;
  /** Name of the event, for counting. */
  readonly event: string;
  /** Empty where it tells nothing that is used. */
  readonly notices: readonly ForgeNotice[];
}

/** Why a webhook was not taken. */
export interface DeliveryRejection {
  readonly code: 'no-signature' | 'wrong-signature' | 'too-old' | 'too-large' | 'malformed' | 'no-delivery-id';
  /** For a log, without anything of the body. */
  readonly message: string;
}

/** A line of the change that carries a reason. */
export interface Annotation {
  readonly path: string;
  /** 1-based; `null` = the whole file. */
  readonly line: number | null;
  readonly level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
}

/** The check of one commit. */
export interface PublishedCheck {
  readonly head: CommitId;
  /** Of the decision, so that the forge's copy can be told from an older one. */
  readonly digest: string;
  /** `advice` = nothing enforced speaks; it never stands in the way. */
  readonly conclusion: 'allow' | 'hold' | 'block' | 'advice';
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** Page of the change in Firebreak; `null` = no public address is configured. */
  readonly detailsUrl: string | null;
}

/** What is shown on the forge for one head; publishing the same twice changes nothing. */
export interface PublishedVerdict extends PublishedCheck {
  readonly ref: ForgeRef;
  /** Markdown of the one sticky comment; `null` = there is nothing to say, an older one is taken away. */
  readonly comment: string | null;
}

/** The answer to a forge's own merge queue about its trial merge: a check on that commit, and no comment. */
export interface PublishedGroup extends PublishedCheck {
  readonly repository: string;
}

/** The answer to a deployment that waits. `waiting` says why without letting it go or stopping it. */
export interface DeploymentAnswer {
  readonly repository: string;
  readonly environment: string;
  /** As the notice gave it; a Fault where it is no address of this forge. */
  readonly callback: string;
  readonly state: 'approved' | 'rejected' | 'waiting';
  /** Markdown. */
  readonly comment: string;
}
