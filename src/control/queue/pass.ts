import {
  arrange,
  boardOf,
  type Ejection,
  eject,
  endTrial,
  entryOf,
  evolve,
  GONE,
  judgeEntry,
  type MadeTree,
  type MergeQueue,
  type MergeStep,
  observeBranch,
  type QueueEvent,
  type QueueLanding,
  reasonFor,
  requestLanding,
  runningTrials,
  startTrial,
  type WantedTrial,
  waitingEntries,
} from '../../domain/merge-queue/index.ts';
import type { Instant } from '../../kernel/index.ts';
import { wantedAhead } from './ahead.ts';
import { appendQueue, type QueueBook } from './book.ts';
import { endOf } from './build-end.ts';
import { readinessOf } from './inquiry.ts';
import type { GateAnswer, QueueWorld } from './port.ts';
import { buildId, failuresOf, isLate, isNext } from './trial.ts';

/** What one pass did. */
export interface Passed {
  /** Whether anything changed: an idle queue waits for builds, for people, or for nothing. */
  readonly isIdle: boolean;
  readonly running: number;
  readonly waiting: number;
  /** Whether something lands as soon as the gate is ready. */
  readonly isAsking: boolean;
  /** There may be more to do at this moment though nothing happens; `null` = there is not. */
  readonly wakeAt: Instant | null;
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
  #isAsking = false;
  #wakeAt: Instant | null = null;

  constructor(world: QueueWorld, book: QueueBook) {
    this.#world = world;
    this.#book = book;
  }

  async run(): Promise<Passed> {
    let round = 0;
    for (; round < MAX_ROUNDS; round += 1) if (await this.#round()) break;
    const queue = this.#queue;
    return {
      isIdle: !this.#hasChanged && !this.#isAsking && round < MAX_ROUNDS,
      running: queue === null ? 0 : runningTrials(queue).length,
      waiting: queue === null ? 0 : waitingEntries(queue).length,
      isAsking: this.#isAsking,
      wakeAt: this.#wakeAt,
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
    const before = pending === null ? false : await builder.isLanded(markOf(pending));
    const head = await builder.head();
    const isDone = before || (pending !== null && head !== pending.from && (await builder.isLanded(markOf(pending))));
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
          : await endOf(this.#world, { queue: this.#state, trial, status });
      if (!(await this.#tell(events))) return false;
      await executor.forget(buildId(this.#state.id, trial));
    }
    return true;
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
    this.#isAsking = false;
    this.#wakeAt = plan.wakeAt as Instant | null;
    const confirm: WantedTrial[] = [];
    for (const entries of steps.land) {
      const came = await this.#land(entries);
      if (came === 'again') return false;
      if (came === 'asking') {
        this.#isAsking = true;
        return this.#startAll(wantedAhead(this.#state, { land: steps.land, rules, scheduler, now: now() }));
      }
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
    if (!(await this.#startAll(start))) return false;
    this.#prepare();
    return true;
  }

  async #startAll(wanted: readonly WantedTrial[]): Promise<boolean> {
    for (const each of wanted) if ((await this.#start(each)) !== 'running') return false;
    return true;
  }

  /** Lets the gate begin with what lands next if its build passes: judging takes about as long as a short build. */
  #prepare(): void {
    const queue = this.#state;
    const known = this.#world.inquiries.about(queue.head, this.#world.now());
    if (known?.entries.every((number) => entryOf(queue, number)?.state === 'waiting') === true) return;
    const next = runningTrials(queue).find((trial) => isNext(queue, trial));
    if (next !== undefined) this.#ask(next.subjects, false);
  }

  #ask(entries: readonly number[], isWidened: boolean): void {
    const { gate, inquiries, now } = this.#world;
    const asked = entries.flatMap((number) => entryOf(this.#state, number) ?? []);
    const prepared = gate.prepare?.(asked);
    if (prepared !== undefined) inquiries.open({ head: this.#state.head, entries, isWidened }, { prepared, now });
  }

  /** Lands entries if they still may and the tree that comes of it was built, when the gate is ready. */
  async #land(planned: readonly number[]): Promise<'again' | 'asking' | 'not-proven'> {
    const { builder, gate, inquiries, rules, now } = this.#world;
    const from = await builder.head();
    if (from !== this.#state.head) return 'again';
    const made = await this.#make(from, planned);
    if (made.kind === 'conflict') return 'not-proven';
    const first = requestLanding(this.#state, {
      entries: planned,
      from,
      to: made.commit,
      tree: made.tree,
      rules,
      now: now(),
    });
    // Judging anew takes long: not for what lands in no case.
    if (!first.ok && first.rejection.code === 'not-proven') return 'not-proven';
    if (gate.prepare === undefined) return this.#landNow(planned, from);
    const readiness = readinessOf(inquiries.about(from, now()), planned);
    if (readiness.kind === 'land') {
      const came = await this.#landNow(readiness.entries, from);
      // A part of what was planned may be proved no more.
      return came === 'not-proven' ? this.#landNow(planned, from) : came;
    }
    if (readiness.kind === 'ask') this.#ask(readiness.entries, readiness.isWidened);
    return 'asking';
  }

  async #landNow(entries: readonly number[], from: MergeQueue['head']): Promise<'again' | 'not-proven'> {
    const { rules, now } = this.#world;
    const made = await this.#make(from, entries);
    if (made.kind === 'conflict') return 'not-proven';
    const before = this.#version;
    if (!(await this.#judge(entries)) || this.#version !== before) return 'again';
    const { commit: to, tree } = made;
    const asked = requestLanding(this.#state, { entries, from, to, tree, rules, now: now() });
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

function markOf({ number, to }: QueueLanding): { readonly landing: number; readonly to: QueueLanding['to'] } {
  return { landing: number, to };
}

/** A landing that a scheduler holds for proved, but whose very tree fails so often, is not. */
const CONFIRMATIONS = 2;

/** Trials whose objects are kept beyond what runs, for people who look. */
const KEPT_TRIALS = 100;
