import type { Instant } from '../../kernel/index.ts';

/** Who is told. */
export type Audience = { readonly kind: 'person'; readonly person: string } | { readonly kind: 'channel' };

/** Why somebody is told at once. */
export type NoticeCode =
  | 'sign-off-asked'
  | 'override-granted'
  | 'change-blocked'
  | 'landed-without-permission'
  | 'surge-opened'
  | 'surge-worse'
  | 'surge-closed'
  | 'rollout-aborted'
  | 'rollout-asks'
  | 'rollout-paused'
  | 'incident-opened'
  | 'brake-engaged';

/** Our words, or what somebody wrote: the second is drawn so that it can do nothing. */
export type Piece = { readonly own: string } | { readonly said: string };

/** One line of a message. */
export interface NoticeLine {
  readonly code: NoticeCode;
  /** Id of the submission, or of the surge, rollout or brake. */
  readonly change: string;
  /** Where it is shown; `null` = nowhere that is known. */
  readonly url: string | null;
  readonly pieces: readonly Piece[];
  /** Told to whoever turned notices off, too. */
  readonly isMandatory: boolean;
}

/** What one receiver gets at once. */
export interface Message {
  /** One line of our own words and ids; no title. */
  readonly subject: string;
  /** At most {@link MAX_LINES}. */
  readonly lines: readonly {
    readonly change: string | null;
    readonly url: string | null;
    readonly pieces: readonly Piece[];
  }[];
  /** Notices that are not shown. */
  readonly more: number;
  /** Where all of it stands; `null` = no address of this server is known. */
  readonly link: { readonly text: string; readonly url: string } | null;
}

/** Counts of what happened; JSON data. */
export interface Digest {
  readonly since: Instant;
  /** By a name of {@link DIGEST_COUNTS}; those that are 0 are left out. */
  readonly counts: Readonly<Record<string, number>>;
  /** The first submissions that something happened to, at most {@link MAX_LINES}. */
  readonly changes: readonly string[];
}

/** Lines of a message: what somebody reads. */
export const MAX_LINES = 20;
/** An ask or a block that is older is no news: the digest and the inbox have it. */
export const MAX_AGE_MS = 3 * 24 * 60 * 60 * 1000;
