import type { CommitId, HistoryReader, RepositoryDescription } from '../domain/change/index.ts';
import {
  type CountedFailures,
  combineReports,
  countFailures,
  type FailureCause,
  type FlakeModel,
  fitFlakes,
  flakeProbability,
  type Quarantine,
  type RunOutcomes,
  recordRuns,
  type Standing,
  settleContents,
  type TestReport,
} from '../domain/flaky-test/index.ts';
import { digestOfJson, Fault, type Instant } from '../kernel/index.ts';
import type { World } from './port.ts';
import { readRulebook } from './proposal.ts';
import { keepTests, recallTests } from './test-memory.ts';

/** What reading reports came to. */
export interface ReadReports {
  readonly description: RepositoryDescription;
  readonly commit: CommitId;
  readonly place: 'branch' | 'trial';
  readonly at: Instant;
  readonly reports: readonly TestReport[];
  readonly outcomes: RunOutcomes;
  /** The same reports of the same commit were read before: nothing was counted. */
  readonly isKnown: boolean;
  /** Whether later runs find it. */
  readonly isKept: boolean;
  /** What is known of the suite now. */
  readonly model: FlakeModel;
}

/** Reads the reports of one run on a commit, and keeps what they say. Without reports, only notes what became known of the commit. */
export async function readReports(options: {
  readonly world: World;
  readonly repository: string;
  readonly files: readonly string[];
  readonly commit: string;
  /** When the tests ran; `null` = now. */
  readonly at: Instant | null;
  readonly load: number | null;
  /** Whether a name that stands several times is one test, tried again. */
  readonly areAttempts: boolean;
  /** What became known of the commit; `null` = nothing new. */
  readonly standing: Standing | null;
}): Promise<ReadReports> {
  const { world, load, areAttempts } = options;
  const history = await world.openRepository({ path: options.repository });
  const description = await history.describe();
  const commit = await commitOf(history, options.commit);
  const reports: TestReport[] = [];
  for (const file of options.files) reports.push(await world.readTestReport(file));
  const outcomes = combineReports(reports, { areAttempts });
  const { tip } = description;
  const place = tip !== null && (await history.reaches(tip, commit)) ? 'branch' : 'trial';
  const at = options.at ?? world.now();
  const before = await recallTests(history);
  const id = digestOfJson([commit, areAttempts, reports.map(({ digest }) => digest).sort()]);
  const run = { id, content: commit, at, load, place, outcomes: outcomes.outcomes } as const;
  const recorded = reports.length === 0 ? before : recordRuns(before, [run]);
  const after = options.standing === null ? recorded : settleContents(recorded, [[commit, options.standing]]);
  if (after !== before) await keepTests(history, after);
  return {
    description,
    commit,
    place,
    at,
    reports,
    outcomes,
    isKnown: reports.length > 0 && recorded === before,
    isKept: (await recallTests(history)).runs.length > 0,
    model: fitFlakes(after, world.now()),
  };
}

/** What is known of the flakiness of a repository's tests, and which of them are in quarantine. */
export interface FlakyTests {
  readonly description: RepositoryDescription;
  readonly model: FlakeModel;
  /** As the default branch states them. */
  readonly quarantines: readonly Quarantine[];
  /** Where they are read, such as `COMMIT:firebreak.yaml`. */
  readonly source: string;
}

/** Looks up what earlier runs kept, and the quarantines of the default branch. */
export async function listFlakyTests(options: {
  readonly world: World;
  readonly repository: string;
}): Promise<FlakyTests> {
  const { world } = options;
  const history = await world.openRepository({ path: options.repository });
  const description = await history.describe();
  const { configuration } = await readRulebook({ world, history, revision: description.tip, policy: { file: null } });
  const model = fitFlakes(await recallTests(history), world.now());
  return { description, model, quarantines: configuration.quarantines, source: configuration.source };
}

/** What reports say of a build that failed. */
export interface JudgedReports {
  readonly reports: readonly TestReport[];
  readonly outcomes: RunOutcomes;
  /** Tests that failed in every attempt, parted by the quarantines of the default branch. */
  readonly failures: CountedFailures;
  /** Why the counted ones failed; `null` = none of them counts. */
  readonly cause: FailureCause | null;
  /** `excused`: tests failed, and only such as are in quarantine. `interrupted`: none failed, and some were stopped. */
  readonly verdict: 'excused' | 'failed' | 'interrupted';
}

/** Judges a build that failed by its reports, and keeps nothing. A report that was cut off excuses nothing. */
export async function judgeReports(options: {
  readonly world: World;
  readonly repository: string;
  readonly files: readonly string[];
  /** Probability, before the build, that its content is at fault. */
  readonly breaks: number;
  readonly load: number | null;
  readonly areAttempts: boolean;
}): Promise<JudgedReports> {
  const { world, breaks, load, areAttempts } = options;
  const { model, quarantines } = await listFlakyTests(options);
  const reports: TestReport[] = [];
  for (const file of options.files) reports.push(await world.readTestReport(file));
  const outcomes = combineReports(reports, { areAttempts });
  const failed = outcomes.outcomes.filter(({ passes, failures }) => failures > 0 && passes === 0);
  const failures = countFailures(
    failed.map(({ test }) => test),
    quarantines,
    world.now(),
  );
  const counted = failures.counted.map((test) => ({ test, reach: 'unknown' as const }));
  const attempts = Math.min(
    ...failed.filter(({ test }) => failures.counted.includes(test)).map((each) => each.failures),
  );
  const cause =
    counted.length === 0
      ? null
      : flakeProbability(model, { failed: counted, attempts, breaks, reachedShare: null, load, control: null });
  const isStopped = outcomes.outcomes.some((each) => each.interruptions > 0 && each.passes + each.failures === 0);
  const isCut = reports.some(({ isTruncated }) => isTruncated);
  const excuses = failures.excused.length > 0 && cause === null && !isStopped && !isCut;
  const interrupted = failed.length === 0 && (isStopped || isCut);
  return { reports, outcomes, failures, cause, verdict: excuses ? 'excused' : interrupted ? 'interrupted' : 'failed' };
}

async function commitOf(history: HistoryReader, revision: string): Promise<CommitId> {
  const commit = await history.resolve(revision);
  if (commit !== null) return commit;
  throw new Fault({
    kind: 'usage',
    code: 'unknown-revision',
    message: `there is no commit ${revision} here`,
    fix: 'Give --commit the commit that the tests ran on, as a full id or a branch; fetch it first.',
  });
}
