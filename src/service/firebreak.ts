import type {
  AttributionReport,
  BlastReport,
  BrakeReport,
  CommitProvenance,
  DecisionDocument,
  DetectionReport,
  DoctorReport,
  ExpectedLoss,
  Explanation,
  IncidentRules,
  LintReport,
  LogImport,
  LogProof,
  LogReceipt,
  LogStatus,
  LogVerificationReport,
  MetricsReport,
  PatternReport,
  PolicyTestReport,
  QueueSimulation,
  ReachTraining,
  RecallReport,
  ReplayReport,
  ReviewForecastReport,
  ReviewSimulationReport,
  RiskReport,
  RiskTraining,
  RolloutPlanReport,
  ScanReport,
  WeeklyReport,
  WriteReport,
} from '../contract/index.ts';
import type { DetectRequest, Progress } from '../control/index.ts';
import type { AttributionRequest } from './attribution/attribute.ts';
import type { LocalFlagDesk } from './flag/local.ts';
import type { FlakyDesk } from './flaky.ts';
import type { ExpectedLossRequest } from './incident/expected-loss.ts';
import type { LocalIncidentDesk } from './incident/local.ts';
import type { RuleTrialRequest } from './incident/rule.ts';
import type { LocalQueueDesk } from './queue/local.ts';
import type { QueueSimulationRequest } from './queue/simulate.ts';
import type { PlanRequest } from './rollout/simulate.ts';

export type { Progress };

/** What every request says: where, and by which policy. */
export interface RepositoryRequest {
  /** Any path inside a work tree, or a bare repository. */
  readonly repository: string;
  /** Policy file that replaces the one of the protected base; `null` = the base's own. */
  readonly policy: string | null;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** Where a window of history starts: days before the newest landing, or a moment (RFC 3339). */
export type Since = { readonly kind: 'days'; readonly days: number } | { readonly kind: 'moment'; readonly at: string };

export interface WindowRequest extends RepositoryRequest {
  /** Newest landed changes to read; `null` = all within `since`. */
  readonly limit: number | null;
  readonly since: Since | null;
  /** Branch or commit; `null` = the default branch. */
  readonly tip: string | null;
}

export interface MetricsRequest extends WindowRequest {
  readonly labels: 'stated' | 'traced';
  /** Whether lines are followed, for the life of code. */
  readonly lines: boolean;
  /** `landings`: every landing is deployed as it lands, as the caller says. */
  readonly deployments: 'none' | 'landings';
}

export interface WeeklyRequest extends RepositoryRequest {
  /** `2026-W47`; `null` = the week of the newest landing. */
  readonly week: string | null;
}

export interface ReplayRequest extends WindowRequest {
  readonly labels: 'stated' | 'traced';
  /** Compares with a second policy, a file or (`null`) the one of the protected base; `null` = compares with none. */
  readonly against: { readonly file: string | null } | null;
}

/** A window of history, with who is taken to review. */
export interface ReviewLoadRequest extends WindowRequest {
  /** Members that are `null` are not stated: then people of the configuration review, or whoever landed changes regularly. */
  readonly reviewers: {
    readonly seniors: number | null;
    readonly others: number | null;
    /** Minutes a week of each reviewer whose own are not stated. */
    readonly minutesPerWeek: number | null;
  };
  /** Of everything that is drawn: the same seed, the same figures. */
  readonly seed: number;
}

/** Which proposal is meant; one of the members. */
export type ProposalRequest =
  | { readonly kind: 'branch'; readonly head: string; readonly base: string | null }
  | { readonly kind: 'range'; readonly range: string }
  | { readonly kind: 'staged' }
  | { readonly kind: 'landed'; readonly commit: string };

export interface CheckRequest extends RepositoryRequest {
  readonly proposal: ProposalRequest;
  /** File with what only the caller can know: sign-offs, pull-request body, labels, tickets. */
  readonly context: string | null;
  /** Scanners' reports (SARIF files) on the change. */
  readonly sarif: readonly string[];
}

/** What to learn from: what messages state, or also the lines that fixes changed. */
export interface RiskTrainingRequest {
  readonly repository: string;
  readonly labels: 'stated' | 'traced';
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** How much of a repository's past to learn from. */
export interface ReachTrainingRequest {
  readonly repository: string;
  /** Newest landed changes whose fixes are traced. */
  readonly limit: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

export interface BlastRequest extends RepositoryRequest {
  readonly proposal: ProposalRequest;
  /** Plans of Terraform or OpenTofu as JSON (`show -json`). */
  readonly plans: readonly string[];
  /** Reports of `squawk --reporter json`. */
  readonly squawk: readonly string[];
  /** Observed service graphs: an answer of Prometheus, or its text format. */
  readonly observed: readonly string[];
}

/** Which families to tell of. */
export interface PatternRequest extends RepositoryRequest {
  /** `null` = all families of the default branch. */
  readonly proposal: ProposalRequest | null;
  /** One family by its id; `null` = all. */
  readonly family: string | null;
  /** Families with fewer copies are left out, 1 and up. */
  readonly atLeast: number;
  /** Copies by AI-assisted changes from which a family is alerted. */
  readonly alertAt: number;
  /** Only families that are alerted. */
  readonly alertsOnly: boolean;
  /** Families in the answer at most. */
  readonly limit: number;
}

/** From where to recall, and which proposals wait. */
export interface RecallRequest extends RepositoryRequest {
  readonly origin: /** What it repaired or took back, as it stood before. */
    | { readonly kind: 'repair'; readonly change: ProposalRequest }
    /** What it brought. */
    | { readonly kind: 'cause'; readonly change: ProposalRequest }
    | { readonly kind: 'place'; readonly path: string; readonly line: number }
    | { readonly kind: 'family'; readonly id: string };
  /** Branches or commits that are proposed and not landed. */
  readonly proposals: readonly string[];
}

export interface ExplainRequest extends CheckRequest {
  /** Blocker code or rule id; `null` = every rule that matched. */
  readonly code: string | null;
}

export interface ProvenanceRequest extends WindowRequest {
  /** One commit or range; `null` = the window. */
  readonly revision: string | null;
  /** Every commit reachable, not only the landed changes' window. */
  readonly all: boolean;
}

export interface RecordRequest {
  readonly repository: string;
  readonly tool: string;
  readonly model: string | null;
  /** Kept as a digest only. */
  readonly session: string | null;
  readonly form: 'trailer' | 'note';
  /** False = preview. */
  readonly write: boolean;
}

export interface InitRequest {
  readonly repository: string;
  /** What is most critical: paths or globs. */
  readonly critical: readonly string[];
  /** Who is senior for it: mails or @handles. */
  readonly seniors: readonly string[];
  readonly mode: 'shadow' | 'advise' | 'enforce';
  readonly write: boolean;
}

/** A log by the folder that holds it or its keys. */
export interface LogRequest {
  readonly log: string;
}

export interface VerifyLogRequest extends LogRequest {
  /** Public key to trust instead of the folder's own. */
  readonly key: string | null;
  /** File with a checkpoint that was kept elsewhere. */
  readonly checkpoint: string | null;
}

/** What a first start proposes before it asks. */
export interface InitProposal {
  readonly critical: readonly string[];
  readonly seniors: readonly string[];
  readonly existing: string | null;
}

/**
 * Everything Firebreak does for its clients, in the words of the contract. Each method rejects with a `Fault` when the
 * outside fails; none writes to the repository but those whose request says `write: true`.
 */
export interface Firebreak {
  scan(request: WindowRequest): Promise<ScanReport>;
  /** Freezes of the calendar that the protected branch states. */
  /** How long each stage of a rollout plan will need. */
  rolloutPlan(request: PlanRequest): Promise<RolloutPlanReport>;
  brakes(request: { readonly repository: string; readonly signal?: AbortSignal | undefined }): Promise<BrakeReport>;
  check(request: CheckRequest): Promise<DecisionDocument>;
  /** Decides as `check` does, and keeps the decision in the log of a folder, sealed, before it answers. */
  checkAndRecord(
    request: CheckRequest & { readonly log: string },
  ): Promise<{ readonly document: DecisionDocument; readonly receipt: LogReceipt }>;
  explain(request: ExplainRequest): Promise<readonly Explanation[]>;
  risk(request: CheckRequest): Promise<RiskReport>;
  /** What a change can reach, and whether it can be undone. */
  blast(request: BlastRequest): Promise<BlastReport>;
  /** Families of look-alike fragments, or those that a change adds to. */
  patterns(request: PatternRequest): Promise<PatternReport>;
  /** Every live sibling of what was repaired or did harm, with what mends it. */
  recall(request: RecallRequest): Promise<RecallReport>;
  /** Learns from the repository's own repairs and keeps it in the user's cache; later answers of `blast` use it. */
  trainReach(request: ReachTrainingRequest): Promise<ReachTraining>;
  /** Learns from the repository's own labels and keeps it in the user's cache; later scores use it. */
  trainRisk(request: RiskTrainingRequest): Promise<RiskTraining>;
  replay(request: ReplayRequest): Promise<ReplayReport>;
  /** Senior minutes a week that the policy would have asked for, beside what people are ready to give. */
  forecastReview(request: ReviewLoadRequest): Promise<ReviewForecastReport>;
  /** How long landed changes would have waited for reviewers, by two rules at several volumes of AI. */
  simulateReview(request: ReviewLoadRequest): Promise<ReviewSimulationReport>;
  showProvenance(request: ProvenanceRequest): AsyncIterable<CommitProvenance>;
  recordProvenance(request: RecordRequest): Promise<WriteReport>;
  verifyProvenance(request: ProvenanceRequest): AsyncIterable<CommitProvenance>;
  lintPolicy(request: RepositoryRequest): Promise<LintReport>;
  testPolicy(request: { readonly repository: string; readonly files: readonly string[] }): Promise<PolicyTestReport>;
  proposeInit(request: { readonly repository: string }): Promise<InitProposal>;
  init(request: InitRequest): Promise<WriteReport>;
  undoInit(request: { readonly repository: string; readonly write: boolean }): Promise<WriteReport>;
  doctor(request: { readonly repository: string }): Promise<DoctorReport>;
  logStatus(request: LogRequest): Promise<LogStatus>;
  /** Recomputes everything that a log claims; needs nothing but the folder. */
  verifyLog(request: VerifyLogRequest): Promise<LogVerificationReport>;
  proveEvent(request: LogRequest & { readonly position: number }): Promise<LogProof>;
  /** Copies a log into a new folder while others work in it; gives what verifying the copy found. */
  backUpLog(request: LogRequest & { readonly target: string }): Promise<LogVerificationReport>;
  /** Lines of NDJSON, without line feeds. */
  exportLog(request: LogRequest): AsyncIterable<string>;
  importLog(request: LogRequest & { readonly file: string; readonly key: string | null }): Promise<LogImport>;
  /** Agents that the environment shows at work here, by name; empty = none is seen. */
  agentsHere(): readonly string[];
  /** Tests that fail now and then on good code. */
  /** Runs the detectors over a file of one series. Faults: no such file, no series in it. */
  detect(request: DetectRequest): Promise<DetectionReport>;
  /** Which change may have caused an incident. Faults: no such place, nothing of a case in it. */
  attribute(request: AttributionRequest): Promise<AttributionReport>;
  /** Delivery metrics of one repository, out of git alone. */
  metrics(request: MetricsRequest): Promise<MetricsReport>;
  /** The operations review of one week, out of git alone. */
  weekly(request: WeeklyRequest): Promise<WeeklyReport>;
  readonly flaky: FlakyDesk;
  /** Feature flags by their definitions. */
  readonly flags: LocalFlagDesk;
  /** What a change may cost in a flow before it is taken back. Fault: no such flow. */
  expectedLoss(request: ExpectedLossRequest): Promise<ExpectedLoss>;
  /** Which rules would have caught a landed change, and at what price. */
  incidentRules(request: RuleTrialRequest): Promise<IncidentRules>;
  /** The incidents of a repository on this machine. */
  readonly incidents: LocalIncidentDesk;
  /** The merge queue of a repository on this machine. */
  readonly queue: LocalQueueDesk;
  /** Ways to run a queue on the same changes, in virtual time. */
  simulateQueue(request: QueueSimulationRequest): Promise<QueueSimulation>;
  /** JSON Schema of `firebreak.yaml` or of a document, by name; `null` where there is no such name. */
  schema(name: string): unknown;
  /** Names that `schema` knows. */
  readonly schemaNames: readonly string[];
}
