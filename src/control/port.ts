import type { CaseEvidence } from '../domain/attribution/index.ts';
import type { Catalog } from '../domain/catalog/index.ts';
import type { CommitId, HistoryReader } from '../domain/change/index.ts';
import type { SourceReader } from '../domain/code-graph/index.ts';
import type { LineHistoryReader } from '../domain/delivery/index.ts';
import type { ScannerRun } from '../domain/finding/index.ts';
import type { FlagReader } from '../domain/flag/index.ts';
import type { TestReport } from '../domain/flaky-test/index.ts';
import type { ChangeContext } from '../domain/gate/index.ts';
import type { FixTracer } from '../domain/label/index.ts';
import type { BuildOutput, Executor, TrialBuilder } from '../domain/merge-queue/index.ts';
import type { DocumentParser, OperationReading, SquawkFinding, StatementParser } from '../domain/operation/index.ts';
import type {
  BuildLimitStatement,
  ConfigurationProblem,
  ConfigurationReader,
  ConfigurationResult,
  PolicyTestCase,
} from '../domain/policy/index.ts';
import type { PullRequestText } from '../domain/provenance/index.ts';
import type { EventStore, Signer, Verifier } from '../event-log/index.ts';
import type { Digest, Instant, Result } from '../kernel/index.ts';

/** Files below one folder; paths are relative to it and cannot leave it. */
export interface FolderFiles {
  /** `null` where there is no such file. */
  read(path: string): Promise<string | null>;
  write(path: string, content: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Paths of the files below a folder, sorted; empty where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
}

/** A case of an incident as it was read, with what could not be. */
export interface IncidentCase {
  readonly evidence: CaseEvidence;
  readonly gaps: readonly { readonly place: string; readonly message: string }[];
}

/** What the caller says of a proposal, undone from its file. */
export interface StatedContext {
  readonly context: ChangeContext;
  readonly pullRequest:
    | (PullRequestText & { readonly baseBranch: string | null; readonly headBranch: string | null })
    | null;
}

/** Which content a sign-off of a context file may be bound to. */
export interface ContentBinding {
  readonly head: CommitId | null;
  readonly contentDigest: Digest | null;
}

/** A change to a repository's own records: shown first, done only when asked. */
export interface PlannedWrite {
  readonly argv: readonly string[];
  /** The message or note as it would read. */
  readonly text: string;
  apply(): Promise<void>;
}

/** A log that is open; whoever opened it closes its store. */
export interface OpenLog {
  readonly store: EventStore;
  /** `null` unless it was opened for writing. */
  readonly signer: Signer | null;
  readonly verifier: Verifier;
}

/** What a log is opened for. Reading never makes one; importing takes the public key of what is imported. */
export type LogUse =
  | { readonly use: 'read' }
  | { readonly use: 'write' }
  | { readonly use: 'import'; readonly verifier: Verifier };

/** The outside world, as control needs it; `main.ts` gives the adapters. */
export interface World {
  openRepository(options: { readonly path: string; readonly signal?: AbortSignal | undefined }): Promise<HistoryReader>;
  /** Finds who wrote the lines that fixes changed; remembers between runs where it may. */
  openTracer(options: { readonly path: string; readonly signal?: AbortSignal | undefined }): Promise<FixTracer>;
  /** Reads which lines landings changed. */
  openLineHistory(options: {
    readonly path: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<LineHistoryReader>;
  /** Reads sources at any revision; remembers between runs where it may. */
  openSources(options: { readonly path: string; readonly signal?: AbortSignal | undefined }): Promise<SourceReader>;
  /** PostgreSQL's grammar; `null` where it cannot be loaded. */
  loadSqlParser(): Promise<StatementParser | null>;
  /** Structured files (YAML, JSON, TOML, ...), behind limits. */
  readonly documents: DocumentParser;
  /** Definitions of feature flags. */
  readonly flags: FlagReader;
  /** A plan of Terraform or OpenTofu that the caller names. */
  readPlan(path: string): Promise<OperationReading>;
  /** A report of squawk that the caller names; `skipped` entries did not fit. */
  readSquawk(path: string): Promise<{ readonly findings: readonly SquawkFinding[]; readonly skipped: number }>;
  /** The text of a file that the caller names; a Fault where there is none or it is too large. */
  readCallerText(path: string): Promise<string>;
  /** What is known of one incident, from a folder or a document that the caller names; a Fault where there is none. */
  readIncidentCase(place: string): Promise<IncidentCase>;
  readonly configuration: ConfigurationReader;
  /** A file the caller names: a policy, judged with the given catalog, or a whole configuration with its own. */
  readPolicyFile(options: {
    readonly path: string;
    readonly catalog: Catalog | null;
    readonly now: Instant;
  }): Promise<ConfigurationResult>;
  /** A policy test file; `policy` is the file it tests. */
  readPolicyTests(
    path: string,
  ): Promise<
    Result<{ readonly policy: string; readonly cases: readonly PolicyTestCase[] }, readonly ConfigurationProblem[]>
  >;
  readContext(path: string, binding: ContentBinding): Promise<StatedContext>;
  /** A scanner's report (SARIF) that the caller names; `root` is the repository's absolute path. */
  readScannerReport(path: string, options: { readonly root: string }): Promise<readonly ScannerRun[]>;
  /** A report of a test run (JUnit XML) that the caller names. */
  readTestReport(path: string): Promise<TestReport>;
  files(root: string): FolderFiles;
  planNote(options: {
    readonly repository: string;
    readonly ref: string;
    readonly commit: CommitId;
    readonly text: string;
  }): Promise<PlannedWrite>;
  planTrailers(options: { readonly repository: string; readonly trailers: readonly string[] }): Promise<PlannedWrite>;
  /** The environment's variables, for evidence of an agent at work. */
  readonly environment: {
    readonly variables: Readonly<Record<string, string | undefined>>;
    readonly hasDevinFolder: boolean;
  };
  /** The event log of a data folder. Fault: in use, not writable, none to read, its key missing. */
  openLog(options: { readonly folder: string } & LogUse): Promise<OpenLog>;
  /** Copies the log of a data folder into a new one, at one moment, while others work in it. Fault: none there, or one in the target. */
  copyLog(options: { readonly folder: string; readonly target: string }): Promise<void>;
  /** The folder inside a repository's git directory, shared by its work trees, that keeps what Firebreak knows of it; it may not be there yet. */
  dataFolder(options: { readonly path: string; readonly signal?: AbortSignal | undefined }): Promise<string>;
  /** The merge queue's side of a repository for one branch, with its git directory and name. */
  openTrials(options: {
    readonly path: string;
    readonly branch: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<{ readonly builder: TrialBuilder; readonly folder: string; readonly name: string }>;
  /** Runs a command of the caller for each build on this machine. Fault: another process builds in this folder. */
  openLocalExecutor(options: {
    readonly folder: string;
    readonly command: string;
    readonly timeMs: number;
    /** What else a build may use, where it is stated. */
    readonly limits: BuildLimitStatement;
    /** Names of variables that builds may see. */
    readonly variables: readonly string[];
    /** Patterns over paths of a tree at which builds leave reports of their tests. */
    readonly junit: readonly string[];
  }): Promise<Executor>;
  /** The end of what a build printed that ran in a folder of {@link openLocalExecutor}; `null` = nothing is kept. */
  readBuildOutput(options: { readonly folder: string; readonly build: string }): Promise<BuildOutput | null>;
  /** Lines of a file that the caller names, without line feeds. */
  readLines(path: string): AsyncIterable<string>;
  now(): Instant;
}
