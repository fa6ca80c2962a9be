import type { Digest, Instant } from '../../kernel/index.ts';

/** JSON data as a definition holds it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One flag as its definition states it (flagd.dev/schema/v0/flags.json), references to evaluators resolved. */
export interface Flag {
  readonly key: string;
  readonly state: 'ENABLED' | 'DISABLED';
  /** By name, in file order; at least one, all values of one type. */
  readonly variants: ReadonlyMap<string, Json>;
  /** What everybody gets whom targeting gives nothing; `null` = the default that the code names. */
  readonly defaultVariant: string | null;
  /** JSONLogic; `null` = everybody gets the default variant. */
  readonly targeting: Json;
  /** Of the flag, over those of the set. */
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  /** Of everything above. */
  readonly digest: Digest;
}

/** All flags of one definitions file. */
export interface FlagSet {
  /** By key, in file order. */
  readonly flags: ReadonlyMap<string, Flag>;
  /** Names the set: equal meaning has an equal digest, however the file is written. */
  readonly digest: Digest;
}

/** What is wrong with a definitions file, and where. */
export interface FlagProblem {
  readonly severity: 'error' | 'warning';
  /** Stable id: `unknown-default`, `mixed-types`, ... */
  readonly code: string;
  /** Keys and positions from the root of the document. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** 1-based; `null` = not known. */
  readonly line: number | null;
  readonly column: number | null;
}

/** A flag that is forced off, whatever its definition says. */
export interface FlagKill {
  readonly flag: string;
  /** Variant that everybody gets; `null` = the default that the code names. */
  readonly variant: string | null;
  readonly reason: string;
  /** Actor of the log; `null` = not known. */
  readonly by: string | null;
  readonly at: Instant;
  /** Ends by itself then; `null` = when somebody restores it. */
  readonly until: Instant | null;
}

/** A share of users that lies over the definitions of one flag: its split gives the variant to so many, whatever its weights say. */
export interface FlagShare {
  readonly flag: string;
  /** One of the two variants of the split; the rest get the other one. */
  readonly variant: string;
  /** 0..100, met to a hundredth. */
  readonly percent: number;
  /** Id of the action that asked for it, unique for ever; of a rollout: that of its order. */
  readonly action: string;
  /** Actor of the log; `null` = a rollout, which `action` names. */
  readonly by: string | null;
  readonly at: Instant;
  /** Names the definition that it lies over: it counts as long as that one is served. */
  readonly over: Digest;
}

/** A definitions file as it was taken from the protected branch. */
export interface FlagPublication {
  readonly digest: Digest;
  /** Text of the file, kept beside the log. */
  readonly document: Digest;
  readonly commit: string;
  readonly flags: number;
  readonly at: Instant;
}

/** What a server serves of one definitions file. */
export interface ServedFlags {
  /** `FORGE:REPOSITORY`. */
  readonly id: string;
  /** The newest first, at most {@link MAX_PUBLICATIONS}; empty = none was taken yet. */
  readonly publications: readonly FlagPublication[];
  /** One a flag, in the order in which they began; those that ended by themselves stay until the next event of their flag. */
  readonly kills: readonly FlagKill[];
  /** One a flag, in the order in which they were set. */
  readonly shares: readonly FlagShare[];
  /** Ids of actions that set shares, the newest first, at most {@link MAX_ACTIONS}: none of them is carried out again. */
  readonly actions: readonly string[];
  /** Commit whose definitions were refused last; `null` = none was, or newer ones were taken. */
  readonly refused: string | null;
}

/** UTF-16 units of a definitions file: thousands of flags, and read within a second. */
export const MAX_DEFINITIONS = 1_048_576;
/** Nesting of a definitions file. */
export const MAX_DEPTH = 64;
/** Flags of one set: more than any program asks for at once. */
export const MAX_FLAGS = 5_000;
export const MAX_VARIANTS = 100;
/** Units of a flag's key or a variant's name. */
export const MAX_FLAG_NAME = 200;
/** Values in one flag's targeting, references resolved: what one evaluation may walk. */
export const MAX_TARGETING = 2_000;
/** Values in all targeting of a set, references resolved. */
export const MAX_ALL_TARGETING = 200_000;
/** Units of a reason. */
export const MAX_FLAG_REASON = 500;
/** Publications that are remembered. */
export const MAX_PUBLICATIONS = 20;
/** Flags that are killed at once. */
export const MAX_KILLS = 1_000;
/** Flags that have a share at once: a rollout each. */
export const MAX_SHARES = 200;
/** Actions that are remembered: more than all rollouts of a week order of one set. */
export const MAX_ACTIONS = 1_000;
