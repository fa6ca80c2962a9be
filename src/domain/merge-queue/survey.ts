import { addBit, type Bits, countMeeting, hasBit, holdsWithin, meets, membersWithin, noBits } from './bits.ts';
import type { Board, EndedTrial, Entry, StartedTrial } from './board.ts';
import { type PlannerOptions, SUSPECT } from './planner-options.ts';
import { Suspicion } from './suspicion.ts';

/** What stands of one waiting entry. */
export interface Standing {
  readonly entry: Entry;
  /** Probability that it fails, after what was seen. */
  risk: number;
  /** The build by which it is to land: one that passed, else one that runs; null where there is none that may still lead there. */
  trial: StartedTrial | null;
  hasPassed: boolean;
  /** Probability that it fails on what has landed. */
  guilt: number;
  /** Failed builds of it that hold nothing that was ejected. */
  failures: number;
  /** Another that is to land before it, and with which it probably does not get along, is undecided. */
  isAwaiting: boolean;
}

/** So many at a time are built on what came before them only, and are not landed past, because they waited too long. */
const ELDERS = 4;

/** A board read once: who is likely to fail, which builds may still lead to a landing, when entries are expected to land. */
export class Survey {
  readonly board: Board;
  readonly options: PlannerOptions;
  readonly ejected: Bits;
  readonly undecided: Bits;
  /** Those of them that will probably fail. */
  private readonly doubtful: Bits;
  private readonly standings = new Map<number, Standing>();
  private readonly runningOf = new Map<number, StartedTrial[]>();
  private readonly landing = new Map<number, number>();
  private readonly suspicion: Suspicion;
  private first: readonly number[] | null = null;
  private reverse: Map<number, readonly number[]> | null = null;

  constructor(board: Board, options: PlannerOptions) {
    this.board = board;
    this.options = options;
    const size = board.entries.length;
    this.ejected = noBits(size);
    this.undecided = noBits(size);
    this.doubtful = noBits(size);
    for (const { index, state } of board.entries) if (state === 'ejected') addBit(this.ejected, index);
    for (const index of board.waiting) addBit(this.undecided, index);
    for (const trial of board.running) {
      for (const subject of trial.subjects) {
        const list = this.runningOf.get(subject);
        if (list === undefined) this.runningOf.set(subject, [trial]);
        else list.push(trial);
      }
    }
    this.suspicion = new Suspicion(this);
    this.appraise();
  }

  /** What stands of a waiting entry; undefined where it is decided. */
  of(index: number): Standing | undefined {
    return this.standings.get(index);
  }

  /** Ended builds of an entry, oldest first. */
  endedOf(index: number): readonly EndedTrial[] {
    return this.board.ended.get(index) ?? [];
  }

  /** Running builds of an entry, oldest first. */
  startedOf(index: number): readonly StartedTrial[] {
    return this.runningOf.get(index) ?? [];
  }

  /** Entries that may conflict with this one. */
  neighbours(index: number): Bits {
    return (this.board.entries[index] as Entry).neighbours;
  }

  /** Predicted milliseconds of one build of an entry. */
  expected(index: number): number {
    return (this.board.entries[index] as Entry).expectedMs;
  }

  /** Predicted milliseconds of a build of these. */
  spanOf(subjects: readonly number[]): number {
    return subjects.reduce((most, each) => Math.max(most, this.expected(each)), 0);
  }

  /** Probability that an entry fails, after what was seen; 0 where it is decided. */
  riskOf(index: number): number {
    return this.standings.get(index)?.risk ?? 0;
  }

  /** The waiting entries of a tree that this mask holds, ascending. */
  undecidedOf(mask: Bits, content: Bits): number[] {
    return membersWithin(mask, content).filter((other) => hasBit(this.undecided, other));
  }

  /** Whether an entry has waited so long that nobody lands past it any more. */
  isOld(index: number): boolean {
    const { arrivedAt, expectedMs } = this.board.entries[index] as Entry;
    return this.board.now - arrivedAt > this.options.patience * expectedMs;
  }

  /** Whether it is one of the first that waited so long; these wait for nothing that came after them. */
  isElder(index: number): boolean {
    return this.elders().includes(index);
  }

  /** The first that waited so long. */
  elders(): readonly number[] {
    this.first ??= this.board.waiting.slice(0, ELDERS).filter((index) => this.isOld(index));
    return this.first;
  }

  /** Whether an entry can land by this build before everything that came after it: who waited for long waits for none of these. */
  isFree(index: number, { content }: StartedTrial): boolean {
    const mask = this.neighbours(index);
    return (
      holdsWithin(mask, this.board.landed, content) && this.undecidedOf(mask, content).every((each) => each < index)
    );
  }

  /** Whether an entry waits for the fate of another, with which it probably does not get along, before it is built again. */
  isAwaiting(index: number): boolean {
    return this.of(index)?.isAwaiting === true && !this.isElder(index);
  }

  /** Probability that these two do not get along, as far as failures say so. */
  riftOf(index: number, other: number): number {
    return this.suspicion.riftsOf(index).find((rift) => rift.other === other)?.probability ?? 0;
  }

  /** How often the same entries were built together. */
  attempt(subjects: readonly number[]): number {
    return this.endedOf(subjects[0] as number).filter(
      (trial) =>
        trial.subjects.length === subjects.length && trial.subjects.every((each, place) => each === subjects[place]),
    ).length;
  }

  /** Whether what the build takes for granted of this subject's surroundings will not come true. */
  isRefuted(subject: number, trial: StartedTrial): boolean {
    const mask = this.neighbours(subject);
    if (meets(mask, trial.content, this.ejected)) return true;
    if (!meets(mask, trial.content, this.doubtful)) return false;
    // Of a build that runs its subjects share the fate.
    return (
      isOver(trial) ||
      membersWithin(mask, trial.content).some(
        (other) => hasBit(this.doubtful, other) && !trial.subjects.includes(other),
      )
    );
  }

  /** When a build is expected to end, not before now. */
  endOf(trial: StartedTrial): number {
    if (isOver(trial)) return this.board.now;
    return Math.max(this.board.now, trial.startedAt + this.spanOf(trial.subjects));
  }

  /** When an entry is expected to land, with everything that its build takes for granted. */
  landsAt(index: number): number {
    const known = this.landing.get(index);
    if (known !== undefined) return known;
    const { trial } = this.standings.get(index) as Standing;
    if (trial === null) return Number.POSITIVE_INFINITY;
    this.landing.set(index, this.board.now);
    let at = this.endOf(trial);
    for (const need of this.undecidedOf(this.neighbours(index), trial.content)) at = Math.max(at, this.landsAt(need));
    this.landing.set(index, at);
    return at;
  }

  /** Undecided entries that cannot land before these, whatever lies between. */
  dependentOn(subjects: readonly number[]): ReadonlySet<number> {
    const found = new Set(subjects);
    const open = [...subjects];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const other of this.dependents().get(next) ?? []) {
        if (found.has(other)) continue;
        found.add(other);
        open.push(other);
      }
    }
    return found;
  }

  /** By undecided entry: those whose build takes it for granted. */
  private dependents(): ReadonlyMap<number, readonly number[]> {
    if (this.reverse !== null) return this.reverse;
    const reverse = new Map<number, number[]>();
    for (const index of this.board.waiting) {
      const { trial } = this.standings.get(index) as Standing;
      if (trial === null) continue;
      for (const need of this.undecidedOf(this.neighbours(index), trial.content)) {
        const list = reverse.get(need);
        if (list === undefined) reverse.set(need, [index]);
        else list.push(index);
      }
    }
    this.reverse = reverse;
    return reverse;
  }

  private appraise(): void {
    const { board } = this;
    for (const index of board.waiting) {
      const found = this.standingOf(index);
      this.standings.set(index, found);
      if (found.risk > SUSPECT) addBit(this.doubtful, index);
    }
    for (const index of board.waiting) {
      const found = this.standings.get(index) as Standing;
      const isBound = found.trial !== null && this.isElder(index) && !this.isFree(index, found.trial);
      // What failed beside something that has landed since is built anew on it.
      const isDoubted = found.risk > SUSPECT && found.hasPassed && !found.isAwaiting;
      if (found.trial !== null && !isBound && !isDoubted && !this.isRefuted(index, found.trial)) continue;
      if (board.shared === null) continue;
      const mayLead = (trial: StartedTrial) =>
        !this.isRefuted(index, trial) && (!this.isElder(index) || this.isFree(index, trial));
      found.trial = this.runningOf.get(index)?.findLast(mayLead) ?? null;
      found.hasPassed = false;
    }
  }

  private standingOf(index: number): Standing {
    const { board, options, suspicion } = this;
    const entry = board.entries[index] as Entry;
    const passed = passedBuild(this, { index, open: this.undecided });
    return {
      entry,
      // A pass does not show that it gets along with what it was not built with.
      risk: Math.max(suspicion.blameOf(index), passed === null ? entry.failure : options.conflict),
      trial: passed,
      hasPassed: passed !== null,
      guilt: suspicion.guiltOf(index),
      failures: this.endedOf(index).filter((trial) => !trial.hasPassed && !suspicion.isExplained(trial)).length,
      isAwaiting: suspicion.riftsOf(index).some(({ other, probability }) => other < index && probability > SUSPECT),
    };
  }
}

/** The passed build of an entry that waits for the fewest of `open` and holds nothing that was ejected; null where there is none. */
export function passedBuild(
  survey: Pick<Survey, 'board' | 'ejected'>,
  { index, open }: { readonly index: number; readonly open: Bits },
): EndedTrial | null {
  const { board, ejected } = survey;
  const mask = (board.entries[index] as Entry).neighbours;
  let best: EndedTrial | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  for (const trial of board.ended.get(index) ?? []) {
    if (!trial.hasPassed || meets(mask, trial.content, ejected)) continue;
    const needs = countMeeting(mask, trial.content, open);
    if (needs <= fewest) {
      fewest = needs;
      best = trial;
    }
  }
  return best;
}

/** Whether everything that landed is in the tree. */
export function holdsLanded({ landed }: Pick<Board, 'landed'>, { content }: Pick<StartedTrial, 'content'>): boolean {
  return landed.every((word, place) => (word & ~(content[place] ?? 0)) === 0);
}

function isOver(trial: StartedTrial): boolean {
  return 'endedAt' in trial;
}
