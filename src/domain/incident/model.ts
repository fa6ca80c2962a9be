import type { Instant } from '../../kernel/index.ts';
import type {
  ActionKind,
  Basis,
  DetectionSource,
  EvidenceClass,
  Grade,
  LinkKind,
  Measure,
  Severity,
  Subject,
} from './code.ts';

/** Who told something. Only `human` may close, make milder, settle or withdraw. */
export interface IncidentActor {
  readonly kind: 'human' | 'script' | 'agent' | 'rule';
  /** Id of the account, token or rule, for the record. */
  readonly id: string;
  readonly name: string;
}

/** What it hurts; nothing named = nobody knows yet, so that it counts as everything. */
export interface IncidentScope {
  /** Sorted, unique. */
  readonly services: readonly string[];
  /** Sorted, unique. */
  readonly flows: readonly string[];
  readonly environment: string | null;
}

/** `triage`: an alarm proposed it and no human declared it yet; it counts nowhere. */
export type Stage = 'triage' | 'open' | 'mitigated' | 'closed';

/** How it ended. `unconfirmed`: its alarm ended before a human declared it. */
export type Ending = 'resolved' | 'unconfirmed' | 'duplicate' | 'no-incident';

/** Where it came from, so that the same thing opens one incident. */
export interface Origin {
  readonly kind: 'surge' | 'import' | 'human';
  /** Id of the surge, key in the file; empty where somebody opened it. */
  readonly id: string;
}

/** Smallest and greatest of what is not known exactly; both >= 0, `low` <= `high`. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What a statement of somebody carries. */
export interface Said {
  /** Who says so, as the record is to name them: a team, a company, a newspaper. */
  readonly party: string;
  readonly text: string;
  /** Where it can be read: an address, or `log:POSITION`; `null` = it was told here. */
  readonly source: string | null;
  /** When they said it; `null` = not known. */
  readonly saidAt: Instant | null;
  readonly by: IncidentActor;
  readonly at: Instant;
  readonly withdrawn: { readonly by: IncidentActor; readonly at: Instant; readonly why: string } | null;
}

/** What somebody says of a trigger, a root cause or the part that AI had, or denies. */
export interface Claim extends Said {
  /** `c1`, `c2`, ... */
  readonly id: string;
  readonly subject: Subject;
  /** One of the codes of the subject. */
  readonly value: string;
  readonly stance: 'asserts' | 'denies';
  readonly evidence: EvidenceClass;
}

/** What customers felt, as somebody counts it. */
export interface Impact extends Said {
  /** `i1`, `i2`, ... */
  readonly id: string;
  readonly measure: Measure;
  /** Of one flow; `null` = of all. */
  readonly flow: string | null;
  /** `conversion-drop` is a share 0..1. */
  readonly range: Range;
  /** ISO 4217 of an `amount`; else `null`. */
  readonly currency: string | null;
  readonly basis: Basis;
}

/** A human's word on what holds of a subject, with the dissent left standing. */
export interface Settlement {
  readonly subject: Subject;
  readonly value: string;
  readonly why: string;
  readonly source: string | null;
  readonly by: IncidentActor;
  readonly at: Instant;
}

/** What happened, as somebody saw it. */
export interface Note {
  /** `n1`, `n2`, ... */
  readonly id: string;
  readonly text: string;
  /** The moment that it is about. */
  readonly about: Instant;
  readonly source: string | null;
  readonly by: IncidentActor;
  readonly at: Instant;
  /** The note that says it better; both stay in the record. */
  readonly correctedBy: string | null;
}

/** What is done so that it does not happen again, is seen sooner, or hurts less. */
export interface Action {
  /** `a1`, `a2`, ... */
  readonly id: string;
  readonly kind: ActionKind;
  readonly text: string;
  /** A person id or `@team`. */
  readonly owner: string;
  readonly due: Instant;
  readonly state: 'open' | 'done' | 'dropped';
  /** Why it was dropped, or what was done. */
  readonly note: string | null;
  readonly by: IncidentActor;
  readonly at: Instant;
  readonly changedAt: Instant;
}

/** Something of the record that has to do with it. */
export interface Link {
  readonly kind: LinkKind;
  readonly id: string;
  readonly grade: Grade;
  readonly why: string;
  readonly by: IncidentActor;
  readonly at: Instant;
}

/** Which change did it, as a distribution; probabilities 0..1 that add up to 1 with `none` and `unknown`. */
export interface Attribution {
  readonly candidates: readonly {
    readonly id: string;
    readonly kind: string;
    readonly probability: number;
    readonly grade: Grade;
    readonly reasons: readonly string[];
  }[];
  /** No change: traffic, a provider, hardware. */
  readonly none: number;
  readonly unknown: number;
  /** By which rules it was made. */
  readonly method: string;
  readonly at: Instant;
}

/** One entry of the ledger, as its events tell. */
export interface Incident {
  /** `INC-N`. */
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly scope: IncidentScope;
  readonly origin: Origin;
  readonly stage: Stage;
  /** How it ended; `null` = it has not. */
  readonly ending: Ending | null;
  readonly openedBy: IncidentActor;
  readonly openedAt: Instant;
  /** A human said that it is one, or opened it; `null` = nobody did yet. */
  readonly declaredAt: Instant | null;
  /** When customers first felt it; `null` = not known. */
  readonly startedAt: Instant | null;
  readonly detectedAt: Instant | null;
  readonly mitigatedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly changedAt: Instant;
  readonly detection: { readonly source: DetectionSource; readonly detail: string };
  readonly claims: readonly Claim[];
  readonly settlements: readonly Settlement[];
  readonly impacts: readonly Impact[];
  readonly notes: readonly Note[];
  readonly actions: readonly Action[];
  readonly links: readonly Link[];
  readonly attribution: Attribution | null;
  /** What was put right later, oldest first. */
  readonly corrections: readonly Correction[];
}

/** What somebody changed of what an incident was opened with. */
export interface Correction {
  /** Names of what changed, sorted. */
  readonly changed: readonly AmendedField[];
  readonly why: string;
  readonly by: IncidentActor;
  readonly at: Instant;
}

/** What may be put right. */
export const AMENDED_FIELDS = ['detectedAt', 'detection', 'scope', 'severity', 'startedAt', 'title'] as const;
export type AmendedField = (typeof AMENDED_FIELDS)[number];

/** Why something was not done. */
export type IncidentRejection =
  | { readonly code: 'no-such-incident' }
  | { readonly code: 'incident-closed' }
  | { readonly code: 'not-closed' }
  | { readonly code: 'bad-text'; readonly what: string; readonly limit: number }
  | { readonly code: 'bad-scope'; readonly why: string }
  | { readonly code: 'bad-time'; readonly why: string }
  | { readonly code: 'bad-range'; readonly why: string }
  | { readonly code: 'bad-code'; readonly subject: string; readonly codes: readonly string[] }
  | { readonly code: 'bad-source' }
  | { readonly code: 'bad-attribution'; readonly why: string }
  | { readonly code: 'no-such-part'; readonly id: string }
  | { readonly code: 'nothing-changes' }
  /** Only a human closes, makes milder, settles or withdraws. */
  | { readonly code: 'human-only' }
  | { readonly code: 'too-many'; readonly what: string; readonly limit: number };

export const MAX_TITLE = 200;
/** Characters of a text that somebody wrote; longer ones belong into a page that a source names. */
export const MAX_TEXT = 2_000;
export const MAX_NAME = 300;
export const MAX_SOURCE = 1_000;
/** Services and flows of a scope. */
export const MAX_SCOPE = 100;
/** Each list of one incident, so that a document stays one that can be read. */
export const MAX_PARTS = { notes: 500, claims: 100, impacts: 100, actions: 100, links: 200, candidates: 100 } as const;
