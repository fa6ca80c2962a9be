import { seededRandom } from '../../statistics/index.ts';
import {
  addBit,
  type Bits,
  bitsOf,
  type EndedTrial,
  type Entry,
  type EntryState,
  hasBit,
  membersWithin,
  noBits,
  proofOf,
  type Scheduler,
  type StartedTrial,
  sameWithin,
  type Trial,
} from '../merge-queue/index.ts';
import type { SimulatedMoment, SimulatedRun, Turnaround, Workload } from './model.ts';

/** A scheduler that plans so often at one moment does not come to an end. */
const PLANS_AT_ONCE = 10_000;

/** A scheduler that starts so many builds in a row, and so many more for each worker, and decides nothing by them never will. */
const BUILDS_WITHOUT_DECISION = 1_000;
const BUILDS_OF_A_WORKER = 20;

interface Running extends StartedTrial {
  readonly endsAt: number;
  readonly isGreen: boolean;
}

/**
 * Runs a queue's life in virtual time: arrivals, builds on a bounded number of workers, aborts that take time, flakes. Every landing is
 * checked against the truth and against the builds that ended. Deterministic for a seed.
 */
export function simulateQueue(given: {
  readonly workload: Workload;
  readonly scheduler: Scheduler;
  readonly seed: number;
  /** Hears of everything that happens, in order; it can change nothing. */
  readonly observe?: (moment: SimulatedMoment) => void;
}): SimulatedRun {
  return new Simulation(given.workload, given.scheduler, given.seed, given.observe).run();
}

class Simulation {
  private now = 0;
  private arrived = 0;
  private nextId = 1;
  private builds = 0;
  private aborted = 0;
  private workerMs = 0;
  private redLandings = 0;
  private unprovedLandings = 0;
  private falselyEjected = 0;
  private wakeAt: number | null = null;
  private buildsAtDecision = 0;
  private readonly random: () => number;
  private readonly workload: Workload;
  private readonly scheduler: Scheduler;
  private readonly observe: ((moment: SimulatedMoment) => void) | undefined;
  private readonly entries: { -readonly [K in keyof Entry]: Entry[K] }[] = [];
  private readonly neighbours: readonly Bits[];
  private readonly conflicts: readonly (readonly number[])[];
  private readonly landed: Bits;
  private readonly shared: { readonly of: number[][]; readonly members: number[][] } | null;
  private waiting: number[] = [];
  private running: Running[] = [];
  private readonly ended = new Map<number, EndedTrial[]>();
  /** When workers of aborted builds are free again. */
  private releasing: number[] = [];
  private readonly turnarounds: Turnaround[] = [];

  constructor(
    workload: Workload,
    scheduler: Scheduler,
    seed: number,
    observe: ((moment: SimulatedMoment) => void) | undefined,
  ) {
    this.workload = workload;
    this.scheduler = scheduler;
    this.observe = observe;
    this.random = seededRandom(seed);
    const count = workload.changes.length;
    this.landed = noBits(count);
    this.neighbours = workload.changes.map(({ mayConflict }) => bitsOf(count, mayConflict));
    const conflicts = workload.changes.map(({ conflicts: found }) => [...found]);
    workload.changes.forEach(({ mayConflict, conflicts: real }, index) => {
      for (const other of mayConflict) addBit(this.neighbours[other] as Bits, index);
      for (const other of real) conflicts[other]?.push(index);
    });
    this.conflicts = conflicts;
    this.shared = sharedOf(workload);
  }

  run(): SimulatedRun {
    const { changes } = this.workload;
    while (this.arrived < changes.length || this.waiting.length > 0) {
      const next = this.nextMoment();
      if (next === null) throw new Error(`${this.workload.name}: ${this.waiting.length} entries wait for nothing`);
      this.now = next;
      while (this.arrived < changes.length && (changes[this.arrived]?.arrivedAt ?? 0) <= this.now) this.arrive();
      this.endBuilds();
      this.releasing = this.releasing.filter((at) => at > this.now);
      this.follow();
    }
    const isLanded = this.turnarounds.filter((each) => each.isLanded).length;
    return {
      turnarounds: this.turnarounds,
      landed: isLanded,
      ejected: this.turnarounds.length - isLanded,
      falselyEjected: this.falselyEjected,
      builds: this.builds,
      aborted: this.aborted,
      workerMs: this.workerMs,
      redLandings: this.redLandings,
      unprovedLandings: this.unprovedLandings,
      spanMs: this.now - (changes[0]?.arrivedAt ?? 0),
    };
  }

  private nextMoment(): number | null {
    let next = this.workload.changes[this.arrived]?.arrivedAt ?? Number.POSITIVE_INFINITY;
    for (const { endsAt } of this.running) if (endsAt < next) next = endsAt;
    for (const at of this.releasing) if (at < next) next = at;
    if (this.wakeAt !== null && this.wakeAt > this.now && this.wakeAt < next) next = this.wakeAt;
    return next === Number.POSITIVE_INFINITY ? null : next;
  }

  private arrive(): void {
    const index = this.arrived;
    const { arrivedAt, failure, expectedMs, spreadMs, cohort, priority } = this.workload.changes[
      index
    ] as never as Entry;
    const neighbours = this.neighbours[index] as Bits;
    const state: EntryState = 'waiting';
    this.entries.push({ index, arrivedAt, state, failure, expectedMs, spreadMs, neighbours, cohort, priority });
    this.waiting.push(index);
    for (const target of this.shared?.of[index] ?? []) this.shared?.members[target]?.push(index);
    this.arrived += 1;
    this.observe?.({ kind: 'arrived', at: this.now, index });
  }

  private endBuilds(): void {
    const ending = this.running.filter(({ endsAt }) => endsAt <= this.now);
    if (ending.length === 0) return;
    this.running = this.running.filter(({ endsAt }) => endsAt > this.now);
    for (const { endsAt, isGreen, ...trial } of ending.sort((a, b) => a.endsAt - b.endsAt || a.id - b.id)) {
      const end: EndedTrial = { ...trial, endedAt: endsAt, hasPassed: isGreen };
      this.workerMs += endsAt - trial.startedAt;
      this.observe?.({ kind: 'ended', at: this.now, id: trial.id, hasPassed: isGreen });
      for (const subject of trial.subjects) {
        const list = this.ended.get(subject);
        if (list === undefined) this.ended.set(subject, [end]);
        else list.push(end);
      }
    }
  }

  /** Does what the scheduler plans until nothing more is decided. */
  private follow(): void {
    for (let round = 0; round < PLANS_AT_ONCE; round += 1) {
      const plan = this.scheduler.plan({
        now: this.now,
        workers: this.workload.workers,
        entries: this.entries,
        shared: this.shared,
        waiting: this.waiting,
        landed: this.landed,
        running: this.running,
        ended: this.ended,
      });
      for (const { entries } of plan.land) this.land(entries);
      for (const index of plan.eject) this.eject(index);
      if (plan.land.length + plan.eject.length > 0) {
        this.waiting = this.waiting.filter((index) => this.entries[index]?.state === 'waiting');
        continue;
      }
      this.wakeAt = plan.wakeAt;
      this.reconcile(plan.wanted);
      return;
    }
    throw new Error(`${this.workload.name}: no end of planning at ${this.now}`);
  }

  private land(indexes: readonly number[]): void {
    const { entries, shared, landed, ended } = this;
    if (proofOf({ entries, shared, landed, ended }, indexes) === null) this.unprovedLandings += 1;
    for (const index of indexes) {
      if (
        this.workload.changes[index]?.isBroken ||
        this.conflicts[index]?.some((other) => hasBit(this.landed, other))
      ) {
        this.redLandings += 1;
      }
      addBit(this.landed, index);
      this.settle(index, 'landed');
    }
    this.observe?.({ kind: 'landed', at: this.now, entries: indexes });
  }

  private eject(index: number): void {
    const isBad =
      this.workload.changes[index]?.isBroken || this.conflicts[index]?.some((other) => hasBit(this.landed, other));
    if (!isBad) this.falselyEjected += 1;
    this.settle(index, 'ejected');
    this.observe?.({ kind: 'ejected', at: this.now, index });
  }

  private settle(index: number, state: EntryState): void {
    const entry = this.entries[index];
    if (entry?.state !== 'waiting') throw new Error(`${this.workload.name}: entry ${index} is decided twice`);
    entry.state = state;
    this.buildsAtDecision = this.builds;
    this.turnarounds.push({ index, isLanded: state === 'landed', ms: this.now - entry.arrivedAt });
  }

  private reconcile(wanted: readonly Trial[]): void {
    const kept = new Set<StartedTrial>();
    const fresh: Trial[] = [];
    const running = new Set<Trial>(this.running);
    let bySubject: Map<number, Running[]> | undefined;
    for (const trial of wanted.slice(0, this.workload.workers)) {
      if (running.has(trial)) {
        kept.add(trial as StartedTrial);
        continue;
      }
      bySubject ??= byFirstSubject(this.running);
      const alike = bySubject.get(trial.subjects[0] ?? -1);
      const content = alike === undefined ? undefined : this.contentOf(trial);
      const found = content && alike?.find((build) => !kept.has(build) && this.isSame(build, trial, content));
      if (found === undefined) fresh.push(trial);
      else kept.add(found);
    }
    if (kept.size < this.running.length) {
      for (const build of this.running) if (!kept.has(build)) this.abort(build);
      this.running = this.running.filter((build) => kept.has(build));
    }
    const free = this.workload.workers - this.running.length - this.releasing.length;
    for (const trial of fresh.slice(0, Math.max(0, free))) this.start(trial, this.contentOf(trial));
  }

  private contentOf(trial: Trial): Bits {
    const content = this.landed.slice();
    for (const index of trial.assumes) addBit(content, index);
    for (const index of trial.subjects) addBit(content, index);
    return content;
  }

  private isSame(build: StartedTrial, trial: Trial, content: Bits): boolean {
    if (build.attempt !== trial.attempt || build.subjects.length !== trial.subjects.length) return false;
    return trial.subjects.every(
      (subject, place) =>
        build.subjects[place] === subject && sameWithin(this.neighbours[subject] as Bits, build.content, content),
    );
  }

  private start(trial: Trial, content: Bits): void {
    const most = BUILDS_WITHOUT_DECISION + BUILDS_OF_A_WORKER * this.workload.workers;
    if (this.builds - this.buildsAtDecision > most) {
      throw new Error(`${this.workload.name}: ${this.waiting.length} entries wait and no build decides anything`);
    }
    const isGreen = !this.isRed(trial.subjects, content) && this.random() >= this.workload.flake;
    const durationMs = Math.max(...trial.subjects.map((index) => this.workload.changes[index]?.durationMs ?? 0));
    const { subjects, assumes, attempt } = trial;
    const id = this.nextId;
    this.nextId += 1;
    this.builds += 1;
    const endsAt = this.now + durationMs;
    this.running.push({ id, subjects, assumes, attempt, content, startedAt: this.now, endsAt, isGreen });
    this.observe?.({ kind: 'started', at: this.now, id, subjects, assumes, attempt });
  }

  private abort({ id, startedAt }: Running): void {
    this.observe?.({ kind: 'aborted', at: this.now, id });
    this.aborted += 1;
    this.workerMs += this.now - startedAt + this.workload.abortMs;
    if (this.workload.abortMs > 0) this.releasing.push(this.now + this.workload.abortMs);
  }

  /** What has landed is green; so only the undecided content that a subject's targets see can break it. */
  private isRed(subjects: readonly number[], content: Bits): boolean {
    return subjects.some((subject) => {
      const seen = membersWithin(this.neighbours[subject] as Bits, content, this.landed);
      return [subject, ...seen].some(
        (index) =>
          this.workload.changes[index]?.isBroken || this.conflicts[index]?.some((other) => hasBit(content, other)),
      );
    });
  }
}

function byFirstSubject(builds: readonly Running[]): Map<number, Running[]> {
  const found = new Map<number, Running[]>();
  for (const build of builds) {
    const first = build.subjects[0] ?? -1;
    const list = found.get(first);
    if (list === undefined) found.set(first, [build]);
    else list.push(build);
  }
  return found;
}

/** The targets that changes share: those that are told, else one for each pair that may conflict; null where all may with all. */
function sharedOf({ changes, targets }: Workload): { readonly of: number[][]; readonly members: number[][] } | null {
  if (targets !== undefined) {
    const count = targets.reduce((most, own) => own.reduce((high, each) => Math.max(high, each + 1), most), 0);
    return { of: targets.map((own) => [...own]), members: Array.from({ length: count }, () => []) };
  }
  if (changes.every(({ mayConflict }, index) => mayConflict.length === index)) return null;
  const of: number[][] = changes.map(() => []);
  const members: number[][] = [];
  changes.forEach(({ mayConflict }, index) => {
    for (const other of mayConflict) {
      of[index]?.push(members.length);
      of[other]?.push(members.length);
      members.push([]);
    }
  });
  return { of, members };
}
