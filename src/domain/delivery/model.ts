import type { Instant } from '../../kernel/index.ts';
import type { Tier } from '../catalog/index.ts';
import type { FileClass, OperationChangeKind } from '../change/index.ts';
import type { Assistance, EvidenceClass } from '../provenance/index.ts';

/** What most of a change's lines are, or what is done where it is no commit. */
export type ChangeWork = FileClass | OperationChangeKind | 'unknown';

/** When what happened to a change; `null` = it did not, or nobody knows. */
export interface ChangeMoments {
  /** First commit was authored; `null` also where a squash or a rebase wrote another moment over it. */
  readonly begun: Instant | null;
  /** It was proposed. */
  readonly opened: Instant | null;
  /** A human answered first, by signing or sending back; a bot's comment is no answer. */
  readonly answered: Instant | null;
  /** The last sign-off before it went on. */
  readonly approved: Instant | null;
  readonly queued: Instant | null;
  readonly landed: Instant | null;
  /** Closed without landing. */
  readonly closed: Instant | null;
}

/** Whether a landed change later needed repair. */
export type Repair =
  | { readonly kind: 'none' }
  /** Too little time has passed, or nobody looked. */
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'reverted' | 'fixed';
      /** What repaired it: changes that one repair mended are one failure, not many. */
      readonly by: string;
      readonly at: Instant | null;
    };

/** One rule that held a change. */
export interface RuleHold {
  readonly rule: string;
  readonly from: Instant;
  /** When it was cleared; `null` = it never was. */
  readonly to: Instant | null;
  /** Whether its content changed between hold and landing: somebody did something about it. */
  readonly isReworked: boolean;
}

/** One change, as far as delivery is concerned. It holds no person: nothing here can say who. */
export interface DeliveredChange {
  /** Unique in all facts. */
  readonly id: string;
  readonly repository: string;
  /** Of the catalog; empty = none is known. */
  readonly services: readonly string[];
  readonly tier: Tier | null;
  readonly work: ChangeWork;
  readonly assistance: Assistance;
  readonly evidence: EvidenceClass;
  /** How much there is to review, in one unit for all facts; `null` = unknown. */
  readonly size: number | null;
  readonly lane: 'normal' | 'hotfix' | 'revert';
  readonly moments: ChangeMoments;
  readonly repair: Repair;
  readonly holds: readonly RuleHold[];
  /** Predicted minutes of seniors that the holding rules asked for; 0 where none did. */
  readonly seniorMinutes: number;
  /** How it came to pass; `null` = it did not land, or nothing judged it. */
  readonly passed: 'by-itself' | 'signed-off' | 'overridden' | 'past-the-gate' | null;
}

/** Something that began to run for users: a version, a configuration, a flag. */
export interface DeliveredDeployment {
  readonly id: string;
  readonly repository: string;
  readonly service: string;
  readonly environment: string;
  readonly at: Instant;
  /** `null` = not stated. */
  readonly commit: string | null;
  readonly of: 'version' | 'configuration' | 'flag' | 'data' | 'manual';
  /** Ids of changes that it brought; `null` = not known: what was there before is not recorded. */
  readonly brings: readonly string[] | null;
  /** It was taken back while it was given to users. */
  readonly rolledBack: { readonly at: Instant; readonly recoveredAt: Instant | null } | null;
}

/** How an incident's cause is known, the weakest first; only the last two may be called a cause. */
export const CAUSE_GRADES = ['asserted', 'temporal', 'spatial', 'mechanism', 'intervention'] as const;
export type CauseGrade = (typeof CAUSE_GRADES)[number];

/** What is said to have caused an incident. */
export type IncidentCause =
  | { readonly kind: 'change'; readonly change: string; readonly grade: CauseGrade }
  /** No change: a provider, a certificate, hardware, traffic. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

/** An incident, as far as delivery is concerned. */
export interface DeliveryIncident {
  readonly id: string;
  readonly severity: 1 | 2 | 3 | 4;
  readonly services: readonly string[];
  /** When users were first hurt, which may be long before anybody wrote it down. */
  readonly startedAt: Instant;
  readonly mitigatedAt: Instant | null;
  readonly cause: IncidentCause;
}

/** Everything that the metrics rest on. */
export interface DeliveryFacts {
  readonly changes: readonly DeliveredChange[];
  readonly deployments: readonly DeliveredDeployment[];
  readonly incidents: readonly DeliveryIncident[];
}

/** From when to when something is counted; `to` is not inside. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}
