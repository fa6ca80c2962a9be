import type { Instant } from '../../kernel/index.ts';
import type { ReachedPlaces } from '../blast-radius/index.ts';
import type { Person, Place, Tier } from '../catalog/index.ts';
import type { Change } from '../change/index.ts';
import type { ChangeFindings } from '../finding/index.ts';
import type { FlagChangeSummary } from '../flag/index.ts';
import type { OperationReading } from '../operation/index.ts';
import type { Provenance } from '../provenance/index.ts';
import type { Participant, Signoff } from '../review/index.ts';

/** Everything facts are made of; `null` means that it was not read or is not known. */
export interface FactInput {
  readonly change: Change;
  readonly provenance: Provenance | null;
  /** Where the change's paths stand in the catalog of its protected base; `null` = there is no catalog. */
  readonly place: Place | null;
  /** Services for which its protected base states a rollout plan; absent = nobody read them. */
  readonly planned?: readonly string[] | undefined;
  readonly author: AuthorInput;
  readonly reference: ReferenceInput;
  readonly context: ContextInput;
  /** What scanners report on it; `null` = no report was given. */
  readonly findings: ChangeFindings | null;
  readonly reach: ReachFacts;
  /** Other changes that may be parts of the same work, with this one. */
  readonly companions: CompanionFacts;
  readonly now: Instant;
}

/** What the content of a change and the code around it say; a part is `null` where nobody asked for it. */
export interface ReachFacts {
  readonly operations: OperationReading | null;
  readonly places: ReachedPlaces | null;
  /** What it does to feature flags; absent = nobody asked. */
  readonly flags?: FlagFacts | undefined;
  /** Which families of look-alike fragments it adds to; absent = nobody asked. */
  readonly patterns?: PatternFacts | undefined;
}

/** The families of look-alike fragments that a change adds to; each figure is the largest over them, 0 where there are none. */
export type PatternFacts =
  /** One sentence: why they are not known. */
  | { readonly kind: 'unread'; readonly why: string }
  | {
      readonly kind: 'read';
      /** Live ones and those that the change brings. */
      readonly copies: number;
      /** Those of them that AI-assisted changes bring. */
      readonly aiCopies: number;
      readonly engineers: number;
      /** `null` = a family is in no service with a tier. */
      readonly exposure: number | null;
      /** Ids, sorted. */
      readonly families: readonly string[];
      /** Families that brakes name and nobody knows here. */
      readonly unknownFamilies: readonly string[];
    };

/** What a change does to the feature flags of the repository's definitions file. */
export type FlagFacts =
  /** No file is stated, or the change does not touch it. */
  | { readonly kind: 'untouched' }
  /** One sentence: why it could not be read. */
  | { readonly kind: 'unread'; readonly why: string }
  | {
      readonly kind: 'touched';
      /** Errors of the definitions after the change. */
      readonly problems: number;
      /** `null` = one side is wrong. */
      readonly summary: FlagChangeSummary | null;
      /** Flows that metadata of changed flags names, sorted. */
      readonly flows: readonly string[];
      /** `null` = some changed flag names nothing that the catalog knows. */
      readonly tier: Tier | null;
    };

/** Nothing was asked. */
export const NO_REACH: ReachFacts = { operations: null, places: null };

/** A change and its companions as if they were one (see `companionsOf`), or one sentence: why they cannot be told. */
export type CompanionFacts =
  | { readonly kind: 'unknown'; readonly why: string }
  | {
      readonly kind: 'found';
      /** Of the companions, without the change itself; sorted. */
      readonly names: readonly string[];
      /** Lines that people review; `null` = not counted. */
      readonly lines: number | null;
      /** Distinct paths; `null` = not all known. */
      readonly files: number | null;
      /** The most critical tier of them together; `null` = not known. */
      readonly tier: Tier | null;
      readonly whyTierUnknown: string | null;
      /** 0..100 among single landed changes; `null` = too few of them, or lines not counted. */
      readonly sizePercentile: number | null;
    };

/** What is known of the author. */
export interface AuthorInput {
  /** `null` = nobody of the catalog. */
  readonly person: Person | null;
  /** Whether the author is a bot or an agent account; `null` = cannot be told. */
  readonly isBot: boolean | null;
  /** File changes that landed before this change, over the whole history; `null` = the history was not read. */
  readonly fileChangesBefore: number | null;
}

/** What the repository's history and base say, as known when the change was proposed. */
export interface ReferenceInput {
  /** 0..100; `null` = too few changes to compare with, or sizes not read. */
  readonly sizePercentile: number | null;
  readonly authorChangesBefore: number | null;
  readonly hasTests: boolean | null;
}

/** What only the caller can know (a pull request's body, a ticket system); it adds to what the change says itself. */
export interface ContextInput {
  readonly tickets: readonly string[];
  /** `null` = the caller says nothing of it. */
  readonly rolloutPlan: boolean | null;
  readonly rollbackPlan: boolean | null;
  /** Text of the pull request, searched for tickets and plans like a message. */
  readonly body: string | null;
}

/** A context file as a whole: facts for {@link ContextInput}, and who signed off or took part. */
export interface ChangeContext extends ContextInput {
  readonly signoffs: readonly Signoff[];
  /** Forge handle of the author, so that a sign-off that only names a handle can be told apart. */
  readonly authorHandle: string | null;
  /** Humans who directed an agent or wrote part of it, beyond those that commits name. */
  readonly participants: readonly Participant[];
}

/** A context that says nothing. */
export const NO_CONTEXT: ChangeContext = {
  tickets: [],
  rolloutPlan: null,
  rollbackPlan: null,
  body: null,
  signoffs: [],
  authorHandle: null,
  participants: [],
};

/** A reference that knows nothing. */
export const NO_REFERENCE: ReferenceInput = { sizePercentile: null, authorChangesBefore: null, hasTests: null };
