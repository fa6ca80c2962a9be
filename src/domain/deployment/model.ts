import type { Digest, Instant } from '../../kernel/index.ts';
import type { CommitId } from '../change/index.ts';
import type { ForgeName } from '../forge/index.ts';

/** One service in one environment of one repository. */
export interface DeploymentTarget {
  readonly forge: ForgeName;
  readonly repository: string;
  readonly service: string;
  readonly environment: string;
}

/** What a pipeline says that it deployed; at least one part is stated. */
export interface Deployment extends DeploymentTarget {
  /** Digest of all it says: the same one twice is one. */
  readonly id: Digest;
  readonly commit: CommitId | null;
  /** As a registry names it, with its digest where it was stated so. */
  readonly image: string | null;
  readonly configurationDigest: string | null;
  readonly at: Instant;
}

/**
 * What was said of a change when it landed; `overridden` counts as let pass. `other-content` = what was decided is not what
 * landed, as far as the two can be compared.
 */
export type LandedVerdict = 'allow' | 'overridden' | 'hold' | 'block' | 'unknown' | 'undecided' | 'other-content';

/** One change that a deployed commit brings. */
export interface LandingRecord {
  /** Its last commit. */
  readonly commit: CommitId;
  /** Id of the submission that it was; `null` = none has this content. */
  readonly submission: string | null;
  readonly verdict: LandedVerdict | null;
}

/** What is known of a deployed commit. */
export type CommitRecord =
  /** The repository does not hold it. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-on-protected-branch' }
  /** The copy here could not tell. */
  | { readonly kind: 'cannot-tell'; readonly why: string }
  | {
      readonly kind: 'landed';
      /** What it brings since what stood there before; never empty where `isWhole`. */
      readonly landings: readonly LandingRecord[];
      /** False where more was brought than was read. */
      readonly isWhole: boolean;
    };

/** Which commits an image was said to hold, by earlier deployments that stated both. */
export interface ImageRecord {
  /** Whether it is named by digest: a tag can be moved. */
  readonly isPinned: boolean;
  readonly commits: readonly CommitId[];
}

/** What is known of a digest of a configuration. */
export type ConfigurationRecord =
  | { readonly kind: 'none' }
  /** Submitted, and not marked as carried out while it was let pass. */
  | { readonly kind: 'not-carried-out'; readonly submission: string }
  | { readonly kind: 'carried-out'; readonly submission: string };

/** Everything that a deployment is judged by; `null` = that part was not stated. */
export interface DeploymentRecord {
  /** Of the commit that was stated or that the image tells (see `deployedCommit`). */
  readonly commit: CommitRecord | null;
  readonly image: ImageRecord | null;
  readonly configuration: ConfigurationRecord | null;
}

/** Every kind, for whoever reads a log. */
export const DEPLOYMENT_EVENTS = [
  'DeploymentObserved',
  'DeploymentMatched',
  'UnrecordedDeploymentFound',
] as const satisfies readonly DeploymentEvent['kind'][];

/** Why something is in production without a record. */
export const REASON_CODES = [
  'unknown-commit',
  'not-on-protected-branch',
  'landed-without-decision',
  'landed-while-held',
  'landed-while-blocked',
  'configuration-without-submission',
  'configuration-not-carried-out',
  'image-of-another-commit',
  'cannot-tell',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export interface DeploymentReason {
  readonly code: ReasonCode;
  /** Landing or commit that it is about; `null` = the deployment as a whole. */
  readonly commit: CommitId | null;
  readonly submission: string | null;
  /** One clause, for people. */
  readonly text: string;
}

/** What happened in the stream of a target. */
export type DeploymentEvent =
  | {
      readonly kind: 'DeploymentObserved';
      readonly deployment: Deployment;
      /** The commit that was last stated for the target before; `null` = none was. */
      readonly previous: CommitId | null;
    }
  /** Everything that it brings was found and let pass. */
  | { readonly kind: 'DeploymentMatched'; readonly deployment: Deployment }
  | {
      readonly kind: 'UnrecordedDeploymentFound';
      readonly deployment: Deployment;
      /** Never empty; at most {@link MAX_REASONS}. */
      readonly reasons: readonly DeploymentReason[];
    };

/** Reasons that one event holds: more say nothing new to a person. */
export const MAX_REASONS = 20;
