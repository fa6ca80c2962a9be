import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueReport, QueueRun } from '../../contract/index.ts';
import {
  buildId,
  type Executor,
  endTrial,
  handleQueue,
  type Inquiries,
  type LocalQueue,
  localQueueWorld,
  type MergeQueue,
  openInquiries,
  openLocalGate,
  openQueue,
  openQueueBook,
  openQueueStatement,
  openQueueTests,
  passQueue,
  type QueueEntry,
  queueRulesOf,
  runningTrials,
  withQueueLog,
} from '../../control/index.ts';
import { Fault, printable } from '../../kernel/index.ts';
import { landingOf, queueReportOf } from './document.ts';

/** Minutes of a build where nothing is stated. */
const TIMEOUT_MINUTES = 60;
const MINUTE_MS = 60_000;
/** Between two looks at builds: short at first, for builds of seconds. */
const LOOK_MS = { first: 10, most: 100, factor: 1.3 };
/** After this the branch, the changes and the log are looked at again, though no build ended. */
const QUIET_MS = 2_000;

/** What a run is told. */
export interface LocalRun {
  readonly build: string | null;
  readonly workers: number | null;
  readonly variables: readonly string[];
  readonly isWatching: boolean;
  readonly onChange: (report: QueueReport) => void;
}

/**
 * Builds and lands until nothing more can be done, or until it is interrupted. The log is open only while a pass works with it, so
 * that others can add and look in between.
 */
export async function runLocalQueue(queue: LocalQueue, run: LocalRun): Promise<QueueRun> {
  const { world, id, builder, signal } = queue;
  const stated = openQueueStatement(queue);
  const { statement } = await stated();
  const command = run.build ?? statement.build;
  // An empty command ends with 0: everything would land unbuilt.
  if (command === null || command.trim() === '') throw noBuild();
  const executor = await world.openLocalExecutor({
    folder: buildFolderOf(queue),
    command,
    timeMs: (statement.timeoutMinutes ?? TIMEOUT_MINUTES) * MINUTE_MS,
    limits: statement.limits,
    junit: statement.junit,
    variables: run.variables,
  });
  const book = openQueueBook();
  const gate = openLocalGate(queue);
  const tests = openQueueTests(queue);
  const inquiries = openInquiries();
  let before: MergeQueue | null = null;
  let after: MergeQueue | null = null;
  try {
    for (;;) {
      const passed = await withQueueLog(queue, async (log) => {
        await openQueue({ id, store: log.store, builder, book, now: world.now });
        before ??= (await book.load(log.store, id)).queue;
        // Read each time: what lands may change how the queue works.
        const now = await stated();
        const given = { log, executor, stated: now, tests, gate, inquiries, workers: run.workers };
        const came = await passQueue(localQueueWorld(queue, given), book);
        after = (await book.load(log.store, id)).queue;
        if (!came.isIdle && after !== null) {
          run.onChange(
            queueReportOf({ queue: after, rules: queueRulesOf(now.statement), viewer: null, now: world.now() }),
          );
        }
        return came;
      });
      const isDone = passed.isIdle && passed.running === 0 && !run.isWatching;
      if (isDone) break;
      if (passed.isIdle || passed.isAsking || passed.running > 0) {
        const quietMs = passed.wakeAt === null ? QUIET_MS : Math.min(QUIET_MS, passed.wakeAt - world.now());
        const asked = passed.isAsking ? inquiries : null;
        await somethingNew(executor, { queue: after, asked, quietMs, signal });
      }
      if (signal?.aborted === true) break;
    }
  } finally {
    await executor.close();
  }
  if (signal?.aborted === true) after = (await endInterrupted(queue, { executor, book })) ?? after;
  return runReport(id, { before, after });
}

/** Where builds of a queue run, and what they printed lies. */
export function buildFolderOf({ data }: LocalQueue): string {
  return `${data}/builds`;
}

/** What was ended with the run is no longer told as running; what had ended by itself is taken by the next run. */
async function endInterrupted(
  queue: LocalQueue,
  { executor, book }: { readonly executor: Executor; readonly book: ReturnType<typeof openQueueBook> },
): Promise<MergeQueue | null> {
  const { world, id } = queue;
  return withQueueLog(queue, async ({ store }) => {
    const { queue: state } = await book.load(store, id);
    if (state === null) return null;
    const ended: number[] = [];
    for (const trial of runningTrials(state)) {
      if ((await executor.poll(buildId(id, trial))).kind === 'unknown') ended.push(trial.number);
    }
    const end = { outcome: 'cancelled', build: null, code: 'interrupted', now: world.now() } as const;
    const plan = (now: MergeQueue | null) => ({
      ok: true as const,
      value: now === null ? [] : ended.flatMap((trial) => endTrial(now, { ...end, trial })),
    });
    const came = await handleQueue({ store, book, id, actor: null, now: world.now, plan });
    return came.ok ? came.value.queue : null;
  });
}

/** Waits until a build ended or the gate is ready, or for a while: others may add, freeze, push. */
async function somethingNew(
  executor: Executor,
  given: {
    readonly queue: MergeQueue | null;
    /** What the gate is asked; `null` = nothing that somebody waits for. */
    readonly asked: Inquiries | null;
    readonly quietMs: number;
    readonly signal: AbortSignal | undefined;
  },
): Promise<void> {
  const { queue, asked, quietMs, signal } = given;
  const running = queue === null ? [] : runningTrials(queue).map((trial) => buildId(queue.id, trial));
  let isReady = false;
  const ready = asked?.settled().then(() => {
    isReady = true;
  });
  let wait: number = LOOK_MS.first;
  for (let waited = 0; waited < quietMs && !isReady && signal?.aborted !== true; waited += wait) {
    const pause = sleep(Math.min(wait, quietMs - waited), undefined, signal === undefined ? {} : { signal }).catch(
      () => {},
    );
    await (ready === undefined ? pause : Promise.race([pause, ready]));
    for (const id of running) if ((await executor.poll(id)).kind !== 'running') return;
    wait = Math.min(LOOK_MS.most, wait * LOOK_MS.factor);
  }
}

function runReport(
  id: string,
  given: { readonly before: MergeQueue | null; readonly after: MergeQueue | null },
): QueueRun {
  const { before, after } = given;
  if (after === null) throw new RangeError('a queue that ran is open');
  const decided = new Set(entriesOf(before).flatMap(({ number, state }) => (state === 'waiting' ? [] : [number])));
  const fresh = entriesOf(after).filter(({ number }) => !decided.has(number));
  const inState = (state: QueueEntry['state']) =>
    fresh.filter((entry) => entry.state === state).map(({ number }) => number);
  const since = before?.nextLanding ?? 1;
  return {
    schema: 'firebreak.queue-run/v1',
    queue: printable(id),
    head: after.head,
    landed: inState('landed'),
    ejected: inState('ejected'),
    waiting: inState('waiting'),
    landings: after.landings.filter(({ number }) => number >= since).map(landingOf),
  };
}

function entriesOf(queue: MergeQueue | null): readonly QueueEntry[] {
  return (queue?.items ?? []).filter((item): item is QueueEntry => item.kind === 'entry');
}

function noBuild(): Fault {
  return new Fault({
    kind: 'usage',
    code: 'no-build',
    message: 'nothing says how a tree is built',
    fix: 'Give --build "npm test", or write queue: { build: ... } into firebreak.yaml of the branch.',
  });
}
