import type { Instant, Result } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import type {
  Delivery,
  DeliveryRejection,
  DeploymentAnswer,
  ForgeAccount,
  ForgeChange,
  ForgeComment,
  ForgeName,
  ForgeRef,
  ForgeReview,
  PublishedGroup,
  PublishedVerdict,
} from './model.ts';
import type { StillHeld } from './transport.ts';

/**
 * A forge as Firebreak needs it. Every method may be called again after a crash: reading has no effect and publishing twice
 * is publishing once. Rejects with a `Fault` where the forge fails; its message holds no token.
 */
export interface Forge {
  readonly name: ForgeName;
  /** Repositories that this installation may see. */
  repositories(): Promise<readonly string[]>;
  /** Open proposals, for the reconciliation poll: webhooks are lost. */
  openChanges(repository: string): AsyncIterable<ForgeChange>;
  /** `null` where there is none. */
  readChange(ref: ForgeRef): Promise<ForgeChange | null>;
  /** All of them, oldest first. */
  readReviews(ref: ForgeRef): Promise<readonly ForgeReview[]>;
  /** Comments of the conversation, oldest first; what a webhook tells as it comes. */
  readComments(ref: ForgeRef): Promise<readonly ForgeComment[]>;
  /** Members of `ORGANISATION/TEAM`, also of teams below it; `null` where there is none, or the forge knows no teams. */
  readTeam(team: string): Promise<readonly ForgeAccount[] | null>;
  /** A local repository that holds these commits and the default branch, fetched where they are missing. */
  localCopy(request: { readonly repository: string; readonly commits: readonly CommitId[] }): Promise<string>;
  /** Nothing is written once `stillHeld` says no: Fault `overtaken`. Without it nobody else publishes. */
  publish(verdict: PublishedVerdict, stillHeld?: StillHeld): Promise<void>;
  /** Nothing happens on a forge without a merge queue of its own. */
  publishGroup(group: PublishedGroup, stillHeld?: StillHeld): Promise<void>;
  /** A Fault on a forge where no deployment waits for an answer. */
  answerDeployment(answer: DeploymentAnswer): Promise<void>;
}

/** Verifies and parses what a forge posts. Verifying comes first: nothing of an unverified body is read. */
export interface DeliveryReader {
  readonly forge: ForgeName;
  /** `headers` by lower-case name; `body` as it came. */
  read(request: {
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: Uint8Array;
    readonly now: Instant;
  }): Promise<Result<Delivery, DeliveryRejection>>;
}
