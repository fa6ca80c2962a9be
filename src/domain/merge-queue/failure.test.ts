import { describe, expect, it } from 'vitest';
import { ended, ID, NOW, queued, RULES, started, told } from '../../../test/queue/told.ts';
import { DAY_MS, type Instant, instant } from '../../kernel/index.ts';
import { seededRandom } from '../../statistics/index.ts';
import { emptyHistory, fitFlakes, type Quarantine, recordRuns, type TestOutcome } from '../flaky-test/index.ts';
import { arrange } from './arrange.ts';
import { boardOf } from './board-of.ts';
import { endTrial } from './decide.ts';
import type { QueueEvent } from './event.ts';
import { evolve } from './evolve.ts';
import { explainEntry } from './explain.ts';
import { heldFailure, isHeldBack, judgeEnd, readBuildEnd } from './failure.ts';
import { entryOf } from './look.ts';
import type { MergeQueue, QueueRules } from './model.ts';
import { firebreakScheduler } from './planner.ts';

/** A suite of 200 tests of which `shaky` flakes in a tenth of its attempts, and `coin` in half of them. */
const MODEL = fitFlakes(
  recordRuns(
    emptyHistory(),
    Array.from({ length: 100 }, (_, number) => ({
      id: `${number}`,
      content: `c${number}`,
      at: NOW,
      load: null,
      place: 'trial' as const,
      outcomes: [
        outcome('shaky', number % 10 === 0 ? 1 : 0, 1),
        outcome('coin', number % 2, 1),
        ...Array.from({ length: 198 }, (_, test) => outcome(`calm ${test}`, 0, 1)),
      ],
    })),
  ),
  NOW,
);

function outcome(test: string, failures: number, passes = 0): TestOutcome {
  return { test, passes, failures, interruptions: 0 };
}

const stopped = (test: string): TestOutcome => ({ test, passes: 0, failures: 0, interruptions: 1 });

function quarantine(test: string, expires: Instant = instant(NOW + DAY_MS)): Quarantine {
  return { test, owner: '@ann', because: 'r', expires, origin: { file: 'firebreak.yaml', line: 1 } };
}

describe('the end of a build that failed', () => {
  const FAILED = { outcome: 'failed', code: 'exit-1' } as const;
  const read = (
    outcomes: readonly TestOutcome[],
    given: { isCut?: boolean; hasGaps?: boolean; quarantines?: readonly Quarantine[] } = {},
  ) =>
    readBuildEnd(FAILED, {
      reported: { outcomes, isCut: given.isCut ?? false, hasGaps: given.hasGaps ?? false },
      quarantines: given.quarantines ?? [],
      now: NOW,
    });
  const excusing = { quarantines: [quarantine('shaky')] };

  it('is as it was told where nothing was reported, or no test failed', () => {
    const none = readBuildEnd(FAILED, { reported: null, quarantines: [], now: NOW });
    expect(none).toEqual({ ...FAILED, tests: null });
    expect(read([outcome('calm 1', 0, 1)])).toEqual({ ...FAILED, tests: null });
  });

  it('passed where only tests in quarantine failed, and says which', () => {
    const came = read([outcome('shaky', 1), outcome('calm 1', 0, 1)], excusing);
    expect(came).toMatchObject({ outcome: 'passed', code: 'quarantined', tests: { excused: ['shaky'], failed: [] } });
  });

  it('failed where another test failed beside, or the quarantine has lapsed', () => {
    expect(read([outcome('shaky', 1), outcome('calm 1', 1)], excusing)).toMatchObject({
      outcome: 'failed',
      tests: { excused: ['shaky'], failed: ['calm 1'] },
    });
    const lapsed = { quarantines: [quarantine('shaky', NOW)] };
    expect(read([outcome('shaky', 1)], lapsed)).toMatchObject({ outcome: 'failed', tests: { failed: ['shaky'] } });
  });

  it('says nothing of a change where tests were stopped or a report was cut off, whatever quarantine excuses', () => {
    for (const came of [
      read([stopped('calm 1')]),
      read([outcome('calm 1', 0, 1)], { isCut: true }),
      read([outcome('shaky', 1), stopped('calm 1')], excusing),
      read([outcome('shaky', 1)], { ...excusing, isCut: true }),
    ]) {
      expect(came).toMatchObject({ outcome: 'infrastructure', code: 'tests-interrupted' });
    }
  });

  it('is excused by nothing where entries were left out, among which a failure may be', () => {
    const without = { ...FAILED, tests: null };
    expect(read([outcome('shaky', 1)], { ...excusing, hasGaps: true })).toEqual(without);
    expect(read([stopped('calm 1')], { hasGaps: true })).toEqual(without);
    expect(read([outcome('calm 1', 1)], { hasGaps: true })).toMatchObject({ tests: { failed: ['calm 1'] } });
  });

  it('leaves a build alone that passed or was lost, whatever its reports say', () => {
    for (const told of [
      { outcome: 'passed', code: 'exit-0' },
      { outcome: 'infrastructure', code: 'timed-out' },
    ] as const) {
      const reported = { outcomes: [outcome('calm 1', 1)], isCut: false, hasGaps: false };
      expect(readBuildEnd(told, { reported, quarantines: [], now: NOW })).toEqual({ ...told, tests: null });
    }
  });
});

const WIDE: QueueRules = { ...RULES, workers: 10 };

function evolved(queue: MergeQueue, events: readonly QueueEvent[]): MergeQueue {
  return events.reduce<MergeQueue | null>(evolve, queue) ?? queue;
}

/** The queue after a build failed by these tests. */
function failing(queue: MergeQueue, trial: number, tests: readonly string[], rules: QueueRules = WIDE): MergeQueue {
  const facts = { ran: 200, failed: tests, failedCount: tests.length, excused: [] };
  const end = endTrial(queue, { trial, outcome: 'failed', build: `b${trial}`, code: 'exit-1', tests: facts, now: NOW });
  const then = evolved(queue, end);
  return evolved(then, judgeEnd(then, { trial, model: MODEL, rules, now: NOW }));
}

function stepsOf(queue: MergeQueue, rules: QueueRules = WIDE) {
  const board = boardOf(queue, { rules, now: NOW });
  return arrange(queue, { board, plan: firebreakScheduler().plan(board), now: NOW, confirm: [] });
}

const one = told(queued(1, 'a'), started(1, [1]));

describe('a failure by tests', () => {
  it('is believed at once where the tests are calm, and the entry is sent back with their names', () => {
    const others = Array.from({ length: 9 }, (_, at) => queued(at + 2, `b${at}`, { failure: 0.01 }));
    const risky = told(queued(1, 'a', { failure: 0.3 }), ...others, started(1, [1]));
    const queue = failing(risky, 1, ['calm 1']);
    expect(queue.trials[0]?.judgement).toMatchObject({ advice: 'believe', because: 'at-fault' });
    expect(stepsOf(queue).eject).toMatchObject([
      { number: 1, reason: { code: 'build-failed', tests: expect.arrayContaining(['calm 1']) } },
    ]);
  });

  it('is not believed where the test is known to flake: nobody is sent back, and the entry is built again alone', () => {
    const queue = failing(one, 1, ['shaky']);
    expect(queue.trials[0]).toMatchObject({ judgement: { advice: 'retry', attempts: 1, tests: [{ test: 'shaky' }] } });
    expect(stepsOf(queue)).toMatchObject({ eject: [], start: [{ subjects: [1], assumes: [] }] });
  });

  it('is held against two failures more than a fixed rate would believe, and believed after a bounded number', () => {
    let queue = told(queued(1, 'a'));
    const ejectedAfter: number[] = [];
    for (let trial = 1; trial <= 5; trial += 1) {
      queue = failing(evolved(queue, [started(trial, [1])]), trial, ['coin']);
      if (stepsOf(queue).eject.length > 0) ejectedAfter.push(trial);
    }
    expect(ejectedAfter).toEqual([5]);
    expect(queue.trials.at(-1)?.judgement).toMatchObject({ advice: 'believe', because: 'attempts-used', attempts: 5 });
  });

  it('is nothing any more once the same entry passed', () => {
    const failed = failing(one, 1, ['shaky']);
    const queue = evolved(failed, [started(2, [1]), ended(2, 'passed')]);
    expect(heldFailure(failed, 1)?.number).toBe(1);
    expect(heldFailure(queue, 1)).toBeNull();
    expect(stepsOf(queue).land).toEqual([[1]]);
  });

  it('accuses by what failed every time: other tests in each attempt are flakes of each', () => {
    const first = failing(one, 1, ['calm 1']);
    const again = (test: string) => failing(evolved(first, [started(2, [1])]), 2, [test]).trials[1]?.judgement;
    expect(again('calm 1')?.innocent.value).toBeLessThan(again('calm 2')?.innocent.value ?? 0);
    expect(again('calm 1')).toMatchObject({ attempts: 2, tests: [{ test: 'calm 1' }] });
  });

  it('of a batch that is likely at fault is left to whoever splits it', () => {
    const queue = failing(told(queued(1, 'a'), queued(2, 'b'), started(1, [1, 2])), 1, ['calm 1', 'calm 2', 'calm 3']);
    expect(queue.trials[0]?.judgement?.advice).toBe('believe');
    expect(stepsOf(queue)).toMatchObject({ eject: [], start: [{ subjects: [1] }, { subjects: [2] }] });
  });

  it('that the tests leave open waits for an idle worker where the farm is busy, behind others and not for ever', () => {
    const busy: QueueRules = { ...RULES, workers: 2 };
    const events = [queued(1, 'a'), queued(2, 'b'), queued(3, 'c'), started(1, [1]), started(2, [2])];
    const queue = failing(evolved(told(...events), [started(3, [3])]), 1, ['shaky'], busy);
    expect(queue.trials[0]?.judgement?.when).toBe('when-idle');
    const priority = (now: Instant) => boardOf(queue, { rules: busy, now }).entries[0]?.priority;
    expect(priority(NOW)).toBeLessThan(0);
    expect(priority(instant(NOW + 10 * busy.expectedMs))).toBe(0);
  });

  it('is named by why: which test, how flaky, how likely no fault of the entry', () => {
    const queue = failing(one, 1, ['shaky']);
    const entry = entryOf(queue, 1);
    const { constraint, todo } = explainEntry(queue, { entry: entry ?? fail(), rules: WIDE, now: NOW });
    expect(constraint).toMatchObject({ kind: 'flake-hold', trial: 1, judgement: { tests: [{ test: 'shaky' }] } });
    expect(constraint.kind === 'flake-hold' && constraint.judgement?.innocent.value).toBeGreaterThan(0.9);
    expect(todo.code).toBe('none');
  });

  it('without tests to tell is left to the scheduler, as one without reports is', () => {
    const queue = evolved(one, [ended(1, 'failed')]);
    expect(judgeEnd(queue, { trial: 1, model: MODEL, rules: WIDE, now: NOW })).toEqual([]);
    expect(stepsOf(queue)).toMatchObject({ eject: [], start: [{ subjects: [1], attempt: 1 }] });
  });
});

describe('a control run', () => {
  /** So many tests at once that one cause outside is as likely as the change. */
  const MANY = Array.from({ length: 30 }, (_, test) => `calm ${test}`);
  const safe = told(queued(1, 'a', { failure: 0.001 }), started(1, [1]));
  const asked = failing(safe, 1, MANY);
  const withControl = evolved(asked, [{ ...started(2, [], [], 1), controls: 1 } as QueueEvent]);

  it('is asked for where the base may be what fails, and the entry waits for what it says', () => {
    expect(asked.trials[0]?.judgement).toMatchObject({ advice: 'control', because: 'base-may-fail-too' });
    expect(stepsOf(asked)).toMatchObject({ eject: [], start: [{ subjects: [], attempt: 1, controls: 1 }] });
    expect(stepsOf(withControl)).toMatchObject({ eject: [], start: [], cancel: [] });
  });

  it('is asked for on an idle farm only', () => {
    const busy: QueueRules = { ...RULES, workers: 1 };
    const queue = failing(evolved(safe, [started(2, [])]), 1, MANY, busy);
    expect(queue.trials[0]?.judgement?.advice).toBe('retry');
  });

  it('that passes accuses the change; one that fails alike clears it; a lost one is not repeated', () => {
    const passed = evolved(withControl, [ended(2, 'passed')]);
    const judge = (queue: MergeQueue) =>
      evolved(queue, judgeEnd(queue, { trial: 2, model: MODEL, rules: WIDE, now: NOW })).trials[0]?.judgement;
    const before = asked.trials[0]?.judgement?.innocent.value ?? 0;
    expect(judge(passed)).toMatchObject({ control: 'passed' });
    expect(judge(passed)?.innocent.value).toBeLessThan(before);
    const tests = { ran: 200, failed: MANY, failedCount: MANY.length, excused: [] };
    const failed = evolved(withControl, [{ ...ended(2, 'failed'), tests } as QueueEvent]);
    expect(judge(failed)).toMatchObject({ control: 'failed', advice: 'retry', because: 'base-fails-too' });
    const lost = evolved(withControl, [ended(2, 'infrastructure')]);
    expect(judge(lost)).toMatchObject({ control: null, advice: 'retry' });
    expect(
      stepsOf(evolved(lost, judgeEnd(lost, { trial: 2, model: MODEL, rules: WIDE, now: NOW }))).start,
    ).toMatchObject([{ subjects: [1] }]);
  });

  it('decides nothing of its own: a failed one accuses nobody', () => {
    const queue = evolved(withControl, [ended(2, 'failed')]);
    expect(boardOf(queue, { rules: WIDE, now: NOW }).ended.size).toBe(0);
  });
});

it('holds nothing back where no failure was judged', () => {
  expect(isHeldBack({ judgement: null })).toBe(false);
  const event = judgeEnd(one, { trial: 9, model: MODEL, rules: WIDE, now: NOW });
  expect(event).toEqual([]);
  expect(one.id).toBe(ID);
});

function fail(): never {
  throw new Error('the entry is there');
}

/** Sends changes through, one after the other, whose suite holds a test that flakes in half of its attempts; counts what came of them. */
function sendThrough(given: { readonly changes: number; readonly reports: boolean }) {
  const random = seededRandom(7);
  const counts = { good: 0, ejected: 0, badLanded: 0 };
  for (let change = 0; change < given.changes; change += 1) {
    const isBad = random() < 0.1;
    if (!isBad) counts.good += 1;
    let queue = told(queued(1, 'a'));
    for (;;) {
      const { eject, land, start } = stepsOf(queue);
      if (eject.length > 0 && !isBad) counts.ejected += 1;
      if (land.length > 0 && isBad) counts.badLanded += 1;
      if (eject.length + land.length > 0) break;
      for (const wanted of start) {
        const trial = queue.nextTrial;
        queue = evolved(queue, [started(trial, wanted.subjects, [], wanted.attempt)]);
        const failed = [...(random() < 0.5 ? ['coin'] : []), ...(isBad ? ['calm 3'] : [])];
        if (failed.length === 0) queue = evolved(queue, [ended(trial, 'passed')]);
        else if (given.reports) queue = failing(queue, trial, failed);
        else queue = evolved(queue, [ended(trial, 'failed')]);
      }
    }
  }
  return counts;
}

describe('a queue over a suite with a test that flakes in half of its attempts', () => {
  it('sends few good changes back where tests are reported, many where they are not, and lands no bad one', () => {
    const judged = sendThrough({ changes: 200, reports: true });
    const unreported = sendThrough({ changes: 200, reports: false });
    expect(judged.ejected / judged.good).toBeLessThan(0.08);
    expect(unreported.ejected / unreported.good).toBeGreaterThan(0.15);
    expect(judged.badLanded + unreported.badLanded).toBe(0);
  });
});
