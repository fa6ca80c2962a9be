import { type Digest, Fault, type Instant, type Result } from '../../kernel/index.ts';
import type { BrakeRule, CalendarBrake } from '../brake/index.ts';
import type { Catalog } from '../catalog/index.ts';
import type { CommitId, FilePath, HistoryReader } from '../change/index.ts';
import type { Direction } from '../detection/index.ts';
import type { Quarantine } from '../flaky-test/index.ts';
import type { Away, ReviewBudget } from '../review/index.ts';
import type { RolloutPlan } from '../rollout/index.ts';
import type { SeriesName } from '../signal/index.ts';
import type { Policy } from './model.ts';

/** Something wrong (`error`: nothing is decided by it) or doubtful (`warning`) in a configuration, with its place. */
export interface ConfigurationProblem {
  readonly severity: 'error' | 'warning';
  /** Stable, kebab-case. */
  readonly code: string;
  /** Repository path, or the path the caller gave. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  /** Where in the document, e.g. `services.checkout.tier` or `policy.rules[2].when`; empty for the whole document. */
  readonly path: string;
  /** Id of the rule it is about, where it is about one. */
  readonly rule: string | null;
  /** One sentence. */
  readonly message: string;
  /** What was probably meant. */
  readonly suggestion: string | null;
}

/** A policy file that a configuration brought in. */
export interface PackSummary {
  /** Name of a built-in pack, or a repository path. */
  readonly name: string;
  readonly source: string;
  readonly description: string | null;
  readonly rules: number;
}

/** How the merge queue of a repository works, as its protected base states it. Decides nothing of a change. */
export interface QueueStatement {
  /** `tree`: exactly what was built lands. `targets`: what shares no declared target lands by the proof of its own. */
  readonly proof: 'tree' | 'targets';
  /** Command that builds a tree, run by `sh -c`; `null` = none is stated. */
  readonly build: string | null;
  /** Checks that a trial branch must pass where builds run on the forge; empty = none are stated. */
  readonly checks: readonly string[];
  /** Builds at once; `null` = not stated. */
  readonly workers: number | null;
  /** Minutes after which a build is given up; `null` = not stated. */
  readonly timeoutMinutes: number | null;
  /** What one build on this machine may use beside its time; `null` = not stated. */
  readonly limits: BuildLimitStatement;
  /** Patterns over paths of the tree at which a build leaves JUnit reports of its tests; empty = it leaves none. */
  readonly junit: readonly string[];
  /** Patterns over repository paths by target. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
}

/** Bounds of one build, as a team states them; `null` = not stated. */
export interface BuildLimitStatement {
  readonly memoryMb: number | null;
  readonly processes: number | null;
  readonly diskMb: number | null;
  readonly processorMinutes: number | null;
}

/** Nothing is stated. */
export const NO_QUEUE: QueueStatement = {
  proof: 'tree',
  build: null,
  checks: [],
  workers: null,
  timeoutMinutes: null,
  limits: { memoryMb: null, processes: null, diskMb: null, processorMinutes: null },
  junit: [],
  targets: {},
};

/** Brakes that nobody pulls by hand, as the protected base of a repository states them. */
export interface BrakeStatement {
  /** Hold in their windows; each name once. */
  readonly calendar: readonly CalendarBrake[];
  /** Engage by facts of the day; each id once. */
  readonly rules: readonly BrakeRule[];
}

/** Nothing is stated. */
export const NO_BRAKE_STATEMENT: BrakeStatement = { calendar: [], rules: [] };

/** Feature flags of a repository, as its protected base states them. Decides nothing of a change. */
export interface FlagStatement {
  /** Definitions file in the format of flagd; `null` = none is stated. */
  readonly definitions: FilePath | null;
}

/** Nothing is stated. */
export const NO_FLAGS: FlagStatement = { definitions: null };

/** How new versions are given to users, as the protected base of a repository states it. */
export interface RolloutStatement {
  /** In the order of the file; each name once. */
  readonly plans: readonly RolloutPlan[];
}

/** Nothing is stated. */
export const NO_ROLLOUTS: RolloutStatement = { plans: [] };

/** A series that is watched for alarms; what it counts is of a service or a flow. */
export interface SeriesStatement {
  /** Unique in its repository, among objectives too. */
  readonly name: string;
  /** Lines with these labels are summed. */
  readonly selector: SeriesName;
  readonly about: { readonly kind: 'service' | 'flow'; readonly id: string };
  readonly environment: string | null;
  readonly stepMs: number;
  readonly directions: readonly Direction[];
  /** False alarms a week that are borne. */
  readonly alarmsPerWeek: number;
  /** What counts as one. */
  readonly unit: number;
}

/** A share of good events that a service is to keep. */
export interface ObjectiveStatement {
  readonly name: string;
  readonly service: string;
  readonly environment: string | null;
  /** Counters of bad and of all events; the lines of all of them are summed. */
  readonly bad: readonly SeriesName[];
  readonly all: readonly SeriesName[];
  /** Whether counters of bad events that nobody has seen stand at 0. */
  readonly isAbsentZero: boolean;
  /** Above 0 and below 1. */
  readonly objective: number;
}

/** What is watched for alarms, as the protected base of a repository states it. Decides nothing of a change. */
export interface DetectionStatement {
  readonly series: readonly SeriesStatement[];
  readonly objectives: readonly ObjectiveStatement[];
}

/** Nothing is stated. */
export const NO_DETECTION: DetectionStatement = { series: [], objectives: [] };

/** All that the gate is told: from one commit, from a file of the caller, or built in. */
export interface Configuration {
  readonly catalog: Catalog;
  readonly policy: Policy;
  /** Hours that a change waits for a review here, as the team states it; `null` = not stated. Decides nothing. */
  readonly reviewWaitHours: number | null;
  /** What reviews take here as a multiple of the predicted minutes, as the team states it; `null` = not stated. Decides nothing. */
  readonly reviewMinutesFactor: number | null;
  /** Minutes of review that people are ready to give, as the team states them; each holder once. Decides nothing. */
  readonly reviewBudgets: readonly ReviewBudget[];
  /** When people review nothing; may overlap. */
  readonly reviewAway: readonly Away[];
  readonly queue: QueueStatement;
  readonly flags: FlagStatement;
  readonly brakes: BrakeStatement;
  readonly rollouts: RolloutStatement;
  readonly detection: DetectionStatement;
  /** Tests whose failures count for nothing until a date, lapsed ones with them; each test once. */
  readonly quarantines: readonly Quarantine[];
  /** `COMMIT:firebreak.yaml`, `built-in:starter`, or the file the caller gave. */
  readonly source: string;
  /** Digest of catalog, policy, brakes and services with a rollout plan without line numbers: equal meaning, equal digest. */
  readonly digest: Digest;
  /** Warnings only: an error leaves no configuration. */
  readonly problems: readonly ConfigurationProblem[];
  readonly packs: readonly PackSummary[];
}

/** What was read, or every problem that stands in the way (warnings too). */
export type ConfigurationResult = Result<Configuration, readonly ConfigurationProblem[]>;

/** Reads configurations; a missing one is the built-in starter policy in advice, a broken one is rejected whole. */
export interface ConfigurationReader {
  /** At `revision`, which the caller takes from the protected base; `null` = there is none (an empty repository). */
  load(options: {
    readonly history: HistoryReader;
    readonly revision: CommitId | null;
    /** For warnings about what has expired; `null` = none. */
    readonly now: Instant | null;
  }): Promise<ConfigurationResult>;
}

/** Problems shown in one message; the rest is counted. */
const SHOWN = 20;

/** The fault for a configuration that cannot be used: it lists the problems with their places. */
export function configurationFault(problems: readonly ConfigurationProblem[]): Fault {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const lines = errors.slice(0, SHOWN).map(describeProblem);
  const rest = errors.length > SHOWN ? [`and ${errors.length - SHOWN} more`] : [];
  return new Fault({
    kind: 'malformed',
    code: 'invalid-configuration',
    message: `the configuration cannot be used:\n${[...lines, ...rest].map((line) => `  ${line}`).join('\n')}`,
    fix: 'correct the lines named; `firebreak schema` prints the schema for your editor',
  });
}

/** `FILE:LINE:COLUMN PATH: MESSAGE; did you mean "SUGGESTION"?`, one line. */
export function describeProblem(problem: ConfigurationProblem): string {
  const path = problem.path === '' ? '' : ` ${problem.path}:`;
  const suggestion = problem.suggestion === null ? '' : `; did you mean "${problem.suggestion}"?`;
  return `${problem.file}:${problem.line}:${problem.column}${path} ${problem.message}${suggestion}`;
}
