import type { Digest, Instant } from '../../kernel/index.ts';
import type { FlagKill, FlagPublication, FlagShare } from './model.ts';

/** What happened to the flags that a server serves. Members are JSON data; a new shape is a new schema version. */
export type FlagEvent =
  /** The protected branch holds other definitions; which flags differ, the first of them by name. */
  | {
      readonly kind: 'FlagsPublished';
      readonly id: string;
      readonly publication: FlagPublication;
      /** `null` = the first one. */
      readonly previous: Digest | null;
      readonly changed: readonly string[];
      /** All that differ. */
      readonly changes: number;
    }
  /** The definitions of the branch could not be taken; what was served goes on. */
  | {
      readonly kind: 'FlagsRefused';
      readonly id: string;
      readonly commit: string;
      /** Codes of what is wrong, distinct. */
      readonly codes: readonly string[];
      readonly at: Instant;
    }
  | { readonly kind: 'FlagKilled'; readonly id: string; readonly kill: FlagKill }
  | {
      readonly kind: 'FlagRestored';
      readonly id: string;
      readonly flag: string;
      readonly reason: string;
      readonly by: string | null;
      readonly at: Instant;
    }
  | { readonly kind: 'FlagShareSet'; readonly id: string; readonly share: FlagShare }
  /** The protected branch says something else of the flag now, and that counts. */
  | {
      readonly kind: 'FlagShareDropped';
      readonly id: string;
      readonly flag: string;
      /** Of the share that ended. */
      readonly action: string;
      readonly why: ShareEnd;
      readonly commit: string;
      readonly at: Instant;
    };

/** Why a share ended. */
export type ShareEnd = 'definition-changed' | 'flag-removed';

export type FlagEventKind = FlagEvent['kind'];

/** Every kind, for whoever reads a log. */
export const FLAG_EVENTS = [
  'FlagsPublished',
  'FlagsRefused',
  'FlagKilled',
  'FlagRestored',
  'FlagShareSet',
  'FlagShareDropped',
] as const satisfies readonly FlagEventKind[];

/** Names of changed flags that one event holds. */
export const MAX_NAMED = 100;
