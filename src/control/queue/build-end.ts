import { combineReports } from '../../domain/flaky-test/index.ts';
import {
  type BuildReports,
  type BuildStatus,
  endTrial,
  evolve,
  judgeEnd,
  type MergeQueue,
  type QueueEvent,
  type QueueTrial,
  type ReportedTests,
  readBuildEnd,
  runningTrials,
} from '../../domain/merge-queue/index.ts';
import type { QueueWorld } from './port.ts';
import { buildId } from './trial.ts';

/** How a build ended by what it reported of its tests, with what that says of a failure. The run is remembered for later ones. */
export async function endOf(
  world: QueueWorld,
  given: {
    readonly queue: MergeQueue;
    readonly trial: QueueTrial;
    readonly status: Extract<BuildStatus, { readonly kind: 'ended' }>;
  },
): Promise<readonly QueueEvent[]> {
  const { executor, tests, quarantines, rules, now } = world;
  const { queue, trial, status } = given;
  const { number, tree } = trial;
  const { outcome, code, build, detail } = status;
  const id = buildId(queue.id, trial);
  const isTold = outcome === 'passed' || outcome === 'failed';
  const found = isTold ? await executor.reports(id) : null;
  const reported = found === null ? null : reportedTests(found);
  const read = readBuildEnd({ outcome, code }, { reported, quarantines, now: now() });
  const ended = endTrial(queue, { trial: number, ...read, build, detail, now: now() });
  const after = ended.reduce<MergeQueue | null>(evolve, queue);
  if (tree === null || after === null) return ended;
  const isJudged = (read.tests?.failed.length ?? 0) > 0 || trial.controls !== null;
  // Judged by what was known before: the same build asked for again, after a crash, is judged the same.
  const judged = isJudged
    ? judgeEnd(after, { trial: number, model: await tests.modelWithout(tree, now()), rules, now: now() })
    : [];
  if (reported !== null) {
    const load = Math.min(1, runningTrials(queue).length / Math.max(1, rules.workers));
    const place = trial.subjects.length === 0 ? 'branch' : 'trial';
    await tests.record({ id, content: tree, at: now(), load, place, outcomes: reported.outcomes });
  }
  return [...ended, ...judged];
}

function reportedTests({ reports, unread }: BuildReports): ReportedTests {
  const { outcomes } = combineReports(reports, { areAttempts: false });
  return {
    outcomes,
    isCut: unread > 0 || reports.some(({ isTruncated }) => isTruncated),
    hasGaps: reports.some(({ hasGaps }) => hasGaps),
  };
}
