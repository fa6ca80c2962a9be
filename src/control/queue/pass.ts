import { combineReports } from '../../domain/flaky-test/index.ts';
import {
  arrange,
  type BuildReports,
  type BuildStatus,
  boardOf,
  type Ejection,
  eject,
  endTrial,
  entryOf,
  evolve,
  GONE,
  isHeldBack,
  judgeEnd,
  judgeEntry,
  type MadeTree,
  type MergeQueue,
  type MergeStep,
  observeBranch,
  type QueueEvent,
  type QueueTrial,
  type ReportedTests,
  readBuildEnd,
  reasonFor,
  requestLanding,
  runningTrials,
  startTrial,
  type WantedTrial,
  waitingEntries,
} from '../../domain/merge-queue/index.ts';
import { digestOf } from '../../kernel/index.ts';
import { appendQueue, type QueueBook } from './book.ts';
import type { GateAnswer, QueueWorld } from './port.ts';

/** What one pass did. */
export interface Passed {
  /** Whether anything changed: an idle queue waits for builds, for people, or for nothing. */
  readonly isIdle: boolean;
  readonly running: number;
  readonly waiting: number;
}

/** Rounds of one pass: each lands, ejects or starts something; what is left is for the next pass. */
const MAX_ROUNDS = 200;

/**
 * One pass of the reconciler of one queue: looks at the branch, at the builds and at the gate, then does what the scheduler plans
 * until nothing more can be done. Everything that cannot be repeated is written down before; whoever comes after a crash between any
 * two steps looks at the world and goes on.
 */
export async function passQueue(world: QueueWorld, book: QueueBook): Promise<Passed> {
  const pass = new Pass(world, book);
  return pass.run();
}

class Pass {
  readonly #world: QueueWorld;
  readonly #book: QueueBook;
  #queue: MergeQueue | null = null;
  #version = 0;
  #hasChanged = false;
  #hasAsked = false;

  constructor(world: QueueWorld, book: QueueBook) {
    this.#world = world;
    this.#book = book;
  }

  async run(): Promise<Passed> {
    let round = 0;
    for (; round < MAX_ROUNDS; round += 1) if (await this.#round()) break;
    const queue = this.#queue;
    return {
      isIdle: !this.#hasChanged && round < MAX_ROUNDS,
      running: queue === null ? 0 : runningTrials(queue).length,
      waiting: queue === null ? 0 : waitingEntries(queue).length,
    };
  }

  /** Whether there is nothing more to do at this moment. */
  async #round(): Promise<boolean> {
    await this.#load();
    if (this.#queue === null) return true;
    if (!(await this.#observe())) return false;
    if (!(await this.#finish())) return false;
    if (!(await this.#collect())) return false;
    if (!(await this.#askGate())) return false;
    return this.#follow();
  }

  async #load(): Promise<void> {
    const { queue, version } = await this.#book.load(this.#world.store, this.#world.id);
    this.#queue = queue;
    this.#version = version;
  }

  get #state(): MergeQueue {
    if (this.#queue === null) throw new RangeError('the queue is not open');
    return this.#queue;
  }

  /** Appends, and goes on with the queue after it. False = somebody else wrote first: look again. */
  async #tell(events: readonly QueueEvent[]): Promise<boolean> {
    if (events.length === 0) return true;
    const { store, id, fence, now } = this.#world;
    const position = await appendQueue({
      store,
      id,
      version: this.#version,
      events,
      actor: null,
      at: now(),
      fence,
    });
    if (position === null) return false;
    this.#queue = events.reduce<MergeQueue | null>(evolve, this.#queue);
    this.#version += events.length;
    this.#hasChanged = true;
    return true;
  }

  /** Compares the branch with what the queue thinks of it. */
  async #observe(): Promise<boolean> {
    const { builder, targetsOf, now } = this.#world;
    const queue = this.#state;
    const { pending } = queue;
    // The mark first: a landing that another node finishes between the two reads is then seen as not done yet, never as foreign.
    const before = pending === null ? false : await builder.isLanded(pending.number);
    const head = await builder.head();
    const isDone = before || (pending !== null && head !== pending.from && (await builder.isLanded(pending.number)));
    const stands = isDone && pending !== null ? pending.to : queue.head;
    const paths = head === stands ? null : await builder.changedPaths(stands, head);
    const events = observeBranch(queue, { head, isDone, targets: targetsOf(paths), now: now() });
    if (!(await this.#tell(events))) return false;
    if (!events.some(({ kind }) => kind === 'ForeignPush' || kind === 'Landed')) return true;
    return this.#dropHeld();
  }

  /** What the branch holds already has nothing to land. */
  async #dropHeld(): Promise<boolean> {
    const waiting = waitingEntries(this.#state);
    const held = await this.#world.builder.heldBy(
      this.#state.head,
      waiting.map(({ head }) => head),
    );
    for (const { number, head } of waiting) {
      if (held.has(head) && !(await this.#send(number, { code: 'nothing-to-land' }))) return false;
    }
    return true;
  }

  /** A landing that was asked for and did not happen is done now: the branch still stands where it should. */
  async #finish(): Promise<boolean> {
    const { pending } = this.#state;
    if (pending === null) return true;
    const { builder, tests, now } = this.#world;
    const { number: landing, from, to, tree } = pending;
    if (!(await builder.moveBranch({ landing, from, to }))) return false;
    if (!(await this.#tell([{ kind: 'Landed', id: this.#state.id, landing, at: now() }]))) return false;
    const oldest = runningTrials(this.#state)[0]?.number ?? this.#state.nextTrial;
    await builder.tidy({ landing: landing + 1, trial: Math.max(0, oldest - KEPT_TRIALS) });
    await tests.settle(tree);
    return false;
  }

  /** Takes how builds ended. */
  async #collect(): Promise<boolean> {
    const { executor, now } = this.#world;
    for (const trial of runningTrials(this.#state)) {
      const { number } = trial;
      const status = await executor.poll(buildId(this.#state.id, trial));
      if (status.kind === 'running') {
        if (!isLate(trial, this.#world)) continue;
        const end = { trial: number, outcome: 'infrastructure', build: null, code: 'timed-out', now: now() } as const;
        if (!(await this.#tell(endTrial(this.#state, end)))) return false;
        await executor.cancel(buildId(this.#state.id, trial));
        continue;
      }
      const events =
        status.kind === 'unknown'
          ? endTrial(this.#state, { trial: number, outcome: 'infrastructure', build: null, code: GONE, now: now() })
          : await this.#endOf(trial, status);
      if (!(await this.#tell(events))) return false;
      await executor.forget(buildId(this.#state.id, trial));
    }
    return true;
  }

  /** How a build ended by what it reported of its tests, with what that says of a failure. The run is remembered for later ones. */
  async #endOf(
    trial: QueueTrial,
    status: Extract<BuildStatus, { readonly kind: 'ended' }>,
  ): Promise<readonly QueueEvent[]> {
    const { executor, tests, quarantines, rules, now } = this.#world;
    const { number, tree } = trial;
    const { outcome, code, build } = status;
    const isTold = outcome === 'passed' || outcome === 'failed';
    const found = isTold ? await executor.reports(buildId(this.#state.id, trial)) : null;
    const reported = found === null ? null : reportedTests(found);
    const read = readBuildEnd({ outcome, code }, { reported, quarantines, now: now() });
    const ended = endTrial(this.#state, { trial: number, ...read, build, now: now() });
    const after = ended.reduce<MergeQueue | null>(evolve, this.#state);
    if (tree === null || after === null) return ended;
    const isJudged = (read.tests?.failed.length ?? 0) > 0 || trial.controls !== null;
    // Judged by what was known before: the same build asked for again, after a crash, is judged the same.
    const judged = isJudged
      ? judgeEnd(after, { trial: number, model: await tests.modelWithout(tree, now()), rules, now: now() })
      : [];
    if (reported !== null) {
      const load = Math.min(1, runningTrials(this.#state).length / Math.max(1, rules.workers));
      const place = trial.subjects.length === 0 ? 'branch' : 'trial';
      const id = buildId(this.#state.id, trial);
      await tests.record({ id, content: tree, at: now(), load, place, outcomes: reported.outcomes });
    }
    return [...ended, ...judged];
  }

  /** Once a pass: what lands is judged again right before. */
  async #askGate(): Promise<boolean> {
    if (this.#hasAsked) return true;
    const entries = waitingEntries(this.#state);
    const answers = await this.#world.gate.glance(entries);
    for (const [at, { number }] of entries.entries()) {
      const answer = answers[at];
      if (answer !== undefined && !(await this.#take(number, answer))) return false;
    }
    this.#hasAsked = true;
    return true;
  }

  /** Takes what the gate says of an entry. False = somebody else wrote first. */
  async #take(number: number, answer: GateAnswer): Promise<boolean> {
    if (entryOf(this.#state, number)?.state !== 'waiting') return true;
    switch (answer.kind) {
      case 'same':
        return true;
      case 'moved':
        return this.#send(number, { code: 'content-changed' });
      case 'gone':
        return this.#send(number, { code: 'nothing-to-land' });
      case 'word':
        return this.#tell(judgeEntry(this.#state, { number, gate: answer.gate, now: this.#world.now() }));
    }
  }

  async #send(number: number, reason: Ejection): Promise<boolean> {
    const sent = eject(this.#state, { number, reason, now: this.#world.now() });
    return sent.ok ? this.#tell(sent.value) : true;
  }

  /** Does what the scheduler plans. True = nothing more can be done now. */
  async #follow(): Promise<boolean> {
    const { rules, scheduler, now } = this.#world;
    const board = boardOf(this.#state, { rules, now: now() });
    const plan = scheduler.plan(board);
    const steps = arrange(this.#state, { board, plan, now: now(), confirm: [] });
    for (const { number, reason } of steps.eject) {
      if (!(await this.#send(number, reason))) return false;
    }
    if (steps.eject.length > 0) return false;
    const confirm: WantedTrial[] = [];
    for (const entries of steps.land) {
      const came = await this.#land(entries);
      if (came === 'again') return false;
      if (came !== 'not-proven') continue;
      const failures = failuresOf(this.#state, entries);
      const last = entryOf(this.#state, entries.at(-1) ?? 0);
      if (failures >= CONFIRMATIONS && last !== null) {
        await this.#send(last.number, reasonFor(this.#state, last));
        return false;
      }
      confirm.push({ assumes: [], subjects: entries, attempt: failures });
    }
    const { start, cancel } = confirm.length === 0 ? steps : arrange(this.#state, { board, plan, now: now(), confirm });
    for (const number of cancel) if (!(await this.#cancel(number))) return false;
    for (const wanted of start) {
      const came = await this.#start(wanted);
      if (came !== 'running') return false;
    }
    this.#prepare();
    return true;
  }

  /** Lets the gate begin with what lands next if its build passes: judging takes about as long as a short build. */
  #prepare(): void {
    const { gate } = this.#world;
    const [first] = waitingEntries(this.#state);
    const trial = runningTrials(this.#state).find(
      ({ landedBefore, assumes, subjects }) =>
        landedBefore === this.#state.landedCount &&
        assumes.length === 0 &&
        first !== undefined &&
        subjects.includes(first.number),
    );
    if (trial !== undefined) gate.prepare?.(trial.subjects.flatMap((number) => entryOf(this.#state, number) ?? []));
  }

  /** Lands entries if they still may and the tree that comes of it was built. */
  async #land(entries: readonly number[]): Promise<'again' | 'not-proven'> {
    const { builder, rules, now } = this.#world;
    const from = await builder.head();
    if (from !== this.#state.head) return 'again';
    const made = await this.#make(from, entries);
    if (made.kind === 'conflict') return 'not-proven';
    const { commit: to, tree } = made;
    const ask = () => requestLanding(this.#state, { entries, from, to, tree, rules, now: now() });
    const first = ask();
    // Judging anew takes seconds of processor: not for what lands in no case.
    if (!first.ok && first.rejection.code === 'not-proven') return 'not-proven';
    const before = this.#version;
    if (!(await this.#judge(entries)) || this.#version !== before) return 'again';
    const asked = ask();
    if (!asked.ok) return asked.rejection.code === 'not-proven' ? 'not-proven' : 'again';
    if (await this.#tell(asked.value)) await this.#finish();
    return 'again';
  }

  /** Asks the gate for its last word on each. */
  async #judge(numbers: readonly number[]): Promise<boolean> {
    const entries = numbers.flatMap((number) => entryOf(this.#state, number) ?? []);
    const answers = await Promise.all(entries.map((entry) => this.#world.gate.judge(entry)));
    for (const [at, { number }] of entries.entries()) {
      const answer = answers[at];
      if (answer !== undefined && !(await this.#take(number, answer))) return false;
    }
    return true;
  }

  async #cancel(number: number): Promise<boolean> {
    const { executor, now } = this.#world;
    const trial = this.#state.trials.find((each) => each.number === number);
    if (trial === undefined) return true;
    const end = { trial: number, outcome: 'cancelled', build: null, code: 'not-wanted', now: now() } as const;
    // Written first: a build that nobody remembers is ended by its executor's next start.
    if (!(await this.#tell(endTrial(this.#state, end)))) return false;
    await executor.cancel(buildId(this.#state.id, trial));
    return true;
  }

  /** `told` = what came of it is known at once, so that there is a new plan to make. */
  async #start({ assumes, subjects, attempt, controls }: WantedTrial): Promise<'running' | 'told' | 'again'> {
    const { builder, executor, folder, now } = this.#world;
    const base = this.#state.head;
    const made = await this.#make(base, [...assumes, ...subjects]);
    const number = this.#state.nextTrial;
    if (made.kind === 'tree') await builder.keep({ trial: number, commit: made.commit });
    const events = startTrial(this.#state, { base, assumes, subjects, attempt, controls, made, now: now() });
    if (!(await this.#tell(events))) return 'again';
    const trial = this.#state.trials.find((each) => each.number === number);
    if (made.kind === 'conflict' || trial === undefined || trial.end !== null) return 'told';
    const { commit, tree } = made;
    await executor.start({ id: buildId(this.#state.id, trial), folder, commit, tree });
    return 'running';
  }

  #make(base: MergeQueue['head'], numbers: readonly number[]): Promise<MadeTree> {
    const steps = numbers.flatMap((number): readonly MergeStep[] => {
      const entry = entryOf(this.#state, number);
      if (entry === null) return [];
      const { change, head, lane, queuedAt } = entry;
      return [{ number, change, head, lane, queuedAt }];
    });
    return this.#world.builder.make({ base, steps });
  }
}

/** How often exactly what would land was built on this branch and failed. */
function failuresOf(queue: MergeQueue, entries: readonly number[]): number {
  const key = entries.join(' ');
  return queue.trials.filter(
    (trial) =>
      trial.landedBefore === queue.landedCount &&
      trial.assumes.length === 0 &&
      trial.subjects.join(' ') === key &&
      !isHeldBack(trial) &&
      (trial.end?.outcome === 'failed' || trial.end?.outcome === 'conflict'),
  ).length;
}

function isLate({ startedAt }: QueueTrial, { patienceMs, now }: QueueWorld): boolean {
  return patienceMs !== null && now() - startedAt > patienceMs;
}

function reportedTests({ reports, unread }: BuildReports): ReportedTests {
  const { outcomes } = combineReports(reports, { areAttempts: false });
  return { outcomes, isCut: unread > 0 || reports.some(({ isTruncated }) => isTruncated) };
}

/** A landing that a scheduler holds for proved, but whose very tree fails so often, is not. */
const CONFIRMATIONS = 2;

/** Trials whose objects are kept beyond what runs, for people who look. */
const KEPT_TRIALS = 100;

/** Unique for ever: of the queue, the trial and what it builds, so that another log never finds another's result. */
export function buildId(queue: string, trial: { readonly number: number; readonly commit: string | null }): string {
  const slug = digestOf(queue).slice('sha256:'.length, 'sha256:'.length + 8);
  return `${slug}-${trial.number}-${(trial.commit ?? '').slice(0, 12)}`;
}
