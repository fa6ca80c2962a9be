import type { HistoryReader } from '../domain/change/index.ts';
import {
  emptyHistory,
  type FlakeModel,
  fitFlakes,
  readHistory,
  recordRuns,
  settleContents,
  type TestHistory,
  type TestRun,
  writeHistory,
} from '../domain/flaky-test/index.ts';
import type { Instant } from '../kernel/index.ts';

/** Under which the history of test runs is kept: what is lost there is learnt anew. */
const KEPT_NAME = 'tests';

/** What earlier runs of the tests of a repository told; empty where nothing is kept. */
export async function recallTests(history: Pick<HistoryReader, 'recall'>): Promise<TestHistory> {
  return (await recalled(history)) ?? emptyHistory();
}

/** Keeps what runs told, for whoever asks next. */
export async function keepTests(history: Pick<HistoryReader, 'keep'>, tests: TestHistory): Promise<void> {
  await history.keep(KEPT_NAME, new TextEncoder().encode(writeHistory(tests)));
}

/** The tests of one repository, as long as a process works with them: kept where others find it, and in memory where nothing is kept. */
export interface TestMemory {
  /** What is known of the tests, apart from what runs on that content told. */
  modelWithout(content: string, now: Instant): Promise<FlakeModel>;
  /** Takes a run; told twice it counts once. */
  record(run: TestRun): Promise<void>;
  /** Notes that a content is good: it landed. */
  settle(content: string): Promise<void>;
}

/** The memory of a repository; nothing is read yet. */
export function openTestMemory(open: () => Promise<Pick<HistoryReader, 'recall' | 'keep'>>): TestMemory {
  let own = emptyHistory();
  const load = async (): Promise<{ readonly history: Pick<HistoryReader, 'keep'>; readonly tests: TestHistory }> => {
    const history = await open();
    return { history, tests: (await recalled(history)) ?? own };
  };
  const change = async (how: (tests: TestHistory) => TestHistory): Promise<void> => {
    const { history, tests } = await load();
    own = how(tests);
    if (own !== tests) await keepTests(history, own);
  };
  return {
    async modelWithout(content, now) {
      const { tests } = await load();
      return fitFlakes({ ...tests, runs: tests.runs.filter((run) => run.content !== content) }, now);
    },
    record: (run) => change((tests) => recordRuns(tests, [run])),
    settle: (content) => change((tests) => settleContents(tests, [[content, 'good']])),
  };
}

async function recalled(history: Pick<HistoryReader, 'recall'>): Promise<TestHistory | null> {
  const bytes = await history.recall(KEPT_NAME);
  return bytes === null ? null : readHistory(new TextDecoder().decode(bytes));
}
