import type { Digest } from '../../kernel/index.ts';
import type { InterruptionKind } from './interruption.ts';
import type { TestOutcome } from './model.ts';

/** How one attempt of a test ended, as a report states it. */
export type AttemptOutcome = 'passed' | 'failed' | 'skipped' | InterruptionKind;

/** One entry of a report. */
export interface ReportedTest {
  /** Group and name, as {@link TestOutcome.test} has it. */
  readonly test: string;
  /** In order, not empty: more than one where the report itself tells of attempts again. */
  readonly attempts: readonly AttemptOutcome[];
}

/** A report of a run, from one file. */
export interface TestReport {
  /** The file, as the caller named it. */
  readonly source: string;
  /** Of the file's bytes. */
  readonly digest: Digest;
  /** In the order of the file; a name may stand more than once. */
  readonly tests: readonly ReportedTest[];
  /** The report ends in the middle: whoever wrote it was stopped. What stands before is whole. */
  readonly isTruncated: boolean;
  /** What was left out, one sentence each. */
  readonly gaps: readonly string[];
}

/** What reports of one run say together. */
export interface RunOutcomes {
  readonly outcomes: readonly TestOutcome[];
  /** Tests that did not run. */
  readonly skipped: number;
  /** Names that stood more than once and are not known to be attempts of one test. */
  readonly doubled: number;
  readonly interruptions: Readonly<Record<InterruptionKind, number>>;
}

/**
 * Puts the reports of one run together. A name that stands more than once is one test that failed if any entry of it did:
 * several tests of one name look like attempts, and a pass of one says nothing of another. With `areAttempts` the caller says
 * that they are attempts of one test.
 */
export function combineReports(
  reports: readonly Pick<TestReport, 'tests'>[],
  given: { readonly areAttempts: boolean },
): RunOutcomes {
  const entries = new Map<string, AttemptOutcome[][]>();
  const interruptions = { 'time-out': 0, 'lost-runner': 0, 'out-of-memory': 0 };
  for (const { test, attempts } of reports.flatMap(({ tests }) => tests)) {
    const known = entries.get(test);
    if (known === undefined) entries.set(test, [[...attempts]]);
    else known.push([...attempts]);
    for (const attempt of attempts) {
      if (attempt !== 'passed' && attempt !== 'failed' && attempt !== 'skipped') interruptions[attempt] += 1;
    }
  }
  const outcomes: TestOutcome[] = [];
  let skipped = 0;
  let doubled = 0;
  for (const [test, parts] of entries) {
    if (parts.length > 1 && !given.areAttempts) doubled += 1;
    const outcome = outcomeOf(test, parts, given.areAttempts);
    if (outcome === null) skipped += 1;
    else outcomes.push(outcome);
  }
  return { outcomes, skipped, doubled, interruptions };
}

function outcomeOf(
  test: string,
  parts: readonly (readonly AttemptOutcome[])[],
  areAttempts: boolean,
): TestOutcome | null {
  const all = parts.flat();
  const count = (outcome: AttemptOutcome): number => all.filter((each) => each === outcome).length;
  const passes = count('passed');
  const failures = count('failed');
  const interruptions = all.length - passes - failures - count('skipped');
  if (passes + failures + interruptions === 0) return null;
  if (areAttempts || parts.length === 1) return { test, passes, failures, interruptions };
  if (failures > 0) return { test, passes: 0, failures: 1, interruptions: 0 };
  return interruptions > 0
    ? { test, passes: 0, failures: 0, interruptions: 1 }
    : { test, passes: 1, failures: 0, interruptions: 0 };
}
