import type { Digest, Instant } from '../../kernel/index.ts';
import type { Level, PeopleIndex, Person } from '../catalog/index.ts';

/** Where a sign-off was given. `context`: handed in by the caller of the gate, who vouches for it. */
export const SIGNOFF_SOURCES = ['forge-review', 'cli', 'web', 'context'] as const;
export type SignoffSource = (typeof SIGNOFF_SOURCES)[number];

/** What is known of who somebody is; every member may be missing, and a mail alone proves nothing. */
export interface HumanClaim {
  /** Person id of the catalog. */
  readonly personId: string | null;
  readonly mail: string | null;
  /** Forge handle, with or without `@`. */
  readonly handle: string | null;
}

/** A human's approval of one exact content. */
export interface Signoff {
  readonly by: HumanClaim;
  /** Digest of the content that was looked at. */
  readonly contentDigest: Digest;
  readonly at: Instant;
  readonly source: SignoffSource;
  /** Whether the approving text was changed after it was given. */
  readonly edited: boolean;
}

/** How somebody took part in the change; none of them may approve it. */
export type ParticipantRole = 'author' | 'co-author' | 'prompter';

/** Somebody who made the change. */
export interface Participant extends HumanClaim {
  readonly role: ParticipantRole;
}

/** Sign-offs that clear a hold: `count` distinct eligible humans of that level or higher, from that group. */
export interface SignoffRequirement {
  readonly count: number;
  /** Lowest level that counts; `null` = any. */
  readonly level: Level | null;
  /** `owners`: owners of the touched paths; `@team` or a person id: those; `anyone`. */
  readonly from: string;
}

/** What sign-offs are judged against: one revision of one change at one moment. */
export interface ReviewContext {
  /** Digest of the content to be landed; `null` = not known, then no sign-off counts. */
  readonly contentDigest: Digest | null;
  readonly participants: readonly Participant[];
  readonly people: PeopleIndex;
  /** Owner references of the touched paths (person id, `@handle`, `@team`, mail); `null` = not known. */
  readonly owners: readonly string[] | null;
  /** Mails and handles that are known to belong to software. */
  readonly automated: readonly string[];
  readonly now: Instant;
}

/** Why a sign-off does not count. */
export type SignoffRejection =
  /** The content changed after it was given. */
  | 'stale-content'
  /** The digest of the content to be landed is not known, so nothing can be bound to it. */
  | 'content-unknown'
  /** The approving text was edited later. */
  | 'edited'
  /** Dated after the moment of the decision. */
  | 'future-dated'
  | 'author'
  | 'co-author'
  | 'prompter'
  /** A bot or an agent. */
  | 'automated'
  /** Says nothing about who gave it. */
  | 'nameless'
  /** Its person id, mail and handle belong to different people. */
  | 'ambiguous-identity'
  /** Nothing shows that this human is not one of those who made the change. */
  | 'not-shown-distinct';

/** A human as far as sign-offs tell: a person of the catalog, or a stranger with what is known of them. */
export type Human =
  | { readonly kind: 'person'; readonly person: Person }
  | { readonly kind: 'stranger'; readonly mail: string | null; readonly handle: string | null };

/** A sign-off with what the rules of eligibility say of it, whatever a requirement asks beyond. */
export type JudgedSignoff =
  | { readonly kind: 'eligible'; readonly signoff: Signoff; readonly human: Human }
  | { readonly kind: 'rejected'; readonly signoff: Signoff; readonly reason: SignoffRejection };

/** How far one requirement is met. */
export interface RequirementState {
  readonly requirement: SignoffRequirement;
  /** Distinct humans that count, 0..; at least `requirement.count` when satisfied. */
  readonly have: number;
  readonly satisfied: boolean;
}

/** How far a set of requirements is met. */
export interface SignoffState {
  readonly requirements: readonly RequirementState[];
  /** `null` where two distinct humans are not asked for. */
  readonly twoPerson: { readonly have: number; readonly satisfied: boolean } | null;
  readonly satisfied: boolean;
}
