import type { Instant } from '../../kernel/index.ts';

/** What sort of change a candidate is. */
export type CandidateKind = 'code' | 'config' | 'flag' | 'infrastructure';

/** Every kind, for whoever reads a document. */
export const CANDIDATE_KINDS = ['code', 'config', 'flag', 'infrastructure'] as const satisfies readonly CandidateKind[];

/** One change that may have caused the incident. */
export interface CandidateChange {
  /** Unique in its case: a commit, a flag with its time, a rollout. */
  readonly id: string;
  readonly kind: CandidateKind;
  /** As deployed; `null` = not stated, then its files are asked. */
  readonly service: string | null;
  /** When it was written or asked for; `null` = not known. */
  readonly madeAt: Instant | null;
  /** When it reached production, each time; empty = no record says that it did. */
  readonly effectiveAt: readonly Instant[];
  /** First lines of its message, or what a flag was turned to. */
  readonly title: string;
  readonly files: readonly string[];
  /** Unified or abbreviated difference; `null` = not at hand, which is not an empty one. */
  readonly diff: string | null;
}

/** One point of a series. */
export interface SeriesPoint {
  readonly at: Instant;
  readonly value: number;
}

/** One measured series of one service; points in any order. */
export interface MetricSeries {
  readonly service: string;
  readonly metric: string;
  readonly points: readonly SeriesPoint[];
}

/** How bad a log line says that it is. */
export type LogSeverity = 'error' | 'warning' | 'info';

/** One log line. */
export interface LogLine {
  readonly at: Instant;
  readonly service: string;
  readonly severity: LogSeverity;
  readonly message: string;
  /** Everything else that it states, as text. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A shape of log line that a log store counted against its own baseline. */
export interface CountedPattern {
  readonly service: string;
  readonly signature: string;
  readonly count: number;
  /** How many there would have been without the incident, at least 0. */
  readonly usual: number;
  readonly severity: LogSeverity;
}

/** One span of a trace. */
export interface TraceSpan {
  readonly trace: string;
  readonly span: string;
  readonly parent: string | null;
  readonly service: string;
  readonly name: string;
  readonly at: Instant;
  readonly durationMs: number;
  readonly isError: boolean;
  /** What it states of its error and of itself. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What told of the incident. */
export interface IncidentAlert {
  readonly service: string;
  readonly metric: string;
  readonly text: string;
  readonly firedAt: Instant;
}

/** An onset that something else estimated, such as an alarm of a watched series. */
export interface StatedOnset {
  readonly at: Instant;
  readonly service: string | null;
  /** What it was read from, for people. */
  readonly source: string;
}

/** Events among requests. */
export interface EventShare {
  readonly bad: number;
  readonly all: number;
}

/** What those with the change and those without it saw at the same time. */
export interface ControlComparison {
  readonly candidate: string;
  readonly treated: EventShare;
  readonly control: EventShare;
}

/** What was done to a candidate after the onset. */
export interface Intervention {
  readonly candidate: string;
  readonly action: 'rolled-back' | 'switched-off' | 're-applied';
  readonly at: Instant;
  /** `recovered`, `unchanged`, `returned` (after a re-application); `unknown` = the series are asked. */
  readonly result: 'recovered' | 'unchanged' | 'returned' | 'unknown';
}

/** Causes that are no change of ours. */
export type ExternalKind = 'provider' | 'certificate' | 'traffic' | 'node' | 'data' | 'network';

/** Every kind of external cause. */
export const EXTERNAL_KINDS = [
  'provider',
  'certificate',
  'traffic',
  'node',
  'data',
  'network',
] as const satisfies readonly ExternalKind[];

/** Something outside that was seen, as somebody states it: a status page, a node's event. */
export interface StatedExternal {
  readonly kind: ExternalKind;
  readonly at: Instant | null;
  readonly text: string;
}

/** One service calls another. */
export interface CallEdge {
  readonly caller: string;
  readonly callee: string;
}

/** Everything that is known when an incident is attributed; every list may be empty. */
export interface CaseEvidence {
  readonly alert: IncidentAlert | null;
  readonly onsets: readonly StatedOnset[];
  readonly series: readonly MetricSeries[];
  readonly logs: readonly LogLine[];
  readonly patterns: readonly CountedPattern[];
  readonly spans: readonly TraceSpan[];
  readonly calls: readonly CallEdge[];
  readonly candidates: readonly CandidateChange[];
  readonly controls: readonly ControlComparison[];
  readonly interventions: readonly Intervention[];
  readonly externals: readonly StatedExternal[];
  /** Ids of candidates that somebody names as the cause, without evidence. */
  readonly asserted: readonly string[];
}

/**
 * How good the evidence is: somebody says so; it came before; and it touches what failed; and its content explains the
 * symptom; and undoing it ended the symptom. `none`: not even before. Only the last two may be called a cause.
 */
export type EvidenceGrade = 'none' | 'asserted' | 'temporal' | 'spatial' | 'mechanism' | 'intervention';

/** Weakest first. */
export const EVIDENCE_GRADES = [
  'none',
  'asserted',
  'temporal',
  'spatial',
  'mechanism',
  'intervention',
] as const satisfies readonly EvidenceGrade[];

/** What sort of evidence a reason is. */
export type ReasonFamily =
  | 'prior'
  | 'time'
  | 'service'
  | 'text'
  | 'mechanism'
  | 'kind'
  | 'control'
  | 'intervention'
  | 'external';

/** Every family, in the order in which they are told. */
export const REASON_FAMILIES = [
  'prior',
  'time',
  'service',
  'text',
  'mechanism',
  'kind',
  'control',
  'intervention',
  'external',
] as const satisfies readonly ReasonFamily[];

/** One part of a score. */
export interface AttributionReason {
  readonly family: ReasonFamily;
  /** What was found, for machines. */
  readonly code: string;
  /** Natural logarithm of how many times likelier this makes it, before {@link AttributionSetting.trust}. */
  readonly logOdds: number;
  /** One clause, for people; safe to print. */
  readonly text: string;
}

/** What would make the evidence for a candidate better, and how far. */
export interface GradeStep {
  readonly to: EvidenceGrade;
  readonly text: string;
}

/** A candidate with what was found of it. */
export interface WeighedCandidate {
  readonly id: string;
  readonly kind: CandidateKind;
  readonly service: string | null;
  readonly title: string;
  /** In [0, 1]; those of all candidates, `none` and `unknown` sum to 1. */
  readonly probability: number;
  readonly grade: EvidenceGrade;
  /** `cause` only from {@link EvidenceGrade} `mechanism` on and where it is likelier than everything else together. */
  readonly standing: 'cause' | 'suspect' | 'cleared';
  readonly reasons: readonly AttributionReason[];
  readonly raise: readonly GradeStep[];
}

/** When the symptoms may have begun. */
export interface OnsetEstimate {
  readonly at: Instant;
  /** Share of the weight of all estimates, in (0, 1]. */
  readonly weight: number;
  /** Standard deviation of the estimate. */
  readonly errorMs: number;
  readonly service: string | null;
  readonly source: string;
}

/** How likely the fault lies in a service. */
export interface BlamedService {
  readonly service: string;
  /** Those of all services sum to 1. */
  readonly share: number;
  readonly reasons: readonly string[];
}

/** What may be answered, with one candidate at most. */
export type AttributionAnswer =
  | { readonly kind: 'candidate'; readonly id: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: 'no-onset' | 'no-candidate' | 'undecided' };

/** Who may have done it. */
export interface Attribution {
  readonly answer: AttributionAnswer;
  /** Likeliest first. */
  readonly candidates: readonly WeighedCandidate[];
  /** None of the candidates: something outside. */
  readonly none: { readonly probability: number; readonly reasons: readonly AttributionReason[] };
  /** A change that is not in the list, or a cause of no known kind. */
  readonly unknown: number;
  /** Weightiest first; empty = nothing tells when it began. */
  readonly onsets: readonly OnsetEstimate[];
  /** Likeliest first. */
  readonly services: readonly BlamedService[];
  /** Sorts of evidence that were not there. */
  readonly missing: readonly ('metrics' | 'logs' | 'traces' | 'differences' | 'candidates')[];
}
