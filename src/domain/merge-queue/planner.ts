import { addBit, type Bits, hasBit, membersWithin, noBits } from './bits.ts';
import type { Board, EndedTrial, Entry, Landing, Plan, Scheduler, StartedTrial, Trial } from './board.ts';
import { holdsSame, proofOf } from './proof.ts';

/** How the scheduler weighs builds against waiting, and what it was told of the builds. */
export interface PlannerOptions {
  /** Probability that a build of a green tree fails. */
  readonly flake: number;
  /** Probability that two entries that may conflict do. */
  readonly conflict: number;
  /** Share of the expected build time for which an entry may wait for others to be built with. */
  readonly patience: number;
  /** An entry is not built on one that is expected to land later than itself by more than this share of its build time. */
  readonly bypass: number;
  /** Most summed probability of failing of what is built together. */
  readonly batchRisk: number;
  /** Only builds whose expected times differ by less than this factor are put together. */
  readonly similar: number;
  /** Most summed probability of failing of a build that carries covers. */
  readonly carryRisk: number;
  /** How much less is taken for granted after each failure. */
  readonly caution: number;
  /** Most summed probability of failing of what a build takes for granted. */
  readonly contextRisk: number;
  /** An entry is ejected when it is innocent with at most this probability. */
  readonly ejectDoubt: number;
}

export const PLANNER_DEFAULTS: PlannerOptions = {
  flake: 0.015,
  conflict: 0.002,
  patience: 0,
  bypass: 0.3,
  similar: 2,
  carryRisk: 0.3,
  caution: 2,
  batchRisk: 0.06,
  contextRisk: 0.35,
  ejectDoubt: 0.02,
};

/** More likely to fail than this: nothing is built on it, nothing is built with it. */
const SUSPECT = 0.4;

/** Most entries of one build. */
const MEMBERS = 64;

export function firebreakScheduler(options: Partial<PlannerOptions> = {}): Scheduler {
  const chosen = { ...PLANNER_DEFAULTS, ...options };
  return { plan: (board) => new Planning(board, chosen).plan() };
}

interface Standing {
  readonly entry: Entry;
  /** Probability that it fails, after what was seen. */
  risk: number;
  /** The build by which it is to land: one that passed, else one that runs; null where there is none that may still lead there. */
  trial: StartedTrial | null;
  hasPassed: boolean;
  /** Failed builds that nothing else can have failed by. */
  blamed: number;
  /** Failed builds that hold nothing that was ejected. */
  failures: number;
}

/** A build that is about to be started, and may carry more. */
interface Carrier extends Trial {
  subjects: readonly number[];
  assumes: readonly number[];
  attempt: number;
  risk: number;
}

/** One entry to be built on top of others beside which it was not. */
interface Cover {
  readonly subject: number;
  readonly with: Set<number>;
  risk: number;
  /** It is needed as soon as it can be had. */
  isUrgent: boolean;
}

/** Covers are looked for this many times their own build time before they are needed, so that another build may carry them. */
const LEAD = 1.6;

/** Builds whose expected times differ by less than this factor are put together. */
const SIMILAR = 1.5;

class Planning {
  private readonly board: Board;
  private readonly options: PlannerOptions;
  private readonly size: number;
  private readonly ejected: Bits;
  private readonly undecided: Bits;
  private readonly standing = new Map<number, Standing>();
  private readonly runningOf = new Map<number, StartedTrial[]>();
  private readonly landing = new Map<number, number>();
  private readonly explained = new Map<number, boolean>();
  private readonly suspects = new Map<number, readonly number[]>();
  private reverse: Map<number, readonly number[]> | null = null;

  constructor(board: Board, options: PlannerOptions) {
    this.board = board;
    this.options = options;
    this.size = board.entries.length;
    this.ejected = noBits(this.size);
    this.undecided = noBits(this.size);
    for (const { index, state } of board.entries) if (state === 'ejected') addBit(this.ejected, index);
    for (const index of board.waiting) addBit(this.undecided, index);
  }

  plan(): Plan {
    const land = this.landings();
    if (land.length > 0) return { land, eject: [], wanted: [], wakeAt: null };
    this.appraise();
    const eject = this.ejections();
    if (eject.length > 0) return { land: [], eject, wanted: [], wakeAt: null };
    return this.builds();
  }

  // --- landing -------------------------------------------------------------------------------------------------

  private landings(): Landing[] {
    const { board } = this;
    const landed = board.landed.slice();
    const open = this.undecided.slice();
    const found: Landing[] = [];
    const proofBoard = { entries: board.entries, shared: board.shared, ended: board.ended, landed };
    for (const index of board.waiting) {
      if (!hasBit(open, index)) continue;
      const group = this.closure(index, open);
      if (group === null || proofOf(proofBoard, group) === null) continue;
      for (const member of group) {
        addBit(landed, member);
        open[member >>> 5] = (open[member >>> 5] as number) & ~(1 << (member & 31));
      }
      found.push({ entries: group });
    }
    return found;
  }

  /** The entry with everything undecided that its passed build holds, and theirs; null where one has not passed. */
  private closure(index: number, open: Bits): readonly number[] | null {
    const group = new Set<number>();
    const stack = [index];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (group.has(next)) continue;
      const trial = this.passedOf(next, open);
      if (trial === null) return null;
      group.add(next);
      for (const need of membersWithin(this.neighbours(next), trial.content)) {
        if (hasBit(open, need) && !group.has(need)) stack.push(need);
      }
    }
    return [...group].sort((a, b) => a - b);
  }

  /** The passed build of an entry that waits for the fewest others and holds nothing that was ejected. */
  private passedOf(index: number, open: Bits): EndedTrial | null {
    let best: EndedTrial | null = null;
    let fewest = Number.POSITIVE_INFINITY;
    const mask = this.neighbours(index);
    for (const trial of this.board.ended.get(index) ?? []) {
      if (!trial.hasPassed || meets(mask, trial.content, this.ejected)) continue;
      const needs = countMeeting(mask, trial.content, open);
      if (needs <= fewest) {
        fewest = needs;
        best = trial;
      }
    }
    return best;
  }

  private neighbours(index: number): Bits {
    return (this.board.entries[index] as Entry).neighbours;
  }

  // --- what was seen -------------------------------------------------------------------------------------------

  private appraise(): void {
    const { board, options } = this;
    for (const trial of board.running) {
      for (const subject of trial.subjects) {
        const list = this.runningOf.get(subject);
        if (list === undefined) this.runningOf.set(subject, [trial]);
        else list.push(trial);
      }
    }
    for (const index of board.waiting) {
      const entry = board.entries[index] as Entry;
      const passed = this.passedOf(index, this.undecided);
      // A pass does not show that it gets along with what it was not built with.
      const risk = passed === null ? entry.failure : options.conflict;
      this.standing.set(index, { entry, risk, trial: passed, hasPassed: passed !== null, blamed: 0, failures: 0 });
    }
    for (const index of board.waiting) this.blame(index);
    for (const index of board.waiting) {
      const found = this.standing.get(index) as Standing;
      if (found.trial !== null && !this.isRefuted(index, found.trial)) continue;
      found.trial = this.runningOf.get(index)?.findLast((trial) => !this.isRefuted(index, trial)) ?? null;
      found.hasPassed = false;
    }
  }

  /** Spreads each failure over those who may have caused it. */
  private blame(index: number): void {
    const found = this.standing.get(index) as Standing;
    for (const trial of this.board.ended.get(index) ?? []) {
      if (trial.hasPassed || this.isExplained(trial)) continue;
      found.failures += 1;
      if (found.hasPassed) continue;
      let sum = 0;
      for (const other of this.suspectsOf(trial)) if (other !== index) sum += this.riskOf(other);
      if (sum === 0) found.blamed += 1;
      const own = found.entry.failure;
      const posterior = own / (own + sum + this.options.flake * (1 - own));
      if (posterior > found.risk) found.risk = posterior;
    }
  }

  /** Whether a failed build held something that was sent back since, where one of its subjects could see it. */
  private isExplained(trial: EndedTrial): boolean {
    let known = this.explained.get(trial.id);
    if (known === undefined) {
      known = trial.subjects.some(
        (subject) => hasBit(this.ejected, subject) || meets(this.neighbours(subject), trial.content, this.ejected),
      );
      this.explained.set(trial.id, known);
    }
    return known;
  }

  /** Undecided entries that a failed build may have failed by. */
  private suspectsOf(trial: EndedTrial): readonly number[] {
    let known = this.suspects.get(trial.id);
    if (known === undefined) {
      const seen = new Set<number>();
      for (const subject of trial.subjects) {
        if (hasBit(this.undecided, subject)) seen.add(subject);
        for (const other of this.undecidedOf(this.neighbours(subject), trial.content)) seen.add(other);
      }
      known = [...seen].filter((other) => !this.standing.get(other)?.hasPassed);
      this.suspects.set(trial.id, known);
    }
    return known;
  }

  private undecidedOf(mask: Bits, content: Bits): number[] {
    return membersWithin(mask, content).filter((other) => hasBit(this.undecided, other));
  }

  private riskOf(index: number): number {
    return this.standing.get(index)?.risk ?? 0;
  }

  /** Whether what the build takes for granted of this subject's surroundings will not come true. */
  private isRefuted(subject: number, trial: StartedTrial): boolean {
    const mask = this.neighbours(subject);
    if (meets(mask, trial.content, this.ejected)) return true;
    return this.undecidedOf(mask, trial.content).some(
      (other) => !trial.subjects.includes(other) && this.riskOf(other) > SUSPECT,
    );
  }

  private ejections(): number[] {
    const { options } = this;
    return this.board.waiting.filter((index) => {
      const { blamed, entry, hasPassed } = this.standing.get(index) as Standing;
      if (blamed === 0 || hasPassed) return false;
      const innocent = (1 - entry.failure) * options.flake ** blamed;
      return innocent / (innocent + entry.failure) <= options.ejectDoubt;
    });
  }

  // --- builds --------------------------------------------------------------------------------------------------

  private builds(): Plan {
    const { board } = this;
    const wanted: Trial[] = board.running.filter((trial) => this.isUseful(trial));
    const unserved: number[] = [];
    const stranded: number[] = [];
    for (const index of board.waiting) {
      const { trial, hasPassed } = this.standing.get(index) as Standing;
      if (trial === null) unserved.push(index);
      else if (board.shared === null && hasPassed && this.isMissing(index, trial)) stranded.push(index);
    }
    let free = board.workers - wanted.length;
    const start = (trials: readonly Trial[]) => {
      for (const trial of trials.slice(0, Math.max(0, free))) {
        wanted.push(trial);
        free -= 1;
      }
    };
    const covers = this.covers();
    const urgent = covers.filter(({ isUrgent }) => isUrgent);
    start(this.grouped(stranded, free));
    const due = unserved.filter((index) => this.dueAt(index) <= board.now);
    const kept = urgent.length > 0 && free > 1 ? 1 : 0;
    const fresh = due.length > 0 ? this.grouped(unserved, free - kept) : [];
    const left = this.carried(covers, fresh);
    start(fresh);
    if (left.some(({ isUrgent }) => isUrgent)) start(this.joined(left, free));
    const later = due.length > 0 ? [] : unserved.map((index) => this.dueAt(index));
    return { land: [], eject: [], wanted, wakeAt: later.length > 0 ? Math.min(...later) : null };
  }

  private isUseful(trial: StartedTrial): boolean {
    return trial.subjects.some((subject) =>
      this.standing.get(subject)?.trial === trial
        ? true
        : this.isCover(subject, trial) && !this.isRefuted(subject, trial),
    );
  }

  private isCover(subject: number, trial: StartedTrial): boolean {
    const found = this.standing.get(subject);
    return found === undefined || (found.hasPassed && found.trial !== trial);
  }

  private dueAt(index: number): number {
    const { arrivedAt, expectedMs } = this.board.entries[index] as Entry;
    return arrivedAt + this.options.patience * expectedMs;
  }

  private isMissing(index: number, trial: StartedTrial): boolean {
    return membersWithin(this.neighbours(index), this.board.landed, trial.content).length > 0;
  }

  private expected(index: number): number {
    return (this.board.entries[index] as Entry).expectedMs;
  }

  /** When a build is expected to end, not before now. */
  private endOf(trial: StartedTrial): number {
    if ('endedAt' in trial) return this.board.now;
    const span = Math.max(...trial.subjects.map((each) => this.expected(each)));
    return Math.max(this.board.now, trial.startedAt + span);
  }

  /** When an entry is expected to land, with everything that its build takes for granted. */
  private landsAt(index: number): number {
    const known = this.landing.get(index);
    if (known !== undefined) return known;
    const { trial } = this.standing.get(index) as Standing;
    if (trial === null) return Number.POSITIVE_INFINITY;
    this.landing.set(index, this.board.now);
    let at = this.endOf(trial);
    for (const need of this.undecidedOf(this.neighbours(index), trial.content)) at = Math.max(at, this.landsAt(need));
    this.landing.set(index, at);
    return at;
  }

  /** What entries that were built apart need: builds of one on top of the others, for the targets that they share; in time, so that nobody waits. */
  private covers(): Cover[] {
    const { board } = this;
    if (board.shared === null) return [];
    const bySubject = new Map<number, Cover>();
    const seen = new Set<number>();
    for (const index of board.waiting) {
      const { trial } = this.standing.get(index) as Standing;
      if (trial === null) continue;
      for (const target of board.shared.of[index] ?? []) {
        if (seen.has(target)) continue;
        seen.add(target);
        const found = this.coverOf(board.shared.members[target] as readonly number[]);
        if (found === null) continue;
        const known = bySubject.get(found.subject);
        if (known === undefined) bySubject.set(found.subject, found);
        else {
          for (const member of found.with) known.with.add(member);
          known.risk += found.risk;
          known.isUrgent ||= found.isUrgent;
        }
      }
    }
    return [...bySubject.values()];
  }

  /** Puts covers into builds that start anyway and take about as long; gives those that found no place. */
  private carried(covers: readonly Cover[], fresh: Carrier[]): Cover[] {
    const { options } = this;
    return covers.filter((cover) => {
      const span = this.expected(cover.subject);
      const carrier = fresh.find((trial) => {
        const own = Math.max(...trial.subjects.map((each) => this.expected(each)));
        if (own > span * (cover.isUrgent ? 1.15 : 1.5) || own < span * 0.6 || trial.subjects.length >= MEMBERS) return false;
        if (trial.risk + cover.risk > options.carryRisk || trial.subjects.some((each) => this.riskOf(each) > 0.2)) return false;
        const dependent = this.dependentOn(trial.subjects);
        return !dependent.has(cover.subject) && ![...cover.with].some((each) => dependent.has(each));
      });
      if (carrier === undefined) return true;
      carrier.risk += cover.risk;
      carrier.subjects = ascending(new Set([...carrier.subjects, cover.subject]));
      const inside = new Set(carrier.subjects);
      carrier.assumes = ascending(new Set([...carrier.assumes, ...this.withNeeds(cover.with)].filter((each) => !inside.has(each))));
      carrier.attempt = this.attempt(carrier.subjects);
      return false;
    });
  }

  private withNeeds(members: Iterable<number>): ReadonlySet<number> {
    const found = new Set(members);
    for (const member of members) {
      const trial = this.standing.get(member)?.trial;
      if (!trial) continue;
      for (const need of this.undecidedOf(this.neighbours(member), trial.content)) found.add(need);
    }
    return found;
  }

  private coverOf(members: readonly number[]): Cover | null {
    const { board } = this;
    if (members.length < 2) return null;
    let subject: number | null = null;
    for (const member of members) {
      const found = this.standing.get(member);
      const isShown = found === undefined ? hasBit(board.landed, member) : found.hasPassed;
      if (isShown && (subject === null || this.expected(member) < this.expected(subject))) subject = member;
    }
    if (subject === null) return null;
    const horizon = board.now + this.expected(subject) * LEAD;
    const together = members.filter((member) => {
      if (hasBit(board.landed, member)) return true;
      const found = this.standing.get(member);
      return found !== undefined && found.trial !== null && found.risk <= SUSPECT && this.endOf(found.trial) <= horizon;
    });
    if (together.length < 2 || together.every((member) => hasBit(board.landed, member))) return null;
    const after = noBits(this.size);
    for (const member of together) addBit(after, member);
    const isShown = together.some((member) =>
      this.showing(member).some((trial) => holdsSame(members, trial.content, after)),
    );
    if (isShown) return null;
    const open = together.filter((member) => hasBit(this.undecided, member));
    const risk = open.reduce(
      (sum, member) => sum + (this.standing.get(member)?.hasPassed ? 0 : this.riskOf(member)),
      0,
    );
    const last = open.reduce((most, member) => Math.max(most, this.endOf(this.standing.get(member)?.trial as StartedTrial)), 0);
    return { subject, with: new Set(open), risk, isUrgent: last <= board.now + this.expected(subject) };
  }

  private showing(member: number): readonly StartedTrial[] {
    const ended = (this.board.ended.get(member) ?? []).filter(({ hasPassed }) => hasPassed);
    const running = (this.runningOf.get(member) ?? []).filter((trial) => !this.isRefuted(member, trial));
    return [...ended, ...running];
  }

  /** Joins covers into at most so many builds, those that take about as long together. */
  private joined(covers: readonly Cover[], slots: number): Trial[] {
    const { options } = this;
    const list = [...covers].sort((a, b) => this.expected(a.subject) - this.expected(b.subject));
    const groups: { subjects: Set<number>; assumes: Set<number>; risk: number; longest: number; isUrgent: boolean }[] = [];
    // From the longest down: what is shorter goes along for nothing.
    for (const cover of list.reverse()) {
      const span = this.expected(cover.subject);
      let group = groups.at(-1);
      if (
        group === undefined ||
        group.risk + cover.risk > options.batchRisk ||
        group.subjects.size >= MEMBERS ||
        span * (cover.isUrgent ? SIMILAR : LEAD) < group.longest
      ) {
        group = { subjects: new Set(), assumes: new Set(), risk: 0, longest: span, isUrgent: false };
        groups.push(group);
      }
      group.subjects.add(cover.subject);
      for (const member of this.withNeeds(cover.with)) group.assumes.add(member);
      group.risk += cover.risk;
      group.isUrgent ||= cover.isUrgent;
    }
    return groups.filter(({ isUrgent }) => isUrgent).slice(0, slots).map(({ subjects, assumes }) => {
      const list = ascending(subjects);
      return { subjects: list, assumes: ascending(new Set([...assumes].filter((each) => !subjects.has(each)))), attempt: this.attempt(list) };
    });
  }

  /** Puts entries into at most so many builds, those that take about as long together. */
  private grouped(indexes: readonly number[], slots: number): Carrier[] {
    if (slots <= 0 || indexes.length === 0) return [];
    const { options } = this;
    const trials: Carrier[] = [];
    const groups: number[][] = [];
    const isAlone = (index: number) =>
      this.riskOf(index) > SUSPECT || (this.standing.get(index) as Standing).failures > 0;
    for (const index of indexes) if (isAlone(index)) groups.push([index]);
    const together = indexes.filter((index) => !isAlone(index));
    const room = Math.max(1, slots - groups.length);
    const most = options.patience > 0 ? MEMBERS : Math.ceil(together.length / room);
    const bySpan = together.sort((a, b) => this.expected(a) - this.expected(b) || a - b);
    let open: { members: number[]; risk: number; shortest: number } | null = null;
    for (const index of bySpan) {
      const more = this.riskOf(index);
      const span = this.expected(index);
      const isFull =
        open !== null &&
        (open.members.length >= Math.min(most, MEMBERS) ||
          open.risk + more > options.batchRisk ||
          span > options.similar * open.shortest);
      if (open === null || isFull) {
        open = { members: [], risk: 0, shortest: span };
        groups.push(open.members);
      }
      open.members.push(index);
      open.risk += more;
    }
    const placed = noBits(this.size);
    for (const group of groups.sort((a, b) => Math.min(...a) - Math.min(...b)).slice(0, slots)) {
      trials.push(this.trialOf(group.sort((a, b) => a - b), placed));
      for (const index of group) addBit(placed, index);
    }
    return trials;
  }

  /** A build of these on top of what is likely to land before them. */
  private trialOf(subjects: readonly number[], placed: Bits): Carrier {
    const { board, options } = this;
    const inside = new Set(subjects);
    const seen = new Set<number>();
    const dependent = this.dependentOn(subjects);
    const span = Math.max(...subjects.map((each) => this.expected(each)));
    const latest = board.shared === null ? Number.POSITIVE_INFINITY : board.now + span * (1 + options.bypass);
    const candidates: { index: number; risk: number }[] = [];
    for (const subject of subjects) {
      for (const other of membersWithin(this.neighbours(subject), this.undecided)) {
        if (inside.has(other) || seen.has(other)) continue;
        seen.add(other);
        const at = this.standing.get(other) as Standing;
        const isAhead = at.trial === null ? hasBit(placed, other) : !dependent.has(other);
        const isSoon = at.trial === null || this.landsAt(other) <= latest;
        if (isAhead && isSoon && at.risk <= SUSPECT) candidates.push({ index: other, risk: at.risk });
      }
    }
    candidates.sort((a, b) => a.risk - b.risk || a.index - b.index);
    const assumes: number[] = [];
    let risk = 0;
    const tries = Math.max(...subjects.map((each) => (this.standing.get(each) as Standing).failures));
    const trust = options.contextRisk / subjects.length / (1 + options.caution * tries);
    for (const candidate of candidates) {
      if (risk + candidate.risk > trust) break;
      risk += candidate.risk;
      assumes.push(candidate.index);
    }
    for (const subject of subjects) risk += this.riskOf(subject);
    return { subjects, assumes: assumes.sort((a, b) => a - b), attempt: this.attempt(subjects), risk };
  }

  /** Undecided entries that cannot land before these, whatever lies between. */
  private dependentOn(subjects: readonly number[]): ReadonlySet<number> {
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
      const { trial } = this.standing.get(index) as Standing;
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

  private attempt(subjects: readonly number[]): number {
    return (this.board.ended.get(subjects[0] as number) ?? []).filter(
      (trial) =>
        trial.subjects.length === subjects.length && trial.subjects.every((each, place) => each === subjects[place]),
    ).length;
  }
}

function ascending(members: ReadonlySet<number>): number[] {
  return [...members].sort((a, b) => a - b);
}

/** Whether the three sets have a member in common. */
function meets(a: Bits, b: Bits, c: Bits): boolean {
  const words = Math.min(a.length, b.length, c.length);
  for (let word = 0; word < words; word += 1) {
    if (((a[word] as number) & (b[word] as number) & (c[word] as number)) !== 0) return true;
  }
  return false;
}

/** How many members the three sets have in common. */
function countMeeting(a: Bits, b: Bits, c: Bits): number {
  const words = Math.min(a.length, b.length, c.length);
  let count = 0;
  for (let word = 0; word < words; word += 1) {
    let rest = (a[word] as number) & (b[word] as number) & (c[word] as number);
    while (rest !== 0) {
      rest &= rest - 1;
      count += 1;
    }
  }
  return count;
}
